"""TextSafe, for three readers: who got the text, who misses somebody, who works with children."""

from __future__ import annotations

from html import escape

import streamlit as st

from data import clock
from data.directory import Directory
from data.first_services import missing_helpline
from data.guides import guide
from data.live import current
from data.service_search import Who
from geo.boroughs import NAMES
from pages.parts.guide import draw_section, draw_signature, draw_title
from pages.parts.readers import TEXTSAFE, WITH_HELPLINE, textsafe_reader
from pages.parts.report import draw_report
from pages.parts.service_card import service_html


def draw() -> None:
    """Draw the page. A link may name the reader; who reads is never written into the address."""
    text = guide("textsafe")
    draw_title(text.title)
    draw_section(text.section("what"))
    linked = textsafe_reader(st.query_params.get("for", ""))
    reader = st.radio(
        "Who are you?",
        list(TEXTSAFE),
        format_func=TEXTSAFE.__getitem__,
        index=list(TEXTSAFE).index(linked) if linked else None,
    )
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        if reader:
            for section in text.sections:
                if section.id.startswith(f"{reader}-"):
                    draw_section(section)
        if reader in WITH_HELPLINE:
            _draw_helpline(current(), WITH_HELPLINE[reader])
        if reader == "staff":
            _draw_police_unit()
    draw_section(text.section("unknown"))
    draw_signature(text)


def _draw_helpline(directory: Directory, who: Who) -> None:
    for found in missing_helpline(directory, who, clock.now()):
        with st.container(border=True, key="helpline"):
            st.html(service_html(found))
            draw_report("service", found.service.id, found.service.name)


def _draw_police_unit() -> None:
    st.html('<section class="guide"><h2>The police team of a borough</h2></section>')
    with st.container(key="police-unit"):
        borough = st.selectbox(
            "Borough", list(NAMES), index=None, placeholder="Choose a borough", key="unit-borough"
        )
    with st.container():
        if not borough:
            return
        contact = current().contacts.get(borough)
        unit = escape(contact.bcu) if contact and contact.bcu else ""
        unknown = f"We don't know the police team for {borough}."
        said = f"The team for {borough} is called {unit}." if unit else unknown
        st.html(
            f'<p class="said" data-say>{said}</p><p>To reach the police, call '
            '<a href="tel:101">101</a>, or <a href="tel:999">999</a> in danger.</p>'
        )


draw()
