"""What is to change on which day, and the public pages as they will be then."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from html import escape
from itertools import groupby

import streamlit as st

from data import clock, moment
from data.live import store as open_store
from data.revision_words import STATE_WORDS, field_changes, made_words, moment_words, title
from data.revisions import Revision, RevisionState, Timeline
from data.roles import Action, Actor
from data.waiting import name_of
from pages.menu import START
from pages.parts import preview
from pages.parts.guide import draw_title
from pages.staff.acting import act
from pages.staff.paging import draw_pages
from pages.staff.revision_parts import changes_html, draw_undo

PER_PAGE = 20
FARTHEST = timedelta(days=730)
DAY, HOUR, GO = "preview-day", "preview-hour", "preview go"
NOTHING = "Nothing is dated. A change gets a date when it is saved."


def draw(actor: Actor) -> None:
    """Draw the view."""
    if st.session_state.pop(GO, False):
        st.switch_page(f"{START}.py")
    draw_title("Coming up, and preview")
    now = clock.now()
    st.html('<h2 class="found">Show me the public site on</h2>')
    _draw_choice(now)
    st.html('<h2 class="found">Coming up</h2>')
    found = open_store()
    timeline = found.timeline()
    dated = [*timeline.revisions, *found.waiting(actor)]
    _draw_coming(actor, timeline, coming_up(dated, now), now)


def coming_up(revisions: list[Revision], now: datetime) -> list[Revision]:
    """Give what is yet to take effect, approved or waiting, the next first."""
    ahead = [r for r in revisions if r.effective_from and r.effective_from > now]
    return sorted(ahead, key=lambda r: (r.effective_from or now, r.batch or 0, r.id))


def _draw_choice(now: datetime) -> None:
    with st.form("preview-form", border=False):
        day, hour = st.columns(2)
        day.date_input(
            "Day",
            value=now.date(),
            min_value=now.date(),
            max_value=(now + FARTHEST).date(),
            format="DD/MM/YYYY",
            key=DAY,
        )
        hour.time_input("Time", value=time(now.hour, now.minute), step=300, key=HOUR)
        st.form_submit_button(
            "Show it to me", type="primary", key="preview-go", on_click=act, args=(_start,)
        )
    st.html("<p>Only you see it. Every page says so, and has a button to end it.</p>")
    if (at := preview.moment()) is not None:
        st.html(f"<p>You preview {escape(moment_words(at))}.</p>")
        st.button(preview.END, key="preview-end-here", on_click=act, args=(_end,))


def _start(actor: Actor) -> str | None:
    try:
        at = moment.on(st.session_state[DAY], st.session_state[HOUR])
    except ValueError as error:
        return str(error)
    begin(actor, at)
    return None


def _end(_actor: Actor) -> None:
    preview.end()


def begin(_actor: Actor, at: datetime) -> None:
    """Begin a preview and lead to the public pages; for ``act``."""
    preview.start(at)
    st.session_state[GO] = True


def _draw_coming(actor: Actor, timeline: Timeline, ahead: list[Revision], now: datetime) -> None:
    if not ahead:
        st.html(f"<p>{NOTHING}</p>")
        return
    start = draw_pages(len(ahead), PER_PAGE, "coming")
    page = ahead[start : start + PER_PAGE]
    for at, changes in groupby(page, key=lambda r: r.effective_from or now):
        st.html(f"<h3>{escape(moment_words(at))}</h3>")
        st.button(
            f"Show me the public site on {moment_words(at)}",
            key=f"preview-{at.timestamp():.0f}",
            on_click=act,
            args=(begin, at),
        )
        for revision in changes:
            with st.container(key=f"staff-coming-{revision.id}", border=True):
                _draw_one(actor, revision, name_of(timeline, revision, at))


def _draw_one(actor: Actor, revision: Revision, name: str) -> None:
    state = "" if revision.state is RevisionState.APPROVED else STATE_WORDS[revision.state]
    st.html(
        f"<h4>{escape(title(revision, name))}</h4><p>{escape(state)}</p>"
        f"<p>{escape(made_words(revision))} Why: {escape(revision.reason)}</p>"
    )
    st.html(changes_html(field_changes(revision)))
    if revision.state is RevisionState.APPROVED and actor.may(Action.CHANGE):
        draw_undo(revision, title(revision, name), "Cancel this")
