"""What a revision changed, beside each other; and all revisions of one record, with a way back."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from data import clock
from data.live import live, store
from data.records import Record
from data.revision_words import (
    STATE_WORDS,
    FieldChange,
    decided_words,
    field_changes,
    made_words,
    moment_words,
    title,
    when_words,
)
from data.revisions import Key, Revision, RevisionState, differences, values_of
from data.roles import MACHINE, Action, Actor
from data.waiting import name_of
from pages.parts.plain_text import with_heard
from pages.staff.acting import act

PAGE = 20
OPEN = "undo open"
SHOWN = "history shown"
SAME = "Nothing of it changed."
UNDONE = "Undone."
UNDO_WAITS = "Undoing this opens something, so it waits for a second person. Until then all stays."
BOTH = "A part is undone. The rest opens something, so it waits for a second person."


def changes_html(
    changes: Iterable[FieldChange], before: str = "Before", after: str = "After"
) -> str:
    """Write changes as a table; on a phone each row becomes a small block with the same words."""
    rows = "".join(
        f'<tr><th scope="row">{escape(c.label)}</th>'
        f'<td data-head="{escape(before)}">{_lines(c.before)}</td>'
        f'<td data-head="{escape(after)}">{_lines(c.after)}</td></tr>'
        for c in changes
    )
    if not rows:
        return f"<p>{SAME}</p>"
    return (
        '<table class="staff-changes"><thead><tr><th scope="col">What</th>'
        f'<th scope="col">{escape(before)}</th><th scope="col">{escape(after)}</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def _lines(words: str) -> str:
    return "<br>".join(escape(line) for line in words.split("\n"))


def draw_changes(
    revision: Revision, record_before: Record | None = None, record_after: Record | None = None
) -> None:
    """Draw what a revision changed, old and new side by side.

    Given both records, what else differs between them is told below: what came from others.
    """
    st.html(changes_html(field_changes(revision)))
    if record_before is None or record_after is None:
        return
    other = [
        change
        for field, change in differences(values_of(record_before), values_of(record_after)).items()
        if field not in revision.changes
    ]
    if other:
        st.html(f"<p>{len(other)} more fields differ between the two, from other changes.</p>")


def draw_history(actor: Actor, key: Key) -> None:
    """Draw all revisions of a record, newest first, each with a way to undo it for editors."""
    found = store()
    revisions = found.history(actor, key)
    names = found.timeline()
    shown = max(st.session_state.get(f"{SHOWN} {key}", PAGE), PAGE)
    for revision in revisions[:shown]:
        draw_revision(actor, revision, name_of(names, revision, clock.now()), revisions)
    if len(revisions) > shown:
        st.button(
            f"Show {min(PAGE, len(revisions) - shown)} older changes",
            key="history-more",
            on_click=act,
            args=(_show_more, key, shown + PAGE),
        )


def _show_more(_actor: Actor, key: Key, many: int) -> None:
    st.session_state[f"{SHOWN} {key}"] = many


def draw_revision(
    actor: Actor, revision: Revision, name: str, others: Iterable[Revision] = ()
) -> None:
    """Draw one revision: what, who, when, why, who agreed, and undo."""
    undone_by = next((r for r in others if r.undoes == revision.id), None)
    st.html(revision_html(revision, name, undone_by))
    what = title(revision, name)
    with st.expander(with_heard(f"What changed ({len(revision.changes)})", what), expanded=False):
        st.html(changes_html(field_changes(revision)))
    can = revision.state is RevisionState.APPROVED and revision.author != MACHINE
    if can and actor.may(Action.CHANGE):
        draw_undo(revision, what)


def revision_html(revision: Revision, name: str, undone_by: Revision | None = None) -> str:
    """Write the head of a revision."""
    now = clock.now()
    lines = [made_words(revision), when_words(revision, now), decided_words(revision)]
    if revision.author != MACHINE:
        lines.insert(1, f"Why: {revision.reason}")
    if undone_by:
        state = "waits" if undone_by.state is RevisionState.WAITING else "is in"
        lines.append(f"An undo of {moment_words(undone_by.made_at)} {state}.")
    said = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return (
        f'<section class="staff-revision"><h3>{escape(title(revision, name))}</h3>'
        f'<p class="staff-state">{escape(STATE_WORDS[revision.state])}</p>{said}</section>'
    )


def draw_undo(revision: Revision, what: str, words: str = "Undo") -> None:
    """Draw a button that asks why, and then undoes a revision, which ``what`` names."""
    number = revision.id
    if st.session_state.get(OPEN) != number:
        st.button(
            with_heard(words, what), key=f"undo-{number}", on_click=act, args=(_toggle, number)
        )
        return
    with st.form(f"undo-form-{number}"):
        st.text_input("Why undo it?", key=f"undo-why-{number}", max_chars=1000)
        with st.container(horizontal=True):
            st.form_submit_button(
                words,
                type="primary",
                key=f"undo-do-{number}",
                on_click=act,
                args=(_undo, number),
            )
            st.form_submit_button(
                "Leave it", key=f"undo-leave-{number}", on_click=act, args=(_toggle, number)
            )


def _toggle(_actor: Actor, number: int) -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == number else number


def _undo(actor: Actor, number: int) -> str:
    reason = st.session_state.get(f"undo-why-{number}") or ""
    done = store().undo(actor, number, reason, clock.now())
    live().refresh()
    st.session_state[OPEN] = None
    if done.at_once and done.waiting:
        return BOTH
    return UNDO_WAITS if done.waiting else UNDONE
