"""The state of places at a time: the one function that every badge, filter, map and API asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache

import numpy as np

from data.columns import Columns
from data.freshness import Assurance
from data.timelines import CLOSED, LONDON, OPEN, Codes, Ints, Moments, Timelines

SOON_MINUTES = 30


class State(IntEnum):
    """What we can say about a place at a moment.

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
    """The state of one place at one moment (all times Europe/London).

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


@dataclass(frozen=True)
class _Question:
    """Rows of a directory, each with the minute (of ``timelines``) that is asked about."""

    columns: Columns
    rows: Ints
    timelines: Timelines
    minutes: Ints
    day: int

    @classmethod
    def of(cls, columns: Columns, rows: Ints, at: datetime, delay: Ints | None) -> _Question:
        day = at.astimezone(LONDON).date()
        timelines = _timelines(columns.texts, day)
        minutes = np.full(len(rows), timelines.minute(at), np.int32)
        minutes = minutes if delay is None else minutes + delay.astype(np.int32)
        return cls(
            columns, rows, timelines, minutes, day.toordinal() - date(1970, 1, 1).toordinal()
        )

    def moments(self) -> Moments:
        return self.timelines.look_up(self.columns.hours[self.rows], self.minutes)

    def codes(self, moments: Moments) -> Codes:
        left = moments.until.astype(np.int64) - self.minutes
        soon = left <= SOON_MINUTES
        is_open = moments.code == OPEN
        is_closed = moments.code == CLOSED
        stale = self.columns.firm_until[self.rows] < self.day
        codes = moments.code.copy()
        codes[is_open & soon & (moments.then != OPEN)] = State.CLOSING_SOON
        codes[is_closed & soon & (moments.then == OPEN) & ~stale] = State.OPENING_SOON
        codes[is_open & stale] = State.CHECK_FIRST
        codes[self.columns.temporarily_closed[self.rows]] = State.TEMPORARILY_CLOSED
        return codes


@lru_cache(maxsize=32)
def _timelines(texts: tuple[str | None, ...], day: date) -> Timelines:
    return Timelines.of(texts, datetime(day.year, day.month, day.day, 12, tzinfo=LONDON))


def state_codes(columns: Columns, rows: Ints, at: datetime, delay: Ints | None = None) -> Codes:
    """Give the State code of places (rows) at a moment, or ``delay`` minutes after it.

    ``delay`` has one entry per row: the minutes it takes to get there.
    """
    question = _Question.of(columns, rows, at, delay)
    return question.codes(question.moments())


def place_states(
    columns: Columns, rows: Ints, at: datetime, delay: Ints | None = None
) -> list[PlaceState]:
    """Say the same with what is needed to put it into words: until when, and opening when."""
    question = _Question.of(columns, rows, at, delay)
    moments = question.moments()
    codes = question.codes(moments)
    timelines = question.timelines
    answers = []
    for row, minute, code, until in zip(
        rows.tolist(), question.minutes.tolist(), codes.tolist(), moments.until.tolist(),
        strict=True,
    ):  # fmt: skip
        state = State(code)
        opens = None
        if state in (State.CLOSED, State.OPENING_SOON, State.UNKNOWN):
            opens = timelines.moment(timelines.next_open(int(columns.hours[row]), minute))
        answers.append(
            PlaceState(
                state,
                _at_minute(timelines, minute),
                timelines.moment(until),
                opens,
                _assurance(columns, row, question.day),
            )
        )
    return answers


def _at_minute(timelines: Timelines, minute: int) -> datetime:
    return datetime.fromtimestamp(timelines.start.timestamp() + minute * 60, LONDON)


def _assurance(columns: Columns, row: int, day: int) -> Assurance:
    if columns.firm_until[row] < day:
        return Assurance.CHECK_FIRST
    return Assurance.CHECKED if columns.checked_until[row] >= 0 else Assurance.LISTED
