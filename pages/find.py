"""Find a safe place: search first, then filters, then list and map of exactly the same places."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from data import clock
from data.live import current
from geo.search import Search, search
from geo.where import Where
from pages.parts.filters import Filters, draw_filters
from pages.parts.legend import draw_legend
from pages.parts.place_map import draw_map
from pages.parts.results import PAGE, draw_cards, draw_footnotes, draw_heading, draw_rows
from pages.parts.where import draw_where, searches

SHOWN = "shown"
SELECTED = "selected"
MORE = "Show 10 more in full"
REFRESH = timedelta(minutes=5)
"""So that nothing on an idle screen is still called open long after it closed."""


def draw() -> None:
    """Draw the page."""
    st.html('<h1 class="title">Find a safe place</h1>')
    directory = current()
    where = draw_where(directory)
    filters = draw_filters(directory, clock.now())
    draw_results(where, filters)
    draw_legend()


@st.fragment(run_every=REFRESH)
def draw_results(where: Where, filters: Filters) -> None:
    """Draw list and map. A tap on a card, or "show more", runs only this part again."""
    directory, now = current(), clock.now()
    asked = Search(
        at=filters.at or now,
        point=where.point,
        around=where.around,
        boroughs=filters.boroughs | where.boroughs,
        when=filters.when,
        tiers=filters.tiers,
        kinds=filters.kinds,
        under_18=filters.under_18,
        step_free=filters.step_free,
        named=directory.id_of(where.place) if where.place else None,
    )
    anywhere = not asked.point and not asked.boroughs
    shown = 0 if anywhere else _shown(filters)
    if asked.point:
        asked = replace(asked, limit=shown)
    results = search(directory, asked)
    same_time = filters.at is None
    listing, mapping = st.columns([5, 6], gap="medium")
    with listing:
        draw_heading(results, asked, where.name, now)
        _select(draw_cards(directory, results.found[:shown], now=same_time))
        draw_rows(results.found[shown:], now=same_time, folded=anywhere)
        if not anywhere and (results.more or len(results.found) > shown):
            st.button(MORE, key="more", on_click=_show_more, args=(filters,))
        draw_footnotes(results, asked)
    with mapping:
        selected, clicks = _selected()
        view = f"{searches()} {clicks} {' '.join(sorted(asked.boroughs))}"
        draw_map(directory, results, asked, view, selected, now=same_time)


def _select(place_id: str | None) -> None:
    """Remember which card's button was pressed, and that it was pressed again."""
    if place_id:
        st.session_state[SELECTED] = (searches(), place_id, _selected()[1] + 1)


def _selected() -> tuple[str | None, int]:
    """Give the place to show on the map, until the next search, and how often one was chosen."""
    search_number, place_id, clicks = st.session_state.get(SELECTED, (0, None, 0))
    return (place_id if search_number == searches() else None), clicks


def _show_more(filters: Filters) -> None:
    st.session_state[SHOWN] = (searches(), filters, _shown(filters) + PAGE)


def _shown(filters: Filters) -> int:
    """Give how many cards to draw: more only for the search and filters they were asked for."""
    search_number, of, shown = st.session_state.get(SHOWN, (0, filters, PAGE))
    return shown if (search_number, of) == (searches(), filters) else PAGE


draw()
