"""From the clock on the wall in London to instants, through both clock changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from data.hours_rules import DAY, State

LONDON = ZoneInfo("Europe/London")


def london(at: datetime) -> datetime:
    """Return an instant in London's time; a ValueError says so where it has no time zone."""
    if at.tzinfo is None:
        raise ValueError("This time has no time zone. Give it one, such as Europe/London.")
    return at.astimezone(LONDON)


def instants(marks: Iterable[tuple[int, State]]) -> list[tuple[datetime, State]]:
    """Turn clock readings into instants (UTC) at which each state starts.

    ``marks`` are minutes since midnight before 1 January of the year 1 on London's clock, in
    order, each with the state from then on. Around a clock change we say open rather too little
    than too much: in an hour that comes twice an opening means the second, any other change the
    first; in an hour that is skipped an opening is an hour later (01:30 is 02:30), any other
    change is when the clocks change.
    """
    found: list[tuple[datetime, State]] = []
    for mark, state in marks:
        at = _instant(mark, opens=state == "open")
        while found and found[-1][0] >= at:
            found.pop()
        if not found or found[-1][1] != state:
            found.append((at, state))
    return found


def _instant(mark: int, *, opens: bool) -> datetime:
    days, minutes = divmod(mark, DAY)
    day = date.fromordinal(days)
    wall = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60)
    offset = _offset(day)
    if offset is not None:
        return (wall - offset).replace(tzinfo=UTC)
    at = wall.replace(tzinfo=LONDON, fold=1 if opens else 0).astimezone(UTC)
    first, second = (wall.replace(tzinfo=LONDON, fold=fold).utcoffset() for fold in (0, 1))
    if first is None or second is None or first >= second:
        return at
    skipped = (wall - first).replace(tzinfo=UTC)
    return skipped if opens else skipped.replace(minute=0)


@lru_cache(maxsize=4096)
def _offset(day: date) -> timedelta | None:
    """Return how far London's clock is ahead of UTC on a day, None where it changes that day."""
    start = datetime(day.year, day.month, day.day, tzinfo=LONDON)
    offset = start.utcoffset()
    return offset if start.replace(hour=23).utcoffset() == offset else None


def day_of(at: datetime) -> int:
    """Return the ordinal of the day in London that an instant lies in."""
    return london(at).toordinal()


def later(at: datetime, days: int) -> datetime:
    """Return the instant some times 24 hours later, in UTC."""
    return at.astimezone(UTC) + timedelta(days=days)
