"""Hours of a week that are asked for together, such as all nights, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data.week import HOURS, hour_of

_ALL_DAYS = range(7)


@dataclass(frozen=True)
class Span:
    """Some hours of the week, in order, and what they are called."""

    words: str
    hours: tuple[int, ...]


def _each(days: range, begins: range) -> tuple[int, ...]:
    return tuple(hour_of(day, hour) for day in days for hour in begins)


def _night_after(day: int) -> tuple[int, ...]:
    evening = hour_of(day, 22)
    return tuple(hour % HOURS for hour in range(evening, evening + 8))


SPANS: Mapping[str, Span] = MappingProxyType(
    {
        "after-school": Span("Monday to Friday, 15:00 to 18:00", _each(range(5), range(15, 18))),
        "evenings": Span("every evening, 18:00 to 22:00", _each(_ALL_DAYS, range(18, 22))),
        "nights": Span(
            "every night, 22:00 to 06:00",
            tuple(sorted(hour for day in _ALL_DAYS for hour in _night_after(day))),
        ),
        "weekend-nights": Span(
            "Friday and Saturday night, 22:00 to 06:00", (*_night_after(4), *_night_after(5))
        ),
        "week": Span("the whole week, day and night", tuple(range(HOURS))),
    }
)
