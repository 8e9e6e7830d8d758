"""Metres from each cell to the nearest open site, for all 168 hours of a week at once.

A straight line, except that from one bank of the Thames to the other it goes through a crossing.
Railways, motorways, the Lea and bends of the river are not known here.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
from numpy.typing import NDArray

from data.columns import Metres
from data.timed import Bools
from data.week import HOURS
from geo.cells import Cells
from geo.thames import crossings, is_south

NOWHERE = np.iinfo(np.uint16).max
"""What stands for no open site at all; a real distance never reaches it within London."""
_CHUNK = 2_048
_MANY = 40
"""So many changed sites are no longer cheaper to follow than to begin anew."""

Hourly = NDArray[np.uint16]
_Float = NDArray[np.float32]


@dataclass(frozen=True)
class Sites:
    """Where some places are and when they are open; rows of equal number.

    ``easting`` and ``northing`` are metres (EPSG:27700). ``open`` has the shape (sites, 168).
    """

    easting: Metres
    northing: Metres
    south: Bools
    open: Bools

    def __len__(self) -> int:
        """Count the sites."""
        return len(self.easting)

    @classmethod
    def at(cls, easting: Metres, northing: Metres, open_hours: Bools) -> Sites:
        """Put sites on their banks. Those that are never open are left out."""
        ever = open_hours.any(axis=1)
        east, north = easting[ever], northing[ever]
        return cls(east, north, is_south(east, north), open_hours[ever])

    @classmethod
    def none(cls) -> Sites:
        """Give no site at all."""
        return cls.at(np.empty(0), np.empty(0), np.empty((0, HOURS), np.bool_))

    def rows(self, chosen: Sequence[int]) -> Sites:
        """Give some of them."""
        index = np.array(chosen, np.intp)
        return Sites(self.easting[index], self.northing[index], self.south[index], self.open[index])

    def joined(self, others: Sites) -> Sites:
        """Give these and others."""
        return Sites(
            np.concatenate([self.easting, others.easting]),
            np.concatenate([self.northing, others.northing]),
            np.concatenate([self.south, others.south]),
            np.concatenate([self.open, others.open]),
        )

    def without(self, others: Sites) -> Sites:
        """Give those that are not among others: another point or other hours make another site."""
        left = others.keys()
        kept = []
        for row, key in enumerate(self.keys()):
            if key in left:
                left.remove(key)
            else:
                kept.append(row)
        return self.rows(kept)

    def keys(self) -> list[tuple[float, float, bytes]]:
        """Give what makes each site the one it is."""
        return [
            (float(east), float(north), hours.tobytes())
            for east, north, hours in zip(self.easting, self.northing, self.open, strict=True)
        ]


def hourly_metres(cells: Cells, sites: Sites) -> Hourly:
    """Give metres, rounded up, to the nearest site that is open: (168, cells).

    NOWHERE where none is. Costs about a second for London and 600 sites on two cores.
    """
    found = np.full((HOURS, len(cells)), NOWHERE, np.uint16)
    if not len(sites):
        return found
    patterns, of_site = np.unique(sites.open, axis=0, return_inverse=True)
    weeks, of_hour = np.unique(patterns.T, axis=0, return_inverse=True)
    # Sites of one pattern side by side, so that each pattern's nearest is one reduction.
    order = np.argsort(of_site.ravel(), kind="stable")
    grouped = _Grouped(sites.rows(order.tolist()), of_site.ravel()[order], len(patterns))
    open_patterns = [np.flatnonzero(week) for week in weeks]

    def work(rows: slice) -> None:
        near = grouped.metres(cells, rows)
        hours = np.full((len(weeks), near.shape[1]), NOWHERE, np.uint16)
        for hour, chosen in enumerate(open_patterns):
            if len(chosen):
                near.take(chosen, axis=0).min(axis=0, out=hours[hour])
        found[:, rows] = hours[of_hour.ravel()]

    with ThreadPoolExecutor(cpu_count()) as pool:
        list(pool.map(work, _chunks(cells)))
    return found


def changed_metres(cells: Cells, metres: Hourly, before: Sites, after: Sites) -> Hourly:
    """Give what ``hourly_metres`` would of ``after``, from what it gave of ``before``.

    Quick where few sites differ: only cells whose nearest site went are looked at anew.
    """
    gone, new = before.without(after), after.without(before)
    if len(gone) + len(new) > _MANY:
        return hourly_metres(cells, after)
    found = metres.copy()
    if len(gone):
        was = hourly_metres(cells, gone)
        lost = ((was == metres) & (was != NOWHERE)).any(axis=0)
        found[:, lost] = hourly_metres(cells.some(lost), after.without(new))
    if len(new):
        np.minimum(found, hourly_metres(cells, new), out=found)
    return found


class _Grouped:
    """Sites in the order of their pattern: ``of_site`` is the pattern of each, from 0 up."""

    def __init__(self, sites: Sites, of_site: NDArray[np.intp], patterns: int) -> None:
        self._patterns = patterns
        self._banks = {
            south: _Bank(sites, of_site, np.flatnonzero(sites.south == south))
            for south in (False, True)
        }

    def metres(self, cells: Cells, rows: slice) -> Hourly:
        """Give the nearest site of each pattern to some cells of one bank: (patterns, cells)."""
        east = cells.easting[rows].astype(np.float32)
        north = cells.northing[rows].astype(np.float32)
        south = bool(cells.south[rows.start])
        near = np.full((self._patterns, len(east)), np.inf, np.float32)
        self._banks[south].put_straight(near, east, north)
        self._banks[not south].put_across(near, east, north)
        return np.minimum(np.ceil(near), NOWHERE).astype(np.uint16)


class _Bank:
    """The sites of one bank, and how far each pattern of them is from each crossing."""

    def __init__(self, sites: Sites, of_site: NDArray[np.intp], rows: NDArray[np.intp]) -> None:
        self._east = sites.easting[rows].astype(np.float32)
        self._north = sites.northing[rows].astype(np.float32)
        self._patterns, self._starts = np.unique(of_site[rows], return_index=True)
        ways = crossings()
        self._way_east = ways.easting.astype(np.float32)
        self._way_north = ways.northing.astype(np.float32)
        self._from_ways = self._nearest(self._way_east, self._way_north)

    def _nearest(self, east: _Float, north: _Float) -> _Float:
        """Give metres from points to the nearest site of each pattern: (patterns here, points)."""
        if not len(self._east):
            return np.empty((0, len(east)), np.float32)
        metres = np.hypot(self._east[:, None] - east, self._north[:, None] - north)
        nearest: _Float = np.minimum.reduceat(metres, self._starts, axis=0)
        return nearest

    def put_straight(self, near: _Float, east: _Float, north: _Float) -> None:
        """Write the nearest site of each pattern on the cells' own bank."""
        near[self._patterns] = self._nearest(east, north)

    def put_across(self, near: _Float, east: _Float, north: _Float) -> None:
        """Write those nearer by way of a crossing, from the cells of the other bank."""
        if not len(self._east):
            return
        to_ways = np.hypot(self._way_east[:, None] - east, self._way_north[:, None] - north)
        best = np.full((len(self._patterns), len(east)), np.inf, np.float32)
        for way, to_way in enumerate(to_ways):
            np.minimum(best, self._from_ways[:, way, None] + to_way, out=best)
        near[self._patterns] = np.minimum(near[self._patterns], best)


def _chunks(cells: Cells) -> list[slice]:
    """Cut the cells into pieces that fit a cache, each on one bank only."""
    border = int(np.searchsorted(cells.south, True))
    ends = ((0, border), (border, len(cells)))
    return [
        slice(begin, min(begin + _CHUNK, end))
        for start, end in ends
        for begin in range(start, end, _CHUNK)
    ]
