"""Which places a new one may be, so that nobody adds the same door twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from data.records import Place
from data.twins import TwinFinder


@dataclass(frozen=True)
class PossibleTwin:
    """A record that is there already, and why it may be the same."""

    id: str
    name: str
    why: str


def finder(others: Iterable[Place]) -> Callable[[Place], tuple[PossibleTwin, ...]]:
    """Give a function that finds the possible twins of a place among others."""
    found = TwinFinder(list(others))

    def of(place: Place) -> tuple[PossibleTwin, ...]:
        return tuple(PossibleTwin(t.place.id, t.place.name, t.why) for t in found.of(place))

    return of
