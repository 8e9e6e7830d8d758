"""The log of everything: filters, pages, undo, and the files for audit."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from data import clock
from data.audit import csv_lines
from data.roles import Actor, Role
from pages.staff import history, revision_parts
from tests.data.staff import DRAFT, LIBRARY
from tests.pages.staff.helped import (
    APPROVER,
    EDITOR,
    keys,
    press,
    propose,
    words,
)

VIEWER = Actor("vera@example.org", Role.VIEWER)


def heads(page):
    return words(page).count("staff-revision")


def test_every_change_tells_who_when_why_and_who_agreed(store, open_view):
    waiting = propose(store, phone="020 1").waiting
    store.approve(APPROVER, [waiting.id], clock.now(), "I rang too.", seen=store.version())
    propose(store, alert="Unsafe")
    said = words(open_view(view="history"))
    for text in (
        "Change “Telephone” of Made-up Library",
        "Proposed by amina@example.org",
        "Why: I rang them.",
        "Approved by ben@example.org",
        "“I rang too.”",
        "By one person, because it only takes away",
        "Put in when the site was set up",
    ):
        assert text in said


@pytest.mark.parametrize(
    ("fields", "many"),
    [
        ({"history-kind": "place"}, 5),
        ({"history-kind": "service"}, 1),
        ({"history-state": "waiting"}, 1),
        ({"history-person": "ben@example.org"}, 1),
        ({"history-person": "amina@example.org"}, 2),
        ({"history-record": LIBRARY[1]}, 3),
        ({"history-record": "nothing"}, 0),
        ({"history-borough": "Newham"}, 5),
        ({"history-borough": "Camden"}, 0),
        ({"history-since": date(2026, 11, 24), "history-until": date(2026, 11, 24)}, 3),
        ({"history-since": date(2026, 11, 1), "history-until": date(2026, 11, 23)}, 0),
        ({"history-since": date(2026, 11, 24)}, 3),
        ({"history-until": date(2026, 11, 23)}, 4),
    ],
)
def test_filters(store, open_view, fields, many):
    propose(store, phone="020 1")
    propose(store, alert="Unsafe")
    propose(store, DRAFT, actor=APPROVER, phone="020 2")
    page = open_view(view="history")
    for key, value in fields.items():
        kinds = (*page.selectbox, *page.text_input, *page.date_input)
        next(w for w in kinds if w.key == key).set_value(value)
    page.run()
    assert not page.exception
    assert heads(page) == many
    assert (history.NOTHING in words(page)) is (many == 0)


def test_a_link_names_a_record(store, open_view):
    propose(store, alert="Unsafe")
    page = open_view(view="history", kind="place", id=LIBRARY[1])
    assert heads(page) == 2


def test_fifty_a_page_and_on_to_the_older(store, open_view):
    for n in range(60):
        propose(store, DRAFT, alert=f"Alert {n}")
    page = open_view(view="history")
    assert heads(page) == 50
    press(page, "history-older")
    assert heads(page) == 14
    press(page, "history-newer")
    assert heads(page) == 50
    press(page, "history-older")
    page.selectbox(key="history-state").set_value("approved")
    page.run()
    assert heads(page) == 50, "other filters begin at the newest"


def test_an_undo_asks_why_and_says_when_it_waits(store, open_view):
    done = propose(store, opening_hours=None).at_once
    page = open_view(EDITOR, view="history")
    press(page, f"undo-{done.id}")
    press(page, f"undo-do-{done.id}")
    assert "Say why" in words(page)
    page.text_input(key=f"undo-why-{done.id}").set_value("They are right after all.")
    press(page, f"undo-do-{done.id}")
    assert revision_parts.UNDO_WAITS in words(page)
    (waiting,) = store.waiting(APPROVER)
    assert waiting.undoes == done.id
    assert "An undo of" in words(page)


def test_an_undo_that_takes_away_is_done(store, open_view):
    waiting = propose(store, phone="020 1").waiting
    store.approve(APPROVER, [waiting.id], clock.now(), seen=store.version())
    page = open_view(EDITOR, view="history")
    press(page, f"undo-{waiting.id}")
    page.text_input(key=f"undo-why-{waiting.id}").set_value("Wrong number.")
    press(page, f"undo-do-{waiting.id}")
    assert revision_parts.UNDONE in words(page)
    assert store.timeline().values(LIBRARY, clock.now())["phone"] is None


def test_a_viewer_sees_all_and_undoes_nothing(store, open_view):
    done = propose(store, alert="Unsafe").at_once
    page = open_view(VIEWER, view="history")
    assert "Unsafe" in words(page)
    assert f"undo-{done.id}" not in keys(page)


def test_the_history_of_one_record(store, open_view):
    for n in range(25):
        propose(store, alert=f"Alert {n}")
    page = open_view(
        EDITOR,
        view="revision_parts",
        call=f"draw_history(actor, ('place', {LIBRARY[1]!r}))".replace(
            "'place'", "__import__('data.revisions').revisions.RecordKind.PLACE"
        ),
    )
    assert heads(page) == revision_parts.PAGE
    press(page, "history-more")
    assert heads(page) == 26


def test_the_file_holds_every_field_before_and_after(store):
    propose(store, alert="=1+1")
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines(store.whole_log(APPROVER))))))
    alert = next(r for r in rows if r["field"] == "alert" and r["author"] == EDITOR.name)
    assert (alert["before"], alert["after"]) == ("", "'=1+1")
    with history._file(["one\n", "two\n"]) as file:
        assert file.read() == b"one\ntwo\n"


def test_days_are_days_in_london():
    summer = (date(2026, 7, 1), date(2026, 7, 1))
    between = history._between(*summer)
    assert between["since"].utcoffset() == timedelta(hours=1)
    assert between["until"] - between["since"] == timedelta(days=1)
    assert history._between(None, ()) == {}
