"""Backup and restore: everything comes back, on either kind of database, or nothing changes."""

from __future__ import annotations

import gzip
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.backup import BackupError, make, restore
from data.database import METADATA, upgrade
from data.directory import Directory
from data.reports import ReportKind, What, keep, queue
from data.roles import Actor, Role
from data.store import Store
from tests.data.staff import AMINA, BEN, LIBRARY, NOW, VERA, made_up_seed, propose

ROOT = Path(__file__).resolve().parents[2]
Opened = Callable[[str], sa.Engine]


def everything(engine: sa.Engine) -> dict[str, list[Any]]:
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))]
            for table in METADATA.sorted_tables
            if table.name not in ("counter", "sign_ins")
        }


@pytest.fixture
def used(store: Store, engine: sa.Engine) -> Store:
    """Give a store in which people have done things of every sort."""
    waiting = propose(store, LIBRARY, alert="Door B", name="Ünïcode ’s 😀 Library").waiting
    assert waiting
    store.approve(BEN, [waiting.id], NOW, "Yes.", seen=store.version())
    store.undo(AMINA, waiting.id, "It was wrong.", NOW)
    store.amend(AMINA, LIBRARY, {"status": "temporarily_closed"}, "Works.", NOW)
    directory = Directory.of(store.timeline().records(NOW))
    keep(engine, directory, ReportKind.PLACE, LIBRARY[1], What.NOT_SAFE, "A man", NOW)
    return store


@pytest.fixture
def other(opened: Opened, tmp_path: Path) -> sa.Engine:
    return opened(f"sqlite:///{tmp_path / 'restored' / 'b.sqlite3'}")


def test_all_of_it_comes_back(
    used: Store, engine: sa.Engine, other: sa.Engine, tmp_path: Path
) -> None:
    path = tmp_path / "backup.gz"
    count = make(engine, path, NOW)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert restore(other, path) == count
    assert everything(other) == everything(engine)
    again = Store(other, lambda _lat, _lon: "Newham")
    assert again.timeline().records(NOW) == used.timeline().records(NOW)
    assert [r.what for r in queue(other)] == [What.NOT_SAFE]


def test_the_store_goes_on_after_a_restore(
    used: Store, engine: sa.Engine, other: sa.Engine, tmp_path: Path
) -> None:
    make(engine, tmp_path / "backup.gz", NOW)
    restore(other, tmp_path / "backup.gz")
    again = Store(other, lambda _lat, _lon: "Newham")
    assert again.version() > used.version()
    newest = again.history(VERA, LIBRARY)[0].id
    done = again.amend(AMINA, LIBRARY, {"alert": "Door C"}, "Rang.", NOW + timedelta(days=1))
    assert done.at_once
    assert done.at_once.id > newest


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_sqlite_store_moves_to_postgresql(
    database_url: str, opened: Opened, tmp_path: Path
) -> None:
    small = opened(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    upgrade(small)
    store = Store(small, lambda _lat, _lon: "Newham")
    store.plant(made_up_seed(), NOW)
    propose(store, LIBRARY, name="Another Name")
    make(small, tmp_path / "backup.gz", NOW)
    big = opened(database_url)
    restore(big, tmp_path / "backup.gz")
    assert everything(big) == everything(small)
    moved = Store(big, lambda _lat, _lon: "Newham")
    assert moved.amend(AMINA, LIBRARY, {"alert": "x"}, "Rang.", NOW).at_once


def test_a_backup_while_others_write_is_of_one_moment(
    used: Store, engine: sa.Engine, other: sa.Engine, tmp_path: Path
) -> None:
    """Each change is one decision, so a backup in between has as many of the one as the other."""
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            who = Actor("writer", Role.EDITOR)
            used.amend(who, LIBRARY, {"internal_notes": f"{number}"}, "Rang.", NOW)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        make(engine, tmp_path / "backup.gz", NOW)
    finally:
        stop.set()
        writer.join()
    restore(other, tmp_path / "backup.gz")
    with other.connect() as connection:
        newest = connection.scalar(sa.text("SELECT max(version) FROM revisions"))
        counted = connection.scalar(sa.text("SELECT version FROM counter"))
    assert counted - newest == 1_000_000


def test_a_database_in_use_is_left_alone(used: Store, engine: sa.Engine, tmp_path: Path) -> None:
    make(engine, tmp_path / "backup.gz", NOW)
    before = everything(engine)
    with pytest.raises(BackupError, match="Nothing was changed"):
        restore(engine, tmp_path / "backup.gz")
    assert everything(engine) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: b"", "empty"),
        (lambda raw: raw[: len(raw) // 2], "can't be read"),
        (lambda raw: b"not a backup", "can't be read"),
        (lambda raw: gzip.compress(b'{"format": "another"}\n'), "no backup of this program"),
        (lambda raw: gzip.compress(b"".join(gzip.decompress(raw).splitlines(True)[:-1])), "cut"),
        (lambda raw: gzip.compress(gzip.decompress(raw).replace(b': "reports"', b': "x"')), "x"),
    ],
)
def test_a_damaged_backup_changes_nothing(
    used: Store, engine: sa.Engine, other: sa.Engine, tmp_path: Path, change: Any, words: str
) -> None:
    path = tmp_path / "backup.gz"
    make(engine, path, NOW)
    path.write_bytes(change(path.read_bytes()))
    good = path.with_name("good.gz")
    make(engine, good, NOW)
    with pytest.raises(BackupError, match=words):
        restore(other, path)
    restore(other, good)
    assert everything(other) == everything(engine)


def test_the_command_makes_and_brings_back(used: Store, database_url: str, tmp_path: Path) -> None:
    def run(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "data.backup", *arguments],
            cwd=ROOT,
            env=os.environ | {"HAVENS_DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
        )

    path = str(tmp_path / "b.gz")
    made = run(database_url, "make", path)
    assert (made.returncode, made.stderr) == (0, "")
    assert "keep it safe" in made.stdout
    back = run(f"sqlite:///{tmp_path / 'new.sqlite3'}", "restore", path)
    assert (back.returncode, back.stderr) == (0, "")
    again = run(f"sqlite:///{tmp_path / 'new.sqlite3'}", "restore", path)
    assert again.returncode == 1
    assert "not new" in again.stderr
    assert run(database_url, "make", str(tmp_path / "no" / "b.gz")).returncode == 1
