"""Talk to someone: the services that fit, each way to reach them with its own hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from data import clock
from data.directory import Directory, current
from data.service_search import KINDS, Found, ServiceSearch, search_services
from data.service_words import heading, notes
from geo.boroughs import NAMES
from pages.parts.guide import draw_title
from pages.parts.report import draw_report
from pages.parts.service_card import service_html
from pages.parts.service_filters import Choices, draw_choices

REFRESH = timedelta(minutes=5)
"""So that nothing on an idle screen is still called open long after it closed."""
PAGE = 8
MORE = "Show 8 more services"
SHOWN = "services shown"
INTRO = "You don't have to tell your name. You can stop at any time."
UNKNOWN_BOROUGH = "The link names a borough that we don't know. This is for all of London."


def draw() -> None:
    """Draw the page. Links made by others are read; no choice is written into the address."""
    directory = current()
    choosing, listing = st.columns([4, 6], gap="large")
    with choosing:
        draw_title("Talk to someone")
        st.html(f"<p>{INTRO}</p>")
        choices = _choices(directory)
    with listing:
        draw_results(directory, choices, st.query_params.get("service"))


def _choices(directory: Directory) -> Choices:
    borough = st.query_params.get("borough")
    offered = {line.kind for service in directory.services for line in service.channels}
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        if borough and borough not in NAMES:
            st.html(f'<p class="said" role="status">{UNKNOWN_BOROUGH}</p>')
    return draw_choices(
        clock.now(),
        NAMES,
        [how for how, kinds in KINDS.items() if kinds & offered],
        st.query_params.get("topic"),
        borough,
    )


@st.fragment(run_every=REFRESH)
def draw_results(directory: Directory, choices: Choices, linked: str | None) -> None:
    """Draw what was found. "Show more" runs only this part again."""
    asked = ServiceSearch(
        at=choices.at or clock.now(),
        who=choices.who,
        topics=choices.topics,
        age=choices.age,
        borough=choices.borough,
        how=choices.how,
        open_only=choices.open_only,
        text=choices.text,
        linked=linked,
    )
    same_time = choices.at is None
    results = search_services(directory, asked)
    title = escape(heading(results, asked, now=same_time))
    said = "".join(f"<p>{escape(note)}</p>" for note in notes(results, asked))
    st.html(f'<h2 data-announce class="found">{title}</h2><div class="notes">{said}</div>')
    shown = _shown(choices)
    _draw_cards(results.found[:shown], now=same_time)
    if len(results.found) > shown:
        st.button(MORE, key="more-services", on_click=_show_more, args=(choices,))
    if results.police:
        st.html('<h2 class="apart">Police and emergencies</h2>')
        _draw_cards(results.police, now=same_time)


def _draw_cards(found: Sequence[Found], *, now: bool) -> None:
    for one in found:
        with st.container(border=True, key=f"service-{one.service.id}"):
            st.html(service_html(one, now=now))
            draw_report("service", one.service.id, one.service.name)


def _shown(choices: Choices) -> int:
    of, shown = st.session_state.get(SHOWN, (choices, PAGE))
    return int(shown) if of == choices else PAGE


def _show_more(choices: Choices) -> None:
    st.session_state[SHOWN] = (choices, _shown(choices) + PAGE)


draw()
