"""Try a change, and see how many more children would have an open place near."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from types import MappingProxyType
from typing import TypeVar

import streamlit as st

from data.load import Seed
from data.records import Kind
from data.roles import Action, Actor, require
from data.words import KIND
from geo.boroughs import NAMES
from geo.hour_spans import SPANS, Span
from geo.trials import (
    ROUND_THE_CLOCK,
    checked,
    city_hall,
    closes,
    counter_hours,
    counters_back,
    later,
    pin,
    point_of,
    scheme_ends,
    scheme_words,
)
from geo.what_if import Today, Trial, WhatIf
from geo.what_if_words import LIMITS, borough_row, change_words, unsure_words
from pages.staff.tables import draw_table

ALL_LONDON = "All of London"
WORK_IT_OUT = "Work it out"
_ALL_KINDS = "All kinds"
_FOUND = "tries found"
_MOST_BOROUGHS = 10

_T = TypeVar("_T")
Ask = Callable[[Today, Seed], Callable[[], Trial]]


def draw_what_if(actor: Actor, today: Today, records: Seed) -> None:
    """Draw the changes to try, and what the last one that was tried comes to.

    ``records`` are all of them, as staff see them. Raises NotAllowedError.
    """
    require(actor, Action.READ)
    chosen = st.selectbox("What to try", list(_TRIES), key="tries-what")
    with st.form("tries-form", border=False):
        trial_of = _TRIES[chosen](today, records)
        pressed = st.form_submit_button(WORK_IT_OUT, key="tries-go")
    if pressed:
        st.session_state.pop(_FOUND, None)
        try:
            st.session_state[_FOUND] = WhatIf.of(today, trial_of())
        except ValueError as error:
            st.error(str(error))
    found: WhatIf | None = st.session_state.get(_FOUND)
    if found is not None and found.today is today:
        _draw_found(found)


def draw_span(key: str) -> Span:
    """Draw the choice of hours, and give what is chosen."""
    chosen = st.radio(
        "In which hours",
        list(SPANS),
        index=1,
        format_func=lambda name: SPANS[name].words[0].upper() + SPANS[name].words[1:],
        key=key,
    )
    return SPANS[chosen]


def draw_limits() -> None:
    """Draw what no figure here knows."""
    st.html("".join(f"<p>{escape(sentence)}</p>" for sentence in LIMITS))


def _draw_found(found: WhatIf) -> None:
    st.html(f"<h2>{escape(found.trial.words)}</h2>")
    span = draw_span("tries-span")
    change = found.over(span.hours)
    sentences = [*found.trial.notes, unsure_words(change, found.today.basis)]
    st.html(
        f'<p data-announce class="staff-why">{escape(change_words(change, span))}</p>'
        + "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)
    )
    if change.most:
        rows = [borough_row(one) for one in change.most[:_MOST_BOROUGHS]]
        more = len(change.most) - len(rows)
        others = f" ({more} more boroughs change less)" if more else ""
        draw_table(
            f"Boroughs that change most{others}",
            ("Borough", "Within reach now", "Then", "Children more or fewer"),
            rows,
        )
    draw_limits()


def _ask_pin(today: Today, records: Seed) -> Callable[[], Trial]:
    hall = city_hall(records.places)
    where = st.text_input(
        "Where: a postcode, or latitude and longitude with a comma",
        value=hall.postcode or "" if hall else "",
        help="It starts with the postcode of City Hall.",
        key="tries-where",
    )
    hours = _draw_hours(ROUND_THE_CLOCK)

    def trial() -> Trial:
        if hall and where == hall.postcode and hall.lat is not None and hall.lon is not None:
            return pin(today, hall.lat, hall.lon, hours, hall.name)
        return pin(today, *point_of(where), hours)

    return trial


def _ask_later(today: Today, _records: Seed) -> Callable[[], Trial]:
    kind = st.selectbox("Kind", _kinds(today), format_func=KIND.__getitem__, key="tries-kind")
    borough = _draw_borough()
    until = int(st.number_input("Open until this hour (24 is midnight)", 1, 24, 20))
    every_day = st.checkbox("Also on days that they don't open on now")
    listed = st.checkbox("Take their listed hours as true, even where they should be checked first")
    return lambda: later(today, kind, until, borough, every_day=every_day, take_listed=listed)


def _ask_counters(today: Today, records: Seed) -> Callable[[], Trial]:
    hours = _draw_hours(counter_hours(records.places) or "")
    return lambda: counters_back(today, records.places, hours)


def _ask_checked(today: Today, _records: Seed) -> Callable[[], Trial]:
    kinds: list[Kind | None] = [None, *_kinds(today)]
    kind = st.selectbox(
        "Kind",
        kinds,
        format_func=lambda value: KIND[value] if value else _ALL_KINDS,
        key="tries-checked-kind",
    )
    borough = _draw_borough()
    return lambda: checked(today, kind, borough)


def _ask_closes(today: Today, _records: Seed) -> Callable[[], Trial]:
    rows = sorted(range(len(today.places)), key=lambda row: today.places[row].name.casefold())
    row = st.selectbox(
        "Place",
        rows,
        format_func=lambda row: f"{today.places[row].name} ({today.places[row].borough})",
        key="tries-place",
    )
    return lambda: closes(today, today.places[_chosen(row)])


def _ask_scheme(today: Today, records: Seed) -> Callable[[], Trial]:
    used = {place.scheme for place in today.places}
    schemes = {scheme.id: scheme for scheme in records.schemes if scheme.id in used}
    chosen = st.selectbox(
        "Scheme",
        list(schemes),
        format_func=lambda name: scheme_words(schemes[name]),
        key="tries-scheme",
        placeholder="No scheme has a public place",
    )
    return lambda: scheme_ends(today, schemes[_chosen(chosen)])


_TRIES: Mapping[str, Ask] = MappingProxyType(
    {
        "A new place, or City Hall, opens": _ask_pin,
        "All places of a kind stay open until later": _ask_later,
        "The closed police counters come back": _ask_counters,
        "City Hall asks the places to check first": _ask_checked,
        "A place closes": _ask_closes,
        "A scheme ends": _ask_scheme,
    }
)


def _chosen(value: _T | None) -> _T:
    """Give what is chosen. Raises ValueError, in words, where there is nothing to choose."""
    if value is None:
        msg = "There is nothing to choose here."
        raise ValueError(msg)
    return value


def _draw_hours(start: str) -> str:
    return st.text_input(
        "Opening hours, such as Mo-Fr 10:00-22:00; Sa-Su 09:00-19:00",
        value=start,
        key=f"tries-hours-{start}",
    )


def _draw_borough() -> str | None:
    chosen = st.selectbox("Where", [ALL_LONDON, *NAMES], key="tries-borough")
    return None if chosen == ALL_LONDON else chosen


def _kinds(today: Today) -> list[Kind]:
    """Give the kinds of places that count for a child, most places first."""
    counts = [place.kind for place, yes in zip(today.places, today.week.counts, strict=True) if yes]
    return sorted(set(counts), key=lambda kind: -counts.count(kind))
