"""A real SQLite file and a real PostgreSQL server for tests."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


def missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must run this test: {reason}")
    pytest.skip(reason)


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class PostgreSQL:
    """A server of the tests' own: its address without a database name, and a way to stop it."""

    url: str
    control: tuple[str | Path, ...]
    starting: tuple[str | Path, ...]

    def stop(self) -> None:
        self._do(*self.control, "-m", "immediate", "stop")

    def start(self) -> None:
        self._do(*self.control, *self.starting, "start")

    def _do(self, *command: str | Path) -> None:
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def postgresql_server() -> Iterator[str]:
    """Run a PostgreSQL server of the tests' own; give its address without a database name."""
    with postgresql() as server:
        yield server.url


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """Run a PostgreSQL server that a test may stop and start again."""
    programs = _programs()
    if programs is None:
        missing("PostgreSQL is not installed: apt-get install postgresql")
    assert programs is not None
    as_user: list[str] = []
    if os.geteuid() == 0:
        if shutil.which("runuser") is None:
            missing("PostgreSQL refuses to run as root, and runuser is not there")
        as_user = ["runuser", "-u", "postgres", "--"]
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    if as_user:
        shutil.chown(folder, "postgres")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    data, log = folder / "data", folder / "log"
    run = {"check": True, "capture_output": True, "cwd": "/"}
    subprocess.run(
        [*as_user, programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8"],
        **run,  # type: ignore[call-overload]
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    server = PostgreSQL(
        f"postgresql://tests@127.0.0.1:{port}",
        (*as_user, programs / "pg_ctl", "-D", data, "-w"),
        ("-o", options, "-l", log),
    )
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
