"""Which places to open first: the few that would bring most children within reach."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from data import clock
from data.load import Seed
from data.publication import publication
from data.records import Place
from data.roles import Action, Actor, require
from data.words import KIND
from geo.boroughs import NAMES
from geo.candidates import Assumed, Candidates, Openings, Pool
from geo.choice_words import ASSUMED, NOBODY_ASKED, POOL, first_words, how_good, left_out
from geo.cover_choice import Answer, exact, greedy
from geo.what_if import Today
from pages.parts.plain_text import with_heard
from pages.staff.coverage_tries import ALL_LONDON, draw_limits, draw_span
from pages.staff.links import go

CHOOSE = "Name the places"
_FOUND = "first found"
_WAYS = {
    "steps": "Step by step: each time the place that adds most",
    "best": "The best ones together, proven within 10 seconds if it can be",
}


@dataclass(frozen=True)
class _Found:
    """What was chosen last, in words, and for which records."""

    today: Today
    answer: Answer
    places: tuple[tuple[Place, Pool], ...]
    heading: str
    sentences: tuple[str, ...]


def draw_first(actor: Actor, today: Today, records: Seed) -> None:
    """Draw what to choose from, and the choice. ``records`` are all. Raises NotAllowedError."""
    require(actor, Action.READ)
    with st.form("first-form", border=False):
        pools = [
            pool
            for pool in Pool
            if st.checkbox(POOL[pool], value=pool is Pool.DRAFTS, key=f"first-{pool}")
        ]
        span = draw_span("first-span")
        assumed = st.radio(
            "What is assumed", list(Assumed), format_func=ASSUMED.__getitem__, key="first-assumed"
        )
        chosen = st.selectbox("Whose children count", [ALL_LONDON, *NAMES], key="first-borough")
        count = int(st.number_input("How many places", 1, 30, 10, key="first-count"))
        way = st.radio("How to choose", list(_WAYS), format_func=_WAYS.__getitem__, key="first-way")
        pressed = st.form_submit_button(CHOOSE, key="first-go")
    if pressed:
        borough = None if chosen == ALL_LONDON else chosen
        candidates = Candidates.of(today, records.places, pools, span.hours)
        openings = Openings.of(today, candidates, span.hours, assumed)
        choice = openings.for_borough(borough) if borough else openings.choice
        answer = exact(choice, count) if way == "best" else greedy(choice, count)
        st.session_state[_FOUND] = _Found(
            today,
            answer,
            tuple((candidates.places[row], candidates.pools[row]) for row in answer.places),
            first_words(answer, openings, span, borough),
            (
                *((how_good(answer, count),) if answer.places else ()),
                f"{ASSUMED[assumed]}. {NOBODY_ASKED}",
                left_out(candidates),
            ),
        )
    found: _Found | None = st.session_state.get(_FOUND)
    if found is not None and found.today is today:
        _draw_found(found, records)


def _draw_found(found: _Found, records: Seed) -> None:
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in found.sentences)
    st.html(f"<h2 data-announce>{escape(found.heading)}</h2>{sentences}")
    for number, (place, pool) in enumerate(found.places):
        _draw_place(found, number, place, pool, records)
    draw_limits()


def _draw_place(found: _Found, number: int, place: Place, pool: Pool, records: Seed) -> None:
    schemes = {scheme.id: scheme for scheme in records.schemes}
    said = publication(place, schemes, clock.now().date())
    gain = found.answer.gains[number]
    together = sum(found.answer.gains[: number + 1])
    hours = place.opening_hours or "not known"
    notes = (
        f"<p>Notes for staff: {escape(place.internal_notes)}</p>" if place.internal_notes else ""
    )
    with st.container(border=True, key=f"first-place-{number}"):
        st.html(
            f'<div class="place staff-row"><h3>{number + 1}. {escape(place.name)}</h3>'
            f"<p>{escape(KIND[place.kind])} · {escape(place.borough or 'borough not known')} · "
            f"{escape(POOL[pool])}</p>"
            f"<p>Adds {round(gain):,} children; {round(together):,} with those before it.</p>"
            f"<p>{escape(said)} Hours in its record: {escape(hours)}.</p>{notes}</div>"
        )
        st.button(
            with_heard("Open", place.name),
            key=f"first-open-{number}",
            on_click=go,
            args=("record",),
            kwargs={"kind": "place", "id": place.id},
        )
