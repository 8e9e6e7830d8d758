"""What opening hours come to: the text, how it reads, and the next two weeks day by day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape

import streamlit as st

from data.hours import OpeningHours, Reason
from data.hours_clock import LONDON
from data.next_days import Day, next_days, public_words
from pages.parts.plain_text import plain

_NOON = 12


def draw_meaning(text: str, now: datetime) -> None:
    """Show a text that can be used, as it reads and day by day from today on."""
    st.html(meaning_html(text, now))


def meaning_html(text: str, now: datetime) -> str:
    """Write the same as HTML with everything escaped."""
    today = now.astimezone(LONDON).date()
    rows = "".join(_row(text, day) for day in next_days(text, today))
    return (
        '<div class="staff-hours">'
        f"<p>In words: <strong>{escape(OpeningHours(text).describe())}</strong></p>"
        f"<p>The text that is kept: <code>{escape(text)}</code></p>"
        '<table class="staff-days"><caption>The next 14 days</caption>'
        '<thead><tr><th scope="col">Day</th><th scope="col">Hours</th>'
        '<th scope="col">At midday the public would read</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(text: str, day: Day) -> str:
    on = day.date
    noon = datetime(on.year, on.month, on.day, _NOON, tzinfo=LONDON)
    holiday = f"<br><em>Bank holiday: {escape(day.bank_holiday)}</em>" if day.bank_holiday else ""
    return (
        f'<tr><th scope="row">{day.weekday} {on.day} {on:%B}{holiday}</th>'
        f"<td>{escape(day.words)}</td><td>{escape(public_words(text, noon))}</td></tr>"
    )


def draw_reasons(reasons: Sequence[Reason], key: str, take: Callable[[str], None]) -> None:
    """Say why a text can't be used, with a button for each text to write instead."""
    for reason in reasons:
        st.warning(plain(reason.message))
    suggestions = dict.fromkeys(r.suggestion for r in reasons if r.suggestion is not None)
    for number, text in enumerate(suggestions):
        st.html(f"<p>You could write: <code>{escape(text)}</code></p>")
        label = "Use this" if len(suggestions) == 1 else f"Use number {number + 1}"
        st.button(label, key=f"{key}-{number}", on_click=take, args=(text,))
