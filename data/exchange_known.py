"""The records there are, and those that wait to be made: which of them a row is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from data.exchange_values import plain_cell
from data.records import Place
from data.revisions import Change, Key, RecordKind, Revision, Timeline, fold


class AmbiguousError(ValueError):
    """Several records fit a row; the message says to give the id."""


class Known:
    """Records of one moment, and changes that wait, found by id or by what identifies them.

    A place is found by exact name and postcode, a borough's contact by its borough, anything else
    by its exact name.
    """

    def __init__(self, timeline: Timeline, at: datetime, waiting: Iterable[Revision] = ()) -> None:
        self._timeline = timeline
        self._at = at
        self.records: Mapping[Key, Mapping[str, Any]] = fold(timeline.revisions, at)
        self._waiting: dict[Key, list[Revision]] = {}
        for revision in waiting:
            self._waiting.setdefault(revision.key, []).append(revision)
        self.to_be: dict[Key, Mapping[str, Any]] = {
            key: {field: change.after for field, change in revision.changes.items()}
            for key, revisions in self._waiting.items()
            for revision in revisions
            if revision.creates and key not in self.records
        }
        self._named: dict[tuple[str, ...], list[str]] = {}
        for (kind, record_id), values in (*self.records.items(), *self.to_be.items()):
            if sign := sign_of(kind, values):
                self._named.setdefault(sign, []).append(record_id)

    def places(self) -> list[Place]:
        """Give all places there are, and those that wait to be made."""
        found = list(self._timeline.records(self._at).places)
        for (kind, _), values in self.to_be.items():
            if kind is RecordKind.PLACE:
                try:
                    found.append(Place.model_validate(values))
                except ValidationError:
                    continue
        return found

    def values(self, key: Key) -> Mapping[str, Any] | None:
        """Give a record as it is, or as it waits to be made."""
        return self.records.get(key) or self.to_be.get(key)

    def find(self, kind: RecordKind, values: Mapping[str, Any]) -> str | None:
        """Give the id of the record that these values are about. Raises AmbiguousError."""
        sign = sign_of(kind, values)
        found = self._named.get(sign, []) if sign else []
        if len(found) > 1:
            raise AmbiguousError(
                f"{len(found)} records have this name. Add a column id, and write which one it "
                f"is: {', '.join(sorted(found)[:5])}."
            )
        return found[0] if found else None

    def waiting(self, key: Key) -> Sequence[Revision]:
        """Give what waits for approval about a record."""
        return self._waiting.get(key, ())

    def same_waits(self, key: Key, changes: Mapping[str, Change]) -> Revision | None:
        """Give the waiting change that does just this already."""
        for revision in self.waiting(key):
            if all(
                field in revision.changes and revision.changes[field].after == change.after
                for field, change in changes.items()
            ):
                return revision
        return None

    def based_on(self, key: Key) -> int:
        """Give the number of the newest decision about a record; 0 where there is none."""
        return self._timeline.based_on(key)

    def link(self, kind: RecordKind, text: str) -> str:
        """Give the id of a record that is named by its id or its name; the text for none."""
        if (kind, text) in self.records:
            return text
        found = self._named.get((kind.value, letters_of(text)), [])
        return found[0] if len(found) == 1 else text


def sign_of(kind: RecordKind, values: Mapping[str, Any]) -> tuple[str, ...] | None:
    """Give what identifies a record to a person; None where a part of it is not known."""
    name = letters_of(values.get("borough" if kind is RecordKind.CONTACT else "name"))
    if not name:
        return None
    if kind is not RecordKind.PLACE:
        return kind.value, name
    postcode = "".join(plain_cell(values.get("postcode")).upper().split())
    return (kind.value, name, postcode) if postcode else None


def letters_of(text: object) -> str:
    """Write a name without what people type in different ways: capitals, spaces, apostrophes."""
    return " ".join(plain_cell(text).casefold().replace("’", "'").split())
