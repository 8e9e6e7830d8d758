"""The page of a borough: all 33, from a link or by choice, the same states as everywhere."""

from datetime import datetime
from html import unescape
from typing import Any

import pytest

from data.hours_clock import LONDON
from data.live import current
from data.words import state_words
from geo.boroughs import NAMES, neighbours
from pages.parts.borough_parts import open_now_html, places_html
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


@pytest.mark.parametrize("borough", ["camden", "CAMDEN", "Camden "])
def test_a_link_may_spell_a_borough_its_own_way(
    open_page: Any, words_of: Any, borough: str
) -> None:
    assert "data-announce>Camden</h2>" in words_of(open_page("borough", borough=borough))


@pytest.mark.parametrize("borough", ["Atlantis", "", "<script>alert(1)</script>", "x" * 3000])
def test_a_borough_that_is_none(open_page: Any, words_of: Any, borough: str) -> None:
    words = words_of(open_page("borough", borough=borough))
    assert ("We don't know that borough. Choose one." in words) is bool(borough)
    assert "<script" not in words
    assert words.count('href="/borough?borough=') == len(NAMES)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("E16 1ZE", "Newham"), ("Brixton", "Lambeth"), ("rbkc", "Kensington and Chelsea")],
)
def test_a_postcode_or_an_area_finds_the_borough(
    open_page: Any, words_of: Any, typed: str, found: str
) -> None:
    page = open_page("borough")
    page.text_input(key="borough-typed").set_value(typed)
    page.button(key="borough-find").click().run()
    assert f"data-announce>{found}</h2>" in words_of(page)
    assert set(page.query_params) <= {"borough"}
    assert page.text_input(key="borough-typed").value == ""


def test_what_names_no_borough_is_said(open_page: Any, words_of: Any) -> None:
    page = open_page("borough")
    page.text_input(key="borough-typed").set_value("SW1A")
    page.button(key="borough-find").click().run()
    page.text_input(key="borough-typed").set_value("<b>qwzx vbnm")
    page.button(key="borough-find").click().run()
    words = words_of(page)
    assert "How sure" not in words or "Westminster" in words
    assert "<b>" not in words
    assert '<p class="said" data-say="2">' in words


def test_what_is_open_comes_first_and_by_the_same_function(open_page: Any, read: Any) -> None:
    words = read(open_page("borough", "2026-11-23T02:30", borough="Islington"))
    open_now = words[
        words.index("May be open now</h2>") : words.index("Safe haven (not confirmed) (10)")
    ]
    assert "Whittington" in open_now
    assert "Library" not in open_now
    night = datetime(2026, 11, 23, 2, 30, tzinfo=LONDON)
    for row, place in enumerate(current().places):
        if place.borough == "Islington":
            assert (place.name in open_now) is current().state(row, night).may_be_open


def test_nothing_open_says_what_to_do(open_page: Any, read: Any, make_directory: Any) -> None:
    directory = make_directory({})
    night = datetime(2026, 11, 23, 2, 30, tzinfo=LONDON)
    html = open_now_html(directory, directory.places, night)
    assert "no place here that is listed as open now" in html
    assert 'href="tel:999"' in html


def test_who_talks_with_the_child_afterwards_is_named() -> None:
    assert "Jigsaw4u" in ring_html(current().contacts["Merton"], NOON)
    assert "We don't know who does it here" in unescape(
        ring_html(current().contacts["Camden"], NOON)
    )


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
    assert (
        html.index("Call this one now.") < html.index("020 7974 3317") < html.index("020 7974 4444")
    )
    assert "Monday to Friday 9am to 5pm." in html
    assert "Listed by the Camden safeguarding partnership, May 2021." in html


def test_a_place_can_be_reported(open_page: Any) -> None:
    page = open_page("borough", borough="Camden")
    place = next(p for p in current().places if p.borough == "Camden")
    page.selectbox(key="wrong").set_value(("place", place.id)).run()
    assert not page.exception
    assert page.button(key=f"report-place-{place.id}").label.endswith(place.name)


def test_the_councils_numbers_and_the_schemes_can_be_reported(open_page: Any) -> None:
    page = open_page("borough", borough="Camden")
    for kind, record_id in (("contact", "camden"), ("scheme", "camden-safe-havens")):
        page.selectbox(key="wrong").set_value((kind, record_id)).run()
        assert not page.exception
        assert page.button(key=f"report-{kind}-{record_id}")
