"""Read an opening hours text into rules: the small part of OpenStreetMap's format we accept."""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import replace
from itertools import pairwise

from opening_hours import validate

from data.hours_rules import DAY, STATES, WEEKDAYS, Dates, HoursError, MonthDay, Reason, Rule

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONGEST_TEXT = 500
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_TOKEN = re.compile(
    r'\s*(24/7(?!\d)|\d\d:\d\d\s*-\s*\d\d:\d\d(?!\d)|"[^"]*"|[A-Za-z]+|\d+|[;,-])', re.ASCII
)
_SPAN = re.compile(r"(\d\d):(\d\d)\s*-\s*(\d\d):(\d\d)", re.ASCII)


def parse(text: str) -> tuple[Rule, ...]:
    """Read a text into its rules, in order.

    Raises HoursError with one reason at the first thing that can't be read. What can be read but
    would mislead (a night that is cut, an exception that is never used) is `data.hours_lint`'s.
    """
    if len(text) > LONGEST_TEXT:
        raise _refusal(f"The hours are longer than {LONGEST_TEXT} characters. Write fewer rules.")
    rules = _Reader(_tokens(text)).rules()
    if not validate(text):
        raise _refusal("Other programs could not read these hours. Write them more simply.")
    return rules


def _refusal(message: str) -> HoursError:
    return HoursError((Reason(message),))


def _tokens(text: str) -> list[str]:
    found, at, end = [], 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            rest = text[at:end].strip()
            raise _refusal(f"We can't read the hours from {rest[:20]!r} on. {_EXAMPLE}")
        found.append(match[1])
        at = match.end()
    if not found:
        raise _refusal("There are no hours here. Leave the field empty if they are not known.")
    return found


_EXAMPLE = "Write days and times like this: Mo-Fr 09:00-17:00; Sa 10:00-14:00; PH off."


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def rules(self) -> tuple[Rule, ...]:
        found = [self._rule()]
        while self._at < len(self._tokens):
            additive = self._take() == ","
            rule = self._rule()
            if additive and not (rule.weekdays or rule.bank_holidays or rule.dates):
                raise _refusal(f"Write the days before {rule.text!r}, such as Mo-Su.")
            found.append(replace(rule, additive=additive))
        return tuple(found)

    def _peek(self, ahead: int = 0) -> str:
        at = self._at + ahead
        return self._tokens[at] if at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _skip(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self._at += 1
        return True

    def _rule(self) -> Rule:
        start = self._at
        always = self._skip("24/7")
        dates = () if always else self._dates()
        weekdays, bank_holidays = (frozenset[int](), False) if always else self._weekdays()
        spans = () if always else self._spans()
        word = self._take() if self._peek() in STATES else ""
        comment = self._take()[1:-1] if word and self._peek().startswith('"') else None
        if self._at == start:
            raise _refusal(f"We did not expect {self._peek() or 'the end'!r} here. {_EXAMPLE}")
        state = STATES.get(word, "open")
        text = _spelling(self._tokens[start : self._at])
        if self._peek() not in ("", ";", ","):
            raise _refusal(f"We did not expect {self._peek()!r} after {text!r}. {_EXAMPLE}")
        if state == "open" and not spans and not always:
            raise _refusal(f"{text!r} says no times. Say when it opens and when it shuts.")
        if state == "closed" and spans:
            raise _refusal(
                f"{text!r} closes part of a day. Write the times when it is open instead, such "
                "as Mo-Fr 09:00-12:00,13:00-17:00."
            )
        spans = spans or ((0, DAY),)
        return Rule(
            text, state, spans, weekdays, bank_holidays, dates, always=always, comment=comment
        )

    def _dates(self) -> tuple[Dates, ...]:
        if not self._starts_date():
            return ()
        found = [self._date_range()]
        while self._peek() == "," and self._starts_date(1):
            self._at += 1
            found.append(self._date_range())
        if len({one.first_year is None for one in found}) > 1:
            raise _refusal("Write the year on each date in the list, or on none of them.")
        return tuple(found)

    def _starts_date(self, ahead: int = 0) -> bool:
        token = self._peek(ahead)
        return token in MONTHS or (token.isdecimal() and self._peek(ahead + 1) in MONTHS)

    def _date_range(self) -> Dates:
        year, month, day = self._date()
        last_year, last_month, last_day = year, month, day
        if self._skip("-"):
            if day is not None and self._peek(1) not in MONTHS and self._peek().isdecimal():
                last_day = self._day()
            else:
                last_year, last_month, last_day = self._date()
        if (day is None) != (last_day is None):
            raise _refusal("Write the day of the month on both sides: Dec 24-Jan 02.")
        if day is None and (year or last_year):
            raise _refusal("Write the days too where there is a year: 2026 Dec 01-2027 Feb 28.")
        if (year is None) != (last_year is None):
            raise _refusal("Write the year on both sides: 2026 Dec 24-2027 Jan 02.")
        if day is None or last_day is None:
            return Dates((month, 1), (last_month, _MONTH_DAYS[last_month - 1]))
        return _real(Dates((month, day), (last_month, last_day), year, last_year))

    def _date(self) -> tuple[int | None, int, int | None]:
        return self._year(), self._month(), self._day()

    def _year(self) -> int | None:
        if not (self._peek().isdecimal() and self._peek(1) in MONTHS):
            return None
        year = int(self._take())
        if not 2000 <= year <= 2199:
            raise _refusal(f"{year} is not a year we can use. Write it like 2026.")
        return year

    def _month(self) -> int:
        token = self._take()
        if token not in MONTHS:
            raise _refusal(f"{token or 'The end'!r} is not a month. Write Jan, Feb, Mar and so on.")
        return MONTHS.index(token) + 1

    def _day(self) -> int | None:
        if not self._peek().isdecimal() or self._peek(1) in MONTHS:
            return None
        return int(self._take())

    def _weekdays(self) -> tuple[frozenset[int], bool]:
        days: set[int] = set()
        bank_holidays = False
        while self._peek() in WEEKDAYS or self._peek() == "PH":
            if self._skip("PH"):
                bank_holidays = True
            else:
                days.update(self._weekday_range())
            if self._peek() != "," or not (self._peek(1) in WEEKDAYS or self._peek(1) == "PH"):
                break
            self._at += 1
        return frozenset(days), bank_holidays

    def _weekday_range(self) -> list[int]:
        first = WEEKDAYS.index(self._take())
        if not self._skip("-"):
            return [first]
        name = self._take()
        if name not in WEEKDAYS or WEEKDAYS.index(name) == first:
            raise _refusal(f"After {WEEKDAYS[first]}- comes another day, such as Mo-Fr.")
        count = (WEEKDAYS.index(name) - first) % 7 + 1
        return [(first + step) % 7 for step in range(count)]

    def _spans(self) -> tuple[tuple[int, int], ...]:
        found: list[tuple[int, int]] = []
        while match := _SPAN.fullmatch(self._peek()):
            self._at += 1
            found.append(_span(*map(int, match.groups())))
            if self._peek() != "," or not _SPAN.fullmatch(self._peek(1)):
                break
            self._at += 1
        found.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(found)):
            raise _refusal("Two times on the same day overlap. Write them as one.")
        return tuple(found)


