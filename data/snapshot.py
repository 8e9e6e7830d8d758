"""The public side of the records as a server keeps it, to go on from without a database."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from data.load import Seed
from data.planting import LONG_AGO, records_of
from data.revisions import Change, RecordKind, Revision, RevisionState, Timeline

_PRIVATE = ("internal_notes", "checked_by_role")


def timeline_of(seed: Seed) -> Timeline:
    """Give the seed as if it had been planted, for when there is no store."""
    revisions = (
        Revision(
            id=number,
            kind=kind,
            record_id=record.id,
            changes={f: Change(None, v) for f, v in record.model_dump(mode="json").items()},
            author="",
            reason="",
            made_at=LONG_AGO,
            state=RevisionState.APPROVED,
            effective_from=LONG_AGO,
            decided_at=LONG_AGO,
            version=1,
        )
        for number, (kind, record) in enumerate(records_of(seed))
    )
    return Timeline(tuple(revisions), -1)


def written(timeline: Timeline) -> dict[str, Any]:
    """Give a timeline as JSON would hold it, without what is for staff only."""
    return {
        "version": timeline.version,
        "revisions": [
            {
                "id": r.id,
                "kind": r.kind.value,
                "record_id": r.record_id,
                "from": r.effective_from.isoformat() if r.effective_from else None,
                "decided": r.decided_at.isoformat() if r.decided_at else None,
                "version": r.version,
                "values": {f: c.after for f, c in r.changes.items() if f not in _PRIVATE},
            }
            for r in timeline.revisions
        ],
    }


def read_snapshot(path: Path) -> Timeline:
    """Read a timeline that was kept. Raises OSError, ValueError, KeyError, TypeError."""
    held = json.loads(path.read_text(encoding="utf-8"))
    revisions = []
    for row in held["revisions"]:
        start = datetime.fromisoformat(row["from"])
        revisions.append(
            Revision(
                id=int(row["id"]),
                kind=RecordKind(row["kind"]),
                record_id=str(row["record_id"]),
                changes={f: Change(None, after) for f, after in row["values"].items()},
                author="",
                reason="",
                made_at=start,
                state=RevisionState.APPROVED,
                effective_from=start,
                decided_at=datetime.fromisoformat(row["decided"]),
                version=int(row["version"]),
            )
        )
    # A version that no store has, so that a database that comes back is read afresh.
    return replace(Timeline(tuple(revisions), 0), version=-1)
