"""A week as 168 hours: what is open for the whole of each, and what nobody knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import numpy as np

from data.bank_holidays import is_bank_holiday
from data.hours_clock import LONDON
from data.state import codes_of_rows
from data.timed import Timed, day_number
from data.timelines import CLOSED, OPEN, UNKNOWN, Codes, Ints, Timelines

HOURS = 168
_MINUTES = 60
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday. ``known_on`` is the day by which listings are old or not.

    Raises ValueError for a first day that is no Monday.
    """

    monday: date
    known_on: date

    def __post_init__(self) -> None:
        if self.monday.weekday():
            msg = f"{self.monday} is not a Monday: a week is counted from its Monday."
            raise ValueError(msg)

    @classmethod
    def of(cls, day: date, known_on: date) -> Week:
        """Give the week that a day is in."""
        return cls(day - timedelta(days=day.weekday()), known_on)

    @classmethod
    def ordinary(cls, today: date) -> Week:
        """Give the next week, from ``today``'s on, that has no bank holiday."""
        week = cls.of(today, today)
        while week.bank_holidays:
            week = cls(week.monday + timedelta(days=7), today)
        return week

    @property
    def days(self) -> tuple[date, ...]:
        """The seven days."""
        return tuple(self.monday + timedelta(days=number) for number in range(7))

    @property
    def bank_holidays(self) -> tuple[date, ...]:
        """The days of it that are bank holidays in England."""
        return tuple(day for day in self.days if is_bank_holiday(day))


def hour_words(hour: int) -> str:
    """Name an hour of the week, such as "Friday 22:00 to 23:00"."""
    day, begins = divmod(hour, 24)
    return f"{_DAYS[day]} {begins:02}:00 to {(begins + 1) % 24:02}:00"


def hour_of(day: int, begins: int) -> int:
    """Give the hour of the week: ``day`` 0 is Monday, ``begins`` 0 to 23."""
    return day * 24 + begins


def week_codes(columns: Timed, week: Week) -> Codes:
    """Give the State code of each thing in each hour of a week: (168, things).

    OPEN and CHECK_FIRST mean for the whole of the hour, UNKNOWN for any part of it. Where a clock
    is put back, the hour that comes twice counts as open only if both are; the hour that is left
    out in spring is taken to be like the one after it.
    """
    noon = datetime.combine(week.monday, time(12), LONDON)
    timelines = Timelines.of(columns.texts, noon)
    texts = np.arange(len(columns.texts), dtype=np.int32)
    hours = _hours_of_texts(timelines, texts, week.monday)
    day = day_number(week.known_on)
    rows = np.arange(len(columns.hours), dtype=np.int32)
    found = [codes_of_rows(columns, rows, day, codes[columns.hours]) for codes in hours]
    return np.array(found, np.uint8).reshape(HOURS, len(rows))


def _hours_of_texts(timelines: Timelines, texts: Ints, monday: date) -> Codes:
    """Give CLOSED, OPEN or UNKNOWN for each (hour of the week, text)."""
    starts = [timelines.minute(at) for at in _wall_hours(monday)]
    found = np.empty((HOURS, len(texts)), np.uint8)
    for hour, (begin, end) in enumerate(pairwise(starts)):
        # The hour that the clock leaves out has no minutes: the one after it stands for it.
        minutes = np.arange(begin, max(end, begin + _MINUTES), dtype=np.int32)
        grid_texts, grid_minutes = np.meshgrid(texts, minutes, indexing="ij")
        codes = timelines.look_up(grid_texts.ravel(), grid_minutes.ravel()).code
        codes = codes.reshape(len(texts), len(minutes))
        found[hour] = np.where(
            (codes == OPEN).all(axis=1),
            OPEN,
            np.where((codes == UNKNOWN).any(axis=1), UNKNOWN, CLOSED),
        )
    return found


def _wall_hours(monday: date) -> list[datetime]:
    midnight = datetime.combine(monday, time())
    return [(midnight + timedelta(hours=hour)).replace(tzinfo=LONDON) for hour in range(HOURS + 1)]
