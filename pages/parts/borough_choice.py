"""Choose a borough from the list, or find it by a postcode or an area. Nothing typed is kept."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from geo.boroughs import NAMES
from geo.where import borough_of, from_text
from pages.parts.numbers import with_numbers

DONT_KNOW = "I don't know which borough"
NOT_FOUND = "We can't tell the borough from that. Try a whole postcode, such as E16 1ZE."
SAID = "borough lookup said"


def draw_borough_choice(
    label: str,
    linked: str | None = None,
    key: str = "chosen-borough",
    bind: Literal["query-params"] | None = None,
) -> str | None:
    """Draw the list and the box. ``linked`` is chosen at first; it goes with no ``bind``."""
    borough = st.selectbox(
        label,
        list(NAMES),
        index=NAMES.index(linked) if linked else None,
        placeholder="Choose a borough",
        key=key,
        bind=bind,
    )
    with st.expander(DONT_KNOW), st.form(f"{key}-lookup", border=False):
        st.text_input("Postcode or area", autocomplete="off", max_chars=60, key=f"{key}-typed")
        st.form_submit_button("Find the borough", key=f"{key}-find", on_click=_find, args=(key,))
        words, times = st.session_state.get(SAID, ("", 0))
        # The count lets the same words be spoken again.
        st.html(f'<p class="said" data-say="{times}">{with_numbers(words)}</p>')
    return borough


def _find(key: str) -> None:
    where = from_text(st.session_state.get(f"{key}-typed", ""))
    found = borough_of(where)
    if found:
        st.session_state[key] = found
        st.session_state[f"{key}-typed"] = ""
    said = f"It is in {found}." if found else where.message or NOT_FOUND
    st.session_state[SAID] = (said, st.session_state.get(SAID, ("", 0))[1] + 1)
