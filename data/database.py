"""The database: a SQLite file by default, PostgreSQL by URL; opened, brought up to date, checked.

It holds what people send and, later, what staff change. The public pages never need it: when it
is damaged, newer than this program, or away, they go on, and whoever needs it gets a
``DatabaseError`` that says what to do.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import DateTime, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.engine import URL, Connection, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from data import settings

METADATA = MetaData()
_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 7_263_301
_BUSY_MILLISECONDS = 5_000
_PATIENCE = MappingProxyType(
    {
        "connect_timeout": 5,
        # A server that vanished without a word is given up after some seconds, not after hours.
        "tcp_user_timeout": 10_000,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
    }
)
_LOOK = (
    "Look whether it is there and whole; if it is damaged, put it aside and bring back the newest "
    "backup."
)
_ADVICE = MappingProxyType(
    {
        "is locked": "Somebody else is saving. Wait a moment, then try again.",
        "is full": "Make room on its disk, then try again.",
        "No space left": "Make room on its disk, then try again.",
        "readonly": "The server must be able to write to the file and its folder.",
    }
)


class DatabaseError(RuntimeError):
    """The database can't be used. The message says why and what to do, and holds no password."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment with its time zone, kept in UTC by databases that know no zones too."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a time without a zone: it could be taken for the server's."""
        if value is not None and value.tzinfo is None:
            msg = "A time needs its zone: use data.clock.now()."
            raise ValueError(msg)
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment in UTC."""
        if value is None:
            return None
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC)


def current() -> Engine:
    """Give the engine of the configured database, up to date; made once per process.

    Raises DatabaseError. A failure is not kept, so that a database that comes back is used.
    """
    return _ready(settings.current().database_url)


@lru_cache(maxsize=4)
def _ready(url: str) -> Engine:
    engine = open_database(url)
    try:
        upgrade(engine)
    except DatabaseError:
        engine.dispose()
        raise
    return engine


def open_database(url: str) -> Engine:
    """Make an engine for ``sqlite:///PATH`` or ``postgresql://...``. Raises DatabaseError."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            connect_args=dict(_PATIENCE),
        )
    _make_private_file(parsed)
    engine = create_engine(parsed, connect_args={"timeout": _BUSY_MILLISECONDS / 1000})
    event.listen(engine, "connect", _configure_sqlite)
    return engine


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring the tables up to date, or up to an older migration; two programs may do so at once.

    Raises DatabaseError, and changes nothing, for a database that is damaged, away, or newer
    than this program.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    known = ScriptDirectory.from_config(config)
    with told(engine), _alone(engine), engine.connect() as connection:
        _refuse_newer(connection, known)
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()


def check(engine: Engine) -> None:
    """Raise DatabaseError where the database can't be read."""
    with told(engine), engine.connect() as connection:
        connection.execute(text("SELECT 1"))


@contextmanager
def told(engine: Engine) -> Iterator[None]:
    """Turn what a driver says into words to act on, without the address and its password."""
    try:
        yield
    except SQLAlchemyError as error:
        where = _where(engine.url)
        what = str(getattr(error, "orig", None) or type(error).__name__).strip().splitlines()[0]
        advice = next((words for sign, words in _ADVICE.items() if sign in what), _LOOK)
        raise DatabaseError(
            f"The database {where} can't be used ({what}). {advice} Nothing was changed."
        ) from None


def _where(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return f"{url.database} on {url.host or 'this machine'}"


def _refuse_newer(connection: Connection, known: ScriptDirectory) -> None:
    revisions = MigrationContext.configure(connection).get_current_heads()
    ours = {script.revision for script in known.walk_revisions()}
    if unknown := [revision for revision in revisions if revision not in ours]:
        raise DatabaseError(
            f"The database was made by a newer version of this program ({unknown[0]}). "
            "Start that version, or bring back a backup from before. Nothing was changed."
        )


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Let one program at a time change the tables."""
    if engine.url.get_backend_name() == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:n)"), {"n": _LOCK_NUMBER})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": _LOCK_NUMBER})
        return
    if not engine.url.database:
        yield
        return
    with _opened(Path(f"{engine.url.database}.lock")) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _opened(path: Path) -> TextIO:
    try:
        return path.open("w")
    except OSError as error:
        raise _not_opened(path, error) from None


def _make_private_file(url: URL) -> None:
    if not url.database:
        return
    path = Path(url.database)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise _not_opened(path, error) from None


def _not_opened(path: Path, error: OSError) -> DatabaseError:
    return DatabaseError(
        f"The database file {path} can't be opened ({error.strerror}). Make it and its folder "
        "writable for this program, or set HAVENS_DATABASE_URL."
    )


def _configure_sqlite(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
