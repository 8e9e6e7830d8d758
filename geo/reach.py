"""Which cells are near which points: the same walk as ``geo.hourly``, without any hours."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from data.columns import Metres
from data.timed import Bools
from geo.cells import Cells
from geo.coverage import REACH_MINUTES
from geo.distance import metres_within
from geo.thames import crossings, is_south

_Float = NDArray[np.float32]
_Rows = NDArray[np.intp]


def reach(cells: Cells, easting: Metres, northing: Metres) -> csr_array:
    """Say which cells are within 15 minutes' walk of which points: (points, cells), of 0 and 1."""
    most = metres_within(REACH_MINUTES)
    tree = cKDTree(np.column_stack([cells.easting, cells.northing]))
    # No way through a crossing is shorter than the straight line: all that may be near is here.
    found = tree.query_ball_point(np.column_stack([easting, northing]), most + 1)
    point = np.repeat(np.arange(len(easting)), [len(rows) for rows in found])
    cell = np.concatenate([np.empty(0, np.intp), *found]).astype(np.intp)
    south = is_south(easting, northing)
    metres = _metres(cells, easting, northing, south, point, cell)
    near = np.ceil(metres) <= most
    ones = np.ones(int(near.sum()), np.float64)
    return csr_array((ones, (point[near], cell[near])), shape=(len(easting), len(cells)))


def _metres(
    cells: Cells, easting: Metres, northing: Metres, south: Bools, point: _Rows, cell: _Rows
) -> _Float:
    """Give the metres of each pair of a point and a cell, over the river by a crossing."""
    east, north = easting.astype(np.float32)[point], northing.astype(np.float32)[point]
    to_east = cells.easting.astype(np.float32)[cell]
    to_north = cells.northing.astype(np.float32)[cell]
    metres: _Float = np.hypot(east - to_east, north - to_north)
    across = np.flatnonzero(south[point] != cells.south[cell])
    ways = crossings()
    best = np.full(len(across), np.inf, np.float32)
    for way_east, way_north in zip(
        ways.easting.astype(np.float32), ways.northing.astype(np.float32), strict=True
    ):
        over = np.hypot(east[across] - way_east, north[across] - way_north)
        on = np.hypot(to_east[across] - way_east, to_north[across] - way_north)
        np.minimum(best, over + on, out=best)
    metres[across] = best
    return metres
