"""The page of a borough: all 33, from a link or by choice, the same states as everywhere."""

from datetime import datetime
from html import unescape
from typing import Any

import pytest

from data.directory import current
from data.hours_clock import LONDON
from data.words import state_words
from geo.boroughs import NAMES, neighbours
from pages.parts.borough_parts import places_html
from pages.parts.borough_ring import ring_html

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NASTY = '<img src=x onerror="alert(1)">{{ 7*7 }}'


@pytest.mark.parametrize("borough", NAMES)
def test_every_borough_is_drawn(open_page: Any, read: Any, borough: str) -> None:
    words = read(open_page("borough", borough=borough))
    assert f"data-announce>{borough}</h2>" in words
    for place in current().places:
        assert (f"<strong>{place.name}</strong>" in words) or place.borough != borough
    listed = [p for p in current().places if p.borough == borough]
    for place in listed:
        state = current().state(current().index[place.id], NOON)
        assert state_words(place, state) in words
    assert "How sure is this?" in words
    for name in neighbours(borough):
        assert f">{name}</a>" in words
    assert 'href="tel:999"' in words


def test_nothing_is_drawn_before_a_choice(open_page: Any, words_of: Any) -> None:
    assert "How sure" not in words_of(open_page("borough"))


@pytest.mark.parametrize("borough", ["Atlantis", "camden", "<script>alert(1)</script>", "x" * 3000])
def test_a_borough_that_is_none(open_page: Any, words_of: Any, borough: str) -> None:
    words = words_of(open_page("borough", borough=borough))
    assert "We don't know that borough. Choose one." in words
    assert "<script" not in words


def test_havering_says_that_it_has_no_number(open_page: Any, words_of: Any) -> None:
    words = words_of(open_page("borough", borough="Havering"))
    assert "We have no number for the council" in words
    assert "We don't know the police team" in words


def test_the_city_has_its_own_police(open_page: Any, words_of: Any) -> None:
    assert "City of London Police (not the Met)" in words_of(
        open_page("borough", borough="City of London")
    )


def test_havens_that_are_not_sure_stand_apart(open_page: Any, words_of: Any) -> None:
    words = words_of(open_page("borough", borough="Islington"))
    assert "Safe haven (not confirmed) (10)" in words
    assert ">Safe havens (" not in words


def test_city_hall_stands_apart_as_proposed(open_page: Any, words_of: Any) -> None:
    words = words_of(open_page("borough", borough="Newham"))
    assert "Only proposed (1)" in words


def test_what_is_not_public_is_not_there(open_page: Any, words_of: Any) -> None:
    shown = {p.name for p in current().places if p.borough == "Lewisham"}
    words = unescape(words_of(open_page("borough", borough="Lewisham")))
    assert words.count('<li class="place">') == len(shown)


def test_record_text_is_escaped(make_directory: Any) -> None:
    directory = make_directory(
        {"name": NASTY, "address": NASTY, "alert": NASTY, "hours_public_note": NASTY,
         "at_the_door": NASTY, "source_name": NASTY}
    )  # fmt: skip
    html = places_html(directory, directory.places, "k", "T", "", NOON)
    assert "<img" not in html
    assert "49" not in html
    assert html.count("&lt;img") >= 6


def test_numbers_can_be_pressed() -> None:
    html = ring_html(current().contacts["Camden"], NOON)
    assert 'href="tel:02079743317"' in html
    assert "Use this one now." in html
    assert "Listed by the Camden safeguarding partnership, May 2021." in html


def test_a_place_can_be_reported(open_page: Any) -> None:
    page = open_page("borough", borough="Camden")
    place = next(p for p in current().places if p.borough == "Camden")
    page.selectbox(key="wrong").set_value(place.id).run()
    assert not page.exception
    assert page.button(key=f"report-place-{place.id}").label.endswith(place.name)
