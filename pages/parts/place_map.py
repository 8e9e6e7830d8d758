"""The map: exactly the places of the list, drawn by a frame that is never reloaded."""

from __future__ import annotations

from datetime import datetime

import streamlit as st
from streamlit_folium import st_folium

from data import settings
from data.directory import Directory
from data.words import state_words
from geo.layers import Shown, base_map, places_layer
from geo.outline import OUTLINE_URL
from geo.search import Result, Results, Search
from pages.parts.place_card import on_arrival

HEIGHT = 620


def draw_map(
    directory: Directory,
    results: Results,
    asked: Search,
    view: str,
    selected: str | None,
    *,
    now: bool,
) -> None:
    """Draw the map of what was found; ``selected`` is the id of the place whose card opens."""
    layer = places_layer(
        directory.map_file,
        [_shown(result, now=now) for result in results.found],
        view=view,
        selected=selected,
        here=(asked.point.lat, asked.point.lon) if asked.point else None,
        until=_first_closing(results) if now else None,
    )
    with st.container(key="map"):
        st.html('<h2 class="hidden" id="the-map">Map of the same places</h2>')
        st_folium(
            base_map(outline=OUTLINE_URL, tiles=settings.current().tiles_on),
            feature_group_to_add=layer,
            returned_objects=[],
            use_container_width=True,
            height=HEIGHT,
            key="places-map",
        )
        st.html('<p class="jump"><a href="#the-list">Back to the list</a></p>')


def _shown(result: Result, *, now: bool) -> Shown:
    words = state_words(result.place, result.state, now=now)
    note = result.place.hours_public_note
    return Shown(
        id=result.place.id,
        state=result.state.state,
        lines=(words, note) if note else (words,),
        arrival=on_arrival(result),
        metres=result.metres,
        minutes=result.minutes,
    )


def _first_closing(results: Results) -> datetime | None:
    """Give the moment from which a map left alone must not call all its places open."""
    closings = (r.state.until for r in results.found if r.state.may_be_open and r.state.until)
    return min(closings, key=datetime.timestamp, default=None)
