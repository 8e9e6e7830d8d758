"""A table somebody wants to bring in: its rows under known columns, and what was noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.exchange_columns import (
    WHAT_TO_DO,
    TableKind,
    columns,
    fields_of,
    guessed_kind,
    letters,
)

MOST_ROWS = 50_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
_HEADER_WITHIN = 15
"""How far down the names of the columns may be: borough sheets often start with a title."""


class ReadError(ValueError):
    """A file can't be read. The message says why and what to do."""


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: the column as the person wrote it, the value, what to write."""

    column: str
    value: str
    words: str


@dataclass(frozen=True)
class Row:
    """One row, numbered as the spreadsheet shows it.

    ``cells`` has only the fields whose column is there; ``raw`` all of it, as the person wrote it.
    """

    number: int
    cells: Mapping[str, Any]
    raw: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of one sort. ``kind`` is None where it could not be told from the columns.

    ``headers`` are as the person wrote them; ``used`` gives the header of each field.
    """

    name: str
    kind: TableKind | None
    headers: tuple[str, ...]
    used: Mapping[str, str]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of a file under the headers of that file; ``extra`` are cells without a header."""

    number: int
    values: Mapping[str, Any]
    extra: Sequence[Any] = ()


@dataclass(frozen=True)
class Lines:
    """A file, or one sheet of it, as far as its format goes."""

    name: str
    headers: tuple[str, ...]
    lines: Sequence[Line]
    notes: tuple[str, ...] = ()
    is_places: bool = field(default=False)


@dataclass
class Read:
    """What one row says: ``values`` only of fields that it changes, as JSON would hold them."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """Fields whose cell is empty where the record holds something, which stays."""


def lines_of(name: str, grid: Sequence[Sequence[Any]], notes: Sequence[str] = ()) -> Lines | None:
    """Find the names of the columns in a grid of cells, and what stands under each.

    None for an empty grid. Raises ReadError where a name stands twice.
    """
    start = _header_row(grid)
    if start is None:
        return None
    header = [_header(cell) for cell in grid[start]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise ReadError(
            f"{name} has {len(header):,} columns; at most {MOST_COLUMNS} can be read. Keep those "
            "of the template and delete the others."
        )
    _refuse_twice(name, header)
    below = grid[start + 1 :]
    if len(below) > MOST_ROWS and sum(1 for row in below if _filled(row)) > MOST_ROWS:
        raise ReadError(
            f"{name} has more than {MOST_ROWS:,} rows. Split it into several files of at most "
            f"{MOST_ROWS:,} rows."
        )
    told = list(notes)
    if start:
        told.append(f"{name}: row {start + 1} was taken as the names of the columns.")
    lines = []
    for number, row in enumerate(below, start + 2):
        if not _filled(row):
            continue
        values = {h: cell for h, cell in zip(header, row, strict=False) if h}
        extra = [c for c in row[len(header) :] if not _is_empty(c)]
        nameless = [c for h, c in zip(header, row, strict=False) if not h and not _is_empty(c)]
        lines.append(Line(number, values, [*nameless, *extra]))
    return Lines(name, tuple(h for h in header if h), lines, tuple(told))


def table_of(lines: Lines, kind: TableKind | None = None) -> Table:
    """Put the rows of a file under the fields of records. Raises ReadError for a doubtful column.

    ``kind`` is what the person says that the rows are; otherwise the columns tell.
    """
    if kind is None:
        kind = TableKind.PLACE if lines.is_places else guessed_kind(lines.headers)
    if kind is None:
        return Table(lines.name, None, lines.headers, {}, _unknown(lines), lines.notes)
    found = columns(lines.headers, kind)
    for field_name, headers in found.items():
        if len(headers) > 1:
            raise ReadError(
                f"{lines.name}: the columns {' and '.join(headers)} both hold "
                f"{field_name.replace('_', ' ')}. Keep one of them, or rename the other."
            )
    used = {field_name: headers[0] for field_name, headers in found.items()}
    rows = tuple(_row(line, used) for line in lines.lines)
    return Table(lines.name, kind, lines.headers, used, rows, (*lines.notes, *_told(lines, used)))


def _told(lines: Lines, used: Mapping[str, str]) -> list[str]:
    taken = {*used.values(), *(h for h in lines.headers if letters(h) == letters(WHAT_TO_DO))}
    unknown = [h for h in lines.headers if h not in taken]
    if not unknown:
        return []
    names = ", ".join(h[:60] for h in unknown[:20])
    more = f" and {len(unknown) - 20} more" if len(unknown) > 20 else ""
    return [
        f"{lines.name}: nothing is taken from these columns: {names}{more}. To use one, give it "
        "the name that it has in the template."
    ]


def _row(line: Line, used: Mapping[str, str]) -> Row:
    faults = []
    if line.extra:
        faults.append(
            Fault(
                "",
                ", ".join(str(cell) for cell in line.extra)[:200],
                "This row has a cell without a column name above it. Put a name over it, or put "
                "text that has a comma into double quotes.",
            )
        )
    cells = {}
    for field_name, header in used.items():
        if header not in line.values:
            continue
        value = line.values[header]
        if isinstance(value, str) and len(value) > LONGEST_CELL:
            faults.append(
                Fault(
                    header,
                    value[:80],
                    f"This cell has {len(value):,} letters; at most {LONGEST_CELL:,} can be kept. "
                    "Shorten it.",
                )
            )
            value = value[:LONGEST_CELL]
        cells[field_name] = value
    return Row(line.number, cells, line.values, tuple(faults))


def _unknown(lines: Lines) -> tuple[Row, ...]:
    return tuple(Row(line.number, {}, line.values) for line in lines.lines)


def _header_row(grid: Sequence[Sequence[Any]]) -> int | None:
    """Find the row with the most names that any table knows; the first filled one otherwise."""
    known = {f for kind in TableKind for f in fields_of(kind)}
    best, most, first = None, 0, None
    for number, row in enumerate(grid):
        if not _filled(row):
            continue
        if first is None:
            first = number
        if number > first + _HEADER_WITHIN:
            break
        headers = [_header(cell) for cell in row]
        score = sum(letters(h) in known for h in headers)
        score = max([score, *(len(columns(headers, kind)) for kind in TableKind)])
        if score > most:
            best, most = number, score
    return best if most > 1 else first


def _refuse_twice(name: str, header: Sequence[str]) -> None:
    twice = sorted({h for h in header if h and header.count(h) > 1})
    if twice:
        raise ReadError(
            f"{name} has the column {twice[0][:60]} twice. Take one of them out, or rename it."
        )


def _header(cell: Any) -> str:  # noqa: ANN401
    return "" if cell is None else " ".join(str(cell).split())


def _filled(row: Sequence[Any]) -> bool:
    return any(not _is_empty(cell) for cell in row)


def _is_empty(cell: Any) -> bool:  # noqa: ANN401
    return cell is None or (isinstance(cell, str) and not cell.strip())
