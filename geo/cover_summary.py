"""What share of London's children has an open place near, by borough and hour of a week."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import numpy as np

from data.directory import Directory
from data.state import State
from data.week import Week, hour_of
from geo.boroughs import NAMES
from geo.cells import cells
from geo.coverage import Basis, Children, Cover, WeekOfPlaces, children_of
from geo.hour_spans import Span


@dataclass(frozen=True)
class Share:
    """How many of 100 children: at least ``low``, and at most ``high``."""

    low: int
    high: int

    @property
    def words(self) -> str:
        """Say it, such as "10 to 31", or one number where it is sure."""
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


@dataclass(frozen=True)
class CoverSummary:
    """The children of each borough within 15 minutes' walk of an open place: (168, 33) each.

    ``firm`` counts only places of which we are sure, ``possible`` all that could be open: those to
    check first and those whose hours nobody knows. ``children`` is how many live there, (33,).
    """

    places: WeekOfPlaces
    children: Children
    firm: Children
    listed: Children
    possible: Children

    @classmethod
    def of(cls, places: WeekOfPlaces) -> CoverSummary:
        """Measure. Costs less than a second for 600 places, and 30 MB for a moment."""
        firm, listed, possible = (Cover.of(places.sites(basis)).reached for basis in Basis)
        return cls(places, children_of(cells()), firm, listed, possible)

    @property
    def week(self) -> Week:
        """The week that is counted."""
        return self.places.week

    def share(self, hour: int, borough: str | None = None) -> Share:
        """Say of one hour how many of 100 children have an open place near."""
        rows = slice(None) if borough is None else [NAMES.index(borough)]
        living = float(self.children[rows].sum())
        low, high = (
            int(100 * min(float(found[hour, rows].sum()) / living, 1.0) + 1e-6) if living else 0
            for found in (self.firm, self.possible)
        )
        return Share(low, max(low, high))

    def not_known(self, span: Span, borough: str | None = None) -> tuple[int, int]:
        """Count the places whose hours nobody knows in some of the hours, and all that count."""
        columns = self.places.columns
        inside = self.places.counts.copy()
        if borough is not None:
            rows = [row for row, name in enumerate(columns.boroughs) if name == borough]
            inside &= np.isin(columns.borough, rows)
        codes = self.places.codes[list(span.hours)][:, inside]
        return int((codes == State.UNKNOWN).any(axis=0).sum()), int(inside.sum())


TIMES = {
    "Tuesday, 4pm to 5pm": hour_of(1, 16),
    "Tuesday, 8pm to 9pm": hour_of(1, 20),
    "Friday, 10pm to 11pm": hour_of(4, 22),
    "Sunday, 3am to 4am": hour_of(6, 3),
}
"""Four hours that say most of a week: after school, evening, late, and the middle of a night."""

_keeping = threading.Lock()
_kept: dict[tuple[str, Week], CoverSummary] = {}
_MOST_KEPT = 2


def summary_of(directory: Directory, week: Week) -> CoverSummary:
    """Give the summary, made once for all who ask until the records or the day change."""
    key = (directory.version, week)
    with _keeping:
        if key not in _kept:
            while len(_kept) >= _MOST_KEPT:
                del _kept[next(iter(_kept))]
            _kept[key] = CoverSummary.of(WeekOfPlaces.of(directory.columns, week))
        return _kept[key]
