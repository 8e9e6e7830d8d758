from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.directory import Directory
from data.load import Seed
from data.records import Kind, Place, Tier
from data.state import MAY_BE_OPEN
from geo.search import Point, Search, When, search
from tests.conftest import PLACE

LONDON = ZoneInfo("Europe/London")
NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=LONDON)
HERE = Point(51.508, 0.016)


def ids(results):
    return [result.place.id for result in results.found]


def test_nearest_first(make_directory):
    directory = make_directory(
        {"id": "far", "lat": 51.6}, {"id": "near"}, {"id": "middle", "lat": 51.52}
    )
    results = search(directory, Search(NOON, HERE))
    assert ids(results) == ["near", "middle", "far"]
    assert results.found[0].metres == pytest.approx(0, abs=1)
    assert results.found[1].metres == pytest.approx(1335, abs=5)
    assert results.found[1].minutes == 24


def test_without_a_point_by_borough_and_name(make_directory):
    directory = make_directory(
        {"id": "b", "name": "Beta"},
        {"id": "a", "name": "alpha"},
        {"id": "z", "name": "Zed", "borough": "Barnet"},
    )
    results = search(directory, Search(NOON))
    assert ids(results) == ["z", "a", "b"]
    assert results.found[0].metres is None


def test_open_on_arrival_is_not_open_now(make_directory):
    """Two kilometres are 35 minutes: it closes before you are there."""
    directory = make_directory({"lat": 51.526})
    late = datetime(2026, 11, 23, 16, 40, tzinfo=LONDON)
    assert search(directory, Search(late, HERE, when=When.NOW)).open == 1
    assert search(directory, Search(late, HERE, when=When.ARRIVAL)).found == ()


def test_opening_by_the_time_you_arrive(make_directory):
    directory = make_directory({"lat": 51.526})
    early = datetime(2026, 11, 23, 8, 40, tzinfo=LONDON)
    assert search(directory, Search(early, HERE, when=When.NOW)).found == ()
    results = search(directory, Search(early, HERE, when=When.ARRIVAL))
    assert results.open == 1
    assert results.found[0].on_arrival.said_to_be_open


def test_nothing_near_gives_the_nearest_open_however_far(make_directory):
    directory = make_directory(
        {"id": "near-but-shut"},
        {"id": "far-and-open", "lat": 51.68, "lon": -0.3, "opening_hours": "24/7"},
    )
    results = search(directory, Search(NIGHT, HERE))
    assert results.open == 0
    assert results.nearest_open.place.id == "far-and-open"
    assert results.nearest_open.metres > 20_000


def test_an_old_listing_does_not_count_as_open(make_directory):
    directory = make_directory({"id": "old", "source_date": "2020"})
    results = search(directory, Search(NOON, HERE))
    assert (results.open, results.check_first) == (0, 1)
    assert results.nearest_open is None
    assert ids(results) == ["old"]


def test_unknown_hours_are_counted_but_not_shown_as_open(make_directory):
    directory = make_directory({"opening_hours": None})
    results = search(directory, Search(NOON, HERE))
    assert (len(results.found), results.unknown_hours) == (0, 1)
    assert search(directory, Search(NOON, HERE, when=When.ANY)).found


def test_the_nearest_may_be_in_the_next_borough(make_directory):
    directory = make_directory(
        {"id": "in-newham", "lat": 51.53},
        {"id": "over-the-border", "borough": "Greenwich", "lat": 51.509},
    )
    both = search(directory, Search(NOON, HERE))
    assert ids(both)[0] == "over-the-border"
    chosen = search(directory, Search(NOON, HERE, boroughs=frozenset({"Newham"})))
    assert ids(chosen) == ["in-newham"]
    assert chosen.outside.place.id == "over-the-border"


def test_a_borough_without_an_open_place_names_the_nearest_elsewhere(make_directory):
    directory = make_directory(
        {"id": "shut"}, {"id": "open", "borough": "Greenwich", "opening_hours": "24/7"}
    )
    asked = Search(NIGHT, around=HERE, boroughs=frozenset({"Newham"}))
    assert search(directory, asked).nearest_open.place.id == "open"


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({"tiers": frozenset({Tier.EMERGENCY_POINT})}, {"ae"}),
        ({"kinds": frozenset({Kind.PUB, Kind.LIBRARY})}, {"pub", "library"}),
        ({"under_18": True}, {"library"}),
        ({"step_free": True}, {"library"}),
        ({"boroughs": frozenset({"Nowhere"})}, set()),
        ({"boroughs": frozenset({"Newham", "Barnet"})}, {"ae", "pub", "library"}),
    ],
)
def test_filters(make_directory, asked, kept):
    directory = make_directory(
        {"id": "ae", "kind": "hospital_ae", "tier": "emergency_point", "paediatric_ae": "no"},
        {"id": "pub", "kind": "pub", "tier": "declared_haven"},
        {"id": "library", "step_free": "yes"},
    )
    assert set(ids(search(directory, Search(NOON, HERE, **asked)))) == kept


