"""The review queue as staff see it: what it shows, what each press does, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import clock, database, live, notes
from data.hours_clock import LONDON
from data.load import Seed
from data.notes import TAKE_OVER_AFTER
from data.planting import plant
from data.records import Place, Scheme
from data.reports import ReportKind, What, handled_reports, keep, open_reports
from data.revisions import RecordKind
from data.roles import Actor, NotAllowedError, Role
from data.store import Store
from pages.staff import queue_actions
from pages.staff.queue_actions import ASKED, KEPT, Asked, field
from tests.made_up_records import PLACE, SCHEME

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
TODAY = NOW.date()
ANNA = Actor("anna@example.org", Role.EDITOR)
BEN = Actor("ben@example.org", Role.APPROVER)
VERA = Actor("vera@example.org", Role.VIEWER)
HOSTILE = '<img src=x onerror="alert(1)"> **bold** :red[x]'
HAVEN = (RecordKind.PLACE, "haven")


def places() -> tuple[Place, ...]:
    def place(**changes: Any) -> Place:
        return Place(**(PLACE | {"kind": "university", "opening_hours": "24/7"} | changes))

    haven = {"tier": "declared_haven", "scheme": "made-up-scheme", "name": "Made-up Haven"}
    return (
        place(id="haven", **haven, checked_on=TODAY - timedelta(days=40), phone="020 7946 0000"),
        place(id="gone", **haven | {"name": "Gone Haven"}, checked_on=TODAY - timedelta(days=70)),
        place(id="fine", name="Fine Library", checked_on=TODAY),
        place(id="hostile", name="Hostile <b>Library</b>", address=HOSTILE, at_the_door=HOSTILE),
        place(id="draft", name="Draft Library", visibility="draft", borough="Brent"),
    )


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[sa.Engine]:
    """Give the database that the page uses, with a few made-up records."""
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path / 'staff.sqlite3'}")
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    monkeypatch.setenv("HAVENS_TILES_URL", "")
    made = database.current()
    plant(made, Seed(places(), (), (Scheme(**SCHEME),), ()), NOW)
    live.live().refresh()
    yield made
    made.dispose()


def _page() -> None:
    import streamlit as st

    from data.roles import Actor, Role
    from pages.staff.queue import draw

    draw(Actor(st.session_state["test name"], Role(st.session_state["test role"])))


@pytest.fixture
def open_queue(engine: sa.Engine) -> Callable[..., AppTest]:
    def opens(actor: Actor, **query: str) -> AppTest:
        page = AppTest.from_function(_page, default_timeout=60)
        page.session_state["test name"] = actor.name
        page.session_state["test role"] = actor.role.value
        page.query_params["view"] = "queue"
        for name, value in query.items():
            page.query_params[name] = value
        return run(page)

    return opens


def run(page: AppTest) -> AppTest:
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, what: str, key: Any = HAVEN, *more: object) -> AppTest:
    page.button(key=field(what, key, *more)).click()
    return run(page)


def names(read: Callable[[AppTest], str], page: AppTest) -> list[str]:
    return [part.split("</h2>")[0] for part in read(page).split("<h2>")[1:]]


def report(engine: sa.Engine, what: What, words: str = "", record: str = "fine") -> None:
    keep(engine, live.live().directory(), ReportKind.PLACE, record, what, words, NOW)


def test_the_most_pressing_comes_first(
    engine: sa.Engine, open_queue: Any, read: Any, words_of: Any
) -> None:
    report(engine, What.NOT_SAFE, HOSTILE)
    page = open_queue(VERA)
    assert names(read, page) == [
        "Fine Library",
        "Gone Haven",
        "Made-up Haven",
        "Hostile <b>Library</b>",
        "Made-up Havens",
        "Draft Library",
    ]
    assert "1 to 6 of 6, the most pressing first." in read(page)
    assert "Urgent: not safe." in read(page)
    assert "ran out 10 days ago" in read(page)
    assert "left the map by itself on 14 November 2026" in read(page)


def test_what_may_be_wrong_in_a_public_record_is_pointed_out(
    engine: sa.Engine, open_queue: Any, read: Any
) -> None:
    key = (RecordKind.PLACE, "fine")
    live.store().amend(ANNA, key, {"alert": "Shut until 3 March 2026."}, "They said so.", NOW)
    page = open_queue(VERA)
    assert "Fine Library" in names(read, page)
    assert "The alert names 3 March 2026, which is past." in read(page)


def test_hostile_words_of_the_public_and_of_staff_are_text(
    engine: sa.Engine, open_queue: Any, words_of: Any
) -> None:
    report(engine, What.NOT_SAFE, HOSTILE, "hostile")
    key = (RecordKind.PLACE, "hostile")
    notes.add(engine, ANNA, key, HOSTILE, NOW)
    notes.take(engine, Actor("<b>eve</b>", Role.EDITOR), key, NOW - TAKE_OVER_AFTER)
    page = press(open_queue(ANNA), "more", key)
    html = words_of(page)
    assert "<img" not in html
    assert "<b>" not in html
    assert html.count("&lt;img src=x") >= 4
    over = page.button(key=field("do-take", key))
    assert over.label == r"Take over from \<b\>eve\</b\> *Hostile \<b\>Library\</b\>*"
    page.text_input(key=field("outcome", key, open_reports(engine, VERA)[0].id)).set_value(HOSTILE)
    page = press(page, "handle", key, open_reports(engine, VERA)[0].id)
    assert "<img" not in words_of(page)


def test_a_viewer_sees_and_has_nothing_to_press(engine: sa.Engine, open_queue: Any) -> None:
    report(engine, What.HOURS)
    page = open_queue(VERA)
    page = press(page, "more", (RecordKind.PLACE, "fine"))
    labels = {button.label.partition(" *")[0] for button in page.button}
    assert labels == {"Open record", "What to ask, and notes", "Close what to ask"}
    assert not page.text_area
    assert not page.text_input


@pytest.mark.parametrize(
    ("what", "given"),
    [
        ("take", {}),
        ("give back", {}),
        ("note", {}),
        ("check", {"how": "visit", "based_on": 1}),
        ("hide", {}),
        ("handle", {"report": 1, "times": 1}),
    ],
)
def test_a_forced_call_of_a_viewer_is_refused(
    engine: sa.Engine, open_queue: Any, read: Any, what: str, given: dict[str, Any]
) -> None:
    report(engine, What.HOURS, record="haven")
    before = Store(engine, lambda lat, lon: "Newham").version()
    page = open_queue(VERA)
    page.session_state[KEPT] = {
        field("note", HAVEN): "words", field("hide", HAVEN): "words",
        field("outcome", HAVEN, 1): "words",
    }  # fmt: skip
    page.session_state[ASKED] = Asked(VERA.name, what, HAVEN, "Made-up Haven", 0, given)
    assert "Not done: You are signed in as vera@example.org, viewer." in read(run(page))
    assert Store(engine, lambda lat, lon: "Newham").version() == before
    assert notes.taken(engine, VERA) == {}
    assert notes.of(engine, VERA, HAVEN) == []
    assert len(open_reports(engine, VERA)) == 1


def test_what_somebody_else_asked_for_is_not_done(engine: sa.Engine, open_queue: Any) -> None:
    page = open_queue(BEN)
    page.session_state[ASKED] = Asked(ANNA.name, "take", HAVEN, "Made-up Haven", 0, {})
    run(page)
    assert notes.taken(engine, VERA) == {}
    assert ASKED not in page.session_state


def test_a_role_that_was_lost_meanwhile_counts(
    engine: sa.Engine, open_queue: Any, read: Any
) -> None:
    page = open_queue(ANNA)
    page.session_state["test role"] = "viewer"
    page = press(page, "check", HAVEN, "visit")
    assert "Not done:" in read(page)
    assert live.live().directory().places[0].checked_on == TODAY - timedelta(days=40)


def test_take_and_give_back(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    page = press(open_queue(ANNA), "do-take")
    assert "anna@example.org is on it, since 23 November 2026." in read(page)
    assert notes.taken(engine, VERA)[HAVEN].taken_by == ANNA.name
    other = open_queue(BEN)
    assert field("do-take", HAVEN) not in {button.key for button in other.button}
    page = press(page, "do-give-back")
    assert "Given back." in read(page)
    assert notes.taken(engine, VERA) == {}


def test_one_who_was_quicker_is_named(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    page = open_queue(ANNA)
    notes.take(engine, BEN, HAVEN, NOW)
    assert "Not done: ben@example.org is on it." in read(press(page, "do-take"))


def test_checked_in_one_press_says_what_the_public_reads(
    engine: sa.Engine, open_queue: Any, read: Any
) -> None:
    page = press(open_queue(ANNA), "check", HAVEN, "telephone")
    assert (
        "The public now reads: “Open day and night. City Hall checked this on 23 November 2026 by "
        "phone.” This check holds until 23 December 2026."
    ) in read(page)
    assert 'data-say="1"' in read(page)
    row = live.live().directory().index["haven"]
    assert live.live().directory().places[row].checked_on == TODAY
    # Its entry is gone; what came of it stands where it stood.
    assert names(read, page)[:2] == ["Gone Haven", "Made-up Haven"]
    assert "ran out" not in read(page)


def test_a_check_of_what_has_left_waits(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    key = (RecordKind.PLACE, "gone")
    page = press(open_queue(ANNA), "check", key, "visit")
    assert "comes back only when a second person has looked" in read(page)
    assert "gone" not in live.live().directory().index
    assert len(Store(engine, lambda lat, lon: "").waiting(VERA)) == 1


def test_a_check_of_a_draft_shows_nothing(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    page = press(open_queue(ANNA), "check", (RecordKind.PLACE, "draft"), "website")
    assert "not public, so nothing changes for the public" in read(page)


def test_a_check_of_what_changed_meanwhile_is_refused(
    engine: sa.Engine, open_queue: Any, read: Any
) -> None:
    page = open_queue(ANNA)
    live.store().amend(BEN, HAVEN, {"alert": "Shut on Friday."}, "They rang.", NOW)
    page = press(page, "check", HAVEN, "visit")
    assert "Not done: ben@example.org changed this record after you opened it." in read(page)
    assert live.store().timeline().values(HAVEN, NOW)["checked_on"] != TODAY.isoformat()


def test_a_note_is_kept_and_what_can_not_be_saved_stays(
    engine: sa.Engine, open_queue: Any, read: Any
) -> None:
    page = press(open_queue(ANNA), "more")
    name = field("note", HAVEN)
    page.text_area(key=name).set_value("x" * 2001)
    page = press(page, "do-note")
    assert "Not done: The note has 2001 letters; 2000 fit." in read(page)
    assert page.text_area(key=name).value == "x" * 2001
    page.text_area(key=name).set_value("Ring after ten.")
    page = press(page, "do-note")
    assert "The note is saved." in read(page)
    assert page.text_area(key=name).value == ""
    assert "1 note. Last note: 23 November 2026 by anna@example.org." in read(page)
    assert [note.words for note in notes.of(engine, VERA, HAVEN)] == ["Ring after ten."]


def test_a_note_being_written_survives_closing_and_checking(
    engine: sa.Engine, open_queue: Any, read: Any
) -> None:
    page = press(open_queue(ANNA), "more")
    page.text_area(key=field("note", HAVEN)).set_value("Ring after ten.")
    page = press(run(page), "more")
    assert not page.text_area
    page = press(page, "more")
    assert page.text_area(key=field("note", HAVEN)).value == "Ring after ten."
    page = press(page, "check", HAVEN, "telephone")
    assert "Your note is saved too." in read(page)
    assert [note.words for note in notes.of(engine, VERA, HAVEN)] == ["Ring after ten."]


def test_hide_now_needs_a_reason(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    page = press(open_queue(ANNA), "more")
    page = press(page, "do-hide")
    assert "Not done: Say why" in read(page)
    assert "haven" in live.live().directory().index
    page.text_input(key=field("hide", HAVEN)).set_value("Burnt down.")
    page = press(page, "do-hide")
    assert queue_actions.HIDDEN in read(page)
    assert "haven" not in live.live().directory().index
    assert live.store().history(VERA, HAVEN)[0].reason == "Burnt down."


def test_a_scheme_is_suspended(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    key = (RecordKind.SCHEME, "made-up-scheme")
    page = press(open_queue(ANNA), "more", key)
    page.text_input(key=field("hide", key)).set_value("Vetting lapsed.")
    assert queue_actions.SUSPENDED in read(press(page, "do-hide", key))
    assert live.store().timeline().values(key, NOW)["status"] == "temporarily_closed"


def test_reports_are_dealt_with_one_by_one(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    key = (RecordKind.PLACE, "fine")
    report(engine, What.NOT_SAFE, "A man waits outside")
    report(engine, What.HOURS)
    first, second = open_reports(engine, VERA)
    page = press(open_queue(ANNA), "more", key)
    page = press(page, "handle", key, first.id)
    assert "Not done: Say what you did" in read(page)
    page.text_input(key=field("outcome", key, first.id)).set_value("Told the police.")
    page = press(page, "handle", key, first.id)
    assert [r.id for r in open_reports(engine, VERA)] == [second.id]
    assert handled_reports(engine, VERA)[0].outcome == "Told the police."
    page.text_input(key=field("outcome", key, second.id)).set_value("Right after all.")
    page = press(page, "handle", key, second.id)
    assert open_reports(engine, VERA) == []
    assert queue_actions.HANDLED in read(page)
    assert "Told the police." in read(page)


def test_a_report_that_came_again_is_not_closed_unseen(
    engine: sa.Engine, open_queue: Any, read: Any
) -> None:
    key = (RecordKind.PLACE, "fine")
    report(engine, What.NOT_SAFE)
    page = press(open_queue(ANNA), "more", key)
    report(engine, What.NOT_SAFE)
    (seen,) = open_reports(engine, VERA)
    page.text_input(key=field("outcome", key, seen.id)).set_value("Told the police.")
    page = press(page, "handle", key, seen.id)
    assert "came again" in read(page)
    assert page.text_input(key=field("outcome", key, seen.id)).value == "Told the police."


def test_what_to_ask_has_a_number_to_press(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    page = press(open_queue(VERA), "more")
    html = read(page)
    assert 'href="tel:02079460000"' in html
    assert "May somebody under 18 come alone?" in html
    assert "last briefed" in html


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"why": "draft"}, ["Draft Library"]),
        ({"why": "past"}, ["Made-up Haven"]),
        ({"borough": "Brent"}, ["Draft Library"]),
        ({"tier": "declared_haven"}, ["Gone Haven", "Made-up Haven"]),
        ({"taken": "me"}, ["Made-up Haven"]),
        ({"taken": "nobody", "tier": "declared_haven"}, ["Gone Haven"]),
        ({"why": "draft", "borough": "Newham"}, []),
        ({"why": "nonsense", "page": "x"}, None),
        ({"page": "99999"}, None),
        ({"page": "-1"}, None),
    ],
)
def test_the_address_filters(
    engine: sa.Engine, open_queue: Any, read: Any, query: dict[str, str], expected: Any
) -> None:
    notes.take(engine, ANNA, HAVEN, NOW)
    page = open_queue(ANNA, **query)
    found = names(read, page)
    assert found == expected if expected is not None else len(found) == 5


def test_choosing_a_filter_changes_the_address(open_queue: Any, read: Any) -> None:
    page = open_queue(VERA, page="1")
    page.selectbox(key="queue-filter-why").set_value("draft")
    page = run(page)
    assert names(read, page) == ["Draft Library"]
    assert dict(page.query_params) == {"view": "queue", "why": "draft"}
    page.selectbox(key="queue-filter-why").set_value("")
    assert len(names(read, run(page))) == 5


def test_twenty_a_page(engine: sa.Engine, open_queue: Any, read: Any) -> None:
    from data.changes import Draft

    drafts = [
        Draft(RecordKind.PLACE, f"more-{n:02}", {**PLACE, "id": f"more-{n:02}", "name": f"More {n:02}",
              "visibility": "draft"})
        for n in range(40)
    ]  # fmt: skip
    live.store().propose(ANNA, drafts, "made up", NOW)
    page = open_queue(VERA)
    assert len(names(read, page)) == 20
    assert "1 to 20 of 45" in read(page)
    page.button(key="queue-page-Next").click()
    page = run(page)
    assert "21 to 40 of 45" in read(page)
    page.button(key="queue-page-Next").click()
    page = run(page)
    assert len(names(read, page)) == 5
    assert "queue-page-Next" not in {b.key for b in page.button}


def test_open_and_edit_lead_to_the_record(open_queue: Any) -> None:
    page = open_queue(ANNA)
    page.button(key=field("open", HAVEN)).click().run()
    assert dict(page.query_params) == {"view": "record", "kind": "place", "id": "haven"}
    page.button(key=field("edit", HAVEN)).click().run()
    assert dict(page.query_params) == {"view": "edit", "kind": "place", "id": "haven"}


def test_a_database_that_is_away_is_said(open_queue: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_queue(ANNA)
    monkeypatch.setenv("HAVENS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    page.run()
    assert "can't be used" in page.error[0].value


def test_rules_are_kept_by_the_store_and_not_by_the_page(engine: sa.Engine) -> None:
    with pytest.raises(NotAllowedError):
        live.store().check(VERA, HAVEN, "visit", clock.now(), based_on=1)
