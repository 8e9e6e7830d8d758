"""Read a file that somebody sends: CSV, Excel or GeoJSON, told by what is in it.

Nothing is trusted and nothing is lost: what can't be read is refused with what to do, and what is
not used is named.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from data import settings
from data.exchange_columns import TableKind
from data.exchange_geojson import read_geojson
from data.exchange_table import Lines, ReadError, Table, table_of
from data.exchange_text import NOT_A_TABLE, read_csv
from data.exchange_xlsx import OLD, SAVE_AS, read_xlsx

_ZIP = b"PK"
_OTHER = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf", b"7z\xbc", b"\x1f\x8b")


def read_path(path: Path, kind: TableKind | None = None) -> list[Table]:
    """Read a file of this machine. Raises ReadError; a large one is not read at all."""
    try:
        _refuse_large(path.name, path.stat().st_size)
        with path.open("rb") as file:
            return read_stream(path.name, file, kind)
    except OSError as error:
        raise ReadError(f"{path} can't be read ({error.strerror}). Look at its name.") from None


def read_stream(name: str, file: BinaryIO, kind: TableKind | None = None) -> list[Table]:
    """Read an open file, no further than the limit. Raises ReadError."""
    return read_file(name, file.read(_limit() + 1), kind)


def read_file(name: str, body: bytes, kind: TableKind | None = None) -> list[Table]:
    """Read the bytes of a file into tables; a workbook can have several. Raises ReadError.

    ``kind`` is what the person says that the rows are (for services, their channels come too);
    sheets that are something else are left out, and named. Without it each table's columns tell,
    and ``Table.kind`` is None where they don't.
    """
    _refuse_large(name, len(body))
    if not body.strip():
        raise ReadError(f"{name} is empty. Choose the file with the rows in it.")
    lines = _lines(name, body)
    guessed = [table_of(each) for each in lines]
    if kind is None:
        return _without_strays(name, guessed, [t for t in guessed if t.kind is not None])
    fitting = [t for t in guessed if t.kind is not None and t.kind.record is kind.record]
    if not fitting:
        told = [table_of(each, kind) for each in lines]
        fitting = [table for table in told if len(table.used) > 1]
    if not fitting:
        raise ReadError(
            f"{name} has no columns of a {kind}. Give the columns the names of the template, or "
            "choose something else."
        )
    return _without_strays(name, guessed, fitting)


def _without_strays(name: str, tables: list[Table], kept: list[Table]) -> list[Table]:
    """Leave out sheets that are something else, and say so; where none is known, keep all."""
    if not kept:
        return tables
    names = {table.name for table in kept}
    left = [table.name.removeprefix(f"{name}, ") for table in tables if table.name not in names]
    if left:
        note = f"{name}: nothing is taken from {', '.join(left)}."
        kept = [replace(kept[0], notes=(*kept[0].notes, note)), *kept[1:]]
    return kept


def _lines(name: str, body: bytes) -> list[Lines]:
    start = body[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if body.startswith((_ZIP, OLD)) or name.lower().endswith((".xlsx", ".xlsm", ".xls", ".ods")):
        return read_xlsx(name, body)
    if body.startswith(_OTHER):
        raise ReadError(f"{name} {NOT_A_TABLE}")
    if start.startswith((b"{", b"[")) or name.lower().endswith((".geojson", ".json")):
        return [read_geojson(name, body)]
    if start.lower().startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise ReadError(f"{name} is a web page or XML under another name. {SAVE_AS}")
    return [read_csv(name, body)]


def _limit() -> int:
    return settings.current().import_mb * 1024**2


def _refuse_large(name: str, size: int) -> None:
    if size > _limit():
        raise ReadError(
            f"{name} is larger than {settings.current().import_mb} MB, so it was not read. Take "
            "out pictures and what is not needed, or split it into several files."
        )
