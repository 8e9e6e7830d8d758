"""Whether new opening hours only take away from the old ones, at every moment that can differ."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from data.bank_holidays import bank_holidays
from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.hours_grammar import parse
from data.hours_rules import Dates, Rule

YEARS = 29
"""After 28 years every date has fallen on every day of the week, leap days too."""
_WEEKS = timedelta(days=35)
_BEFORE = timedelta(days=2)
_HOLIDAY = timedelta(days=3)
_DATE = timedelta(days=10)

Span = tuple[float, float]


def only_shorter(before: str | None, after: str | None, at: datetime) -> bool:
    """Say whether hours are open at no moment from ``at`` on at which they were not open before.

    Hours not known are never open. Dates with a year that is too far ahead to look at count as
    opening something.
    """
    if after is None or after == before:
        return True
    rules = (*parse(after), *(parse(before) if before else ()))
    if _last_year(rules) >= at.year + YEARS:
        return False
    dates = frozenset(d for rule in rules for d in rule.dates)
    start = at.astimezone(LONDON)
    opens = _open(after, start, dates)
    if before is None:
        return not opens
    was = _open(before, start, dates)
    return all(_is_within(span, was) for span in opens)


def _last_year(rules: tuple[Rule, ...]) -> int:
    return max((d.last_year or 0 for rule in rules for d in rule.dates), default=0)


def _is_within(span: Span, spans: tuple[Span, ...]) -> bool:
    """Say whether a span lies in one of those that are in order and never touch."""
    at = bisect_right(spans, (span[0], float("inf"))) - 1
    return at >= 0 and spans[at][0] <= span[0] and span[1] <= spans[at][1]


@lru_cache(maxsize=4096)
def _open(text: str, start: datetime, dates: frozenset[Dates]) -> tuple[Span, ...]:
    hours = OpeningHours(text)
    return tuple(
        (left.timestamp(), right.timestamp())
        for first, last in _windows(start, dates)
        for left, right, state in hours.intervals(first, last)
        if state == "open"
    )


@lru_cache(maxsize=256)
def _windows(start: datetime, dates: frozenset[Dates]) -> tuple[tuple[datetime, datetime], ...]:
    """Give the times to look at, in order and apart from each other.

    Between two dates that the hours name, weeks are alike but for bank holidays and clock changes,
    so some weeks from now, a week from each date on, and the days around the others are enough.
    """
    marks = [(start.date(), _WEEKS)]
    for year in range(start.year, start.year + YEARS + 1):
        marks += [(day, _HOLIDAY) for day in (*bank_holidays(year), *_clock_changes(year))]
        marks += [(day, _DATE) for one in dates for day in _edges(one, year)]
    found: list[tuple[datetime, datetime]] = []
    for day, length in sorted(marks):
        midnight = datetime(day.year, day.month, day.day, tzinfo=LONDON)
        first, last = max(midnight - _BEFORE, start), midnight + length
        if last <= start:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def _clock_changes(year: int) -> tuple[date, date]:
    march, october = (date(year, month, 31) for month in (3, 10))
    return (
        march - timedelta(days=(march.weekday() + 1) % 7),
        october - timedelta(days=(october.weekday() + 1) % 7),
    )


def _edges(dates: Dates, year: int) -> Iterator[date]:
    """Give the first day of some dates in a year, and the day after the last."""
    if dates.first_year in (None, year):
        yield _day(year, *dates.first)
    if dates.last_year in (None, year):
        yield _day(year, *dates.last) + timedelta(days=1)


def _day(year: int, month: int, day: int) -> date:
    """Give a day; the end of February counts as the 28th where there is no 29th."""
    return date(year, month, min(day, monthrange(year, month)[1]))
