"""Tables that keep what is the same once: a phone pays for every byte of a kept copy."""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Generic, TypeVar

_AFTER_A_CLAUSE = re.compile(r"(?<=[.!?;]) |(?<=,) (?=but\b|[A-Z0-9])")

T = TypeVar("T", bound=Hashable)


class Table(Generic[T]):
    """Values, each kept once, in the order in which they came."""

    def __init__(self, *values: T) -> None:
        self._rows: dict[T, int] = {}
        for value in values:
            self.row(value)

    def row(self, value: T) -> int:
        """Give the row of a value, a new one where it is new."""
        return self._rows.setdefault(value, len(self._rows))

    @property
    def values(self) -> tuple[T, ...]:
        """All values."""
        return tuple(self._rows)


class Texts:
    """Texts as rows of the clauses that they are made of, with a space between two.

    Row 0 is the empty text.
    """

    def __init__(self) -> None:
        self.clauses = Table("")
        self._texts: Table[tuple[int, ...]] = Table((0,))

    def row(self, text: str | None) -> int:
        """Give the row of a text; None is empty."""
        clauses = _AFTER_A_CLAUSE.split(text or "")
        return self._texts.row(tuple(map(self.clauses.row, clauses)))

    @property
    def values(self) -> list[int | list[int]]:
        """All texts: the row of a clause, or rows where there are several."""
        return [rows[0] if len(rows) == 1 else list(rows) for rows in self._texts.values]
