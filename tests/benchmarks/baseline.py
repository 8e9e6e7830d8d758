"""A table of what things cost, beside what they cost before.

Machines differ, and so does what else runs on one. So each time is divided by how long a fixed piece
of work took in the same minute, and only such quotients of two runs are compared. Bytes and
megabytes are compared as they are.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("baseline.json")
WORSE = 1.5
"""What grew by more than this is marked."""
TIMED = frozenset({"ms", "s"})


@dataclass(frozen=True)
class Row:
    """One row: what, its cost in words, and the figures in it, by unit."""

    what: str
    cost: str
    figures: Mapping[str, float] = field(default_factory=dict)


def ms(what: str, seconds: float) -> Row:
    """Make a row of a time."""
    return Row(what, f"{seconds * 1000:,.1f} ms", {"ms": seconds * 1000})


def best_of(times: int, work: Callable[[], object]) -> float:
    """Give the least seconds of some runs: the one that was disturbed least."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return min(taken)


def fixed_work() -> float:
    """Give the milliseconds of processor that plain Python, packing and arrays take here.

    Of processor, because what else runs here holds up long work more than short answers.
    """
    text = b"".join(b"%d places in London " % (n * n % 997) for n in range(8_000))
    numbers = np.arange(400_000, dtype=np.float64) * 7_919 % 10_007

    def work() -> None:
        count: dict[int, int] = {}
        for number in range(60_000):
            key = number * 31 % 1_009
            count[key] = count.get(key, 0) + 1
        gzip.compress(text, 6)
        np.sort(numbers).sum()

    taken = []
    for _ in range(15):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return median(taken) * 1000


@dataclass(frozen=True)
class Run:
    """All figures of one run, the times also as multiples of the fixed work beside them."""

    made: Mapping[str, str]
    figures: Mapping[str, float]

    def ratios(self, row: Row, fixed: float) -> list[float]:
        """Say how many times the figures of a row are those of this run, where it has them."""
        mine = figures_of(row, fixed)
        return [
            value / self.figures[name]
            for name, value in mine.items()
            if self.figures.get(name, 0) > 0
        ]


def figures_of(row: Row, fixed: float) -> dict[str, float]:
    """Name the figures of a row as they are kept: times as multiples of the fixed work."""
    return {
        f"{row.what} ({'fixed' if unit in TIMED else unit})": value
        * (1000 if unit == "s" else 1)
        / (fixed if unit in TIMED else 1)
        for unit, value in row.figures.items()
    }


def measured(groups: Iterable[Iterable[Row]]) -> Iterable[tuple[Row, float]]:
    """Give each row with how long the fixed work took before and after its group."""
    for group in groups:
        before = fixed_work()
        rows = list(group)
        fixed = (before + fixed_work()) / 2
        for row in rows:
            yield row, fixed


def read(file: Path) -> Run | None:
    """Read the kept figures; None where there are none."""
    if not file.exists():
        return None
    kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return Run(kept["made"], kept["figures"])


def save(file: Path, run: Run) -> None:
    """Keep the figures of a run, for others to be compared with."""
    kept = {
        "made": dict(run.made),
        "figures": {name: float(f"{value:.4g}") for name, value in sorted(run.figures.items())},
    }
    file.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


def here() -> dict[str, str]:
    """Say when, of what and where a run is."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=FILE.parent,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit or "not known",
        "machine": f"{len(os.sched_getaffinity(0))} cores, {platform.machine()}",
        "python": platform.python_version(),
    }


def line(row: Row, fixed: float, before: Run | None) -> str:
    """Write one row of the table."""
    if before is None:
        return f"| {row.what} | {row.cost} |"
    ratios = before.ratios(row, fixed)
    if len(ratios) < len(row.figures):
        said = "new"
    else:
        said = ", ".join(f"{ratio:.2f}" for ratio in ratios)
        said = f"**{said}: worse**" if any(ratio > WORSE for ratio in ratios) else said
    return f"| {row.what} | {row.cost} | {said} |"
