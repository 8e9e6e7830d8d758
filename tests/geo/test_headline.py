from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from geo.headline import CALL, footnotes, heading, notes
from geo.search import Point, Search, When, search

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=LONDON)
HERE = Point(51.508, 0.016)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (Search(NOON, HERE), "2 places near E16 are listed as open when you get there"),
        (Search(NOON, HERE, when=When.NOW), "2 places near E16 are listed as open now"),
        (Search(NOON), "2 places in London are listed as open now"),
        (Search(NOON, boroughs=frozenset({"Newham"})), "1 place in Newham is listed as open now"),
        (
            Search(NOON, boroughs=frozenset({"Newham", "Greenwich"})),
            "2 places in Greenwich and Newham are listed as open now",
        ),
        (Search(NOON, HERE, when=When.ANY), "2 places near E16, 2 listed as open now"),
        (Search(NIGHT, when=When.ANY), "2 places in London, none listed as open now"),
        (Search(NIGHT, HERE), "No place near E16 is listed as open when you get there"),
        (Search(NIGHT), "No place in London is listed as open now"),
    ],
)
def test_heading(make_directory, asked, words):
    directory = make_directory({"id": "a"}, {"id": "b", "borough": "Greenwich"})
    name = "E16" if asked.point else None
    assert heading(search(directory, asked), asked, name, asked.at) == words


def test_another_time_is_named(make_directory):
    asked = Search(datetime(2026, 11, 27, 22, 30, tzinfo=LONDON), when=When.NOW)
    results = search(make_directory({"opening_hours": "24/7"}), asked)
    assert heading(results, asked, None, NOON) == (
        "1 place in London is listed as open on Friday 27 November at 10.30pm"
    )


def test_nothing_near_puts_999_and_childline_before_the_list(make_directory):
    directory = make_directory(
        {"id": "far", "name": "Far Desk", "lat": 51.68, "opening_hours": "24/7"}
    )
    asked = Search(NIGHT, HERE)
    said = notes(search(directory, asked), asked, NIGHT)
    assert said[0].startswith("The nearest place listed as open is Far Desk. About 19")
    assert CALL in said


def test_nothing_open_at_all_still_says_whom_to_call(make_directory):
    asked = Search(NIGHT, HERE)
    assert CALL in notes(search(make_directory({}), asked), asked, NIGHT)


def test_no_filter_leaves_an_empty_page(make_directory):
    directory = make_directory({})
    for asked in (
        Search(NOON, HERE, step_free=True),
        Search(NOON, HERE, boroughs=frozenset({"Barnet"})),
        Search(NOON, step_free=True),
    ):
        said = " ".join(notes(search(directory, asked), asked, NOON))
        assert "filter" in said
        assert "999" in said


def test_what_was_left_out_is_counted(make_directory):
    directory = make_directory({"opening_hours": None})
    asked = Search(NOON, HERE)
    assert "We left out 1 place" in footnotes(search(directory, asked), asked)[0]


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (["2019"], "1 place may be open, but we are not sure of its times."),
        (["2019", "2018"], "2 places may be open, but we are not sure of their times."),
        (["2019", "2026-05"], "1 more may be open, but we are not sure of its times."),
    ],
)
def test_old_times_are_counted_apart(make_directory, dates, words):
    directory = make_directory(*({"id": f"p{d}", "source_date": d} for d in dates))
    asked = Search(NOON, HERE)
    assert words in " ".join(notes(search(directory, asked), asked, NOON))
