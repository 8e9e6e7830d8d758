"""TextSafe for three readers: nothing beyond the facts, and nothing that could send one."""

import re
from typing import Any

import pytest

from data.guides import guide
from data.live import current
from pages.menu import MENU
from pages.parts.report import BUTTON
from pages.plain.routes import routes

TEXT = guide("textsafe")
ALL = "\n".join(section.text for section in TEXT.sections)


def test_before_choosing_the_page_says_what_it_is(open_page: Any, words_of: Any) -> None:
    words = words_of(open_page("textsafe"))
    assert "Nobody can send one from this page." in words
    assert "Who sent me this text?" not in words
    assert "What we could not confirm" in words


@pytest.mark.parametrize(
    ("reader", "there", "not_there"),
    [
        ("text", "Who sent me this text?", "What to say to the officer"),
        ("family", "What to say to the officer", "Who sent me this text?"),
        ("staff", "Suicide TextSafe", "Who sent me this text?"),
    ],
)
def test_three_readers(
    open_page: Any, words_of: Any, reader: str, there: str, not_there: str
) -> None:
    page = open_page("textsafe")
    page.radio[0].set_value(reader).run()
    words = words_of(page)
    assert f">{there}</h2>" in words
    assert f">{not_there}</h2>" not in words
    assert dict(page.query_params) == {}
    assert f">{there}</h2>" in words_of(open_page("textsafe", **{"for": reader}))


@pytest.mark.parametrize(("asked", "there"), [("parent", "What to say to the officer"), ("young", "Who sent me this text?"), ("professional", "How a TextSafe is asked for")])  # fmt: skip
def test_readers_as_other_pages_call_them(
    open_page: Any, words_of: Any, asked: str, there: str
) -> None:
    assert f">{there}</h2>" in words_of(open_page("textsafe", **{"for": asked}))


def test_help_now_comes_before_explanations() -> None:
    ids = [section.id for section in TEXT.sections]
    assert ids.index("text-night") == ids.index("text-who") + 1
    assert 'href="sms:116000"' in TEXT.section("text-who").html


def test_a_reader_that_is_none_in_a_link(open_page: Any, words_of: Any) -> None:
    assert "Who sent me" not in words_of(open_page("textsafe", **{"for": "<script>"}))


def test_no_button_could_seem_to_send_one(open_page: Any) -> None:
    for reader in ("text", "family", "staff"):
        page = open_page("textsafe", **{"for": reader})
        assert {button.label.split(":")[0] for button in page.button} <= {BUTTON}
        assert len(page.text_input) == len(page.text_area) == 0


def test_the_helpline_shows_its_own_hours(open_page: Any, words_of: Any) -> None:
    night = words_of(open_page("textsafe", "2026-11-23T02:30", **{"for": "text"}))
    noon = words_of(open_page("textsafe", "2026-11-23T12:00", **{"for": "text"}))
    assert "Listed as closed now." in night
    assert "11pm" in noon
    assert 'href="sms:116000"' in noon


def test_hours_in_the_words_are_those_of_the_records() -> None:
    hours = {
        c.opening_hours
        for s in current().services
        if s.id == "missing-people-helpline"
        for c in s.channels
        if c.contact == "116 000"
    }
    assert hours == {"Mo-Su 09:00-23:00"}
    assert "only open from 9am to 11pm" in TEXT.section("text-answer").text
    assert "from 11pm to 9am" in TEXT.section("unknown").text
    assert "from 9am to 11pm" in TEXT.section("family-talk").text


def test_private_stands_with_its_limit() -> None:
    private = TEXT.section("text-private").text
    assert "unless you want that" in private
    assert "may have to tell somebody" in private
    for section in TEXT.sections:
        if "private" in section.text and section.id.startswith(("text", "family")):
            assert "badly hurt" in section.text, section.id


def test_suicide_textsafe_is_for_staff_only() -> None:
    for section in TEXT.sections:
        if not section.id.startswith("staff-"):
            assert "uicide" not in section.text


def test_no_old_promise_and_no_operational_address() -> None:
    assert not re.search(r"24[/ ]7|day and night.*116|@", ALL)
    assert "116 000" in ALL


@pytest.mark.parametrize(
    ("borough", "said"),
    [
        ("Camden", "The team for Camden is called Central North BCU."),
        ("City of London", "is called City of London Police (not the Met)."),
        ("Havering", "We don't know the police team for Havering."),
    ],
)
def test_staff_find_the_police_unit(open_page: Any, words_of: Any, borough: str, said: str) -> None:
    page = open_page("textsafe", **{"for": "staff"})
    page.selectbox[0].set_value(borough).run()
    assert said in words_of(page)


@pytest.mark.parametrize("name", ["textsafe", "missing", "about"])
def test_links_within_the_site_lead_somewhere(name: str) -> None:
    for section in guide(name).sections:
        for link in re.findall(r'href="(/[^"]*)"', section.html):
            page, _, service = link.partition("#")[0].strip("/").partition("?service=")
            assert page in MENU or f"/{page}" in {route.path for route in routes}
            assert not service or current().service(service)


@pytest.mark.parametrize("name", ["textsafe", "missing", "about"])
def test_who_wrote_and_checked_it_is_shown(open_page: Any, words_of: Any, name: str) -> None:
    words = words_of(open_page(name))
    assert "Written on 24 November 2026. Nobody outside our team has checked it yet." in words
    assert "Where we read this" in words
