"""The staff page in Streamlit's own test harness, with a database and accounts of the test's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import accounts, clock, database, sign_in
from data.accounts import COMMAND_LINE
from data.planting import plant
from data.roles import Role
from data.store import Store
from pages.staff import acting, who
from tests.data.staff import made_up_seed
from tests.pages.conftest import PAGES
from tests.pages.staff.helped import APPROVER

PASSWORD = "four words for a test"


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cheap_passwords: None) -> sa.Engine:
    """Give the database that the page uses: an empty SQLite file."""
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path / 'staff.sqlite3'}")
    return database.current()


@pytest.fixture
def sign_in_as(monkeypatch: pytest.MonkeyPatch, engine: sa.Engine) -> Callable[..., str]:
    """Make an account where there is none, sign in with it, and give the token."""

    def signed_in(role: Role | str, name: str = "") -> str:
        name = name or f"{role}@example.org"
        if name not in {account.name for account in accounts.listed(engine, COMMAND_LINE)}:
            accounts.create(engine, COMMAND_LINE, name, Role(role), PASSWORD, clock.real())
        made = sign_in.sign_in(engine, name, PASSWORD, clock.real())
        monkeypatch.setattr(who, "token", lambda: made)
        return made

    return signed_in


@pytest.fixture
def open_desk(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run the staff page as a link such as ``/staff?view=home`` would open it."""

    def opens(view: str = "", **query: str) -> AppTest:
        monkeypatch.setenv("HAVENS_TILES_URL", "")
        page = AppTest.from_file(str(PAGES / "staff" / "desk.py"), default_timeout=60)
        for key, value in (({"view": view} if view else {}) | query).items():
            page.query_params[key] = value
        page.run()
        assert not page.exception
        return page

    return opens


@pytest.fixture
def store(engine, monkeypatch):
    monkeypatch.setenv("HAVENS_NOW", "2026-11-24T12:00")
    monkeypatch.setenv("HAVENS_TILES_URL", "")
    plant(engine, made_up_seed(), clock.now() - timedelta(days=30))
    return Store(engine, lambda lat, lon: "Newham")


@pytest.fixture
def open_view(store, monkeypatch):
    def opens(actor=APPROVER, view="approve", call="draw(actor)", **query):
        monkeypatch.setattr(acting, "signed_in", lambda: actor)
        lines = (
            "from data.roles import Actor, Role",
            f"from pages.staff import {view} as view",
            f"actor = Actor({actor.name!r}, Role({str(actor.role)!r}))",
            "from pages.staff.acting import draw_said",
            "draw_said()",
            f"view.{call}",
        )
        page = AppTest.from_string("\n".join(lines), default_timeout=60)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception, page.exception
        return page

    return opens
