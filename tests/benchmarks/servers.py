"""Processes of the app for benchmarks, and what each has used: processor and memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 120
AT_NOON = {"HAVENS_NOW": "2026-11-23T12:00"}
"""For what is compared between runs of different hours: places open and close."""
UNLIMITED = {"HAVENS_LIMITS": "off"}


@dataclass(frozen=True)
class Server:
    """A running process: its port, its process, and the seconds until it was ready."""

    port: int
    process: subprocess.Popen[bytes]
    seconds: float

    @property
    def memory(self) -> float:
        """Megabytes that it holds now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    @property
    def cpu(self) -> float:
        """Seconds of processor that it has used so far, in all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


@contextmanager
def server(
    application: str = "app:app", environ: Mapping[str, str] = UNLIMITED | AT_NOON
) -> Iterator[Server]:
    """Run an application with uvicorn until its pages answer; without street tiles."""
    port = free_port()
    with tempfile.TemporaryFile() as log:
        began = time.perf_counter()
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", application, "--port", str(port)),
                *("--log-level", "error", "--no-access-log"),
            ],
            env=os.environ | {"HAVENS_TILES_URL": ""} | dict(environ),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            while not _is_ready(port):
                if process.poll() is not None or time.perf_counter() - began > START_SECONDS:
                    log.seek(0)
                    raise RuntimeError(f"The server did not start:\n{log.read().decode()}")
                time.sleep(0.05)
            yield Server(port, process, time.perf_counter() - began)
        finally:
            process.terminate()
            process.wait()


@contextmanager
def servers(
    count: int, environ: Mapping[str, str], application: str = "app:app", *, pin: bool = False
) -> Iterator[list[Server]]:
    """Run some processes of the app on one new store, as replicas of a site.

    They believe whoever sends X-Forwarded-For, so that made-up visitors count as many. ``pin``
    gives each a core of its own, as far as there are cores, and leaves the last to the client.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        own = {
            "HAVENS_DATABASE_URL": f"sqlite:///{folder}/store.sqlite3",
            "HAVENS_CACHE_DIR": f"{folder}/cache",
            "HAVENS_PROXIES": "127.0.0.1",
        }
        found = [
            stack.enter_context(server(application, own | dict(environ))) for _ in range(count)
        ]
        cores = sorted(os.sched_getaffinity(0))
        if pin and len(cores) > 1:
            for number, each in enumerate(found):
                _pin(each.process.pid, cores[number % (len(cores) - 1)])
            _pin(os.getpid(), cores[-1])
        try:
            yield found
        finally:
            os.sched_setaffinity(0, cores)


def free_port() -> int:
    """Find a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _pin(process: int, core: int) -> None:
    for task in Path(f"/proc/{process}/task").iterdir():
        os.sched_setaffinity(int(task.name), {core})


def _is_ready(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).read()
    except OSError:
        return False
    return True
