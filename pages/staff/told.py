"""What the last press came to, said once at the top of the view that is drawn next."""

from __future__ import annotations

from html import escape

import streamlit as st

_TOLD = "records told"
TOP, SAVE = "top", "save"
"""Where it is said: at the top, or beside the button "Save" at the end of a long form."""


def tell(*sentences: str, at: str = TOP) -> None:
    """Keep sentences for the view that is drawn next."""
    _, times = _told(at)
    st.session_state[f"{_TOLD} {at}"] = (tuple(filter(None, sentences)), times + 1)


def draw_told(at: str = TOP) -> None:
    """Draw them, once. The container is always there, so that nothing else moves."""
    with st.container():
        sentences, times = _told(at)
        if sentences:
            said = "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
            # The count lets the same words be spoken again.
            st.html(f'<div class="said staff-said" role="status" data-say="{times}">{said}</div>')
            st.session_state[f"{_TOLD} {at}"] = ((), times)


def _told(at: str) -> tuple[tuple[str, ...], int]:
    held: tuple[tuple[str, ...], int] = st.session_state.get(f"{_TOLD} {at}", ((), 0))
    return held
