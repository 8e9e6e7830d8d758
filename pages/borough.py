"""One borough: its places, schemes, whom to ring, and what we don't know."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from urllib.parse import urlencode

import streamlit as st

from data import clock
from data.borough_summary import BoroughSummary, summary
from data.live import current
from geo.boroughs import NAMES, named, neighbours
from pages.parts.borough_choice import draw_borough_choice
from pages.parts.borough_parts import (
    NO_PLACE,
    facts_html,
    groups,
    open_now_html,
    places_html,
    reportable,
)
from pages.parts.borough_ring import ring_html
from pages.parts.guide import draw_title
from pages.parts.report import draw_report

REFRESH = timedelta(minutes=5)
"""So that nothing on an idle screen is still called open long after it closed."""
KEY = "borough"
UNKNOWN = "We don't know that borough. Choose one."


def draw() -> None:
    """Draw the page. The address carries the borough: it says nothing of who reads it."""
    draw_title("Your borough")
    linked = st.query_params.get(KEY, "")
    if (spelt := named(linked)) and spelt != linked:
        st.session_state.setdefault(KEY, spelt)
    borough = draw_borough_choice("Borough", key=KEY, bind="query-params")
    # Both always there, so that one coming or going moves nothing else.
    with st.container():
        if linked and not spelt and not borough:
            st.html(f'<p class="said" role="status">{UNKNOWN}</p>')
    with st.container():
        if borough:
            draw_borough(borough)
        else:
            st.html(_links("All boroughs", NAMES, "data-announce"))


@st.fragment(run_every=REFRESH)
def draw_borough(borough: str) -> None:
    """Draw what there is in one borough."""
    directory, now = current(), clock.now()
    about = summary(directory, borough, now)
    st.html(
        f'<h2 class="found" data-announce>{escape(borough)}</h2>'
        f'<p class="place__actions"><a class="act" href="/poster/{about.slug}" target="_blank"'
        ' rel="noopener">Sheet to print<span class="hidden">, in a new tab</span></a>'
        f'<a class="act" href="/poster/{about.slug}.pdf" target="_blank" rel="noopener">PDF'
        '<span class="hidden"> of the sheet, in a new tab</span></a></p>'
        '<p class="jump"><a href="#ring">Who to call about a child here</a></p>'
    )
    places, facts = st.columns([6, 5], gap="large")
    with places:
        drawn = "".join(places_html(directory, *group, now) for group in groups(about))
        st.html(open_now_html(directory, about.places, now) + (drawn or f"<p>{NO_PLACE}</p>"))
    with facts:
        st.html(facts_html(about, ring_html(about.contact, now)))
        st.html(_links("Boroughs next to it", neighbours(borough)))
        _draw_reports(about)


def _links(title: str, names: tuple[str, ...], heard: str = "") -> str:
    items = "".join(
        f'<li><a href="/borough?{urlencode({KEY: name})}">{escape(name)}</a></li>' for name in names
    )
    return f'<section class="guide links"><h2 {heard}>{title}</h2><ul>{items}</ul></section>'


def _draw_reports(about: BoroughSummary) -> None:
    """Ask which record is wrong, then draw its form: one for each row would bury the page."""
    records = reportable(about)
    if not records:
        return
    wrong = st.selectbox(
        "Is something wrong on this page?",
        list(records),
        format_func=records.__getitem__,
        index=None,
        placeholder="Choose what",
        key="wrong",
    )
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        if wrong in records:
            draw_report(*wrong, records[wrong])


draw()
