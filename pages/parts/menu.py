"""The menu of pages: plain links in one row, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.navigation.page import StreamlitPage


def draw_menu(pages: Sequence[tuple[StreamlitPage, str]]) -> None:
    """Draw a link a page."""
    with st.container(horizontal=True, key="menu"):
        for page, label in pages:
            st.page_link(page, label=label)
