"""What would change if places opened, stayed open longer, were checked or closed."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from data.directory import Directory
from data.records import Place
from data.timed import Bools
from data.week import HOURS, Week
from geo.boroughs import NAMES
from geo.coverage import Basis, Children, Cover, WeekOfPlaces, children_of, counted
from geo.hourly import Sites


@dataclass(frozen=True)
class Today:
    """What is public in a week, and how far children are from it: what a trial is held against.

    ``places`` are in the order of ``week.columns``. ``cover`` is that of ``basis``.
    """

    places: tuple[Place, ...]
    week: WeekOfPlaces
    basis: Basis
    cover: Cover

    @classmethod
    def of(cls, directory: Directory, week: Week, basis: Basis = Basis.FIRM) -> Today:
        """Judge and measure all that is public. Costs about two seconds."""
        judged = WeekOfPlaces.of(directory.columns, week)
        return cls(directory.places, judged, basis, Cover.of(judged.sites(basis)))

    @cached_property
    def open(self) -> Bools:
        """Say of each place in which hours it counts as open: (places, 168)."""
        opened: Bools = self.week.open(self.basis).T
        return opened


@dataclass(frozen=True)
class Added:
    """A place that isn't there today: where it would be (EPSG:27700), and open when: (168,)."""

    easting: float
    northing: float
    open: Bools


@dataclass(frozen=True)
class Trial:
    """A change that somebody tries.

    ``words`` say what is tried and what is assumed for it, ``notes`` what it leaves out and why.
    ``changed`` holds new hours, (168,), by the row of the place; ``places`` counts those that the
    trial is about.
    """

    words: str
    places: int
    added: tuple[Added, ...] = ()
    changed: Mapping[int, Bools] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def sites(self, today: Today) -> Sites:
        """Give all sites as they would be."""
        columns = today.week.columns
        opened = today.open.copy()
        for row, hours in self.changed.items():
            opened[row] = hours
        return Sites.at(
            np.append(columns.easting, [one.easting for one in self.added]),
            np.append(columns.northing, [one.northing for one in self.added]),
            np.concatenate([opened, *(one.open[None] for one in self.added)]),
        )


@dataclass(frozen=True)
class BoroughChange:
    """Children within reach in one borough, on average over some hours."""

    borough: str
    before: float
    after: float
    of: float

    @property
    def gained(self) -> float:
        """How many more children; below nought for fewer."""
        return self.after - self.before


@dataclass(frozen=True)
class Change:
    """What a trial changes on average over some hours.

    ``unsure`` and ``unknown`` are shares of today's places, 0 to 1: to check first or of unknown
    hours, and of unknown hours only.
    """

    boroughs: tuple[BoroughChange, ...]
    unsure: float
    unknown: float

    @property
    def gained(self) -> int:
        """How many more children in London are within reach; below nought for fewer."""
        return round(sum(one.gained for one in self.boroughs))

    @property
    def before(self) -> float:
        """The share of London's children within reach today, 0 to 1."""
        return sum(one.before for one in self.boroughs) / self._all

    @property
    def after(self) -> float:
        """The share within reach with the trial, 0 to 1."""
        return sum(one.after for one in self.boroughs) / self._all

    @property
    def most(self) -> tuple[BoroughChange, ...]:
        """The boroughs that change by at least one child, the greatest change first."""
        changed = [one for one in self.boroughs if abs(one.gained) >= 1]
        return tuple(sorted(changed, key=lambda one: -abs(one.gained)))

    @property
    def _all(self) -> float:
        return sum(one.of for one in self.boroughs)


@dataclass(frozen=True)
class WhatIf:
    """A trial, measured for all hours of the week: ``before`` and ``after`` are (168, 33)."""

    today: Today
    trial: Trial
    before: Children
    after: Children

    @classmethod
    def of(cls, today: Today, trial: Trial) -> WhatIf:
        """Measure a trial. Under a second where it changes a few places, about two for many."""
        after = Cover.of(trial.sites(today), today.cover)
        return cls(today, trial, today.cover.reached, after.reached)

    def over(self, hours: Sequence[int]) -> Change:
        """Give the change on average over some hours. Raises ValueError for none."""
        if not hours:
            msg = "A change needs at least one hour of the week."
            raise ValueError(msg)
        rows = list(hours)
        before, after = self.before[rows].mean(axis=0), self.after[rows].mean(axis=0)
        living = children_of(self.today.cover.cells)
        boroughs = zip(NAMES, before.tolist(), after.tolist(), living.tolist(), strict=True)
        there = [counted(self.today.week, hour) for hour in rows]
        return Change(
            tuple(BoroughChange(*one) for one in boroughs),
            float(np.mean([one.unsure_share for one in there])),
            float(np.mean([one.unknown_share for one in there])),
        )


_kept: dict[tuple[str, Week, Basis], Today] = {}
_keeping = threading.Lock()
_MOST_KEPT = 3


def today_of(directory: Directory, week: Week, basis: Basis) -> Today:
    """Give the same as ``Today.of``, shared by all who ask for it until the records change."""
    key = (directory.version, week, basis)
    with _keeping:
        if key not in _kept:
            while len(_kept) >= _MOST_KEPT:
                del _kept[next(iter(_kept))]
            _kept[key] = Today.of(directory, week, basis)
        return _kept[key]


def no_hours() -> Bools:
    """Give the hours of a place that never opens: (168,)."""
    return np.zeros(HOURS, np.bool_)
