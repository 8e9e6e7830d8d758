"""Draw a guide: its sections, and the line that says who wrote and checked it."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.guides import Guide, Section
from data.words import date_words


def draw_title(text: str) -> None:
    """Draw the heading of a page. The focus moves here when the page changes."""
    st.html(f'<h1 class="title" id="title">{escape(text)}</h1>')


def draw_section(section: Section) -> None:
    """Draw one section with its heading."""
    st.html(section_html(section))


def draw_signature(guide: Guide) -> None:
    """Draw when the page was written, who checked it, and where its facts come from."""
    st.html(signature_html(guide))


def section_html(section: Section) -> str:
    """Give one section with its heading, as HTML."""
    title = f'<h2 id="{section.id}">{escape(section.title)}</h2>'
    return f'<section class="guide" aria-labelledby="{section.id}">{title}{section.html}</section>'


def signature_html(guide: Guide) -> str:
    """Give when a guide was written, who checked it, and where its facts come from, as HTML."""
    items = "".join(
        f'<li><a href="{escape(s.url)}" target="_blank" rel="noreferrer noopener">'
        f"{escape(s.name)}</a>{', ' + date_words(s.date) if s.date else ', no date on the page'}"
        "</li>"
        for s in guide.sources
    )
    return (
        f'<div class="footnotes"><p>{escape(guide.signature)}</p>'
        '<details class="place"><summary>Where we read this</summary>'
        f'<ul class="sources">{items}</ul></details></div>'
    )
