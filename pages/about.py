"""About this site: why it is here, what the lists promise, what is kept, how to say it is wrong."""

from __future__ import annotations

import streamlit as st

from data import clock
from data.guides import guide
from data.live import current
from pages.parts.about_parts import checks_html, tiers_html
from pages.parts.embed_code import draw_embed_code
from pages.parts.guide import draw_section, draw_signature, draw_title


def draw() -> None:
    """Draw the page."""
    text = guide("about")
    draw_title(text.title)
    for section in text.sections:
        draw_section(section)
        if section.id == "places":
            st.html(tiers_html())
        if section.id == "check":
            st.html(checks_html(current(), clock.now()))
        if section.id == "list":
            draw_embed_code()
    draw_signature(text)


draw()
