"""A day's visits as fast as they go, and what the memory of the servers does meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.crowd import BOROUGHS, FAILURES, TIMES, TYPED, Crowd, Visitor
from tests.benchmarks.servers import Server

SETTLED = 0.5
"""The share of a run from which on memory is judged: caches have filled up before."""


@dataclass(frozen=True)
class Plan:
    """How many visits, how many at once of each sort, and how often to look at the memory."""

    plain: int
    sessions: int
    at_once: int
    print_every: float
    rest: float


@dataclass
class Memory:
    """What the servers held together, in megabytes, over time; and how many visits were over."""

    seconds: list[float] = field(default_factory=list)
    held: list[float] = field(default_factory=list)
    visits: list[int] = field(default_factory=list)
    rested: float = 0.0

    def slope(self) -> float:
        """Megabytes an hour by least squares, after the first part of the run."""
        settled = [
            (at, held)
            for at, held in zip(self.seconds, self.held, strict=True)
            if at >= self.seconds[-1] * SETTLED
        ]
        return _slope(settled) * 3600

    def slope_by_visit(self) -> float:
        """Kilobytes a visit, likewise: what a leak of each visit would show as."""
        many = self.visits[-1] * SETTLED
        pairs = zip(self.visits, self.held, strict=True)
        return _slope([(visit, held) for visit, held in pairs if visit >= many]) * 1000


def _slope(points: Sequence[tuple[float, float]]) -> float:
    middle = sum(x for x, _ in points) / len(points)
    spread = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * y for x, y in points) / spread if spread else 0.0


async def soak(found: Sequence[Server], plan: Plan) -> tuple[Memory, Crowd]:
    """Make the visits, print the memory now and then and its slope at the end."""
    crowd = Crowd([server.port for server in found])
    memory = Memory()
    plain, sessions = iter(range(plan.plain)), iter(range(plan.sessions))
    began = time.perf_counter()

    def look() -> None:
        seconds = time.perf_counter() - began
        memory.seconds.append(seconds)
        memory.held.append(sum(server.memory for server in found))
        memory.visits.append(crowd.came)
        each = ", ".join(f"{server.memory:.0f}" for server in found)
        cpu = ", ".join(f"{server.cpu:.0f}" for server in found)
        tally = crowd.tally
        print(
            f"   {seconds:6.0f} s: {crowd.came:,} visits; {each} MB; processor {cpu} s; "
            f"{tally.refused} turned away, {tally.failed} failed",
            flush=True,
        )
        # Only the count matters here, and a day of figures would be the client's own leak.
        tally.seconds.clear()

    async def looking() -> None:
        while True:
            look()
            await asyncio.sleep(plan.print_every)

    eye = asyncio.ensure_future(looking())
    await asyncio.gather(
        *(_visits(crowd, sessions, _session) for _ in range(plan.at_once * len(found))),
        *(_visits(crowd, plain, _plain) for _ in range(plan.at_once * len(found))),
    )
    eye.cancel()
    look()
    print(
        f"   slope over the last half: {memory.slope():+,.0f} MB an hour at this pace, "
        f"{memory.slope_by_visit():+.2f} kB a visit",
        flush=True,
    )
    await crowd.close()
    await asyncio.sleep(plan.rest)
    memory.rested = sum(server.memory for server in found)
    print(
        f"   after a rest of {plan.rest:.0f} s: {memory.rested:.0f} MB together; "
        f"{memory.held[0]:.0f} at the start; errors: {crowd.tally.errors or 'none'}",
        flush=True,
    )
    return memory, crowd


Visit = Callable[[Visitor, int], Awaitable[None]]


async def _visits(crowd: Crowd, left: Iterator[int], visit: Visit) -> None:
    """Make visits one after another until none is left."""
    for _ in left:
        visitor = crowd.arrive()
        try:
            await visit(visitor, crowd.came)
        except FAILURES as error:
            crowd.tally.broke(error)
            await asyncio.sleep(0.2)
        finally:
            await visitor.leaves()


async def _plain(visitor: Visitor, number: int) -> None:
    """One plain page of each sort in turn; every second is a search."""
    where, borough = TYPED[number % len(TYPED)], BOROUGHS[number % len(BOROUGHS)].lower()
    if number % 2:
        await visitor.sends("/plain", where=where, when="there" if number % 4 == 1 else "now")
    else:
        pages = ("/plain", f"/plain/borough/{borough}", "/plain/talk", "/plain/missing")
        await visitor.opens(pages[number // 2 % len(pages)])


async def _session(visitor: Visitor, number: int) -> None:
    """Open the page of places, search, change the filter twice, look who can be talked to."""
    await visitor.opens_app("/", anew=number % 3 == 0)
    assert visitor.page is not None
    await visitor.searches(TYPED[number % len(TYPED)])
    for step in range(2):
        await visitor.filters(TIMES[(number + step) % len(TIMES)])
    if number % 2:
        await visitor.draws(visitor.page.talk.turn_to("talk"))
