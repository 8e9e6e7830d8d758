"""What a cell means: a word of a list, a day, a point, a telephone number, or plain text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import Enum, StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, get_args

from pydantic import BaseModel

from data.exchange_cells import (
    clean,
    has_tag,
    has_unseen,
    reads_like_formula,
    same_cell,
    unmarked,
)
from data.exchange_columns import MODELS, TableKind, letters
from data.exchange_points import POINT_FIELDS, read_point
from data.exchange_table import Fault, Read, Row
from data.records import Answer, PartialDate, PastDay
from data.sheet import LIST_SEPARATOR, list_columns
from data.words import KIND, TIER

_NO_WORDS = "This cell holds a list or an object. Write plain text in it."
_FORMULA = (
    "This reads like a formula, which could do harm in a spreadsheet. Write it in plain words, "
    "without {start} in front."
)
_ANSWERS = MappingProxyType(
    {
        "y": "yes", "true": "yes", "1": "yes", "n": "no", "false": "no", "0": "no",
        "not_known": "unknown", "dont_know": "unknown", "don_t_know": "unknown",
    }
)  # fmt: skip
_SPOILT = re.compile("\ufffd|Ã[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œ]|â€|Â[\xa0-\xbf]")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
_BRITISH_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_DAY_AND_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_PHONES = ("phone", "day_phone", "night_phone")


class Sort(Enum):
    """How the cells of a field are read."""

    WORD = "one of a list"
    LIST = "several words"
    DAY = "a day"
    PHONE = "a telephone number"
    POSTCODE = "a postcode"
    NUMBER = "a number"
    TEXT = "a text"


def read_row(
    row: Row,
    kind: TableKind,
    headers: Mapping[str, str],
    before: Mapping[str, Any] | None,
    *,
    empty_clears: bool = False,
) -> Read:
    """Read the cells of a row. ``before`` is the record that it changes, None for a new one.

    A cell that holds what the record holds already counts as not touched. An empty one changes
    nothing in a record, unless ``empty_clears``.
    """
    found = Read(faults=list(row.faults))
    sorts = _sorts(kind)
    held = before or {}
    for name, cell in row.cells.items():
        if name not in sorts or name in POINT_FIELDS:
            continue
        if before is not None and same_cell(held.get(name), cell):
            continue
        header = headers.get(name, name)
        if _is_empty(cell):
            _read_empty(found, name, held.get(name), before is not None, empty_clears, kind)
            continue
        _read_cell(found, name, header, cell, sorts[name], kind)
    if kind is TableKind.PLACE:
        read_point(found, row, headers, before, empty_clears=empty_clears)
    return found


def shown(cell: object) -> str:
    """Write a cell as a person may see it in a sentence."""
    return "" if cell is None else str(cell)[:200]


def plain_cell(cell: object) -> str:
    """Give the text of a cell, without what can't be seen and without the mark of an export."""
    if cell is None:
        return ""
    return clean(unmarked(clean(str(cell))))


def _is_empty(cell: object) -> bool:
    return cell is None or cell == [] or (isinstance(cell, str) and not clean(cell))


def _read_empty(
    found: Read, name: str, held: object, exists: bool, clears: bool, kind: TableKind
) -> None:
    if not exists or held in (None, "", []):
        return
    can_be_empty = not MODELS[kind].model_fields[name].is_required() and name != "id"
    if clears and can_be_empty:
        default = MODELS[kind].model_fields[name].default
        found.values[name] = list(default) if isinstance(default, tuple) else default
    else:
        found.kept.append(name)


