"""Everything that was ever changed, by kind, place, person, state and day; as files too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import streamlit as st

from data import clock, moment
from data.audit import csv_lines, json_lines
from data.field_words import label
from data.live import store as open_store
from data.revision_words import KIND_WORDS, STATE_WORDS
from data.revisions import RecordKind, RevisionState, Timeline
from data.roles import Actor
from data.store import Store
from data.waiting import name_of
from geo.boroughs import NAMES
from pages.parts.guide import draw_title
from pages.staff.acting import act
from pages.staff.links import shown
from pages.staff.revision_parts import draw_revision

PER_PAGE = 50
IN_MEMORY = 4_000_000
TRAIL = "history trail"
ALL = "All"
NOTHING = "Nothing was changed that fits. Take a filter away."
Filters = Mapping[str, Any]


def draw(actor: Actor) -> None:
    """Draw the view. A link may name a record: ``?view=history&kind=place&id=...``."""
    draw_title("History")
    found = open_store()
    timeline = found.timeline()
    filters = _draw_filters(timeline, clock.now())
    trail = _trail(filters)
    page = found.log(actor, most=PER_PAGE + 1, below=trail[-1] if trail else None, **filters)
    st.html('<h2 class="found" data-announce>What was changed, newest first</h2>')
    if not page:
        st.html(f"<p>{NOTHING}</p>")
    for revision in page[:PER_PAGE]:
        draw_revision(actor, revision, name_of(timeline, revision, clock.now()), page)
    with st.container(horizontal=True):
        if trail:
            st.button("Newer", key="history-newer", on_click=act, args=(_newer,))
        if len(page) > PER_PAGE:
            st.button(
                "Older", key="history-older", on_click=act, args=(_older, page[PER_PAGE - 1].id)
            )
    _draw_files(actor, found, filters)


def _draw_filters(timeline: Timeline, now: datetime) -> Filters:
    with st.expander("Filters", key="staff-filters", expanded=bool(shown("id"))):
        kinds = [ALL, *RecordKind]
        asked = shown("kind")
        start = kinds.index(RecordKind(asked)) if asked in set(RecordKind) else 0
        left, middle, right = st.columns(3)
        kind = left.selectbox(
            "Kind of record",
            kinds,
            index=start,
            format_func=lambda k: KIND_WORDS[k].capitalize() if k in KIND_WORDS else ALL,
            key="history-kind",
        )
        state = middle.selectbox(
            "What became of it",
            [ALL, *RevisionState],
            format_func=lambda s: STATE_WORDS.get(s, ALL),
            key="history-state",
        )
        borough = right.selectbox(
            label("borough"), NAMES, index=None, placeholder="Any", key="history-borough"
        )
        person = left.text_input("Person (proposed or decided)", key="history-person")
        record = middle.text_input("Id of a record", value=shown("id"), key="history-record")
        since, until = (
            right.date_input(
                words, value=None, max_value=now.date(), format="DD/MM/YYYY", key=f"history-{key}"
            )
            for words, key in (
                ("From this day", "since"),
                ("Until the end of this day", "until"),
            )
        )
    filters: dict[str, Any] = {}
    if kind != ALL:
        filters["kind"] = kind
    if state != ALL:
        filters["state"] = state
    if person.strip():
        filters["author"] = person.strip()
    if record.strip():
        filters["records"] = {record.strip()}
    elif borough:
        filters["records"] = _ids_of(timeline, borough)
    return filters | _between(since, until)


def _between(since: object, until: object) -> dict[str, datetime]:
    """Give the moments at which two days begin and end in London; none for what is no day."""
    between = {}
    if isinstance(since, date):
        between["since"] = moment.on(since, time())
    if isinstance(until, date):
        between["until"] = moment.on(until + timedelta(days=1), time())
    return between


def _ids_of(timeline: Timeline, borough: str) -> set[str]:
    """Give the ids of all that is, or ever was, in a borough."""
    return {
        r.record_id
        for r in timeline.revisions
        if (change := r.changes.get("borough")) and borough in (change.before, change.after)
    }


def _trail(filters: Filters) -> list[int]:
    """Give the numbers at which the older pages begin; none after the filters changed."""
    held, trail = st.session_state.get(TRAIL, (None, []))
    if held != filters:
        trail = []
        st.session_state[TRAIL] = (dict(filters), trail)
    return list(trail)


def _older(_actor: Actor, number: int) -> None:
    held, trail = st.session_state[TRAIL]
    st.session_state[TRAIL] = (held, [*trail, number])


def _newer(_actor: Actor) -> None:
    held, trail = st.session_state[TRAIL]
    st.session_state[TRAIL] = (held, trail[:-1])


def _file(pieces: Iterable[str]) -> BinaryIO:
    """Write pieces into a file that is on the disk where it is long; it is gone once closed."""
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    for piece in pieces:
        file.write(piece.encode())
    file.seek(0)
    return cast(BinaryIO, file)


def _draw_files(actor: Actor, found: Store, filters: Filters) -> None:
    st.html('<h2 class="found">For audit</h2>')
    st.html("<p>All that fits the filters, with every field before and after.</p>")
    day = f"{clock.now():%Y-%m-%d}"
    with st.container(horizontal=True):
        for words, write, ending, mime in (
            ("CSV, for a spreadsheet", csv_lines, "csv", "text/csv"),
            ("JSON lines", json_lines, "jsonl", "application/x-ndjson"),
        ):
            st.download_button(
                words,
                lambda write=write: _file(write(found.whole_log(actor, **filters))),
                file_name=f"history-{day}.{ending}",
                mime=mime,
                key=f"history-{ending}",
            )
