"""One borough: its places, schemes, whom to ring, and what we don't know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

import streamlit as st

from data import clock
from data.borough_summary import summary
from data.directory import Directory, current
from data.records import Place, Tier
from data.words import NOT_CONFIRMED, NOT_CONFIRMED_MEANS, PROPOSED_MEANS, TIER_MEANS
from geo.boroughs import NAMES, neighbours
from pages.parts.borough_parts import facts_html, places_html
from pages.parts.borough_ring import ring_html
from pages.parts.guide import draw_title
from pages.parts.report import draw_report

REFRESH = timedelta(minutes=5)
"""So that nothing on an idle screen is still called open long after it closed."""
KEY = "borough"


def draw() -> None:
    """Draw the page. The address carries the borough: it says nothing of who reads it."""
    draw_title("Your borough")
    linked = st.query_params.get(KEY)
    borough = st.selectbox(
        "Borough",
        list(NAMES),
        index=None,
        placeholder="Choose a borough",
        key=KEY,
        bind="query-params",
    )
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        if linked and linked not in NAMES and not borough:
            st.html('<p class="said" role="status">We don\'t know that borough. Choose one.</p>')
    with st.container():
        if borough:
            draw_borough(current(), borough)


@st.fragment(run_every=REFRESH)
def draw_borough(directory: Directory, borough: str) -> None:
    """Draw what there is in one borough."""
    now = clock.now()
    about = summary(directory, borough, now)
    st.html(
        f'<h2 class="found" data-announce>{escape(borough)}</h2>'
        f'<p class="place__actions"><a class="act" href="/poster/{about.slug}" target="_blank"'
        ' rel="noopener">Sheet to print<span class="hidden">, in a new tab</span></a>'
        f'<a class="act" href="/poster/{about.slug}.pdf" target="_blank" rel="noopener">PDF'
        '<span class="hidden"> of the sheet, in a new tab</span></a></p>'
        '<p class="jump"><a href="#ring">Whom to ring about a child here</a></p>'
    )
    places, facts = st.columns([6, 5], gap="large")
    groups = (
        (about.havens, "havens", "Safe havens", TIER_MEANS[Tier.DECLARED_HAVEN]),
        (about.not_confirmed, "not-confirmed", NOT_CONFIRMED, NOT_CONFIRMED_MEANS),
        (about.emergency_points, "emergency", "Emergency points", ""),
        (about.buildings, "buildings", "Public buildings", TIER_MEANS[Tier.PUBLIC_BUILDING]),
        (about.proposed, "proposed", "Only proposed", PROPOSED_MEANS),
    )
    with places:
        drawn = "".join(places_html(directory, *group, now) for group in groups)
        st.html(drawn or "<p>We know no place here yet. Look at the boroughs next to it.</p>")
        _draw_reports(about.places)
    with facts:
        st.html(facts_html(about, ring_html(about.contact, now)))
        near = "".join(
            f'<li><a href="/borough?{urlencode({KEY: name})}">{escape(name)}</a></li>'
            for name in neighbours(borough)
        )
        st.html(f'<section class="guide"><h2>Boroughs next to it</h2><ul>{near}</ul></section>')


def _draw_reports(places: Sequence[Place]) -> None:
    if not places:
        return
    names = {place.id: place.name for place in places}
    wrong = st.selectbox(
        "Is something wrong with one of these?",
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder="Choose the place",
        key="wrong",
    )
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        if wrong in names:
            draw_report("place", wrong, names[wrong])


draw()
