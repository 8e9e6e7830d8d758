"""The moment that somebody asks about with a day and a time, on any page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from data.hours_clock import LONDON

DAYS_AHEAD = 14
EVENING = time(20)
PASSED = "That time has passed today, so this is for tomorrow."
_JUST_NOW = timedelta(minutes=15)


def coming(day: date, hour: time, now: datetime) -> tuple[datetime, bool]:
    """Give the moment of a day and a time in London; True beside it where it was put a day on.

    A time that has passed by more than a quarter of an hour is taken for the next day.
    """
    at = datetime.combine(day, hour, LONDON)
    if at.timestamp() >= (now - _JUST_NOW).timestamp():
        return at, False
    return at + timedelta(days=1), True


def days_ahead(now: datetime) -> tuple[date, ...]:
    """Give the days that can be asked about, today first."""
    today = now.astimezone(LONDON).date()
    return tuple(today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD + 1))


def day_words(day: date, today: date) -> str:
    """Name a day.

    >>> day_words(date(2026, 3, 4), date(2026, 3, 1))
    'Wednesday 4 March'
    """
    near = {today: "Today", today + timedelta(days=1): "Tomorrow"}
    return near.get(day, f"{day:%A} {day.day} {day:%B}")
