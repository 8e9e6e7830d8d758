"""What is open when, for the days ahead, as tables that a phone can look up without judging.

Each sentence is made by the function that every page asks, for each moment at which it may change.
Sentences, days and weeks that are the same are kept once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import numpy as np

from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.kept_tables import Table, Texts
from data.state import SOON_MINUTES, PlaceState, place_states
from data.timed import Timed
from data.timelines import Ints

MOST_DAYS = 7
"""How many days a copy speaks of, today included."""

Said = tuple[int, int]
"""The code of a state, and the row of the sentence about it."""
Block = tuple[int, ...]
"""One day of one thing: a row of ``states``, then the minutes until the next one, that row, ..."""
Times = tuple[int, ...]
"""A row of ``blocks`` for each day from the first on; shorter where less can be promised."""


@dataclass(frozen=True)
class Calendar:
    """The days that a copy speaks of: the moments at which they begin, and when the last ends."""

    midnights: tuple[datetime, ...]

    @classmethod
    def of(cls, at: datetime) -> Calendar:
        """Start with the day in London that a moment lies in."""
        first = at.astimezone(LONDON).date()
        days = (first + timedelta(days=ahead) for ahead in range(MOST_DAYS + 1))
        return cls(tuple(datetime.combine(day, time(), LONDON) for day in days))

    @property
    def days(self) -> tuple[date, ...]:
        """The days, today first."""
        return tuple(midnight.date() for midnight in self.midnights[:-1])

    def until(self, day: date) -> int:
        """Count the days up to one, that one included."""
        return sum(each <= day for each in self.days)

    def before(self, moment: datetime) -> int:
        """Count the days that are over before a moment comes."""
        seconds = moment.timestamp()
        return sum(end.timestamp() <= seconds for end in self.midnights[1:])


@dataclass
class KeptTimes:
    """The tables. ``states`` holds codes and sentences; ``weeks`` what things point to."""

    calendar: Calendar
    texts: Texts
    states: Table[Said] = field(default_factory=Table)
    blocks: Table[Block] = field(default_factory=Table)
    weeks: Table[Times] = field(default_factory=Table)

    def add(
        self, columns: Timed, days: Sequence[int], words: Callable[[int, PlaceState], str]
    ) -> list[int]:
        """Add things with hours; give for each its row in ``weeks``.

        ``days`` says for how many days each may be spoken of, ``words`` puts the state of a thing
        (its row in ``columns``) into a sentence.
        """
        held: list[list[int]] = [[] for _ in days]
        changes = _changes(columns.texts, self.calendar)
        for day, midnight in enumerate(self.calendar.midnights[:-1]):
            rows = [row for row, count in enumerate(days) if day < count]
            asked = [(row, m) for row in rows for m in changes[day][int(columns.hours[row])]]
            for row, block in self._day(columns, midnight, asked, words).items():
                held[row].append(self.blocks.row(block))
        return [self.weeks.row(tuple(blocks)) for blocks in held]

    def _day(
        self,
        columns: Timed,
        midnight: datetime,
        asked: Sequence[tuple[int, int]],
        words: Callable[[int, PlaceState], str],
    ) -> Mapping[int, Block]:
        """Make one day of each thing, of the (row, minute) at which its state may change."""
        rows, minutes = _ints(row for row, _ in asked), _ints(minute for _, minute in asked)
        states = place_states(columns, rows, midnight, minutes)
        blocks: defaultdict[int, list[int]] = defaultdict(list)
        last: dict[int, tuple[int, int]] = {}
        for (row, minute), state in zip(asked, states, strict=True):
            said = self.states.row((int(state.state), self.texts.row(words(row, state))))
            before, then = last.get(row, (minute, -1))
            if said == then:
                continue
            if then >= 0:
                blocks[row].append(minute - before)
            blocks[row].append(said)
            last[row] = (minute, said)
        return {row: tuple(block) for row, block in blocks.items()}


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int32)


def _changes(texts: Sequence[str | None], calendar: Calendar) -> list[list[list[int]]]:
    """Give for each day and text the minutes of that day at which what it says may change.

    That is midnight, when words such as "tomorrow" change, each change of the hours, and the
    half hour before it.
    """
    starts = [round(midnight.timestamp() / 60) for midnight in calendar.midnights]
    found: list[list[list[int]]] = [[] for _ in starts[1:]]
    for text in texts:
        marks = set(starts[:-1])
        if text is not None:
            end = calendar.midnights[-1] + timedelta(hours=1)
            for begin, _end, _state in OpeningHours(text).intervals(calendar.midnights[0], end):
                minute = round(begin.timestamp() / 60)
                marks |= {minute, minute - SOON_MINUTES}
        for day, (start, stop) in enumerate(pairwise(starts)):
            found[day].append(sorted(mark - start for mark in marks if start <= mark < stop))
    return found
