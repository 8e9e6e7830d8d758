"""Which borough a point is in, at borders, on the river and where there is no point."""

import threading

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import boroughs
from geo.boroughs import GSS_CODES, NAMES, borough_at, boroughs_at, nearest_borough

CITY_HALL = (51.5075, 0.0162)
MID_THAMES = (51.5083, -0.1195)
ANY_FLOAT = st.floats(allow_nan=True, allow_infinity=True)


def test_names_are_33_in_order_with_the_codes_of_the_file() -> None:
    assert len(NAMES) == 33
    assert list(NAMES) == sorted(NAMES)
    assert sorted(GSS_CODES.values()) == [f"E09{number:06d}" for number in range(1, 34)]
    assert all(boroughs.NAMES_BY_GSS[GSS_CODES[name]] == name for name in NAMES)


def test_codes_are_those_of_the_boundaries() -> None:
    frame = gpd.read_parquet(boroughs._REFERENCE / "boroughs.parquet")
    assert dict(zip(frame["name"], frame["gss_code"], strict=True)) == dict(GSS_CODES)


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [
        (*CITY_HALL, "Newham"),
        (51.5010, -0.1416, "Westminster"),
        (51.5138, -0.0984, "City of London"),
        (51.4700, -0.4543, "Hillingdon"),
        (51.5759, 0.1828, "Havering"),
        (51.3762, -0.0982, "Croydon"),
        (51.4613, -0.3037, "Richmond upon Thames"),
        (51.6565, -0.3903, None),
        (53.4808, -2.2426, None),
    ],
)
def test_borough_at(lat: float, lon: float, name: str | None) -> None:
    assert borough_at(lat, lon) == name


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (-0.1276, 51.5072),
        (None, None),
        (51.5, None),
        (float("nan"), 0.0),
        (51.5, float("inf")),
        (float("-inf"), float("inf")),
        (0.0, 0.0),
        (91.0, 181.0),
    ],
)
def test_no_point_is_no_borough(lat: float, lon: float) -> None:
    assert borough_at(lat, lon) is None
    assert nearest_borough(lat, lon) is None


@given(ANY_FLOAT, ANY_FLOAT)
def test_any_numbers_give_a_name_or_none(lat: float, lon: float) -> None:
    assert borough_at(lat, lon) in (*NAMES, None)


def test_on_the_river_the_nearest_bank_is_told() -> None:
    assert borough_at(*MID_THAMES) is None
    nearest = nearest_borough(*MID_THAMES)
    assert nearest is not None
    assert nearest.name in {"Westminster", "Lambeth"}
    assert 0 < nearest.metres < 250


def test_inside_a_borough_it_is_0_metres_away() -> None:
    assert nearest_borough(*CITY_HALL) == ("Newham", 0.0)


def test_just_outside_london_the_distance_says_so() -> None:
    nearest = nearest_borough(51.6565, -0.3903)
    assert nearest is not None
    assert 2_000 < nearest.metres < 10_000


@given(
    st.lists(st.tuples(st.floats(51.25, 51.72), st.floats(-0.55, 0.38)), min_size=0, max_size=30)
)
def test_many_at_once_are_the_same_as_one_by_one(points: list[tuple[float, float]]) -> None:
    found = boroughs_at([lat for lat, _ in points], [lon for _, lon in points])
    assert found.dtype == object
    assert list(found) == [borough_at(lat, lon) for lat, lon in points]


def test_a_shared_border_belongs_to_the_first_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes = dict(zip(NAMES, boroughs._shapes()[0], strict=True))
    east, north = shapely.get_coordinates(shapes["Camden"].intersection(shapes["Barnet"]))[0]
    exactly = (np.array([east]), np.array([north]))
    monkeypatch.setattr(boroughs, "_grid", lambda lats, lons: exactly)
    assert borough_at(0, 0) == "Barnet"


@pytest.mark.parametrize("name", NAMES)
def test_centre_and_bounds_of_each(name: str) -> None:
    lat, lon = boroughs.centre(name)
    box = boroughs.bounds(name)
    assert borough_at(lat, lon) == name
    assert box.south < lat < box.north
    assert box.west < lon < box.east


def test_bounds_hold_every_point_of_the_borough() -> None:
    rng = np.random.default_rng(7)
    lats, lons = rng.uniform(51.28, 51.70, 5_000), rng.uniform(-0.52, 0.34, 5_000)
    found = boroughs_at(lats, lons)
    for lat, lon, name in zip(lats, lons, found, strict=True):
        if name:
            box = boroughs.bounds(name)
            assert box.south - 1e-4 <= lat <= box.north + 1e-4
            assert box.west - 1e-4 <= lon <= box.east + 1e-4


@pytest.mark.parametrize("function", [boroughs.centre, boroughs.bounds, boroughs.neighbours])
def test_a_name_that_is_none_says_what_to_do(function) -> None:
    with pytest.raises(KeyError, match="not a London borough"):
        function("Watford")


def test_neighbours_go_both_ways_and_not_across_the_tidal_thames() -> None:
    assert boroughs.neighbours("City of London") == (
        "Camden",
        "Hackney",
        "Islington",
        "Tower Hamlets",
        "Westminster",
    )
    assert "Tower Hamlets" not in boroughs.neighbours("Greenwich")
    for name in NAMES:
        assert all(name in boroughs.neighbours(other) for other in boroughs.neighbours(name))


def test_threads_agree_from_the_first_question() -> None:
    boroughs._shapes.cache_clear()
    answers: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: answers.append(borough_at(*CITY_HALL))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["Newham"] * 8
