"""What changes is said aloud, also when the same comes again, and where focus goes on the way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pages.menu import MENU
from tests.browser.test_pages import settle

pytestmark = pytest.mark.browser
LISTEN = """() => {
    window.heard = [];
    const region = document.getElementById("announcer");
    new MutationObserver(() => region.textContent && heard.push(region.textContent))
        .observe(region, { childList: true });
}"""


@pytest.fixture
def hear(browser_page: Any, server: str) -> Callable[[str], Callable[[], list[str]]]:
    """Open a page; what it then gives waits for words and gives all since the last time."""

    def open_(address: str) -> Callable[[], list[str]]:
        browser_page.goto(server + address)
        settle(browser_page)
        assert browser_page.locator("#announcer").inner_text() == ""
        browser_page.evaluate(LISTEN)

        def since() -> list[str]:
            browser_page.wait_for_function("() => heard.length")
            settle(browser_page)
            return list(browser_page.evaluate("() => heard.splice(0)"))

        return since

    return open_


def choose(page: Any, label: str, typed: str) -> None:
    page.locator("#root").get_by_role("combobox", name=label, exact=True).click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


def look_up(page: Any, text: str) -> None:
    box = page.get_by_label("Postcode or area")
    box.fill(text)
    box.press("Enter")


def test_a_search_that_fails_is_heard_and_again_when_it_fails_again(
    browser_page: Any, hear: Any
) -> None:
    since = hear("/")
    box = browser_page.get_by_label("Postcode, area or borough")
    for _ in range(2):
        box.fill("qwzx vbnm")
        box.press("Enter")
        assert [words for words in since() if "We can't find “qwzx vbnm”" in words]
    box.fill("SE9 2UG")
    box.press("Enter")
    assert since() == [browser_page.locator("h2.found").inner_text()]


def test_a_boroughs_numbers_are_heard(browser_page: Any, hear: Any) -> None:
    since = hear("/missing")
    choose(browser_page, "Which borough do you live in?", "Camd")
    assert since() == ["The council's children's team: Camden"]
    browser_page.locator("summary", has_text="I don't know which borough").click()
    look_up(browser_page, "SE6 4RU")
    assert since() == ["It is in Lewisham. The council's children's team: Lewisham"]
    for _ in range(2):
        look_up(browser_page, "qwzx vbnm")
        assert ["We can't find" in words for words in since()] == [True]


def test_a_borough_is_heard_the_first_time_too(browser_page: Any, hear: Any) -> None:
    since = hear("/borough")
    choose(browser_page, "Borough", "Hack")
    assert since() == ["Hackney"]
    choose(browser_page, "Borough", "Camd")
    assert since() == ["Camden"]


def test_two_answers_on_one_page_are_both_heard(browser_page: Any, hear: Any) -> None:
    since = hear("/borough?borough=Camden")
    browser_page.locator("summary", has_text="I don't know which borough").click()
    look_up(browser_page, "qwzx vbnm")
    assert ["We can't find" in words for words in since()] == [True]
    choose(browser_page, "Is something wrong on this page?", "Camden")
    browser_page.get_by_role("button", name="Something is wrong here").click()
    browser_page.get_by_role("button", name="Send").click()
    assert since() == ["Choose what is wrong first."]


def test_the_police_team_is_heard(browser_page: Any, hear: Any) -> None:
    since = hear("/textsafe?for=staff")
    choose(browser_page, "Borough", "Camd")
    assert ["The team for Camden" in words for words in since()] == [True]


def test_back_and_forward_lead_to_the_title_and_mark_the_page(
    browser_page: Any, server: str
) -> None:
    from playwright.sync_api import expect

    page = browser_page
    page.goto(server)
    page.locator(".st-key-menu a").nth(len(MENU) - 1).wait_for(state="attached")
    settle(page)
    title, titles = page.locator("#root h1"), {"Places": page.locator("#root h1").inner_text()}
    for name in ("Talk", "Missing"):
        page.locator("#menu").get_by_role("link", name=name, exact=True).press("Enter")
        expect(title).not_to_have_text([*titles.values()][-1])
        titles[name] = title.inner_text()
        settle(page)
    page.mouse.wheel(0, 1500)
    back, forward = "history.back()", "history.forward()"
    for go, name in ((back, "Talk"), (back, "Places"), (forward, "Talk"), (forward, "Missing")):
        page.evaluate(go)
        expect(title).to_have_text(titles[name])
        expect(title).to_be_focused()
        expect(title).to_be_in_viewport()
        assert page.locator("#menu [aria-current=page]").all_inner_texts() == [name]
        settle(page)
        expect(title).to_be_focused()


def test_after_an_exit_back_finds_a_page_of_which_nothing_was_kept(
    browser_page: Any, server: str
) -> None:
    """Pages that the menu led to leave entries, which nobody can take out of a history."""
    page = browser_page
    page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    page.goto(server)
    page.locator(".st-key-menu a").nth(len(MENU) - 1).wait_for(state="attached")
    box = page.get_by_label("Postcode, area or borough")
    box.fill("SE9 2UG")
    box.press("Enter")
    page.locator("h2.found", has_text="near SE9 2UG").wait_for()
    page.locator("#menu").get_by_role("link", name="Missing", exact=True).click()
    page.frame_locator("iframe[src='/missing/list']").get_by_label("What they wore").fill("a coat")
    settle(page)
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.go_back()
    page.locator("h2.found").wait_for()
    settle(page)
    assert page.url == f"{server}/"
    assert box.input_value() == ""
    assert "SE9" not in page.locator("body").inner_text()
    assert page.title() == "London places"
