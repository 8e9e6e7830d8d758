"""Find a record: words and filters, and a list that says of each what the public sees of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from data import clock
from data.live import store
from data.publication import publication
from data.record_search import CheckState, RecordQuery, Row
from data.records import Tier, Visibility
from data.revision_words import KIND_WORDS
from data.revisions import Key, RecordKind, RevisionState
from data.roles import Action, Actor
from data.words import TIER, checked_words
from geo.boroughs import NAMES
from pages.parts.guide import draw_title
from pages.parts.plain_text import with_heard
from pages.staff.held import Held, held
from pages.staff.links import go, shown
from pages.staff.told import draw_told

PAGE = 50
ADD = "Add a {}"
OPEN = "Open"
NOTHING = "No record fits. Take a filter away, or write fewer words."
_KEPT = "records asked"
_PAGE = "records page"
_VISIBILITIES = {
    Visibility.PUBLIC: "Public",
    Visibility.DRAFT: "Draft",
    Visibility.CLOSED: "Closed",
}
_CHECKS = {
    CheckState.PAST_INTERVAL: "Past its interval",
    CheckState.NEVER: "Never checked",
}
_FILTERS = ("kind", "borough", "visibility", "tier", "scheme", "check")


def draw(actor: Actor) -> None:
    """Draw the view. Links may name filters: ``?view=records&visibility=draft&borough=Camden``."""
    draw_title("Find a record")
    draw_told()
    found_store = store()
    now_held = held(found_store)
    query = _draw_query(now_held)
    if actor.may(Action.CHANGE):
        _draw_add()
    rows = now_held.index.find(query, clock.now().date())
    waiting = Counter(r.key for r in found_store.log(actor, state=RevisionState.WAITING))
    _draw_rows(rows, now_held, waiting, query)


def _draw_add() -> None:
    with st.container(horizontal=True):
        for kind, words in KIND_WORDS.items():
            st.button(
                ADD.format(words),
                key=f"add-{kind}",
                on_click=go,
                args=("edit",),
                kwargs={"kind": kind.value},
            )


def _draw_query(now_held: Held) -> RecordQuery:
    schemes = {s.id: s.name for s in sorted(now_held.schemes.values(), key=lambda s: s.name)}
    text = st.text_input(
        "Name, address, postcode, scheme or telephone number",
        key=_start("text", None),
        placeholder="Lewisham library, E16 1ZE, 0800 1111",
    )
    asked = {"text": text}
    options: Mapping[str, tuple[str, Mapping[str, str]]] = {
        "kind": ("Sort of record", {k.value: w.capitalize() for k, w in KIND_WORDS.items()}),
        "borough": ("Borough", {name: name for name in NAMES}),
        "visibility": ("Who may see it", {str(v): w for v, w in _VISIBILITIES.items()}),
        "tier": ("What a place promises", {str(t): TIER[t] for t in Tier}),
        "scheme": ("Scheme", schemes),
        "check": ("City Hall's check", {str(c): w for c, w in _CHECKS.items()}),
    }
    chosen = sum(bool(st.session_state.get(_start(name, options[name][1]))) for name in _FILTERS)
    title = f"Filters ({chosen} chosen)" if chosen else "Filters"
    with st.expander(title, expanded=bool(chosen), key="records-filters"):
        columns = st.columns(3)
        for number, name in enumerate(_FILTERS):
            label, words = options[name]
            with columns[number % 3]:
                asked[name] = st.selectbox(
                    label,
                    list(words),
                    index=None,
                    format_func=lambda value, words=words: words[value],
                    placeholder="Any",
                    key=_start(name, words),
                )
    st.session_state[_KEPT] = asked
    return RecordQuery(
        text=text,
        kinds=frozenset({RecordKind(asked["kind"])} if asked["kind"] else ()),
        borough=asked["borough"],
        visibilities=frozenset({Visibility(asked["visibility"])} if asked["visibility"] else ()),
        tiers=frozenset({Tier(asked["tier"])} if asked["tier"] else ()),
        scheme=asked["scheme"],
        check=CheckState(asked["check"]) if asked["check"] else None,
    )


def _start(name: str, allowed: Mapping[str, str] | None) -> str:
    """Give the key of a filter, filled with what the link or the last visit said."""
    key = f"records-{name}"
    if key not in st.session_state:
        kept = st.session_state.get(_KEPT, {}).get(name)
        linked = any(shown(n) for n in (*_FILTERS, "text"))
        value = shown(name) if linked else kept
        st.session_state[key] = (
            value or "" if allowed is None else value if value in allowed else None
        )
    return key


def _draw_rows(
    rows: Sequence[Row], now_held: Held, waiting: Mapping[Key, int], query: RecordQuery
) -> None:
    asked, page = st.session_state.get(_PAGE, (query, 0))
    page = min(page, (len(rows) - 1) // PAGE) if rows and asked == query else 0
    first = page * PAGE
    part = rows[first : first + PAGE]
    which = f", {first + 1} to {first + len(part)} shown" if len(rows) > PAGE else ""
    count = f"{len(rows)} record{'' if len(rows) == 1 else 's'}{which}" if rows else NOTHING
    st.html(f'<h2 data-announce class="found">{escape(count)}</h2>')
    for row in part:
        _draw_row(row, now_held, waiting.get((row.kind, row.record.id), 0))
    if len(rows) > PAGE:
        with st.container(horizontal=True):
            for label, to in (("Earlier 50", page - 1), ("Next 50", page + 1)):
                st.button(
                    label,
                    key=f"records-{label}",
                    disabled=not 0 <= to * PAGE < len(rows),
                    on_click=_turn,
                    args=(query, to),
                )


def _draw_row(row: Row, now_held: Held, waits: int) -> None:
    record = row.record
    said = publication(record, now_held.schemes, clock.now().date())
    waits_words = f" · {waits} change{'' if waits == 1 else 's'} waiting" if waits else ""
    with st.container(border=True, key=f"record-{row.kind}-{record.id}"):
        st.html(
            f'<div class="place staff-row"><h3>{escape(row.name)}</h3>'
            f"<p>{escape(KIND_WORDS[row.kind].capitalize())}"
            f"{' · ' if row.where else ''}{escape(row.where)}</p>"
            f"<p>{escape(said)} {escape(checked_words(record))}{waits_words}</p></div>"
        )
        st.button(
            with_heard(OPEN, row.name),
            key=f"open-{row.kind}-{record.id}",
            on_click=go,
            args=("record",),
            kwargs={"kind": row.kind.value, "id": record.id},
        )


def _turn(query: RecordQuery, page: int) -> None:
    st.session_state[_PAGE] = (query, page)
