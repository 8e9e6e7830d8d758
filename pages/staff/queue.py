"""The review queue: what needs a look, the most pressing first, twenty a page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

import streamlit as st

from data import clock, database, notes, reports
from data.cover import young_people
from data.database import DatabaseError
from data.doubts import doubts
from data.hours_clock import LONDON
from data.live import store
from data.planting import records_of
from data.queue import NOBODY, Item, build, filtered, name_of
from data.queue_reasons import WHY, Why, day_words
from data.records import Place, Record, Scheme, Tier, Visibility
from data.reports import Report, words_of
from data.roles import Action, Actor
from data.staff_records import StaffRecords, staff_records
from data.words import TIER
from geo.postcodes import find
from pages.parts.guide import draw_title
from pages.parts.templating import render
from pages.staff.links import go, shown
from pages.staff.queue_actions import do_asked
from pages.staff.queue_entry import draw_entry, draw_gone

PER_PAGE = 20
ALL = ""
ME, NOT_TAKEN = "me", "nobody"
TAKEN_BY = {ALL: "Anybody or nobody", ME: "Me", NOT_TAKEN: "Nobody"}
FILTERS = ("why", "borough", "tier", "taken")
NONE = "Nothing here needs a look."
TOO_MANY = ("website", "source_date", "source_url")
"""Doubts that most records have, or that the queue says in its own words."""


def draw(actor: Actor) -> None:
    """Draw the view for who is signed in."""
    draw_title("What needs a look")
    said = do_asked(actor)
    try:
        now = clock.now()
        engine = database.current()
        records = staff_records(engine, now)
        schemes = {scheme.id: scheme for scheme in records.seed.schemes}
        items = build(
            records.timeline,
            reports.open_reports(engine, actor),
            notes.taken(engine, actor),
            now,
            waiting=store().waiting(actor),
            young=young_people(),
            doubts=lambda record: _doubts_of(record, schemes, now.date()),
            records=records.seed,
        )
        handled = reports.handled_reports(engine, actor, 20)
        here, first = _chosen(actor, items)
        written = notes.of_all(engine, actor, [item.key for item in here])
    except DatabaseError as error:
        st.error(str(error))
        return
    gone = said if said and said.key not in {item.key for item in here} else None
    for row, item in enumerate(here):
        if gone and gone.row == row:
            draw_gone(gone)
            gone = None
        told = said if said and said.key == item.key else None
        draw_entry(actor, item, row, written.get(item.key, []), schemes, now, told)
    if gone:
        draw_gone(gone)
    _draw_pages(first, len(here), len(_fitting(actor, items)))
    _draw_handled(handled, records)


def _doubts_of(record: Record, schemes: Mapping[str, Scheme], today: date) -> tuple[str, ...]:
    """Give what may be wrong with a public record, without what is true of most of them."""
    if record.visibility is not Visibility.PUBLIC:
        return ()
    named = schemes.get(record.scheme or "") if isinstance(record, Place) else None
    return _doubts(record, named, today)


@lru_cache(maxsize=20_000)
def _doubts(record: Record, scheme: Scheme | None, today: date) -> tuple[str, ...]:
    found = doubts(record, lambda postcode: find(postcode).borough, scheme, today)
    return tuple(sentence for field, sentence in found if field not in TOO_MANY)


def _chosen(actor: Actor, items: Sequence[Item]) -> tuple[list[Item], int]:
    """Draw the filters; give the entries of this page, and how many stand before them."""
    boroughs = sorted({borough for item in items for borough in item.boroughs})
    with st.container(horizontal=True, key="queue-filters"):
        _draw_filter("Why it is here", "why", {ALL: "Any reason", **{w: WHY[w] for w in Why}})
        _draw_filter("Borough", "borough", {ALL: "All boroughs", **{b: b for b in boroughs}})
        _draw_filter("What it is", "tier", {ALL: "Anything", **{t: TIER[t] for t in Tier}})
        _draw_filter("Who is on it", "taken", TAKEN_BY)
    fitting = _fitting(actor, items)
    pages = max(1, -(-len(fitting) // PER_PAGE))
    asked = shown("page")
    page = min(int(asked), pages) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    first = (max(page, 1) - 1) * PER_PAGE
    here = fitting[first : first + PER_PAGE]
    if here:
        of = f"{first + 1} to {first + len(here)} of {len(fitting)}"
        st.html(f'<p class="found" data-announce>{of}, the most pressing first.</p>')
    else:
        st.html(f"<p>{NONE}</p>")
    if not actor.may(Action.CHANGE):
        st.html(f"<p>You can look. To {Action.CHANGE}, ask an administrator.</p>")
    return here, first


def _fitting(actor: Actor, items: Sequence[Item]) -> list[Item]:
    why, tier = shown("why"), shown("tier")
    taken = {ME: actor.name, NOT_TAKEN: NOBODY}.get(shown("taken"))
    return filtered(
        items,
        why=Why(why) if why in set(Why) else None,
        borough=shown("borough"),
        tier=Tier(tier) if tier in set(Tier) else None,
        taken_by=taken,
    )


def _draw_filter(label: str, name: str, options: dict[str, str]) -> None:
    """Draw one filter. The address holds what is chosen, so that other views can lead here."""
    key = f"queue-filter-{name}"
    now = shown(name)
    st.session_state[key] = now if now in options else ALL
    st.selectbox(label, list(options), format_func=options.__getitem__, key=key, on_change=_filter)


def _filter() -> None:
    chosen = {name: st.session_state.get(f"queue-filter-{name}", ALL) for name in FILTERS}
    go("queue", **{name: str(value) for name, value in chosen.items() if value})


def _draw_pages(first: int, count: int, of: int) -> None:
    kept = {name: shown(name) for name in FILTERS if shown(name)}
    page = first // PER_PAGE + 1
    with st.container(horizontal=True, key="queue-pages"):
        if page > 1:
            _page_button("Earlier", page - 1, kept)
        if first + count < of:
            _page_button("Next", page + 1, kept)


def _page_button(label: str, page: int, kept: dict[str, str]) -> None:
    st.button(
        f"{label} {PER_PAGE}",
        key=f"queue-page-{label}",
        on_click=go,
        args=("queue",),
        kwargs={**kept, "page": str(page)},
    )


def _draw_handled(handled: Sequence[Report], records: StaffRecords) -> None:
    names = {(kind.value, record.id): name_of(record) for kind, record in records_of(records.seed)}

    def day(report: Report) -> str:
        at: datetime | None = report.handled_at
        return day_words(at.astimezone(LONDON).date()) if at else ""

    show: Callable[[Report], str] = words_of
    with st.expander("Reports that were dealt with"):
        rows = [(r, names.get((r.kind.value, r.record_id), r.record_id)) for r in handled]
        st.html(render("staff_handled.html", handled=rows, words=show, day=day))
