"""A parent at 2am: the list stays on the page, survives choices, prints, and is gone afterwards."""

import io
import re
from typing import Any

import pypdfium2
import pytest

from tests.browser.keys import Keys

WORDS = "Zebedee Quux"
pytestmark = pytest.mark.browser


def settle(page: Any) -> None:
    page.wait_for_timeout(300)
    page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
    page.wait_for_timeout(700)


def test_what_is_typed_survives_a_choice_and_is_sent_nowhere(
    browser_page: Any, server: str
) -> None:
    sent: list[str] = []
    browser_page.on("request", lambda r: sent.append(f"{r.url} {r.post_data} {r.headers}"))

    def listen(socket: Any) -> None:
        socket.on("framesent", lambda data: sent.append(str(data)))

    browser_page.on("websocket", listen)
    browser_page.goto(f"{server}/missing")
    frame = browser_page.frame_locator("iframe[src='/missing/list']")
    frame.get_by_label("Full name, and any other name they use").fill(WORDS)
    frame.get_by_label("What they wore").fill("Quilted blue coat")
    settle(browser_page)
    browser_page.get_by_label("Which borough do you live in?").click()
    browser_page.keyboard.type("Camd")
    browser_page.keyboard.press("Enter")
    browser_page.locator("text=Camden safeguarding partnership").wait_for()
    settle(browser_page)
    box = frame.get_by_label("Full name, and any other name they use")
    assert box.input_value() == WORDS
    assert browser_page.url == f"{server}/missing"
    everything = "\n".join(sent)
    assert "Quux" not in everything
    assert "Quilted" not in everything
    kept = browser_page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "Quux" not in kept


def test_a_parent_with_a_keyboard_comes_to_the_number_and_to_the_paper(
    browser_page: Any, server: str
) -> None:
    from playwright.sync_api import expect

    page, keys = browser_page, Keys(browser_page)
    page.goto(server)
    page.locator(".st-key-menu a").last.wait_for(state="attached")
    settle(page)
    keys.tab_to("^Missing$")
    page.keyboard.press("Enter")
    expect(page.locator("#root h1")).to_have_text("When a child is missing")
    expect(page.locator("#root h1")).to_be_focused()
    assert keys.tab_to("").name == "999"
    assert keys.tab_to("").name == "101"
    keys.tab_to("^Which borough do you live in")
    page.keyboard.type("Camd")
    page.keyboard.press("Enter")
    page.locator("#council", has_text="Camden").wait_for()
    settle(page)
    expect(page.get_by_label("Which borough do you live in?")).to_be_focused()
    keys.tab_to(r"^Call 020 \d{4} \d{4}$", most=6)

    keys.tab_to("^Full name, and any other name they use")
    page.keyboard.type(WORDS)
    frame = next(frame for frame in page.frames if frame.url.endswith("/missing/list"))
    frame.evaluate("() => { window.print = () => { window.printed = document.title; }; }")
    keys.tab_to("^Print$", most=40)
    page.keyboard.press("Enter")
    assert frame.evaluate("() => window.printed") == "London places"
    # And out of the frame again, on to the next part.
    keys.tab_to("^Clear all$", most=3)
    stop = keys.tab_to("", most=1)
    assert "/missing/list" not in stop.frame
    assert keys.faults == []


