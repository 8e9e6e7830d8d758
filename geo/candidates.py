"""The places that could be opened next, and how many children each would newly reach."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_array, diags_array, hstack

from data.columns import Metres
from data.freshness import may_turn_away_under_18s
from data.records import Place, Status, Visibility
from data.reference.grid import to_grid
from data.timed import Bools
from geo.boroughs import NAMES
from geo.cells import Cells
from geo.cover_choice import Choice
from geo.coverage import REACH_MINUTES
from geo.distance import metres_within
from geo.reach import reach
from geo.trials import closed_counters, open_as_listed
from geo.what_if import Today


class Pool(StrEnum):
    """Where candidates come from."""

    DRAFTS = "drafts"
    """Records that only staff see, with a point."""
    COUNTERS = "counters"
    """Police counters that were closed."""
    PUBLIC = "public"
    """Public places that don't count as open in all of the hours."""


class Assumed(StrEnum):
    """In which hours a candidate is taken to be open."""

    ALL = "all"
    """In all hours that were asked for."""
    LISTED = "listed"
    """In those of its record; never, where nobody knows its hours."""


@dataclass(frozen=True)
class Candidates:
    """Places to choose from, by pool, and how many were left out for what."""

    places: tuple[Place, ...]
    pools: tuple[Pool, ...]
    without_point: int
    may_turn_away: int

    @classmethod
    def of(
        cls,
        today: Today,
        records: Iterable[Place],
        pools: Collection[Pool],
        hours: Sequence[int],
    ) -> Candidates:
        """Choose from all records, public or not, those of some pools."""
        records = tuple(records)
        asked = [
            (place, pool)
            for pool in Pool
            if pool in pools
            for place in _of_pool(pool, today, records, hours)
        ]
        suited = [(place, pool) for place, pool in asked if not may_turn_away_under_18s(place)]
        located = [(place, pool) for place, pool in suited if place.lat is not None]
        return cls(
            tuple(place for place, _ in located),
            tuple(pool for _, pool in located),
            without_point=len(suited) - len(located),
            may_turn_away=len(asked) - len(suited),
        )

    def __len__(self) -> int:
        """Count them."""
        return len(self.places)

    def points(self) -> tuple[Metres, Metres]:
        """Give easting and northing."""
        lats = [np.nan if place.lat is None else place.lat for place in self.places]
        lons = [np.nan if place.lon is None else place.lon for place in self.places]
        return to_grid(lats, lons)

    def open(self, today: Today, hours: Sequence[int], assumed: Assumed) -> Bools:
        """Say which of them are taken to be open in which of the hours: (places, hours)."""
        if assumed is Assumed.ALL:
            return np.ones((len(self), len(hours)), np.bool_)
        return open_as_listed(self.places, today.week.week)[:, list(hours)]


@dataclass(frozen=True)
class Openings:
    """Candidates as a choice: who lives out of reach now, in which of some hours.

    ``choice`` weighs children, on average over the hours. ``cell`` is the cell of each thing.
    """

    candidates: Candidates
    choice: Choice
    cells: Cells
    cell: Sequence[int]

    @classmethod
    def of(
        cls,
        today: Today,
        candidates: Candidates,
        hours: Sequence[int],
        assumed: Assumed = Assumed.ALL,
    ) -> Openings:
        """Work out who would newly be within reach of which candidate."""
        cells = today.cover.cells
        near = reach(cells, *candidates.points())
        out = today.cover.metres[list(hours)] > metres_within(REACH_MINUTES)
        # Hours in which the same candidates are open count together.
        patterns, of_hour = np.unique(
            candidates.open(today, hours, assumed), axis=1, return_inverse=True
        )
        blocks = [csr_array((len(candidates), 0))]
        weights = [np.empty(0)]
        which = [np.empty(0, np.intp)]
        for number, pattern in enumerate(patterns.T):
            missing = cells.young * out[of_hour.ravel() == number].sum(axis=0) / len(hours)
            kept = np.flatnonzero(missing)
            blocks.append((diags_array(pattern.astype(float)) @ near)[:, kept])
            weights.append(missing[kept])
            which.append(kept)
        joined = csr_array(hstack(blocks))
        joined.eliminate_zeros()
        choice = Choice(joined, np.concatenate(weights))
        return cls(candidates, choice, cells, np.concatenate(which).tolist())

    def for_borough(self, borough: str) -> Choice:
        """Give the choice where only the children of one borough count."""
        own = self.cells.borough[np.array(self.cell, np.intp)] == NAMES.index(borough)
        return self.choice.only(own)

    @property
    def out_of_reach(self) -> float:
        """How many children are out of reach now, on average over the hours."""
        return float(self.choice.weights.sum())


def _of_pool(
    pool: Pool, today: Today, records: tuple[Place, ...], hours: Sequence[int]
) -> list[Place]:
    if pool is Pool.COUNTERS:
        return list(closed_counters(records))
    if pool is Pool.PUBLIC:
        rows = np.flatnonzero(~today.open[:, list(hours)].all(axis=1))
        return [today.places[row] for row in rows.tolist()]
    return [
        place
        for place in records
        if place.visibility is Visibility.DRAFT and place.status is not Status.CLOSED
    ]
