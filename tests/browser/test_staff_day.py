"""A day of staff, as a new officer would live it: from a borough's sheet to a place that is gone."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from data.roles import Role
from tests.browser.conftest import ROOT
from tests.browser.staffed import database_of, sign_in
from tests.browser.test_pages import settle

pytestmark = pytest.mark.browser
Run = Callable[..., AbstractContextManager[str]]
SHEET = ROOT / "tests" / "data" / "sheets" / "newham-havens.csv"
GONE = "Copper Hall"
WAIT = 60_000


@pytest.fixture
def two_servers(running: Run, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Run two servers on one database, with an editor and an approver."""
    path = tmp_path / "store" / "day.sqlite3"
    with database_of(path, {"amina": Role.EDITOR, "ben": Role.APPROVER}):
        pass
    environ = {"HAVENS_DATABASE_URL": f"sqlite:///{path}"}
    command = ["uvicorn", "app:app", "--port", "{port}"]
    with ExitStack() as servers:
        yield tuple(
            servers.enter_context(running(command, tmp_path / f"log{n}.txt", environ=environ))
            for n in (1, 2)
        )


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[[], Any]]:
    """Open a browser of somebody else."""
    contexts = []

    def opens() -> Any:
        contexts.append(browser.new_context(viewport={"width": 1280, "height": 800}))
        contexts[-1].set_default_timeout(WAIT)
        return contexts[-1].new_page()

    yield opens
    for context in contexts:
        context.close()


def go(page: Any, view: str, title: str) -> None:
    page.get_by_role("button", name=view, exact=True).click()
    page.get_by_role("heading", name=title, level=1).wait_for()
    settle(page)


def names_on_the_map(server: str) -> set[str]:
    answer = httpx.get(f"{server}/data/places-now.geojson", follow_redirects=True, timeout=30)
    return {feature["properties"]["name"] for feature in answer.json()["features"]}


def look_at(page: Any, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(str(file))
    page.get_by_text(file.name).first.wait_for()
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="What the file would do").wait_for()


def send(page: Any, rows: int, why: str) -> None:
    box = page.get_by_label("Why? For whoever approves it")
    box.fill(why)
    box.press("Tab")
    page.get_by_role("button", name=f"Send {rows} rows for approval").click()
    page.get_by_text(re.compile(rf"{rows} rows wait for approval as batch")).wait_for()


def corrected(wrong: str) -> list[dict[str, str]]:
    """Put right what the last column says is wrong; leave out what can't be listed."""
    rows = list(csv.DictReader(io.StringIO(wrong.removeprefix("\ufeff"))))
    right = []
    for row in rows:
        what = row.popitem()[1]
        if "refuge" in what:
            continue
        if "Hackney" in what:
            row["Post code"] = "E13 9PJ"
        elif "source" in what:
            row |= {"Source": "Newham Council", "Source link": "https://www.example.org/havens"}
        elif "postcode" in what.lower():
            row["Post code"] = "E16 2QU"
        else:
            row["Opening times"] = "Mo-Fr 09:00-17:00; PH off"
        right.append(row)
    return right


@pytest.mark.timeout(600)
def test_from_a_sheet_to_a_place_that_is_gone(
    two_servers: tuple[str, str], visit: Callable[[], Any], tmp_path: Path
) -> None:
    ours, other = two_servers
    amina, ben, visitor = visit(), visit(), visit()

    # An editor brings the sheet in, takes the wrong rows out, and brings them in put right.
    sign_in(amina, ours, "amina")
    go(amina, "Import and export", "Import and export")
    amina.get_by_text("Everybody: I am sure enough of them").click()
    look_at(amina, SHEET)
    counts = amina.locator(".staff-counts").inner_text()
    assert re.findall(r"\d+ [a-z ]+", counts) == ["34 new", "1 perhaps there already", "5 wrong"]
    with amina.expect_download() as download:
        amina.get_by_role("button", name="Take out the 5 wrong rows").click()
    wrong = Path(download.value.path()).read_text(encoding="utf-8")
    send(amina, 34, "Newham's list of October.")

    right = corrected(wrong)
    assert len(right) == 4
    fixed = tmp_path / "fixed.csv"
    with fixed.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, right[0])
        writer.writeheader()
        writer.writerows(right)
    amina.reload()
    amina.get_by_role("heading", name="Import and export", level=1).wait_for()
    amina.get_by_text("Everybody: I am sure enough of them").click()
    look_at(amina, fixed)
    assert "4 new" in amina.locator(".staff-counts").inner_text()
    send(amina, 4, "The rows that were wrong, put right.")
    names_before = names_on_the_map(ours)
    assert GONE not in names_before

    # She can't approve it herself; a colleague can.
    go(amina, "Waiting", "What waits for a second person")
    assert amina.get_by_role("button", name=re.compile("^Approve")).count() == 0
    sign_in(ben, other, "ben")
    go(ben, "Waiting", "What waits for a second person")
    for rows in (34, 4):
        ben.get_by_role("button", name=re.compile("^Look at it")).first.click()
        ben.get_by_role("button", name=re.compile(rf"^Approve all {rows}\b")).click()
        ben.get_by_text("Approved.").first.wait_for()
        ben.get_by_role("button", name=re.compile("^Close")).wait_for(state="detached")
    assert len(names_on_the_map(other) - names_before) == 38
    deadline = time.monotonic() + 5
    while GONE not in names_on_the_map(ours):
        assert time.monotonic() < deadline
        time.sleep(0.1)

    # A visitor finds it and does not feel safe there.
    visitor.goto(f"{ours}/borough?borough=newham")
    what = visitor.get_by_label("Is something wrong on this page?")
    what.click()
    what.fill(GONE)
    what.press("Enter")
    visitor.get_by_role("button", name=re.compile(f"Something is wrong here: {GONE}")).click()
    visitor.get_by_text("I did not feel safe").click()
    visitor.get_by_role("button", name="Send").click()
    visitor.get_by_text("Thank you. Staff will look at this.").wait_for()

    # It is at the top of the list; one press, and it is gone everywhere within five seconds.
    go(amina, "To do", "What needs a look")
    first = amina.locator("h2").first
    assert GONE in first.inner_text()
    why = amina.get_by_label(re.compile("Why must it be hidden now"))
    why.fill("A visitor did not feel safe.")
    why.press("Tab")
    amina.get_by_role("button", name=re.compile("^Hide now")).first.click()
    pressed = time.monotonic()
    while GONE in names_on_the_map(ours) | names_on_the_map(other):
        assert time.monotonic() - pressed < 5
        time.sleep(0.1)
    visitor.goto(f"{ours}/borough?borough=newham")
    visitor.get_by_role("heading", name="Newham", exact=True).wait_for()
    visitor.get_by_text("Amber Pharmacy").first.wait_for()
    assert visitor.get_by_text(GONE, exact=True).count() == 0

    # Its history tells the story.
    go(amina, "Find a record", "Find a record")
    box = amina.get_by_label("Name, address, postcode, scheme or telephone number")
    box.fill(GONE)
    box.press("Enter")
    amina.get_by_role("button", name=re.compile(f"^Open.*{GONE}")).first.click()
    amina.get_by_role("heading", name=GONE, level=1).wait_for()
    amina.get_by_text("Newham's list of October.").first.wait_for()
    settle(amina)
    story = amina.locator("#root").inner_text()
    for part in ("amina", "ben", "Newham's list of October.", "A visitor did not feel safe."):
        assert part in story
