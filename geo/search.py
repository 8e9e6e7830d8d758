"""Search (what was asked) + Directory -> Results (what is near and open, in order)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce

import numpy as np

from data.columns import KINDS, TIERS, Bools, Columns, Metres
from data.directory import Directory
from data.records import Kind, Place, Tier
from data.reference.grid import to_grid
from data.state import (
    MAY_BE_OPEN,
    SAID_TO_BE_OPEN,
    PlaceState,
    State,
    place_states,
    state_codes,
)
from data.timelines import Codes, Ints
from geo.distance import walking_minutes

NEAR_METRES = 3_000.0
"""About 50 minutes on foot."""
LIMIT = 200


class When(StrEnum):
    """Which places count as open enough to show."""

    ARRIVAL = "arrival"
    NOW = "now"
    ANY = "any"


@dataclass(frozen=True)
class Point:
    """Where somebody is, WGS84 degrees. Never logged, stored, or put into an address."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Search:
    """What was asked.

    ``point`` is where the visitor is, and orders the results; ``around`` only serves to name the
    nearest open place when a borough was asked for. Empty sets mean "all".
    """

    at: datetime
    point: Point | None = None
    around: Point | None = None
    boroughs: frozenset[str] = frozenset()
    when: When = When.ARRIVAL
    tiers: frozenset[Tier] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    under_18: bool = False
    step_free: bool = False
    limit: int = LIMIT


@dataclass(frozen=True)
class Result:
    """One place, how far it is, and its state at the moment asked about and on arrival.

    ``metres``, ``minutes`` and ``on_arrival`` are None when no point was given. Metres are in a
    straight line, minutes an estimate on foot.
    """

    place: Place
    state: PlaceState
    metres: float | None = None
    minutes: int | None = None
    on_arrival: PlaceState | None = None


@dataclass(frozen=True)
class Results:
    """What was found, in order.

    ``total`` counts all that fit, ``found`` holds the first of them. ``open`` and ``check_first``
    count, among those that fit and are near (or in the boroughs asked for), the ones listed as
    open and the ones that may be open. ``nearest_open`` is the nearest place that is firmly
    listed as open, however far and whatever its borough, set only if none such is near.
    ``outside`` is a place beyond the boroughs asked for, set when it is nearer than any inside.
    ``fit_but_for_hours`` counts what the other filters leave; ``unknown_hours`` those of them
    whose hours are not known at the moment asked about.
    """

    found: tuple[Result, ...]
    total: int
    open: int
    check_first: int
    nearest_open: Result | None
    outside: Result | None
    fit_but_for_hours: int
    unknown_hours: int


def search(directory: Directory, asked: Search) -> Results:
    """Find the places that fit, nearest first, or by name when no point was given."""
    columns = directory.columns
    metres = _metres(columns, asked.point)
    rows = np.flatnonzero(_fits(columns, asked, boroughs=True)).astype(np.int32)
    now, arrival = _states(columns, rows, asked, metres)
    judged = now if asked.when is When.NOW or arrival is None else arrival
    keep = np.ones(len(rows), np.bool_) if asked.when is When.ANY else np.isin(judged, MAY_BE_OPEN)
    near = np.ones(len(rows), np.bool_) if metres is None else metres[rows] <= NEAR_METRES
    firm = np.isin(judged, SAID_TO_BE_OPEN)
    shown = _nearest(rows[keep], metres, asked.limit)
    if metres is None:
        shown = np.array(sorted(rows[keep], key=lambda r: _by_name(directory.places[r])), np.int32)
        shown = shown[: asked.limit]
    return Results(
        found=_results(directory, shown, asked, metres),
        total=int(keep.sum()),
        open=int((firm & near).sum()),
        check_first=int((np.isin(judged, MAY_BE_OPEN) & ~firm & near).sum()),
        nearest_open=None if (firm & near).any() else _nearest_open(directory, asked),
        outside=_outside(directory, asked, shown, metres),
        fit_but_for_hours=len(rows),
        unknown_hours=int((now == State.UNKNOWN).sum()),
    )


