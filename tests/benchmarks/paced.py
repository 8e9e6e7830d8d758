"""How long answers took, counted from when they were wanted, and asking at a steady pace.

A client that waits for a slow answer before it asks again leaves out what others would have waited
meanwhile. So the moment of each question is drawn before the run and never moves.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

WAITING = 5_000
"""With so many questions open at once a run is lost, and ends."""


@dataclass
class Tally:
    """Seconds of all that was answered, and how many were turned away or failed."""

    seconds: list[float] = field(default_factory=list)
    received: int = 0
    refused: int = 0
    failed: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    def answered(self, seconds: float, received: int) -> None:
        """Count an answer."""
        self.seconds.append(seconds)
        self.received += received

    def broke(self, error: Exception | str) -> None:
        """Count what was no answer, by its kind."""
        name = error if isinstance(error, str) else type(error).__name__
        self.failed += 1
        self.errors[name] = self.errors.get(name, 0) + 1

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return len(self.seconds) + self.refused + self.failed

    @property
    def median(self) -> float:
        """Seconds within which half was answered."""
        return self.within(0.5)

    @property
    def p99(self) -> float:
        """Seconds within which 99 of 100 were answered."""
        return self.within(0.99)

    def within(self, share: float) -> float:
        """Seconds within which a share of all was answered; what failed never was."""
        ordered = sorted(self.seconds)
        row = max(int(self.asked * share + 0.9999) - 1, 0)
        return ordered[row] if row < len(ordered) else float("inf")

    def is_well(self, seconds: float) -> bool:
        """Say whether 99 of 100 were answered within so many seconds, and few turned away."""
        return bool(self.seconds) and self.p99 <= seconds

    def words(self) -> str:
        """Say it in a line."""
        said = f"median {_ms(self.median)}, 99th percentile {_ms(self.p99)}"
        if self.refused:
            said += f", {self.refused:,} turned away"
        if self.failed:
            said += f", {self.failed:,} failed ({', '.join(sorted(self.errors))})"
        return said


def _ms(seconds: float) -> str:
    return "never" if seconds == float("inf") else f"{seconds * 1000:,.0f} ms"


Ask = Callable[[float], Awaitable[None]]
"""Asks once; it is given the moment at which the answer is wanted."""


async def at_pace(ask: Ask, a_second: float, seconds: float, seed: int = 1) -> bool:
    """Ask at random moments, so many a second; say whether all were asked.

    Nobody waits for anybody else's answer. Returns when every answer is there.
    """
    open_ = set[asyncio.Task[None]]()
    is_lost = False
    for due in _moments(a_second, seconds, seed):
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        if len(open_) >= WAITING:
            is_lost = True
            break
        task = asyncio.ensure_future(ask(due))
        open_.add(task)
        task.add_done_callback(open_.discard)
    if is_lost:
        for task in open_:
            task.cancel()
    await asyncio.gather(*open_, return_exceptions=True)
    return not is_lost


def _moments(a_second: float, seconds: float, seed: int) -> Iterator[float]:
    draw = random.Random(seed)  # noqa: S311
    due = time.perf_counter()
    end = due + seconds
    while (due := due + draw.expovariate(a_second)) < end:
        yield due
