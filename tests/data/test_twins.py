"""The same place twice: found for sure, and fast enough for an import."""

from __future__ import annotations

import random
import time

import pytest

from data.load import read_seed
from data.records import Place
from data.twins import TwinFinder, twins
from tests.made_up_records import PLACE

NORTH_100 = 100 / 111_200
FAR = {"lat": 51.6, "lon": -0.2}


def place(record_id, **changes):
    values = {"address": None, "postcode": None, "phone": None, "website": None}
    return Place.model_validate(PLACE | values | {"id": record_id} | changes)


def why(one, two):
    found = twins(place("one", **one), [place("two", **two)])
    return found[0].why if found else ""


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        (
            {"address": "12 High Street", "postcode": "E16 1ZE", "name": "Town Hall"},
            {"address": "The Hall, 12, High St.", "postcode": "E16 1ZE", "name": "Baths", **FAR},
            "Same door",
        ),
        ({"name": "Plumstead Library"}, {"name": "Library of Plumstead"}, "similar name"),
        ({"name": "St. Mark's Church"}, {"name": "St Marks Church"}, "similar name"),
        (
            {"name": "Plumstead Library"},
            {"name": "Plumstead Library", "lat": PLACE["lat"] + 2 * NORTH_100},
            "similar name",
        ),
        (
            {"name": "Baths", "phone": "020 7946 0000"},
            {"name": "Town Hall", "phone": "+44 (0)20 7946 0000", **FAR},
            "same telephone",
        ),
        (
            {"name": "Baths", "website": "https://www.example.org/baths/"},
            {"name": "Town Hall", "website": "http://example.org/baths", "lat": None, "lon": None},
            "same web page",
        ),
        ({"name": "Baths"}, {"name": "Town Hall"}, "Less than 30 metres"),
        (
            {"name": "Baths", "lat": None, "lon": None, "phone": "020 7946 0000"},
            {"name": "Town Hall", "phone": "02079460000"},
            "same telephone",
        ),
    ],
)
def test_what_may_be_the_same(one, two, said):
    assert said in why(one, two)
    assert said in why(two, one)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            {"address": "12 High Street", "postcode": "E16 1ZE"},
            {"address": "14 High Street", "postcode": "E16 1ZE", **FAR},
        ),
        (
            {"address": "12 High Street", "postcode": "E16 1ZE"},
            {"address": "12 Low Street", "postcode": "E16 1ZZ", **FAR},
        ),
        ({"address": "High Street", "postcode": "E16 1ZE"}, {"postcode": "E16 1ZE", **FAR}),
        ({"name": "Plumstead Library"}, {"name": "Plumstead Library", **FAR}),
        (
            {"name": "Plumstead Library"},
            {"name": "Woolwich Library", "lat": PLACE["lat"] + NORTH_100},
        ),
        (
            {"name": "Plumstead Library"},
            {"name": "Plumstead Library", "lat": PLACE["lat"] + 3 * NORTH_100},
        ),
        ({"phone": "101"}, {"phone": "101", **FAR}),
        ({"website": "https://example.org/"}, {"website": "https://example.org/", **FAR}),
        (
            {"name": "Acton Police Station", "kind": "police_station"},
            {"name": "Acton Library", "lat": PLACE["lat"] + NORTH_100},
        ),
        ({}, {"name": "Town Hall", "lat": None, "lon": None}),
    ],
)
def test_what_is_another_place(one, two):
    assert why(one, two) == ""


def test_the_middle_of_a_shared_postcode_is_no_sign():
    here = {"postcode": "E16 1ZE", "name": "Town Hall", "point_source": "postcode"}
    other = {"postcode": "E16 1ZE", "name": "Baths"}
    assert why(here, other | {"point_source": "postcode"}) == ""
    assert why(here, other | {"point_source": "source"}) == ""
    assert "30 m" in why(here | {"point_source": "source"}, other)
    assert "30 m" in why(here, other | {"postcode": "E16 1ZF"})


def test_a_number_that_many_share_says_nothing():
    shared = {"phone": "020 7946 0000"}
    many = [place(f"p{n}", lat=51.4 + n / 50, name=f"Hall {n}", **shared) for n in range(5)]
    assert TwinFinder(many).of(place("new", lat=51.3, **shared)) == []
    assert len(TwinFinder(many[:4]).of(place("new", lat=51.3, **shared))) == 4


def test_closed_and_drafts_count_and_are_named():
    assert "It is a draft." in why({}, {"visibility": "draft"})
    assert "It is closed: open it again" in why({}, {"visibility": "closed"})
    assert "It is closed: open it again" in why({}, {"status": "closed"})
    assert "It is public." in why({}, {})


def test_the_surest_come_first_and_never_the_place_itself():
    new = place("new", name="Baths", address="1 High Street", postcode="E16 1ZE")
    spot = place("spot", name="Kiosk")
    door = place("door", name="Gym", address="1 High Street", postcode="E16 1ZE", **FAR)
    near = place("near", name="The Baths", lat=PLACE["lat"] + NORTH_100)
    found = twins(new, [spot, new, near, door])
    assert [twin.place.id for twin in found] == ["door", "near", "spot"]
    assert found[1].metres == pytest.approx(100, abs=1)
    assert [twin.place.id for twin in twins(new, [spot, near, door], most=1)] == ["door"]


def test_all_reasons_are_said_at_once():
    words = why({"phone": "020 7946 0000"}, {"phone": "020 7946 0000"})
    assert words.index("similar name") < words.index("telephone") < words.index("Less than 30")


def test_nothing_to_compare_with():
    assert twins(place("one"), []) == []
    assert TwinFinder([place("two", lat=None, lon=None)]).of(place("one")) == []


def test_the_seed_has_few_that_look_alike():
    places = read_seed().places
    finder = TwinFinder(places)
    assert sum(bool(finder.of(one)) for one in places) < len(places) / 4


def test_ten_thousand_against_five_thousand():
    rng = random.Random(1)  # noqa: S311
    made = [
        place(
            f"p{n}",
            name=f"Place {rng.randrange(9999)} Hall",
            lat=rng.uniform(51.3, 51.68),
            lon=rng.uniform(-0.5, 0.3),
            address=f"{rng.randrange(200)} High Street",
            postcode=f"E{rng.randrange(1, 20)} {rng.randrange(9)}ZE",
        )
        for n in range(5000)
    ]
    finder = TwinFinder(made)
    started = time.process_time()
    for _ in range(2):
        for one in made:
            finder.of(one)
    assert time.process_time() - started < 20
