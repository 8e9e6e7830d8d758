"""What was sent back to somebody, with the words of who did, and a way to take it up again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

import streamlit as st

from data.revision_words import decided_words, field_changes, title
from data.revisions import Revision
from data.roles import Action, Actor
from pages.parts.plain_text import plain
from pages.staff.acting import act
from pages.staff.edit_typed import AGAIN
from pages.staff.links import go
from pages.staff.paging import draw_pages
from pages.staff.revision_parts import changes_html

PER_PAGE = 10


def draw_sent_back(actor: Actor, back: Sequence[Revision], name: Callable[[Revision], str]) -> None:
    """Draw the list under its heading."""
    st.html('<h2 class="found">Sent back to you</h2>')
    if not back:
        st.html("<p>None.</p>")
        return
    start = draw_pages(len(back), PER_PAGE, "sent-back")
    for revision in back[start : start + PER_PAGE]:
        called = name(revision)
        with st.container(key=f"staff-back-{revision.id}", border=True):
            heading = f"<h3>{escape(title(revision, called))}</h3>"
            st.html(f"{heading}<p>{escape(decided_words(revision))}</p>")
            st.html(changes_html(field_changes(revision)))
            if actor.may(Action.CHANGE):
                st.button(
                    f"Edit again: {plain(called)}",
                    key=f"again-{revision.id}",
                    on_click=act,
                    args=(_edit_again, revision),
                )


def _edit_again(_actor: Actor, revision: Revision) -> None:
    values = {field: change.after for field, change in revision.changes.items()}
    record_id = "" if revision.creates else revision.record_id
    st.session_state[AGAIN] = (revision.kind.value, record_id, values)
    go("edit", kind=revision.kind.value, **({"id": record_id} if record_id else {}))
