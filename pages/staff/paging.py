"""Pages of a long list: which part is shown, and ways to the parts before and after."""

from __future__ import annotations

import streamlit as st

from data.roles import Actor
from pages.staff.acting import act


def draw_pages(many: int, per_page: int, key: str) -> int:
    """Draw the ways to other pages where there are any; give where this one starts."""
    last = max(0, (many - 1) // per_page)
    page = min(max(int(st.session_state.get(f"{key}-page", 0)), 0), last)
    if last:
        with st.container(horizontal=True, key=f"{key}-pages"):
            start = page * per_page
            st.html(f"<p>{start + 1:,} to {min(many, start + per_page):,} of {many:,}</p>")
            for words, to in (("Earlier", page - 1), ("Next", page + 1)):
                st.button(
                    words,
                    key=f"{key}-{words}",
                    disabled=not 0 <= to <= last,
                    on_click=act,
                    args=(_go, key, to),
                )
    return page * per_page


def _go(_actor: Actor, key: str, page: int) -> None:
    st.session_state[f"{key}-page"] = page
