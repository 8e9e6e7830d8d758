"""The moment that the public pages are shown at, where that is not now: a preview by staff.

It belongs to one run of one person's page. What is the same for everybody, such as the directory
that all share, must ask ``clock.shared()`` instead of ``clock.now()``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime, time

from data.hours_clock import LONDON

previewed: ContextVar[datetime | None] = ContextVar("previewed", default=None)
"""A moment to show the public pages at, for staff who preview; None for everybody else."""

_sources: list[Callable[[], datetime | None]] = []


def asked() -> datetime | None:
    """Give the moment that is previewed right here, None where it is now."""
    held = previewed.get()
    if held is not None:
        return held
    return next((found for source in _sources if (found := source()) is not None), None)


def follow(source: Callable[[], datetime | None]) -> None:
    """Ask a function too, which knows whose page is being drawn and what they preview.

    A part of a page that runs again by itself is not called through the page's frame, so nothing
    that the frame had set would hold there.
    """
    if source not in _sources:
        _sources.append(source)


def on(day: date, at: time) -> datetime:
    """Give a day and a time on the clocks in London as a moment.

    Of an hour that comes twice the first is meant. Raises ValueError for one that is skipped.
    """
    wall = datetime.combine(day, at.replace(tzinfo=None))
    moment = wall.replace(tzinfo=LONDON)
    if moment.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) != wall:
        msg = f"{wall:%H:%M} is skipped on that day: the clocks go forward. Choose an hour later."
        raise ValueError(msg)
    return moment
