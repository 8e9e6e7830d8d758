"""Small Excel workbooks made by hand, so that tests can also make broken and hostile ones."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any


@dataclass(frozen=True)
class Formula:
    """A cell that works something out; ``value`` is what Excel found last."""

    text: str
    value: str


def column(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _cell(reference: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Formula):
        return f'<c r="{reference}" t="str"><f>{escape(value.text)}</f><v>{escape(value.value)}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{reference}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{reference}"><v>{value}</v></c>'
    return (
        f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    )


def sheet(rows: Sequence[Sequence[Any]]) -> str:
    body = "".join(
        f'<row r="{r}">{"".join(_cell(f"{column(c)}{r}", v) for c, v in enumerate(row, 1))}</row>'
        for r, row in enumerate(rows, 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><worksheet '
        'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{body}</sheetData></worksheet>"
    )


def workbook(
    sheets: Mapping[str, Sequence[Sequence[Any]] | str],
    extra: Mapping[str, bytes] | None = None,
    hidden: Sequence[str] = (),
) -> bytes:
    """Make an .xlsx file; a sheet that is a text is taken as its XML."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(n)}" sheetId="{i}" r:id="rId{i}"'
        f"{' state=' + chr(34) + 'hidden' + chr(34) if n in hidden else ''}/>"
        for i, n in enumerate(names, 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Target="worksheets/sheet{i}.xml" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        for i in range(1, len(names) + 1)
    )
    rel = "http://schemas.openxmlformats.org/package/2006/relationships"
    files: dict[str, bytes] = {
        "[Content_Types].xml": (
            b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            b'<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{rel}"><Relationship Id="rId1" Target="xl/workbook.xml" Type='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
            "</Relationships>"
        ).encode(),
        "xl/workbook.xml": (
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f"<sheets>{listed}</sheets></workbook>"
        ).encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{rel}">{relations}</Relationships>'
        ).encode(),
    }
    for i, name in enumerate(names, 1):
        held = sheets[name]
        files[f"xl/worksheets/sheet{i}.xml"] = (
            held if isinstance(held, str) else sheet(held)
        ).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, body in (files | dict(extra or {})).items():
            archive.writestr(path, body)
    return out.getvalue()
