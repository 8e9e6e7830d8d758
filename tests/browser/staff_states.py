"""The views of staff in their important states: an address, and what is pressed there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from data import clock
from data.roles import Actor, Role
from tests.browser.staff_data import REASON, Filled, change
from tests.browser.test_pages import settle

SHEET = Path(__file__).parents[1] / "data" / "sheets" / "newham-havens.csv"
OTHER = Actor("approver", Role.APPROVER)
Prepare = Callable[[Any, Filled], None]


def button(page: Any, start: str) -> Any:
    """Give the first button whose name starts so."""
    return page.locator("#root").get_by_role("button", name=start).first


def press(page: Any, start: str) -> None:
    button(page, start).click()
    settle(page)


def write(page: Any, label: str, text: str) -> None:
    """Type into a field and leave it, as a person does."""
    field = page.locator("#root").get_by_role("textbox", name=label).first
    field.fill(text)
    field.press("Tab")
    settle(page)


def _nothing(_page: Any, _filled: Filled) -> None: ...


def _pressing(start: str) -> Prepare:
    return lambda page, _filled: press(page, start)


def _search(page: Any, _filled: Filled) -> None:
    write(page, "Name, address, postcode", "library")


def _open_actions(page: Any, _filled: Filled) -> None:
    for fold in page.locator("#root summary").all()[:6]:
        fold.click()
    settle(page)


def _faults(page: Any, _filled: Filled) -> None:
    write(page, "Name", "Nowhere")
    press(page, "Save")


def _conflict(page: Any, filled: Filled) -> None:
    write(page, "Warning", "Ring twice.")
    theirs = change(filled.store, filled.key, OTHER, alert="Use the back door.")
    filled.store.propose(OTHER, [theirs], REASON, clock.now())
    write(page, "Why", "They told me.")
    press(page, "Save")
    page.get_by_role("heading", name="approver changed it too").wait_for()


def _dry_run(page: Any, _filled: Filled) -> None:
    page.locator("input[type=file]").set_input_files(SHEET)
    settle(page)
    press(page, "Look at the file")
    page.get_by_role("heading", name="What the file would do").wait_for()


def _filter_history(page: Any, _filled: Filled) -> None:
    page.locator("#root summary").first.click()
    page.wait_for_timeout(300)
    write(page, "Person", "editor")
    page.locator("#root summary").nth(1).click()


def _pick_account(page: Any, _filled: Filled) -> None:
    page.get_by_role("combobox", name="Account", exact=True).scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.get_by_role("combobox", name="Account", exact=True).click()
    page.get_by_role("option", name="viewer").click()
    settle(page)


def _end_preview(page: Any, _filled: Filled) -> None:
    press(page, "Show it to me")
    page.get_by_text("This is not what the public sees now").wait_for()


def _look_at_the_map(page: Any, _filled: Filled) -> None:
    page.get_by_text("postcode districts").first.wait_for(timeout=60_000)


def _try_out(page: Any, _filled: Filled) -> None:
    page.get_by_role("tab", name="Try a change").click()
    press(page, "Work it out")
    page.get_by_text("Boroughs that change most").first.wait_for(timeout=60_000)


def _choose_first(page: Any, _filled: Filled) -> None:
    page.get_by_role("tab", name="Open first").click()
    press(page, "Name the places")
    page.get_by_text("Nobody has asked these places").wait_for(timeout=60_000)


def states(filled: Filled) -> Mapping[str, tuple[str, Prepare]]:
    """Give each state: its address, and what to do there."""

    def at(view: str, **shown: str) -> str:
        return f"/staff?{urlencode({'view': view, **shown})}"

    place = {"kind": "place", "id": filled.place.id}
    service = {"kind": "service", "id": filled.service}
    return {
        "home": (at("home"), _nothing),
        "queue": (at("queue"), _pressing("What to ask")),
        "records": (at("records"), _search),
        "record-place": (at("record", **place), _open_actions),
        "record-service": (at("record", **service), _nothing),
        "record-scheme": (at("record", kind="scheme", id=filled.scheme), _nothing),
        "record-contact": (at("record", kind="contact", id=filled.contact), _nothing),
        "edit-place": (at("edit", **place), _nothing),
        "edit-service": (at("edit", **service), _nothing),
        "edit-new": (at("edit", kind="place"), _nothing),
        "edit-faults": (at("edit", kind="place"), _faults),
        "edit-conflict": (at("edit", **place), _conflict),
        "approve": (
            at("approve"),
            _pressing(f"Look at it Change 2 things of {filled.place.name}"),
        ),
        "approve-pin": (at("approve"), _pressing(f"Look at it Move {filled.moved.name}")),
        "approve-batch": (at("approve"), _pressing("Look at it Libraries")),
        "history": (at("history"), _filter_history),
        "coverage": (at("coverage"), _look_at_the_map),
        "coverage-try": (at("coverage"), _try_out),
        "coverage-first": (at("coverage"), _choose_first),
        "exchange": (at("exchange"), _dry_run),
        "preview": (at("preview"), _nothing),
        "preview-public": (at("preview"), _end_preview),
        "accounts": (at("accounts"), _pick_account),
    }
