"""Anything with opening hours, as arrays: what the one function about "open" asks of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from data.timelines import Ints

Bools = NDArray[np.bool_]
_DAY_ZERO = date(1970, 1, 1).toordinal()


class Timed(Protocol):
    """Arrays of equal length, one entry a thing with hours.

    ``hours`` is the row of its text in ``texts``, where None means not known. ``firm_until`` and
    ``checked_until`` are days since 1970 (the latter -1 for never checked).
    """

    @property
    def texts(self) -> tuple[str | None, ...]: ...  # noqa: D102
    @property
    def hours(self) -> Ints: ...  # noqa: D102
    @property
    def firm_until(self) -> Ints: ...  # noqa: D102
    @property
    def checked_until(self) -> Ints: ...  # noqa: D102
    @property
    def temporarily_closed(self) -> Bools: ...  # noqa: D102


@dataclass(frozen=True)
class Listing:
    """The hours of one thing and how far they can be trusted; ``hours`` None for not known."""

    hours: str | None
    firm_until: date
    checked_until: date | None
    temporarily_closed: bool


@dataclass(frozen=True)
class TimedColumns:
    """The hours of some things as arrays."""

    texts: tuple[str | None, ...]
    hours: Ints
    firm_until: Ints
    checked_until: Ints
    temporarily_closed: Bools

    @classmethod
    def of(cls, listings: Iterable[Listing]) -> TimedColumns:
        """Build the arrays, in the order given."""
        rows = list(listings)
        texts = tuple(dict.fromkeys(row.hours for row in rows))
        row_of = {text: row for row, text in enumerate(texts)}
        return cls(
            texts=texts,
            hours=np.array([row_of[row.hours] for row in rows], np.int32),
            firm_until=np.array([day_number(row.firm_until) for row in rows], np.int32),
            checked_until=np.array(
                [day_number(row.checked_until) if row.checked_until else -1 for row in rows],
                np.int32,
            ),
            temporarily_closed=np.array([row.temporarily_closed for row in rows], np.bool_),
        )


def day_number(day: date) -> int:
    """Count the days since 1970."""
    return day.toordinal() - _DAY_ZERO
