"""One rule of an opening hours text: which days it is for, when, and what it says then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from data.bank_holidays import is_bank_holiday

State = Literal["open", "closed", "unknown"]
MonthDay = tuple[int, int]
ALL_DAYS = frozenset(range(7))
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
STATES: dict[str, State] = {
    "open": "open",
    "off": "closed",
    "closed": "closed",
    "unknown": "unknown",
}
DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text is refused, and what to write instead where that can be worked out."""

    message: str
    suggestion: str | None = None

    def __str__(self) -> str:
        return self.message if self.suggestion is None else f"{self.message} {self.hint}"

    @property
    def hint(self) -> str:
        """The suggestion as a sentence, empty where there is none."""
        return "" if self.suggestion is None else f"You could write: {self.suggestion}"


class HoursError(ValueError):
    """An opening hours text that can't be worked out safely; ``reasons`` say why."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(" ".join(str(reason) for reason in reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Dates:
    """Days of a year, both ends included; without years it comes back every year.

    ``first`` after ``last`` runs over the new year (only possible without years).
    """

    first: MonthDay
    last: MonthDay
    first_year: int | None = None
    last_year: int | None = None

    @property
    def is_one_day(self) -> bool:
        """Say whether this names a single day."""
        return self.first == self.last and self.first_year == self.last_year

    def has(self, day: date) -> bool:
        """Say whether a day is among these."""
        at = (day.month, day.day)
        if self.first_year is not None and self.last_year is not None:
            return (self.first_year, *self.first) <= (day.year, *at) <= (self.last_year, *self.last)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. ``spans`` are minutes after the day's midnight; an end over 1440 is a night.

    ``weekdays`` (Monday is 0) is empty where the rule names none. A rule that names neither
    weekdays nor bank holidays nor dates is for every day. ``always`` marks ``24/7``.
    ``text`` is the rule in normal spelling, without its separator.
    """

    text: str
    state: State
    spans: tuple[tuple[int, int], ...]
    weekdays: frozenset[int] = frozenset()
    bank_holidays: bool = False
    dates: tuple[Dates, ...] = ()
    additive: bool = False
    always: bool = False
    comment: str | None = None

    @property
    def days(self) -> frozenset[int]:
        """Weekdays the rule is for, all seven where it names no day at all."""
        return self.weekdays if self.weekdays or self.bank_holidays else ALL_DAYS

    @property
    def is_night(self) -> bool:
        """Say whether some hours run past midnight."""
        return any(end > DAY for _, end in self.spans)

    @property
    def special(self) -> int:
        """Rank of the rule's most special days: 0 usual week, 1 dates, 2 bank holidays, 3 a date.

        Dates that close rank with a single date: both must win over bank holidays.
        """
        if self.dates and (self.state == "closed" or all(one.is_one_day for one in self.dates)):
            return 3
        if self.bank_holidays:
            return 2
        return 1 if self.dates else 0

    def matches(self, day: date) -> bool:
        """Say whether the rule is for what starts on a day."""
        if self.dates and not any(dates.has(day) for dates in self.dates):
            return False
        if day.weekday() in self.days:
            return True
        return self.bank_holidays and is_bank_holiday(day)

    def is_said_of(self, day: date) -> bool:
        """Say whether the rule counts on a bank holiday though it doesn't name bank holidays.

        True where the writer must have had that day in mind (24/7, its very date) or where the
        rule can only close.
        """
        if self.always or (self.state == "closed" and (self.dates or not self.weekdays)):
            return True
        return any(dates.is_one_day and dates.has(day) for dates in self.dates)
