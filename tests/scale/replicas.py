"""Processes of the app on ports of their own, which tests stop, kill and start again."""

from __future__ import annotations

import os
import random
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.servers import ROOT

KIT = ROOT / ".deploy"
UNIT = KIT / "somewhere-safe@.service"


def free_port() -> int:
    """Give a port that stays free: the system gives none of these to who only connects."""
    while True:
        port = random.randrange(20_000, 30_000)  # noqa: S311
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def shipped_flags(port: int) -> list[str]:
    """Give what the unit that we ship starts uvicorn with, for a port."""
    unit = re.sub(r"\\\n *", "", UNIT.read_text())
    (line,) = re.findall(r"^ExecStart=\S*/uvicorn (.*)$", unit, re.MULTILINE)
    return shlex.split(line.replace("%i", str(port)))


@dataclass
class Replica:
    """One process of the app; it keeps its port and its folder when it is started anew."""

    folder: Path
    environ: Mapping[str, str]
    flags: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    figures: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it wrote since it was made, whenever it was started."""
        return (self.folder / "log").read_text()

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        own = {
            "HAVENS_TILES_URL": "",
            "HAVENS_CACHE_DIR": str(self.folder),
            "HAVENS_METRICS_PORT": str(self.figures),
            "HAVENS_SNAPSHOT_FILE": str(self.folder / "public.json"),
        }
        with (self.folder / "log").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", *shipped_flags(self.port), *self.flags],
                cwd=ROOT,
                env=os.environ | own | dict(self.environ),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def wait(self, seconds: float = 60) -> None:
        """Wait until it says that it is ready."""
        until = time.monotonic() + seconds
        while not self.is_ready():
            assert self.process
            assert self.process.poll() is None, f"it ended by itself:\n{self.log}"
            assert time.monotonic() < until, f"it did not start:\n{self.log}"
            time.sleep(0.05)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    def ready(self) -> dict[str, bool]:
        found: dict[str, bool] = httpx.get(f"{self.url}/readyz", timeout=20).json()
        return found

    def send(self, sign: signal.Signals) -> None:
        assert self.process
        self.process.send_signal(sign)

    def end(self, sign: signal.Signals = signal.SIGTERM, seconds: float = 30) -> float:
        """End it; give the seconds that this took."""
        assert self.process
        began = time.monotonic()
        self.send(sign)
        self.process.wait(seconds)
        return time.monotonic() - began

    def open_pages(self) -> int:
        """Count the WebSockets that are open to it, as its figures say."""
        figures = httpx.get(f"http://127.0.0.1:{self.figures}/metrics", timeout=10).text
        (line,) = (one for one in figures.splitlines() if one.startswith("havens_open_pages "))
        return int(float(line.split()[1]))


def replicas(folder: Path, environ: Mapping[str, str], count: int) -> list[Replica]:
    """Give as many processes as asked for, all of one database, that are not started yet."""
    return [Replica(folder / f"replica-{number}", environ) for number in range(count)]


@contextmanager
def started(these: Sequence[Replica]) -> Iterator[None]:
    """Run them; at the end kill those that still run."""
    try:
        start_all(these)
        yield
    finally:
        for one in these:
            if one.process and one.is_running():
                one.process.kill()
                one.process.wait(15)


def start_all(these: Sequence[Replica]) -> None:
    """Start several at once, and wait until each is ready."""
    for one in these:
        one.start()
    with ThreadPoolExecutor() as pool:
        list(pool.map(Replica.wait, these))