def _read_cell(
    found: Read, name: str, header: str, cell: object, sort: Sort, kind: TableKind
) -> None:
    if isinstance(cell, list) and sort is Sort.LIST and all(isinstance(c, str) for c in cell):
        cell = LIST_SEPARATOR.join(cell)
    if isinstance(cell, dict | list):
        found.faults.append(Fault(header, shown(cell), _NO_WORDS))
        return
    text = plain_cell(cell)
    if isinstance(cell, str) and has_unseen(cell):
        found.notes.append(f"{header}: signs that can't be seen were taken out.")
    if sort in (Sort.TEXT, Sort.LIST, Sort.PHONE) and reads_like_formula(text):
        found.faults.append(Fault(header, shown(cell), _FORMULA.format(start=text[:1])))
        return
    if has_tag(text):
        found.notes.append(
            f"{header}: it holds < >, as web pages do. It is kept as text and shown as it stands."
        )
    if match := _SPOILT.search(text):
        found.notes.append(
            f"{header}: look at “{text[max(match.start() - 12, 0) : match.end() + 12]}”. "
            "A letter there was probably spoilt when the file was saved."
        )
    found.values[name] = _READERS[sort](found, name, header, cell, text, kind)


def _word(
    found: Read, name: str, _header: str, _cell: object, text: str, kind: TableKind
) -> object:
    words = _words(kind, name)
    return words.get(letters(text), text)


def _list(
    _found: Read, _name: str, _header: str, _cell: object, text: str, _kind: TableKind
) -> object:
    parts = (plain_cell(part) for part in text.split(LIST_SEPARATOR))
    return [part for part in parts if part]


def _day(found: Read, _name: str, header: str, cell: object, text: str, _kind: TableKind) -> object:
    if match := _DAY_AND_TIME.fullmatch(text):
        return match[1]
    if match := _BRITISH_DAY.fullmatch(text):
        try:
            day = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            return text
        found.notes.append(f"{header}: {text} was read as {day.day} {day:%B %Y}.")
        return day.isoformat()
    return text


def _phone(
    found: Read, _name: str, header: str, cell: object, text: str, _kind: TableKind
) -> object:
    if text.isdigit() and len(text) in (9, 10) and not text.startswith("0"):
        found.notes.append(
            f"{header}: {text} has lost its first 0 in the spreadsheet, so it was read as 0{text}."
        )
        return f"0{text}"
    return text


def _postcode(
    _found: Read, _name: str, _header: str, _cell: object, text: str, _kind: TableKind
) -> object:
    match = _POSTCODE.fullmatch(" ".join(text.upper().split()))
    return f"{match[1]} {match[2]}" if match else text


def _text(
    _found: Read, _name: str, _header: str, _cell: object, text: str, _kind: TableKind
) -> object:
    return text


_Reader = Callable[[Read, str, str, object, str, TableKind], object]
_READERS: Mapping[Sort, _Reader] = MappingProxyType(
    {
        Sort.WORD: _word,
        Sort.LIST: _list,
        Sort.DAY: _day,
        Sort.PHONE: _phone,
        Sort.POSTCODE: _postcode,
        Sort.NUMBER: _text,
        Sort.TEXT: _text,
    }
)


@cache
def _sorts(kind: TableKind) -> Mapping[str, Sort]:
    model = MODELS[kind]
    return {name: _sort(model, name) for name in model.model_fields if name != "channels"}


def _sort(model: type[BaseModel], name: str) -> Sort:
    annotation = model.model_fields[name].annotation
    options = (annotation, *get_args(annotation))
    if name in list_columns(model):
        return Sort.LIST
    if _enum(model, name):
        return Sort.WORD
    if name in _PHONES:
        return Sort.PHONE
    if name == "postcode":
        return Sort.POSTCODE
    if PastDay in options or PartialDate in options:
        return Sort.DAY
    return Sort.NUMBER if int in options or float in options else Sort.TEXT


def _enum(model: type[BaseModel], name: str) -> type[StrEnum] | None:
    annotation = model.model_fields[name].annotation
    for option in (annotation, *get_args(annotation)):
        if isinstance(option, type) and issubclass(option, StrEnum):
            return option
    return None


@cache
def _words(kind: TableKind, name: str) -> Mapping[str, str]:
    """Give every spelling of the words that a field may hold."""
    enum = _enum(MODELS[kind], name)
    words = {letters(member.value): member.value for member in enum or ()}
    if enum is Answer:
        words |= _ANSWERS
    labels: tuple[tuple[StrEnum, str], ...] = (*KIND.items(), *TIER.items())
    return {letters(label): m.value for m, label in labels if type(m) is enum} | words