def test_an_empty_directory_answers(make_directory):
    results = search(make_directory(), Search(NOON, HERE))
    assert results.found == ()
    assert results.nearest_open is None


def test_the_limit_keeps_the_nearest(make_directory):
    directory = make_directory(*({"id": f"p{i}", "lat": 51.4 + i / 1000} for i in range(100)))
    results = search(directory, Search(NOON, HERE, limit=7))
    assert results.more
    wide = search(directory, Search(NOON, HERE, limit=100))
    assert ids(results) == ids(wide)[:7]


PLACES = st.lists(
    st.builds(
        lambda n, lat, lon, hours, date, borough: Place(
            **(PLACE | {
                "id": f"p{n}", "lat": lat, "lon": lon, "opening_hours": hours,
                "source_date": date, "borough": borough,
            })
        ),
        st.integers(0, 10**9),
        st.floats(51.29, 51.69),
        st.floats(-0.5, 0.33),
        st.sampled_from(["24/7", "Mo-Fr 09:00-17:00", "Fr 22:00-03:00; PH off", None]),
        st.sampled_from([None, "2019", "2026-01"]),
        st.sampled_from(["Newham", "Barnet"]),
    ),
    max_size=12,
    unique_by=lambda place: place.id,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    places=PLACES,
    hour=st.integers(0, 24 * 60),
    when=st.sampled_from(When),
    boroughs=st.sampled_from([frozenset(), frozenset({"Newham"})]),
)
def test_what_is_shown_fits_and_is_in_order(places, hour, when, boroughs):
    at = datetime.fromtimestamp(
        datetime(2026, 12, 20, tzinfo=LONDON).timestamp() + hour * 1800, LONDON
    )
    directory = Directory.of(
        Seed(places=tuple(places), services=(), schemes=(), borough_contacts=())
    )
    asked = Search(at, HERE, when=when, boroughs=boroughs)
    results = search(directory, asked)
    assert [r.metres for r in results.found] == sorted(r.metres for r in results.found)
    assert not results.more
    for result in results.found:
        assert not boroughs or result.place.borough in boroughs
        judged = {When.NOW: result.state, When.ARRIVAL: result.on_arrival}.get(when)
        assert judged is None or judged.state in MAY_BE_OPEN
    everything = search(directory, replace(asked, when=When.ANY))
    assert set(ids(results)) <= set(ids(everything))


def test_the_nearest_open_is_open_now_and_still_when_you_get_there(make_directory):
    """Whoever gets a lift must not find it shut, nor whoever walks."""
    directory = make_directory(
        {"id": "opens-while-you-walk", "lat": 51.56, "opening_hours": "Mo-Su 10:00-22:00; PH off"},
        {"id": "shuts-while-you-walk", "lat": 51.57, "opening_hours": "Mo-Su 00:00-09:30; PH off"},
        {"id": "open", "lat": 51.62, "opening_hours": "24/7"},
    )
    early = datetime(2026, 11, 23, 8, 45, tzinfo=LONDON)
    results = search(directory, Search(early, HERE))
    assert results.nearest_open.place.id == "open"
    assert results.nearest_open.state.said_to_be_open


def test_a_proposed_place_is_never_counted_as_open(make_directory):
    directory = make_directory({"status": "proposed", "opening_hours": "24/7"})
    results = search(directory, Search(NOON, HERE))
    assert (results.open, results.check_first, results.nearest_open) == (0, 0, None)
    assert results.found == ()


def test_a_place_asked_for_by_name_is_shown_whatever_its_hours(make_directory):
    directory = make_directory({"id": "shut", "opening_hours": None}, {"id": "open", "lat": 51.51})
    asked = Search(NOON, HERE)
    assert ids(search(directory, asked)) == ["open"]
    assert ids(search(directory, replace(asked, named="shut"))) == ["shut", "open"]


def test_a_time_without_a_zone_is_refused(make_directory):
    with pytest.raises(ValueError, match="zone"):
        search(make_directory({}), Search(datetime(2026, 11, 23, 12), HERE))
