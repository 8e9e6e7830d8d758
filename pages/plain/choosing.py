"""Choices that the forms of the plain pages offer, and what was made of those that were sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from data.moment_asked import EVENING, PASSED, coming, day_words, days_ahead
from pages.plain.forms import Form


@dataclass(frozen=True)
class Option:
    """One choice: what is sent, what is read, and whether it is chosen."""

    value: str
    words: str
    chosen: bool


def options(names: Mapping[str, str], chosen: Iterable[str]) -> tuple[Option, ...]:
    """Offer choices (value -> words)."""
    wanted = set(chosen)
    return tuple(Option(str(value), words, value in wanted) for value, words in names.items())


def chosen(offered: Iterable[Option]) -> tuple[str, ...]:
    """Give the words of what is chosen."""
    return tuple(option.words for option in offered if option.chosen)


@dataclass(frozen=True)
class Moment:
    """The day and the time in a form; ``said`` tells if that had passed and was moved."""

    at: datetime
    days: tuple[Option, ...]
    hour: str
    said: str


def moment(form: Form, now: datetime) -> Moment:
    """Read a day and a time; what is none is taken for this evening."""
    days = days_ahead(now)
    day = next((d for d in days if d.isoformat() == form.one("day")), days[0])
    hour = _hour(form.one("time"))
    at, moved = coming(day, hour, now)
    named = {d.isoformat(): day_words(d, days[0]) for d in days}
    return Moment(
        at, options(named, [day.isoformat()]), hour.isoformat("minutes"), PASSED if moved else ""
    )


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return EVENING
