"""A usual week and bank holidays as a form holds them, and the opening hours text that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from data.bank_holidays import is_bank_holiday
from data.hours_days import paint, starting
from data.hours_lint import lint, read
from data.hours_mend import day_names
from data.hours_rules import DAY, WEEKDAYS, HoursError, Reason, Rule
from data.hours_words import clock
from data.hours_words import day_names as spoken

Span = tuple[int, int]
Spans = tuple[Span, ...]
MOST_SPANS = 4
_SUNDAY = 6
_CLOSED_ALL_WEEK: tuple[Spans, ...] = ((),) * 7


class BankHolidays(StrEnum):
    """What is so on a bank holiday."""

    CLOSED = "closed"
    AS_SUNDAY = "as_sunday"
    OWN = "own"
    AS_USUAL = "as_usual"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True)
class WeekForm:
    """Times for Monday to Sunday, and for bank holidays.

    A time is (from, to) in minutes after midnight; ``to`` over 1440 is on the next day, and
    (0, 1440) is 24 hours. Times are kept in order. ``own`` are the times of bank holidays that
    have their own. Two forms that say the same are equal: what is "own" but the same as on
    Sunday is kept as "as_sunday", and so on.

    Bank holidays that are stated replace the whole day, so a night that runs into one ends at
    midnight; except "as_usual", where nothing is different.
    """

    days: tuple[Spans, ...] = _CLOSED_ALL_WEEK
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN
    own: Spans = ()

    def __post_init__(self) -> None:
        """Raise ValueError where there are not seven days; put what was given in order."""
        if len(self.days) != len(WEEKDAYS):
            msg = f"A week has 7 days, these are {len(self.days)}."
            raise ValueError(msg)
        days = tuple(tuple(sorted(spans)) for spans in self.days)
        kind, own = _normal(days, BankHolidays(self.bank_holidays), tuple(sorted(self.own)))
        object.__setattr__(self, "days", days)
        object.__setattr__(self, "bank_holidays", kind)
        object.__setattr__(self, "own", own)

    @classmethod
    def of(
        cls,
        days: Mapping[str, Sequence[tuple[str, str]]],
        bank_holidays: BankHolidays | str = BankHolidays.NOT_KNOWN,
        own: Sequence[tuple[str, str]] = (),
    ) -> WeekForm:
        """Make a form from times such as {"Mo": [("09:00", "17:00")]}; days left out are closed.

        Raises ValueError for a time that is not on the clock, KeyError for a day not in Mo to Su.
        """
        week = dict.fromkeys(WEEKDAYS, ()) | {day: _spans(times) for day, times in days.items()}
        if len(week) > len(WEEKDAYS):
            msg = f"Days are named {', '.join(WEEKDAYS)}."
            raise KeyError(msg)
        return cls(tuple(week.values()), BankHolidays(bank_holidays), _spans(own))

    @classmethod
    def from_text(cls, text: str) -> WeekForm | None:
        """Read a text; None where it says more than a form can hold, or can't be used at all."""
        return _from_text(text)

    def to_text(self) -> str:
        """Write the opening hours text; raise HoursError with the reasons `faults` gives."""
        if faults := self.faults():
            raise HoursError(tuple(Reason(fault) for fault in faults))
        return self._text()

    def faults(self) -> tuple[str, ...]:
        """Say in sentences why the form can't be used; empty where it can."""
        found = list(self._faults())
        if not found and (reasons := lint(self._text())):
            found = [reason.message for reason in reasons]
        return tuple(found)

    def _text(self) -> str:
        as_usual = self.bank_holidays is BankHolidays.AS_USUAL
        if as_usual and self.days[0] == ((0, DAY),):
            return "24/7"
        groups: dict[Spans, set[int]] = {}
        for day, spans in enumerate(self.days):
            if spans:
                groups.setdefault(spans, set()).add(day)
        has_night = any(end > DAY for spans in groups for _, end in spans)
        said = [
            f"{day_names(frozenset(days))}{',PH' if as_usual else ''} {_written(spans)}"
            for spans, days in groups.items()
        ]
        week = (", " if has_night else "; ").join(said)
        return "; ".join(part for part in (week, self._bank_holidays_text()) if part)

    def _bank_holidays_text(self) -> str:
        if self.bank_holidays in (BankHolidays.AS_USUAL, BankHolidays.NOT_KNOWN):
            return ""
        spans = self.days[_SUNDAY] if self.bank_holidays is BankHolidays.AS_SUNDAY else self.own
        return f"PH {_written(spans)}" if spans else "PH off"

    def _faults(self) -> Iterator[str]:
        if not any(self.days) and not self.own:
            yield "No day has any hours. Say when it is open, or choose that it is not known."
        for day, spans in enumerate(self.days):
            yield from _faults_of(spoken([day]), spans)
        yield from _faults_of("Bank holidays", self.own)
        for day, spans in enumerate(self.days):
            after = (day + 1) % 7
            if spans and self.days[after] and spans[-1][1] - DAY > self.days[after][0][0]:
                yield (
                    f"The night of {spoken([day])} runs until {clock(spans[-1][1])}, but "
                    f"{spoken([after])} opens before that. Let one end where the other starts."
                )
        if self.bank_holidays is BankHolidays.AS_USUAL and len(set(self.days)) > 1:
            yield (
                "The hours differ from day to day, so 'as on any other day' can't be said of bank "
                "holidays. Give them their own hours, or say that they are not known."
            )


