"""The frame of every page: what the browser shows as title, and which pages there are."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.menu import MENU, STAFF, START
from pages.parts.preview import previewing

HERE = Path(__file__).parent
TITLE = "London places"
"""Neutral on purpose: it stays in the browser's history."""

st.set_page_config(page_title=TITLE, layout="wide", initial_sidebar_state="collapsed")
pages = [
    st.Page(HERE / f"{name}.py", title=TITLE, url_path=name, default=name == START) for name in MENU
]
staff = st.Page(HERE / "staff" / "desk.py", title=TITLE, url_path=STAFF, visibility="hidden")
page = st.navigation([*pages, staff], position="hidden")
# Not seen: the menu that is seen stands in the shell, and presses these where they are there,
# because they change the page without loading everything again.
with st.container(key="menu"):
    for listed in pages:
        st.page_link(listed, label=f"Go to {listed.url_path or START}")
with previewing(public=page.url_path != STAFF):
    page.run()
