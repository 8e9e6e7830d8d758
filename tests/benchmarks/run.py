"""Print one table of what things cost: ``python -m tests.benchmarks.run``.

Machines differ and are noisy: compare the figures of one run with each other, and the bytes.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from statistics import median

import geopandas as gpd
import numpy as np
import shapely

from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.reference.grid import to_grid
from geo.search import Point, Search, search
from tests.benchmarks.made_up import made_up_directory
from tests.benchmarks.visitor import Visitor

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
HERE = Point(51.508, 0.016)
SAMPLE = 20_000
FILTERS = ("Right now", "Show all", "When I get there")


def best_of(times: int, work: Callable[[], object]) -> float:
    """Give the least seconds of some runs: the one that was disturbed least."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def plain_way(count: int) -> tuple[float, float]:
    """Seconds for sjoin_nearest, and for asking the hours of every place in a Python loop.

    The loop over more than SAMPLE places is measured on SAMPLE of them and multiplied.
    """
    columns = made_up_directory(count).columns
    frame = gpd.GeoDataFrame(
        {"hours": columns.hours},
        geometry=shapely.points(columns.easting, columns.northing),
        crs="EPSG:27700",
    )
    easting, northing = to_grid(HERE.lat, HERE.lon)
    here = gpd.GeoDataFrame(geometry=[shapely.Point(easting, northing)], crs="EPSG:27700")
    looped = min(count, SAMPLE)

    def loop() -> list[str]:
        texts = (columns.texts[row] for row in columns.hours[:looped])
        return [OpeningHours(text).state(NOON) if text else "unknown" for text in texts]

    nearest = best_of(2, lambda: gpd.sjoin_nearest(here, frame))
    return nearest, best_of(2, loop) * count / looped


def search_rows() -> Iterator[tuple[str, str]]:
    """Search and state for 5,000 and 1,000,000 places, beside the plain way."""
    for count in (5_000, 1_000_000):
        directory = made_up_directory(count)
        asked = Search(NOON, HERE, under_18=True, limit=20)
        search(directory, asked)
        ours = best_of(7, lambda d=directory, a=asked: search(d, a))
        nearest, loop = plain_way(count)
        yield f"search, filters and state, {count:,} places", f"{ours * 1000:.1f} ms"
        yield (
            "   the plain way: sjoin_nearest + a loop over hours",
            f"{nearest * 1000:.0f} + {loop * 1000:,.0f} ms = {(nearest + loop) / ours:,.0f} times",
        )


def free_port() -> int:
    """Find a port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(application: str) -> Iterator[tuple[int, float, subprocess.Popen[bytes]]]:
    """Run an application; gives its port, the seconds until it was ready, and its process."""
    port = free_port()
    settings = {
        "HAVENS_TILES_URL": "",
        "HAVENS_NOW": "2026-11-23T12:00",
        "HAVENS_LIMITS": "off",
    }
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", application, "--port", str(port), "--log-level", "error"],
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").read()
                break
            except OSError:
                if process.poll() is not None or time.perf_counter() - began > 120:
                    raise
                time.sleep(0.05)
        yield port, time.perf_counter() - began, process
    finally:
        process.terminate()
        process.wait()


def memory(process: subprocess.Popen[bytes]) -> float:
    """Give the megabytes that a process holds now."""
    with open(f"/proc/{process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def rerun_rows(application: str, name: str) -> Iterator[tuple[str, str]]:
    """Start-up, memory, and the bytes and time of changing a filter."""
    with running(application) as (port, seconds, process):
        yield f"start until ready, {name}", f"{seconds:.1f} s, {memory(process):.0f} MB"
        visitor = Visitor(port)
        first = visitor.rerun()
        costs = [visitor.rerun(when) for _ in range(5) for when in FILTERS]
        yield (
            f"first page, {name}",
            f"{first.received / 1000:.0f} kB, {first.seconds * 1000:.0f} ms",
        )
        yield (
            f"filter change, {name}",
            f"{median(c.received for c in costs) / 1000:.0f} kB (most "
            f"{max(c.received for c in costs) / 1000:.0f}), "
            f"{median(c.seconds for c in costs) * 1000:.0f} ms",
        )
        visitor.close()
        before = memory(process)
        visitors = [Visitor(port) for _ in range(50)]
        for each in visitors:
            each.rerun()
        held = (memory(process) - before) / len(visitors)
        yield f"memory for each open page, {name}", f"{held * 1000:.0f} kB"


def main() -> None:
    """Print the table in Markdown."""
    print("| what | cost |\n|---|---|")
    rows = [search_rows(), rerun_rows("app:app", "real places")]
    rows.append(rerun_rows("tests.benchmarks.app_of_5000:app", "5,000 made-up places"))
    for group in rows:
        for what, cost in group:
            print(f"| {what} | {cost} |", flush=True)


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
