"""Cells of a spreadsheet: written so that none starts a formula, and read back as they were."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from data.sheet import LIST_SEPARATOR

MARK = "'"
"""Put before a text that a spreadsheet would take for a formula; taken off again on import."""

_STARTS = frozenset("=+-@")
_WORKS_SOMETHING_OUT = re.compile(r"[|!=]|[A-Za-z]\w*\(")
_TAG = re.compile(r"<\s*[a-zA-Z/!]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_KEPT = frozenset("\n\r\t\u200c\u200d")
"""Line ends and tabs; and the joiners without which some scripts and signs read wrongly."""


def marked(text: str) -> str:
    """Write a text so that no spreadsheet takes it for a formula."""
    return MARK + text if _starts_formula(text.lstrip(MARK)) else text


def unmarked(cell: str) -> str:
    """Take off the mark of ``marked``, and nothing else."""
    plain = cell.startswith(MARK) and _starts_formula(cell.lstrip(MARK))
    return cell[1:] if plain else cell


def cell_of(value: object) -> str:
    """Write a value of a record as one cell; empty for not known."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    if isinstance(value, list | tuple):
        return LIST_SEPARATOR.join(marked(clean(str(part))) for part in value)
    return marked(clean(str(value)))


def clean(text: str) -> str:
    """Take out what can't be seen (control signs, half letters) and what stands around a text."""
    if text.isascii() and text.isprintable():
        return text.strip()
    kept = (c for c in text if c in _KEPT or unicodedata.category(c) not in _UNSEEN)
    return "".join(kept).strip()


def has_unseen(text: str) -> bool:
    """Say whether ``clean`` would take signs out of the middle of a text."""
    return clean(text) != text.strip()


def reads_like_formula(text: str) -> bool:
    """Say whether a text is a formula rather than a telephone number or a list with dashes."""
    plain = unicodedata.normalize("NFKC", text).lstrip().lstrip(MARK).lstrip()
    if plain[:1] == "=":
        return True
    return plain[:1] in _STARTS and bool(_WORKS_SOMETHING_OUT.search(plain))


def has_tag(text: str) -> bool:
    """Say whether a text holds what a browser could take for a tag."""
    return bool(_TAG.search(text))


def same_cell(value: object, cell: object) -> bool:
    """Say whether a cell holds just what is kept already, as an export would write it."""
    if isinstance(cell, str):
        return _read_back(cell) == _read_back(cell_of(value))
    if isinstance(cell, list) and isinstance(value, Sequence) and not isinstance(value, str):
        return [_read_back(marked(part)) for part in value] == [_read_back(c) for c in cell]
    if cell is None or value is None:
        return cell is value
    return type(cell) is type(value) and cell == value


def _read_back(cell: object) -> str:
    return clean(unmarked(clean(str(cell))))


def _starts_formula(text: str) -> bool:
    # As a spreadsheet may read it: wide signs as plain ones, without what stands before them.
    start = unicodedata.normalize("NFKC", text).lstrip()[:1]
    return start in _STARTS or text[:1].isspace()
