"""Judge one row: which record it is about, what it would change, and what is wrong with it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from itertools import chain, count
from types import MappingProxyType
from typing import Any

from data.changes import Draft, InvalidRecordError
from data.exchange_columns import TableKind
from data.exchange_known import AmbiguousError, Known, letters_of
from data.exchange_points import Locate, place_at_postcode
from data.exchange_rows import DryRow, Outcome
from data.exchange_services import ChannelRows, read_channels
from data.exchange_table import Fault, Read, Row, Table
from data.exchange_twins import PossibleTwin, finder
from data.exchange_values import plain_cell, read_row, shown
from data.records import Confidence, Place, Record, Status, Visibility
from data.revisions import MODEL, Key, RecordKind, differences, values_of

Validate = Callable[[Draft], Record]
"""``Store.validated``: makes the record of a draft, or raises InvalidRecordError."""

_UNNAMED = "new-record"
_LONGEST_ID = 120
_DEFAULTS = MappingProxyType(
    {
        "visibility": Visibility.DRAFT.value,
        "status": Status.UNKNOWN.value,
        "confidence": Confidence.MEDIUM.value,
    }
)
_LINKS = (("scheme", RecordKind.SCHEME), ("successor", RecordKind.SERVICE))
_NO_SOURCE = (
    "It has no source. Write who says so, such as “Camden Council”, or give one source for the "
    "whole file."
)
_TITLES = re.compile(
    r"^(?:the )?(?:(?:london|royal) borough of |(?:royal )?city of (?=westminster))|"
    r" (?:london )?(?:borough )?council$"
)


class Judge:
    """Judges the rows of one file, one after the other."""

    def __init__(
        self,
        kind: TableKind,
        known: Known,
        validate: Validate,
        locate: Locate,
        common: Mapping[str, Any],
        *,
        empty_clears: bool = False,
    ) -> None:
        self._kind = kind
        self._known = known
        self._validate = validate
        self._locate = locate
        self._all_common = common
        fields = MODEL[kind.record].model_fields
        self._common = {f: v for f, v in common.items() if f in fields and v not in (None, "")}
        self._empty_clears = empty_clears
        self._seen: dict[str, tuple[int, Mapping[str, Any]]] = {}

    def row(self, table: Table, row: Row, channels: ChannelRows | None = None) -> DryRow:
        """Say what a row would do."""
        if row.faults and not row.cells:
            return self._wrong(table, row, Read(faults=list(row.faults)), None, "")
        given = plain_cell(row.cells.get("id"))
        try:
            found = self._known.find(self._kind.record, row.cells)
        except AmbiguousError as error:
            if not given:
                fault = Fault(table.used.get("name", "name"), _name(row, None), str(error))
                return self._wrong(table, row, Read(faults=[fault]), None, "")
            found = None
        record_id = given or found or ""
        return self._judge(table, row, channels, record_id, found if found != given else None)

    def _judge(
        self,
        table: Table,
        row: Row,
        channels: ChannelRows | None,
        record_id: str,
        same_name: str | None,
    ) -> DryRow:
        before = self._known.values((self._kind.record, record_id)) if record_id else None
        read = read_row(
            row,
            TableKind(self._kind.record.value),
            table.used if table.kind is self._kind else {},
            before,
            empty_clears=self._empty_clears,
        )
        read.values.pop("id", None)
        if channels is not None:
            read_channels(read, channels, before, self._all_common, empty_clears=self._empty_clears)
        borough = self._prepare(read, table, before)
        if before is not None and not read.values and not read.faults:
            return self._untouched(table, row, read, before, record_id)
        if before is None:
            self._complete(read, table)
        values = {**(before or {}), **read.values, "id": record_id or _UNNAMED}
        record = self._record(read, table, Draft(self._kind.record, values["id"], values))
        if borough and isinstance(record, Place):
            self._compare_borough(read, table, record, borough)
        if record is None or read.faults:
            return self._wrong(table, row, read, before, record_id)
        if not record_id:
            record_id, again = self._new_id(record)
            if again:
                return self._judge(table, row, channels, record_id, None)
            record = record.model_copy(update={"id": record_id})
        return self._outcome(table, row, read, record, before, same_name)

    def _prepare(self, read: Read, table: Table, before: Mapping[str, Any] | None) -> str:
        """Follow links and postcodes; give the borough that the row names for a place."""
        for field, kind in _LINKS:
            if text := read.values.get(field):
                read.values[field] = linked = self._known.link(kind, text)
                if self._known.values((kind, linked)) is None:
                    read.faults.append(
                        Fault(
                            table.used.get(field, field),
                            shown(text),
                            f"There is no {kind} with the id or name {shown(text)}. Write one that "
                            "there is, or add it first.",
                        )
                    )
        if self._kind is not TableKind.PLACE:
            return ""
        place_at_postcode(read, before, table.used, self._locate)
        has_point = {**(before or {}), **read.values}.get("lat") is not None
        return str(read.values.pop("borough", None) or "") if has_point else ""

    def _complete(self, read: Read, table: Table) -> None:
        """Fill what a new record lacks: what counts for the whole file, and what is not known."""
        for field, value in self._common.items():
            read.values.setdefault(field, value)
        fields = MODEL[self._kind.record].model_fields
        for field, value in _DEFAULTS.items():
            if field in fields:
                read.values.setdefault(field, value)
        if not read.values.get("source_name"):
            read.faults.append(Fault(table.used.get("source_name", "source_name"), "", _NO_SOURCE))

    def _record(self, read: Read, table: Table, draft: Draft) -> Record | None:
        try:
            return self._validate(draft)
        except InvalidRecordError as error:
            already = {fault.column for fault in read.faults}
            for field, words in error.problems:
                header = table.used.get(field, field)
                if header not in already:
                    value = shown(draft.values.get(field))
                    read.faults.append(Fault(header, value, words.removeprefix(f"{field}: ")))
            return None

    def _compare_borough(self, read: Read, table: Table, record: Place, borough: str) -> None:
        if _plain_borough(borough) == _plain_borough(record.borough or ""):
            return
        where = f"The postcode {record.postcode}" if record.postcode else "The pin"
        read.faults.append(
            Fault(
                table.used.get("borough", "borough"),
                borough,
                f"{where} is in {record.borough}, not in {borough}. Put right whichever is wrong.",
            )
        )

    def _new_id(self, record: Record) -> tuple[str, bool]:
        """Make an id of borough and name; say whether it is one that there is already.

        Another place with that name gets its postcode behind it, or a number.
        """
        values = values_of(record)
        parts = [values.get("borough"), values.get("name")]
        base = _slug(" ".join(str(part) for part in parts if part))
        postcode = _slug(str(values["postcode"])) if values.get("postcode") else "2"
        for tail in chain(("", f"-{postcode}"), (f"-{number}" for number in count(3))):
            record_id = f"{base[: _LONGEST_ID - len(tail)].strip('-')}{tail}"
            there = self._known.values((self._kind.record, record_id))
            if there is not None and _is_same(there, values):
                return record_id, True
            if there is None and not self._is_other(record_id, values):
                return record_id, False
        raise AssertionError

    def _is_other(self, record_id: str, values: Mapping[str, Any]) -> bool:
        seen = self._seen.get(record_id)
        return seen is not None and not _is_same(seen[1], values)

    def _outcome(
        self,
        table: Table,
        row: Row,
        read: Read,
        record: Record,
        before: Mapping[str, Any] | None,
        same_name: str | None,
    ) -> DryRow:
        key = (self._kind.record, record.id)
        values = values_of(record)
        if twice := self._twice(table, row, read, record.id, values):
            return twice
        waits_to_be_made = key in self._known.to_be
        exists = before is not None and not waits_to_be_made
        changes = differences(before if exists and before else {}, values)
        if not changes:
            return self._dry(table, row, read, Outcome.UNCHANGED, record.id, before)
        same = self._known.same_waits(key, changes)
        if same:
            return self._dry(table, row, read, Outcome.WAITING, record.id, before, batch=same.batch)
        if waits_to_be_made:
            batch = self._known.waiting(key)[0].batch
            where = f" in batch {batch}" if batch is not None else ""
            read.faults.append(
                Fault(
                    "",
                    "",
                    f"It already waits for approval{where}, with other words. Approve that or send "
                    "it back first; then choose the file again.",
                )
            )
            return self._wrong(table, row, read, before, record.id)
        self._note_others(read, key, changes)
        twins = () if exists else self._twins(record, same_name)
        outcome = Outcome.CHANGED if exists else Outcome.TWIN if twins else Outcome.NEW
        draft = Draft(key[0], record.id, values, self._known.based_on(key) if exists else 0)
        made = self._dry(table, row, read, outcome, record.id, before or values)
        return _with(made, draft=draft, changes=changes, twins=twins)

    def _note_others(self, read: Read, key: Key, changes: Mapping[str, object]) -> None:
        for revision in self._known.waiting(key):
            if both := [field for field in changes if field in revision.changes]:
                read.notes.append(
                    f"Another change of {', '.join(both)} waits already, by {revision.author}."
                )
        if read.kept:
            fields = ", ".join(field.replace("_", " ") for field in read.kept)
            read.notes.append(f"Empty cells change nothing here: {fields}.")

    def _twins(self, record: Record, same_name: str | None) -> tuple[PossibleTwin, ...]:
        if same_name:
            name = _name_of(self._known.values((self._kind.record, same_name)))
            why = "It has the same name, and another id."
            return (PossibleTwin(same_name, name, why),)
        return self._find_twins(record) if isinstance(record, Place) else ()

    @cached_property
    def _find_twins(self) -> Callable[[Place], tuple[PossibleTwin, ...]]:
        return finder(self._known.places())

    def _twice(
        self, table: Table, row: Row, read: Read, record_id: str, values: Mapping[str, Any]
    ) -> DryRow | None:
        """Refuse a row about a record that an earlier row of the file is about."""
        first = self._seen.setdefault(record_id, (row.number, values))
        if first[0] == row.number and first[1] is values:
            return None
        read.faults.append(
            Fault("", "", f"Row {first[0]} is about the same record. Take one of the two out.")
        )
        return self._wrong(table, row, read, None, record_id)

    def _untouched(
        self, table: Table, row: Row, read: Read, before: Mapping[str, Any], record_id: str
    ) -> DryRow:
        if twice := self._twice(table, row, read, record_id, before):
            return twice
        key = (self._kind.record, record_id)
        if key not in self._known.to_be:
            return self._dry(table, row, read, Outcome.UNCHANGED, record_id, before)
        batch = self._known.waiting(key)[0].batch
        return self._dry(table, row, read, Outcome.WAITING, record_id, before, batch=batch)

    def _wrong(
        self, table: Table, row: Row, read: Read, before: Mapping[str, Any] | None, record_id: str
    ) -> DryRow:
        return self._dry(table, row, read, Outcome.WRONG, record_id, before)

    def _dry(
        self,
        table: Table,
        row: Row,
        read: Read,
        outcome: Outcome,
        record_id: str,
        before: Mapping[str, Any] | None,
        batch: int | None = None,
    ) -> DryRow:
        return DryRow(
            number=row.number,
            sheet=table.name,
            outcome=outcome,
            name=_name(row, before),
            record_id=record_id,
            raw=row.raw,
            faults=tuple(read.faults),
            notes=tuple(read.notes),
            batch=batch,
        )


def _with(row: DryRow, **changes: Any) -> DryRow:  # noqa: ANN401
    return DryRow(**{**row.__dict__, **changes})


def _name(row: Row, before: Mapping[str, Any] | None) -> str:
    own = plain_cell(row.cells.get("name")) or plain_cell(row.cells.get("borough"))
    return own[:160] or _name_of(before)


def _name_of(values: Mapping[str, Any] | None) -> str:
    found = (values or {}).get("name") or (values or {}).get("borough") or ""
    return str(found)


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Say whether two records with one id are the same: same name, no two postcodes."""
    if letters_of(_name_of(one)) != letters_of(_name_of(other)):
        return False
    postcodes: Sequence[object] = (one.get("postcode"), other.get("postcode"))
    return None in postcodes or postcodes[0] == postcodes[1]


def _plain_borough(text: str) -> str:
    plain = " ".join(text.casefold().replace("&", "and").split())
    return re.sub(r"[^a-z]", "", _TITLES.sub("", plain)).removesuffix("uponthames")


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("’", "'"))
    letters = plain.encode("ascii", "ignore").decode().lower().replace("'", "")
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")
    return slug or f"record-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
