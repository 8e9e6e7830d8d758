"""What somebody typed into a form and has not saved: kept in the session, whatever is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from data.changes import ConflictError
from data.record_form import Cells, new_cells, to_cells, to_values
from data.revisions import MODEL, Key, RecordKind, Values, differences

AGAIN = "edit again"
"""Where the session keeps what to start a form from: (kind, id, {field: value})."""
_TYPED = "edit typed"
_ROUND = "edit round"


@dataclass
class Typed:
    """A form somebody fills in. ``record_id`` is empty for a new record.

    ``base`` is the record as it was opened (empty for a new one), ``based_on`` its newest
    decision then, ``filled`` what the form started with, ``replaces`` own proposals that it started
    from. ``round``
    changes when cells are filled by the program, so that every field is drawn anew from them.
    ``conflict`` is set while somebody else's change has to be looked at.
    """

    kind: RecordKind
    record_id: str
    base: Values
    based_on: int
    cells: Cells
    filled: Values
    round: int = 0
    next_channel: int = 0
    removed: list[Cells] = field(default_factory=list)
    conflict: ConflictError | None = None
    tried: bool = False
    replaces: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """Start of the keys of this form's widgets."""
        return f"edit-{self.kind}-{self.record_id}-{self.round}"

    @property
    def values(self) -> dict[str, object]:
        """The record as it is typed."""
        return to_values(MODEL[self.kind], self.cells)

    @property
    def is_touched(self) -> bool:
        """Whether anything was typed."""
        return bool(differences(self.filled, self.values))

    def number_channels(self) -> None:
        """Give each way to reach a service a number of its own, which stays when it moves."""
        for channel in self.cells.get("channels") or ():
            if "uid" not in channel:
                channel["uid"] = self.next_channel
                self.next_channel += 1


def opened(key: Key, values: Values | None, based_on: int, replaces: tuple[int, ...]) -> Typed:
    """Give what was typed for a record, or a fresh form filled with ``values``.

    A form in which nothing was typed is filled anew when the record has changed since. What was
    sent back and is taken up again stands in it as if it had been typed.
    """
    forms: dict[Key, Typed] = st.session_state.setdefault(_TYPED, {})
    typed = forms.get(key)
    if typed is None or not (typed.is_touched or typed.based_on == based_on):
        typed = forms[key] = fresh(key, values, based_on, replaces, _next_round())
    if again := _again(key):
        typed.cells = to_cells(MODEL[key[0]], {**typed.values, **again, "id": key[1]})
        typed.round = _next_round()
        typed.number_channels()
    return typed


def _again(key: Key) -> Mapping[str, object] | None:
    held = st.session_state.get(AGAIN)
    if held is None or (held[0], held[1]) != (key[0].value, key[1]):
        return None
    st.session_state.pop(AGAIN)
    values: Mapping[str, object] = held[2]
    return values


def fresh(
    key: Key, values: Values | None, based_on: int, replaces: tuple[int, ...], number: int
) -> Typed:
    """Fill a form with a record, or with nothing for a new one."""
    kind, record_id = key
    model = MODEL[kind]
    cells = to_cells(model, values) if values else new_cells(kind)
    filled = to_values(model, cells)
    base = filled if values and not replaces else {}
    typed = Typed(kind, record_id, base, based_on, cells, filled, number, replaces=replaces)
    typed.number_channels()
    return typed


def forget(key: Key) -> None:
    """Throw away what was typed for a record."""
    forms: dict[Key, Typed] = st.session_state.setdefault(_TYPED, {})
    forms.pop(key, None)


def _next_round() -> int:
    """Give every form other keys, so that no widget remembers what an earlier one held."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    return int(st.session_state[_ROUND])


def refill(typed: Typed, values: Mapping[str, object], theirs: Values, based_on: int) -> None:
    """Fill a form with a record that was put together from two people's changes."""
    model = MODEL[typed.kind]
    typed.cells = to_cells(model, values)
    typed.base = typed.filled = to_values(model, to_cells(model, theirs))
    typed.based_on = based_on
    typed.round = _next_round()
    typed.conflict = None
    typed.number_channels()
