"""The next days one by one: what a text says of each, bank holidays by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from data.bank_holidays import bank_holiday_name
from data.freshness import Assurance
from data.hours import Interval, OpeningHours
from data.hours_clock import LONDON
from data.records import Confidence, Kind, Place, Status, Tier, Visibility
from data.state import PlaceState, State
from data.words import state_words

NOT_KNOWN = "not known"
_STATE = {"open": State.OPEN, "closed": State.CLOSED, "unknown": State.UNKNOWN}
_A_DAY = timedelta(days=1)
_MORNING_ENDS = 12
_FAR = 7


@dataclass(frozen=True)
class Day:
    """One day: its weekday, its bank holiday if it is one, and its hours in words.

    ``words`` are such as "09:00 to 17:00", "until 03:00, 22:00 to 02:00 the next morning", "all
    day", "closed" or "not known".
    """

    date: date
    weekday: str
    bank_holiday: str | None
    words: str


def next_days(hours: str | None, start: date, days: int = 14) -> tuple[Day, ...]:
    """Say what an opening hours text says of each day from ``start`` on; None is not known.

    Raises HoursError for a text that can't be used.
    """
    dates = [start + n * _A_DAY for n in range(days)]
    parts: list[Interval] = []
    if hours is not None and dates:
        first, last = _midnight(start - _A_DAY), _midnight(dates[-1] + 3 * _A_DAY)
        parts = OpeningHours(hours).intervals(first, last)
    return tuple(
        Day(
            day,
            f"{day:%A}",
            bank_holiday_name(day),
            NOT_KNOWN if hours is None else _words(parts, day),
        )
        for day in dates
    )


def public_words(hours: str | None, at: datetime) -> str:
    """Say what the public would read at a moment of a place with these hours, newly listed.

    Raises ValueError for a text that can't be used, and for a time without its zone.
    """
    place = Place.model_validate(
        {
            "id": "these-hours",
            "name": "These hours",
            "visibility": Visibility.DRAFT,
            "confidence": Confidence.LOW,
            "kind": Kind.OTHER,
            "tier": Tier.PUBLIC_BUILDING,
            "status": Status.ACTIVE,
            "opening_hours": hours,
        }
    )
    return state_words(place, _state(hours, at), now=False)


def _state(hours: str | None, at: datetime) -> PlaceState:
    if hours is None:
        return PlaceState(State.UNKNOWN, at, None, None, Assurance.LISTED)
    now, *later = OpeningHours(hours).intervals(at, at.astimezone(UTC) + _FAR * _A_DAY)
    opens = next((start for start, _, state in later if state == "open"), None)
    state = _STATE[now[2]]
    return PlaceState(
        state,
        at.astimezone(LONDON),
        now[1] if later else None,
        None if state is State.OPEN else opens,
        Assurance.LISTED,
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON)


def _words(parts: Sequence[Interval], day: date) -> str:
    said = [
        _part(part, day)
        for part in parts
        if part[2] != "closed"
        and part[0].astimezone(UTC) < _midnight(day + _A_DAY).astimezone(UTC)
        and part[1].astimezone(UTC) > _midnight(day).astimezone(UTC)
    ]
    return ", ".join(said) or "closed"


def _part(part: Interval, day: date) -> str:
    """Say the part of an interval that is of a day: a night is of the day it starts on."""
    start, end, state = part
    when = _when(start, end, day)
    if state == "open":
        return when or "all day"
    return f"{NOT_KNOWN} {when}".strip()


def _when(start: datetime, end: datetime, day: date) -> str:
    """Say which part of a day lies between two moments; empty for all of it."""
    last = end.date() - _A_DAY if _is_midnight(end) else end.date()
    ends = "24:00" if _is_midnight(end) else f"{end:%H:%M}"
    if start.date() < day or _is_midnight(start):
        if last > day or (last == day and _is_midnight(end)):
            return ""
        return f"until {ends}" if start.date() < day else f"00:00 to {ends}"
    if last == day:
        return f"{start:%H:%M} to {ends}"
    if end.date() == day + _A_DAY and end.hour <= _MORNING_ENDS:
        return f"{start:%H:%M} to {ends} the next morning"
    return f"from {start:%H:%M}"


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute) == (0, 0)
