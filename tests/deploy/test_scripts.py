"""The kit's scripts, really run: the nightly backup, and starting processes anew one by one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import backup, clock
from data.database import open_database, upgrade
from data.store import Store
from tests.data.staff import AMINA, LIBRARY, VERA, made_up_seed, propose
from tests.databases import postgresql
from tests.scale.replicas import KIT
from tests.scale.site import database_in

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if getattr(request, "param", "sqlite") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('store')}/site.sqlite3"
        return
    with postgresql() as server:
        yield database_in(server)


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[sa.Engine]:
    """Give a database with records, and a change that says when it was made."""
    engine = open_database(url)
    upgrade(engine)
    store = Store(engine, lambda _lat, _lon: "Newham")
    store.plant(made_up_seed(), clock.real())
    propose(store, LIBRARY, AMINA, clock.real(), alert="Ring twice.")
    yield engine
    engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir()
    return made


@pytest.fixture
def run(url: str, engine: sa.Engine, folder: Path, tmp_path: Path) -> Run:
    def ran(**changed: str) -> subprocess.CompletedProcess[str]:
        aside = tmp_path / "aside"
        aside.mkdir(exist_ok=True)
        given = {"HAVENS_DATABASE_URL": url, "BACKUP_DIR": str(folder), "TMPDIR": str(aside)}
        done = subprocess.run(
            [KIT / "backup"],
            env={**os.environ, "PYTHON": sys.executable, **given, **changed},
            cwd="/",
            capture_output=True,
            text=True,
        )
        assert list(aside.iterdir()) == [], "the throwaway database is gone"
        return done

    return ran


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("url", ["postgresql", "sqlite"], indirect=True)
def test_a_backup_brings_everything_back(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / "somewhere-safe-2026-11-01T032000Z.gz.new").write_bytes(b"cut off")
    done = run()
    assert done.returncode == 0, done.stderr
    (name,) = names(folder)
    assert re.fullmatch(r"somewhere-safe-\d{4}-\d\d-\d\dT\d{6}Z\.gz", name)
    assert name in done.stdout
    assert (folder / name).stat().st_mode & 0o777 == 0o600
    again = open_database(f"sqlite:///{tmp_path}/again.sqlite3")
    backup.restore(again, folder / name)
    store = Store(again, lambda _lat, _lon: "Newham")
    values = store.timeline().values(LIBRARY, clock.real())
    assert values is not None
    assert values["alert"] == "Ring twice."
    assert store.history(VERA, LIBRARY)[0].author == AMINA.name
    again.dispose()


def test_the_newest_stay_and_nothing_else_is_touched(run: Run, folder: Path) -> None:
    old = [f"somewhere-safe-2026-11-{day:02}T032000Z.gz" for day in range(1, 6)]
    for name in [*old, "notes.txt", "somewhere-safe-by-hand.gz"]:
        (folder / name).write_text("old")
    assert run(BACKUP_KEEP="3").returncode == 0
    left = set(names(folder))
    assert {"notes.txt", "somewhere-safe-by-hand.gz", *old[-2:]} < left
    assert not left & set(old[:-2])
    assert len(left) == 5


@pytest.mark.parametrize(
    "changed",
    [
        {"BACKUP_DIR": ""},
        {"BACKUP_DIR": "/nowhere/at/all"},
        {"BACKUP_KEEP": "0"},
        {"BACKUP_KEEP": "all"},
        {"HAVENS_DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"},
    ],
    ids=str,
)
def test_what_fails_is_said_and_takes_nothing_away(
    run: Run, folder: Path, changed: dict[str, str]
) -> None:
    old = [f"somewhere-safe-2026-11-{day:02}T032000Z.gz" for day in range(1, 6)]
    for name in old:
        (folder / name).write_text("old")
    done = run(**{"BACKUP_KEEP": "1", **changed})
    assert done.returncode != 0
    assert done.stderr.strip()
    assert "password" not in done.stderr
    assert names(folder) == old


def test_a_backup_that_can_not_be_brought_back_is_no_backup(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    """A python that writes a file cut in half, as a full disk may."""
    cutting = tmp_path / "python"
    cutting.write_text(
        f'#!/bin/sh\n{sys.executable} "$@" || exit 1\n'
        'if [ "$3" = make ]; then head -c 300 "$4" > "$4.half" && mv "$4.half" "$4"; fi\n'
    )
    cutting.chmod(0o755)
    assert run(PYTHON=str(cutting)).returncode != 0
    assert names(folder) == []


@contextmanager
def answering(status: int) -> Iterator[int]:
    """Answer as a process that is ready, or is not."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/readyz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize(("statuses", "begun"), [((200, 200, 200), 3), ((200, 503, 200), 2)])
def test_processes_are_started_anew_until_one_does_not_come_up(
    tmp_path: Path, statuses: tuple[int, ...], begun: int
) -> None:
    """systemd does not run here: what would be asked of it is written down instead."""
    with (
        answering(statuses[0]) as one,
        answering(statuses[1]) as two,
        answering(statuses[2]) as three,
    ):
        lines = "".join(
            f"somewhere-safe@{port}.service loaded active running x\n" for port in (one, two, three)
        )
        (tmp_path / "units").write_text(lines)
        program = tmp_path / "systemctl"
        program.write_text(
            '#!/bin/sh\ncd "$(dirname "$0")"\n'
            'if [ "$1" = list-units ]; then cat units; else echo "$@" >> asked; fi\n'
        )
        program.chmod(0o755)
        began = time.monotonic()
        done = subprocess.run(
            [KIT / "restart"],
            env=os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PATIENCE": "2"},
            capture_output=True,
            text=True,
        )
        assert time.monotonic() - began < 20
        asked = (tmp_path / "asked").read_text().splitlines()
        assert asked == [f"restart somewhere-safe@{p}.service" for p in (one, two, three)[:begun]]
        assert done.returncode == (0 if begun == 3 else 1)
        if begun < 3:
            assert f"somewhere-safe@{two}.service is not ready" in done.stderr
