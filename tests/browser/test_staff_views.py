"""Every view of staff in a real browser: clean for axe, fits each screen, and works by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from data import clock
from data.revisions import RevisionState
from data.roles import Actor, Role
from tests.browser.keys import Keys
from tests.browser.looks import AXE, too_wide, violations
from tests.browser.staff_data import Filled, fill
from tests.browser.staff_states import button, states
from tests.browser.staffed import PASSWORD, database_of, sign_in
from tests.browser.test_pages import settle
from tests.browser.test_staff import CLOSED, title

pytestmark = pytest.mark.browser
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
STATES = (
    "home", "queue", "records", "record-place", "record-service", "record-scheme",
    "record-contact", "edit-place", "edit-service", "edit-new", "edit-faults", "edit-conflict",
    "approve", "approve-pin", "approve-batch", "history", "exchange", "preview",
    "preview-public", "accounts", "coverage", "coverage-try",
    "coverage-first",
)  # fmt: skip
NOT_OURS = ("presentation-role-conflict", "stFileUploaderDropzone")
"""Streamlit's own markup of the place to drop a file; its button beside it works and has a name."""
LOOKED_FOR = re.compile(r"/staff/_stcore/(health|host-config)$")
"""On a page below the root Streamlit looks for its server beside the page first, then at the root."""
PRESSED = '#root :is(button, summary, [role="button"])'
NAMELESS = """() => [...document.querySelectorAll(
        '#root :is(button, input, select, textarea, summary, a[href], [role=combobox])')]
    .filter((e) => e.checkVisibility() && e.tabIndex >= 0 && !e.ariaLabel && !e.labels?.length
        && !e.getAttribute("aria-labelledby") && !e.textContent.trim() && !e.title)
    .map((e) => e.outerHTML.slice(0, 150))"""
ALIKE = """() => {
    const names = [...document.querySelectorAll('#root [class*="st-key-"] [data-testid="stButton"] button')]
        .filter((e) => e.checkVisibility()).map((e) => e.textContent.trim());
    return names.filter((name, at) => names.indexOf(name) !== at);
}"""
SMALL = """() => [...document.querySelectorAll('#root .stMain :is(button[data-testid^=stBaseButton], summary, a.act)')]
    .filter((e) => e.checkVisibility() && !e.closest('[data-testid="stHtml"] p')
        && e.getBoundingClientRect().height < 43.9)
    .map((e) => e.outerHTML.slice(0, 150))"""


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    with database_of(tmp_path_factory.mktemp("views") / "staff.sqlite3") as made:
        yield made


@pytest.fixture(scope="module")
def filled(engine: sa.Engine) -> Filled:
    return fill(engine)


