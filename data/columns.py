"""The places of a directory as arrays, one entry a place: what searching a million needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan

import numpy as np
from numpy.typing import NDArray

from data.freshness import checked_until, firm_until, may_turn_away_under_18s
from data.records import Answer, Kind, Place, Status, Tier
from data.reference.grid import to_grid
from data.timed import Bools, day_number
from data.timelines import Ints

TIERS = tuple(Tier)
KINDS = tuple(Kind)
Metres = NDArray[np.float64]


@dataclass(frozen=True)
class Columns:
    """Arrays of equal length. ``hours`` is the row of the place's text in ``texts``.

    A place that is only proposed has no hours here, so that nothing ever calls it open.

    ``firm_until`` and ``checked_until`` are days since 1970 (the latter -1 for never checked).
    ``borough`` is the row in ``boroughs``, -1 for none. ``by_name`` is the rank of the place when
    all are sorted by borough and name.
    """

    easting: Metres
    northing: Metres
    borough: Ints
    tier: Ints
    kind: Ints
    hours: Ints
    firm_until: Ints
    checked_until: Ints
    temporarily_closed: Bools
    may_turn_away_under_18s: Bools
    proposed: Bools
    step_free: Bools
    by_name: Ints
    texts: tuple[str | None, ...]
    boroughs: tuple[str, ...]

    def __len__(self) -> int:
        """Count the places."""
        return len(self.easting)

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that some place is of, in the order of ``KINDS``."""
        return tuple(KINDS[row] for row in np.unique(self.kind))

    @classmethod
    def of(cls, places: Sequence[Place]) -> Columns:
        """Build the arrays. Every place must have a point."""
        hours = [None if p.status is Status.PROPOSED else p.opening_hours for p in places]
        texts = tuple(dict.fromkeys(hours))
        boroughs = tuple(sorted({place.borough for place in places if place.borough}))
        text_row = {text: row for row, text in enumerate(texts)}
        borough_row = {name: row for row, name in enumerate(boroughs)}
        easting, northing = to_grid(
            [nan if p.lat is None else p.lat for p in places],
            [nan if p.lon is None else p.lon for p in places],
        )

        def ints(values: list[int]) -> Ints:
            return np.array(values, np.int32)

        def flags(values: list[bool]) -> Bools:
            return np.array(values, np.bool_)

        return cls(
            easting=easting,
            northing=northing,
            borough=ints([borough_row.get(p.borough or "", -1) for p in places]),
            tier=ints([TIERS.index(p.tier) for p in places]),
            kind=ints([KINDS.index(p.kind) for p in places]),
            hours=ints([text_row[text] for text in hours]),
            firm_until=ints([day_number(firm_until(p)) for p in places]),
            checked_until=ints(
                [day_number(day) if (day := checked_until(p)) else -1 for p in places]
            ),
            temporarily_closed=flags([p.status is Status.TEMPORARILY_CLOSED for p in places]),
            may_turn_away_under_18s=flags([may_turn_away_under_18s(p) for p in places]),
            proposed=flags([p.status is Status.PROPOSED for p in places]),
            step_free=flags([p.step_free is Answer.YES for p in places]),
            by_name=_ranks([(p.borough or "", p.name.casefold(), p.id) for p in places]),
            texts=texts,
            boroughs=boroughs,
        )


def _ranks(keys: list[tuple[str, str, str]]) -> Ints:
    ranks = np.empty(len(keys), np.int32)
    ranks[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys))
    return ranks
