"""Revisions: who changed which fields of which record, when, and why; and what follows from them.

A revision holds the fields it changed, each before and after. The records at a moment are all
approved revisions that had taken effect by then, one over the other. So history, undo, dated
changes and previews are the same few lines, and a change never brings back what another took away.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from data.load import Seed
from data.records import BoroughContact, Place, Record, Scheme, Service

logger = logging.getLogger(__name__)

Values = Mapping[str, Any]
"""A record as JSON would hold it: field name -> text, number, truth, None or list."""


class RecordKind(StrEnum):
    """What sort of record it is."""

    PLACE = "place"
    SERVICE = "service"
    SCHEME = "scheme"
    CONTACT = "contact"


MODEL: Mapping[RecordKind, type[Record]] = MappingProxyType(
    {
        RecordKind.PLACE: Place,
        RecordKind.SERVICE: Service,
        RecordKind.SCHEME: Scheme,
        RecordKind.CONTACT: BoroughContact,
    }
)

Key = tuple[RecordKind, str]
"""Which record: its kind and its id."""


class RevisionState(StrEnum):
    """What became of a revision. Only an approved one ever takes effect."""

    WAITING = "waiting"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Change:
    """One field, as JSON would hold it."""

    before: Any
    after: Any


@dataclass(frozen=True)
class Revision:
    """One change of one record.

    ``effective_from`` is empty while it waits and is to take effect on approval. ``version`` is
    the number of the decision that approved it. ``decision`` holds the words of who decided.
    """

    id: int
    kind: RecordKind
    record_id: str
    changes: Mapping[str, Change]
    author: str
    reason: str
    made_at: datetime
    state: RevisionState
    effective_from: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision: str = ""
    version: int | None = None
    batch: int | None = None
    undoes: int | None = None

    @property
    def key(self) -> Key:
        """Which record it changes."""
        return self.kind, self.record_id

    @property
    def creates(self) -> bool:
        """Whether it made the record."""
        change = self.changes.get("id")
        return change is not None and change.before is None

    @property
    def is_dated(self) -> bool:
        """Whether it takes effect at a moment after its decision."""
        return (
            self.effective_from is not None
            and self.decided_at is not None
            and self.effective_from.astimezone(UTC) > self.decided_at.astimezone(UTC)
        )

    @property
    def alone(self) -> bool:
        """Whether one person did it without a second."""
        return self.decided_by == self.author and self.state is RevisionState.APPROVED


def values_of(record: Record) -> Values:
    """Write a record as JSON would hold it."""
    return record.model_dump(mode="json")


def readable(kind: RecordKind, values: Values | None) -> Record | None:
    """Make a record of what is kept; None where there is none, or it breaks the rules of today."""
    try:
        return MODEL[kind].model_validate(values) if values else None
    except ValidationError:
        return None


def differences(before: Values, after: Values) -> dict[str, Change]:
    """Give the fields that differ; a field that one side lacks counts as empty there."""
    fields = dict.fromkeys((*before, *after))
    return {
        field: Change(before.get(field), after.get(field))
        for field in fields
        if before.get(field) != after.get(field)
    }


def fold(
    revisions: Iterable[Revision], at: datetime, *, as_known_then: bool = False
) -> dict[Key, dict[str, Any]]:
    """Lay the approved revisions that have taken effect by a moment over one another.

    Those that took effect on their decision count in the order of the decisions, whatever the
    clocks of the servers said, and always; ``as_known_then`` leaves out those decided after ``at``.
    """
    records: dict[Key, dict[str, Any]] = {}
    for start, revision in in_order(revisions):
        waits_for_its_date = revision.is_dated or as_known_then
        if waits_for_its_date and start > at.astimezone(UTC):
            continue
        values = records.setdefault(revision.key, {})
        values.update((field, change.after) for field, change in revision.changes.items())
    return records


def in_order(revisions: Iterable[Revision]) -> list[tuple[datetime, Revision]]:
    """Give approved revisions with when they take effect, none before one decided earlier."""
    approved = [r for r in revisions if r.state is RevisionState.APPROVED]
    placed: list[tuple[datetime, Revision]] = []
    newest: dict[Key, datetime] = {}
    for revision in sorted(approved, key=lambda r: (r.version or 0, r.id)):
        start = (revision.effective_from or revision.made_at).astimezone(UTC)
        if not revision.is_dated:
            start = max(start, newest.get(revision.key, start))
            newest[revision.key] = start
        placed.append((start, revision))
    # A dated one comes after those that were there when its moment came.
    return sorted(placed, key=lambda pair: (pair[0], pair[1].is_dated, pair[1].version or 0))


def read(kept: Mapping[Key, Values]) -> Seed:
    """Make records of what is kept.

    One that can't be read is left out and logged: less is then shown, but nothing false. Only a
    scheme is kept without what is wrong in it: were it left out, the places that it holds off
    the map would come back.
    """
    by_kind: dict[RecordKind, list[Record]] = {kind: [] for kind in RecordKind}
    for (kind, record_id), values in kept.items():
        try:
            by_kind[kind].append(MODEL[kind].model_validate(values))
        except ValidationError as error:
            reasons = "; ".join(f"{e['loc']}: {e['msg']}" for e in error.errors())
            rest = _without(values, error) if kind is RecordKind.SCHEME else None
            if usable := readable(kind, rest):
                by_kind[kind].append(usable)
            logger.error(
                "%s the %s %s is left out: %s",
                "Some of" if usable else "All of",
                kind,
                record_id,
                reasons,
            )
    return Seed(
        places=_only(by_kind[RecordKind.PLACE], Place),
        services=_only(by_kind[RecordKind.SERVICE], Service),
        schemes=_only(by_kind[RecordKind.SCHEME], Scheme),
        borough_contacts=_only(by_kind[RecordKind.CONTACT], BoroughContact),
    )


@dataclass(frozen=True)
class Timeline:
    """All approved revisions, those that are yet to take effect included."""

    revisions: tuple[Revision, ...]
    version: int

    def records(self, at: datetime) -> Seed:
        """Give all records as they are, were, or will be at a moment; see ``read``."""
        return read(fold(self.revisions, at))

    def values(self, key: Key, at: datetime, *, as_known_then: bool = False) -> Values | None:
        """Give the values of one record at a moment, None where there is none yet."""
        return fold(self.of(key), at, as_known_then=as_known_then).get(key)

    def of(self, key: Key) -> Sequence[Revision]:
        """Give the revisions of one record, oldest first."""
        return self._by_key.get(key, ())

    def based_on(self, key: Key) -> int:
        """Give the number of the newest decision about a record; 0 where there is none."""
        return max((r.version or 0 for r in self.of(key)), default=0)

    def next_change(self, after: datetime) -> datetime | None:
        """Give the first moment after this one at which something takes effect."""
        now = after.astimezone(UTC)
        return min(
            (
                r.effective_from.astimezone(UTC)
                for r in self.revisions
                if r.is_dated and r.effective_from and r.effective_from.astimezone(UTC) > now
            ),
            default=None,
        )

    @cached_property
    def _by_key(self) -> Mapping[Key, Sequence[Revision]]:
        by_key: dict[Key, list[Revision]] = {}
        for revision in self.revisions:
            by_key.setdefault(revision.key, []).append(revision)
        return by_key


def _without(values: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """Give the values but those of the fields that are wrong."""
    wrong = {problem["loc"][0] for problem in error.errors() if problem["loc"]}
    return {field: value for field, value in values.items() if field not in wrong}


def _only(records: list[Record], model: type[Any]) -> tuple[Any, ...]:
    return tuple(record for record in records if isinstance(record, model))
