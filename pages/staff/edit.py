"""Edit a record, or write a new one: what is wrong and what saving would do is said as one types.

``?view=edit&kind=...&id=...``; without an id a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data import clock
from data.form_fields import FormField, Sort, form_fields
from data.form_groups import GROUPS, PIN, Group
from data.hours_clock import LONDON
from data.live import store
from data.outlook import fields_words
from data.record_search import name_of
from data.revision_words import KIND_WORDS
from data.revisions import MODEL, Key, RecordKind, Revision, RevisionState
from data.roles import Action, Actor, NotAllowedError, require
from data.store import HOW_CHECKED
from geo.boroughs import GSS_CODES
from pages.parts.guide import draw_title
from pages.staff.edit_channels import draw_channels
from pages.staff.edit_conflict import draw_conflict
from pages.staff.edit_fields import Slots, draw_field, draw_under
from pages.staff.edit_judge import Asked, Judgement, judge
from pages.staff.edit_save import save
from pages.staff.edit_typed import Typed, forget, opened
from pages.staff.held import Held, held
from pages.staff.links import go, shown
from pages.staff.pin_editor import draw_pin_editor
from pages.staff.public_view import draw_public_view
from pages.staff.record_actions import HOW, public_now
from pages.staff.record_facts import changes_html, coming_html
from pages.staff.told import SAVE as SAVED_AT
from pages.staff.told import draw_told, tell

NOT_THERE = "There is no such record. Look for it in the list."
NOTHING_YET = "You have not changed anything yet."
KEPT = "You began to change this and have not saved it. What you typed is still here."
NOT_YOURS = "It waits for a second person. Only who proposed it can change it before that."
AT_ONCE, LATER = "At once", "On a date and time"
NO_PREVIEW = "What the public will see shows up here when nothing is missing or wrong."
FILL_IN = "Fill this in."
SAVE = "Save"
AWAY = "Throw away what I typed"
_SAME_PIN = 1e-6
_OPENED = "edit opened"


def draw(actor: Actor) -> None:
    """Draw the view. Nothing is saved before the button "Save"."""
    try:
        require(actor, Action.CHANGE)
        key = RecordKind(shown("kind")), shown("id")
    except (NotAllowedError, ValueError) as error:
        _draw_closed(str(error) if isinstance(error, NotAllowedError) else NOT_THERE)
        return
    found_store = store()
    now_held = held(found_store)
    waiting = found_store.log(actor, key=key, state=RevisionState.WAITING) if key[1] else []
    typed = _opened(actor, key, now_held, waiting)
    if typed is None:
        _draw_closed(NOT_YOURS if waiting else NOT_THERE)
        return
    draw_title(_title(key, now_held))
    draw_told()
    _draw_top(key, typed, now_held, waiting)
    form, beside = st.columns([3, 2], gap="large")
    slots: Slots = {}
    with form:
        as_typed = _draw_groups(typed, now_held, slots)
    with beside, st.container(key="edit-beside"):
        will_happen = st.container()
        asked = _draw_asked(typed, slots)
        judged = judge(actor, found_store, now_held, typed, asked, as_typed, clock.now())
        with will_happen:
            _draw_outlook(judged, asked)
        draw_conflict(typed)
        draw_told(SAVED_AT)
        _draw_save(actor, key, typed, judged, asked)
        _draw_preview(judged, now_held)
    _draw_judgement(typed, judged, slots)


def _opened(actor: Actor, key: Key, now_held: Held, waiting: list[Revision]) -> Typed | None:
    """Give the form; for one's own new record that waits, filled with it, to be replaced."""
    values = now_held.timeline.values(key, clock.now()) if key[1] else None
    based_on = now_held.timeline.based_on(key)
    if not key[1] or values is not None:
        return opened(key, values, based_on, ())
    mine = [r for r in waiting if r.creates and r.author == actor.name]
    if not mine:
        return None
    proposed = {name: change.after for name, change in mine[-1].changes.items()}
    return opened(key, proposed, based_on, tuple(r.id for r in mine))


def _draw_closed(sentence: str) -> None:
    draw_title("Edit")
    st.html(f'<p class="said">{escape(sentence)}</p>')
    st.button("Back to the list", key="edit-back", on_click=go, args=("records",))


def _title(key: Key, now_held: Held) -> str:
    if not key[1]:
        return f"New {KIND_WORDS[key[0]]}"
    record = now_held.records.get(key)
    return f"Edit: {name_of(record) if record is not None else key[1]}"


