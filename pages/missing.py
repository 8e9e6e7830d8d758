"""When a child is missing: what to do now, whom to ring tonight, what the police will ask."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import streamlit as st

from data import clock
from data.first_services import for_parents_of_missing
from data.guides import guide
from data.live import current
from geo.boroughs import named
from pages.missing_list import ADDRESS
from pages.parts.borough_choice import draw_borough_choice
from pages.parts.borough_ring import ring_html
from pages.parts.guide import draw_section, draw_signature, draw_title
from pages.parts.report import draw_report
from pages.parts.service_card import service_html

REFRESH = timedelta(minutes=5)
"""So that nobody is sent to the day team long after it went home."""
COUNCIL = "The council's children's team"
UNKNOWN_BOROUGH = "The link names a borough that we don't know. Choose yours."


def draw() -> None:
    """Draw the page. The borough that somebody chooses is not written into the address."""
    text = guide("missing")
    # Read in this order on a phone; on a wide screen the council stands beside the other two.
    with st.container(key="first-steps"):
        now, council, hour = st.container(), st.container(), st.container()
    with now:
        draw_title(text.title)
        draw_section(text.section("now"))
    with council:
        title = st.container()
        linked = st.query_params.get("borough", "")
        borough = draw_borough_choice("Which borough do you live in?", named(linked))
        with title:
            of = f"{COUNCIL}: {borough}" if borough else COUNCIL
            st.html(f'<h2 class="apart" id="council" data-announce>{escape(of)}</h2>')
        # Always there, so that it coming or going moves nothing else.
        with st.container():
            if linked and not named(linked) and not borough:
                st.html(f'<p class="said" role="status">{UNKNOWN_BOROUGH}</p>')
            if borough:
                draw_council(borough)
    with hour:
        draw_section(text.section("hour"))
    st.html(
        '<h2 class="apart" id="list">What the police may ask</h2>'
        "<p>Fill in what you know. It stays on this page: it is not sent to us or to anybody, and "
        "it is gone when you leave. Your phone may forget it when you use another app, so copy it "
        "when you can.</p>"
        '<p class="jumps"><a href="#wait">Go past the list</a> '
        f'<a href="{ADDRESS}" target="_blank" rel="noopener">Open an empty list by itself'
        '<span class="hidden">, in a new tab</span></a></p>'
    )
    st.iframe(ADDRESS, height=2400, alt="The list of what the police may ask")
    for name in ("wait", "back", "carers", "help"):
        draw_section(text.section(name))
    draw_help()
    draw_signature(text)


@st.fragment(run_every=REFRESH)
def draw_council(borough: str) -> None:
    """Draw whom to ring in a borough at this moment."""
    contact = current().contacts.get(borough)
    st.html(ring_html(contact, clock.now()))
    if contact:
        draw_report("contact", contact.id, f"the numbers of {borough}")


@st.fragment(run_every=REFRESH)
def draw_help() -> None:
    """Draw services for parents: the helpline for missing people first."""
    for found in for_parents_of_missing(current(), clock.now()):
        with st.container(border=True, key=f"help-{found.service.id}"):
            st.html(service_html(found))
            draw_report("service", found.service.id, found.service.name)
    st.html('<p><a href="/talk?for=parent">Everyone you can talk to</a></p>')


draw()
