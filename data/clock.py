"""The time in London, the only clock that the rest of the program reads."""

from __future__ import annotations

from datetime import datetime

from data import moment
from data.hours_clock import LONDON
from data.settings import current


def now() -> datetime:
    """Return the time in Europe/London, aware; ``HAVENS_NOW`` where that is set.

    For a member of staff who previews the public pages it is the moment that they preview.
    """
    return moment.asked() or shared()


def shared() -> datetime:
    """Return the same for everybody, whatever is previewed where this is called."""
    return current().now or datetime.now(LONDON)


def real() -> datetime:
    """Return the time in Europe/London even where ``HAVENS_NOW`` is set.

    Nobody stays signed in for ever because a preview stopped the clock.
    """
    return datetime.now(LONDON)