def _draw_top(key: Key, typed: Typed, now_held: Held, waiting: list[Revision]) -> None:
    """Draw what to know before one starts: what was typed before, what waits, what is coming."""
    with st.container(horizontal=True):
        leads_to = ("record", {"kind": key[0].value, "id": key[1]}) if key[1] else ("records", {})
        st.button("Back", key="edit-back", on_click=go, args=leads_to[:1], kwargs=leads_to[1])
        st.button(AWAY, key="edit-away", on_click=_throw_away, args=(key,))
    st.html('<p class="jump"><a href="#staff-save">To what will happen, and Save</a></p>')
    if typed.is_touched and st.session_state.get(_OPENED) != typed.key:
        st.html(f"<p>{KEPT}</p>")
    st.session_state[_OPENED] = typed.key
    coming = [r for r in now_held.timeline.of(key) if (r.effective_from or r.made_at) > clock.now()]
    said = [coming_html(revision) for revision in coming]
    said += [
        f"<p>Waits for a second person, by {escape(r.author)}: {escape(r.reason)}</p>"
        f"{changes_html(r)}"
        for r in waiting
        if r.id not in typed.replaces
    ]
    if said:
        title = f"{len(said)} other change{'' if len(said) == 1 else 's'} of this record"
        with st.expander(f"{title}, not in this form"):
            st.html("".join(said))


def _throw_away(key: Key) -> None:
    forget(key)
    tell("What you typed is gone. The form shows the record as it is.")


def _draw_groups(typed: Typed, now_held: Held, slots: Slots) -> list[tuple[str, str]]:
    problems: list[tuple[str, str]] = []
    for group in GROUPS[typed.kind]:
        with st.container(border=True, key=f"{typed.key}-{group.title.replace(' ', '-')}"):
            st.html(f'<h2 class="staff-h">{group.title}</h2>')
            problems += _draw_group(typed, group, now_held, slots)
    return problems


def _draw_group(typed: Typed, group: Group, now_held: Held, slots: Slots) -> list[tuple[str, str]]:
    fields = form_fields(MODEL[typed.kind])
    problems: list[tuple[str, str]] = []
    for name in group.fields:
        if name == PIN:
            _draw_pin(typed)
        elif fields[name].sort is Sort.CHANNELS:
            problems += draw_channels(typed, slots)
        else:
            typed.cells[name], reasons = draw_field(
                fields[name],
                typed.cells[name],
                f"{typed.key}-{name}",
                links=_links(fields[name], typed, now_held),
                words=_words(fields[name], typed, now_held),
            )
            problems += [(name, reason) for reason in reasons]
        if name == "borough":
            typed.cells["gss_code"] = GSS_CODES.get(typed.cells[name], typed.cells["gss_code"])
        slots[name] = st.container()
    return problems


def _draw_pin(typed: Typed) -> None:
    """Draw the pin. What is odd about it is said there, and keeps nobody from saving."""
    cells = typed.cells
    lat, lon = cells["lat"], cells["lon"]
    choice = draw_pin_editor(f"{typed.key}-pin", lat, lon, cells["postcode"] or None)
    if not (_is_same(lat, choice.lat) and _is_same(lon, choice.lon)):
        cells["lat"], cells["lon"] = choice.lat, choice.lon
        cells["point_source"] = ""
    if choice.point_source is not None or choice.lat is None:
        cells["point_source"] = str(choice.point_source or "")
    cells["borough"] = choice.borough or cells["borough"]


def _is_same(was: float | None, now: float | None) -> bool:
    if was is None or now is None:
        return was is now
    return abs(was - now) < _SAME_PIN


def _links(field: FormField, typed: Typed, now_held: Held) -> Mapping[str, str] | None:
    if field.sort is not Sort.LINK:
        return None
    others = now_held.schemes if field.name == "scheme" else now_held.services
    names = {i: record.name for i, record in others.items() if i != typed.record_id}
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _words(field: FormField, typed: Typed, now_held: Held) -> tuple[str, ...]:
    """Give the words that other services use for topics, so that the same is said alike."""
    if field.name != "topics" or typed.kind is not RecordKind.SERVICE:
        return ()
    return tuple(sorted({t for s in now_held.services.values() for t in s.topics}))


def _draw_asked(typed: Typed, slots: Slots) -> Asked:
    with st.container(border=True, key=f"{typed.key}-asked"):
        same = False
        if typed.base:
            same = st.checkbox("The source is still the same", key=f"{typed.key}-same-source")
        how = st.selectbox(
            "I checked all of this today",
            HOW_CHECKED,
            index=None,
            format_func=HOW.__getitem__,
            placeholder="No, not today",
            key=f"{typed.key}-checked",
        )
        when = _draw_when(typed, slots)
        reason = st.text_input(
            "Why? Who told you, or what did you see? (needed)", key=f"{typed.key}-reason"
        )
        slots["reason"] = st.container()
    return Asked(reason, how, when, same)


