"""The database: made, brought up to date, refused when it is damaged or newer, on both kinds."""

import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import database
from data import tables as staff_tables
from data.database import METADATA, DatabaseError, UtcDateTime, check, upgrade
from data.reports import TABLE

Opened = Callable[[str], sa.Engine]
ROOT = Path(__file__).resolve().parents[2]


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def test_it_is_made_and_up_to_date(engine: sa.Engine) -> None:
    assert staff_tables.REVISIONS.metadata is METADATA
    assert tables(engine) == {"alembic_version", *METADATA.tables}
    upgrade(engine)
    check(engine)


def test_the_migrations_make_what_the_program_expects(engine: sa.Engine) -> None:
    made = {c["name"]: c["nullable"] for c in sa.inspect(engine).get_columns("reports")}
    assert made == {c.name: c.nullable for c in TABLE.columns}
    unique = sa.inspect(engine).get_unique_constraints("reports")
    assert [set(u["column_names"]) for u in unique] == [
        {"kind", "record_id", "what", "words", "day"}
    ]


def test_every_table_has_the_columns_that_the_program_expects(engine: sa.Engine) -> None:
    made = sa.inspect(engine)
    for table in METADATA.sorted_tables:
        columns = {(c["name"], c["nullable"]) for c in made.get_columns(table.name)}
        assert columns == {(c.name, bool(c.nullable)) for c in table.columns}, table.name


def test_two_programs_may_start_at_once(database_url: str, opened: Opened) -> None:
    program = (
        "import sys; from data.database import open_database, upgrade;"
        "upgrade(open_database(sys.argv[1]))"
    )
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(
                lambda _: subprocess.run(
                    [sys.executable, "-c", program, database_url],
                    cwd=ROOT,
                    capture_output=True,
                    text=True,
                    check=False,
                ),
                range(4),
            )
        )
    assert [(d.returncode, d.stderr) for d in done] == [(0, "")] * 4
    assert "reports" in tables(opened(database_url))


def test_a_newer_database_is_left_alone(engine: sa.Engine) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'from_tomorrow'"))
    with pytest.raises(DatabaseError, match=r"newer version of this program .from_tomorrow"):
        upgrade(engine)
    with engine.connect() as connection:
        assert (
            connection.scalar(sa.text("SELECT version_num FROM alembic_version")) == "from_tomorrow"
        )


def test_a_damaged_file_is_left_alone(tmp_path: Path, opened: Opened) -> None:
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"this is no database" * 300)
    with pytest.raises(DatabaseError, match="Nothing was changed") as caught:
        upgrade(opened(f"sqlite:///{path}"))
    assert "not a database" in str(caught.value)
    assert path.read_bytes() == b"this is no database" * 300


def test_a_folder_that_can_t_be_made_is_named(tmp_path: Path, opened: Opened) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="HAVENS_DATABASE_URL"):
        opened(f"sqlite:///{tmp_path / 'file' / 'a.sqlite3'}")


def test_a_lock_that_can_t_be_taken_is_named(tmp_path: Path, opened: Opened) -> None:
    engine = opened(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    (tmp_path / "a.sqlite3.lock").mkdir()
    with pytest.raises(DatabaseError, match=r"a\.sqlite3\.lock can't be opened"):
        upgrade(engine)


def test_a_server_that_is_away_is_named_without_its_password(opened: Opened) -> None:
    engine = opened("postgresql://someone:hunter2@127.0.0.1:1/havens")
    with pytest.raises(DatabaseError, match=r"havens on 127\.0\.0\.1") as caught:
        check(engine)
    assert "hunter2" not in str(caught.value)


def test_a_database_that_comes_back_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "later.sqlite3"
    path.write_bytes(b"no database" * 100)
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{path}")
    with pytest.raises(DatabaseError):
        database.current()
    path.unlink()
    engine = database.current()
    assert "reports" in tables(engine)
    engine.dispose()


def test_only_its_owner_may_read_the_file(tmp_path: Path, opened: Opened) -> None:
    upgrade(opened(f"sqlite:///{tmp_path / 'new' / 'a.sqlite3'}"))
    assert stat.S_IMODE((tmp_path / "new" / "a.sqlite3").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("synchronous", 2)]
)
def test_sqlite_is_set_up_for_crashes(
    tmp_path: Path, pragma: str, value: object, opened: Opened
) -> None:
    engine = opened(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with engine.connect() as connection:
        assert connection.scalar(sa.text(f"PRAGMA {pragma}")) == value


def test_moments_keep_their_zone(engine: sa.Engine) -> None:
    table = sa.Table("moments", sa.MetaData(), sa.Column("at", UtcDateTime))
    summer = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=1)))
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{"at": summer}, {"at": None}])
        read = connection.scalars(sa.select(table.c.at)).all()
    assert set(read) == {datetime(2026, 7, 1, 11, tzinfo=UTC), None}


def test_a_time_without_a_zone_is_refused(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.StatementError, match="needs its zone"), engine.begin() as connection:
        connection.execute(sa.select(sa.literal(datetime(2026, 7, 1), UtcDateTime)))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_connection_that_the_server_dropped_is_made_again(
    database_url: str, opened: Opened
) -> None:
    engine, other = opened(database_url), opened(database_url)
    check(engine)
    with other.connect() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    check(engine)


def test_a_server_that_says_nothing_is_left_after_seconds(opened: Opened) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        start = time.monotonic()
        with pytest.raises(DatabaseError) as caught:
            check(opened(f"postgresql://nobody@127.0.0.1:{port}/none"))
    assert time.monotonic() - start < 60
    assert "\n" not in str(caught.value)


def test_who_writes_waits_for_another_who_writes(tmp_path: Path, opened: Opened) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    first, second = opened(url), opened(url)
    upgrade(first)
    holder = first.raw_connection()
    holder.cursor().execute("BEGIN IMMEDIATE")
    threading.Timer(0.5, holder.rollback).start()
    with second.begin() as connection:
        connection.execute(TABLE.delete())
    holder.close()


@pytest.mark.parametrize(
    ("pragma", "words"),
    [
        ("PRAGMA max_page_count = 1", "Make room on its disk"),
        ("PRAGMA query_only = 1", "must be able to write"),
    ],
)
def test_what_is_told_helps_whoever_was_saving(
    tmp_path: Path, opened: Opened, pragma: str, words: str
) -> None:
    engine = opened(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    upgrade(engine)
    row = {"kind": "place", "record_id": "a", "author": "ann", "words": "x" * 2000}
    rows = [row | {"made_at": datetime.now(UTC)}] * 50

    def save() -> None:
        with database.told(engine), engine.begin() as connection:
            connection.execute(sa.text(pragma))
            connection.execute(sa.insert(staff_tables.NOTES), rows)

    with pytest.raises(DatabaseError) as told:
        save()
    assert words in str(told.value)
    assert "backup" not in str(told.value)


def test_a_database_that_is_busy_is_no_damaged_one(tmp_path: Path, opened: Opened) -> None:
    engine = opened(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    upgrade(engine)
    with engine.connect() as first, engine.connect() as second:
        first.execute(sa.text("BEGIN IMMEDIATE"))
        second.execute(sa.text("PRAGMA busy_timeout = 10"))
        with pytest.raises(DatabaseError, match="try again"), database.told(engine):
            second.execute(sa.text("BEGIN IMMEDIATE"))
