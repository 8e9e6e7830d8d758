"""Two people changed one record: what each changed, and the record that holds both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from data.revisions import Values, differences


@dataclass(frozen=True)
class Merge:
    """``both`` are fields that both changed, and not alike; ``only_theirs`` only they changed."""

    base: Values
    mine: Values
    theirs: Values
    both: tuple[str, ...]
    only_theirs: tuple[str, ...]

    @classmethod
    def of(cls, base: Values, mine: Values, theirs: Values) -> Merge:
        """Compare what I typed and what they saved with the record as I opened it."""
        i, they = differences(base, mine), differences(base, theirs)
        both = tuple(f for f in they if f in i and mine.get(f) != theirs.get(f))
        return cls(base, mine, theirs, both, tuple(f for f in they if f not in i))

    def result(self, take_theirs: Collection[str]) -> dict[str, Any]:
        """Give the record with both: of the fields in ``both``, theirs only where they are named.

        Fields that only they changed are always theirs.
        """
        taken = (*self.only_theirs, *(field for field in self.both if field in take_theirs))
        return {**self.mine, **{field: self.theirs.get(field) for field in taken}}


def onto(base: Values, mine: Values, later: Values) -> dict[str, Any]:
    """Lay what I changed over the record as it will be at another moment.

    So a change for April does not take back one that is planned for March.
    """
    mine_only = {f: change.after for f, change in differences(base, mine).items()}
    return {**later, **mine_only}
