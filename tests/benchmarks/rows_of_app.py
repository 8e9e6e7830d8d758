"""What starting the app costs, and what Streamlit's pages do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from statistics import median

from tests.benchmarks.baseline import Row
from tests.benchmarks.servers import Server, server
from tests.benchmarks.visitor import Cost, Visitor

FILTERS = ("Right now", "Show all", "When I get there")
WHERE = "E16 1ZE"
OPEN = 50
"""Pages open at once while their memory is measured."""


def start_rows(environ: Mapping[str, str]) -> Iterator[Row]:
    """Start a first time, on a database that isn't there yet, and then once more."""
    with server(environ=environ) as first:
        yield _start("first start, which makes the database", first)
    with server(environ=environ) as again:
        yield _start("start until ready", again)


def _start(what: str, running: Server) -> Row:
    """Compare the processor's seconds: the others are mostly of what else runs here."""
    used, memory = running.cpu, running.memory
    words = f"{running.seconds:.1f} s ({used:.1f} of processor), {memory:.0f} MB"
    return Row(what, words, {"s": used, "MB": memory})


def page_rows(application: str, name: str, environ: Mapping[str, str]) -> Iterator[Row]:
    """Bytes and time of the page of places: when it opens, of a search, of changing a filter."""
    with server(application, environ) as running:
        visitor = Visitor(running.port)
        yield _page(f"first page, {name}", [visitor.rerun()])
        visitor.rerun(FILTERS[0])
        yield _page(
            f"filter change, all of London, {name}",
            [visitor.rerun(when) for _ in range(7) for when in FILTERS],
        )
        yield _page(f"search, {name}", [visitor.search(where) for where in (WHERE, "N1", WHERE)])
        yield _page(
            f"filter change after a search, {name}",
            [visitor.rerun(when) for _ in range(7) for when in FILTERS],
        )
        visitor.close()
        before = running.memory
        visitors = [Visitor(running.port) for _ in range(OPEN)]
        for each in visitors:
            each.rerun()
            each.search(WHERE)
        held = (running.memory - before) / OPEN * 1000
        for each in visitors:
            each.close()
        yield Row(f"memory for each open page, {name}", f"{held:.0f} kB", {"kB": held})


def _page(what: str, costs: list[Cost]) -> Row:
    size = median(cost.received for cost in costs) / 1000
    wire = median(cost.wire for cost in costs) / 1000
    seconds = median(cost.seconds for cost in costs)
    return Row(
        what,
        f"{seconds * 1000:.0f} ms, {wire:.0f} kB (unpacked {size:.0f})",
        {"ms": seconds * 1000, "kB": wire, "kB unpacked": size},
    )