def _by_name(place: Place) -> tuple[str, str]:
    return (place.borough or "", place.name.casefold())


def _metres(columns: Columns, point: Point | None) -> Metres | None:
    if point is None:
        return None
    easting, northing = to_grid(point.lat, point.lon)
    metres: Metres = np.hypot(columns.easting - easting, columns.northing - northing)
    return metres


def _fits(columns: Columns, asked: Search, *, boroughs: bool) -> Bools:
    masks: list[Bools] = []
    if boroughs and asked.boroughs:
        rows = [row for row, name in enumerate(columns.boroughs) if name in asked.boroughs]
        masks.append(np.isin(columns.borough, rows))
    if asked.tiers:
        masks.append(np.isin(columns.tier, [TIERS.index(tier) for tier in asked.tiers]))
    if asked.kinds:
        masks.append(np.isin(columns.kind, [KINDS.index(kind) for kind in asked.kinds]))
    if asked.under_18:
        masks.append(~columns.may_turn_away_under_18s)
    if asked.step_free:
        masks.append(columns.step_free)
    return reduce(np.logical_and, masks, np.ones(len(columns), np.bool_))


def _states(
    columns: Columns, rows: Ints, asked: Search, metres: Metres | None
) -> tuple[Codes, Codes | None]:
    now = state_codes(columns, rows, asked.at)
    if metres is None or asked.when is not When.ARRIVAL:
        return now, None
    return now, state_codes(columns, rows, asked.at, walking_minutes(metres[rows]))


def _nearest(rows: Ints, metres: Metres | None, limit: int) -> Ints:
    if metres is None:
        return rows
    far = metres[rows]
    if len(rows) > limit:
        first = np.argpartition(far, limit)[:limit]
        rows, far = rows[first], far[first]
    ordered: Ints = rows[np.argsort(far, kind="stable")]
    return ordered


def _results(
    directory: Directory, rows: Ints, asked: Search, metres: Metres | None
) -> tuple[Result, ...]:
    columns, places = directory.columns, directory.places
    now = place_states(columns, rows, asked.at)
    if metres is None:
        return tuple(Result(places[r], s) for r, s in zip(rows, now, strict=True))
    walk = walking_minutes(metres[rows])
    then = place_states(columns, rows, asked.at, walk)
    return tuple(
        Result(places[row], state, float(metres[row]), int(minutes), arrival)
        for row, state, minutes, arrival in zip(rows, now, walk, then, strict=True)
    )


def _nearest_open(directory: Directory, asked: Search) -> Result | None:
    """Find the nearest place firmly listed as open, in any borough, for the other filters."""
    columns = directory.columns
    metres = _metres(columns, asked.point or asked.around)
    if metres is None:
        return None
    rows = np.flatnonzero(_fits(columns, asked, boroughs=False)).astype(np.int32)
    now, arrival = _states(columns, rows, asked, metres if asked.point else None)
    judged = now if arrival is None else arrival
    rows = _nearest(rows[np.isin(judged, SAID_TO_BE_OPEN)], metres, 1)
    return next(iter(_results(directory, rows, asked, metres)), None)


def _outside(
    directory: Directory, asked: Search, shown: Ints, metres: Metres | None
) -> Result | None:
    """Find a fitting place in the next borough that is nearer than any in those asked for."""
    if metres is None or not asked.boroughs:
        return None
    columns = directory.columns
    rows = np.flatnonzero(_fits(columns, asked, boroughs=False)).astype(np.int32)
    now, arrival = _states(columns, rows, asked, metres)
    judged = now if arrival is None else arrival
    if asked.when is not When.ANY:
        rows = rows[np.isin(judged, MAY_BE_OPEN)]
    nearest = _nearest(rows, metres, 1)
    if not len(nearest) or (len(shown) and metres[nearest[0]] >= metres[shown[0]]):
        return None
    return next(iter(_results(directory, nearest, asked, metres)), None)