def span(start: str, end: str) -> Span:
    """Give the minutes of a time such as ("22:00", "03:00"): (1320, 1620), until the next day.

    Midnight to midnight is 24 hours; "24:00" is midnight. Raises ValueError for what is no time.
    """
    first, last = _minutes(start) % DAY, _minutes(end)
    if last < first or (first, last) == (0, 0):
        last += DAY
    return first, last


def hhmm(minute: int) -> str:
    """Write minutes after midnight as on a clock of 24 hours; the next day's as usual.

    >>> hhmm(540), hhmm(1440), hhmm(1620)
    ('09:00', '24:00', '03:00')
    """
    minute = minute if minute <= DAY else minute - DAY
    return f"{minute // 60:02}:{minute % 60:02}"


def _spans(times: Sequence[tuple[str, str]]) -> Spans:
    return tuple(span(start, end) for start, end in times)


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    if not (hour.isdecimal() and len(minute) == 2 and minute.isdecimal()):
        msg = f"{text!r} is not a time. Write it like 09:00."
        raise ValueError(msg)
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > DAY:
        msg = f"{text!r} is not on the clock. Use 00:00 to 24:00."
        raise ValueError(msg)
    return minutes


def _written(spans: Spans) -> str:
    return ",".join(f"{hhmm(start)}-{hhmm(end)}" for start, end in spans)


def _normal(days: tuple[Spans, ...], kind: BankHolidays, own: Spans) -> tuple[BankHolidays, Spans]:
    if kind in (BankHolidays.AS_USUAL, BankHolidays.NOT_KNOWN):
        return kind, ()
    sunday = days[_SUNDAY]
    if kind is BankHolidays.CLOSED:
        own = ()
    elif kind is BankHolidays.AS_SUNDAY:
        own = sunday
    if not own:
        return (BankHolidays.CLOSED if any(days) else BankHolidays.NOT_KNOWN), ()
    if set(days) == {own}:
        return BankHolidays.AS_USUAL, ()
    return (BankHolidays.AS_SUNDAY, ()) if own == sunday else (BankHolidays.OWN, own)


def _faults_of(name: str, spans: Spans) -> Iterator[str]:
    if len(spans) > MOST_SPANS:
        yield f"{name}: more than {MOST_SPANS} times on one day. Put some of them together."
    for start, end in spans:
        if (
            not 0 <= start < DAY
            or end <= start
            or (end - start >= DAY and (start, end) != (0, DAY))
        ):
            yield (
                f"{name}: {hhmm(start)} to {hhmm(end)} could mean all day or nothing. Use "
                "00:00 to 00:00 for 24 hours, or change one of the times."
            )
    for (start, end), (later, _) in pairwise(spans):
        if later < end:
            yield (
                f"{name}: one time starts at {hhmm(later)}, before the one from {hhmm(start)} "
                f"ends at {hhmm(end)}. Put them together."
            )


@lru_cache(maxsize=512)
def _from_text(text: str) -> WeekForm | None:
    try:
        rules = read(text)
    except HoursError:
        return None
    if any(rule.dates or rule.comment or rule.state == "unknown" for rule in rules):
        return None
    week = tuple(_started(rules, _usual_day(day)) for day in range(7))
    own = _started(rules, _a_bank_holiday())
    for kind in BankHolidays:
        form = WeekForm(week, kind, own if kind is BankHolidays.OWN else ())
        if not form.faults() and _paint_alike(rules, read(form.to_text())):
            return form
    return None


def _started(rules: Sequence[Rule], day: date) -> Spans:
    """Give the times that start on a day by the rules that count for it."""
    counting = [rules[place] for place in starting(rules, day)]
    return tuple(span for rule in counting if rule.state == "open" for span in rule.spans)


def _usual_day(weekday: int) -> date:
    return next(day for day in _sorts_of_day() if day.weekday() == weekday and _is_usual(day))


def _a_bank_holiday() -> date:
    return next(day for day in _sorts_of_day() if is_bank_holiday(day))


def _is_usual(day: date) -> bool:
    return not is_bank_holiday(day)


def _paint_alike(rules: Sequence[Rule], others: Sequence[Rule]) -> bool:
    """Say whether rules without dates give the same hours on every day there can be.

    What a day looks like depends on its weekday, and on whether it or the day before it is a bank
    holiday; so a day of each sort is enough.
    """
    return all(paint(rules, day) == paint(others, day) for day in _sorts_of_day())


@lru_cache(maxsize=1)
def _sorts_of_day() -> tuple[date, ...]:
    """Give one day of each sort: weekday, bank holiday or not, after a bank holiday or not."""
    found: dict[tuple[int, bool, bool], date] = {}
    day = date(2015, 1, 1)
    while day.year < 2040:
        before = is_bank_holiday(day - timedelta(days=1))
        found.setdefault((day.weekday(), is_bank_holiday(day), before), day)
        day += timedelta(days=1)
    return tuple(found.values())
