"""Staff accounts for browser tests, and signing in as one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from data import accounts, clock
from data.accounts import COMMAND_LINE
from data.database import open_database, upgrade
from data.roles import Role
from tests.browser.test_pages import settle

PASSWORD = "four words for a test"
EACH_ROLE = {role.value: role for role in Role}


@contextmanager
def database_of(path: Path, people: Mapping[str, Role] = EACH_ROLE) -> Iterator[sa.Engine]:
    """Make a database with an account for each of these people."""
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    for name, role in people.items():
        accounts.create(engine, COMMAND_LINE, name, role, PASSWORD, clock.real())
    yield engine
    engine.dispose()


def sign_in(page: Any, server: str, name: str = "administrator", then: str = "") -> None:
    """Sign in with the form, and go on to an address where one is given."""
    page.goto(f"{server}/staff/sign-in")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("You are signed in as").wait_for()
    if then:
        page.goto(server + then)
        settle(page)
