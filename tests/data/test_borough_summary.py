"""What a borough's page and sheet rest on."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from data.borough_summary import slug_of, summary
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import current
from data.records import Tier
from geo.boroughs import NAMES

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)


@pytest.mark.parametrize("borough", NAMES)
def test_every_borough_has_what_the_directory_has(borough: str) -> None:
    about = summary(current(), borough, NOW)
    there = [p for p in current().places if p.borough == borough]
    assert sorted(p.id for p in about.places) == sorted(p.id for p in there)
    assert all(p.tier is Tier.DECLARED_HAVEN for p in (*about.havens, *about.not_confirmed))
    assert about.missing
    assert about.slug == slug_of(borough)


def test_slugs_are_all_different() -> None:
    assert len({slug_of(name) for name in NAMES}) == len(NAMES)
    assert all(s.id in {slug_of(n) for n in NAMES} for s in current().contacts.values())


def test_islingtons_havens_are_not_sure() -> None:
    about = summary(current(), "Islington", NOW)
    assert about.havens == ()
    assert len(about.not_confirmed) == 10
    assert "We know no confirmed safe haven here." in about.missing


def test_city_hall_is_only_proposed() -> None:
    about = summary(current(), "Newham", NOW)
    assert [p.id for p in about.proposed] == ["city-hall-royal-docks"]
    assert about.havens == ()


def test_havering_has_no_contact() -> None:
    about = summary(current(), "Havering", NOW)
    assert about.contact is None
    assert any("no number" in sentence for sentence in about.missing)


@pytest.mark.parametrize("borough", ["Barnet", "Barking and Dagenham"])
def test_no_number_at_night_is_said(borough: str) -> None:
    about = summary(current(), borough, NOW)
    assert "We have no number for the council's children's team at night." in about.missing


def test_services_that_name_it_are_its_own() -> None:
    assert [s.id for s in summary(current(), "Lambeth", NOW).services] == ["spiral-skills"]
    assert [s.id for s in summary(current(), "Camden", NOW).services] == ["the-lighthouse"]
    assert summary(current(), "Croydon", NOW).services == ()


def test_a_name_that_is_no_borough_has_nothing() -> None:
    about = summary(current(), "Atlantis", NOW)
    assert (about.places, about.contact, about.schemes, about.services) == ((), None, (), ())


def test_what_is_not_sure_is_counted(make_directory: Any) -> None:
    directory: Directory = make_directory(
        {"id": "sure"},
        {"id": "no-hours", "opening_hours": None},
        {"id": "old", "source_date": "2019"},
        {"id": "checked", "source_date": "2019", "checked_on": "2026-11-20"},
    )
    about = summary(directory, "Newham", NOW)
    assert "We don't know the hours of 1 place." in about.missing
    assert "We are not sure of the hours of 1 place." in about.missing
    assert (about.checked, str(about.last_checked)) == (1, "2026-11-20")
    assert (about.oldest, about.newest) == ("2019", "2026-06")


def test_the_last_check_is_the_newest(make_directory: Any) -> None:
    days = ("2026-11-20", "2026-11-22", "2026-11-21")
    places = [{"id": day, "checked_on": day} for day in days]
    about = summary(make_directory(*places), "Newham", NOW)
    assert (about.checked, str(about.last_checked)) == (3, "2026-11-22")


def test_a_place_brings_its_scheme_and_one_that_ended_is_left_out(
    make_directory: Any, make_scheme: Any
) -> None:
    schemes = (
        make_scheme(id="theirs", area=["Elsewhere"]),
        make_scheme(id="here", area=["Newham"]),
        make_scheme(id="ended", area=["Newham"], status="closed"),
        make_scheme(id="all", area=["London"]),
        make_scheme(id="all-ended", area=["London"], status="closed"),
        make_scheme(id="other", area=["Camden"]),
    )
    directory = make_directory({"tier": "declared_haven", "scheme": "theirs"}, schemes=schemes)
    about = summary(directory, "Newham", NOW)
    assert {s.id for s in about.schemes} == {"theirs", "here"}
    assert [s.id for s in about.london_schemes] == ["all"]


def test_a_local_service_that_closed_is_left_out(make_service: Any, directory_of: Any) -> None:
    runs = make_service(id="runs", coverage=["Newham"])
    shut = make_service(id="shut", coverage=["Newham"], status="closed", successor="runs")
    assert [s.id for s in summary(directory_of(runs, shut), "Newham", NOW).services] == ["runs"]


def test_hours_are_sure_through_their_last_day(make_directory: Any) -> None:
    directory = make_directory({"source_date": "2024-11-23"})
    said = "We are not sure of the hours of 1 place."
    assert said not in summary(directory, "Newham", NOW).missing
    assert said in summary(directory, "Newham", NOW + timedelta(days=1)).missing
