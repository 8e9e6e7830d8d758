"""CSV files of any make: which letters, which separator, which line ends, found by themselves."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence

from data.exchange_columns import TableKind, columns
from data.exchange_table import MOST_COLUMNS, MOST_ROWS, Lines, ReadError, lines_of

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SEPARATORS = (",", ";", "\t")
_LOOK_AT = 4_000
_EXAMPLES = 5
MOST_LINES = 1_050_000
"""A spreadsheet has 1,048,576 rows, and some write all of them."""
_EMPTY: list[str] = []
NOT_A_TABLE = (
    "is not a table. Save the list as CSV (comma separated), as an Excel workbook (.xlsx) or as "
    "GeoJSON, and choose that file."
)


def read_csv(name: str, body: bytes) -> Lines:
    """Read a CSV file. Raises ReadError, which says what to do."""
    text, note = decoded(name, body)
    separator = _separator(text)
    grid = _grid(name, text, separator)
    lines = lines_of(name, grid, [note] if note else [])
    if lines is None:
        raise ReadError(f"{name} is empty. Choose the file with the rows in it.")
    if len(lines.headers) < 2 and not _knows(lines.headers):
        raise ReadError(f"{name} {NOT_A_TABLE}")
    return lines


def decoded(name: str, body: bytes) -> tuple[str, str]:
    """Give the text of a file, and a sentence about its letters where they were not UTF-8."""
    for bom, codec, called in _BOMS:
        if body.startswith(bom):
            try:
                text = body.decode(codec)
            except UnicodeDecodeError:
                raise ReadError(
                    f"{name} says that it is {called}, but is damaged. Save it again as CSV UTF-8."
                ) from None
            return _without_nul(name, text), "" if called == "UTF-8" else _taken(name, called)
    if codec := _utf16_without_bom(body):
        try:
            return _without_nul(name, body.decode(codec)), _taken(name, "UTF-16")
        except UnicodeDecodeError:
            pass
    if b"\0" in body:
        raise ReadError(f"{name} {NOT_A_TABLE}")
    try:
        return body.decode(), ""
    except UnicodeDecodeError:
        text = body.decode("cp1252", errors="replace")
    doubtful = list(dict.fromkeys(word for word in text.split() if not word.isascii()))
    shown = ", ".join(word[:30] for word in doubtful[:_EXAMPLES])
    return text, (
        f"{name} is not UTF-8, so it was read as Windows-1252. Look whether these are right: "
        f"{shown}. If not, save the file as CSV UTF-8."
    )


def _taken(name: str, called: str) -> str:
    return f"{name} was read as {called}."


def _without_nul(name: str, text: str) -> str:
    if "\0" in text:
        raise ReadError(f"{name} {NOT_A_TABLE}")
    return text


def _utf16_without_bom(body: bytes) -> str:
    """Tell UTF-16 by every second byte being zero, as it is for ordinary letters."""
    start = body[:_LOOK_AT]
    if len(start) < 4 or len(body) % 2:
        return ""
    half = len(start) // 2
    if start[1::2].count(0) > 0.7 * half and start[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if start[0::2].count(0) > 0.7 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return ""


def _separator(text: str) -> str:
    """Choose the separator under which the first rows have the most known columns."""
    start = text[:_LOOK_AT]

    def worth(separator: str) -> tuple[int, int]:
        rows = []
        try:
            for row in csv.reader(io.StringIO(start, newline=""), delimiter=separator):
                rows.append(row)
        except csv.Error:
            pass
        known = max((_count_known(row) for row in rows), default=0)
        return known, max((len(row) for row in rows), default=0)

    return max(_SEPARATORS, key=worth)


def _grid(name: str, text: str, separator: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[str]] = []
    filled = 0
    try:
        for row in reader:
            rows.append(row if any(row) else _EMPTY)
            filled += any(row)
            if len(rows) > MOST_LINES:
                raise ReadError(
                    f"{name} has more than {MOST_LINES:,} lines, most of them empty. Copy the rows "
                    "into a new sheet, and save that."
                )
            if len(row) > 10 * MOST_COLUMNS:
                raise ReadError(
                    f"{name} has {len(row):,} columns; at most {MOST_COLUMNS} can be read. Keep "
                    "those of the template and delete the others."
                )
            if filled > MOST_ROWS + 20:
                raise ReadError(
                    f"{name} has more than {MOST_ROWS:,} rows. Split it into several files."
                )
    except csv.Error:
        # Also for a cell beyond the limit of Python's reader, which is one for the whole process.
        raise ReadError(
            f"{name}, row {len(rows) + 1} (line {reader.line_num} of the file): the double quotes "
            f"don't match, or a cell has over {csv.field_size_limit():,} letters. Open it in a "
            "spreadsheet, look at that row, and save it as CSV again."
        ) from None
    return rows


def _count_known(headers: Sequence[str]) -> int:
    return max(len(columns(headers, kind)) for kind in TableKind)


def _knows(headers: Sequence[str]) -> bool:
    return _count_known(headers) > 0
