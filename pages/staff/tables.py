"""Tables for staff: real ones, that a screen reader can walk through and a phone can scroll."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

import streamlit as st

from data.hours_clock import LONDON
from data.words import date_words


def draw_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Draw a table of texts; the first cell of each row names it."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in row[1:])
        + "</tr>"
        for row in rows
    )
    st.html(
        f'<div class="wide" role="region" aria-label="{escape(caption)}" tabindex="0"><table>'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def moment_words(moment: datetime) -> str:
    """Give a day and a time in London, such as "3 March 2026, 14:05"."""
    local = moment.astimezone(LONDON)
    return f"{date_words(local.date().isoformat())}, {local:%H:%M}"
