"""Between a record's values and the cells of a form: nothing is lost either way.

A cell is text ("" for not known), a number or None, a list of words, or, for the channels of a
service, a list of such cells. What a form does not show stays in its cell untouched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from data.form_fields import FormField, Sort, form_fields
from data.records import Channel
from data.revisions import MODEL, RecordKind, Values
from data.sheet import problem

Cells = dict[str, Any]
_WEB = frozenset({"source_url", "website"})
_LONGEST_ID = 120


def to_cells(model: type[BaseModel], values: Values) -> Cells:
    """Write a record, or a channel, as cells."""
    return {name: _to_cell(field, values.get(name)) for name, field in form_fields(model).items()}


def to_values(model: type[BaseModel], cells: Mapping[str, Any]) -> dict[str, Any]:
    """Read cells. An empty cell is None; of a field that can't be empty, it is left out."""
    values = {name: _to_value(field, cells.get(name)) for name, field in form_fields(model).items()}
    return {
        name: value
        for name, value in values.items()
        if value is not None or form_fields(model)[name].clearable
    }


def new_cells(kind: RecordKind) -> Cells:
    """Give the cells of a record that nobody has written yet: a draft, all else not known."""
    cells = to_cells(MODEL[kind], {})
    for name, info in MODEL[kind].model_fields.items():
        if info.default is not None and not info.is_required() and isinstance(info.default, str):
            cells[name] = str(info.default)
    return cells | {"visibility": "draft"}


def new_channel(source: Mapping[str, Any]) -> Cells:
    """Give the cells of a new way to reach a service, with the source of the service."""
    empty = to_cells(Channel, {"free": "unknown", "shows_on_bill": "unknown"})
    return empty | {name: source.get(name) or "" for name in ("source_url", "source_date")}


def new_id(kind: RecordKind, name: str, borough: str | None, taken: Collection[str]) -> str:
    """Make the id of a new record from its name, with its borough for a place.

    >>> new_id(RecordKind.PLACE, "St Mary's Café", "Tower Hamlets", {"tower-hamlets-st-marys-cafe"})
    'tower-hamlets-st-marys-cafe-2'
    """
    parts = (borough or "", name) if kind is RecordKind.PLACE else (name,)
    base = "-".join(filter(None, map(_slug, parts))) or kind.value
    base = base[:_LONGEST_ID].strip("-")
    number, made = 1, base
    while made in taken:
        number += 1
        ending = f"-{number}"
        made = base[: _LONGEST_ID - len(ending)].strip("-") + ending
    return made


def channel_problems(channels: Sequence[Mapping[str, Any]]) -> list[tuple[int, str, str]]:
    """Say what is wrong with each channel: its place in the list, the field, a sentence."""
    found = []
    for number, cells in enumerate(channels):
        try:
            Channel.model_validate(to_values(Channel, cells))
        except ValidationError as error:
            for one in error.errors():
                field, words = problem(one, Channel)
                found.append((number, field, sentence_for(Channel, field, f"{field}{words}")))
    return found


def sentence_for(model: type[BaseModel], field: str, sentence: str) -> str:
    """Say what is wrong with a field by its label, and how to write it rather than its pattern."""
    known = form_fields(model).get(field)
    if known is None or not sentence.startswith(field):
        return sentence
    if known.sort is Sort.SINCE and "pattern" in sentence:
        return f"{known.label}: write a year, a month or a day: 2026, 2026-06 or 2026-06-14."
    if "pattern" in sentence and field in _WEB:
        return f"{known.label}: write the whole web address. It starts with https://"
    return known.label + sentence.removeprefix(field)


def _to_cell(field: FormField, value: object) -> object:
    if field.sort is Sort.CHANNELS:
        return [to_cells(Channel, channel) for channel in _listed(value)]
    if field.sort is Sort.WORDS:
        return _listed(value)
    if field.sort in (Sort.WHOLE, Sort.NUMBER):
        return value
    return "" if value is None else str(value)


def _to_value(field: FormField, cell: object) -> object:
    if field.sort is Sort.CHANNELS:
        return [to_values(Channel, channel) for channel in _listed(cell)]
    if field.sort is Sort.WORDS:
        words = (str(word).strip() for word in _listed(cell))
        return list(dict.fromkeys(word for word in words if word))
    if field.sort in (Sort.WHOLE, Sort.NUMBER):
        return cell
    return None if cell is None else str(cell).strip() or None


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’`]", "", plain)).strip("-")
