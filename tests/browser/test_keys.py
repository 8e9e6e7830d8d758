"""The keyboard alone: round every page and its frames, and to help as each person would go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import pairwise
from typing import Any

import pytest

from tests.browser.find_visit import Visit
from tests.browser.keys import Keys, Stop
from tests.browser.test_pages import settle

pytestmark = pytest.mark.browser
Run = Callable[..., AbstractContextManager[str]]
PHONE = {"width": 390, "height": 844}
FIRST = "Skip to main content"
LAST = "Police, not urgent 101"


@pytest.fixture(scope="module")
def server(running: Run, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app on a Monday at three in the afternoon."""
    log = tmp_path_factory.mktemp("keys") / "log.txt"
    command = ["uvicorn", "app:app", "--port", "{port}"]
    with running(command, log, environ={"HAVENS_NOW": "2026-11-23T15:00"}) as url:
        yield url


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    context = browser.new_context(viewport=PHONE)
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


def press_on(page: Any, words: str) -> None:
    page.get_by_text(words).first.press("Enter")
    settle(page)


def choose(page: Any, name: str) -> None:
    page.get_by_role("radio", name=name).focus()
    page.keyboard.press("Space")
    settle(page)


def open_find(page: Any, server: str) -> None:
    """Results near a place, every filter and a form in sight."""
    visit = Visit(page)
    visit.open(f"{server}/?open=At+another+time")
    page.locator("summary", has_text="More filters").press("Enter")
    visit.search("SE9 2UG")
    page.locator('[class*="st-key-report-place-"] button').first.press("Enter")
    visit.settle()


def open_talk(page: Any, server: str) -> None:
    page.goto(f"{server}/talk?topic=online")
    settle(page)
    page.locator("summary", has_text="More choices").press("Enter")
    choose(page, "Open at another time")


def open_missing(page: Any, server: str) -> None:
    page.goto(f"{server}/missing?borough=Camden")
    settle(page)
    page.locator("summary", has_text="I don't know which borough").press("Enter")
    page.frame_locator("iframe[src='/missing/list']").locator("textarea").first.wait_for()
    settle(page)


def open_borough(page: Any, server: str) -> None:
    page.goto(f"{server}/borough?borough=Camden")
    settle(page)


STATES = {
    "find": (
        open_find,
        ["Use my location", "hour, Time", "Directions to ", "Skip the map", "Send"],
    ),
    "talk": (open_talk, ["Call 0800 1111", "Open at another time", "Something is wrong here"]),
    "missing": (
        open_missing,
        ["Which borough", "Call 020", "What they wore", "Print", "Clear all"],
    ),
    "borough": (open_borough, ["Sheet to print", "More about ", "Everyone you can talk to"]),
}


OTHERWISE = {
    "find": {"color_scheme": "dark"},
    "talk": {"forced_colors": "active"},
    "missing": {"color_scheme": "dark"},
    "borough": {"forced_colors": "active"},
}


def goes_up(stops: list[Stop]) -> list[tuple[str, str]]:
    """Give the steps that lead up the page; within the map things lie as they lie."""
    return [
        (one.name, other.name)
        for one, other in pairwise(stops)
        if other.y < one.y - 60 and not ("st_folium" in one.frame and "st_folium" in other.frame)
    ]


@pytest.mark.parametrize("state", STATES)
def test_tab_goes_round_the_page_and_what_has_the_focus_is_seen(
    page: Any, server: str, state: str
) -> None:
    opens, met = STATES[state]
    opens(page, server)
    page.locator(".skip").first.focus()
    keys = Keys(page)
    there = [stop for stop in (keys.stop(), *keys.lap()) if stop]
    names = [stop.name for stop in there]
    assert (names[0], names[-1]) == (FIRST, LAST)
    for name in met:
        assert any(name in known for known in names), name
    assert goes_up([stop for stop in there if not stop.still]) == []

    # And back, in other colours.
    page.emulate_media(**OTHERWISE[state])
    page.wait_for_timeout(400)
    keys.looked_at.clear()
    back = []
    for stop in keys.lap("Shift+Tab"):
        back.append(stop.name)
        if stop.name == FIRST:
            break
    assert back[::-1] == names
    assert keys.faults == []