def _draw_when(typed: Typed, slots: Slots) -> datetime | None:
    chosen = st.radio(
        "When does it take effect?", (AT_ONCE, LATER), horizontal=True, key=f"{typed.key}-when"
    )
    when = None
    if chosen == LATER:
        day_at, time_at = st.columns(2)
        today = clock.now().date()
        with day_at:
            day = st.date_input(
                "Day", value=today, min_value=today, format="DD/MM/YYYY", key=f"{typed.key}-day"
            )
        with time_at:
            hour = st.time_input("Time (London)", value=time(0, 0), key=f"{typed.key}-time")
        when = datetime.combine(day, hour, LONDON)
    slots["when"] = st.container()
    return when


def _draw_judgement(typed: Typed, judged: Judgement, slots: Slots) -> None:
    empty = [(slot, FILL_IN) for slot, _ in judged.missing]
    for slot in slots:
        problems = [s for at, s in judged.problems if at == slot]
        if typed.tried:
            problems += [s for at, s in empty if at == slot]
        draw_under(slots, slot, problems, "problem")
        doubts = [s for at, s in judged.doubts if at == slot]
        if not problems:
            draw_under(slots, slot, doubts, "doubt")
    if judged.twins and "name" in slots:
        _draw_twins(judged, slots["name"])


def _draw_twins(judged: Judgement, slot: DeltaGenerator) -> None:
    """Draw places that may be the same one. Links open beside the form, which stays."""
    items = "".join(
        f'<li><a href="?view=record&amp;kind=place&amp;id={escape(twin.place.id)}" '
        f'target="_blank" rel="noopener">{escape(twin.place.name)}</a>: {escape(twin.why)}</li>'
        for twin in judged.twins
    )
    slot.html(f'<div class="staff-doubt"><p>? Is it one of these?</p><ul>{items}</ul></div>')


def _draw_preview(judged: Judgement, now_held: Held) -> None:
    record = judged.record
    if record is None:
        st.html(f"<p>{NO_PREVIEW}</p>")
        return
    with st.container(border=True):
        draw_public_view(record, now_held.scheme_of(record), clock.now())


def _draw_outlook(judged: Judgement, asked: Asked) -> None:
    """Say what the button would do, and what stands in its way."""
    said = []
    will_be = judged.outlook
    if judged.missing:
        said.append(f"Still empty: {', '.join(name for _, name in judged.missing)}.")
    said += [f"Not right yet: {sentence}" for _, sentence in judged.problems]
    if will_be is not None and not will_be.changes:
        said.append(NOTHING_YET)
    elif will_be is not None and judged.is_only_check and asked.when is None:
        said.append("When you save: it is noted at once that you checked it today.")
    elif will_be is not None:
        if will_be.at_once:
            when = "At once when you save" if asked.when is None else "At that time"
            said.append(f"{when}: {fields_words(will_be.at_once)}.")
        if will_be.waits:
            why = " ".join(will_be.reasons)
            said.append(f"Waits for a second person: {fields_words(will_be.waits)}. {why}")
    words = "".join(f"<p>{escape(sentence)}</p>" for sentence in said)
    st.html(
        '<div class="staff-outlook"><h2 id="staff-save" tabindex="-1">What will happen</h2>'
        f"{words}</div>"
    )


def _draw_save(actor: Actor, key: Key, typed: Typed, judged: Judgement, asked: Asked) -> None:
    if not st.button(SAVE, key=f"{typed.key}-save", type="primary"):
        return
    typed.tried = True
    if typed.conflict is not None:
        tell("Not saved: choose first between yours and theirs.", at=SAVED_AT)
    elif not judged.may_be_saved:
        wrong = len(judged.problems) + len(judged.missing)
        things = "one thing is" if wrong == 1 else f"{wrong} things are"
        tell(
            f"Not saved yet: {things} missing or wrong. They are named under the fields.",
            at=SAVED_AT,
        )
    elif judged.outlook is not None and not judged.outlook.changes:
        tell(NOTHING_YET, at=SAVED_AT)
    else:
        saved, sentences = save(actor, typed, judged, asked)
        if saved:
            record_key = (key[0], judged.draft.record_id)
            forget(key)
            tell("Saved.", *sentences, public_now(record_key))
            go("record", kind=record_key[0].value, id=record_key[1])
        else:
            tell(*sentences, at=SAVED_AT)
    st.rerun()
