"""What the app holds: ``python -m tests.benchmarks.load MODE``, see ``--help``.

It starts servers of its own, on a new store, and is itself the visitors: a process of its own,
which says how much processor it took beside them. See tests/benchmarks/crowd.py for who comes.
Limits are on, and every visitor has another address; only the numbers of the limits are raised
(``--limits``), for it is the servers that are to be measured.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import resource
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from tests.benchmarks import soak
from tests.benchmarks.crowd import CROWDS, TIMES, TYPED, Crowd, Visitor, come_and_go
from tests.benchmarks.paced import Tally, at_pace
from tests.benchmarks.servers import Server, servers

SLOW = 2.0
"""The 99th percentile, in seconds, at which servers hold no more visitors."""
QUICK = 0.05
"""The same for plain searches alone."""
FIRST = {"Streamlit": 40, "plain": 200, "API": 100, "all": 80}
STEP = 1.4
LEAST_RATE = 12.5
CLOSE_ENOUGH = 1.08


@dataclass
class Used:
    """Cores that the servers and the client kept busy, on average."""

    servers: float = 0.0
    client: float = 0.0

    def words(self) -> str:
        """Say it in a line."""
        return f"servers {self.servers:.2f} cores, client {self.client:.2f}"


@contextmanager
def watched(found: Sequence[Server]) -> Iterator[Used]:
    """Measure what is used within."""
    used = Used()
    before, own, began = sum(s.cpu for s in found), _own(), time.perf_counter()
    yield used
    seconds = time.perf_counter() - began
    used.servers = (sum(s.cpu for s in found) - before) / seconds
    used.client = (_own() - own) / seconds


def _own() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def filters(
    found: Sequence[Server], visitors: int, every: float, seconds: float, joining: float
) -> tuple[Tally, Used]:
    """Let visitors each have a search open and change a filter every so often."""
    crowd = Crowd([server.port for server in found])
    opened: list[Visitor] = []

    async def stay(number: int) -> None:
        visitor = crowd.arrive()
        opened.append(visitor)
        await asyncio.sleep(joining * number / visitors)
        visitor.due = time.perf_counter()
        await visitor.opens_app("/", anew=False)
        await visitor.searches(crowd.draw.choice(TYPED))
        step = 0
        visitor.due = time.perf_counter() + crowd.draw.uniform(0, every)
        while True:
            await asyncio.sleep(max(visitor.due - time.perf_counter(), 0))
            await visitor.filters(TIMES[step % len(TIMES)])
            visitor.due += every
            step += 1

    stays = [asyncio.ensure_future(stay(number)) for number in range(visitors)]
    await asyncio.sleep(joining + every)
    with watched(found) as used:
        tally = crowd.begin()
        await asyncio.sleep(seconds)
        crowd.end(SLOW)
    for ended in stays:
        if ended.done() and (error := ended.exception()):
            tally.broke(error if isinstance(error, Exception) else "ended")
    await _end(stays)
    await asyncio.gather(*(v.leaves() for v in opened), return_exceptions=True)
    await crowd.close()
    return tally, used


async def plain_searches(
    found: Sequence[Server], rate: float, seconds: float
) -> tuple[Tally, Used]:
    """Ask for plain searches at a steady pace, whether or not earlier ones are answered."""
    crowd = Crowd([server.port for server in found])

    async def search(due: float) -> None:
        visitor = crowd.arrive()
        visitor.due = due
        try:
            await visitor.sends("/plain", where=TYPED[crowd.came % len(TYPED)], when="there")
        except (OSError, TimeoutError) as error:
            crowd.tally.broke(error)

    await at_pace(search, min(rate, 50), 1.0)
    tally = crowd.begin()
    with watched(found) as used:
        if not await at_pace(search, rate, seconds):
            tally.broke("too many waited")
    await crowd.close()
    return tally, used


def next_rate(good: float, bad: float) -> float | None:
    """Say what to try next between what was held and what was not (0: nothing yet); None to end."""
    if not bad:
        return good * STEP if good else LEAST_RATE * 4
    if not good:
        return bad / 2 if bad > LEAST_RATE else None
    return (good + bad) / 2 if bad / good > CLOSE_ENOUGH else None


async def most_searches(found: Sequence[Server], seconds: float) -> float:
    """Find the most plain searches a second that stay quick; prints each try.

    What is not held is tried once more: something else may have been busy just then.
    """
    good, bad = 0.0, 0.0
    while rate := next_rate(good, bad):
        for _ in range(2):
            tally, used = await plain_searches(found, rate, seconds)
            print(f"   {rate:,.0f} a second: {tally.words()}; {used.words()}", flush=True)
            if tally.is_well(QUICK):
                break
        good, bad = (rate, bad) if tally.is_well(QUICK) else (good, rate)
    return good


async def ramp(
    found: Sequence[Server], name: str, first: int, most: int, seconds: float, hurry: float = 1
) -> tuple[int, Used]:
    """Let ever more visitors come until they wait too long; give how many were held."""
    crowd = Crowd([server.port for server in found], hurry=hurry)
    here: list[asyncio.Future[None]] = []
    held, of_held = 0, Used()
    many = first
    while True:
        joining = seconds if not here else seconds / 2
        here += [
            asyncio.ensure_future(come_and_go(crowd, CROWDS[name], joining))
            for _ in range(many - len(here))
        ]
        await asyncio.sleep(joining)
        # Something else may have been busy just then, so what is not held is looked at once more.
        for _ in range(2):
            with watched(found) as used:
                tally = crowd.begin()
                await asyncio.sleep(seconds)
                crowd.end(SLOW)
            print(f"   {many:,} visitors: {_step(tally, used, seconds)}", flush=True)
            if tally.is_well(SLOW):
                break
        else:
            break
        held, of_held = many, used
        if many >= most:
            break
        many = min(int(many * STEP), most)
    await _end(here)
    await crowd.close()
    return held, of_held


def _step(tally: Tally, used: Used, seconds: float) -> str:
    answers = len(tally.seconds)
    each = used.servers * seconds / max(answers, 1) * 1000
    return (
        f"{answers / seconds:,.0f} answers a second of {each:.0f} ms of processor, "
        f"{tally.words()}; {used.words()}"
    )


async def _end(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def settings_of(options: argparse.Namespace) -> dict[str, str]:
    """Give the settings of the servers that the options ask for."""
    limits = {"HAVENS_LIMITS": options.limits, "HAVENS_OPEN_PAGES": "100000"}
    return limits | {"COLLECT": options.after_each_run or ""}


def application_of(options: argparse.Namespace) -> str:
    """Say which application the options ask for."""
    return "tests.benchmarks.app_collecting:app" if options.after_each_run else "app:app"


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.load",
        description="Starts servers of the app, sends made-up visitors, and says what is held. "
        "Seconds are counted from when each answer was wanted, so that waiting is not hidden.",
    )
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--processes", type=int, default=1, help="servers to start (1)")
    shared.add_argument("--seconds", type=float, default=15, help="to measure each step (15)")
    shared.add_argument("--limits", default="100", help="HAVENS_LIMITS of the servers (100)")
    shared.add_argument(
        "--after-each-run",
        choices=("gc", "no-gc"),
        help="whether Streamlit collects garbage after each run (as .streamlit/config.toml says)",
    )
    shared.add_argument(
        "--pin", action="store_true", help="client and servers on cores of their own"
    )
    modes = parser.add_subparsers(dest="mode", required=True)

    def mode(name: str, words: str) -> argparse.ArgumentParser:
        return modes.add_parser(name, parents=[shared], help=words, description=words)

    one = mode("streamlit", "visitors who each change a filter every so many seconds")
    one.add_argument("--visitors", type=int, default=200)
    one.add_argument("--every", type=float, default=10, help="seconds between changes (10)")
    one.add_argument("--joining", type=float, default=20, help="seconds until all came (20)")
    one = mode("plain", "plain searches at a steady pace, then the most that stay within 50 ms")
    one.add_argument("--rate", type=float, help="so many a second, and only those")
    one = mode("mix", "ever more visitors of each kind, until the 99th percentile passes 2 s")
    one.add_argument("--crowd", choices=tuple(CROWDS), nargs="+", default=list(CROWDS))
    one.add_argument("--first", type=int, help="how many come at first")
    one.add_argument("--most", type=int, default=5_000, help="how many come at most (5000)")
    one.add_argument("--hurry", type=float, default=1, help="how much faster they think (1)")
    one = mode("soak", "a day's visits as fast as they go, and what memory does meanwhile")
    one.add_argument("--plain", type=int, default=100_000, help="plain visits (100000)")
    one.add_argument("--sessions", type=int, default=10_000, help="Streamlit sessions (10000)")
    one.add_argument("--at-once", type=int, default=4, help="visitors at once in each (4)")
    one.add_argument("--print-every", type=float, default=30, help="seconds (30)")
    one.add_argument(
        "--rest", type=float, default=150, help="seconds at the end for sessions to time out (150)"
    )
    return parser.parse_args(arguments)


async def measure(options: argparse.Namespace, found: Sequence[Server]) -> None:
    """Do what the options say, and print what came out."""
    if options.mode == "streamlit":
        tally, used = await filters(
            found, options.visitors, options.every, options.seconds, options.joining
        )
        each = tally.received / max(len(tally.seconds), 1) / 1000
        print(
            f"{options.visitors} visitors, a filter every {options.every:.0f} s: {tally.words()} "
            f"({len(tally.seconds):,} changes of {each:.0f} kB unpacked); {used.words()}"
        )
    elif options.mode == "plain" and options.rate:
        tally, used = await plain_searches(found, options.rate, options.seconds)
        print(f"{options.rate:,.0f} plain searches a second: {tally.words()}; {used.words()}")
    elif options.mode == "plain":
        most = await most_searches(found, options.seconds)
        print(f"at most {most:,.0f} plain searches a second within {QUICK * 1000:.0f} ms")
    elif options.mode == "mix":
        for name in options.crowd:
            print(f"{name}:", flush=True)
            first = options.first or FIRST[name]
            held, used = await ramp(
                found, name, first, options.most, options.seconds, options.hurry
            )
            each = f"{held / used.servers:,.0f} for each core" if used.servers else "none"
            print(f"   held: {held:,} visitors, {each} that the servers used", flush=True)
    else:
        await soak.soak(
            found,
            soak.Plan(
                options.plain,
                options.sessions,
                options.at_once,
                options.print_every,
                options.rest,
            ),
        )


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the servers, and measure."""
    options = read_options(arguments)
    cores = len(os.sched_getaffinity(0))
    with servers(
        options.processes, settings_of(options), application_of(options), pin=options.pin
    ) as found:
        print(f"{options.processes} processes and the client on {cores} cores", flush=True)
        # A pause of our own would look like one of theirs.
        gc.collect()
        gc.freeze()
        asyncio.run(measure(options, found))


if __name__ == "__main__":
    main()
