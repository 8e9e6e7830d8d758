"""A preview in whole sessions of the whole app, one beside the other."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data import clock, database
from data.database import DatabaseError
from data.hours_clock import LONDON
from data.live import live
from data.reports import queue
from data.revisions import RecordKind
from data.roles import Actor, Role
from data.store import Store
from geo.boroughs import borough_at
from pages.parts import preview, report
from tests.pages.conftest import PAGES

AT = datetime(2027, 3, 3, 10, tzinfo=LONDON)
BANNER = "Preview of 3 March 2027, 10:00. This is not what the public sees now."
ANN = Actor("ann", Role.EDITOR)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setenv("HAVENS_NOW", "2026-11-24T12:00")
    monkeypatch.setenv("HAVENS_TILES_URL", "")
    monkeypatch.setattr(preview, "who", lambda: ANN)


def visit(page="", at=None):
    app = AppTest.from_file(str(PAGES / "navigation.py"), default_timeout=60)
    if at:
        app.session_state[preview.MOMENT] = at
    app.run()
    if page:
        app.switch_page(f"{page}.py").run()
    assert not app.exception
    return app


def part(page, at=None, **query):
    """Run a page without the frame around it, as what refreshes by itself does."""
    app = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.session_state[preview.PUBLIC] = True
    if at:
        app.session_state[preview.MOMENT] = at
    app.run()
    assert not app.exception
    return app


def said(app):
    return "\n".join(element.proto.body for element in app.get("html"))


def press_end(app):
    next(b for b in app.button if b.label == preview.END).click()
    return app.run()


@pytest.mark.parametrize("page", ["", "talk", "missing", "textsafe", "borough", "about"])
def test_every_page_says_that_it_is_a_preview_and_can_end_it(page):
    app = visit(page, AT)
    assert BANNER in said(app)
    if page == "borough":
        return  # The harness can't send this page's empty choice back.
    press_end(app)
    assert not app.exception
    assert "Preview of" not in said(app)


def test_another_session_sees_nothing_of_it():
    previewing, other = visit(at=AT), visit()
    for _ in range(2):
        assert BANNER in said(previewing)
        assert "Preview of" not in said(other)
        previewing.run()
        other.run()
    assert clock.now() == clock.shared()


def test_who_is_signed_out_meanwhile_sees_what_everybody_sees(monkeypatch):
    app = visit(at=AT)
    monkeypatch.setattr(preview, "who", lambda: None)
    app.run()
    assert "Preview of" not in said(app)
    assert preview.MOMENT not in app.session_state


def test_where_the_database_is_away_nobody_is_signed_in(monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.undo()
    monkeypatch.setattr(preview, "signed_in", away)
    assert preview.who() is None


def test_a_dated_closing_is_seen_in_the_preview_only():
    store = Store(database.current(), borough_at)
    live().refresh()
    name = "Lewisham Police Station"
    place = next(p for p in live().directory().places if p.name == name)
    store.amend(
        ANN,
        (RecordKind.PLACE, place.id),
        {"status": "closed"},
        "a test",
        clock.shared(),
        effective_from=AT - timedelta(hours=1),
    )
    live().refresh()
    try:
        before = said(part("borough", AT - timedelta(hours=2), borough="lewisham"))
        assert name in before
        assert name not in said(part("borough", AT, borough="lewisham"))
        assert name in said(part("borough", borough="lewisham"))
    finally:
        (closing,) = [
            r for r in store.history(ANN, (RecordKind.PLACE, place.id)) if r.author == "ann"
        ]
        undone = store.undo(ANN, closing.id, "end of the test", clock.shared())
        store.approve(
            Actor("bob", Role.APPROVER), [undone.waiting.id], clock.shared(), seen=store.version()
        )
        live().refresh()


def test_a_report_sent_in_a_preview_is_refused():
    app = visit("talk", AT)
    before = len(queue(database.current()))
    button = next(b for b in app.button if (b.key or "").startswith("report-service"))
    key = button.key.removeprefix("report-")
    button.click()
    app.run()
    app.radio(key=f"what-{key}").set_value("closed")
    app.button(key=f"send-{key}").click()
    app.run()
    assert report.PREVIEWING in said(app)
    assert len(queue(database.current())) == before
