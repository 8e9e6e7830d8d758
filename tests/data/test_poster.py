"""The words of the noticeboard sheet: true on a day, never "open now"."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from data.borough_help import NO_NUMBER
from data.borough_summary import summary
from data.hours_clock import LONDON
from data.live import current
from data.poster import HOURS_UNKNOWN, Poster, places_on, poster
from data.words import is_unconfirmed
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
        ({"source_date": "2020"}, "Every day 9am to 5pm. Bank holidays: closed. Check first."),
        ({"hours_in_doubt": "yes"}, "Every day 9am to 5pm. Bank holidays: closed. Check first."),
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
        ("Camden", ("Day: 020\u00a07974\u00a03317", "When the day team is away: 020\u00a07974\u00a04444.", "These numbers are from May 2021.")),
        ("Barnet", ("Day: 020\u00a08359\u00a04066", "Night: we have no number. Call 101. In danger, call 999.")),
        ("Croydon", ("Day: 020", "When the day team is away: 020", "Council pages give two night numbers:")),
        ("Havering", (NO_NUMBER,)),
    ],
)  # fmt: skip
def test_the_council(borough: str, said: tuple[str, ...]) -> None:
    council = sheet(borough).council
    assert len(council) == len(said)
    assert all(line.startswith(start) for line, start in zip(council, said, strict=True))


def test_warnings_about_a_place_are_on_the_sheet() -> None:
    alerts = {p.name: p.alert for p in sheet("Wandsworth").places}
    assert "This is a pub." in alerts["King's Head, Roehampton"]
    every = [(p, row) for name in NAMES for p, row in paired(name)]
    assert all(row.alert == p.alert for p, row in every if p.alert and not is_unconfirmed(p))


def paired(borough: str) -> list[tuple[Any, Any]]:
    about = summary(current(), borough, NOW)
    return list(zip(places_on(about), poster(about, NOW).places, strict=True))


def test_what_is_not_sure_of_police_desks_is_said_once() -> None:
    notes = sheet("Wandsworth").notes
    assert len(notes) == 1
    assert "We have not seen them confirmed." in notes[0]
    assert sheet("Croydon").notes == ()


def test_only_shapes_that_are_on_it_are_explained() -> None:
    assert [shape for shape, _ in sheet("Croydon").means] == ["■"]
    assert [shape for shape, _ in sheet("Islington").means] == ["○", "■"]


def test_the_city_is_named_as_people_say_it() -> None:
    assert sheet("City of London").title == "Places to go for help in the City of London"


def test_numbers_on_the_map_are_those_of_the_list() -> None:
    about = summary(current(), "Hounslow", NOW)
    named = [place.name for place in places_on(about)]
    assert [p.name for p in poster(about, NOW).places] == named


def test_hours_need_no_check_through_their_last_day(make_directory: Any) -> None:
    directory = make_directory({"source_date": "2024-11-23"})
    assert not sheet("Newham", directory).has_doubtful_hours
    assert sheet("Newham", directory, NOW + timedelta(days=1)).has_doubtful_hours


def test_a_scheme_without_a_sign_says_so(make_directory: Any, make_scheme: Any) -> None:
    directory = make_directory({}, schemes=(make_scheme(area=["Newham"]),))
    assert sheet("Newham", directory).schemes == (("Made-up Havens", "We don't know the sign."),)


def test_checks_are_counted(make_directory: Any) -> None:
    directory = make_directory({"id": "a", "checked_on": "2026-11-20"}, {"id": "b"}, {"id": "c"})
    assert sheet("Newham", directory).sure.startswith("City Hall has checked 1 of 3 places")


def test_who_listed_the_places_is_named_once(make_directory: Any) -> None:
    directory = make_directory({"id": "a"}, {"id": "b"}, {"id": "c", "source_name": "A Charity"})
    assert sheet("Newham", directory).listed == "Places as listed by A Charity, Nowhere Council."


def test_what_is_only_proposed_is_left_out_whatever_its_tier(make_directory: Any) -> None:
    tiers = ("public_building", "declared_haven", "emergency_point")
    places = [{"id": tier.replace("_", "-"), "tier": tier, "status": "proposed"} for tier in tiers]
    assert sheet("Newham", make_directory(*places)).places == ()
