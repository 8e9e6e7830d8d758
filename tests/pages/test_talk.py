"""The talk page: filters, links made by others, refusals, and nothing in the address."""

from datetime import date
from html import unescape
from typing import Any

import pytest

from data.service_words import UNSURE_LINK


def cards(words: str) -> list[str]:
    return [part.split("</h3>")[0].split(">")[-1] for part in words.split("<h3 id=")[1:]]


def test_a_young_person_sees_help_first(open_page: Any, words_of: Any) -> None:
    page = open_page("talk", "2026-11-23T02:30")
    words = words_of(page)
    assert cards(words)[0] == "Childline"
    assert "listed as open now" in words
    assert "Police and emergencies" in words
    assert dict(page.query_params) == {}


@pytest.mark.parametrize(
    ("query", "said", "first"),
    [
        ({"service": "empower"}, "Empower closed in June 2024.", "London Children and Young"),
        ({"service": "the-havens"}, "", "The Havens"),
        ({"service": "nonsense"}, UNSURE_LINK, "Childline"),
        ({"service": "<script>alert(1)</script>"}, UNSURE_LINK, "Childline"),
        ({"service": "x" * 5000}, UNSURE_LINK, "Childline"),
        ({"borough": "Atlantis"}, "names a borough that we don't know", "Childline"),
        ({"borough": "<b>"}, "names a borough that we don't know", "Childline"),
        ({"topic": "nonsense"}, "", "Childline"),
        ({"service": "lge"}, "This followed it: London Children", "London Children and Young"),
        ({"borough": "camden"}, "You chose: Camden.", "Childline"),
    ],
)
def test_links_that_others_make(
    open_page: Any, words_of: Any, query: dict[str, str], said: str, first: str
) -> None:
    words = words_of(open_page("talk", **query))
    assert said in unescape(words)
    assert cards(words)[0].startswith(first)
    assert "<script" not in words


def test_a_linked_topic_is_chosen(open_page: Any) -> None:
    page = open_page("talk", topic="online")
    assert list(page.button_group[0].value) == ["online"]


def test_nothing_chosen_gets_into_the_address(open_page: Any, words_of: Any) -> None:
    page = open_page("talk")
    page.radio[0].set_value("parent").run()
    page.selectbox(key="talk-age").set_value(14).run()
    page.selectbox(key="talk-borough").set_value("Camden").run()
    page.text_input[0].set_value("rape crisis").run()
    assert not page.exception
    assert "Rape" in words_of(page)
    assert dict(page.query_params) == {}


def test_a_name_that_nobody_knows(open_page: Any, read: Any) -> None:
    page = open_page("talk")
    page.text_input[0].set_value("xyzzy").run()
    words = read(page)
    assert "We don't know a service of that name" in words
    assert cards(words)[0] == "Childline"


def test_open_only_at_another_time(open_page: Any, read: Any) -> None:
    page = open_page("talk", "2026-11-23T02:30")
    page.radio[1].set_value("at").run()
    words = read(page)
    assert "listed as open on Monday 23 November at 8pm" in words
    page.selectbox(key="talk-day").set_value(date(2026, 12, 5)).run()
    assert "listed as open on Saturday 5 December at 8pm" in read(page)
    assert "left out, because we don't know the hours" in words


def test_a_time_that_has_passed_is_taken_for_tomorrow(open_page: Any, read: Any) -> None:
    page = open_page("talk", "2026-11-23T21:30")
    page.radio[1].set_value("at").run()
    words = read(page)
    assert "That time has passed today, so this is for tomorrow." in words
    assert "listed as open on Tuesday 24 November at 8pm" in words


def test_what_was_chosen_is_said_and_can_be_taken_back(open_page: Any, read: Any) -> None:
    page = open_page("talk", topic="online")
    page.selectbox(key="talk-age").set_value(12).run()
    page.radio[0].set_value("parent").run()
    assert "You chose: Trouble online, Age 12." in read(page)
    page.button(key="talk-clear").click().run()
    assert not page.exception
    assert "You chose" not in read(page)
    assert page.radio[0].value == "parent"
    assert page.button_group[0].value == []


def test_a_link_holds_until_something_is_chosen(open_page: Any, words_of: Any) -> None:
    page = open_page("talk", service="empower")
    assert "Empower closed in June 2024." in words_of(page)
    page.selectbox(key="talk-age").set_value(14).run()
    words = words_of(page)
    assert "Empower closed" not in words
    assert cards(words)[0] == "Childline"


def test_what_a_link_names_is_shown_once(open_page: Any, words_of: Any) -> None:
    names = cards(words_of(open_page("talk", service="the-havens")))
    assert names[:2] == ["The Havens (sexual assault referral centres)", "Childline"]
    assert len(names) == len(set(names))


def test_a_link_may_say_who_reads(open_page: Any) -> None:
    assert open_page("talk", **{"for": "parent"}).radio[0].value == "parent"
    assert open_page("talk", **{"for": "nobody"}).radio[0].value == "young_person"


def test_help_at_once_stands_above_the_choices(open_page: Any, words_of: Any) -> None:
    words = words_of(open_page("talk", "2026-11-23T02:30"))
    assert words.index("Childline: Call 0800 1111") < words.index("<article")


def test_more_services_can_be_shown(open_page: Any, words_of: Any) -> None:
    page = open_page("talk")
    before = len(cards(words_of(page)))
    page.button(key="more-services").click().run()
    assert len(cards(words_of(page))) == before + 8


def test_every_card_can_be_reported(open_page: Any) -> None:
    page = open_page("talk")
    buttons = [button.label for button in page.button if "Something is wrong" in button.label]
    assert len(buttons) == 8 + 4
    assert len(set(buttons)) == len(buttons)
