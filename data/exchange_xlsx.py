"""Excel workbooks, opened only after their zip directory was looked at, in a process of its own.

A workbook can be made to fill the memory of whoever opens it. So sizes are read from the directory
first; what is needed is copied within those sizes; and the reading happens in a process that may
take only so much memory and time, and that the server outlives.
"""

from __future__ import annotations

import io
import json
import re
import resource
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from data.exchange_table import MOST_COLUMNS, MOST_ROWS, Lines, ReadError, lines_of

MOST_MEMBERS = 1_000
MOST_UNPACKED = 150 * 1024**2
MOST_RATIO = 200
_SMALL = 5 * 1024**2
_MOST_MEMORY = 2 * 1024**3
_MOST_SECONDS = 60
MOST_ANSWERED = 64_000_000
"""Letters that may come back: one long text can be kept once and named by every cell."""
_NESTED = (".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".ods", ".7z", ".rar", ".gz")
_NEEDED = re.compile(
    r"(?:\[Content_Types\]\.xml|_rels/.*|xl/(?:_rels/.*|workbook\.xml|sharedStrings\.xml"
    r"|styles\.xml|worksheets/[^/]+\.xml|worksheets/_rels/.*))"
)
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\sr\s*=\s*["']([A-Z]{1,3}\d{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s>/]"""
)
_ROOT = Path(__file__).resolve().parents[1]
OLD = b"\xd0\xcf\x11\xe0"
SAVE_AS = "Save it in Excel as an Excel workbook (.xlsx) or as CSV UTF-8, and choose that file."
_TOO_MUCH = (
    "holds far more cells or text than a list of places needs. Take out the long texts, or split "
    "the rows into several files."
)
_DAMAGED = f"is not a whole Excel workbook. {SAVE_AS}"


def read_xlsx(name: str, body: bytes) -> list[Lines]:
    """Read the visible sheets of a workbook. Raises ReadError, which says what to do."""
    check_zip(name, body)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "data.exchange_xlsx"],
            input=body,
            capture_output=True,
            timeout=_MOST_SECONDS,
            check=False,
            cwd=_ROOT,
        )
    except subprocess.TimeoutExpired:
        raise ReadError(f"{name} takes too long to read. Save it as CSV UTF-8.") from None
    if done.returncode:
        raise ReadError(f"{name} can't be read safely. Save it as CSV UTF-8, and choose that file.")
    held = json.loads(done.stdout)
    if "refused" in held:
        raise ReadError(f"{name} {held['refused']}")
    notes = [f"{name}: {note}" for note in held["notes"]]
    found = []
    for sheet, grid in held["sheets"].items():
        lines = lines_of(f"{name}, sheet {sheet}", grid, notes)
        if lines is not None:
            found.append(lines)
            notes = []
    if not found:
        raise ReadError(f"{name} is empty. Choose the file with the rows in it.")
    return found


def check_zip(name: str, body: bytes) -> None:
    """Refuse a workbook that would unpack to too much, holds programs, or is none at all."""
    if body.startswith(OLD):
        raise ReadError(
            f"{name} is an old Excel file (.xls) or is protected by a password. Take the password "
            f"off. {SAVE_AS}"
        )
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise ReadError(f"{name} {_DAMAGED}") from None
    names = {member.filename for member in members}
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise ReadError(f"{name} holds macros. {SAVE_AS}")
    if "mimetype" in names and "content.xml" in names:
        raise ReadError(f"{name} is an OpenDocument sheet. {SAVE_AS}")
    if "xl/workbook.xml" not in names:
        raise ReadError(f"{name} {_DAMAGED}")
    if any(member.flag_bits & 1 for member in members):
        raise ReadError(f"{name} is protected by a password. Take it off. {SAVE_AS}")
    unpacked = sum(member.file_size for member in members)
    too_much = (
        len(members) > MOST_MEMBERS
        or len(names) < len(members)
        or unpacked > MOST_UNPACKED
        or any(m.filename.lower().endswith(_NESTED) for m in members)
        or any(_swells(m) for m in members)
    )
    if too_much:
        raise ReadError(
            f"{name} would unpack to far more than a list of places needs, or holds other files, "
            "so it was not opened. Copy the rows into a new workbook, without pictures and other "
            "files, or save it as CSV UTF-8."
        )


def _swells(member: zipfile.ZipInfo) -> bool:
    most = max(_SMALL, MOST_RATIO * member.compress_size)
    return member.file_size > most


def _repacked(body: bytes) -> tuple[bytes, list[str], str]:
    """Copy what is needed, no longer than the directory says; list formula cells.

    Gives (workbook, cells with formulas, why it is refused or "").
    """
    out = io.BytesIO()
    formulas: list[str] = []
    with (
        zipfile.ZipFile(io.BytesIO(body)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy,
    ):
        for member in archive.infolist():
            if not _NEEDED.fullmatch(member.filename):
                continue
            held = archive.read(member)
            if member.filename.startswith("xl/worksheets/") and member.filename.endswith(".xml"):
                formulas += [match.decode() for match in _FORMULA.findall(held)]
                if refused := _too_wide(held):
                    return b"", [], refused
            copy.writestr(member.filename, held)
    return out.getvalue(), formulas, ""


def _too_wide(sheet: bytes) -> str:
    for match in _CELL.finditer(sheet):
        if int(match[2]) > MOST_ROWS + 1_000 or _column(match[1]) > 10 * MOST_COLUMNS:
            return (
                f"has something in cell {match[1].decode()}{match[2].decode()}, far "
                f"away from a list. At most {MOST_ROWS:,} rows and {MOST_COLUMNS} columns can be "
                "read. Delete what is beyond, or copy the rows into a new workbook."
            )
    return ""


def _column(text: bytes) -> int:
    number = 0
    for letter in text:
        number = number * 26 + letter - 64
    return number


def _plain(cell: Any) -> Any:  # noqa: ANN401
    """Write one cell as JSON can hold it."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


def _sheets(workbook: CalamineWorkbook) -> dict[str, list[list[Any]]]:
    visible = [s.name for s in workbook.sheets_metadata if s.visible is SheetVisibleEnum.Visible]
    return {
        name: [
            [_plain(cell) for cell in row]
            for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        ]
        for name in visible
    }


def _answer(body: bytes) -> dict[str, Any]:
    try:
        copy, formulas, refused = _repacked(body)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, zipfile.zlib.error):  # type: ignore[attr-defined]
        return {"refused": _DAMAGED}
    if refused:
        return {"refused": refused}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(copy))
        sheets = _sheets(workbook)
    except (CalamineError, OSError, ValueError):
        return {"refused": _DAMAGED}
    return {"sheets": sheets, "notes": _formula_notes(formulas)}


def _formula_notes(cells: Iterable[str]) -> list[str]:
    found = list(dict.fromkeys(cells))
    if not found:
        return []
    shown = ", ".join(found[:10]) + (" and more" if len(found) > 10 else "")
    return [
        f"{shown} {'holds a formula' if len(found) == 1 else 'hold formulas'}. The values that "
        "Excel worked out last were taken; look whether they are right."
    ]


def main() -> None:
    """Read a workbook from the standard input and write its sheets as JSON, within limits."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_MOST_SECONDS, _MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = json.dumps(_answer(sys.stdin.buffer.read()))
    too_much = len(answer) > MOST_ANSWERED
    sys.stdout.write(json.dumps({"refused": _TOO_MUCH}) if too_much else answer)


if __name__ == "__main__":
    main()
