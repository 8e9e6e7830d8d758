"""Somebody else saved meanwhile: theirs beside mine, field by field, and a choice for each."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.changes import ConflictError
from data.field_words import label, value_words
from data.merging import Merge
from data.outlook import fields_words
from data.record_form import to_cells, to_values
from data.revisions import MODEL
from pages.staff.edit_typed import Typed, refill
from pages.staff.told import SAVE, tell

MINE, THEIRS = "Keep mine", "Take theirs"
TAKE_OVER = "Go on with these"
CHOOSE = "Choose for each field which one is right. Then go on."
AGAIN = "Look at the form, then save again."
KEPT = "Choose above which one is right. What you typed is still here."


def merge_of(typed: Typed, conflict: ConflictError) -> Merge:
    """Compare what is typed now with what the other person saved."""
    model = MODEL[typed.kind]
    theirs = to_values(model, to_cells(model, conflict.now or {}))
    return Merge.of(typed.base, typed.values, theirs)


def met(typed: Typed, conflict: ConflictError) -> list[str]:
    """Take note of a conflict, and give what to say. Where no field was changed by both, go on."""
    merge = merge_of(typed, conflict)
    if merge.both:
        typed.conflict = conflict
        both = fields_words(merge.both)
        return [f"Not saved: {_who(conflict)} changed it too. Both of you changed: {both}.", KEPT]
    _go_on(typed, conflict, merge, ())
    changed = f"Not saved: {_who(conflict)} changed this record after you opened it."
    return [changed, _taken_over(merge), AGAIN]


def draw_conflict(typed: Typed) -> None:
    """Draw both sides and the choices, while there is a conflict."""
    conflict = typed.conflict
    if conflict is None:
        return
    merge = merge_of(typed, conflict)
    with st.container(border=True, key=f"{typed.key}-conflict"):
        st.html(
            f'<h2 class="staff-h">{escape(_who(conflict))} changed it too</h2>'
            f"<p>{escape(' '.join(r.reason for r in conflict.theirs))}</p>"
            f"<p>{escape(_taken_over(merge))}</p>"
        )
        chosen = {name: _draw_choice(typed, merge, name) for name in merge.both}
        if st.button(TAKE_OVER, key=f"{typed.key}-take-over", type="primary"):
            if None in chosen.values():
                tell(CHOOSE, at=SAVE)
            else:
                theirs = tuple(name for name, side in chosen.items() if side == THEIRS)
                _go_on(typed, conflict, merge, theirs)
                tell(AGAIN, at=SAVE)
            st.rerun()


def _draw_choice(typed: Typed, merge: Merge, name: str) -> str | None:
    sides = (("As you opened it", merge.base), ("Mine", merge.mine), ("Theirs", merge.theirs))
    cells = "".join(
        f"<div><dt>{title}</dt><dd>{escape(value_words(name, values.get(name)))}</dd></div>"
        for title, values in sides
    )
    st.html(f'<h3>{escape(label(name))}</h3><dl class="staff-sides">{cells}</dl>')
    return st.radio(
        f"{label(name)}: which one?",
        (MINE, THEIRS),
        index=None,
        horizontal=True,
        key=f"{typed.key}-which-{name}",
    )


def _go_on(typed: Typed, conflict: ConflictError, merge: Merge, theirs: tuple[str, ...]) -> None:
    refill(typed, merge.result(theirs), merge.theirs, conflict.based_on)


def _who(conflict: ConflictError) -> str:
    return ", ".join(sorted({r.author for r in conflict.theirs})) or "Somebody"


def _taken_over(merge: Merge) -> str:
    if not merge.only_theirs:
        return ""
    return (
        f"Taken over from them, because you did not change it: {fields_words(merge.only_theirs)}."
    )
