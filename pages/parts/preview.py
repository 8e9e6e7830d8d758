"""The public pages at another moment, for one member of staff: how it begins, holds and ends.

Streamlit runs buttons' functions, and parts that refresh by themselves, without the frame of the
page. So the moment is kept with the session, and both the frame and the clock ask here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from html import escape

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import moment as moments
from data.database import DatabaseError
from data.revision_words import moment_words
from data.roles import Actor
from pages.staff.who import signed_in

MOMENT = "preview moment"
PUBLIC = "preview drawn"
END = "End preview"


def who() -> Actor | None:
    """Give who is signed in; nobody where that can't be told."""
    try:
        return signed_in()
    except DatabaseError:
        return None


def start(at: datetime) -> None:
    """Show this session the public pages at a moment, which needs a time zone."""
    st.session_state[MOMENT] = at


def end() -> None:
    """Show this session the public pages as they are now; for ``on_click``."""
    st.session_state.pop(MOMENT, None)


def moment() -> datetime | None:
    """Give the moment that this session previews, whether or not it looks at the public pages."""
    held = st.session_state.get(MOMENT)
    return held if isinstance(held, datetime) else None


@contextmanager
def previewing(*, public: bool) -> Iterator[None]:
    """Show a page of the public at the moment that its session previews.

    Staff pages keep the time as it is, or a change made there would be dated by the preview.
    Whoever is not signed in any more sees what everybody sees.
    """
    st.session_state[PUBLIC] = public
    at = moment()
    if at is not None and who() is None:
        end()
        at = None
    if at is not None:
        _draw_banner(at, public=public)
    token = moments.previewed.set(at if public else None)
    try:
        yield
    finally:
        moments.previewed.reset(token)


def _draw_banner(at: datetime, *, public: bool) -> None:
    words = moment_words(at)
    said = (
        f"Preview of {words}. This is not what the public sees now."
        if public
        else f"The public pages show you a preview of {words}. This page does not."
    )
    with st.container(key="staff-preview", horizontal=True):
        st.html(f'<p class="staff-preview" role="status"><strong>{escape(said)}</strong></p>')
        st.button(END, key="preview-end", on_click=end)


def _of_session() -> datetime | None:
    """Give the moment for what runs outside the frame; begin anew where nobody is signed in."""
    if get_script_run_ctx(suppress_warning=True) is None or not st.session_state.get(PUBLIC):
        return None
    at = moment()
    if at is not None and who() is None:
        st.rerun()
    return at


moments.follow(_of_session)
