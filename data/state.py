"""What is open at a time: the one function that every badge, filter, map and API asks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import cache, lru_cache

import numpy as np

from data.freshness import Assurance
from data.hours_clock import LONDON
from data.timed import Bools, Timed, day_number
from data.timelines import CLOSED, NEVER, OPEN, Codes, Ints, Moments, Timelines

SOON_MINUTES = 30


class State(IntEnum):
    """What we can say about a place, or a way to reach a service, at a moment.

    CHECK_FIRST means "listed as open, but the listing is old or its check has lapsed".
    """

    CLOSED = 0
    OPEN = 1
    UNKNOWN = 2
    CLOSING_SOON = 3
    OPENING_SOON = 4
    CHECK_FIRST = 5
    TEMPORARILY_CLOSED = 6


SAID_TO_BE_OPEN = (State.OPEN, State.CLOSING_SOON)
MAY_BE_OPEN = (*SAID_TO_BE_OPEN, State.CHECK_FIRST)


@dataclass(frozen=True)
class PlaceState:
    """The state of one place, or one channel, at one moment (all times Europe/London).

    ``until`` is when what its hours say changes, None when not within a week. ``opens`` is when
    it is next listed as open, None if it is open now or if that is not known.
    """

    state: State
    at: datetime
    until: datetime | None
    opens: datetime | None
    assurance: Assurance

    @property
    def may_be_open(self) -> bool:
        """Listed as open, whether or not it should be checked first."""
        return self.state in MAY_BE_OPEN

    @property
    def said_to_be_open(self) -> bool:
        """Listed as open by a source that is not old, or checked by City Hall."""
        return self.state in SAID_TO_BE_OPEN


def is_in(codes: Codes, wanted: Collection[State]) -> Bools:
    """Say for each State code whether it is one of those wanted."""
    mask: Bools = _table(tuple(wanted))[codes]
    return mask


@cache
def _table(wanted: tuple[State, ...]) -> Bools:
    table = np.zeros(len(State), np.bool_)
    table[list(wanted)] = True
    return table


@lru_cache(maxsize=32)
def _timelines(texts: tuple[str | None, ...], day: date) -> Timelines:
    return Timelines.of(texts, datetime(day.year, day.month, day.day, 12, tzinfo=LONDON))


def _codes_of_hours(moments: Moments, minutes: Ints) -> Codes:
    """Give what the hours alone say: nothing of their age, or of a place that is shut for now."""
    left = moments.until.astype(np.int64) - minutes
    codes = moments.code.copy()
    codes[(moments.code == OPEN) & (left <= SOON_MINUTES)] = State.CLOSING_SOON
    codes[(moments.code == CLOSED) & (left <= SOON_MINUTES) & (moments.then == OPEN)] = (
        State.OPENING_SOON
    )
    return codes


def codes_of_rows(columns: Timed, rows: Ints, day: int, hours: Codes) -> Codes:
    """Give the State codes of rows from what their hours say, known on a day (since 1970)."""
    codes = hours.copy()
    stale = columns.firm_until[rows] < day
    codes[stale & is_in(hours, SAID_TO_BE_OPEN)] = State.CHECK_FIRST
    codes[stale & (hours == State.OPENING_SOON)] = State.CLOSED
    codes[columns.temporarily_closed[rows]] = State.TEMPORARILY_CLOSED
    return codes


def state_codes(columns: Timed, rows: Ints, at: datetime, delay: Ints | None = None) -> Codes:
    """Give the State code of places (rows) at a moment, or ``delay`` minutes after it.

    ``delay`` has one entry per row: the minutes it takes to get there.
    """
    timelines, minute, day = _when(columns, at)
    if delay is None and len(rows) > len(columns.texts):
        texts = np.arange(len(columns.texts), dtype=np.int32)
        minutes = np.full(len(texts), minute, np.int32)
        hours = _codes_of_hours(timelines.look_up(texts, minutes), minutes)
        return codes_of_rows(columns, rows, day, hours[columns.hours[rows]])
    minutes = _minutes(rows, minute, delay)
    moments = timelines.look_up(columns.hours[rows], minutes)
    return codes_of_rows(columns, rows, day, _codes_of_hours(moments, minutes))


def _minutes(rows: Ints, minute: int, delay: Ints | None) -> Ints:
    if delay is None:
        return np.full(len(rows), minute, np.int32)
    return (delay + minute).astype(np.int32)


def place_states(
    columns: Timed, rows: Ints, at: datetime, delay: Ints | None = None
) -> list[PlaceState]:
    """Say the same with what is needed to put it into words: until when, and opening when."""
    timelines, minute, day = _when(columns, at)
    minutes = _minutes(rows, minute, delay)
    moments = timelines.look_up(columns.hours[rows], minutes)
    codes = codes_of_rows(columns, rows, day, _codes_of_hours(moments, minutes))
    return [
        PlaceState(
            State(code),
            _at_minute(timelines, when),
            timelines.moment(ends),
            timelines.moment(_opens(timelines, int(columns.hours[row]), when, State(code))),
            _assurance(columns, row, day),
        )
        for row, when, code, ends in zip(
            rows.tolist(), minutes.tolist(), codes.tolist(), moments.until.tolist(), strict=True
        )
    ]


def _when(columns: Timed, at: datetime) -> tuple[Timelines, int, int]:
    """Give the timelines, the minute in them, and the day since 1970, of a moment.

    Raises ValueError for a time without a zone: it could be taken for the server's.
    """
    if at.tzinfo is None:
        msg = "A time needs its zone: use data.clock.now()."
        raise ValueError(msg)
    day = at.astimezone(LONDON).date()
    timelines = _timelines(columns.texts, day)
    return timelines, timelines.minute(at), day_number(day)


def _opens(timelines: Timelines, text: int, minute: int, state: State) -> int:
    if state not in (State.CLOSED, State.OPENING_SOON, State.UNKNOWN):
        return NEVER
    return timelines.next_open(text, minute)


def _at_minute(timelines: Timelines, minute: int) -> datetime:
    return datetime.fromtimestamp(timelines.start.timestamp() + minute * 60, LONDON)


def _assurance(columns: Timed, row: int, day: int) -> Assurance:
    if columns.firm_until[row] < day:
        return Assurance.CHECK_FIRST
    return Assurance.CHECKED if columns.checked_until[row] >= 0 else Assurance.LISTED
