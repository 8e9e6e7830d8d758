"""Sending the chosen rows: one batch that waits, all or none, once."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import func, select

from data import exchange
from data.changes import ChangeError
from data.database import open_database, upgrade
from data.exchange import accept
from data.exchange_rows import Outcome
from data.revisions import RecordKind
from data.roles import NotAllowedError
from data.store import Store
from data.tables import BATCHES, REVISIONS
from geo.boroughs import borough_at
from tests.data.exchange_sheets import HEAD, NEW, ROOT, SHEET, look, one, send
from tests.data.staff import AMINA, BEN, NOW, VERA, propose


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    sheet = f"{HEAD},phone\n{NEW},020 7946 0000\nMade-up Library,,,E16 1ZE,3 Nowhere Street,,\nWith No Postcode,shop,public building,,,A source,\n"
    first = look(store, sheet)
    assert [row.outcome for row in first.rows] == [Outcome.NEW, Outcome.CHANGED, Outcome.NEW]
    done = send(store, first)
    again = look(store, sheet)
    assert {row.outcome for row in again.rows} == {Outcome.WAITING}
    assert {row.batch for row in again.rows} == {done.batch}
    assert f"already waits for approval in batch {done.batch}" in again.rows[0].what()
    with pytest.raises(ChangeError, match="already waits"):
        send(store, first)
    ids = [r.id for r in store.waiting(BEN)]
    store.approve(BEN, ids, NOW, seen=store.version())
    assert {row.outcome for row in look(store, sheet).rows} == {Outcome.UNCHANGED}


def test_what_waits_with_other_words_is_decided_first(store: Store) -> None:
    send(store, look(store, f"{HEAD}\n{NEW}\n"))
    other = one(store, f"{HEAD}\n{NEW.replace('2 Nowhere', '3 Nowhere')}\n")
    assert other.outcome is Outcome.WRONG
    assert "waits for approval in batch" in other.faults[0].words


def test_accepted_rows_are_one_batch_that_waits_and_nothing_is_public(store: Store) -> None:
    run = look(store, f"{HEAD},visibility\n{NEW},public\n")
    done = send(store, run)
    assert done.rows == 1
    assert store.batches(VERA)[done.batch][0] == "1 place from a.csv"
    (waiting,) = store.log(VERA, batch=done.batch)
    assert (waiting.author, waiting.reason, waiting.creates) == (
        "amina",
        "Their sheet of 3 November.",
        True,
    )
    assert store.timeline().values((RecordKind.PLACE, "newham-new-hall"), NOW) is None


def test_only_chosen_rows_are_sent(store: Store) -> None:
    run = look(
        store,
        f"{HEAD}\n{NEW}\n{NEW.replace('New Hall', 'Other Hall').replace('2 Nowhere', '8 Far')}\n",
    )
    accept(store, AMINA, run, {1}, "Only this.", NOW)
    assert [r.record_id for r in store.waiting(BEN)] == ["newham-other-hall"]


@pytest.mark.parametrize("chosen", [set(), {0}, {1}])
def test_rows_that_can_not_be_sent(store: Store, chosen: set[int]) -> None:
    run = look(
        store,
        f"{HEAD}\n,,,,,\nMade-up Library,,,E16 1ZE,1 Nowhere Street,\nHope refuge,shop,public building,E16 1ZE,x,y\n",
    )
    assert [row.outcome for row in run.rows] == [Outcome.UNCHANGED, Outcome.WRONG]
    with pytest.raises(ChangeError, match=r"can't be sent|No row is chosen"):
        accept(store, AMINA, run, chosen, "Why not", NOW)
    assert store.waiting(BEN) == []


def test_a_record_that_changed_since_stops_all_of_it(store: Store) -> None:
    run = look(store, f"{HEAD}\n{NEW}\nMade-up Library,,,E16 1ZE,3 Nowhere Street,\n")
    propose(store, (RecordKind.PLACE, "made-up-library"), alert="Closed today.")
    with pytest.raises(ChangeError, match=r"Row 3 \(Made-up Library\): somebody changed"):
        send(store, run)
    assert store.waiting(BEN) == []


def test_who_may_not_change_may_not_bring_in(store: Store) -> None:
    run = look(store, f"{HEAD}\n{NEW}\n")
    with pytest.raises(NotAllowedError):
        send(store, run, VERA)
    with pytest.raises(ChangeError, match="Say why"):
        accept(store, AMINA, run, run.usual(), " ", NOW)
    assert store.waiting(BEN) == []


def test_thousands_of_rows_in_seconds_with_progress(engine: sa.Engine) -> None:
    store = Store(engine, borough_at)
    rows = [
        f"Hall {n},shop,public building,E16 2AA,{n} Long Street,A council" for n in range(10_000)
    ]
    told: list[float] = []
    started = time.perf_counter()
    run = look(store, "\n".join([HEAD, *rows]), progress=told.append)
    looked = time.perf_counter()
    done = accept(store, AMINA, run, range(10_000), "All of them.", NOW)
    sent = time.perf_counter()
    assert done.rows == 10_000
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)
    assert looked - started < 30, "a few seconds on a quiet machine"
    assert sent - looked < 30, "under 10 seconds on a quiet machine"
    assert len(store.waiting(BEN)) == 10_000


CRASH = """
import sys, time
import sqlalchemy as sa
from datetime import datetime, UTC
from data.database import open_database
from data.exchange import accept, dry_run
from data.exchange_read import read_file
from data.roles import Actor, Role
from data.store import Store

engine = open_database(sys.argv[1])
store = Store(engine, lambda lat, lon: "Newham")
now = datetime(2026, 11, 23, 12, tzinfo=UTC)
rows = [f"Hall {n},shop,public_building,,A council" for n in range(3000)]
body = "\\n".join(["name,kind,tier,address,source name", *rows]).encode()
tables = read_file("a.csv", body)
run = dry_run(tables, store.timeline(), now, validate=store.validated, locate=lambda p: None)
inserts = 0

@sa.event.listens_for(engine, "after_cursor_execute")
def stop(conn, cursor, statement, parameters, context, executemany):
    global inserts
    inserts += statement.lower().startswith("insert into revisions")
    if inserts == 2:
        print("in the middle", flush=True)
        time.sleep(60)

accept(store, Actor("amina", Role.EDITOR), run, run.usual(), "why", now)
print("done", flush=True)
"""


def test_a_crash_in_the_middle_leaves_nothing(
    database_url: str, opened: Callable[[str], sa.Engine]
) -> None:
    engine = opened(database_url)
    upgrade(engine)
    with subprocess.Popen(
        [sys.executable, "-c", CRASH, database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        os.kill(child.pid, signal.SIGKILL)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(REVISIONS)) == 0
        assert connection.scalar(select(func.count()).select_from(BATCHES)) == 0
    store = Store(engine, lambda lat, lon: "Newham")
    assert send(store, look(store, f"{HEAD}\n{NEW}\n")).rows == 1


def test_the_command_prints_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    monkeypatch.setenv("HAVENS_DATABASE_URL", url)
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    out = io.StringIO()
    assert exchange.main([str(SHEET), "--kind", "place"], out) == 1
    said = out.getvalue().splitlines()
    assert said[-1] == "34 new, 1 possible twin, 5 wrong. Nothing was changed."
    assert any(line.startswith("row 6: wrong: Ember Gym. Opening times: ") for line in said)
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(REVISIONS)) == 0
    engine.dispose()
    assert exchange.main([str(tmp_path / "none.csv")], out) == 1
    assert "can't be read" in capsys.readouterr().err
