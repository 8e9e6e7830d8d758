"""Search (what was asked) + Directory -> Results (what is near and open, in order)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from data.columns import KINDS, TIERS, Columns, Metres
from data.directory import Directory
from data.records import Kind, Place, Tier
from data.reference.grid import to_grid
from data.state import (
    MAY_BE_OPEN,
    SAID_TO_BE_OPEN,
    PlaceState,
    State,
    is_in,
    place_states,
    state_codes,
)
from data.timed import Bools
from data.timelines import Codes, Ints
from geo.distance import walking_minutes

NEAR_METRES = 3_000.0
"""About 50 minutes on foot."""
RINGS = (NEAR_METRES, 4 * NEAR_METRES, np.inf)
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
    nearest open place when a borough was asked for. ``named`` is the id of a place asked for by
    its name: it is shown whatever its hours. Empty sets mean "all".
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
    named: str | None = None
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

    ``found`` holds the first that fit, ``more`` says whether there are others. ``near`` counts
    those that pass every filter but that of hours and are near (or in the boroughs asked for);
    ``open``, ``check_first`` and ``unknown_hours`` the ones of them listed as open, those that
    may be open, and those whose hours are not known at the moment asked about.
    ``nearest_open`` is the nearest place that is firmly listed as open, however far and whatever
    its borough, set only if none such is near. ``outside`` is a place beyond the boroughs asked
    for, set when it is nearer than any inside. ``fit_but_for_hours`` counts what the other
    filters leave.
    """

    found: tuple[Result, ...]
    more: bool
    near: int
    open: int
    check_first: int
    nearest_open: Result | None
    outside: Result | None
    fit_but_for_hours: int
    unknown_hours: int


def search(directory: Directory, asked: Search) -> Results:
    """Find the places that fit, nearest first, or by borough and name without a point."""
    columns = directory.columns
    fits = _fits(columns, asked)
    inside = fits & _in_boroughs(columns, asked)
    metres = _metres(columns, asked.point)
    near = inside if metres is None else inside & (metres <= NEAR_METRES)
    near_rows = np.flatnonzero(near).astype(np.int32)
    near_codes = _judge(columns, near_rows, asked, metres)
    firm = int(is_in(near_codes, SAID_TO_BE_OPEN).sum())
    named = directory.index.get(asked.named or "", -1)
    judged = near_rows, near_codes
    rows = _first(columns, inside, asked, metres, asked.limit + 1, named=named, judged=judged)
    shown = rows[: asked.limit]
    return Results(
        found=_results(directory, shown, asked, metres),
        more=len(rows) > len(shown),
        near=len(near_codes),
        open=firm,
        check_first=int((near_codes == State.CHECK_FIRST).sum()),
        nearest_open=None if firm else _nearest_open(directory, fits, asked),
        outside=_outside(directory, fits, asked, metres, shown),
        fit_but_for_hours=int(inside.sum()),
        unknown_hours=int((near_codes == State.UNKNOWN).sum()),
    )


def _metres(columns: Columns, point: Point | None) -> Metres | None:
    if point is None:
        return None
    easting, northing = to_grid(point.lat, point.lon)
    metres: Metres = np.hypot(columns.easting - easting, columns.northing - northing)
    return metres


def _is_one_of(values: Ints, wanted: Iterable[int], count: int) -> Bools:
    table = np.zeros(count + 1, np.bool_)
    table[list(wanted)] = True
    mask: Bools = table[values]
    return mask


def _in_boroughs(columns: Columns, asked: Search) -> Bools:
    if not asked.boroughs:
        return np.ones(len(columns), np.bool_)
    rows = [row for row, name in enumerate(columns.boroughs) if name in asked.boroughs]
    return _is_one_of(columns.borough, rows, len(columns.boroughs))


def _fits(columns: Columns, asked: Search) -> Bools:
    """Say which places pass every filter but those of hours and borough."""
    mask = np.ones(len(columns), np.bool_)
    if asked.tiers:
        mask &= _is_one_of(columns.tier, map(TIERS.index, asked.tiers), len(TIERS))
    if asked.kinds:
        mask &= _is_one_of(columns.kind, map(KINDS.index, asked.kinds), len(KINDS))
    if asked.under_18:
        mask &= ~columns.may_turn_away_under_18s
    if asked.step_free:
        mask &= columns.step_free
    return mask


def _judge(columns: Columns, rows: Ints, asked: Search, metres: Metres | None) -> Codes:
    """Give the state that decides: on arrival where that was asked and a point is known."""
    if metres is None or asked.when is not When.ARRIVAL:
        return state_codes(columns, rows, asked.at)
    return state_codes(columns, rows, asked.at, walking_minutes(metres[rows]))


def _first(
    columns: Columns,
    mask: Bools,
    asked: Search,
    metres: Metres | None,
    count: int,
    named: int = -1,
    judged: tuple[Ints, Codes] | None = None,
) -> Ints:
    """Give the rows of the first places that may be open, in rings growing from the point.

    ``judged``: the rows of the innermost ring and their states, where they are known already.
    """
    order = columns.by_name if metres is None else metres
    rings = (np.inf,) if metres is None else RINGS
    for ring in rings:
        known = judged if ring == rings[0] else None
        here = mask if ring == np.inf else mask & (order <= ring)
        rows = known[0] if known else np.flatnonzero(here).astype(np.int32)
        if asked.when is not When.ANY:
            codes = known[1] if known else _judge(columns, rows, asked, metres)
            rows = rows[is_in(codes, MAY_BE_OPEN) | (rows == named)]
        if len(rows) >= count:
            break
    if len(rows) > count:
        rows = rows[np.argpartition(order[rows], count)[:count]]
    ordered: Ints = rows[np.argsort(order[rows], kind="stable")]
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


def _nearest_open(directory: Directory, fits: Bools, asked: Search) -> Result | None:
    """Find the nearest place firmly listed as open, in any borough, for the other filters.

    It is open at the moment asked about, and with a point still open after the walk: whoever
    gets a lift must not find it shut either.
    """
    columns = directory.columns
    metres = _metres(columns, asked.point or asked.around)
    if metres is None:
        return None
    rows = np.flatnonzero(fits).astype(np.int32)
    rows = rows[is_in(state_codes(columns, rows, asked.at), SAID_TO_BE_OPEN)]
    if asked.point:
        then = state_codes(columns, rows, asked.at, walking_minutes(metres[rows]))
        rows = rows[is_in(then, SAID_TO_BE_OPEN)]
    nearest = rows[np.argmin(metres[rows])][None] if len(rows) else rows
    return next(iter(_results(directory, nearest, asked, metres)), None)


def _outside(
    directory: Directory, fits: Bools, asked: Search, metres: Metres | None, shown: Ints
) -> Result | None:
    """Find a fitting place in the next borough that is nearer than any in those asked for."""
    if metres is None or not asked.boroughs:
        return None
    nearest = _first(directory.columns, fits, asked, metres, 1)
    if not len(nearest) or (len(shown) and metres[nearest[0]] >= metres[shown[0]]):
        return None
    return next(iter(_results(directory, nearest, asked, metres)), None)
