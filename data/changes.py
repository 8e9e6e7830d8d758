"""What staff hand to the store, what they get back, and why a change can be refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.revisions import RecordKind, Revision, Values


class ChangeError(ValueError):
    """A change can't be made. The message says what to do."""


class InvalidRecordError(ChangeError):
    """A record can't be like that. ``problems`` has (field, sentence) for each thing wrong."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(words for _, words in problems))


class ConflictError(ChangeError):
    """Somebody else changed the record meanwhile.

    ``theirs`` are their revisions, ``fields`` those that both changed; ``now`` is the record as it
    is, ``based_on`` what to base the next try on.
    """

    def __init__(
        self, theirs: Sequence[Revision], fields: Iterable[str], now: Values | None, based_on: int
    ) -> None:
        self.theirs = tuple(theirs)
        self.fields = tuple(fields)
        self.now = now
        self.based_on = based_on
        who = ", ".join(sorted({r.author for r in theirs})) or "Somebody"
        both = f" Both of you changed: {', '.join(self.fields)}." if self.fields else ""
        super().__init__(
            f"{who} changed this record after you opened it.{both} "
            "Look at both, then save again. What you typed is still here."
        )


@dataclass(frozen=True)
class Draft:
    """A record as somebody wants it. ``based_on`` is ``Timeline.based_on`` when they opened it."""

    kind: RecordKind
    record_id: str
    values: Values
    based_on: int = 0


@dataclass(frozen=True)
class Proposed:
    """What became of a draft: applied at once, waiting (and why), both, or neither (no change)."""

    at_once: Revision | None = None
    waiting: Revision | None = None
    reasons: tuple[str, ...] = ()
