"""Find a safe place: search first, then filters, then list and map of exactly the same places."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from data import clock
from data.directory import Directory, current
from data.load import SeedError
from geo.search import Search, search
from geo.where import Where
from pages.parts.filters import Filters, draw_filters
from pages.parts.legend import draw_legend
from pages.parts.place_map import draw_map
from pages.parts.results import PAGE, draw_cards, draw_heading, draw_rows
from pages.parts.where import draw_where


def draw() -> None:
    """Draw the page."""
    st.html('<h1 class="title">Find a safe place</h1>')
    try:
        directory = current()
    except SeedError as error:
        st.error(
            "We can't show places right now. If you are in danger, call 999. "
            "To talk, call Childline on 0800 1111, any time, free."
        )
        raise error
    where = draw_where(directory)
    filters = draw_filters(directory, clock.now())
    draw_results(directory, where, filters)
    draw_legend()


@st.fragment
def draw_results(directory: Directory, where: Where, filters: Filters) -> None:
    """Draw list and map. A tap on a card, or "show more", runs only this part again."""
    now = clock.now()
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
    )
    shown_key = f"shown-{where.token}"
    shown = st.session_state.get(shown_key, PAGE)
    if asked.point:
        asked = replace(asked, limit=shown)
    results = search(directory, asked)
    same_time = asked.at == now
    listing, mapping = st.columns([5, 6], gap="medium")
    with listing:
        draw_heading(results, asked, where.name, now)
        chosen = draw_cards(directory, results.found[:shown], now=same_time)
        draw_rows(results.found[shown:], now=same_time)
        if (results.more or len(results.found) > shown) and st.button(
            "Show 10 more in full", key="more"
        ):
            st.session_state[shown_key] = shown + PAGE
            st.rerun(scope="fragment")
    with mapping:
        draw_map(directory, results, asked, where, chosen, now=same_time)


draw()
