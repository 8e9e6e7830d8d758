"""The choices of the talk page. None of them is ever written into the address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from data.directory import Directory
from data.moment_asked import EVENING, PASSED, coming, day_words, days_ahead
from data.service_search import KINDS, How, Who
from data.service_words import HOW, WHO
from data.topics import NAMES

WHEN = {"any": "Show all", "now": "Open now", "at": "Open at another time"}
AGES = range(4, 27)
LONGEST_NAME = 80
_CLEARED = {
    "talk-topics": [],
    "talk-when": "any",
    "talk-how": [],
    "talk-age": None,
    "talk-borough": None,
    "talk-text": "",
}


@dataclass(frozen=True)
class Choices:
    """What the visitor chose. ``at`` is None for now."""

    who: Who
    topics: frozenset[str] = frozenset()
    age: int | None = None
    borough: str | None = None
    how: frozenset[How] = frozenset()
    open_only: bool = False
    at: datetime | None = None
    text: str = ""


@dataclass(frozen=True)
class Linked:
    """What a link made by somebody else chooses at first; None for nothing."""

    who: Who | None
    topic: str | None
    borough: str | None

    def choices(self, who: Who) -> Choices:
        """Give the choices as they are until the visitor changes one."""
        topics = frozenset([self.topic]) if self.topic else frozenset()
        return Choices(who, topics, borough=self.borough)


def draw_choices(
    now: datetime, boroughs: Sequence[str], kinds: Sequence[How], linked: Linked
) -> Choices:
    """Draw the choices."""
    people = list(Who)
    who = st.radio(
        "Who are you?",
        people,
        index=people.index(linked.who) if linked.who else 0,
        format_func=WHO.__getitem__,
        horizontal=True,
        key="talk-who",
    )
    topics = st.pills(
        "What is it about?",
        list(NAMES),
        format_func=NAMES.__getitem__,
        selection_mode="multi",
        wrap=True,
        default=[linked.topic] if linked.topic else None,
        key="talk-topics",
    )
    st.html('<p class="jump"><a href="#services">See who can help</a></p>')
    with st.expander("More choices: when, how, where"):
        when = st.radio(
            "When?", list(WHEN), format_func=WHEN.__getitem__, horizontal=True, key="talk-when"
        )
        # Always there, so that it coming or going moves nothing else.
        chooser = st.container()
        at = _moment(chooser, now) if when == "at" else None
        how = st.pills(
            "How do you want to do it?",
            list(kinds),
            format_func=HOW.__getitem__,
            selection_mode="multi",
            wrap=True,
            key="talk-how",
        )
        age = st.selectbox(
            "Your age, or the child's",
            list(AGES),
            index=None,
            format_func=age_words,
            placeholder="Any age",
            key="talk-age",
        )
        borough = st.selectbox(
            "Borough",
            list(boroughs),
            index=boroughs.index(linked.borough) if linked.borough else None,
            placeholder="Anywhere in London",
            key="talk-borough",
        )
        text = st.text_input(
            "Name of a service, or your worry",
            max_chars=LONGEST_NAME,
            autocomplete="off",
            key="talk-text",
        )
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


def clear_choices() -> None:
    """Take back every choice but who asks."""
    st.session_state.update(_CLEARED)


def offered_ways(directory: Directory) -> list[How]:
    """Give the ways to get in touch that some service offers."""
    offered = {line.kind for service in directory.services for line in service.channels}
    return [how for how, kinds in KINDS.items() if kinds & offered]


def age_words(age: int) -> str:
    """Name an age of the list, whose ends stand for all beyond them."""
    if age == AGES[0]:
        return f"{age} or younger"
    return f"{age} or older" if age == AGES[-1] else str(age)


def _moment(chooser: st.delta_generator.DeltaGenerator, now: datetime) -> datetime:
    """Ask for a day and a time; one that has passed today is taken for tomorrow."""
    days = days_ahead(now)
    day_column, time_column = chooser.columns(2)
    day = day_column.selectbox(
        "Day", days, format_func=lambda day: day_words(day, days[0]), key="talk-day"
    )
    hour = time_column.time_input("Time", value=EVENING, step=900, key="talk-time")
    at, moved = coming(day, hour, now)
    if moved:
        chooser.html(f"<p>{PASSED}</p>")
    return at
