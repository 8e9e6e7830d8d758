"""The river: which bank a point is on, and where somebody on foot can cross."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
import shapely

from data.columns import Metres
from data.timed import Bools

if TYPE_CHECKING:
    from numpy.typing import NDArray

_REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"


@dataclass(frozen=True)
class Crossings:
    """The bridges and tunnels that can be walked over or through: the middle of each, EPSG:27700.

    The Rotherhithe tunnel (fumes) and the Woolwich ferry (not at night) are left out. Whether one
    is shut just now is not known.
    """

    names: tuple[str, ...]
    easting: Metres
    northing: Metres


@cache
def crossings() -> Crossings:
    """Give the crossings from west to east. Source: data/reference/SOURCES.md."""
    with (_REFERENCE / "thames_crossings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Crossings(
        tuple(row["name"] for row in rows),
        np.array([float(row["easting"]) for row in rows]),
        np.array([float(row["northing"]) for row in rows]),
    )


def is_south(eastings: Metres, northings: Metres) -> Bools:
    """Say of each point (EPSG:27700, metres) whether it is south of the Thames.

    On the water, or outside London, the nearer bank counts.
    """
    north, south = banks()
    on_south: Bools = shapely.intersects_xy(south, eastings, northings)
    unsure = np.flatnonzero(~on_south & ~shapely.intersects_xy(north, eastings, northings))
    points = shapely.points(eastings[unsure], northings[unsure])
    on_south[unsure] = shapely.distance(points, south) < shapely.distance(points, north)
    return on_south


@cache
def banks() -> NDArray[np.object_]:
    """Return the land north and south of the river (EPSG:27700)."""
    with pq.ParquetFile(_REFERENCE / "banks.parquet") as file:
        table = file.read()
    banks = shapely.from_wkb(table["geometry"].to_pylist())
    shapely.prepare(banks)
    # Each prepared shape builds its index at the first question: asked here, before threads share.
    shapely.intersects_xy(banks, 530_000.0, 180_000.0)
    found: NDArray[np.object_] = banks
    return found
