"""What is coming up, cancelling it, and beginning a preview."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from data import clock
from data.hours_clock import LONDON
from data.revisions import RevisionState
from data.roles import Actor, Role
from pages.parts import preview as frame
from pages.staff import preview
from tests.data.staff import DRAFT, LIBRARY
from tests.pages.staff.helped import (
    APPROVER,
    EDITOR,
    keys,
    press,
    propose,
    words,
)

MARCH = datetime(2027, 3, 3, tzinfo=LONDON)


def test_nothing_is_coming(open_view):
    assert preview.NOTHING in words(open_view(view="preview"))


def test_dated_changes_stand_under_their_date_the_next_first(store, open_view):
    closing = propose(store, start=MARCH, status="closed").at_once
    later = propose(store, DRAFT, start=MARCH + timedelta(days=9), visibility="public").waiting
    page = open_view(EDITOR, view="preview")
    said = words(page)
    assert said.index("3 March 2027, 00:00") < said.index("12 March 2027, 00:00")
    assert "Close Made-up Library" in said
    assert "Waits for a second person" in said
    assert f"undo-{closing.id}" in keys(page)
    assert f"undo-{later.id}" not in keys(page), "what waits is taken back, not undone"


def test_cancelling_a_dated_closing_opens_so_it_waits(store, open_view):
    closing = propose(store, start=MARCH, status="closed").at_once
    page = press(open_view(EDITOR, view="preview"), f"undo-{closing.id}")
    page.text_input(key=f"undo-why-{closing.id}").set_value("It stays open.")
    press(page, f"undo-do-{closing.id}")
    (waiting,) = store.waiting(APPROVER)
    assert waiting.undoes == closing.id
    assert waiting.effective_from == MARCH
    assert store.timeline().values(LIBRARY, MARCH)["status"] == "closed", "until it is approved"


def test_cancelling_dated_longer_hours_is_at_once(store, open_view):
    longer = propose(store, start=MARCH, opening_hours="24/7").waiting
    store.approve(APPROVER, [longer.id], clock.now(), seen=store.version())
    page = press(open_view(EDITOR, view="preview"), f"undo-{longer.id}")
    page.text_input(key=f"undo-why-{longer.id}").set_value("Not after all.")
    press(page, f"undo-do-{longer.id}")
    assert store.timeline().values(LIBRARY, MARCH)["opening_hours"] != "24/7"
    assert not [r for r in store.log(APPROVER) if r.state is RevisionState.WAITING]


def test_a_viewer_cancels_nothing(store, open_view):
    closing = propose(store, start=MARCH, status="closed").at_once
    viewer = Actor("vera@example.org", Role.VIEWER)
    assert f"undo-{closing.id}" not in keys(open_view(viewer, view="preview"))


def begin(page, day, hour):
    page.date_input(key=preview.DAY).set_value(day)
    page.time_input(key=preview.HOUR).set_value(hour)
    page.button(key="preview-go").click()


def test_a_day_and_a_time_begin_a_preview(open_view, monkeypatch):
    led = []
    monkeypatch.setattr(preview.st, "switch_page", led.append)
    page = open_view(view="preview")
    begin(page, date(2027, 3, 3), time(10))
    page.run()
    assert not page.exception
    assert page.session_state[frame.MOMENT] == MARCH + timedelta(hours=10)
    assert led == ["find.py"]
    assert "You preview 3 March 2027, 10:00." in words(page)
    press(page, "preview-end-here")
    assert frame.MOMENT not in page.session_state


def test_a_time_that_the_clocks_skip_is_told_and_nothing_begins(open_view):
    page = open_view(view="preview")
    begin(page, date(2027, 3, 28), time(1, 30))
    page.run()
    assert "01:30 is skipped" in words(page)
    assert frame.MOMENT not in page.session_state


@pytest.mark.parametrize("hours", [-1, 0])
def test_what_is_past_is_not_coming_up(store, hours):
    now = clock.now()
    done = propose(store, start=now + timedelta(hours=5), status="closed").at_once
    assert preview.coming_up([done], now) == [done]
    assert preview.coming_up([done], done.effective_from - timedelta(hours=hours)) == []


def test_25_counters_at_one_moment_stand_under_one_heading(store, open_view):
    for key in (LIBRARY, DRAFT):
        propose(store, key, start=MARCH, alert="Moves in March")
    assert words(open_view(view="preview")).count("3 March 2027, 00:00</h3>") == 1
