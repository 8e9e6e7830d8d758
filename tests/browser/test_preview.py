"""A preview in real sessions: what refreshes by itself, what a button does, and who sees nothing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).parent / "preview_server"
NOW, THEN = str(datetime.now().year), "2035"


@pytest.fixture(scope="module")
def small_server(running: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    log = tmp_path_factory.mktemp("server") / "log.txt"
    root = str(Path(__file__).resolve().parents[2])
    arguments = ["uvicorn", "app:app", "--port", "{port}"]
    with running(arguments, log, FOLDER, {"PYTHONPATH": root}) as url:
        yield url


@pytest.fixture
def visitor(browser: Any, small_server: str) -> Any:
    contexts = []

    def visits() -> Any:
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.goto(small_server)
        page.wait_for_selector("#clock")
        return page

    yield visits
    for context in contexts:
        context.close()


def runs(page: Any) -> int:
    return int(page.get_attribute("#clock", "data-runs"))


def wait_for_runs(page: Any, more: int = 3) -> None:
    """Wait until the part has refreshed by itself."""
    page.wait_for_function(
        "least => Number(document.querySelector('#clock')?.dataset.runs) >= least",
        arg=runs(page) + more,
    )


def press(page: Any, name: str, held: str, value: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_function(
        "([id, value]) => document.getElementById(id)?.textContent === value", arg=[held, value]
    )


def begin(page: Any) -> None:
    page.get_by_role("button", name="Begin", exact=True).click()
    page.wait_for_selector("text=Preview of 3 March 2035, 10:00.")


def test_what_refreshes_by_itself_and_what_buttons_do_stay_in_the_preview(visitor: Any) -> None:
    page = visitor()
    begin(page)
    for _ in range(3):
        wait_for_runs(page)
        assert page.text_content("#clock") == THEN
    press(page, "Remember in fragment", "held-fragment", THEN)
    press(page, "Remember in page", "held-page", THEN)
    assert page.text_content("#clock") == THEN


def test_other_sessions_see_nothing_of_it_and_none_of_theirs_ends_it(visitor: Any) -> None:
    other, page = visitor(), visitor()
    begin(page)
    for _ in range(4):
        wait_for_runs(other, 2)
        wait_for_runs(page, 2)
        assert other.text_content("#clock") == NOW
        assert page.text_content("#clock") == THEN
    press(other, "Remember in fragment", "held-fragment", NOW)
    assert other.get_by_text("Preview of").count() == 0


def test_staff_pages_keep_the_time_so_that_no_change_is_dated_by_a_preview(visitor: Any) -> None:
    page = visitor()
    begin(page)
    page.get_by_role("link", name="Go to Staff").click()
    page.wait_for_selector("#staff-clock")
    assert page.text_content("#staff-clock") == NOW
    assert page.get_by_text("This page does not.").count() == 1
    press(page, "Remember in staff", "held-staff", NOW)
    page.get_by_role("link", name="Go to Public").click()
    page.wait_for_selector("#clock")
    assert page.text_content("#clock") == THEN


def test_the_end_ends_it_everywhere_on_the_page(visitor: Any) -> None:
    page = visitor()
    begin(page)
    page.get_by_role("button", name="End preview").click()
    page.wait_for_selector("text=Preview of", state="detached")
    wait_for_runs(page)
    assert page.text_content("#clock") == NOW
    press(page, "Remember in fragment", "held-fragment", NOW)
