"""The plain pages without a server, at a fixed time, with a database and a desk of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from data import database
from data.directory import Directory
from data.live import live
from data.load import Seed
from pages import failures
from pages.parts import report
from pages.plain import borough, embed, find, guides, shared, talk, wrong
from pages.plain.routes import routes

NOW = "2026-11-23T12:00"
APP = Starlette(
    routes=routes,
    exception_handlers={
        Exception: failures.on_route_error,
        HTTPException: failures.on_refusal,
    },
)


@pytest.fixture(scope="session")
def client() -> TestClient:
    """Give a visitor: what fails is answered, as the server would."""
    return TestClient(APP, raise_server_exceptions=False, follow_redirects=False)


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_NOW", NOW)


@pytest.fixture(autouse=True)
def _nothing_kept(_monday: None) -> None:
    """Draw each page anew in each test, of the records as they are on that Monday."""
    live().refresh()
    shared.keep.clear()


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock."""
    return lambda moment: monkeypatch.setenv("HAVENS_NOW", moment)


@pytest.fixture
def own_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Give an empty database, and a desk that has seen nobody."""
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path / 'reports.sqlite3'}")
    report.desk.cache_clear()
    yield
    report.desk.cache_clear()
    database.current().dispose()


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Directory]:
    """Make the plain pages show made-up records only."""

    def show(**records: tuple[Any, ...]) -> Directory:
        empty: dict[str, tuple[Any, ...]] = {
            "places": (),
            "services": (),
            "schemes": (),
            "borough_contacts": (),
        }
        directory = Directory.of(Seed(**(empty | records)))
        for module in (borough, embed, find, guides, shared, talk, wrong):
            monkeypatch.setattr(module, "current", lambda: directory)
        return directory

    return show
