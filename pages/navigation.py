"""The frame of every page: what the browser shows as title, and which pages there are."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.parts.menu import draw_menu

HERE = Path(__file__).parent
TITLE = "London places"
"""Neutral on purpose: it stays in the browser's history."""
PAGES = {
    "find": "Find a place",
    "talk": "Talk to someone",
    "missing": "Missing child",
    "textsafe": "TextSafe",
    "borough": "Boroughs",
    "about": "About",
}
"""File and address of each page, and its name in the menu."""

st.set_page_config(page_title=TITLE, layout="wide", initial_sidebar_state="collapsed")
pages = {
    name: st.Page(HERE / f"{name}.py", title=TITLE, url_path=name, default=name == "find")
    for name in PAGES
}
page = st.navigation(list(pages.values()), position="hidden")
draw_menu([(pages[name], label) for name, label in PAGES.items()])
page.run()
