"""One field of a form: the right widget, filled from its cell, and room for what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.form_fields import WORD_WORDS, FormField, Sort
from geo.boroughs import NAMES
from pages.staff.hours_editor import draw_hours_editor

NOT_KNOWN = "Not known"
CHOOSE = "Choose one"
_EVERYWHERE = ("UK", "England", "London")
WORDS: Mapping[str, tuple[str, ...]] = {
    "audience": ("young_person", "parent", "professional"),
    "referral": ("self", "professional", "police"),
    "coverage": (*_EVERYWHERE, *NAMES),
    "area": ("London", *NAMES),
}
Slots = dict[str, DeltaGenerator]
"""Room under each field for its problems and doubts, by the field's name."""


def draw_field(
    field: FormField,
    cell: Any,  # noqa: ANN401
    key: str,
    *,
    links: Mapping[str, str] | None = None,
    words: tuple[str, ...] = (),
    ending: str = "",
) -> tuple[Any, tuple[str, ...]]:
    """Draw a field and give its cell as it is now, and what is wrong with it as typed.

    ``links`` are the records it can lead to (id -> name), ``words`` what a list may hold besides,
    ``ending`` tells alike fields apart.
    """
    label = f"{field.label}{ending}{' (needed)' if field.needed else ''}"
    if field.sort is Sort.HOURS:
        text, reasons = draw_hours_editor(label, cell or None, key)
        return _hours_cell(cell, key, text, reasons), reasons
    if field.sort is Sort.DAY:
        _fill(key, _day(cell))
        day = st.date_input(
            label, value=None, min_value=date(2000, 1, 1), format="DD/MM/YYYY", key=key
        )
        return (day.isoformat() if isinstance(day, date) else ""), ()
    if field.sort is Sort.CHOICE or field.sort is Sort.LINK or field.name == "borough":
        return _draw_choice(field, cell, key, label, links), ()
    if field.sort is Sort.WORDS:
        return _draw_words(field, cell, key, label, words), ()
    _fill(key, cell)
    if field.sort is Sort.WHOLE:
        return st.number_input(
            label, value=None, min_value=0, max_value=120, step=1, key=key, help=field.help
        ), ()
    if field.sort is Sort.TEXT:
        return st.text_area(label, key=key, help=field.help, height="content"), ()
    example = "2026-06" if field.sort is Sort.SINCE else None
    return st.text_input(label, key=key, help=field.help, placeholder=example), ()


def draw_under(slots: Slots, field: str, sentences: list[str], what: str) -> None:
    """Write sentences under a field; ``what`` is "problem" or "doubt"."""
    slot = slots.get(field)
    if slot is None or not sentences:
        return
    sign = "✗" if what == "problem" else "?"
    said = "".join(f"<p>{sign} {escape(sentence)}</p>" for sentence in dict.fromkeys(sentences))
    slot.html(f'<div class="staff-{what}">{said}</div>')


def _hours_cell(cell: str, key: str, text: str | None, reasons: tuple[str, ...]) -> str:
    """Keep the record's own spelling until somebody changes the hours, or makes them unusable."""
    if text is None:
        return cell if reasons else ""
    opened, first = st.session_state.setdefault(f"{key}-spelling", (cell, text))
    return opened if text == first else text


def _draw_choice(
    field: FormField,
    cell: str,
    key: str,
    label: str,
    links: Mapping[str, str] | None,
) -> str:
    known: Mapping[str, str] = field.choices or links or {name: name for name in NAMES}
    # What the record holds is offered too, even where it is none of these.
    options = {**known, **({cell: cell} if cell and cell not in known else {})}
    empty_first = field.needed or field.clearable
    _fill(key, cell or (None if empty_first else next(iter(options))))
    chosen = st.selectbox(
        label,
        list(options),
        index=None if empty_first else 0,
        format_func=lambda value: options.get(value, value),
        placeholder=CHOOSE if field.needed else NOT_KNOWN,
        key=key,
        help=field.help,
    )
    return chosen or ""


def _draw_words(
    field: FormField, cell: list[str], key: str, label: str, words: tuple[str, ...]
) -> list[str]:
    options = list(dict.fromkeys((*WORDS.get(field.name, ()), *words, *cell)))
    _fill(key, list(cell))
    return st.multiselect(
        label,
        options,
        format_func=lambda word: WORD_WORDS.get(word, word),
        accept_new_options=True,
        placeholder="Choose, or write and press Enter",
        key=key,
        help=field.help,
    )


def _fill(key: str, cell: Any) -> None:  # noqa: ANN401
    """Give a widget its first value. It is not drawn with one, so that typing always wins."""
    if key not in st.session_state:
        st.session_state[key] = cell


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except (TypeError, ValueError):
        return None
