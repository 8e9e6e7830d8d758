"""Coverage: who has an open place near and when, what would change it, and what to open first."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data import clock
from data.database import DatabaseError
from data.hours_clock import LONDON
from data.live import live, store
from data.roles import Actor
from data.week import Week
from data.words import date_words
from geo.coverage import Basis
from geo.what_if import today_of
from geo.what_if_words import BASIS
from pages.parts.guide import draw_title
from pages.staff.coverage_first import draw_first
from pages.staff.coverage_now import draw_now
from pages.staff.coverage_tries import draw_what_if
from pages.staff.held import held


def draw(actor: Actor) -> None:
    """Draw the view for who is signed in."""
    draw_title("Coverage")
    try:
        records = held(store()).seed
    except DatabaseError as error:
        st.error(str(error))
        return
    basis = st.selectbox(
        "Which places count as open now", list(Basis), format_func=BASIS.__getitem__, key="basis"
    )
    week = _draw_week(clock.now().astimezone(LONDON).date())
    today = today_of(live().directory(), week, basis)
    now, tries, first = st.tabs(["Where and when", "Try a change", "What to open first"])
    with now:
        draw_now(actor, today)
    with tries:
        draw_what_if(actor, today, records)
    with first:
        draw_first(actor, today, records)


def _draw_week(today: date) -> Week:
    ordinary = Week.ordinary(today)
    day = st.date_input(
        "Week: any day of it", value=ordinary.monday, format="DD/MM/YYYY", key="week"
    )
    week = Week.of(day, today) if isinstance(day, date) else ordinary
    holidays = ", ".join(date_words(day.isoformat()) for day in week.bank_holidays)
    st.caption(
        f"Counted: the week from {date_words(week.monday.isoformat())}, "
        + (f"with bank holidays: {holidays}. " if holidays else "without a bank holiday. ")
        + "The records are those that are public now; changes with a later date are not in it."
    )
    return week
