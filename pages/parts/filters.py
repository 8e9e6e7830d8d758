"""The filters of the find page. They live in the address bar; what you typed never does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import streamlit as st

from data.directory import Directory
from data.hours_clock import LONDON
from data.moment_asked import DAYS_AHEAD, EVENING, PASSED, coming
from data.records import Kind, Tier
from data.words import KIND, TIER
from geo.search import When

WHEN = {
    "there": "When I get there",
    "now": "Right now",
    "at": "At another time",
    "any": "Show all",
}
UNDER_18 = "Hide places that may say no to under 18s"
STEP_FREE = "Only places we know have no steps"


@dataclass(frozen=True)
class Filters:
    """What the visitor chose. ``at`` is None for now."""

    when: When
    at: datetime | None
    boroughs: frozenset[str]
    tiers: frozenset[Tier]
    kinds: frozenset[Kind]
    under_18: bool
    step_free: bool


def draw_filters(directory: Directory, now: datetime) -> Filters:
    """Draw all filters. They offer only boroughs and kinds that have a public place."""
    when, at = _when(now)
    return _more(when, at, directory.columns.boroughs, directory.columns.kinds)


def _when(now: datetime) -> tuple[When, datetime | None]:
    chosen = st.radio(
        "Open when?",
        list(WHEN),
        format_func=WHEN.__getitem__,
        horizontal=True,
        key="open",
        bind="query-params",
    )
    # Always there, so that it coming or going moves nothing else: a moved map loads again.
    chooser = st.container()
    if chosen != "at":
        return {"there": When.ARRIVAL, "now": When.NOW}.get(chosen, When.ANY), None
    today = now.astimezone(LONDON).date()
    day_column, time_column = chooser.columns(2)
    day = day_column.date_input(
        "Day",
        value=today,
        min_value=today,
        max_value=today + timedelta(days=DAYS_AHEAD),
        format="DD/MM/YYYY",
        key="day",
        bind="query-params",
    )
    hour = time_column.time_input("Time", value=EVENING, step=900, key="time", bind="query-params")
    at, moved = coming(day, hour, now)
    if moved:
        chooser.html(f"<p>{PASSED}</p>")
    return When.NOW, at


def _more(
    when: When, at: datetime | None, boroughs: Sequence[str], kinds: Sequence[Kind]
) -> Filters:
    with st.expander("More filters"):
        tiers = st.pills(
            "Sort of place",
            [tier.value for tier in Tier],
            format_func=lambda value: TIER[Tier(value)],
            selection_mode="multi",
            key="tier",
            bind="query-params",
        )
        chosen_kinds = st.pills(
            "Kind of place",
            [kind.value for kind in kinds],
            format_func=lambda value: KIND[Kind(value)],
            selection_mode="multi",
            key="kind",
            bind="query-params",
        )
        under_18 = st.checkbox(UNDER_18, key="under18", bind="query-params")
        step_free = st.checkbox(STEP_FREE, key="stepfree", bind="query-params")
        chosen_boroughs = st.pills(
            "Borough", boroughs, selection_mode="multi", key="borough", bind="query-params"
        )
    return Filters(
        when=when,
        at=at,
        boroughs=frozenset(chosen_boroughs),
        tiers=frozenset(Tier(value) for value in tiers),
        kinds=frozenset(Kind(value) for value in chosen_kinds),
        under_18=under_18,
        step_free=step_free,
    )
