"""The talk page in a browser: what somebody chooses stays between them and the socket."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from data import database
from data.reports import queue

pytestmark = pytest.mark.browser


def settle(page: Any) -> None:
    page.wait_for_timeout(300)
    page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
    page.wait_for_timeout(700)


def open_talk(page: Any, url: str) -> None:
    page.goto(f"{url}/talk")
    page.locator("h2.found").wait_for()
    settle(page)


def test_choices_are_in_no_address_request_or_store(browser_page: Any, server: str) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(f"{request.url} {request.post_data}"))
    open_talk(browser_page, server)
    before = browser_page.evaluate("history.length")
    browser_page.get_by_role("button", name="Sexual abuse", exact=True).click()
    settle(browser_page)
    browser_page.locator("summary", has_text="More choices").click()
    browser_page.get_by_label("Name of a service").fill("rape crisis")
    browser_page.keyboard.press("Enter")
    settle(browser_page)
    assert "Rape" in browser_page.locator("article h3").first.inner_text()
    assert browser_page.url == f"{server}/talk"
    assert browser_page.evaluate("history.length") == before
    assert not [a for a in asked if re.search("exual|rape|topic", a, re.IGNORECASE)]
    kept = browser_page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert not re.search("exual|rape", kept, re.IGNORECASE)


def test_a_change_is_spoken(browser_page: Any, server: str) -> None:
    open_talk(browser_page, server)
    browser_page.get_by_role("button", name="Nowhere to sleep").click()
    settle(browser_page)
    heading = browser_page.locator("h2.found").inner_text()
    assert browser_page.locator("#announcer").inner_text() == heading
    assert re.match(r"\d+ services?, \d+ listed as open now", heading)


def test_numbers_open_the_telephone_not_a_tab(browser_page: Any, server: str) -> None:
    open_talk(browser_page, server)
    for link in browser_page.locator("article a.act").all():
        href = link.get_attribute("href")
        if href.startswith(("tel:", "sms:", "mailto:")):
            assert link.get_attribute("target") is None
        else:
            assert urlsplit(href).scheme in ("http", "https")
            assert "noreferrer" in link.get_attribute("rel")
    assert browser_page.locator("article a.act[href='tel:08001111']").count() == 1


def test_the_keyboard_alone_reaches_help(browser_page: Any, server: str) -> None:
    open_talk(browser_page, server)
    browser_page.locator("#menu a").last.focus()
    for _ in range(40):
        browser_page.keyboard.press("Tab")
        href = browser_page.evaluate("document.activeElement.getAttribute('href')")
        if href == "tel:08001111":
            return
    pytest.fail("40 times Tab never came to Childline's number in the list")


def test_a_report_by_keyboard_is_answered_aloud(browser_page: Any, server: str) -> None:
    open_talk(browser_page, server)
    browser_page.get_by_role("button", name="Something is wrong here: Childline").press("Enter")
    browser_page.get_by_label("Tell us more, if you want").wait_for()
    browser_page.get_by_role("radio", name="I did not feel safe").focus()
    browser_page.keyboard.press("Space")
    browser_page.get_by_label("Tell us more, if you want").fill("made up words")
    browser_page.get_by_role("button", name="Send").press("Enter")
    settle(browser_page)
    spoken = browser_page.locator("#announcer").inner_text()
    assert "call 999" in spoken
    assert "Staff will look at this" in spoken
    assert browser_page.get_by_label("Tell us more, if you want").count() == 0
    assert browser_page.evaluate("document.activeElement !== document.body")
    assert browser_page.url == f"{server}/talk"


def test_two_quick_presses_send_once(browser_page: Any, server: str) -> None:
    open_talk(browser_page, server)
    browser_page.get_by_role("button", name="Something is wrong here: Childline").click()
    browser_page.get_by_role("radio", name="Nobody answered").wait_for(state="attached")
    browser_page.locator("label", has_text="Nobody answered").click()
    before = sent("no_answer")
    browser_page.get_by_role("button", name="Send").dblclick()
    settle(browser_page)
    assert "Staff will look at this" in browser_page.locator(".said").inner_text()
    assert sent("no_answer") == before + 1


def sent(what: str) -> int:
    """Count what the server has kept: it writes to the tests' own database."""
    return sum(r.times for r in queue(database.current()) if r.what == what)
