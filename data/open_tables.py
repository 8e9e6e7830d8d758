"""The public records as tables for others: which columns, what each holds, and the values.

They are the fields of the records, without what is for staff, and with what our own pages add to
opening hours: up to which day they may be called firm. So nobody shows an old listing as open.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from data.directory import Directory
from data.exchange_columns import MODELS, SERVICE_OF_CHANNEL, TableKind, fields_of
from data.exchange_write import STAFF_ONLY
from data.freshness import channel_firm_until, firm_until, last_day_shown
from data.records import Place, Status
from data.revisions import values_of

TABLES: Mapping[str, TableKind] = types.MappingProxyType(
    {
        "places": TableKind.PLACE,
        "services": TableKind.SERVICE,
        "channels": TableKind.CHANNEL,
        "schemes": TableKind.SCHEME,
        "boroughs": TableKind.CONTACT,
    }
)
"""Name of each table, and so of its files."""
FIRM = "hours_firm_until"
SHOWN = "shown_until"
_ADDED = {
    FIRM: (
        "Last day on which our pages call the hours firm. After it, or where it is empty, write "
        "'check first', never plainly 'open'."
    ),
    SHOWN: "Last day on which the place stays listed without another check; empty for no end.",
}
_LEFT_OUT = frozenset({*STAFF_ONLY, "visibility"})
_NOT_RUNNING = (Status.PROPOSED, Status.TEMPORARILY_CLOSED, Status.CLOSED)
_HOURS = ("opening_hours", "staffed_hours")
_NO_HOURS = " Empty while the place is only proposed, or closed for now."


@dataclass(frozen=True)
class Column:
    """One column: ``sort`` is text, number, count, day, or many (texts in one cell)."""

    name: str
    words: str
    sort: str
    choices: tuple[str, ...] = ()
    required: bool = False


def columns_of(table: str) -> tuple[Column, ...]:
    """Give the columns of a table, in their order."""
    kind = TABLES[table]
    model = MODELS[kind].model_fields
    found = []
    for name in fields_of(kind):
        if name in _LEFT_OUT:
            continue
        if name == SERVICE_OF_CHANNEL and name not in model:
            words = "Id of the service that it reaches."
            found.append(Column(name, words, "text", required=True))
            continue
        words = model[name].description or ""
        if kind is TableKind.PLACE and name in _HOURS:
            words += _NO_HOURS
        sort, choices = _sort(model[name].annotation)
        found.append(Column(name, words, sort, choices, model[name].is_required()))
    added = {TableKind.PLACE: (FIRM, SHOWN), TableKind.CHANNEL: (FIRM,)}.get(kind, ())
    return (*found, *(Column(name, _ADDED[name], "day") for name in added))


def rows_of(table: str, directory: Directory) -> Iterator[dict[str, Any]]:
    """Give the rows of a table as JSON would hold them, column by column."""
    for values in _ROWS[TABLES[table]](directory):
        yield {column.name: values.get(column.name) for column in columns_of(table)}


def _places(directory: Directory) -> Iterator[dict[str, Any]]:
    for place in directory.places:
        values = {**values_of(place), FIRM: _day(_firm_until(place))}
        values[SHOWN] = _day(last_day_shown(place))
        if place.status in _NOT_RUNNING:
            values |= dict.fromkeys(_HOURS)
        if place.scheme not in directory.schemes:
            # A scheme that is not public is not named either.
            values["scheme"] = None
        yield values


def _firm_until(place: Place) -> date | None:
    has_hours = place.opening_hours is not None and place.status not in _NOT_RUNNING
    return firm_until(place) if has_hours else None


def _services(directory: Directory) -> Iterator[dict[str, Any]]:
    public = {service.id for service in directory.services}
    for service in directory.services:
        values = dict(values_of(service))
        if service.successor not in public:
            values["successor"] = None
        yield values


def _channels(directory: Directory) -> Iterator[dict[str, Any]]:
    for service in directory.services:
        for channel in service.channels:
            firm = channel_firm_until(service, channel) if channel.opening_hours else None
            yield {
                SERVICE_OF_CHANNEL: service.id,
                **channel.model_dump(mode="json"),
                FIRM: _day(firm),
            }


def _schemes(directory: Directory) -> Iterator[dict[str, Any]]:
    yield from (dict(values_of(scheme)) for scheme in directory.schemes.values())


def _contacts(directory: Directory) -> Iterator[dict[str, Any]]:
    yield from (dict(values_of(contact)) for contact in directory.contacts.values())


_ROWS = {
    TableKind.PLACE: _places,
    TableKind.SERVICE: _services,
    TableKind.CHANNEL: _channels,
    TableKind.SCHEME: _schemes,
    TableKind.CONTACT: _contacts,
}


def _day(day: date | None) -> str | None:
    """Write a day; hours that are never firm have none."""
    return None if day is None or day == date.min else day.isoformat()


def _sort(annotation: object) -> tuple[str, tuple[str, ...]]:
    """Say what sort of value a field holds, and which values there are where they are few."""
    if get_origin(annotation) is tuple:
        return "many", ()
    for part in (annotation, *_parts(annotation)):
        if isinstance(part, type) and issubclass(part, StrEnum):
            return "text", tuple(part)
        if part is date:
            return "day", ()
        if part is int:
            return "count", ()
        if part is float:
            return "number", ()
    return "text", ()


def _parts(annotation: object) -> Iterator[object]:
    """Give what a union or an annotated type is made of."""
    is_union = get_origin(annotation) in (Union, types.UnionType)
    for part in get_args(annotation) if is_union or hasattr(annotation, "__metadata__") else ():
        yield part
        yield from _parts(part)
