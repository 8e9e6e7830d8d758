"""The frame of every page: what the browser shows as title, and which pages there are."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
TITLE = "London places"
"""Neutral on purpose: it stays in the browser's history."""

st.set_page_config(page_title=TITLE, layout="wide", initial_sidebar_state="collapsed")
page = st.navigation(
    [st.Page(HERE / "find.py", title=TITLE, default=True)],
    position="hidden",
)
page.run()
