"""Where staff start: the figures, where each leads, and how fast it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from data import database, live
from data.hours_clock import LONDON
from data.reports import ReportKind, What, keep
from data.revisions import RecordKind
from data.roles import Actor, Role
from data.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
ANNA = Actor("anna@example.org", Role.EDITOR)
BEN = Actor("ben@example.org", Role.APPROVER)
VERA = Actor("vera@example.org", Role.VIEWER)
HOSTILE = '<img src=x onerror="alert(1)"> **bold**'


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[sa.Engine]:
    """Give the database that the page uses, with the seed."""
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path / 'staff.sqlite3'}")
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    live.live().refresh()
    made = database.current()
    yield made
    made.dispose()


def _page() -> None:
    import streamlit as st

    from data.roles import Actor, Role
    from pages.staff.home import draw

    draw(Actor(st.session_state["test name"], Role(st.session_state["test role"])))


@pytest.fixture
def open_home(engine: sa.Engine) -> Callable[[Actor], AppTest]:
    def opens(actor: Actor) -> AppTest:
        page = AppTest.from_function(_page, default_timeout=60)
        page.session_state["test name"] = actor.name
        page.session_state["test role"] = actor.role.value
        page.run()
        assert not page.exception
        return page

    return opens


def first_place() -> str:
    return live.live().directory().places[0].id


def test_a_fresh_install_says_what_there_is_to_do(open_home: Any, read: Any) -> None:
    page = open_home(VERA)
    words = read(page)
    assert '<p class="staff-number">177</p>' in words
    assert '<p class="staff-number">375</p>' in words
    assert "checked in time: 0 of 177" in words
    assert "Urgent" not in words
    assert "Nobody waits." in words
    assert "Nobody has changed anything yet." in words
    assert words.count('scope="row"') == 33


def test_not_safe_stands_first_in_words(engine: sa.Engine, open_home: Any, read: Any) -> None:
    place = first_place()
    directory = live.live().directory()
    keep(engine, directory, ReportKind.PLACE, place, What.NOT_SAFE, "", NOW)
    old = NOW - timedelta(days=9)
    keep(engine, directory, ReportKind.PLACE, place, What.HOURS, "", old)
    words = read(open_home(VERA))
    assert words.index("Urgent: open report says that a place is not safe.") < words.index(">177<")
    assert "open reports in all. The oldest is 9 days old." in words


@pytest.mark.parametrize(
    ("label", "query"),
    [
        ("See whose check is out of date", {"view": "queue", "why": "past"}),
        ("See what was never checked", {"view": "queue", "why": "never"}),
        ("See the drafts", {"view": "queue", "why": "draft"}),
        ("See what waits", {"view": "approve"}),
        ("See all changes", {"view": "history"}),
        ("See what left by itself", {"view": "queue", "why": "left"}),
        ("See a figure that is not there", None),
    ],
)
def test_each_figure_leads_to_what_it_counts(
    open_home: Any, label: str, query: dict[str, str] | None
) -> None:
    page = open_home(VERA)
    keys = {button.key for button in page.button}
    if query is None:
        assert f"home-{label}" not in keys
        return
    page.button(key=f"home-{label}").click().run()
    assert dict(page.query_params) == query


def test_a_borough_leads_to_its_entries(open_home: Any, read: Any) -> None:
    assert 'href="?view=queue&borough=Kensington+and+Chelsea"' in read(open_home(VERA))


def test_who_waits_and_what_one_may_decide(engine: sa.Engine, open_home: Any, read: Any) -> None:
    store: Store = live.store()
    key = (RecordKind.PLACE, first_place())
    before = store.timeline().values(key, NOW)
    assert before is not None
    store.amend(ANNA, key, {"name": "Renamed Place"}, "The sign says so.", NOW - timedelta(days=3))
    words = read(open_home(BEN))
    assert "anna@example.org: 1 change, for 3 days" in words
    assert (
        '<p class="staff-number">1</p>\n  <p>change waits that you may decide about.</p>' in words
    )
    own = read(open_home(ANNA))
    assert "You: 1 change, for 3 days" in own
    assert '<p class="staff-number">0</p>\n  <p>changes wait that you may decide' in own


def test_what_was_done_and_will_be_is_text(
    engine: sa.Engine, open_home: Any, read: Any, words_of: Any
) -> None:
    store: Store = live.store()
    key = (RecordKind.PLACE, first_place())
    store.amend(ANNA, key, {"visibility": "closed"}, HOSTILE, NOW)
    other = (RecordKind.PLACE, live.live().directory().places[1].id)
    soon = NOW + timedelta(days=2)
    store.amend(ANNA, other, {"alert": "Shut."}, "Told.", NOW, effective_from=soon)
    page = open_home(VERA)
    html = words_of(page)
    assert "<img" not in html
    assert html.count("&lt;img") == 1
    assert "25 November 2026, midday: alert" in read(page)


def test_it_is_there_in_under_a_second(engine: sa.Engine, open_home: Any) -> None:
    open_home(VERA)
    times = []
    for number in range(3):
        live.store().amend(
            ANNA, (RecordKind.PLACE, first_place()), {"alert": f"Note {number}."}, "Told.", NOW
        )
        start = time.perf_counter()
        open_home(VERA)
        times.append(time.perf_counter() - start)
    assert min(times) < 1.0


def test_a_database_that_is_away_is_said(open_home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_home(VERA)
    monkeypatch.setenv("HAVENS_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    page.run()
    assert "can't be used" in page.error[0].value
