"""What a file would do: counts, notes, and its rows, twenty-five a page, with what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

import streamlit as st

from data.exchange_rows import TAKEN, DryRow, DryRun, Outcome
from data.exchange_write import wrong_rows
from pages.parts.plain_text import plain
from pages.staff.exchange_out import for_excel

PER_PAGE = 25
ALL = "All rows"
LABELS = MappingProxyType(
    {
        Outcome.NEW: "New",
        Outcome.CHANGED: "Changed",
        Outcome.TWIN: "Perhaps there already",
        Outcome.WRONG: "Wrong",
        Outcome.WAITING: "Waits already",
        Outcome.UNCHANGED: "Unchanged",
    }
)
_LONGEST = 300


def draw_summary(run: DryRun) -> None:
    """Draw how many rows do what, what was noticed, and the wrong rows to take away."""
    st.html('<h2 class="found">What the file would do</h2>')
    counts = run.counts()
    items = "".join(
        f"<li><strong>{count:,}</strong> {escape(LABELS[outcome].lower())}</li>"
        for outcome, count in counts.items()
        if count
    )
    st.html(f'<ul class="staff-counts">{items or "<li>no rows</li>"}</ul>')
    for note in run.notes:
        st.info(plain(note))
    if counts[Outcome.WRONG]:
        st.write(
            "Wrong rows are not sent. Take them out as a file, correct them there (the last column "
            "says how), and bring that file in."
        )
        st.download_button(
            f"Take out the {counts[Outcome.WRONG]:,} wrong rows (CSV)",
            lambda: for_excel(wrong_rows(run)),
            file_name="wrong-rows.csv",
            mime="text/csv",
            key="exchange-wrong-rows",
            on_click="ignore",
        )


def draw_rows(run: DryRun, chosen: set[int]) -> None:
    """Draw the rows of one outcome, a page of them, each to choose or not."""
    counts = run.counts()
    choices = {ALL: len(run.rows)} | {LABELS[o]: n for o, n in counts.items() if n}
    label = st.radio(
        "Rows to show",
        list(choices),
        format_func=lambda name: f"{name} ({choices[name]:,})",
        horizontal=True,
        key="exchange-filter",
    )
    shown = [
        position for position, row in enumerate(run.rows) if label in (ALL, LABELS[row.outcome])
    ]
    pages = max(1, -(-len(shown) // PER_PAGE))
    page = 1
    if pages > 1:
        page = int(st.number_input(f"Page (of {pages})", 1, pages, key=f"exchange-page-{label}"))
    can_be_sent = [p for p in shown if run.rows[p].outcome in TAKEN]
    if can_be_sent:
        with st.container(horizontal=True):
            _draw_all(f"Choose all {len(can_be_sent):,} of these", can_be_sent, chosen, on=True)
            _draw_all("Choose none of these", can_be_sent, chosen, on=False)
    for position in shown[(page - 1) * PER_PAGE : page * PER_PAGE]:
        _draw_row(position, run.rows[position], chosen)


def _draw_all(label: str, positions: Sequence[int], chosen: set[int], *, on: bool) -> None:
    def choose() -> None:
        if on:
            chosen.update(positions)
        else:
            chosen.difference_update(positions)

    st.button(label, key=f"exchange-all-{on}", on_click=choose)


def _draw_row(position: int, row: DryRow, chosen: set[int]) -> None:
    name = row.name or "no name"
    title = f"Row {row.number}: {name}"
    with st.container(border=True):
        if row.outcome in TAKEN:
            st.session_state[_key(position)] = position in chosen
            st.checkbox(
                f"{plain(title)} ({LABELS[row.outcome].lower()})",
                key=_key(position),
                on_change=_tick,
                args=(position, chosen),
            )
        else:
            st.html(
                f"<p><strong>{escape(title)}</strong> ({escape(LABELS[row.outcome].lower())})</p>"
            )
        if items := _details(row):
            listed = "".join(f"<li>{item}</li>" for item in items)
            st.html(f'<ul class="staff-row">{listed}</ul>')


def _tick(position: int, chosen: set[int]) -> None:
    if st.session_state[_key(position)]:
        chosen.add(position)
    else:
        chosen.discard(position)


def _key(position: int) -> str:
    return f"exchange-row-{position}"


def _details(row: DryRow) -> list[str]:
    """Say in pieces of HTML what is wrong with a row, what it would change, what was noticed."""
    items = []
    if row.draft and row.outcome is not Outcome.CHANGED:
        items.append(escape(_in_short(row.draft.values)))
    for fault in row.faults:
        is_said = not fault.value or fault.value in fault.words
        said = "" if is_said else f" (it says “{fault.value[:_LONGEST]}”)"
        where = f"<strong>{escape(fault.column)}</strong>{escape(said)}: " if fault.column else ""
        items.append(f"{where}{escape(fault.words)}")
    for twin in row.twins:
        items.append(escape(f"It may be {twin.name} ({twin.id}). {twin.why}"))
    if row.outcome is Outcome.CHANGED:
        items += [
            f"<strong>{escape(name.replace('_', ' '))}</strong>: "
            f"{_value(change.before)} becomes {_value(change.after)}"
            for name, change in row.changes.items()
        ]
    if row.outcome is Outcome.WAITING:
        items.append(escape(row.what()))
    else:
        items += [escape(note) for note in row.notes]
    return items


def _in_short(values: Mapping[str, object]) -> str:
    """Say what a new record holds: who may see it, where, when."""
    told = [values.get(name) for name in ("address", "postcode", "borough", "opening_hours")]
    what = "Would be public" if values["visibility"] == "public" else "A draft"
    return ", ".join([what, *(str(text)[:_LONGEST] for text in told if text)])


def _value(value: object) -> str:
    if value in (None, "", []):
        return "<em>nothing</em>"
    if isinstance(value, list):
        parts = [str(p) if not isinstance(p, dict) else _channel(p) for p in value]
        return escape("; ".join(parts)[:_LONGEST])
    return f"“{escape(str(value)[:_LONGEST])}”"


def _channel(values: dict[str, object]) -> str:
    return " ".join(
        str(values[name])
        for name in ("kind", "label", "contact", "opening_hours")
        if values.get(name)
    )
