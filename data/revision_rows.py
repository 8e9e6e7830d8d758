"""Revisions as rows of the database: written, read, and locked while somebody changes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data.changes import ChangeError
from data.records import BoroughContact, Record
from data.revisions import Change, RecordKind, Revision, RevisionState, Timeline
from data.roles import Actor
from data.tables import BATCHES, COUNTER, REVISIONS

PUT_BACK = (
    "Put back to wait, because the record was closed, hidden or changed after this was approved."
)


class Known:
    """Which schemes, services and contacts there are, for links and for what may be once only."""

    def __init__(self, connection: Connection) -> None:
        table = REVISIONS.c
        rows = connection.execute(
            sa.select(table.kind, table.record_id)
            .where(table.kind.in_([RecordKind.SCHEME.value, RecordKind.SERVICE.value]))
            .distinct()
        )
        self._keys = {(row.kind, row.record_id) for row in rows}
        self._connection = connection

    def broken_links(self, record: Record) -> list[tuple[str, str]]:
        """Say which links lead to no record."""
        links = (
            ("scheme", RecordKind.SCHEME, getattr(record, "scheme", None)),
            ("successor", RecordKind.SERVICE, getattr(record, "successor", None)),
        )
        broken = [
            (field, f"There is no {kind} with the id {value}. Choose another, or add it first.")
            for field, kind, value in links
            if value and (kind.value, value) not in self._keys
        ]
        if isinstance(record, BoroughContact) and (other := self._other_contact(record)):
            words = f"{record.borough} has a contact already, {other}. Change that one."
            broken.append(("borough", words))
        return broken

    def _other_contact(self, contact: BoroughContact) -> str | None:
        """Give the id of another contact of the same borough: the public would see one of them."""
        table = REVISIONS.c
        found = self._connection.execute(
            sa.select(REVISIONS).where(
                table.kind == RecordKind.CONTACT.value, table.record_id != contact.id
            )
        )
        boroughs: dict[str, object] = {}
        for revision in map(revision_of, found.all()):
            if revision.state in (RevisionState.APPROVED, RevisionState.WAITING) and (
                change := revision.changes.get("borough")
            ):
                boroughs[revision.record_id] = change.after
        return next((i for i, name in boroughs.items() if name == contact.borough), None)


def lock(connection: Connection) -> None:
    """Let one change at a time happen; a reader is never kept waiting."""
    connection.execute(sa.update(COUNTER).values(version=COUNTER.c.version))


def read_version(connection: Connection) -> int:
    """Give the number of the newest decision."""
    return int(connection.scalar(sa.select(COUNTER.c.version)) or 0)


def next_version(connection: Connection) -> int:
    """Count one more decision."""
    connection.execute(sa.update(COUNTER).values(version=COUNTER.c.version + 1))
    return read_version(connection)


def read_timeline(connection: Connection, only: Iterable[str] | None = None) -> Timeline:
    """Read the approved revisions; ``only`` those of records with these ids."""
    version = read_version(connection)
    statement = sa.select(REVISIONS).where(
        REVISIONS.c.state == RevisionState.APPROVED.value, REVISIONS.c.version <= version
    )
    ids = None if only is None else sorted(set(only))
    if ids is not None and len(ids) <= 500:
        statement = statement.where(REVISIONS.c.record_id.in_(ids))
    rows = connection.execute(statement.order_by(REVISIONS.c.id))
    return Timeline(tuple(revision_of(row) for row in rows), version)


def add_batch(connection: Connection, title: str | None, actor: Actor, now: datetime) -> int | None:
    """Open a batch and give its number; None without a title."""
    if title is None:
        return None
    row = {"title": title[:200], "author": actor.name, "made_at": now}
    return int(connection.execute(sa.insert(BATCHES).returning(BATCHES.c.id), row).scalar_one())


def row_of(kind: RecordKind, record_id: str, changes: Mapping[str, Change]) -> dict[str, Any]:
    """Give the columns that say what changed."""
    held = {field: [change.before, change.after] for field, change in changes.items()}
    return {
        "kind": kind.value,
        "record_id": record_id,
        "changes": json.dumps(held, ensure_ascii=False),
    }


def made(author: str, reason: str, now: datetime) -> dict[str, Any]:
    """Give the columns that say who made it."""
    return {"author": author, "reason": reason, "made_at": now}


def waits() -> dict[str, Any]:
    """Give the column that keeps it waiting."""
    return {"state": RevisionState.WAITING.value}


def decided(by: str, now: datetime, words: str, version: int) -> dict[str, Any]:
    """Give the columns that approve it."""
    return {
        "state": RevisionState.APPROVED.value,
        "decided_by": by,
        "decided_at": now,
        "decision": words,
        "version": version,
    }


def insert(connection: Connection, row: Mapping[str, Any]) -> Revision:
    """Write a revision and read it back."""
    statement = sa.insert(REVISIONS).values(dict(row)).returning(REVISIONS)
    return revision_of(connection.execute(statement).one())


def insert_all(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Revision]:
    """Write many revisions with the same columns, and read them back in that order."""
    if not rows:
        return []
    statement = sa.insert(REVISIONS).returning(REVISIONS, sort_by_parameter_order=True)
    return [revision_of(row) for row in connection.execute(statement, [dict(r) for r in rows])]


def update(connection: Connection, revision_id: int, values: Mapping[str, Any]) -> None:
    """Change columns of one revision."""
    connection.execute(
        sa.update(REVISIONS).where(REVISIONS.c.id == revision_id).values(dict(values))
    )


def put_back(connection: Connection, revisions: Iterable[Revision]) -> None:
    """Make approved changes wait again."""
    for revision in revisions:
        update(
            connection,
            revision.id,
            {
                "state": RevisionState.WAITING.value,
                "decided_by": None,
                "decided_at": None,
                "decision": PUT_BACK,
                "version": None,
            },
        )


def still_waiting(connection: Connection, ids: Sequence[int]) -> list[Revision]:
    """Read revisions that nobody has decided about. Raises ChangeError for others."""
    found = by_id(connection, ids)
    for revision in found:
        if revision.state is not RevisionState.WAITING:
            who = revision.decided_by or "Somebody"
            raise ChangeError(
                f"{who} has already decided about this ({revision.state.replace('_', ' ')})."
            )
    return found


def by_id(connection: Connection, ids: Sequence[int]) -> list[Revision]:
    """Read revisions in the order asked. Raises ChangeError for a number that there is not."""
    found: dict[int, Revision] = {}
    for start in range(0, len(ids), 500):
        some = list(ids[start : start + 500])
        rows = connection.execute(sa.select(REVISIONS).where(REVISIONS.c.id.in_(some)))
        found |= {row.id: revision_of(row) for row in rows}
    if missing := [number for number in ids if number not in found]:
        raise ChangeError(f"There is no change with the number {missing[0]}.")
    return [found[number] for number in ids]


def revision_of(row: sa.Row[Any]) -> Revision:
    """Make a revision of a row."""
    values = row._asdict()
    held = json.loads(values.pop("changes"))
    return Revision(
        **values
        | {
            "kind": RecordKind(values["kind"]),
            "state": RevisionState(values["state"]),
            "changes": {field: Change(*pair) for field, pair in held.items()},
        }
    )
