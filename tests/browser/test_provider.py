"""Staff sign in with a provider (OIDC), in a real browser and against a provider of our own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from data import accounts, clock
from data.accounts import COMMAND_LINE
from data.database import open_database, upgrade
from data.roles import Role
from tests.browser.looks import AXE, violations
from tests.browser.test_pages import settle
from tests.browser.test_staff import CLOSED

Run = Callable[..., AbstractContextManager[str]]
pytestmark = pytest.mark.browser
BUTTON = "Sign in with your organisation's account"


def of_ours(module: str) -> list[str]:
    """Give the command that serves a module of this folder."""
    return ["uvicorn", f"{module}:app", "--app-dir", str(Path(__file__).parent), "--port", "{port}"]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    made = open_database(f"sqlite:///{tmp_path_factory.mktemp('staff') / 'staff.sqlite3'}")
    upgrade(made)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def provider(running: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("provider") / "log.txt"
    with running(of_ours("oidc_provider"), log) as url:
        yield url


@pytest.fixture(scope="module")
def app_server(
    running: Run, engine: sa.Engine, provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("app")
    ours = {
        "PROVIDER": provider,
        "HAVENS_DATABASE_URL": f"sqlite:///{engine.url.database}",
        "HAVENS_ROLE_CLAIM": "realm_access.roles",
        "HAVENS_LOCAL_SIGN_IN": "off",
    }
    with running(of_ours("app_with_provider"), folder / "log.txt", folder, ours) as url:
        yield url
    assert "@example.org" not in (folder / "log.txt").read_text()


@pytest.fixture
def person(provider: str, engine: sa.Engine) -> Callable[..., str]:
    """Say whom the provider lets in next; with a role, make an account for them."""
    numbers = iter(range(1000))

    def next_person(role: Role | None = None, **claims: Any) -> str:
        name = f"ann{time.time_ns()}-{next(numbers)}@example.org"
        if role:
            accounts.create(engine, COMMAND_LINE, name, role, None, clock.real())
        httpx.post(f"{provider}/next", json={"email": name} | claims).raise_for_status()
        return name

    return next_person


@pytest.fixture
def sign_in(browser_page: Any, app_server: str) -> Callable[[], None]:
    browser_page.context.set_default_timeout(20_000)

    def signed_in() -> None:
        browser_page.goto(f"{app_server}/staff")
        browser_page.get_by_role("button", name=BUTTON).click()
        browser_page.wait_for_url("**/staff")
        settle(browser_page)

    return signed_in


def press_start(page: Any) -> None:
    page.get_by_role("button", name="Start").click()


def test_sign_in_reload_and_an_end_in_every_tab(
    browser_page: Any, app_server: str, sign_in: Any, person: Any
) -> None:
    name = person(Role.EDITOR)
    sign_in()
    words = f"You are signed in as {name}, editor."
    browser_page.get_by_text(words).wait_for()
    browser_page.reload()
    browser_page.get_by_text(words).wait_for()
    other = browser_page.context.new_page()
    other.goto(f"{app_server}/staff")
    other.get_by_text(words).wait_for()

    browser_page.get_by_role("button", name="Sign out").click()
    browser_page.get_by_text(CLOSED).wait_for()
    assert "_streamlit_user" not in {c["name"] for c in browser_page.context.cookies()}
    press_start(other)
    other.get_by_text("You were signed out. Please sign in again.").wait_for()
    assert "signed in as" not in other.locator("body").inner_text()


def test_a_cookie_that_was_copied_is_of_no_use_after_the_end(
    browser: Any, browser_page: Any, app_server: str, sign_in: Any, person: Any
) -> None:
    person(Role.EDITOR)
    sign_in()
    copied = browser_page.context.cookies()
    browser_page.get_by_role("button", name="Sign out").click()
    browser_page.get_by_text(CLOSED).wait_for()
    thief = browser.new_context()
    thief.add_cookies(copied)
    page = thief.new_page()
    page.goto(f"{app_server}/staff")
    page.get_by_text("You were signed out.").wait_for()
    thief.close()


def test_a_role_or_an_account_that_is_taken_away_counts_at_the_next_press(
    browser_page: Any, sign_in: Any, person: Any, engine: sa.Engine
) -> None:
    name = person(Role.ADMINISTRATOR)
    person_of_old = accounts.create(
        engine, COMMAND_LINE, f"boss-{time.time_ns()}", Role.ADMINISTRATOR, None, clock.real()
    )
    assert person_of_old != name
    sign_in()
    browser_page.get_by_role("button", name="Accounts").wait_for()
    accounts.change_role(engine, COMMAND_LINE, name, Role.VIEWER, clock.real())
    browser_page.get_by_role("button", name="Accounts").click()
    browser_page.get_by_text("You were signed out. Please sign in again.").wait_for()


def test_after_a_switch_off_nobody_is_let_in_again(
    browser_page: Any, sign_in: Any, engine: sa.Engine, provider: str
) -> None:
    name = f"off{time.time_ns()}@example.org"
    httpx.post(
        f"{provider}/next", json={"email": name, "realm_access": {"roles": ["administrator"]}}
    )
    sign_in()
    browser_page.get_by_text(f"Signed in as {name}, administrator.").wait_for()
    accounts.create(
        engine, COMMAND_LINE, f"spare-{time.time_ns()}", Role.ADMINISTRATOR, None, clock.real()
    )
    accounts.switch_off(engine, COMMAND_LINE, name, clock.real())
    press_start(browser_page)
    browser_page.get_by_text(f"{name} may not use this page.").wait_for()
    sign_in()
    browser_page.get_by_text(f"{name} may not use this page.").wait_for()
    browser_page.get_by_role("button", name="Sign out of that account").wait_for()


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"iat": time.time() - 9 * 3600}, "You signed in more than 8 hours ago."),
        ({"email_verified": False}, "no mail address that was verified"),
        ({"realm_access": {"roles": ["nothing"]}}, "may not use this page"),
    ],
    ids=["too old", "not verified", "no role"],
)
def test_who_is_not_let_in_reads_why_and_can_try_again(
    browser_page: Any, sign_in: Any, person: Any, claims: Any, words: str
) -> None:
    person(None if "realm_access" in claims else Role.EDITOR, **claims)
    sign_in()
    browser_page.get_by_text(words).wait_for()
    assert "signed in as" not in browser_page.locator("body").inner_text()
    browser_page.get_by_role("button", name=BUTTON).wait_for()


def test_passwords_are_not_offered_where_they_are_off(browser_page: Any, app_server: str) -> None:
    browser_page.goto(f"{app_server}/staff")
    browser_page.get_by_role("button", name=BUTTON).wait_for()
    assert browser_page.get_by_role("link", name="Sign in with a password").count() == 0
    browser_page.goto(f"{app_server}/staff/sign-in")
    assert browser_page.locator("form").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser_page: Any, app_server: str, needs: Any, scheme: str) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(f"{app_server}/staff")
    settle(browser_page)
    assert violations(browser_page) == []
