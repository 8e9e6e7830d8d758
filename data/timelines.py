"""Opening hours of many places as sorted arrays, so that a million states cost one look-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import numpy as np
from numpy.typing import NDArray

from data.hours import OpeningHours
from data.hours_clock import LONDON

DAYS = 9
WINDOW = DAYS * 24 * 60 + 120
"""Minutes between the keys of two texts: nine days, the longer for a clock change."""
NEVER = np.iinfo(np.int32).max
CLOSED, OPEN, UNKNOWN = 0, 1, 2
_CODES = {"closed": CLOSED, "open": OPEN, "unknown": UNKNOWN}

Ints = NDArray[np.int32]
Codes = NDArray[np.uint8]


@dataclass(frozen=True)
class Moments:
    """What the hours say at some moments; all arrays have the shape of the question.

    ``code`` is CLOSED, OPEN or UNKNOWN. ``until`` is the minute (from the start of the timelines)
    at which that ends, or NEVER when it lasts beyond them. ``then`` is the code that follows.
    """

    code: Codes
    until: Ints
    then: Codes


@dataclass(frozen=True)
class Timelines:
    """The next nine days of every distinct opening_hours text, from midnight of ``start``.

    ``keys`` is (row of the text x minutes in the window + minute), sorted; ``codes`` says what
    begins there. Minutes are real ones, so that a clock change is neither lost nor doubled.
    """

    start: datetime
    keys: NDArray[np.int64]
    codes: Codes

    @classmethod
    def of(cls, texts: Sequence[str | None], at: datetime) -> Timelines:
        """Build the timelines of texts (None: hours not known) for the days from ``at`` on."""
        start = datetime.combine(at.astimezone(LONDON).date(), time(), LONDON)
        empty = cls(start, np.empty(0, np.int64), np.empty(0, np.uint8))
        keys: list[int] = []
        codes: list[int] = []
        for row, text in enumerate(texts):
            base = row * WINDOW
            if text is None:
                keys.append(base)
                codes.append(UNKNOWN)
                continue
            for begin, _end, state in OpeningHours(text).intervals(
                start, start + timedelta(days=DAYS)
            ):
                keys.append(base + empty.minute(begin))
                codes.append(_CODES[state])
        return cls(start, np.array(keys, np.int64), np.array(codes, np.uint8))

    def minute(self, at: datetime) -> int:
        """Give the minute of the window at which a moment falls."""
        return int((at.timestamp() - self.start.timestamp()) // 60)

    def moment(self, minute: int) -> datetime | None:
        """Give the moment of a minute, Europe/London, or None for NEVER."""
        if minute == NEVER:
            return None
        return datetime.fromtimestamp(self.start.timestamp() + minute * 60, LONDON)

    def look_up(self, rows: Ints, minutes: Ints) -> Moments:
        """Say what holds for each (row of a text, minute). Beyond the window is unknown."""
        inside = (minutes >= 0) & (minutes < DAYS * 24 * 60 - 60)
        base = rows.astype(np.int64) * WINDOW
        index = np.searchsorted(self.keys, base + np.where(inside, minutes, 0), "right") - 1
        following = np.minimum(index + 1, len(self.keys) - 1)
        same = (self.keys[following] < base + WINDOW) & (following > index)
        until = np.where(same, self.keys[following] - base, NEVER).astype(np.int32)
        return Moments(
            np.where(inside, self.codes[index], UNKNOWN).astype(np.uint8),
            np.where(inside, until, NEVER).astype(np.int32),
            np.where(inside & same, self.codes[following], UNKNOWN).astype(np.uint8),
        )

    def next_open(self, row: int, minute: int) -> int:
        """Give the first minute from ``minute`` on at which a text is open, or NEVER.

        NEVER also when an unknown stretch comes first: what follows it can't be promised.
        """
        base = row * WINDOW
        first = int(np.searchsorted(self.keys, base + max(minute, 0), "right"))
        last = int(np.searchsorted(self.keys, base + WINDOW, "left"))
        for index in range(first, last):
            if self.codes[index] != CLOSED:
                return int(self.keys[index] - base) if self.codes[index] == OPEN else NEVER
        return NEVER
