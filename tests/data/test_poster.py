"""The words of the noticeboard sheet: true on a day, never "open now"."""

from datetime import datetime
from typing import Any

import pytest

from data.borough_summary import summary
from data.directory import current
from data.hours_clock import LONDON
from data.poster import HOURS_UNKNOWN, Poster, places_on, poster
from geo.boroughs import NAMES

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)


def sheet(borough: str, directory: Any = None, at: datetime = NOW) -> Poster:
    return poster(summary(directory or current(), borough, at), at)


@pytest.mark.parametrize("borough", NAMES)
def test_it_says_the_day_and_never_that_something_is_open_now(borough: str) -> None:
    made = sheet(borough)
    assert made.true_on == "23 November 2026"
    text = str(made).lower()
    assert "open now" not in text
    assert "listed as open" not in text
    assert [p.number for p in made.places] == list(range(1, len(made.places) + 1))
    assert "not checked" in made.sure


def test_only_proposed_is_not_on_it() -> None:
    assert "City Hall" not in {p.name for p in sheet("Newham").places}


def test_havens_first_and_each_kind_has_its_shape() -> None:
    shapes = [p.shape for p in sheet("Hounslow").places]
    assert shapes == sorted(shapes, key="●○■◆".index)
    assert {p.shape for p in sheet("Islington").places} == {"○", "■"}


@pytest.mark.parametrize(
    ("changes", "hours"),
    [
        ({}, "Every day 9am to 5pm."),
        ({"source_date": "2020"}, "Check first: "),
        ({"hours_in_doubt": "yes"}, "Check first: "),
        ({"opening_hours": None}, HOURS_UNKNOWN),
        ({"opening_hours": None, "hours_public_note": "Ring first."}, "Ring first."),
    ],
)
def test_hours(make_directory: Any, changes: dict[str, Any], hours: str) -> None:
    (place,) = sheet("Newham", make_directory(changes)).places
    assert place.hours.startswith(hours)


def test_hours_that_were_sure_in_november_are_not_two_years_later(make_directory: Any) -> None:
    directory = make_directory({})
    later = datetime(2029, 1, 1, 12, tzinfo=LONDON)
    assert not sheet("Newham", directory).has_doubtful_hours
    assert sheet("Newham", directory, later).has_doubtful_hours


@pytest.mark.parametrize(
    ("borough", "said"),
    [
        ("Camden", ("Day: 020\u00a07974\u00a03317", "Nights, weekends and bank holidays: 020\u00a07974\u00a04444.")),
        ("Barnet", ("Day: 020\u00a08359\u00a04066", "Night: we have no number. In danger, call 999.")),
        ("Havering", ("We have no number for the council that we are sure of. Call 101.",)),
    ],
)  # fmt: skip
def test_the_council(borough: str, said: tuple[str, ...]) -> None:
    council = sheet(borough).council
    assert len(council) == len(said)
    assert all(line.startswith(start) for line, start in zip(council, said, strict=True))


def test_numbers_on_the_map_are_those_of_the_list() -> None:
    about = summary(current(), "Hounslow", NOW)
    named = [place.name for place in places_on(about)]
    assert [p.name for p in poster(about, NOW).places] == named