def _span(hour: int, minute: int, end_hour: int, end_minute: int) -> tuple[int, int]:
    written = f"{hour:02}:{minute:02}-{end_hour:02}:{end_minute:02}"
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or start >= DAY or end > 2 * DAY:
        raise _refusal(f"{written} has a time that is not on the clock. Use 00:00 to 24:00.")
    if start == end:
        raise _refusal(
            f"{written} starts when it ends, so it could mean all day or nothing. Write "
            "00:00-24:00 for all day."
        )
    if end < start:
        end += DAY
    if end - start > DAY:
        raise _refusal(f"{written} is longer than a day. Write each day's times by themselves.")
    return start, end


def _real(dates: Dates) -> Dates:
    _check_exists(dates.first, dates.first_year)
    _check_exists(dates.last, dates.last_year)
    if dates.first_year is not None and dates.last_year is not None:
        backwards = (dates.first_year, dates.first) > (dates.last_year, dates.last)
    else:
        backwards = dates.first[0] == dates.last[0] and dates.first > dates.last
    if backwards:
        raise _refusal("The last date is before the first. Swap them.")
    return dates


def _check_exists(at: MonthDay, year: int | None) -> None:
    month, day = at
    is_leap_day = at == (2, 29)
    if not 1 <= day <= _MONTH_DAYS[month - 1] or (is_leap_day and year and not isleap(year)):
        name = f"{MONTHS[month - 1]} {day:02}"
        raise _refusal(f"{name} does not exist. Check the day of the month.")
    if is_leap_day and year is None:
        raise _refusal("Feb 29 is not in every year. Write Feb 28 or Mar 01, or the year too.")


def _spelling(tokens: list[str]) -> str:
    """Put tokens back together the way people usually space them."""
    written = ""
    for before, part in pairwise(["", *tokens]):
        tight = not written or part in ",-;" or before in ("-", ",")
        written += part if tight else f" {part}"
    return re.sub(r"(\d\d:\d\d)\s*-\s*(\d\d:\d\d)", r"\1-\2", written)
