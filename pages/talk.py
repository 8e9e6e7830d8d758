"""Talk to someone: the services that fit, each way to reach them with its own hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from html import escape

import streamlit as st

from data import clock
from data.directory import Directory
from data.live import current
from data.service_search import (
    Found,
    ServiceResults,
    ServiceSearch,
    Who,
    first_help,
    search_services,
)
from data.service_words import UNSURE_LINK, chosen, heading, notes, redirect_words
from data.topics import NAMES as TOPICS
from geo.boroughs import NAMES, named
from pages.parts.guide import draw_title
from pages.parts.numbers import with_numbers
from pages.parts.readers import TALK
from pages.parts.report import draw_report
from pages.parts.service_card import first_help_html, service_html
from pages.parts.service_filters import Choices, Linked, clear_choices, draw_choices, offered_ways
from pages.parts.service_lead import FROM_LINK, INTRO, PAGE, UNKNOWN_BOROUGH

REFRESH = timedelta(minutes=5)
"""So that nothing on an idle screen is still called open long after it closed."""
MORE = "Show 8 more services"
SHOWN = "services shown"


def draw() -> None:
    """Draw the page. Links made by others are read; no choice is written into the address."""
    directory = current()
    linked = _linked()
    service = st.query_params.get("service")
    choosing, listing = st.columns([4, 6], gap="large")
    with choosing:
        draw_title("Talk to someone")
        st.html(f"<p>{INTRO}</p>")
        # Both always there, so that one coming or going moves nothing else.
        first, from_link = st.container(), st.container()
        choices = draw_choices(clock.now(), NAMES, offered_ways(directory), linked)
        by_link = service if choices == linked.choices(choices.who) else None
        with first:
            draw_first_help(choices.who)
        with from_link:
            _draw_link(directory, choices.who, by_link)
    with listing:
        draw_results(choices, by_link)


def _linked() -> Linked:
    query = st.query_params
    topic = query.get("topic")
    return Linked(
        who=TALK.get(query.get("for", "")),
        topic=topic if topic in TOPICS else None,
        borough=named(query.get("borough", "")),
    )


@st.fragment(run_every=REFRESH)
def draw_first_help(who: Who) -> None:
    """Draw a call, a text and a chat for whoever can't choose anything now."""
    results = search_services(current(), ServiceSearch(at=clock.now(), who=who))
    st.html(first_help_html(first_help(results.found)))


def _draw_link(directory: Directory, who: Who, service: str | None) -> None:
    borough = st.query_params.get("borough")
    if borough and not named(borough):
        st.html(f'<p class="said" role="status">{UNKNOWN_BOROUGH}</p>')
    if not service:
        return
    results = search_services(directory, ServiceSearch(at=clock.now(), who=who, linked=service))
    if results.not_known:
        st.html(f'<p class="said" role="status">{UNSURE_LINK}</p>')
        return
    said = " ".join(map(redirect_words, results.redirects)) or FROM_LINK
    st.html(f'<h2 class="apart">{escape(said)}</h2>')
    _draw_cards(results.found[:1], now=True)


@st.fragment(run_every=REFRESH)
def draw_results(choices: Choices, by_link: str | None) -> None:
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
        linked=by_link,
    )
    same_time = choices.at is None
    results = search_services(current(), asked)
    _draw_heading(results, asked, now=same_time)
    # What the link names stands above already.
    above = bool(by_link) and not results.not_known
    found = results.found[1:] if above else results.found
    shown = _shown(choices)
    _draw_cards(found[:shown], now=same_time)
    if len(found) > shown:
        st.button(MORE, key="more-services", on_click=_show_more, args=(choices,))
    if results.police:
        st.html('<h2 class="apart">Police and emergencies</h2>')
        _draw_cards(results.police, now=same_time)


def _draw_heading(results: ServiceResults, asked: ServiceSearch, *, now: bool) -> None:
    title = escape(heading(results, asked, now=now))
    said = "".join(f"<p>{with_numbers(note)}</p>" for note in notes(results, asked))
    words = ", ".join(chosen(asked, now=now))
    picked = f'<p class="chosen">You chose: {escape(words)}.</p>' if words else ""
    st.html(
        f'<h2 data-announce class="found" id="services">{title}</h2>{picked}'
        f'<div class="notes">{said}</div>'
    )
    # Always there, so that it coming or going moves nothing else.
    with st.container():
        if words:
            st.button("Take back all choices", key="talk-clear", on_click=clear_choices)


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
