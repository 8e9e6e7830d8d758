"""TextSafe, for three readers: who got the text, who misses somebody, who works with children."""

from __future__ import annotations

import streamlit as st

from data import clock
from data.channel_state import Line
from data.directory import current
from data.guides import guide
from data.service_search import Found
from geo.boroughs import NAMES
from pages.parts.guide import draw_section, draw_signature, draw_title
from pages.parts.service_card import service_html

READERS = {
    "text": "I got this text",
    "family": "Someone I love is missing",
    "staff": "I work with children, or in the police",
}
HELPLINE = "missing-people-helpline"
WITH_HELPLINE = ("text", "family")


def draw() -> None:
    """Draw the page. A link may name the reader; who reads is never written into the address."""
    text = guide("textsafe")
    draw_title(text.title)
    draw_section(text.section("what"))
    linked = st.query_params.get("for")
    reader = st.radio(
        "Who are you?",
        list(READERS),
        format_func=READERS.__getitem__,
        index=list(READERS).index(linked) if linked in READERS else None,
    )
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        if reader:
            for section in text.sections:
                if section.id.startswith(f"{reader}-"):
                    draw_section(section)
        if reader in WITH_HELPLINE:
            _draw_helpline()
        if reader == "staff":
            _draw_police_unit()
    draw_section(text.section("unknown"))
    draw_signature(text)


def _draw_helpline() -> None:
    directory = current()
    service = directory.service(HELPLINE)
    if service is None:
        return
    lines: tuple[Line, ...] = directory.channel_hours.lines(clock.now())[HELPLINE]
    with st.container(border=True, key="helpline"):
        st.html(service_html(Found(service, lines)))


def _draw_police_unit() -> None:
    st.html("<h2>The police unit of a borough</h2>")
    borough = st.selectbox("Borough", list(NAMES), index=None, placeholder="Choose a borough")
    with st.container():
        if not borough:
            return
        contact = current().contacts.get(borough)
        unit = contact.bcu if contact else None
        st.write(f"{borough}: {unit}." if unit else f"We have no police unit for {borough}.")
        st.html('<p>Call <a href="tel:101">101</a> and ask for it by name.</p>')


draw()
