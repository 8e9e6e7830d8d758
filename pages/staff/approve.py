"""What waits for a second person: look at it beside the record, then approve it or send it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

import streamlit as st

from data import clock
from data.changes import ConflictError
from data.field_words import label
from data.live import live
from data.live import store as open_store
from data.revision_words import moment_words, title, when_words
from data.revisions import Revision, Timeline
from data.roles import Action, Actor
from data.store import Store
from data.waiting import Entry, entries, look, name_of, sent_back_to
from pages.parts.guide import draw_title
from pages.parts.plain_text import with_heard
from pages.staff.acting import act
from pages.staff.look_parts import draw_batch, draw_look
from pages.staff.paging import draw_pages
from pages.staff.sent_back import draw_sent_back

PER_PAGE = 10
OPEN = "approve open"
NOTHING = "Nothing waits for you to look at it."
APPROVED = "Approved."
BACK = "Sent back, with your words."
TAKEN_BACK = "Taken back."


@dataclass(frozen=True)
class Desk:
    """What the page was drawn from: all of it is at least as new as ``seen``."""

    actor: Actor
    store: Store
    timeline: Timeline
    seen: int
    now: datetime

    def name(self, revision: Revision) -> str:
        """Name the record of a revision."""
        return name_of(self.timeline, revision, self.now)


def draw(actor: Actor) -> None:
    """Draw the view."""
    draw_title("What waits for a second person")
    found = open_store()
    seen = found.version()
    desk = Desk(actor, found, found.timeline(), seen, clock.now())
    titles = {number: row[0] for number, row in found.batches(actor).items()}
    waiting = found.waiting(actor)
    others = entries([r for r in waiting if r.author != actor.name], titles, desk.now)
    own = entries([r for r in waiting if r.author == actor.name], titles, desk.now)
    st.html(f'<h2 class="found" data-announce>{_count(len(others))} of others</h2>')
    if not others:
        st.html(f"<p>{NOTHING}</p>")
    elif not actor.may(Action.APPROVE):
        st.html("<p>You can look at it. To approve it, somebody must be approver or more.</p>")
    for entry in _page(others, "others"):
        _draw_entry(desk, entry)
    st.html('<h2 class="found">Yours that wait</h2>')
    if not own:
        st.html("<p>None.</p>")
    for entry in _page(own, "own"):
        _draw_entry(desk, entry)
    back = sent_back_to(found.log(actor, author=actor.name, most=2000), actor.name)
    draw_sent_back(actor, back, desk.name)


def _page(all_of: Sequence[Entry], key: str) -> Sequence[Entry]:
    start = draw_pages(len(all_of), PER_PAGE, f"approve-{key}")
    return all_of[start : start + PER_PAGE]


def _count(many: int) -> str:
    return "1 proposal" if many == 1 else f"{many:,} proposals"


def _draw_entry(desk: Desk, entry: Entry) -> None:
    with st.container(key=f"staff-entry-{entry.key}", border=True):
        st.html(_head(desk, entry))
        is_open = st.session_state.get(OPEN) == entry.key
        words = title(entry.first, desk.name(entry.first)) if not entry.title else entry.title
        st.button(
            with_heard("Close" if is_open else "Look at it", words),
            key=f"open-{entry.key}",
            on_click=act,
            args=(_toggle, entry.key),
        )
        if not is_open:
            return
        if len(entry.revisions) > 1 or entry.title:
            draw_batch(
                desk.store,
                desk.timeline,
                entry,
                desk.now,
                lambda one, can: _draw_decision(desk, one, can),
            )
            can = True
        else:
            one = look(desk.timeline, entry.first, desk.now)
            draw_look(desk.store, desk.timeline, one, desk.now)
            can = one.can_be_approved
        _draw_decision(desk, entry, can)


def _head(desk: Desk, entry: Entry) -> str:
    first = entry.first
    many = len(entry.revisions)
    heading = entry.title or title(first, desk.name(first))
    lines = [
        f"Proposed by {first.author}, {moment_words(first.made_at)}.",
        f"Why: {first.reason}",
        when_words(first, desk.now),
    ]
    if first.decision:
        lines.append(first.decision)
    count = f" ({many} records)" if entry.title or many > 1 else ""
    urgent = '<p class="staff-urgent"><strong>Urgent.</strong></p>' if entry.urgent else ""
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<h3 class="staff-entry">{escape(heading)}{count}</h3>{urgent}{said}'


def _draw_decision(desk: Desk, entry: Entry, can: bool) -> None:
    """Draw what this person may do; nobody is offered to approve what they proposed."""
    together = f" all {len(entry.revisions):,}" if len(entry.revisions) > 1 else ""
    if entry.first.author == desk.actor.name:
        st.button(
            f"Take back{together}",
            key=f"withdraw-{entry.key}",
            on_click=act,
            args=(_withdraw, entry.ids),
        )
        return
    if not desk.actor.may(Action.APPROVE):
        return
    with st.form(f"decide-{entry.key}", border=False):
        st.text_area(
            "Words to go with it (needed to send it back)",
            key=_words_key(entry.key),
            max_chars=1000,
        )
        with st.container(horizontal=True):
            if can:
                st.form_submit_button(
                    f"Approve{together}",
                    type="primary",
                    key=f"approve-{entry.key}",
                    on_click=act,
                    args=(_approve, entry.key, entry.ids, desk.seen),
                )
            st.form_submit_button(
                f"Send back{together}",
                key=f"back-{entry.key}",
                on_click=act,
                args=(_send_back, entry.key, entry.ids),
            )


def _words_key(key: str) -> str:
    return f"decide-words-{key}"


def _toggle(_actor: Actor, key: str) -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == key else key


def _approve(actor: Actor, key: str, ids: Sequence[int], seen: int) -> str:
    words = st.session_state.get(_words_key(key)) or ""
    try:
        open_store().approve(actor, ids, clock.now(), words, seen=seen)
    except ConflictError as error:
        return conflict_words(error)
    _done(key, len(ids))
    return APPROVED


def conflict_words(error: ConflictError) -> str:
    """Say what came between, and how to go on."""
    who = ", ".join(sorted({r.author for r in error.theirs})) or "Somebody"
    both = ", ".join(label(field) for field in error.fields)
    if both:
        return (
            f"Not approved: {who} has changed this since it was proposed ({both}). Look at it "
            "again below. If it can't go on top of that, send it back and say so."
        )
    return (
        f"Not approved: {who} has changed this record after you looked at it. Below is how it is "
        "now. Look again, then approve it or send it back."
    )


def _send_back(actor: Actor, key: str, ids: Sequence[int]) -> str:
    words = st.session_state.get(_words_key(key)) or ""
    open_store().send_back(actor, ids, words, clock.now())
    _done(key, len(ids))
    return BACK


def _withdraw(actor: Actor, ids: Sequence[int]) -> str:
    open_store().withdraw(actor, ids, clock.now())
    return TAKEN_BACK


def _done(key: str, many: int) -> None:
    """Show the public what changed, and close what was decided; a batch stays open for the rest."""
    live().refresh()
    if st.session_state.get(OPEN) == key or many > 1:
        st.session_state[OPEN] = None
    st.session_state.pop(_words_key(key), None)
