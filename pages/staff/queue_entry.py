"""One entry of the review queue: why it is here, and all that can be done about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from html import escape

import streamlit as st

from data.call_sheet import call_sheet
from data.hours_clock import LONDON
from data.notes import LONGEST, Note
from data.queue import Item
from data.queue_reasons import Why, day_words
from data.records import Place, Record, Scheme, Visibility
from data.reports import LONGEST_OUTCOME, words_of
from data.revisions import Key
from data.roles import Action, Actor
from data.words import KIND, tier_words
from pages.parts.plain_text import plain, with_heard
from pages.parts.templating import render
from pages.staff.links import go
from pages.staff.queue_actions import Said, ask, field, keep_typed

OPEN = "queue open"
HOW = {"telephone": "By telephone", "visit": "By a visit", "website": "On its website"}
STILL_RIGHT = "Checked today, and all of it is still right:"
NEW_NOTE = (
    f"New note, at most {LONGEST} letters. It stays for good: name no child, and nobody who called"
)


def draw_entry(
    actor: Actor,
    item: Item,
    row: int,
    notes: Sequence[Note],
    schemes: dict[str, Scheme],
    now: datetime,
    said: Said | None,
) -> None:
    """Draw one entry; ``row`` is where it stands, ``said`` what a press on it came to."""
    with st.container(key=field("entry", item.key), border=True):
        st.html(entry_html(item, notes))
        with st.container():
            if said is not None:
                draw_said(said)
        may_change = actor.may(Action.CHANGE)
        if may_change:
            _draw_work(actor, item, row, now)
            if Why.NOT_SAFE in item.whys:
                _draw_hide(actor, item, row)
        with st.container(horizontal=True, key=field("open-row", item.key)):
            named = {"kind": item.key[0].value, "id": item.key[1]}
            st.button(
                with_heard("Open record", item.name),
                key=field("open", item.key),
                on_click=go,
                args=("record",),
                kwargs=named,
            )
            if may_change and item.record is not None:
                st.button(
                    with_heard("Edit", item.name),
                    key=field("edit", item.key),
                    on_click=go,
                    args=("edit",),
                    kwargs=named,
                )
            is_open = st.session_state.get(OPEN) == item.key
            st.button(
                with_heard(
                    "Close what to ask" if is_open else _more_label(item, may_change), item.name
                ),
                key=field("more", item.key),
                on_click=_toggle,
                args=(item,),
            )
        with st.container():
            if is_open:
                _draw_panel(actor, item, row, notes, schemes)


def draw_said(said: Said) -> None:
    """Draw what a press came to, for the eye and for the ear."""
    mark = "Not done: " if said.is_error else ""
    words = escape(mark + said.words)
    st.html(f'<div class="said staff-said" data-say="{said.times}"><p>{words}</p></div>')


def draw_gone(said: Said) -> None:
    """Draw what a press came to where its entry has left the list."""
    with st.container(border=True):
        st.html(f'<div class="staff-entry"><h2>{escape(said.name)}</h2></div>')
        draw_said(said)


def entry_html(item: Item, notes: Sequence[Note]) -> str:
    """Write why a record is here, and who is on it."""
    count = len(notes)
    last = f"Last note: {_when(notes[0].made_at)} by {notes[0].author}." if notes else ""
    return render(
        "staff_entry.html",
        item=item,
        what=what_it_is(item),
        urgent=Why.NOT_SAFE in item.whys,
        who=_who(item),
        notes=f"{count} {'note' if count == 1 else 'notes'}. {last}" if notes else "",
    )


def what_it_is(item: Item) -> str:
    """Say what sort of record it is, and where."""
    record = item.record
    what = [item.key[0].value.capitalize()]
    if isinstance(record, Place):
        what = [tier_words(record), KIND[record.kind]]
    if record is not None and record.visibility is not Visibility.PUBLIC:
        what.append("draft" if record.visibility is Visibility.DRAFT else "hidden")
    return " · ".join([*what, *([", ".join(item.boroughs)] if item.boroughs else [])])


def _who(item: Item) -> str:
    if item.taken is None:
        return "Nobody is on it."
    return f"{item.taken.taken_by} is on it, since {_when(item.taken.taken_at)}."


def _when(moment: datetime) -> str:
    return day_words(moment.astimezone(LONDON).date())


def _more_label(item: Item, may_change: bool) -> str:
    if not may_change:
        return "What to ask, and notes"
    return "What to ask, reports, notes, hide" if item.reports else "What to ask, notes, hide"


def _toggle(item: Item) -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == item.key else item.key


def _draw_work(actor: Actor, item: Item, row: int, now: datetime) -> None:
    about = (actor.name, item.key, item.name, row)
    taken = item.taken
    with st.container(horizontal=True, key=field("work", item.key), vertical_alignment="center"):
        if taken is not None and taken.taken_by == actor.name:
            _button("Give back", "give back", about)
        elif taken is None:
            _button("Take", "take", about)
        elif taken.free_at() <= now:
            _button(f"Take over from {taken.taken_by}", "take", about)
        if item.record is not None and Why.NOT_SAFE not in item.whys:
            st.html(f"<p>{STILL_RIGHT}</p>", width="content")
            for how, label in HOW.items():
                st.button(
                    with_heard(label, item.name),
                    key=field("check", item.key, how),
                    on_click=ask,
                    args=(about[0], "check", *about[1:]),
                    kwargs={"how": how, "based_on": item.based_on},
                )


def _button(label: str, what: str, about: tuple[str, Key, str, int]) -> None:
    by, key, name, row = about
    st.button(
        with_heard(plain(label), name),
        key=field(f"do-{what.replace(' ', '-')}", key),
        on_click=ask,
        args=(by, what, key, name, row),
    )


def _draw_panel(
    actor: Actor, item: Item, row: int, notes: Sequence[Note], schemes: dict[str, Scheme]
) -> None:
    if item.record is not None:
        st.html(sheet_html(item.record, schemes))
    may_change = actor.may(Action.CHANGE)
    if may_change:
        _draw_reports(actor, item, row)
    st.html(render("staff_notes.html", notes=notes, day=lambda note: _when(note.made_at)))
    if not may_change:
        return
    about = (actor.name, item.key, item.name, row)
    _draw_area(NEW_NOTE, field("note", item.key))
    _button("Save the note", "note", about)
    if Why.NOT_SAFE not in item.whys:
        _draw_hide(actor, item, row)


def _draw_hide(actor: Actor, item: Item, row: int) -> None:
    """Draw the way to take a record off at once; what is not safe has it without a fold."""
    if item.record is None or item.record.visibility is not Visibility.PUBLIC:
        return
    _draw_line("Why must it be hidden now? A few words", field("hide", item.key))
    words = "Suspend the scheme now" if isinstance(item.record, Scheme) else "Hide now"
    _button(words, "hide", (actor.name, item.key, item.name, row))


def _draw_area(label: str, name: str) -> None:
    keep_typed(name)
    st.text_area(label, key=name)


def _draw_line(label: str, name: str) -> None:
    keep_typed(name)
    st.text_input(label, key=name)


def _draw_reports(actor: Actor, item: Item, row: int) -> None:
    for report in item.reports:
        times = "once" if report.times == 1 else f"{report.times} times"
        st.html(
            f"<h3>Report, {day_words(report.day)}, {times}</h3>"
            f'<p class="staff-words">{escape(words_of(report))}</p>'
        )
        _draw_line(
            f"What did you do about it? At most {LONGEST_OUTCOME} letters",
            field("outcome", item.key, report.id),
        )
        st.button(
            with_heard("Dealt with", words_of(report)),
            key=field("handle", item.key, report.id),
            on_click=ask,
            args=(actor.name, "handle", item.key, item.name, row),
            kwargs={"report": report.id, "times": report.times},
        )


def sheet_html(record: Record, schemes: dict[str, Scheme]) -> str:
    """Write the call sheet of a record."""
    scheme = schemes.get(record.scheme or "") if isinstance(record, Place) else None
    sheet = call_sheet(record, scheme)
    phones = [(what, number, _tel(number)) for what, number in sheet.phones]
    return render("staff_call_sheet.html", sheet=sheet, phones=phones)


def _tel(number: str) -> str:
    """Give what a telephone can dial; empty where the text is more than a number."""
    is_number = re.fullmatch(r"\+?[\d\s().-]+", number) is not None
    return re.sub(r"[^\d+]", "", number) if is_number else ""
