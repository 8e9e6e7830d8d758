"""Cells of CSV files that people open in a spreadsheet."""

from __future__ import annotations

import unicodedata
from datetime import datetime

_FORMULA_STARTS = frozenset("=+-@")


def safe_cell(value: object) -> str:
    """Write a value so that no spreadsheet takes it for a formula.

    A moment is written in ISO form, nothing as an empty cell.
    """
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    # As a spreadsheet may read it: wide signs as plain ones, without what stands before them.
    start = unicodedata.normalize("NFKC", text).lstrip()[:1]
    return f"'{text}" if start in _FORMULA_STARTS or text[:1].isspace() else text
