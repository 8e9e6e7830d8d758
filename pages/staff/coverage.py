"""Coverage: who has an open place near and when, what would change it, and what to open first."""

from __future__ import annotations

from datetime import date

import streamlit as st

from data import clock
from data.database import DatabaseError
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import live, store
from data.roles import Actor
from data.week import Week
from data.words import date_words
from geo.coverage import Basis
from geo.report import file_name, report
from geo.what_if import today_of
from geo.what_if_words import BASIS
from pages.parts.guide import draw_title
from pages.report import report_html, report_pdf
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
    directory = live().directory()
    today = today_of(directory, week, basis)
    _draw_report(directory)
    now, tries, first = st.tabs(["Now", "Try a change", "Open first"])
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


def _draw_report(directory: Directory) -> None:
    """Offer the report, made when somebody presses: of what is public, in an ordinary week."""
    at = clock.now()
    with st.container(horizontal=True, key="coverage-report"):
        for words, make, ending, mime in (
            ("Report on the recommendations, PDF", report_pdf, "pdf", "application/pdf"),
            ("The same as a page", lambda made: report_html(made).encode(), "html", "text/html"),
        ):
            st.download_button(
                words,
                lambda make=make: make(report(directory, at)),
                file_name=file_name(at.astimezone(LONDON).date(), ending),
                mime=mime,
                key=f"coverage-report-{ending}",
                on_click="ignore",
            )
