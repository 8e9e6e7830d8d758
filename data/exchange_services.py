"""Services and the ways to reach them: rows of two tables that make one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from data.exchange_columns import SERVICE_OF_CHANNEL, TableKind
from data.exchange_known import AmbiguousError, Known, letters_of
from data.exchange_table import Fault, Read, Row, Table
from data.exchange_values import plain_cell, read_row, shown
from data.records import Channel, Confidence
from data.revisions import RecordKind
from data.sheet import problem

_COMMON = ("source_url", "source_date", "confidence")


@dataclass(frozen=True)
class ChannelRows:
    """The rows that say how one service can be reached: all its channels, in that order."""

    table: Table
    rows: tuple[Row, ...]


def with_channels(
    tables: Sequence[Table], known: Known
) -> Iterator[tuple[Table, Row, ChannelRows | None]]:
    """Give each row that makes a record, and the rows of its channels where it is a service.

    Channels of a service that has no row of its own come with a row that has only its id.
    """
    channel_tables = [table for table in tables if table.kind is TableKind.CHANNEL]
    groups: dict[str, tuple[Table, list[Row]]] = {}
    for table in channel_tables:
        for row in table.rows:
            owner = _owner(row, known)
            groups.setdefault(owner, (table, []))[1].append(row)
    for table in tables:
        if table.kind is TableKind.CHANNEL:
            continue
        for row in table.rows:
            yield table, row, _own(row, groups, known) if channel_tables else None
    for table, rows in groups.values():
        owner = plain_cell(rows[0].cells.get(SERVICE_OF_CHANNEL))
        record_id = known.link(RecordKind.SERVICE, owner)
        row = Row(rows[0].number, {"id": record_id}, rows[0].raw)
        if known.values((RecordKind.SERVICE, record_id)) is None:
            wrong = (
                f"There is no service with the id or name {owner}. Write one that there is, or add "
                "the service too."
                if owner
                else "It doesn't say which service it belongs to. Write the id of the service."
            )
            header = table.used.get(SERVICE_OF_CHANNEL, SERVICE_OF_CHANNEL)
            row = Row(row.number, {}, row.raw, (Fault(header, owner, wrong),))
        yield table, row, ChannelRows(table, tuple(rows))


def _owner(row: Row, known: Known) -> str:
    """Give the id of the service of a channel, however the row names it."""
    text = plain_cell(row.cells.get(SERVICE_OF_CHANNEL))
    return letters_of(known.link(RecordKind.SERVICE, text))


def _own(row: Row, groups: dict[str, tuple[Table, list[Row]]], known: Known) -> ChannelRows | None:
    names = [letters_of(row.cells.get("id")), letters_of(row.cells.get("name"))]
    with suppress(AmbiguousError):
        names.append(known.find(RecordKind.SERVICE, row.cells) or "")
    for name in names:
        if name and name in groups:
            table, rows = groups.pop(name)
            return ChannelRows(table, tuple(rows))
    return None


def read_channels(
    found: Read,
    channels: ChannelRows,
    before: Mapping[str, Any] | None,
    common: Mapping[str, Any],
    *,
    empty_clears: bool,
) -> None:
    """Put the channels of a service into ``found``, where they differ from those it has.

    A channel without a row stays as it is, like a record without a row.
    """
    held: list[Mapping[str, Any]] = list((before or {}).get("channels") or [])
    matches = _matches(channels.rows, held)
    made: list[Mapping[str, Any] | None] = list(held)
    for row, place in zip(channels.rows, matches, strict=True):
        old = held[place] if place is not None else None
        read = read_row(row, TableKind.CHANNEL, channels.table.used, old, empty_clears=empty_clears)
        if old is None:
            for field in _COMMON:
                if common.get(field):
                    read.values.setdefault(field, common[field])
            read.values.setdefault("confidence", Confidence.MEDIUM.value)
        where = f"channel in row {row.number}"
        found.notes += [f"{where}, {note}" for note in read.notes]
        found.faults += [
            Fault(f"{where}, {fault.column}", fault.value, fault.words) for fault in read.faults
        ]
        values = {**(old or {}), **read.values}
        if place is None:
            place = len(made)
            made.append(None)
        try:
            made[place] = Channel.model_validate(values).model_dump(mode="json")
        except ValidationError as error:
            wrong = {fault.column for fault in read.faults}
            for detail in error.errors():
                field, words = problem(detail, Channel)
                header = channels.table.used.get(field, field)
                if header not in wrong:
                    value = shown(values.get(field))
                    said = f"{field}{words}".removeprefix(f"{field}: ")
                    found.faults.append(Fault(f"{where}, {header}", value, said))
    if made != held:
        found.values["channels"] = made


def _matches(rows: Sequence[Row], held: Sequence[Mapping[str, Any]]) -> list[int | None]:
    """Say which channel each row is about (its position), None for a new one.

    The surest first: the same kind, number and name; then the same kind and number; the same kind
    and name; the only one left of its kind.
    """
    found: list[int | None] = [None] * len(rows)
    free = set(range(len(held)))
    for fields in (("kind", "contact", "label"), ("kind", "contact"), ("kind", "label"), ("kind",)):
        for number, row in enumerate(rows):
            if found[number] is not None:
                continue
            mine = _sign(row.cells, fields)
            alike = [place for place in sorted(free) if _sign(held[place], fields) == mine]
            sure = "contact" in fields or (len(alike) == 1 and _alone(rows, found, fields, mine))
            if alike and mine[-1] and sure:
                found[number] = alike[0]
                free.discard(alike[0])
    return found


def _alone(
    rows: Sequence[Row], found: Sequence[int | None], fields: Sequence[str], mine: Sequence[str]
) -> bool:
    left = [row for row, place in zip(rows, found, strict=True) if place is None]
    return sum(_sign(row.cells, fields) == mine for row in left) == 1


def _sign(values: Mapping[str, Any], fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(letters_of(values.get(field)).replace(" ", "_") for field in fields)
