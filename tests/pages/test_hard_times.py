"""What the public still gets when something breaks: real servers, really broken."""

from __future__ import annotations

import os
import platform
import re
import resource
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from data.hours_clock import LONDON
from data.live import current
from geo.headline import heading
from geo.search import Search, When, search
from tests.benchmarks.visitor import Visitor
from tests.databases import missing, postgresql
from tests.servers import UVICORN, Server, serving

NUMBERS = ("tel:999", "tel:101", "tel:08001111", "tel:116000")
TYPED = {"where": "E16 1ZE", "when": "now"}
VISITORS = 200


def ask(server: Server, **fields: str) -> httpx.Response:
    return httpx.post(f"{server.url}/plain", data=TYPED | fields, timeout=30)


def assert_answered(answer: httpx.Response) -> None:
    assert answer.status_code == 200
    assert '<article class="place' in answer.text
    assert all(number in answer.text for number in NUMBERS)


def report(server: Server) -> httpx.Response:
    about = f"place:{current().places[0].id}"
    fields = {"about": about, "what": "hours", "send": "yes"}
    return httpx.post(f"{server.url}/plain/wrong", data=fields, timeout=60)


def until(wanted: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("hard-times")
    # One visitor here is two hundred, from one address.
    with serving(folder / "log", environ={"HAVENS_LIMITS": "off"}) as started:
        yield started


def test_two_hundred_visitors_at_once_are_all_answered_and_so_is_who_comes_then(
    server: Server,
) -> None:
    def visit(_number: int) -> int:
        visitor = Visitor(server.port)
        first = visitor.rerun().received
        visitor.rerun("Right now")
        visitor.close()
        return first

    with ThreadPoolExecutor(VISITORS + 1) as crowd:
        crowding = [crowd.submit(visit, number) for number in range(VISITORS)]
        answers = 0
        while not all(one.done() for one in crowding):
            assert_answered(ask(server))
            answers += 1
        assert min(one.result() for one in crowding) > 10_000
    assert answers > 3
    assert_answered(ask(server))


def test_a_full_disk_takes_no_report_and_says_so_and_all_else_goes_on(server: Server) -> None:
    assert report(server).status_code == 200
    # No file of this process may grow any more: what a full disk is to it.
    allowed = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, allowed[1]))
    try:
        refused = report(server)
        assert refused.status_code == 503
        assert "could not keep this" in refused.text
        assert all(number in refused.text for number in NUMBERS)
        assert_answered(ask(server))
        assert httpx.get(f"{server.url}/plain/borough/camden").status_code == 200
        assert "Exit this page" in httpx.get(server.url).text
    finally:
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, allowed)
    assert report(server).status_code == 200


def test_a_database_that_goes_and_comes_back_is_not_missed_by_the_public(tmp_path: Path) -> None:
    with postgresql() as database:
        environ = {
            "HAVENS_DATABASE_URL": f"{database.url}/postgres",
            "HAVENS_CACHE_DIR": str(tmp_path / "cache"),
        }
        with serving(tmp_path / "log", environ=environ) as server:
            before = ask(server)
            assert_answered(before)
            assert report(server).status_code == 200
            database.stop()
            for _ in range(3):
                assert_answered(ask(server))
            refused = report(server)
            assert refused.status_code == 503
            assert all(number in refused.text for number in NUMBERS)
            assert httpx.get(f"{server.url}/readyz", timeout=60).status_code == 200
            database.start()
            until(lambda: report(server).status_code == 200)
            assert cards(ask(server)) == cards(before)


def test_a_killed_worker_is_replaced_and_the_others_answer(tmp_path: Path) -> None:
    with serving(tmp_path / "log", (*UVICORN, "--workers", "2")) as server:
        until(lambda: len(workers(server)) == 2)
        first = workers(server)
        for _ in range(10):
            assert_answered(ask(server))
        os.kill(first[0], signal.SIGKILL)
        answered = 0
        for _ in range(20):
            try:
                assert_answered(ask(server))
                answered += 1
            except httpx.TransportError:
                # What the killed one had taken already.
                continue
        assert answered >= 19
        until(lambda: len(workers(server)) == 2 and workers(server) != first)
        assert_answered(ask(server))


def test_a_clock_that_jumps_is_followed(tmp_path: Path) -> None:
    library = Path(f"/usr/lib/{platform.machine()}-linux-gnu/faketime/libfaketime.so.1")
    if not library.exists():
        missing("libfaketime is not installed: apt-get install faketime")
    told = tmp_path / "time"
    moments = [
        datetime(2026, 11, 25, 3, 0, tzinfo=LONDON),
        datetime(2026, 12, 25, 14, 0, tzinfo=LONDON),
        datetime(2026, 11, 24, 14, 0, tzinfo=LONDON),
    ]
    tell(told, moments[0])
    environ = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(told),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "TZ": "UTC",
    }
    with serving(tmp_path / "log", environ=environ) as server:
        assert len({expected_heading(moment) for moment in moments}) == 2
        for moment in moments:
            tell(told, moment)
            time.sleep(0.2)
            assert expected_heading(moment) in httpx.get(f"{server.url}/plain").text, moment
            assert httpx.get(f"{server.url}/readyz").status_code == 200


def tell(file: Path, moment: datetime) -> None:
    """Stop a server's clock at a moment."""
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}\n")
    fresh.replace(file)


def expected_heading(moment: datetime) -> str:
    asked = Search(at=moment, when=When.ANY)
    return heading(search(current(), asked), asked, None, moment)


def cards(answer: httpx.Response) -> list[str]:
    return re.findall(r'id="name-([\w-]+)"', answer.text)


def workers(server: Server) -> list[int]:
    """Give the processes that answer: children of the one that was started."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [
        int(child)
        for child in children
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
