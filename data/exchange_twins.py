"""Which places a new one may be, so that nobody adds the same door twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from rapidfuzz import fuzz

from data.records import Place

_ALIKE = 80


@dataclass(frozen=True)
class PossibleTwin:
    """A place that is there already, and why it may be the same."""

    id: str
    name: str
    why: str


def finder(others: Iterable[Place]) -> Callable[[Place], tuple[PossibleTwin, ...]]:
    """Give a function that finds the possible twins of a place among others."""
    kept = list(others)
    try:
        twins = import_module("data.twins")
    except ModuleNotFoundError:
        return _by_postcode(kept)
    found = twins.TwinFinder(kept)

    def of(place: Place) -> tuple[PossibleTwin, ...]:
        return tuple(PossibleTwin(t.place.id, t.place.name, str(t.why)) for t in found.of(place))

    return of


def _by_postcode(others: Iterable[Place]) -> Callable[[Place], tuple[PossibleTwin, ...]]:
    at: dict[str, list[Place]] = {}
    for other in others:
        if other.postcode:
            at.setdefault(other.postcode, []).append(other)

    def of(place: Place) -> tuple[PossibleTwin, ...]:
        return tuple(
            PossibleTwin(
                other.id, other.name, f"Nearly the same name, and also at {place.postcode}."
            )
            for other in at.get(place.postcode or "", ())
            if other.id != place.id
            and fuzz.token_set_ratio(place.name.casefold(), other.name.casefold()) >= _ALIKE
        )

    return of
