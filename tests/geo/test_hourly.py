"""Metres to the nearest open site: against a plain way to work them out, over the river too."""

from math import ceil, hypot

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.reference.grid import to_grid
from data.week import HOURS
from geo.cells import Cells
from geo.hourly import NOWHERE, Sites, changed_metres, hourly_metres
from geo.thames import banks, crossings, is_south

# Both banks of the Thames, between Chelsea and Greenwich.
BOX = ((526_000, 540_000), (175_000, 183_000))
points = st.tuples(*(st.integers(*ends).map(float) for ends in BOX))
weeks = st.sampled_from([(0, HOURS), (9, 17), (0, 1), (40, 90), (5, 5)])
places = st.lists(st.tuples(points, weeks), max_size=8)


def sites_of(found) -> Sites:
    opened = np.zeros((len(found), HOURS), np.bool_)
    for row, (_, (begin, end)) in enumerate(found):
        opened[row, begin:end] = True
    east, north = np.array([point for point, _ in found], float).reshape(-1, 2).T
    return Sites.at(east, north, opened)


def cells_of(found) -> Cells:
    east, north = np.array(found, float).T
    south = is_south(east, north)
    order = np.argsort(south, kind="stable")
    zero = np.zeros(len(found), np.int32)
    return Cells(east[order], north[order], zero, zero, south[order], zero + 1.0, ("E16",))


def plainly(cells: Cells, sites: Sites, cell: int, hour: int) -> int:
    ways = crossings()
    here = cells.easting[cell], cells.northing[cell]
    best = float("inf")
    for row in np.flatnonzero(sites.open[:, hour]):
        there = sites.easting[row], sites.northing[row]
        if sites.south[row] == cells.south[cell]:
            metres = hypot(here[0] - there[0], here[1] - there[1])
        else:
            metres = min(
                hypot(here[0] - e, here[1] - n) + hypot(there[0] - e, there[1] - n)
                for e, n in zip(ways.easting, ways.northing, strict=True)
            )
        best = min(best, metres)
    return NOWHERE if best == float("inf") else ceil(best)


@settings(max_examples=30, deadline=None)
@given(places, st.lists(points, min_size=1, max_size=6))
def test_it_is_what_a_plain_search_finds(found, where) -> None:
    cells, sites = cells_of(where), sites_of(found)
    metres = hourly_metres(cells, sites)
    assert metres.shape == (HOURS, len(cells))
    for hour in (0, 9, 16, 45, 167):
        for cell in range(len(cells)):
            # Single precision: a metre more or less, at most.
            assert abs(int(metres[hour, cell]) - plainly(cells, sites, cell, hour)) <= 1


@settings(max_examples=30, deadline=None)
@given(places, places, places, st.lists(points, min_size=1, max_size=6))
def test_following_a_change_gives_what_beginning_anew_does(kept, gone, new, where) -> None:
    cells = cells_of(where)
    before, after = sites_of(kept + gone), sites_of(new + kept)
    followed = changed_metres(cells, hourly_metres(cells, before), before, after)
    assert np.array_equal(followed, hourly_metres(cells, after))


def test_many_changes_begin_anew() -> None:
    cells = cells_of([(530_000.0, 181_000.0)])
    before = sites_of([((526_000.0 + n, 181_000.0), (0, 24)) for n in range(50)])
    found = changed_metres(cells, hourly_metres(cells, before), before, Sites.none())
    assert (found == NOWHERE).all()


def test_a_place_across_the_river_is_as_far_as_the_bridge() -> None:
    """From Pimlico to the power station at Battersea, by Chelsea Bridge."""
    pimlico, battersea = (529_300.0, 178_000.0), (528_950.0, 177_500.0)
    straight = hypot(pimlico[0] - battersea[0], pimlico[1] - battersea[1])
    metres = hourly_metres(cells_of([pimlico]), sites_of([(battersea, (0, HOURS))]))
    assert straight < 620
    assert 1_200 < metres[0, 0] < 1_400


def test_east_of_woolwich_nobody_can_walk_across() -> None:
    """Thamesmead and Barking Riverside see each other, and are 7 km apart."""
    thamesmead, barking = (547_000.0, 181_000.0), (546_800.0, 182_300.0)
    metres = hourly_metres(cells_of([thamesmead]), sites_of([(barking, (0, HOURS))]))
    assert metres[0, 0] > 7_000


def test_what_is_never_open_is_no_site() -> None:
    assert len(sites_of([((530_000.0, 181_000.0), (5, 5))])) == 0


@pytest.mark.parametrize(
    ("lat", "lon", "south"),
    [
        (51.5060, -0.0880, True),  # London Bridge's south end
        (51.5115, -0.0870, False),
        (51.4613, -0.3037, True),  # Richmond
        (51.4470, -0.3270, False),  # Twickenham
        (51.4110, -0.3010, True),  # Kingston
        (51.4130, -0.3120, False),  # Hampton Wick
        (51.4330, -0.3130, True),  # Ham, over Teddington Lock
        (51.4297, -0.3300, False),
        (51.5010, -0.0190, False),  # Isle of Dogs
        (51.5000, 0.0040, True),  # Greenwich Peninsula
        (51.5081, 0.0640, False),  # North Woolwich
    ],
)
def test_banks(lat, lon, south) -> None:
    east, north = to_grid([lat], [lon])
    assert is_south(east, north).tolist() == [south]


def test_every_crossing_is_over_the_water_with_a_bank_on_either_side() -> None:
    ways = crossings()
    assert len(set(ways.names)) == len(ways.names) == 28
    points = shapely.points(ways.easting, ways.northing)
    far = {
        name: max(shapely.distance(point, banks()))
        for name, point in zip(ways.names, points, strict=True)
    }
    # The south end of the first is not in London.
    assert far.pop("Hampton Court Bridge") > 2000
    assert max(far.values()) < 250
