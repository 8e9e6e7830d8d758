"""Every page in a real browser, in its states: for every eye and hand, asks nobody else, keeps nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from pages.menu import MENU
from tests.browser.find_visit import Visit
from tests.browser.looks import AXE, NARROW, Look, axe_faults, resize, too_wide

ALONE = ["/missing/list", "/poster/camden", "/poster/nowhere"]

pytestmark = pytest.mark.browser


def settle(page: Any) -> None:
    """Wait until the page's script has run and nothing more is drawn."""
    page.locator("#root h1").wait_for()
    page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
    page.wait_for_timeout(700)


def press(page: Any, words: str) -> None:
    page.locator("#root").get_by_text(words).first.click()
    settle(page)


def write(page: Any, label: str, text: str) -> None:
    box = page.locator("#root").get_by_label(label)
    box.fill(text)
    box.press("Enter")
    settle(page)


def choose(page: Any, label: str, typed: str) -> None:
    page.locator("#root").get_by_role("combobox", name=label, exact=True).click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    settle(page)


def open_folds(page: Any) -> None:
    for fold in page.locator("#root summary").all()[:4]:
        fold.click()
    settle(page)


def about_with_a_list(page: Any) -> None:
    open_folds(page)
    choose(page, "Borough of the list", "Camden")
    page.locator("#root code").wait_for()


def wrong_report(page: Any) -> None:
    """Open the form of a report, and send it empty."""
    press(page, "Something is wrong here")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Choose what is wrong first.").first.wait_for()
    settle(page)


def failed_lookup(page: Any) -> None:
    press(page, "I don't know which borough")
    write(page, "Postcode or area", "qwzx vbnm")
    page.get_by_text("We can't find").first.wait_for()


def found(page: Any) -> None:
    """A search, a fold and the card on the map open, and a phone that said no."""
    visit = Visit(page)
    visit.search("SE9 2UG")
    page.locator("article.place summary").first.click()
    visit.location.get_by_role("button").click()
    visit.location.get_by_text("Your phone said no").wait_for()
    page.get_by_role("button", name=re.compile("^Show .* on the map")).first.click()
    visit.map.get_by_role("dialog").wait_for()
    settle(page)


def from_a_link(page: Any) -> None:
    open_folds(page)
    wrong_report(page)


def nobody_fits(page: Any) -> None:
    press(page, "Trouble online")
    press(page, "More choices")
    press(page, "Open at another time")
    write(page, "Name of a service, or your worry", "qwzx vbnm")


def police_team(page: Any) -> None:
    choose(page, "Borough", "Camd")


def failed_lookup_and_report(page: Any) -> None:
    failed_lookup(page)
    page.locator("#root article summary, #root li summary").first.click()
    choose(page, "Is something wrong on this page?", "Isl")
    wrong_report(page)


def no_such_page(page: Any) -> None:
    page.locator("#slow").filter(has_text="We have no page of that name.").wait_for()


STATES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "places found": ("/?open=Show+all", found),
    "a service from a link": ("/talk?service=empower", from_a_link),
    "no service fits": ("/talk", nobody_fits),
    "a text came": ("/textsafe?for=text", open_folds),
    "a police team": ("/textsafe?for=staff", police_team),
    "a child is missing": ("/missing?borough=Camden", failed_lookup),
    "every borough": ("/borough", settle),
    "one borough": ("/borough?borough=Islington", failed_lookup_and_report),
    "about": ("/about", about_with_a_list),
    "no such page": ("/nowhere", no_such_page),
}


@pytest.mark.parametrize("state", STATES)
def test_a_page_is_there_for_every_eye_and_hand(
    browser_page: Any, server: str, state: str, needs: Callable[[str], None]
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    address, prepare = STATES[state]
    browser_page.context.set_default_timeout(20_000)
    browser_page.goto(server + address)
    settle(browser_page)
    prepare(browser_page)
    assert Look(browser_page).all() == []


@pytest.mark.parametrize("address", ALONE)
def test_pages_of_our_own_are_clean_for_axe_and_fit(
    browser_page: Any, server: str, address: str, needs: Callable[[str], None]
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    browser_page.goto(server + address)
    for scheme in ("light", "dark"):
        browser_page.emulate_media(color_scheme=scheme)
        assert axe_faults(browser_page) == [], scheme
    resize(browser_page, NARROW)
    assert too_wide(browser_page) == []


@pytest.mark.parametrize("page", [name for name in MENU if name != "find"])
def test_the_first_screen_of_a_phone_says_what_the_page_is_for(
    browser_page: Any, server: str, page: str
) -> None:
    browser_page.goto(f"{server}/{page}")
    settle(browser_page)
    title = browser_page.locator("#root h1").bounding_box()
    assert title["y"] < 200
    assert browser_page.title() == "London places"
