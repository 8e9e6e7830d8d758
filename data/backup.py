"""Backup and restore of the store, the same file for SQLite and PostgreSQL.

``python -m data.backup make FILE`` writes everything of the configured database at one moment,
while the app runs. ``python -m data.backup restore FILE`` fills a new, empty database; so it also
moves a SQLite store to PostgreSQL. Sign-ins are not kept: after a restore everybody signs in again.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Connection

from data import database, settings
from data.database import DatabaseError, UtcDateTime

FORMAT = "somewhere-safe-backup-1"
_NOT_KEPT = frozenset({"alembic_version", "sign_ins"})
_SOME = 1000
_AHEAD = 1_000_000
"""How far the counter goes on after a restore, so that a server that still runs looks again."""


class BackupError(RuntimeError):
    """A backup can't be made or brought back. The message says why and what to do."""


def make(engine: sa.Engine, path: Path, now: datetime) -> int:
    """Write all tables as they are at one moment; give the number of rows.

    The file is for its owner only, and is there wholly or not at all. Raises DatabaseError, and
    BackupError where it can't be written.
    """
    beside = path.with_name(f"{path.name}.new")
    try:
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as raw:
            with gzip.open(raw, "wt", encoding="utf-8") as file:
                count = _write(engine, file, now)
            raw.flush()
            os.fsync(raw.fileno())
        beside.replace(path)
    except OSError as error:
        raise BackupError(f"{path} can't be written ({error.strerror}).") from None
    return count


def restore(engine: sa.Engine, path: Path) -> int:
    """Fill an empty database from a backup, all of it or nothing; give the number of rows.

    A backup of an older version of the program is brought up to date. Raises BackupError and
    DatabaseError.
    """
    head, rows = _read(path)
    if used := _rows_in_use(engine):
        raise BackupError(
            f"The database is not new: it holds {used} rows. Nothing was changed. Stop the app, "
            "name a new file or database in HAVENS_DATABASE_URL, and try again."
        )
    database.upgrade(engine, to=str(head["migration"]))
    with database.told(engine), engine.begin() as connection:
        count = _fill(connection, rows)
        if count != head["rows"]:
            raise BackupError(
                f"{path} is cut short: {count} of {head['rows']} rows. Take another backup."
            )
        _go_on(connection)
    database.upgrade(engine)
    return count


def _rows_in_use(engine: sa.Engine) -> int:
    with database.told(engine), engine.connect() as connection:
        return sum(
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in _tables(connection)
            if table.name != "counter"
        )


def _write(engine: sa.Engine, file: TextIO, now: datetime) -> int:
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else "SERIALIZABLE"
    with database.told(engine), engine.connect() as plain:
        connection = plain.execution_options(isolation_level=level)
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        tables = _tables(connection)
        count = sum(
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in tables
        )
        (migration,) = MigrationContext.configure(connection).get_current_heads()
        head = {
            "format": FORMAT,
            "made_at": now.astimezone(UTC).isoformat(),
            "migration": migration,
            "rows": count,
        }
        file.write(json.dumps(head) + "\n")
        for table in tables:
            in_order = sa.select(table).order_by(*table.primary_key)
            for row in connection.execute(in_order).mappings():
                values = {name: _plain(value) for name, value in row.items()}
                file.write(json.dumps({"table": table.name, "row": values}) + "\n")
    return count


def _read(path: Path) -> tuple[dict[str, Any], Iterator[dict[str, Any]]]:
    try:
        lines = _lines(path)
        head = next(lines)
        if head.get("format") != FORMAT:
            raise BackupError(f"{path} is no backup of this program.")
    except StopIteration:
        raise BackupError(f"{path} is empty. Take another backup.") from None
    return head, lines


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)
    except (OSError, EOFError, ValueError) as error:
        raise BackupError(f"{path} can't be read ({error}). Take another backup.") from None


def _fill(connection: Connection, rows: Iterator[dict[str, Any]]) -> int:
    tables = {table.name: table for table in _tables(connection)}
    for table in reversed(tables.values()):
        connection.execute(sa.delete(table))
    count = 0
    waiting: list[dict[str, Any]] = []
    name = ""
    for row in rows:
        if row["table"] != name or len(waiting) >= _SOME:
            _insert(connection, tables.get(name), waiting)
            name, waiting = row["table"], []
        if name not in tables:
            raise BackupError(f"The backup has a table {name} that this program does not know.")
        waiting.append(_typed(tables[name], row["row"]))
        count += 1
    _insert(connection, tables.get(name), waiting)
    return count


def _insert(connection: Connection, table: sa.Table | None, rows: list[dict[str, Any]]) -> None:
    if table is not None and rows:
        connection.execute(sa.insert(table), rows)


def _go_on(connection: Connection) -> None:
    """Let numbers go on after those that were brought back."""
    connection.execute(sa.text("UPDATE counter SET version = version + :n"), {"n": _AHEAD})
    if connection.dialect.name != "postgresql":
        return
    for table in _tables(connection):
        if table.name != "counter" and isinstance(table.c[0].type, sa.Integer):
            newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, newest, False)))


def _tables(connection: Connection) -> list[sa.Table]:
    """Give the tables as they are in the database, those first that others refer to."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in _NOT_KEPT]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in row.items()}


def _value(column: sa.Column[Any], value: object) -> object:
    if isinstance(value, str) and isinstance(column.type, sa.DateTime | UtcDateTime):
        moment = datetime.fromisoformat(value)
        zoned = getattr(column.type, "timezone", False)
        return moment if zoned else moment.replace(tzinfo=None)
    if isinstance(value, str) and isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return value


def main(arguments: list[str] | None = None) -> int:
    """Make a backup of the configured database, or bring one back."""
    parser = argparse.ArgumentParser(prog="python -m data.backup", description=__doc__)
    parser.add_argument("what", choices=["make", "restore"])
    parser.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    try:
        if given.what == "make":
            count = make(database.current(), given.file, datetime.now(UTC))
            print(f"Wrote {count} rows to {given.file}. It holds staff names: keep it safe.")
            return 0
        engine = database.open_database(settings.current().database_url)
        count = restore(engine, given.file)
        print(f"Brought back {count} rows from {given.file}. Start the app again.")
    except (BackupError, DatabaseError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
