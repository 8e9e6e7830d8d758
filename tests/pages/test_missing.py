"""The page for a parent at 2am."""

from typing import Any

import pytest

from data.guides import guide
from geo.boroughs import NAMES

TEXT = guide("missing")


def test_what_to_do_now_comes_first(open_page: Any, words_of: Any) -> None:
    words = words_of(open_page("missing", "2026-11-23T02:30"))
    assert words.index('Call <a href="tel:999">999</a>') < words.index("In the first hour")
    assert "You do not have to wait 24 hours." in words
    for heading in (
        "Now",
        "In the first hour, once you have called",
        "While you wait",
        "When they are back",
    ):
        assert f">{heading}</h2>" in words
    for named in ("TextSafe", "116 000", "return home interview", "Philomena Protocol"):
        assert named in words


@pytest.mark.parametrize("borough", NAMES)
def test_every_borough_is_answered(open_page: Any, words_of: Any, borough: str) -> None:
    page = open_page("missing", "2026-11-23T02:30")
    page.selectbox[0].set_value(borough).run()
    assert not page.exception
    words = words_of(page)
    title = f'id="council" data-announce>The council&#x27;s children&#x27;s team: {borough}</h2>'
    council = words[words.index(title) :].split("<section")[0]
    assert 'href="tel:02' in council or 'href="tel:01' in council or 'href="tel:101"' in council
    assert dict(page.query_params) == {}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-23T02:30", "The day team should be away now. Call the other number."),
        ("2026-11-23T11:00", "The day team should be there until 5pm."),
        ("2026-12-25T11:00", "It is a bank holiday. The day team should be away now."),
    ],
)
def test_by_the_hour(open_page: Any, words_of: Any, moment: str, said: str) -> None:
    assert said in words_of(open_page("missing", moment, borough="Camden"))


def test_who_knows_only_a_postcode_finds_the_council(open_page: Any, words_of: Any) -> None:
    page = open_page("missing", "2026-11-23T02:30")
    page.text_input[0].set_value("NW5 4HH")
    page.button(key="chosen-borough-find").click().run()
    words = words_of(page)
    assert "020 7974 4444" in words
    assert "NW5" not in words
    assert dict(page.query_params) == {}


def test_the_numbers_of_a_council_can_be_reported(open_page: Any) -> None:
    page = open_page("missing", borough="camden")
    assert page.button(key="report-contact-camden")


@pytest.mark.parametrize("borough", ["Atlantis", "<script>", "camden" * 500])
def test_a_borough_that_is_none(open_page: Any, words_of: Any, borough: str) -> None:
    words = words_of(open_page("missing", borough=borough))
    assert "names a borough that we don't know" in words
    assert "<script" not in words
    assert "You do not have to wait 24 hours." in words


def test_help_for_parents_with_its_hours(open_page: Any, words_of: Any) -> None:
    night = words_of(open_page("missing", "2026-11-23T02:30"))
    assert night.index("Missing People helpline") < night.index("Everyone you can talk to")
    assert "Listed as closed now." in night


def test_the_list_is_there_and_nothing_is_asked_by_streamlit(open_page: Any) -> None:
    page = open_page("missing")
    assert [box.key for box in page.text_input] == ["chosen-borough-typed"]
    assert len(page.text_area) == 0
    assert "/missing/list" in str(page.get("iframe")[0].proto)


def test_no_promise_and_no_blame() -> None:
    text = " ".join(section.text for section in TEXT.sections).lower()
    for word in ("your fault", "you should have", "guarantee", "we promise", "always answer"):
        assert word not in text
