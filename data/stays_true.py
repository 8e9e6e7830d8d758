"""Until when a page that says what is open now stays true: one moment for all records together.

One for each page would be later, but a page may name any place and any way to reach a service, and
what is too early only costs that the page is made again.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from data.borough_help import OFFICE_HOURS
from data.directory import Directory
from data.hours_clock import LONDON
from data.state import SOON_MINUTES, timelines_of
from data.timelines import WINDOW

Texts = tuple[str | None, ...]


def true_until(directory: Directory, at: datetime) -> datetime:
    """Give the first moment after ``at`` at which something that is said of "now" may change.

    That is when a place, a way to reach a service or a council's team opens, closes, is about to
    do either, or is no longer known; and midnight, because days are named and facts grow old by
    the day. A change of the records is not in it. Raises ValueError for a time without a zone.
    """
    if at.tzinfo is None:
        msg = "A time needs its zone: use data.clock.now()."
        raise ValueError(msg)
    day = at.astimezone(LONDON).date()
    councils = tuple(contact.day_hours for contact in directory.contacts.values())
    turns = _turns((directory.columns.texts, directory.channel_hours.columns.texts, councils), day)
    first = int(np.searchsorted(turns, at.timestamp(), "right"))
    return datetime.fromtimestamp(float(turns[first]), LONDON)


@lru_cache(maxsize=8)
def _turns(groups: tuple[Texts, ...], day: date) -> NDArray[np.float64]:
    """Give the moments of a day (seconds since 1970), sorted; the last is the next midnight."""
    midnight = datetime.combine(day, time(), LONDON).timestamp()
    end = datetime.combine(day + timedelta(days=1), time(), LONDON).timestamp()
    found = [np.array([datetime.combine(day, hour, LONDON).timestamp() for hour in _OFFICE])]
    for texts in groups:
        minutes = timelines_of(texts, day).keys % WINDOW
        for ahead in (0, SOON_MINUTES):
            found.append(midnight + (minutes - ahead) * 60.0)
    turns = np.unique(np.concatenate(found))
    return np.append(turns[(turns > midnight) & (turns < end)], end)


_OFFICE = (time(OFFICE_HOURS.start), time(OFFICE_HOURS.stop))
