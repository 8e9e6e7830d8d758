"""The ways to reach a service, in the order in which the public sees them."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.field_words import channel_name
from data.form_fields import Sort, form_fields
from data.form_groups import CHANNEL_FIELDS
from data.record_form import new_channel
from data.records import Channel
from pages.staff.edit_fields import Slots, draw_field
from pages.staff.edit_typed import Typed

ADD = "Add a way to reach it"
BACK = "Put back the way you took away"
NO_SOURCE = "Without the web address of its source the public does not see this way."


def draw_channels(typed: Typed, slots: Slots) -> list[tuple[str, str]]:
    """Draw them all, and give what is wrong with them as typed: (slot, sentence)."""
    channels = typed.cells["channels"]
    problems: list[tuple[str, str]] = []
    for number, cells in enumerate(channels):
        key = f"{typed.key}-channel-{cells['uid']}"
        with st.container(border=True, key=key):
            st.html(f"<h3>Way {number + 1}: {escape(channel_name(cells))}</h3>")
            for name in CHANNEL_FIELDS:
                field = form_fields(Channel)[name]
                ending = f", way {number + 1}"
                cells[name], reasons = draw_field(
                    field, cells[name], f"{key}-{name}", ending=ending
                )
                slot = slot_of(number, name)
                slots[slot] = st.container()
                if field.sort is Sort.HOURS:
                    problems += [(slot, reason) for reason in reasons]
            if not cells["source_url"]:
                st.html(f'<p class="staff-doubt">? {NO_SOURCE}</p>')
            _draw_buttons(typed, number, len(channels), key)
    with st.container(horizontal=True):
        st.button(ADD, key=f"{typed.key}-add", on_click=_add, args=(typed,))
        if typed.removed:
            st.button(BACK, key=f"{typed.key}-back", on_click=_put_back, args=(typed,))
    return problems


def slot_of(number: int, name: str) -> str:
    """Name the room under a field of a channel."""
    return f"channels {number} {name}"


def _draw_buttons(typed: Typed, number: int, count: int, key: str) -> None:
    way = f"way {number + 1}"
    with st.container(horizontal=True):
        st.button(
            f"Move {way} up",
            key=f"{key}-up",
            disabled=number == 0,
            on_click=_move,
            args=(typed, number, number - 1),
        )
        st.button(
            f"Move {way} down",
            key=f"{key}-down",
            disabled=number == count - 1,
            on_click=_move,
            args=(typed, number, number + 1),
        )
        st.button(f"Take {way} away", key=f"{key}-away", on_click=_remove, args=(typed, number))


def _move(typed: Typed, number: int, to: int) -> None:
    channels = typed.cells["channels"]
    channels.insert(to, channels.pop(number))


def _add(typed: Typed) -> None:
    typed.cells["channels"].append(new_channel(typed.cells))
    typed.number_channels()


def _remove(typed: Typed, number: int) -> None:
    gone = typed.cells["channels"].pop(number)
    # A number of its own again when it comes back: its widgets are gone by then.
    typed.removed.append({name: cell for name, cell in gone.items() if name != "uid"})


def _put_back(typed: Typed) -> None:
    typed.cells["channels"].append(typed.removed.pop())
    typed.number_channels()
