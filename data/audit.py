"""The log of all revisions as a file for audit: CSV, or JSON lines; written piece by piece.

Every field that changed is there before and after, so that whoever audits needs no access to the
database. No cell of the CSV can start a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from data.csv_cells import safe_cell
from data.field_words import label
from data.revisions import Revision

HEAD = (
    "number",
    "kind",
    "record",
    "state",
    "author",
    "made_at",
    "reason",
    "effective_from",
    "decided_by",
    "decided_at",
    "decision",
    "version",
    "batch",
    "undoes",
    "alone",
)
FIELDS = ("field", "label", "before", "after")


def csv_lines(revisions: Iterable[Revision]) -> Iterator[str]:
    """Write CSV, a line for each field that changed: UTF-8, CRLF, the head first."""
    yield _line((*HEAD, *FIELDS))
    for revision in revisions:
        about = _about(revision)
        cells = [about[name] for name in HEAD]
        for field, change in revision.changes.items():
            values = (_text(change.before), _text(change.after))
            yield _line((*cells, field, label(field), *values))


def json_lines(revisions: Iterable[Revision]) -> Iterator[str]:
    """Write JSON lines: an object for each revision, with all of its changes."""
    for revision in revisions:
        changes = {f: {"before": c.before, "after": c.after} for f, c in revision.changes.items()}
        row = {**_about(revision), "changes": changes}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _about(revision: Revision) -> dict[str, Any]:
    return {
        "number": revision.id,
        "kind": revision.kind.value,
        "record": revision.record_id,
        "state": revision.state.value,
        "author": revision.author,
        "made_at": _moment(revision.made_at),
        "reason": revision.reason,
        "effective_from": _moment(revision.effective_from),
        "decided_by": revision.decided_by,
        "decided_at": _moment(revision.decided_at),
        "decision": revision.decision,
        "version": revision.version,
        "batch": revision.batch,
        "undoes": revision.undoes,
        "alone": revision.alone,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(["" if cell is None else safe_cell(cell) for cell in cells])
    return out.getvalue()
