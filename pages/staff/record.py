"""One record: what the public sees, what staff know, what waits, and what can be done about it."""

from __future__ import annotations

from html import escape

import streamlit as st

from data import clock, database
from data.live import store
from data.publication import publication
from data.record_search import name_of
from data.records import Record
from data.reports import queue
from data.revision_words import KIND_WORDS
from data.revisions import Key, RecordKind, Revision, RevisionState
from data.roles import Action, Actor, require
from pages.parts.guide import draw_title
from pages.staff.held import Held, held
from pages.staff.links import go, shown
from pages.staff.public_view import draw_public_view
from pages.staff.record_actions import Subject, draw_actions
from pages.staff.record_facts import (
    coming_html,
    facts_html,
    open_reports,
    proposed_html,
    reports_html,
)
from pages.staff.revision_parts import draw_history
from pages.staff.told import draw_told

NOT_THERE = "There is no such record. Look for it in the list."
BACK = "Back to the list"
EDIT = "Edit"
NOT_YET = "Nothing of this is public. It waits for a second person."
NOT_READABLE = "This record can't be read, so nobody sees it. Edit it to put it right."
_SEEN = "record seen"


def key_shown() -> Key | None:
    """Give the record that the address names, None where it names none."""
    try:
        kind = RecordKind(shown("kind"))
    except ValueError:
        return None
    return (kind, shown("id")) if shown("id") else None


def draw(actor: Actor) -> None:
    """Draw the view of ``?view=record&kind=...&id=...``."""
    require(actor, Action.READ)
    key = key_shown()
    found_store = store()
    now_held = held(found_store)
    values = now_held.timeline.values(key, clock.now()) if key else None
    waiting = found_store.log(actor, key=key, state=RevisionState.WAITING) if key else []
    if key is None or (values is None and not waiting):
        draw_title("Record")
        st.html(f'<p class="said">{NOT_THERE}</p>')
        st.button(BACK, key="record-back", on_click=go, args=("records",))
        return
    record = now_held.records.get(key)
    draw_title(_title(key, record, waiting))
    draw_told()
    _draw_state(key, record, now_held, has_values=values is not None)
    _draw_ways(actor, key)
    if record is not None:
        _draw_public(record, now_held)
    _draw_reports(key)
    if waiting:
        _draw_revisions("Waits for a second person", [proposed_html(r) for r in waiting])
        st.button("See all that waits", key="record-approve", on_click=go, args=("approve",))
    coming = [r for r in now_held.timeline.of(key) if _is_coming(r)]
    if coming:
        _draw_revisions("Changes that are coming", [coming_html(r) for r in coming])
    if record is not None and actor.may(Action.CHANGE):
        st.html('<h2 class="staff-h">Do something at once</h2>')
        draw_actions(actor, _subject(key, record, now_held), now_held)
    if values is not None:
        st.html(f'<h2 class="staff-h">All that we keep</h2>{facts_html(key[0], values)}')
    st.html('<h2 class="staff-h">History</h2>')
    draw_history(actor, key)
    st.session_state[_SEEN] = (key, now_held.timeline.based_on(key))


def _subject(key: Key, record: Record, now_held: Held) -> Subject:
    """Name the record as it was when its buttons were drawn, not as it is when one is pressed."""
    of, seen = st.session_state.get(_SEEN, (None, 0))
    return Subject(key, record, seen if of == key else now_held.timeline.based_on(key))


def _title(key: Key, record: Record | None, waiting: list[Revision]) -> str:
    if record is not None:
        return name_of(record)
    for revision in waiting:
        change = revision.changes.get("name") or revision.changes.get("borough")
        if change and change.after:
            return str(change.after)
    return key[1]


def _draw_state(key: Key, record: Record | None, now_held: Held, *, has_values: bool) -> None:
    if record is not None:
        said = publication(record, now_held.schemes, clock.now().date())
    else:
        said = NOT_READABLE if has_values else NOT_YET
    kind = KIND_WORDS[key[0]].capitalize()
    st.html(f'<p class="staff-state" data-announce>{escape(kind)} · {escape(said)}</p>')


def _draw_ways(actor: Actor, key: Key) -> None:
    with st.container(horizontal=True):
        if actor.may(Action.CHANGE):
            st.button(
                EDIT,
                key="record-edit",
                type="primary",
                on_click=go,
                args=("edit",),
                kwargs={"kind": key[0].value, "id": key[1]},
            )
        st.button(BACK, key="record-back", on_click=go, args=("records",))


def _draw_public(record: Record, now_held: Held) -> None:
    with st.container(border=True):
        draw_public_view(record, now_held.scheme_of(record), clock.now())


def _draw_reports(key: Key) -> None:
    reports = open_reports(queue(database.current()), key)
    if reports:
        st.html(f'<h2 class="staff-h">What the public reported</h2>{reports_html(reports)}')


def _draw_revisions(title: str, parts: list[str]) -> None:
    st.html(f'<h2 class="staff-h">{title}</h2>{"".join(parts)}')


def _is_coming(revision: Revision) -> bool:
    return revision.effective_from is not None and revision.effective_from > clock.now()
