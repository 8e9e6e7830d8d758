"""What if: the two ways to try what would help, over the records of an ordinary week."""

from __future__ import annotations

import streamlit as st

from data import clock
from data.database import DatabaseError
from data.hours_clock import LONDON
from data.live import live, store
from data.roles import Actor
from data.week import Week
from geo.coverage import Basis
from geo.what_if import today_of
from geo.what_if_words import BASIS
from pages.parts.guide import draw_title
from pages.staff.coverage_first import draw_first
from pages.staff.coverage_tries import draw_what_if
from pages.staff.held import held


def draw(actor: Actor) -> None:
    """Draw the view for who is signed in."""
    draw_title("What would help")
    try:
        records = held(store()).seed
    except DatabaseError as error:
        st.error(str(error))
        return
    week = Week.ordinary(clock.now().astimezone(LONDON).date())
    basis = st.selectbox(
        "Which places count as open now", list(Basis), format_func=BASIS.__getitem__, key="basis"
    )
    today = today_of(live().directory(), week, basis)
    tries, first = st.tabs(["Try a change", "What to open first"])
    with tries:
        draw_what_if(actor, today, records)
    with first:
        draw_first(actor, today, records)
