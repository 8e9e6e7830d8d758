"""Staff in a real browser: nothing before signing in, and an end that holds in every tab."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import accounts, clock
from data.accounts import COMMAND_LINE
from data.roles import Role
from data.tables import SIGN_INS
from tests.browser.looks import AXE, too_wide, violations
from tests.browser.staffed import PASSWORD, database_of, sign_in
from tests.browser.test_pages import settle

Run = Callable[..., AbstractContextManager[str]]
pytestmark = pytest.mark.browser
SIZES = [(390, 844), (1280, 800)]
CLOSED = "You are not signed in. This page is for staff."


@pytest.fixture(autouse=True)
def _short_waits(browser_page: Any) -> None:
    browser_page.context.set_default_timeout(15_000)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    with database_of(tmp_path_factory.mktemp("staff") / "staff.sqlite3") as made:
        yield made


@pytest.fixture(scope="module")
def staff_server(
    running: Run, engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    log = tmp_path_factory.mktemp("server") / "log.txt"
    ours = {"HAVENS_DATABASE_URL": f"sqlite:///{engine.url.database}"}
    with running(["uvicorn", "app:app", "--port", "{port}"], log, environ=ours) as url:
        yield url
    for secret in (PASSWORD, "a wrong password", *Role):
        assert secret not in log.read_text()


def title(page: Any) -> Any:
    return page.locator("#root h1")


@pytest.mark.parametrize(
    "addresses",
    [
        ("/staff?view=accounts", "/staff/desk", "/staff_desk", "/home", "/staff/sign-in"),
        ("/desk", "/staff", "/accounts_view", "/views", "/who", "/staff/sign-out"),
        ("/staff/accounts",),
    ],
)
def test_the_first_visitors_of_a_fresh_server_see_no_staff_page(
    browser_page: Any, running: Run, engine: sa.Engine, tmp_path: Path, addresses: tuple[str, ...]
) -> None:
    """Streamlit may run any file beside its first one until somebody has opened a page."""
    ours = {"HAVENS_DATABASE_URL": f"sqlite:///{engine.url.database}"}
    arguments = ["uvicorn", "app:app", "--port", "{port}"]
    with running(arguments, tmp_path / "log", environ=ours) as url:
        for address in addresses:
            _see_nothing(browser_page, url, address)


def _see_nothing(page: Any, url: str, address: str) -> None:
    page.goto(url + address)
    page.locator("a[href='tel:999']").first.wait_for()
    if address.count("/") == 1:
        page.locator("h1").first.wait_for()
    page.wait_for_timeout(1500)
    assert page.title() == "London places"
    seen = page.locator("body").inner_text()
    for secret in ("signed in as", "administrator", "Accounts", "Change an account"):
        assert secret not in seen
    if address.partition("?")[0] == "/staff":
        assert CLOSED in seen
    assert page.locator("a[href='tel:999']").first.is_visible()


def test_staff_may_not_be_reached_from_the_public_menu(
    browser_page: Any, staff_server: str
) -> None:
    browser_page.goto(staff_server)
    settle(browser_page)
    assert browser_page.locator("a[href*='staff']").count() == 0


def test_sign_in_reload_and_an_end_in_every_tab(browser_page: Any, staff_server: str) -> None:
    sign_in(browser_page, staff_server)
    browser_page.reload()
    browser_page.get_by_text("Signed in as administrator").wait_for()

    other = browser_page.context.new_page()
    other.goto(f"{staff_server}/staff?view=accounts")
    other.get_by_role("heading", name="Change an account").wait_for()

    browser_page.get_by_role("link", name="Sign out").click()
    browser_page.get_by_role("button", name="Sign out").click()
    browser_page.get_by_text(CLOSED).wait_for()

    other.get_by_role("button", name="Start").click()
    other.get_by_text(CLOSED).wait_for()
    settle(other)
    assert "signed in as" not in other.locator("body").inner_text()
    assert other.get_by_role("heading", name="Change an account").count() == 0


def test_what_is_pressed_after_the_end_is_not_done(
    browser_page: Any, staff_server: str, engine: sa.Engine
) -> None:
    sign_in(browser_page, staff_server, then="/staff?view=accounts")
    browser_page.get_by_label("Name, such as their mail address").fill("too-late")
    with engine.begin() as connection:
        connection.execute(SIGN_INS.update().values(ended_at=clock.real()))
    browser_page.get_by_role("button", name="Add", exact=True).click()
    browser_page.get_by_text(CLOSED).wait_for()
    assert "too-late" not in {a.name for a in accounts.listed(engine, COMMAND_LINE)}


@pytest.mark.parametrize(
    ("hours", "idle"), [(9, timedelta()), (1, timedelta(minutes=61))], ids=["too old", "idle"]
)
def test_a_tab_that_was_left_open_is_closed_at_its_next_press(
    browser_page: Any, staff_server: str, engine: sa.Engine, hours: int, idle: timedelta
) -> None:
    sign_in(browser_page, staff_server, "viewer")
    now = clock.real()
    with engine.begin() as connection:
        connection.execute(
            SIGN_INS.update().values(made_at=now - timedelta(hours=hours), seen_at=now - idle)
        )
    browser_page.get_by_role("button", name="Start").click()
    browser_page.get_by_text(CLOSED).wait_for()


def test_a_role_that_is_taken_away_counts_at_the_next_press(
    browser_page: Any, staff_server: str, engine: sa.Engine
) -> None:
    name = accounts.create(
        engine, COMMAND_LINE, "short-lived", Role.ADMINISTRATOR, PASSWORD, clock.real()
    )
    sign_in(browser_page, staff_server, name, then="/staff?view=accounts")
    accounts.change_role(engine, COMMAND_LINE, name, Role.VIEWER, clock.real())
    browser_page.get_by_role("button", name="Start").click()
    browser_page.get_by_text(CLOSED).wait_for()
    sign_in(browser_page, staff_server, name)
    assert browser_page.get_by_role("button", name="Accounts").count() == 0


def test_signing_in_needs_no_javascript(browser: Any, staff_server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{staff_server}/staff/sign-in")
    page.get_by_label("Name").fill("viewer")
    page.get_by_label("Password").fill("a wrong password")
    page.get_by_role("button", name="Sign in").click()
    assert page.get_by_role("alert").inner_text().startswith("The name or the password")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    assert page.url == f"{staff_server}/staff"
    assert "havens_staff" in {cookie["name"] for cookie in context.cookies()}
    context.close()


def test_no_script_can_read_the_cookies(browser_page: Any, staff_server: str) -> None:
    sign_in(browser_page, staff_server, "viewer")
    assert "havens" not in browser_page.evaluate("document.cookie")
    for cookie in browser_page.context.cookies():
        if cookie["name"].startswith("havens"):
            assert (cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (
                True, "Strict", -1,
            )  # fmt: skip


def test_another_site_can_not_sign_anybody_in_or_out(browser_page: Any, staff_server: str) -> None:
    sign_in(browser_page, staff_server, "viewer")
    foreign = staff_server.replace("127.0.0.1", "localhost")
    for address in ("sign-in", "sign-out"):
        page = browser_page.context.new_page()
        page.route(
            f"{foreign}/evil",
            lambda route, _request, address=address: route.fulfill(
                content_type="text/html",
                body=f'<form method="post" action="{staff_server}/staff/{address}"><input name="form"'
                ' value="x"><button>Go</button></form>',
            ),
        )
        page.goto(f"{foreign}/evil")
        with page.expect_response(lambda answer: "/staff/sign" in answer.url) as answer:
            page.get_by_role("button", name="Go").click()
        assert answer.value.status == 403
    browser_page.reload()
    browser_page.get_by_text("Signed in as viewer").wait_for()


def test_by_keyboard_alone(browser_page: Any, staff_server: str) -> None:
    from playwright.sync_api import expect

    page = browser_page
    page.goto(f"{staff_server}/staff")
    settle(page)

    def tab_to(target: Any) -> None:
        for _ in range(150):
            page.keyboard.press("Tab")
            if target.evaluate("e => e === document.activeElement"):
                return
        pytest.fail("Tab did not reach it")

    tab_to(page.locator("#root").get_by_role("link", name="Sign in with a password"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/sign-in")
    tab_to(page.get_by_label("Name"))
    page.keyboard.type("administrator")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Signed in as").wait_for()
    tab_to(page.get_by_role("button", name="Accounts"))
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text("Accounts")
    expect(title(page)).to_be_focused()
    assert page.url.endswith("/staff?view=accounts")
    page.go_back()
    expect(title(page)).to_have_text("How things stand")
    tab_to(page.get_by_role("link", name="Sign out"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/sign-out")
    tab_to(page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Enter")
    page.get_by_text(CLOSED).wait_for()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["/staff/sign-in", "/staff/sign-out", "/staff"])
def test_axe_finds_nothing_before_signing_in(
    browser_page: Any, staff_server: str, needs: Any, address: str, scheme: str, size: Any
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    browser_page.set_viewport_size({"width": size[0], "height": size[1]})
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(staff_server + address)
    if address == "/staff":
        settle(browser_page)
    else:
        browser_page.get_by_role("button").click()
        browser_page.wait_for_load_state()
    assert violations(browser_page) == []


@pytest.mark.parametrize("size", [*SIZES, (320, 640)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_after_it(
    browser_page: Any, staff_server: str, needs: Any, scheme: str, size: Any
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    browser_page.set_viewport_size({"width": size[0], "height": size[1]})
    browser_page.emulate_media(color_scheme=scheme)
    sign_in(browser_page, staff_server)
    settle(browser_page)
    assert violations(browser_page) == []
    browser_page.get_by_role("button", name="Accounts").click()
    browser_page.get_by_role("heading", name="Change an account").wait_for()
    settle(browser_page)
    # A list of choices closes when the page scrolls, as it does on the way to it.
    browser_page.get_by_role("combobox", name="Account", exact=True).scroll_into_view_if_needed()
    browser_page.wait_for_timeout(500)
    browser_page.get_by_role("combobox", name="Account", exact=True).click()
    browser_page.get_by_role("option", name="viewer").click()
    browser_page.get_by_role("button", name="Set password").wait_for()
    settle(browser_page)
    assert violations(browser_page) == []
    wide = [html for html in too_wide(browser_page) if 'class="wide"' not in html]
    assert wide == []


def test_nothing_is_asked_of_others_or_kept_by_the_browser(
    browser_page: Any, staff_server: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.on("console", lambda message: said.append(message.text))
    sign_in(browser_page, staff_server, then="/staff?view=accounts")
    assert [url for url in asked if not url.startswith((staff_server, "data:", "blob:"))] == []
    assert [text for text in said if re.search("Content Security Policy|Refused", text)] == []
    assert browser_page.evaluate("() => [{...localStorage}, {...sessionStorage}]") == [{}, {}]
    assert {cookie["name"] for cookie in browser_page.context.cookies()} <= {
        "havens_staff", "havens_form", "_streamlit_xsrf", "_xsrf",
    }  # fmt: skip
