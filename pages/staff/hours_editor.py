"""Opening hours by clicking or as text, with what they come to underneath."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time

import streamlit as st

from data import clock
from data.hours import lint
from data.hours_form import BankHolidays
from data.hours_words import day_names
from pages.parts.plain_text import with_heard
from pages.staff.hours_model import Line, Typed, Way, as_form, typed
from pages.staff.hours_shown import draw_meaning, draw_reasons

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WEEKDAYS = set(range(5))
_BANK_HOLIDAYS = {
    BankHolidays.CLOSED: "Closed",
    BankHolidays.AS_SUNDAY: "As on Sunday",
    BankHolidays.OWN: "Hours of their own",
    BankHolidays.AS_USUAL: "As on any other day",
    BankHolidays.NOT_KNOWN: "Not known",
}
_STEP = 900
_MIDNIGHT = time(0)
_WRITE_SO = (
    "Days are Mo Tu We Th Fr Sa Su, bank holidays PH. "
    "For example: Mo-Fr 09:00-17:00; Sa 10:00-14:00; PH off"
)
_TOO_MUCH = (
    "These hours say more than lines of days can hold, such as dates. "
    "So they can only be changed as text."
)


def draw_hours_editor(label: str, text: str | None, key: str) -> tuple[str | None, tuple[str, ...]]:
    """Let somebody change opening hours; give the new text and why it can't be used.

    The text is None where the hours are not known, or can't be used; then the reasons say why.
    ``text`` is what the record says: where that becomes another, what was typed is given up. Not
    for use inside ``st.form``, because each click shows at once what it means.
    """
    now = typed(key, text)
    with st.container(border=True, key=f"{key}-hours"):
        _draw_way(label, now, key)
        if now.way is Way.CLICKING:
            result, reasons = _draw_clicking(label, now, key)
        elif now.way is Way.TEXT:
            result, reasons = _draw_text(label, now, key)
        else:
            result, reasons = None, ()
            st.caption("The public reads that the hours are not known.")
        if result is not None:
            draw_meaning(result, clock.now())
    now.given = result
    return result, reasons


def _keep(now: Typed, key: str, **widgets: object) -> None:
    """Give widgets the values that were typed, where Streamlit has forgotten them."""
    for name, value in widgets.items():
        st.session_state.setdefault(f"{key}-{name}", value)


def _draw_way(label: str, now: Typed, key: str) -> None:
    ways = [way for way in Way if way is not Way.CLICKING or not now.says_too_much]
    st.session_state[f"{key}-way"] = now.way
    st.radio(
        label,
        ways,
        key=f"{key}-way",
        horizontal=True,
        format_func=str,
        on_change=_change_way,
        args=(now, key),
    )
    if now.says_too_much:
        st.caption(_TOO_MUCH)


def _change_way(now: Typed, key: str) -> None:
    now.go(Way(st.session_state[f"{key}-way"]))
    st.session_state[f"{key}-text"] = now.text


def _set_text(now: Typed, key: str, text: str) -> None:
    now.text = st.session_state[f"{key}-text"] = text


def _draw_text(label: str, now: Typed, key: str) -> tuple[str | None, tuple[str, ...]]:
    _keep(now, key, text=now.text)
    now.text = st.text_input(f"{label}, as text", key=f"{key}-text")
    st.caption(_WRITE_SO)
    asked = now.text.strip()
    if not asked:
        return None, ("Write the hours, or choose “Not known”.",)
    found = lint(asked)
    if found:
        draw_reasons(found, f"{key}-suggestion", lambda better: _set_text(now, key, better))
        return None, tuple(reason.message for reason in found)
    return asked, ()


def _draw_clicking(label: str, now: Typed, key: str) -> tuple[str | None, tuple[str, ...]]:
    for place, line in enumerate(list(now.lines), 1):
        with st.container(border=True, key=f"{key}-{line.number}"):
            _draw_line(now, line, place, label, key)
    st.button(
        with_heard("Add a line of days", label),
        key=f"{key}-add",
        on_click=_add,
        args=(now, now.lines),
    )
    _draw_bank_holidays(label, now, key)
    form, reasons = as_form(now)
    if form is None:
        for reason in reasons:
            st.warning(reason)
        return None, reasons
    return form.to_text(), ()


def _add(now: Typed, lines: list[Line]) -> None:
    lines.append(now.new_line())


def _draw_line(now: Typed, line: Line, place: int, label: str, key: str) -> None:
    part = f"{key}-{line.number}"
    days = day_names(line.days) if line.days else "no days yet"
    st.markdown(f"**Line {place}:** {days}")
    with st.container(horizontal=True, key=f"{part}-days"):
        for day, name in enumerate(_DAYS):
            _keep(now, part, **{f"day{day}": day in line.days})
            if st.checkbox(name, key=f"{part}-day{day}"):
                line.days.add(day)
            else:
                line.days.discard(day)
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"{part}-times"):
        _draw_times(now, line, f"line {place}", label, part)
        tick = with_heard("Tick Monday to Friday", f"line {place}, {label}")
        _button(tick, f"{part}-weekdays", _tick_weekdays, line, part)
        if len(now.lines) > 1:
            remove = with_heard(f"Remove line {place}", label)
            _button(remove, f"{part}-remove", now.lines.remove, line)
    _say_night(line)


def _draw_times(now: Typed, line: Line, name: str, label: str, part: str) -> None:
    _keep(now, part, start=line.start, end=line.end)
    line.start = st.time_input(f"From ({name})", value=None, step=_STEP, key=f"{part}-start")
    line.end = st.time_input(f"To ({name})", value=None, step=_STEP, key=f"{part}-end")
    _button(with_heard("24 hours", f"{name}, {label}"), f"{part}-all-day", _all_day, line, part)


def _say_night(line: Line) -> None:
    if line.start is None or line.end is None:
        return
    if line.start == line.end == _MIDNIGHT:
        st.caption("From midnight to midnight: 24 hours.")
    elif _MIDNIGHT < line.end < line.start:
        st.caption(f"Until {line.end:%H:%M} the next morning.")


def _button(label: str, key: str, does: Callable[..., None], *args: object) -> None:
    st.button(label, key=key, on_click=does, args=args)


def _tick_weekdays(line: Line, part: str) -> None:
    line.days |= _WEEKDAYS
    for day in _WEEKDAYS:
        st.session_state[f"{part}-day{day}"] = True


def _all_day(line: Line, part: str) -> None:
    line.start = line.end = _MIDNIGHT
    for end in ("start", "end"):
        st.session_state[f"{part}-{end}"] = _MIDNIGHT


def _draw_bank_holidays(label: str, now: Typed, key: str) -> None:
    _keep(now, key, holidays=now.bank_holidays)
    now.bank_holidays = st.radio(
        "On bank holidays",
        list(_BANK_HOLIDAYS),
        key=f"{key}-holidays",
        format_func=lambda kind: _BANK_HOLIDAYS[kind],
        horizontal=True,
    )
    if now.bank_holidays is BankHolidays.NOT_KNOWN:
        st.caption("On a bank holiday the public then reads: we don't know if it is open.")
    if now.bank_holidays is not BankHolidays.OWN:
        return
    if not now.own:
        _add(now, now.own)
    for place, line in enumerate(list(now.own), 1):
        part = f"{key}-{line.number}"
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"{part}-times"):
            _draw_times(now, line, f"bank holidays, {place}", label, part)
            if len(now.own) > 1:
                remove = with_heard(f"Remove time {place}", label)
                _button(remove, f"{part}-remove", now.own.remove, line)
        _say_night(line)
    st.button(
        with_heard("Add a time", label), key=f"{key}-add-own", on_click=_add, args=(now, now.own)
    )
