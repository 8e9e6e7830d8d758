"""Who is how far from an open place, hour by hour: children, cells, boroughs and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from data.columns import TIERS, Columns, Metres
from data.records import Tier
from data.state import MAY_BE_OPEN, State, is_in
from data.timed import Bools
from data.timelines import Codes
from data.week import HOURS, Week, week_codes
from geo.boroughs import NAMES
from geo.cells import Cells, cells
from geo.distance import metres_within
from geo.hourly import NOWHERE, Hourly, Sites, changed_metres, hourly_metres

if TYPE_CHECKING:
    from collections.abc import Mapping

REACH_MINUTES = 15
"""What counts as near: a walk that a child can do. About 865 m in a straight line."""
BANDS = (15, 30, 60)
"""Minutes on foot that the map tells apart."""

Children = NDArray[np.float64]


class Basis(StrEnum):
    """Which places count as open. Each includes those of the one before."""

    FIRM = "firm"
    """Listed as open by a source that is neither old nor in doubt, or checked by City Hall."""
    LISTED = "listed"
    """Also those that our pages say to check first."""
    POSSIBLE = "possible"
    """Also those whose hours nobody knows: the most that could be true."""


_CODES: Mapping[Basis, tuple[State, ...]] = {
    Basis.FIRM: (State.OPEN,),
    Basis.LISTED: MAY_BE_OPEN,
    Basis.POSSIBLE: (*MAY_BE_OPEN, State.UNKNOWN),
}


@dataclass(frozen=True)
class WeekOfPlaces:
    """The public places in the hours of a week.

    ``codes`` are State codes, (168, places), as ``data.week`` gives them. ``counts`` says which
    places count at all: those that may turn away somebody under 18, or are only proposed, don't.
    """

    columns: Columns
    week: Week
    codes: Codes
    counts: Bools

    @classmethod
    def of(cls, columns: Columns, week: Week) -> WeekOfPlaces:
        """Judge every place in every hour."""
        counts = ~(columns.may_turn_away_under_18s | columns.proposed)
        return cls(columns, week, week_codes(columns, week), counts)

    def open(self, basis: Basis) -> Bools:
        """Say which places are open for the whole of which hours: (168, places)."""
        return is_in(self.codes, _CODES[basis]) & self.counts

    def sites(self, basis: Basis, tier: Tier | None = None) -> Sites:
        """Give the places of one tier, or of all, as sites."""
        chosen = self._of(tier)
        return Sites.at(
            self.columns.easting[chosen],
            self.columns.northing[chosen],
            self.open(basis)[:, chosen].T,
        )

    def _of(self, tier: Tier | None) -> Bools:
        if tier is None:
            return np.ones(len(self.columns), np.bool_)
        of_tier: Bools = self.columns.tier == TIERS.index(tier)
        return of_tier


@dataclass(frozen=True)
class Counted:
    """How many places there are in one hour, and of how many nobody can be sure."""

    places: int
    firm: int
    check_first: int
    unknown: int

    @property
    def unsure_share(self) -> float:
        """The share of places whose state in this hour is not known, or must be checked first."""
        return (self.check_first + self.unknown) / self.places if self.places else 0.0

    @property
    def unknown_share(self) -> float:
        """The share of places whose hours nobody knows."""
        return self.unknown / self.places if self.places else 0.0


def counted(places: WeekOfPlaces, hour: int, borough: str | None = None) -> Counted:
    """Count the places of one hour of the week, in one borough or in all."""
    columns = places.columns
    inside = places.counts.copy()
    if borough is not None:
        rows = [row for row, name in enumerate(columns.boroughs) if name == borough]
        inside &= np.isin(columns.borough, rows)
    codes = places.codes[hour, inside]
    return Counted(
        places=len(codes),
        firm=int((codes == State.OPEN).sum()),
        check_first=int((codes == State.CHECK_FIRST).sum()),
        unknown=int((codes == State.UNKNOWN).sum()),
    )


@dataclass(frozen=True)
class Gap:
    """A postcode district where children have no open place near, in some hours.

    ``children`` is how many, on average over the hours; ``of`` is how many live there. ``metres``
    is the distance that half of those children are beyond, to the nearest open place; None where
    none is open anywhere for half of the hours or more.
    """

    district: str
    boroughs: tuple[str, ...]
    children: float
    of: float
    metres: int | None


@dataclass(frozen=True)
class Cover:
    """Metres from each cell to the nearest open place of some sites: (168, cells)."""

    cells: Cells
    sites: Sites
    metres: Hourly

    @classmethod
    def of(cls, sites: Sites, before: Cover | None = None, where: Cells | None = None) -> Cover:
        """Measure, or follow from a cover of nearly the same sites."""
        here = before.cells if before else where or cells()
        if before is None:
            return cls(here, sites, hourly_metres(here, sites))
        return cls(here, sites, changed_metres(here, before.metres, before.sites, sites))

    def with_sites(self, sites: Sites) -> Cover:
        """Give the cover with more sites."""
        return Cover.of(self.sites.joined(sites), self)

    def nearer_of(self, other: Cover) -> Cover:
        """Give the cover by the sites of both."""
        metres = np.minimum(self.metres, other.metres)
        return Cover(self.cells, self.sites.joined(other.sites), metres)

    @cached_property
    def reached(self) -> Children:
        """Children within 15 minutes of an open place: (168, 33 boroughs)."""
        return self.within(REACH_MINUTES)

    def within(self, minutes: int) -> Children:
        """Count the children within so many minutes' walk: (168, 33 boroughs)."""
        most = metres_within(minutes)
        found = np.zeros((HOURS, len(NAMES)))
        of_cell = _by_borough(self.cells)
        step = 16_384
        for begin in range(0, len(self.cells), step):
            piece = slice(begin, begin + step)
            near = (self.metres[:, piece] <= most).astype(np.float32)
            found += near @ of_cell[piece]
        return found

    def shares(self) -> Children:
        """Give the share of each borough's children within 15 minutes: (168, 33), 0 to 1."""
        shares: Children = self.reached / children_of(self.cells)
        return np.clip(shares, 0.0, 1.0)

    def london(self) -> Children:
        """Give the share of all children within 15 minutes in each hour: (168,), 0 to 1."""
        share: Children = self.reached.sum(axis=1) / children_of(self.cells).sum()
        return np.clip(share, 0.0, 1.0)

    def gaps(self, hours: Sequence[int], borough: str | None = None) -> tuple[Gap, ...]:
        """Give the districts with children out of reach in some hours, most children first."""
        here = self.cells
        inside = (
            np.ones(len(here), np.bool_)
            if borough is None
            else here.borough == NAMES.index(borough)
        )
        metres = self.metres[list(hours)][:, inside]
        young, district = here.young[inside], here.district[inside]
        out = (metres > metres_within(REACH_MINUTES)).mean(axis=0)
        count = len(here.districts)
        missing = np.bincount(district, young * out, count)
        living = np.bincount(district, young, count)
        typical = np.median(metres, axis=0)
        order = np.argsort(-missing, kind="stable")
        return tuple(
            Gap(
                here.districts[row],
                _boroughs_of(here, inside, row),
                float(missing[row]),
                float(living[row]),
                _middle(typical[district == row], (young * out)[district == row]),
            )
            for row in order.tolist()
            if missing[row] >= 0.5
        )


def children_of(where: Cells) -> Children:
    """Count the children of each borough in some cells: (33,)."""
    return np.bincount(where.borough, where.young, len(NAMES)).astype(np.float64)


def _by_borough(where: Cells) -> NDArray[np.float32]:
    table = np.zeros((len(where), len(NAMES)), np.float32)
    table[np.arange(len(where)), where.borough] = where.young
    return table


def _boroughs_of(where: Cells, inside: Bools, district: int) -> tuple[str, ...]:
    rows = inside & (where.district == district)
    young = np.bincount(where.borough[rows], where.young[rows], len(NAMES))
    order = np.argsort(-young, kind="stable")
    return tuple(NAMES[row] for row in order.tolist() if young[row] > 0.05 * young.sum())


def _middle(metres: Metres, weights: Metres) -> int | None:
    """Give the median distance, each cell counted by its children; None for nowhere."""
    order = np.argsort(metres)
    passed = np.cumsum(weights[order])
    found = float(metres[order][np.searchsorted(passed, passed[-1] / 2)])
    return None if found >= NOWHERE else int(found)
