"""The choices of the talk page. None of them is ever written into the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import streamlit as st

from data.hours_clock import LONDON
from data.service_search import How, Who
from data.service_words import WHO
from data.topics import NAMES

DAYS_AHEAD = 14
EVENING = time(20)
HOW = {
    How.CALL: "Call",
    How.TEXT: "Text",
    How.CHAT: "Chat online",
    How.WHATSAPP: "WhatsApp",
    How.WRITE: "Write or read",
    How.IN_PERSON: "In person",
}
WHEN = {"any": "Show all", "now": "Open now", "at": "Open at another time"}
LONGEST_NAME = 80


@dataclass(frozen=True)
class Choices:
    """What the visitor chose. ``at`` is None for now."""

    who: Who
    topics: frozenset[str]
    age: int | None
    borough: str | None
    how: frozenset[How]
    open_only: bool
    at: datetime | None
    text: str


def draw_choices(
    now: datetime,
    boroughs: Sequence[str],
    kinds: Sequence[How],
    linked_topic: str | None,
    linked_borough: str | None,
) -> Choices:
    """Draw the choices; a link may name a topic and a borough to begin with."""
    who = st.radio("Who are you?", list(Who), format_func=WHO.__getitem__, horizontal=True)
    topics = st.pills(
        "What is it about?",
        list(NAMES),
        format_func=NAMES.__getitem__,
        selection_mode="multi",
        wrap=True,
        default=[linked_topic] if linked_topic in NAMES else None,
    )
    with st.expander("More choices: when, how, where"):
        when = st.radio("When?", list(WHEN), format_func=WHEN.__getitem__, horizontal=True)
        # Always there, so that it coming or going moves nothing else.
        chooser = st.container()
        at = _time(chooser, now) if when == "at" else None
        how = st.pills(
            "How do you want to do it?",
            list(kinds),
            format_func=HOW.__getitem__,
            selection_mode="multi",
            wrap=True,
        )
        age = st.number_input("Your age, or the child's", 0, 120, value=None, step=1)
        borough = st.selectbox(
            "Borough",
            list(boroughs),
            index=boroughs.index(linked_borough) if linked_borough in boroughs else None,
            placeholder="Anywhere in London",
        )
        text = st.text_input("Name of a service", max_chars=LONGEST_NAME, autocomplete="off")
    return Choices(
        who=who,
        topics=frozenset(topics),
        age=age,
        borough=borough,
        how=frozenset(how),
        open_only=when != "any",
        at=at,
        text=text,
    )


def _time(chooser: st.delta_generator.DeltaGenerator, now: datetime) -> datetime:
    today = now.astimezone(LONDON).date()
    day_column, time_column = chooser.columns(2)
    day = day_column.date_input(
        "Day",
        value=today,
        min_value=today,
        max_value=today + timedelta(days=DAYS_AHEAD),
        format="DD/MM/YYYY",
    )
    hour = time_column.time_input("Time", value=EVENING, step=900)
    at = datetime.combine(day, hour, LONDON)
    if at.timestamp() >= now.timestamp() - 900:
        return at
    chooser.html("<p>That time has passed today, so this is for tomorrow.</p>")
    return at + timedelta(days=1)
