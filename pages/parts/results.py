"""The results: heading, notes, cards, and the map of exactly the same places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from data.directory import Directory
from data.words import state_words, tier_words
from geo.headline import footnotes, heading, notes
from geo.search import NEAR_METRES, Result, Results, Search
from pages.parts.place_card import card_html, card_of
from pages.parts.plain_text import plain
from pages.parts.report import draw_report

PAGE = 10


def draw_heading(results: Results, asked: Search, place_name: str | None, now: datetime) -> None:
    """Draw what was found in one line, and what to know about it."""
    title = heading(results, asked, place_name, now)
    said = "".join(f"<p>{escape(note)}</p>" for note in notes(results, asked, now))
    said += '<p class="jump"><a href="#the-map">See these places on the map</a></p>'
    found = f'<h2 data-announce class="found" id="the-list">{escape(title)}</h2>'
    st.html(f'{found}<div class="notes">{said}</div>')


def draw_footnotes(results: Results, asked: Search) -> None:
    """Draw what to know after reading the list."""
    said = "".join(f"<p>{escape(note)}</p>" for note in footnotes(results, asked))
    st.html(f'<div class="footnotes">{said}</div>')


def draw_cards(directory: Directory, found: Sequence[Result], *, now: bool) -> str | None:
    """Draw a card each. Returns the id of the place to show on the map, if one was asked for."""
    chosen = None
    far = False
    for result in found:
        if not far and result.metres is not None and result.metres > NEAR_METRES:
            far = True
            st.html('<h3 class="further">Further away</h3>')
        with st.container(border=True, key=f"place-{result.place.id}"):
            st.html(card_html(card_of(result, directory.text_of(result.place), now=now)))
            if st.button(
                f"Show {plain(result.place.name)} on the map", key=f"map-{result.place.id}"
            ):
                chosen = result.place.id
            draw_report("place", result.place.id, result.place.name)
    return chosen


def draw_rows(rest: Sequence[Result], *, now: bool, folded: bool) -> None:
    """Draw the places after the cards in a line or two each, so that the list misses none."""
    if not rest:
        return
    rows = "".join(
        f"<li><strong>{escape(result.place.name)}</strong>, {escape(result.place.borough or '')}. "
        f"{escape(tier_words(result.place))}. "
        f"{escape(state_words(result.place, result.state, now=now))}</li>"
        for result in rest
    )
    listed = f'<ul class="rows">{rows}</ul>'
    if folded:
        title = f"List of these {len(rest)} places, by borough"
        listed = f'<details class="place"><summary>{title}</summary>{listed}</details>'
    st.html(listed)
