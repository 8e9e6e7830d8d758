"""The search box and the location button. What is typed stays in this session."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.directory import Directory
from geo.where import Where, from_position, from_text
from pages.parts.location_button import location_button
from pages.parts.plain_text import plain

KEY = "where"
SEARCHES = "searches"


def draw_where(directory: Directory) -> Where:
    """Draw the box, the button and what we made of them. Returns where to search from."""
    typing, tapping = st.columns([3, 2], gap="medium", vertical_alignment="bottom")
    with (
        typing,
        st.form("search", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        text = st.text_input(
            "Postcode, area or borough",
            placeholder="E16 1ZE, Stratford or Newham",
            key="typed",
            autocomplete="off",
        )
        pressed = st.form_submit_button("Find", type="primary", key="find")
        # Text that was sent, and nothing searched for: the page was open at another process, which
        # ended, and its browser brings along what was typed there.
        if pressed or (text and KEY not in st.session_state):
            _look_from(from_text(text, directory.names))
    with tapping:
        tapped = location_button(key="location")
    if tapped and tapped[0] != st.session_state.get("tap"):
        st.session_state["tap"] = tapped[0]
        if tapped[1]:
            _look_from(from_position(tapped[1]))
    where: Where = st.session_state.get(KEY, Where())
    # Always there, so that a message coming or going moves nothing else: a moved map loads again.
    with st.container():
        if where.message:
            # The count lets the same words be spoken again.
            st.html(f'<p class="said" data-say="{searches()}">{escape(where.message)}</p>')
        if where.suggestions:
            _draw_suggestions(directory, where)
    return where


def searches() -> int:
    """Count the searches of this session: it tells the map when to move."""
    return int(st.session_state.get(SEARCHES, 0))


def _look_from(where: Where) -> None:
    st.session_state[KEY] = where
    st.session_state[SEARCHES] = searches() + 1


def _draw_suggestions(directory: Directory, where: Where) -> None:
    st.html("<p>Did you mean one of these?</p>")
    with st.container(horizontal=True):
        for number, name in enumerate(where.suggestions):
            st.button(
                plain(name),
                key=f"suggestion-{number}",
                on_click=lambda name=name: _look_from(from_text(name, directory.names)),
            )
