"""Every page in a real browser: fits a small screen, is clean for axe, asks nobody else, keeps nothing."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pages.menu import MENU

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LINKS = {
    "talk": ["/talk", "/talk?service=empower"],
    "textsafe": ["/textsafe", "/textsafe?for=text", "/textsafe?for=staff"],
    "missing": ["/missing", "/missing?borough=Camden"],
    "borough": ["/borough", "/borough?borough=Islington"],
    "about": ["/about"],
}
ADDRESSES = [link for links in LINKS.values() for link in links]
ALONE = ["/missing/list", "/poster/camden", "/poster/nowhere"]

pytestmark = pytest.mark.browser


def settle(page: Any) -> None:
    """Wait until the page's script has run and nothing more is drawn."""
    page.locator("#root h1").wait_for()
    page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
    page.wait_for_timeout(700)


def violations(page: Any, include: str = "body", rules: Sequence[str] = RULES) -> list[Any]:
    # Chromium's own console runs it, so the page's policy needs no exception.
    page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    return page.evaluate(
        """([include, rules]) => axe.run({include: [[include]]}, {runOnly: rules})
            .then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))""",
        [include, list(rules)],
    )


def too_wide(page: Any) -> list[str]:
    return page.evaluate("""() =>
        [document.scrollingElement, ...document.querySelectorAll("body *")]
            .filter((e) => e === document.scrollingElement
                || /auto|scroll/.test(getComputedStyle(e).overflowX))
            .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1)
            .map((e) => e.outerHTML.slice(0, 120))
    """)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(
    browser_page: Any, server: str, address: str, scheme: str, needs: Callable[[str], None]
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(server + address)
    settle(browser_page)
    for fold in browser_page.locator("#root summary").all()[:3]:
        fold.click()
    browser_page.wait_for_timeout(300)
    assert violations(browser_page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ALONE)
def test_axe_finds_nothing_on_pages_of_our_own(
    browser_page: Any, server: str, address: str, scheme: str, needs: Callable[[str], None]
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    browser_page.emulate_media(color_scheme=scheme)
    browser_page.goto(server + address)
    assert violations(browser_page) == []


@pytest.mark.parametrize("address", [*ADDRESSES, *ALONE])
def test_nothing_sticks_out_at_320_pixels(browser_page: Any, server: str, address: str) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 640})
    browser_page.goto(server + address)
    if address not in ALONE:
        settle(browser_page)
    assert too_wide(browser_page) == []


def test_a_visit_to_every_page_asks_nobody_else_and_keeps_nothing(
    browser_page: Any, server: str
) -> None:
    asked: list[str] = []
    said: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.on("websocket", lambda socket: asked.append(socket.url))
    browser_page.on("console", lambda message: said.append(message.text))
    for address in [*ADDRESSES, *ALONE[:2]]:
        browser_page.goto(server + address)
        if address not in ALONE:
            settle(browser_page)
        kept = browser_page.evaluate("() => [{...localStorage}, {...sessionStorage}]")
        assert kept == [{}, {}], address
    ours = urlsplit(server).netloc
    foreign = {
        u for u in asked if not u.startswith(("data:", "blob:")) and urlsplit(u).netloc != ours
    }
    assert foreign == set()
    assert [text for text in said if re.search("Content Security Policy|Refused", text)] == []
    assert {c["name"] for c in browser_page.context.cookies()} <= {"_streamlit_xsrf", "_xsrf"}


@pytest.mark.parametrize("page", [name for name in MENU if name != "find"])
def test_the_first_screen_of_a_phone_says_what_the_page_is_for(
    browser_page: Any, server: str, page: str
) -> None:
    browser_page.goto(f"{server}/{page}")
    settle(browser_page)
    title = browser_page.locator("#root h1").bounding_box()
    assert title["y"] < 200
    assert browser_page.title() == "London places"
