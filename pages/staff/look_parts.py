"""A proposal beside the record as it is: reasons, fields, the pin, and the public's view of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

import streamlit as st
from streamlit_folium import st_folium

from data import settings
from data.field_words import label, value_words
from data.records import Place, Scheme
from data.revision_words import changes_words, field_changes, title
from data.revisions import Change, RecordKind, Revision, Timeline, differences
from data.roles import Actor
from data.store import Store
from data.waiting import Entry, Look, look, name_of
from geo.layers import base_map
from geo.move_map import LatLon, metres_between, middle, move_layer, zoom_for
from geo.outline import OUTLINE_URL
from pages.parts.plain_text import with_heard
from pages.staff.acting import act
from pages.staff.paging import draw_pages
from pages.staff.public_view import draw_public_view
from pages.staff.revision_parts import changes_html

ROWS = 25
ROW = "approve row"
SHORT = 3
"""How many changes of a record its line in a batch tells."""


def draw_look(store: Store, timeline: Timeline, one: Look, now: datetime) -> None:
    """Draw all that an approver needs to see of one proposal."""
    st.html(_warnings(one))
    st.html(changes_html(field_changes(one.revision), "Now", "Proposed"))
    _draw_move(one)
    if one.record is None:
        return
    at = max(one.revision.effective_from or now, now, key=datetime.timestamp)
    if one.becomes_public:
        _draw_since_last_shown(store, one, now)
    with st.expander("The whole record as the public will see it", expanded=one.becomes_public):
        draw_public_view(one.record, _scheme(timeline, one, at), at)


def _warnings(one: Look) -> str:
    parts = []
    if one.reasons:
        items = "".join(f"<li>{escape(reason)}</li>" for reason in one.reasons)
        parts.append(f"<p>It waits because:</p><ul>{items}</ul>")
    for field in one.clashes:
        was = one.revision.changes[field].before
        now = (one.before or {}).get(field)
        words = (
            f"“{label(field)}” has changed since this was proposed: it was "
            f"{value_words(field, was)}, and is {value_words(field, now)} now. So it can't be "
            "approved as it is. Send it back."
        )
        parts.append(f'<p class="staff-urgent">{escape(words)}</p>')
    parts += [f'<p class="staff-urgent">{escape(words)}</p>' for words in one.problems]
    return "".join(parts) or "<p></p>"


def _draw_move(one: Look) -> None:
    old, new = _point(one.before), _point(one.after)
    if one.revision.kind is not RecordKind.PLACE or old is None or new is None or old == new:
        return
    metres = metres_between(old, new)
    st.html(f"<p><strong>The pin would move {metres:,.0f} metres.</strong></p>")
    st_folium(
        base_map(
            outline=OUTLINE_URL,
            tiles=settings.current().tiles_on,
            label=f"Map of the move: {metres:,.0f} metres from old to new.",
        ),
        feature_group_to_add=move_layer(old, new),
        center=middle(old, new),
        zoom=zoom_for(metres),
        returned_objects=[],
        use_container_width=True,
        height=260,
        key=f"move-{one.revision.id}",
    )


def _point(values: object) -> LatLon | None:
    if not isinstance(values, dict):
        return None
    lat, lon = values.get("lat"), values.get("lon")
    return (lat, lon) if isinstance(lat, float) and isinstance(lon, float) else None


def _scheme(timeline: Timeline, one: Look, at: datetime) -> Scheme | None:
    if not isinstance(one.record, Place) or not one.record.scheme:
        return None
    values = timeline.values((RecordKind.SCHEME, one.record.scheme), at)
    return Scheme.model_validate(values) if values else None


def _draw_since_last_shown(store: Store, one: Look, now: datetime) -> None:
    """Between hiding and now somebody may have changed anything, alone."""
    last = store.last_shown(one.revision.key, now)
    if last is None:
        st.html("<p>The public has never seen it.</p>")
        return
    changes: dict[str, Change] = differences(last, one.after)
    st.html("<p><strong>Since the public saw it last:</strong></p>")
    st.html(changes_html(changes_words(changes), "The public saw", "Would see"))


Decide = Callable[[Entry, bool], None]
"""Draws what may be done with an entry; told whether it can be approved."""


def draw_batch(
    store: Store, timeline: Timeline, entry: Entry, now: datetime, decide: Decide
) -> None:
    """Draw the records of a batch a page at a time; each can also be decided by itself."""
    start = draw_pages(len(entry.revisions), ROWS, f"batch-{entry.key}")
    for revision in entry.revisions[start : start + ROWS]:
        _draw_row(store, timeline, revision, now, decide)


def _draw_row(
    store: Store, timeline: Timeline, revision: Revision, now: datetime, decide: Decide
) -> None:
    one = look(timeline, revision, now)
    name = name_of(timeline, revision, now)
    changes = field_changes(revision)
    said = [f"{c.label}: {_first(c.before)} → {_first(c.after)}" for c in changes[:SHORT]]
    if len(changes) > SHORT:
        said.append(f"and {len(changes) - SHORT} more")
    said += [f"Changed since: {label(field)}" for field in one.clashes]
    items = "".join(f"<li>{escape(words)}</li>" for words in [*said, *one.problems])
    st.html(f'<h4 class="staff-row">{escape(title(revision, name))}</h4><ul>{items}</ul>')
    is_open = st.session_state.get(ROW) == revision.id
    st.button(
        with_heard("Close" if is_open else "Look at it", name),
        key=f"row-{revision.id}",
        on_click=act,
        args=(_toggle, revision.id),
    )
    if is_open:
        draw_look(store, timeline, one, now)
        decide(Entry(f"r{revision.id}", (revision,), "", False), one.can_be_approved)


def _first(words: str) -> str:
    first, *more = words.split("\n")
    return f"{first} …" if more else first


def _toggle(_actor: Actor, number: int) -> None:
    st.session_state[ROW] = None if st.session_state.get(ROW) == number else number
