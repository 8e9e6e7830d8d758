"""Where London's children live, as squares of 100 m: postcodes stand in for homes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from data.columns import Metres
from data.cover import young_people
from data.timed import Bools
from data.timelines import Ints
from geo.boroughs import GSS_CODES, NAMES
from geo.postcodes import live_postcodes
from geo.thames import is_south

METRES = 100
"""Width of a cell."""


@dataclass(frozen=True)
class Cells:
    """The populated squares, one entry for each square and borough; all arrays of equal length.

    Those north of the Thames come first. ``easting`` and ``northing`` are the middle of its live
    postcodes (EPSG:27700, metres). ``borough`` is the row in ``geo.boroughs.NAMES``, ``district``
    the row in ``districts``.
    ``young`` is how many people aged 10 to 17 live there: those of the borough, shared out evenly
    over its live postcodes. A postcode may have 1 home or 100, or be an office, so a cell alone
    says little; many together do.
    """

    easting: Metres
    northing: Metres
    borough: Ints
    district: Ints
    south: Bools
    young: Metres
    districts: tuple[str, ...]

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.easting)

    def some(self, chosen: Bools) -> Cells:
        """Give those that are chosen, in the same order."""
        return Cells(
            self.easting[chosen],
            self.northing[chosen],
            self.borough[chosen],
            self.district[chosen],
            self.south[chosen],
            self.young[chosen],
            self.districts,
        )


@cache
def cells() -> Cells:
    """Give the cells of Greater London (about 80,000). Source: ONS and OS, see SOURCES.md."""
    live = live_postcodes()
    rows = {int(code[-2:]): NAMES.index(name) for name, code in GSS_CODES.items()}
    borough = np.array([rows.get(number, -1) for number in range(64)], np.int32)[live.borough]
    squares = np.stack([live.easting // METRES, live.northing // METRES, borough], axis=1)
    unique, cell = np.unique(squares, axis=0, return_inverse=True)
    cell = cell.ravel()
    count = np.bincount(cell)
    names, district = np.unique(live.district, return_inverse=True)
    # The district of one of its postcodes: squares that lie in two are few.
    of_cell = np.zeros(len(unique), np.int32)
    of_cell[cell] = district.ravel()
    own = unique[:, 2].astype(np.int32)
    children = np.array([young_people()[name] for name in NAMES], float)
    easting = np.bincount(cell, live.easting) / count
    northing = np.bincount(cell, live.northing) / count
    south = is_south(easting, northing)
    young = children[own] * count / np.bincount(own, count)[own]
    order = np.argsort(south, kind="stable")
    return Cells(
        easting=easting[order],
        northing=northing[order],
        borough=own[order],
        district=of_cell[order],
        south=south[order],
        young=young[order],
        districts=tuple(name.decode().strip() for name in names),
    )
