"""Notes of staff on records, and who is working on which: so that two don't ring the same place.

Nobody but staff ever sees them. Notes are never changed and never deleted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from data import database
from data.changes import ChangeError
from data.hours_clock import LONDON
from data.revisions import Key, RecordKind
from data.roles import Action, Actor, require
from data.tables import NOTES, REVISIONS, TAKEN

LONGEST = 2000
TAKE_OVER_AFTER = timedelta(days=3)
"""How long a record stays with who took it before somebody else may take it over."""


@dataclass(frozen=True)
class Note:
    """What a member of staff wrote about a record."""

    id: int
    kind: RecordKind
    record_id: str
    author: str
    made_at: datetime
    words: str


@dataclass(frozen=True)
class Taken:
    """A record that somebody is working on."""

    kind: RecordKind
    record_id: str
    taken_by: str
    taken_at: datetime

    def free_at(self) -> datetime:
        """Give the moment from which somebody else may take it over."""
        return self.taken_at + TAKE_OVER_AFTER


def add(engine: sa.Engine, actor: Actor, key: Key, words: str, now: datetime) -> Note:
    """Add a note to a record. Raises ChangeError for no words, too many, or no such record."""
    require(actor, Action.CHANGE)
    said = "".join(c if c.isprintable() or c == "\n" else " " for c in words).strip()
    if not said:
        raise ChangeError("Write something first, then save the note.")
    if len(said) > LONGEST:
        raise ChangeError(f"The note has {len(said)} letters; {LONGEST} fit. Make two of it.")
    row = {
        "kind": key[0].value,
        "record_id": key[1],
        "author": actor.name,
        "made_at": now,
        "words": said,
    }
    with database.told(engine), engine.begin() as connection:
        _require_record(connection, key)
        made = connection.execute(sa.insert(NOTES).values(row).returning(NOTES)).one()
    return _note(made)


def of(engine: sa.Engine, actor: Actor, key: Key) -> list[Note]:
    """Give the notes of a record, newest first."""
    return of_all(engine, actor, [key]).get(key, [])


def of_all(engine: sa.Engine, actor: Actor, keys: Iterable[Key]) -> Mapping[Key, list[Note]]:
    """Give the notes of some records (up to some hundreds), newest first."""
    require(actor, Action.READ)
    wanted = set(keys)
    ids = sorted({record_id for _, record_id in wanted})
    statement = sa.select(NOTES).where(NOTES.c.record_id.in_(ids)).order_by(NOTES.c.id.desc())
    found: dict[Key, list[Note]] = {}
    with database.told(engine), engine.connect() as connection:
        for row in connection.execute(statement):
            note = _note(row)
            if (note.kind, note.record_id) in wanted:
                found.setdefault((note.kind, note.record_id), []).append(note)
    return found


def take(engine: sa.Engine, actor: Actor, key: Key, now: datetime) -> Taken:
    """Take a record to work on it, or take it over from who has had it for three days.

    Of two who try at once one gets it. Raises ChangeError that says who has it.
    """
    require(actor, Action.CHANGE)
    row = {
        "kind": key[0].value,
        "record_id": key[1],
        "taken_by": actor.name,
        "taken_at": now,
    }
    dialect = postgresql if engine.dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(TAKEN)
        .values(row)
        .on_conflict_do_update(
            index_elements=[TAKEN.c.kind, TAKEN.c.record_id],
            set_={"taken_by": actor.name, "taken_at": now},
            where=sa.or_(TAKEN.c.taken_by == actor.name, TAKEN.c.taken_at <= now - TAKE_OVER_AFTER),
        )
        .returning(TAKEN)
    )
    with database.told(engine), engine.begin() as connection:
        _require_record(connection, key)
        if made := connection.execute(statement).one_or_none():
            return _taken(made)
        has = _taken(connection.execute(sa.select(TAKEN).where(_is(key))).one())
    day = has.free_at().astimezone(LONDON)
    raise ChangeError(
        f"{has.taken_by} is on it. Ask them to give it back, or take it over from "
        f"{day:%A} {day.day} {day:%B} on."
    )


def give_back(engine: sa.Engine, actor: Actor, key: Key) -> None:
    """Let go of a record that the actor took. Raises ChangeError where somebody else has it."""
    require(actor, Action.CHANGE)
    with database.told(engine), engine.begin() as connection:
        gone = connection.execute(
            sa.delete(TAKEN).where(_is(key), TAKEN.c.taken_by == actor.name)
        ).rowcount
        has = connection.execute(sa.select(TAKEN).where(_is(key))).one_or_none()
    if not gone and has is not None:
        raise ChangeError(f"{has.taken_by} is on it, so only they can give it back.")


def taken(engine: sa.Engine, actor: Actor) -> Mapping[Key, Taken]:
    """Give who is working on what."""
    require(actor, Action.READ)
    with database.told(engine), engine.connect() as connection:
        found = [_taken(row) for row in connection.execute(sa.select(TAKEN))]
    return {(each.kind, each.record_id): each for each in found}


def _is(key: Key) -> sa.ColumnElement[bool]:
    return sa.and_(TAKEN.c.kind == key[0].value, TAKEN.c.record_id == key[1])


def _require_record(connection: Connection, key: Key) -> None:
    table = REVISIONS.c
    statement = sa.select(table.id).where(table.kind == key[0].value, table.record_id == key[1])
    if connection.execute(statement.limit(1)).first() is None:
        raise ChangeError("There is no such record. Look for it in the list.")


def _note(row: sa.Row[tuple[object, ...]]) -> Note:
    values = row._asdict()
    return Note(**values | {"kind": RecordKind(values["kind"])})


def _taken(row: sa.Row[tuple[object, ...]]) -> Taken:
    values = row._asdict()
    return Taken(**values | {"kind": RecordKind(values["kind"])})
