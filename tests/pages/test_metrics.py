"""Figures for Prometheus: true, on a port of their own, and nothing of a visitor in them."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from data.live import Following
from pages import metrics as measuring
from pages.metrics import Measured, Metrics
from tests.benchmarks.visitor import Visitor
from tests.hostile import TEXTS
from tests.servers import UVICORN, Server, serving

TYPED = ("E16", "203.0.113", "xyzzy", "alert(1)", "passwd", "camden", "Lewisham", "evil.example")
NOW = Following(version=7, seconds=1.5, database_up=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def scraped(port: int) -> str:
    return httpx.get(f"http://127.0.0.1:{port}/metrics").text


def value(text: str, name: str, **labels: str) -> float | None:
    """Give one figure; None where it is not there."""
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None


def until(wanted: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not wanted():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def metrics_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, metrics_port: int) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("metrics") / "log"
    environ = {"HAVENS_METRICS_PORT": str(metrics_port), "HAVENS_LOG": "json"}
    with serving(log, environ=environ) as started:
        yield started


def test_answers_are_counted_by_route_and_status(server: Server, metrics_port: int) -> None:
    before = scraped(metrics_port)

    def more(name: str, **labels: str) -> float:
        now = value(scraped(metrics_port), name, **labels) or 0
        return now - (value(before, name, **labels) or 0)

    for borough in ("camden", "lewisham", "newham"):
        assert httpx.get(f"{server.url}/plain/borough/{borough}").status_code == 200
    httpx.post(f"{server.url}/plain", data={"where": "E16 1ZE"})
    httpx.post(f"{server.url}/talk", data={"where": "E16 1ZE"})
    httpx.get(f"{server.url}/somewhere/xyzzy")
    httpx.get(f"{server.url}/plain?q=" + "E16" * 4_000)
    total = "havens_requests_total"
    borough = "/plain/borough/{name:str}"
    assert more(total, route=borough, method="GET", status="2xx") == 3
    assert more("havens_request_seconds_count", route=borough) == 3
    assert more(total, route="/plain", method="POST", status="2xx") == 1
    assert more(total, route="/*", method="POST", status="4xx") == 1
    assert more(total, route="/{path:elsewhere}", method="GET", status="4xx") == 1
    assert more(total, route="none", method="GET", status="4xx") == 1
    assert more("havens_refused_total", limit="address") == 1


def test_open_pages_and_sessions_are_counted(server: Server, metrics_port: int) -> None:
    assert value(scraped(metrics_port), "havens_open_pages") == 0
    visitor = Visitor(server.port)
    visitor.rerun()
    assert value(scraped(metrics_port), "havens_open_pages") == 1
    assert value(scraped(metrics_port), "havens_sessions") == 1
    visitor.close()
    until(lambda: value(scraped(metrics_port), "havens_open_pages") == 0)
    until(lambda: value(scraped(metrics_port), "havens_sessions") == 0)


def test_it_tells_how_the_records_are_followed(server: Server, metrics_port: int) -> None:
    text = scraped(metrics_port)
    assert (value(text, "havens_records_version") or 0) > 0
    assert value(text, "havens_database_up") == 1
    assert 0 <= (value(text, "havens_records_age_seconds") or 99) < 60
    assert (value(text, "process_resident_memory_bytes") or 0) > 1e6


def test_nothing_of_a_visitor_is_in_it(server: Server, metrics_port: int) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "Origin": "https://evil.example"}
    with httpx.Client(base_url=server.url, headers=headers) as client:
        for text in TEXTS:
            shown = text[:200]
            client.get("/" + "".join(c for c in shown if c.isalnum()), params={"q": shown})
            client.get("/plain/borough/camden", params={"xyzzy": shown})
            client.post("/plain", data={"where": shown or "E16 1ZE"})
        for method in ("XYZZY", "PROPFIND", "TRACE"):
            client.request(method, "/poster/camden")
        client.get("/tiles/12/2046/1362.png")
        client.get("/component/xyzzy/passwd")
        client.get("/_stcore/xyzzy")
    text = scraped(metrics_port)
    for typed in TYPED:
        assert typed.lower() not in text.lower(), typed
    for labels in re.findall(r"^havens_\w+{(.*?)}", text, re.MULTILINE):
        assert "127.0.0.1" not in labels
    methods = set(re.findall(r'method="(\w+)"', text))
    assert methods <= {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "other"}
    assert "other" in methods


def test_the_public_port_gives_no_figures(server: Server) -> None:
    assert "havens_" not in httpx.get(f"{server.url}/metrics").text
    assert httpx.get(f"{server.url}/_stcore/metrics").status_code == 404


def test_each_process_has_a_port_of_its_own(tmp_path: Path) -> None:
    port = free_port()
    environ = {"HAVENS_METRICS_PORT": str(port)}
    with serving(tmp_path / "log", (*UVICORN, "--workers", "2"), environ=environ):
        until(lambda: "havens_database_up 1.0" in tried(port))
        until(lambda: "havens_database_up 1.0" in tried(port + 1))
    assert tried(port) == ""
    assert tried(port + 1) == ""


def tried(port: int) -> str:
    try:
        return scraped(port)
    except httpx.TransportError:
        return ""


def test_without_a_free_port_the_pages_go_on(caplog: pytest.LogCaptureFixture) -> None:
    port = free_port()
    held = []
    for number in range(port, port + measuring.PORTS):
        try:
            held.append(socket.create_server(("127.0.0.1", number)))
        except OSError:
            continue
    try:
        metrics = Metrics(lambda: NOW)
        assert metrics.start("127.0.0.1", port) is None
        metrics.stop()
        assert "there are no figures" in caplog.text
        held.pop().close()
        assert metrics.start("127.0.0.1", port) is not None
        metrics.stop()
    finally:
        for one in held:
            one.close()


async def page(request: Request) -> Response:
    if request.url.path == "/broken":
        raise ValueError("E16 1ZE")
    return PlainTextResponse("fine")


@pytest.fixture
def measured() -> Iterator[tuple[Metrics, TestClient, int]]:
    metrics = Metrics(lambda: Following(version=-1, seconds=None, database_up=False))
    app = Starlette(
        routes=[Route("/broken", page), Route("/{name}", page)],
        middleware=[Middleware(Measured, metrics=metrics, on=True)],
    )
    port = metrics.start("127.0.0.1", free_port())
    assert port is not None
    yield metrics, TestClient(app, raise_server_exceptions=False), port
    metrics.stop()


def test_a_failure_is_counted_as_one(measured: tuple[Metrics, TestClient, int]) -> None:
    _, client, port = measured
    assert client.get("/broken").status_code == 500
    found = value(
        scraped(port), "havens_requests_total", route="/broken", method="GET", status="5xx"
    )
    assert found == 1


def test_a_database_that_is_away_is_told(
    measured: tuple[Metrics, TestClient, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another test of the same process may have run the whole app.
    monkeypatch.setattr(measuring.Runtime, "exists", lambda: False)
    text = scraped(measured[2])
    assert value(text, "havens_database_up") == 0
    assert value(text, "havens_records_version") == -1
    assert value(text, "havens_records_age_seconds") is None
    assert value(text, "havens_sessions") is None


def test_an_answer_that_cannot_be_counted_is_given(
    measured: tuple[Metrics, TestClient, int],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    metrics, client, _ = measured

    def broken(*_given: object) -> None:
        raise KeyError("E16 1ZE")

    monkeypatch.setattr(metrics, "answered", broken)
    assert client.get("/a").text == "fine"
    assert "KeyError" in caplog.text
    assert "E16" not in caplog.text


def test_off_means_untouched() -> None:
    seen: list[Any] = []

    async def app(_scope: Any, receive: Any, send: Any) -> None:
        seen.append((receive, send))

    given = (object(), object())
    middleware = Measured(app, Metrics(lambda: NOW), on=False)
    for kind in ("http", "websocket", "lifespan"):
        asyncio.run(middleware({"type": kind}, *given))  # type: ignore[arg-type]
    assert seen == [given] * 3
