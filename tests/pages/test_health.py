"""Whether the process is up and ready, and what it does at start and at failure."""

import asyncio
import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from data import database, live
from pages import failures, health, readiness, startup
from pages.readiness import CHECKS, EXTRAS


def fail() -> None:
    raise ValueError("no postcodes")


def nothing() -> None:
    return None


@pytest.mark.parametrize(
    ("checks", "status", "answer"),
    [
        ({}, 200, {}),
        ({"a": nothing}, 200, {"a": True}),
        ({"a": fail, "b": nothing}, 503, {"a": False, "b": True}),
    ],
)
def test_ready_when_every_check_passes(
    checks: dict[str, Callable[[], object]], status: int, answer: dict[str, bool]
) -> None:
    client = TestClient(Starlette(routes=health.routes(checks, {})))
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (status, answer)
    assert client.get("/healthz").status_code == 200
    assert ready.headers["cache-control"] == "no-store"


def test_asking_often_costs_little(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    client = TestClient(Starlette(routes=health.routes({"a": lambda: looks.append(1)}, {})))
    assert [client.get("/readyz").status_code for _ in range(20)] == [200] * 20
    assert len(looks) < 20
    monkeypatch.setattr(health, "KEPT_SECONDS", 0.0)
    fresh = TestClient(Starlette(routes=health.routes({"a": lambda: looks.append(1)}, {})))
    looks.clear()
    for _ in range(3):
        fresh.get("/readyz")
    assert len(looks) == 3


def test_the_data_of_this_repository_is_ready() -> None:
    client = TestClient(Starlette(routes=health.routes(CHECKS, EXTRAS)))
    assert client.get("/readyz").json() == dict.fromkeys([*CHECKS, *EXTRAS], True)


def test_what_the_public_pages_can_do_without_is_told_but_stops_nothing() -> None:
    client = TestClient(Starlette(routes=health.routes({"a": nothing}, {"database": fail})))
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"a": True, "database": False})


def test_where_a_thread_follows_the_database_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A database that hangs would else hang this too, and the balancer take the server away."""
    follower = live.live()
    follower.directory()
    follower.start()
    try:
        monkeypatch.setattr(database, "current", fail)
        answer = TestClient(Starlette(routes=health.routes({}, EXTRAS)))
        assert answer.get("/readyz").json() == {"database": True}
        monkeypatch.setattr(readiness, "SILENT_SECONDS", -1.0)
        silent = TestClient(Starlette(routes=health.routes({}, EXTRAS)))
        assert silent.get("/readyz").json() == {"database": False}
    finally:
        follower.stop()


def test_a_damaged_database_is_not_ready_but_the_places_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"broken" * 1000)
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{path}")
    ready = TestClient(Starlette(routes=health.routes(CHECKS, EXTRAS))).get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["database"] is False
    assert ready.json()["places"] is True


@pytest.fixture
def unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()


@pytest.mark.usefixtures("unfrozen", "own_logs")
def test_start_warms_freezes_and_survives_what_fails(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []
    monkeypatch.setattr(st, "get_option", lambda _name: False)

    async def close() -> None:
        done.append("closed")

    async def live() -> None:
        warm = {"bad": fail, "good": lambda: done.append("warm")}
        async with startup.lifespan(warm, [close])(None):  # type: ignore[arg-type]
            done.append("serving")
            assert gc.get_freeze_count() > 0

    asyncio.run(live())
    assert done == ["warm", "serving", "closed"]
    assert "Not ready: bad." in caplog.text


def test_start_warns_of_a_fixed_time(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(st, "get_option", lambda _name: False)
    monkeypatch.setenv("HAVENS_NOW", "2026-03-01T21:30")
    startup.check_configuration()
    assert "HAVENS_NOW is set" in caplog.text


@pytest.mark.parametrize("told", ["browser.gatherUsageStats", "logger.enableRich"])
def test_start_is_refused_when_streamlit_would_tell_on_visitors(
    monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    monkeypatch.setattr(st, "get_option", lambda name: name == told)
    with pytest.raises(RuntimeError, match="Start the app from the project's folder"):
        startup.check_configuration()


def test_a_route_that_fails_still_shows_the_numbers(caplog: pytest.LogCaptureFixture) -> None:
    async def broken(_request: Request) -> None:
        raise ValueError("E16 1ZE")

    app = Starlette(
        routes=[Route("/", broken)], exception_handlers={Exception: failures.on_route_error}
    )
    answer = TestClient(app, raise_server_exceptions=False).get("/")
    assert answer.status_code == 500
    for number in ("999", "08001111", "116000", "101"):
        assert f'href="tel:{number}"' in answer.text
    assert "ValueError" in caplog.text
    assert "E16" not in caplog.text
    assert "test_health.py" in caplog.text


@pytest.mark.parametrize(("method", "path", "status"), [("POST", "/", 405), ("GET", "/x%0ay", 404)])
def test_what_is_refused_still_shows_the_numbers(method: str, path: str, status: int) -> None:
    async def page(_request: Request) -> Response:
        return Response("fine")

    app = Starlette(
        routes=[Route("/", page)], exception_handlers={HTTPException: failures.on_refusal}
    )
    answer = TestClient(app).request(method, path)
    assert answer.status_code == status
    assert ("GET" in answer.headers.get("allow", "")) is (status == 405)
    assert answer.headers["cache-control"] == "no-store"
    for number in ("999", "08001111", "116000", "101"):
        assert f'href="tel:{number}"' in answer.text


def test_a_page_that_fails_shows_a_sentence_and_logs_no_words_of_the_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(st, "error", shown.append)
    with pytest.raises(KeyError) as caught:
        raise KeyError("E16 1ZE")
    assert failures.on_script_error(caught.value) is True
    assert "call 999" in shown[0]
    assert "KeyError" in caplog.text
    assert "E16" not in caplog.text