def test_the_frame_has_no_scroll_of_its_own(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing")
    frame = browser_page.frame_locator("iframe[src='/missing/list']")
    frame.get_by_label("What they wore").fill("word " * 300)
    settle(browser_page)
    inner, outer = browser_page.locator("iframe[src='/missing/list']").evaluate(
        "e => [e.contentDocument.documentElement.scrollHeight, e.clientHeight]"
    )
    assert inner <= outer + 1
    after = browser_page.get_by_role("heading", name="While you wait").bounding_box()
    frame_box = browser_page.locator("iframe[src='/missing/list']").bounding_box()
    assert after["y"] >= frame_box["y"] + frame_box["height"]


def test_it_is_gone_when_you_leave_and_come_back(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing/list")
    browser_page.get_by_label("Full name, and any other name they use").fill(WORDS)
    browser_page.goto(f"{server}/poster/camden")
    browser_page.go_back()
    box = browser_page.get_by_label("Full name, and any other name they use")
    assert box.input_value() == ""
    box.fill(WORDS)
    browser_page.reload()
    assert box.input_value() == ""


def test_paper_shows_what_was_typed_and_no_buttons(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing/list")
    browser_page.get_by_label("Full name, and any other name they use").fill(WORDS)
    browser_page.get_by_label("What they wore").fill("A coat. " * 60 + "The end.")
    document = pypdfium2.PdfDocument(io.BytesIO(browser_page.pdf(format="A4")))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert WORDS in text
    assert "The end." in text
    assert "Clear all" not in text


def test_clear_all_clears_all_and_says_so(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing/list")
    for box in browser_page.locator("textarea").all():
        box.fill(WORDS)
    browser_page.once("dialog", lambda dialog: dialog.dismiss())
    browser_page.get_by_role("button", name="Clear all").press("Enter")
    assert browser_page.locator("textarea").first.input_value() == WORDS
    browser_page.once("dialog", lambda dialog: dialog.accept())
    browser_page.get_by_role("button", name="Clear all").press("Enter")
    assert {box.input_value() for box in browser_page.locator("textarea").all()} == {""}
    assert browser_page.locator("#said").inner_text() == "All is cleared."


def test_nobody_loses_the_list_without_being_asked(browser_page: Any, server: str) -> None:
    asked: list[str] = []

    def answer(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.accept() if len(asked) > 1 else dialog.dismiss()

    browser_page.on("dialog", answer)
    browser_page.goto(f"{server}/missing")
    frame = browser_page.frame_locator("iframe[src='/missing/list']")
    frame.get_by_label("What they wore").fill(WORDS)
    settle(browser_page)
    talk = browser_page.locator("#menu").get_by_role("link", name="Talk", exact=True)
    talk.click()
    assert asked == ["Your list will be gone. Leave this page?"]
    assert frame.get_by_label("What they wore").input_value() == WORDS
    talk.click()
    browser_page.wait_for_url(f"{server}/talk")
    assert len(asked) == 2


def test_exit_asks_nothing(browser_page: Any, server: str) -> None:
    asked: list[str] = []
    browser_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    browser_page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    browser_page.goto(f"{server}/missing")
    frame = browser_page.frame_locator("iframe[src='/missing/list']")
    frame.get_by_label("What they wore").fill(WORDS)
    settle(browser_page)
    browser_page.get_by_role("link", name="Exit this page").click()
    browser_page.wait_for_url("https://www.bbc.co.uk/weather")
    assert asked == []


def test_an_empty_list_asks_nothing(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing")
    settle(browser_page)
    browser_page.locator("#menu").get_by_role("link", name="Talk", exact=True).click()
    browser_page.wait_for_url(f"{server}/talk")


def test_copying_gives_every_line(browser_page: Any, server: str) -> None:
    browser_page.context.grant_permissions(["clipboard-write"], origin=server)
    browser_page.goto(f"{server}/missing/list")
    browser_page.get_by_label("Full name, and any other name they use").fill(WORDS)
    browser_page.get_by_role("button", name="Copy as text").first.click()
    browser_page.locator("#said", has_text="Copied").wait_for()
    # No page may read what was copied, so it is pasted, as a person would.
    box = browser_page.get_by_label("Who you asked, and when")
    box.press("Control+V")
    copied = box.input_value()
    assert f"Full name, and any other name they use: {WORDS}" in copied
    assert copied.count("\n") > 20


def test_the_browser_itself_stops_any_sending(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing/list")
    stopped = browser_page.evaluate("() => fetch('/healthz').then(() => 'sent', () => 'stopped')")
    assert stopped == "stopped"


def test_without_javascript_it_can_still_be_filled(browser: Any, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}/missing/list")
    assert page.locator("textarea").count() > 10
    assert page.locator("button").first.is_hidden()
    assert page.locator("a[href='tel:999']").is_visible()
    context.close()


def test_the_first_screen_says_what_to_do_now(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing")
    settle(browser_page)
    for words in ("if the child may be in danger", "You do not have to wait 24 hours"):
        box = browser_page.locator(f"text={words}").first.bounding_box()
        assert box["y"] + box["height"] < 844 - 48
    assert re.search("Which borough", browser_page.locator("#root").inner_text())
