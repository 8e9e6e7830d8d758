"""What a borough's page and sheet rest on."""

from datetime import datetime
from typing import Any

import pytest

from data.borough_summary import slug_of, summary
from data.directory import Directory, current
from data.hours_clock import LONDON
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