@pytest.fixture(scope="module")
def views_server(
    running: Callable[..., AbstractContextManager[str]],
    engine: sa.Engine,
    filled: Filled,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    log = tmp_path_factory.mktemp("server") / "log.txt"
    ours = {"HAVENS_DATABASE_URL": f"sqlite:///{engine.url.database}"}
    with running(["uvicorn", "app:app", "--port", "{port}"], log, environ=ours) as url:
        yield url
    assert " ERROR " not in log.read_text()


@pytest.fixture(scope="module")
def signed_in(browser: Any, views_server: str) -> Any:
    """Sign in once for all; each page then starts with the same cookies."""
    context = browser.new_context(viewport=WIDE)
    sign_in(context.new_page(), views_server)
    held = context.storage_state()
    context.close()
    return held


@pytest.fixture
def staff_page(browser: Any, signed_in: Any) -> Iterator[Any]:
    context = browser.new_context(viewport=WIDE, storage_state=signed_in)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def ours_to_mend(page: Any) -> list[Any]:
    rule, element = NOT_OURS
    found = [
        (name, [html for html in nodes if (name, element in html) != (rule, True)])
        for name, nodes in violations(page)
    ]
    return [(name, nodes) for name, nodes in found if nodes]


def resize(page: Any, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.wait_for_timeout(250)


@pytest.mark.parametrize("state", STATES)
def test_a_view_is_in_order(
    staff_page: Any, views_server: str, filled: Filled, needs: Callable[[str], None], state: str
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    page = staff_page
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on(
        "console",
        lambda message: (
            said.append(f"{message.text} {message.location['url']}")
            if message.type == "error" and not LOOKED_FOR.search(message.location["url"])
            else None
        ),
    )
    address, prepare = states(filled)[state]
    page.goto(views_server + address)
    settle(page)
    prepare(page, filled)

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(400)
        assert ours_to_mend(page) == [], scheme
    for size in (WIDE, PHONE, NARROW):
        resize(page, size)
        assert [html for html in too_wide(page) if 'class="wide"' not in html] == [], size
        assert page.locator("a[href='tel:999']").first.is_visible()
    resize(page, PHONE)
    assert page.locator("h1").count() == 1
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(ALIKE) == []
    assert page.evaluate(SMALL) == []
    ours = urlsplit(views_server).netloc
    foreign = [u for u in asked if not u.startswith(("data:", "blob:"))]
    assert {u for u in foreign if urlsplit(u).netloc != ours} == set()
    assert said == []


def test_both_ends_of_a_move_are_in_sight(
    staff_page: Any, views_server: str, filled: Filled
) -> None:
    page = staff_page
    address, prepare = states(filled)["approve-pin"]
    page.goto(views_server + address)
    settle(page)
    prepare(page, filled)
    drawn = page.frame_locator("iframe[title*=folium]")

    def hidden() -> list[str]:
        inside = drawn.locator("#map_div").bounding_box()
        boxes = {w: drawn.get_by_text(w, exact=True).bounding_box() for w in ("Old", "New")}
        return [
            words
            for words, box in boxes.items()
            if not inside["y"] < box["y"] < inside["y"] + inside["height"] - box["height"]
            or not inside["x"] < box["x"] < inside["x"] + inside["width"] - box["width"]
        ]

    # On a busy machine the frame grows some time after its first pin is there.
    for _ in range(40):
        if not hidden():
            break
        page.wait_for_timeout(250)
    assert hidden() == []


def test_states_are_all_looked_at(filled: Filled) -> None:
    assert set(STATES) == set(states(filled))


def test_typing_keeps_the_focus_and_the_page_in_place(
    staff_page: Any, views_server: str, filled: Filled
) -> None:
    from playwright.sync_api import expect

    page = staff_page
    page.goto(f"{views_server}/staff?view=edit&kind=service&id={filled.service}")
    settle(page)
    resize(page, PHONE)
    main = page.get_by_test_id("stMain")
    field = page.locator("#root").get_by_role("textbox", name="In short").first
    after = page.locator("#root").get_by_role("textbox", name="Its own name, way 1").first
    after.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    field.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Really.")
    page.keyboard.press("Tab")
    focused = page.evaluate_handle("() => document.activeElement")
    was = main.evaluate("e => e.scrollTop")
    settle(page)
    page.wait_for_timeout(1500)
    assert focused.evaluate("e => e.isConnected && e === document.activeElement")
    assert abs(main.evaluate("e => e.scrollTop") - was) < 120
    expect(field).to_have_value(re.compile(r" Really\.$"))


def test_what_a_press_came_to_is_spoken_and_the_focus_stays_near(
    staff_page: Any, views_server: str
) -> None:
    page = staff_page
    page.goto(f"{views_server}/staff?view=queue&why=never")
    settle(page)
    take = button(page, "Take")
    name = take.inner_text()
    take.focus()
    page.keyboard.press("Enter")
    page.locator("#announcer", has_text="It is yours.").wait_for(state="attached")
    settle(page)
    near = page.evaluate(
        "() => document.activeElement.closest('[class*=st-key-queue-entry-]')?.textContent ?? ''"
    )
    assert near, "the focus is not in an entry of the queue any more"
    assert name


def test_a_change_from_the_first_page_to_the_last_by_keyboard_alone(
    browser: Any, views_server: str, filled: Filled
) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(viewport=WIDE)
    context.set_default_timeout(20_000)
    page = context.new_page()

    keys = Keys(page)

    def tab_to(target: Any, most: int = 200) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            keys.stop()
            if target.count() and target.first.evaluate("e => e === document.activeElement"):
                return
        pytest.fail(f"Tab did not reach {target}")

    def press_on(name: str, view: str) -> None:
        tab_to(page.locator("#root").get_by_role("button", name=name))
        page.keyboard.press("Enter")
        expect(title(page)).to_have_text(view)
        expect(title(page)).to_be_focused()
        settle(page)

    page.goto(f"{views_server}/staff/sign-in")
    tab_to(page.get_by_label("Name"))
    page.keyboard.type("administrator")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_text("Signed in as").wait_for()
    settle(page)

    press_on("Find a record", "Find a record")
    tab_to(page.get_by_role("textbox", name="Name, address, postcode"))
    page.keyboard.type(filled.place.postcode or filled.place.name)
    page.keyboard.press("Enter")
    settle(page)
    press_on(f"Open {filled.place.name}", filled.place.name)
    press_on("Edit", f"Edit: {filled.place.name}")
    tab_to(page.get_by_role("textbox", name="Warning shown first"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Ring the bell.")
    tab_to(page.get_by_role("textbox", name="Why? Who told you"))
    page.keyboard.type("I was there.")
    tab_to(page.locator("#root").get_by_role("button", name="Save", exact=True))
    page.keyboard.press("Enter")
    expect(title(page)).to_have_text(filled.place.name)
    page.locator("#announcer", has_text="Saved.").wait_for(state="attached")

    press_on("Waiting", "What waits for a second person")
    tab_to(page.get_by_role("button", name="Look at it Change 2 things"))
    page.keyboard.press("Enter")
    tab_to(page.get_by_role("button", name="Approve", exact=True))
    page.keyboard.press("Enter")
    page.locator("#announcer", has_text="Approved.").wait_for(state="attached")
    settle(page)
    assert page.evaluate("() => document.activeElement !== document.body")
    actor = Actor("administrator", Role.ADMINISTRATOR)
    decided = filled.store.log(actor, key=filled.key, state=RevisionState.APPROVED)
    assert any(r.author == "editor" and r.decided_by == actor.name for r in decided)

    # Then it is said not to be safe.
    press_on("Find a record", "Find a record")
    press_on(f"Open {filled.place.name}", filled.place.name)
    tab_to(page.locator("#root summary", has_text="Hide now"))
    page.keyboard.press("Enter")
    hiding = page.locator('[class*="st-key-expander-hide"]')
    tab_to(hiding.get_by_role("textbox", name="Why? Who told you"))
    page.keyboard.type("A visitor did not feel safe.")
    tab_to(hiding.get_by_role("button", name="Hide now"))
    page.keyboard.press("Enter")
    page.locator("#announcer", has_text="What the public sees now").wait_for(state="attached")
    settle(page)
    assert page.evaluate("() => document.activeElement !== document.body")
    assert filled.store.timeline().values(filled.key, clock.now())["visibility"] == "draft"
    assert keys.faults == []

    tab_to(page.get_by_role("link", name="Sign out"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/staff/sign-out")
    tab_to(page.get_by_role("button", name="Sign out"))
    page.keyboard.press("Enter")
    page.get_by_text(CLOSED).wait_for()
    context.close()
