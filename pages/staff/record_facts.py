"""All that is kept of one record, as staff see it: every field, in words, escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from pydantic import BaseModel

from data.form_fields import KIND_WORDS, Sort, form_fields, label
from data.form_groups import GROUPS, PIN
from data.hours import OpeningHours, lint
from data.record_form import NOT_KNOWN, value_words
from data.records import Channel
from data.reports import WORDS, Report
from data.revisions import MODEL, Key, RecordKind, Revision, Values
from data.words import clock_words, date_words

_PIN_FIELDS = ("lat", "lon", "point_source", "borough")


def facts_html(kind: RecordKind, values: Values) -> str:
    """Draw every field in the groups of the form; what is not known is named at the end."""
    model = MODEL[kind]
    parts = []
    shown: set[str] = set()
    groups = [(group.title, group.fields) for group in GROUPS[kind]]
    # What no form shows comes last, so that nothing that is kept is left out.
    others = tuple(name for name in model.model_fields if name not in _in_forms(kind))
    for title, names in (*groups, ("Besides", others)):
        known = [
            name
            for listed in names
            for name in (_PIN_FIELDS if listed == PIN else (listed,))
            if name != "channels" and value_words(model, name, values.get(name)) != NOT_KNOWN
        ]
        shown.update(known)
        rows = "".join(_row(model, name, values.get(name)) for name in known)
        channels = _channels_html(values) if "channels" in names else ""
        if rows or channels:
            parts.append(f"<h3>{title}</h3>{f'<dl>{rows}</dl>' if rows else ''}{channels}")
    empty = [label(n) for n in model.model_fields if n not in shown and n != "channels"]
    missing = f"<p>Not known: {escape(', '.join(empty))}.</p>" if empty else ""
    return f'<div class="place staff-facts">{"".join(parts)}{missing}</div>'


def _in_forms(kind: RecordKind) -> set[str]:
    listed = {name for group in GROUPS[kind] for name in group.fields}
    return listed | (set(_PIN_FIELDS) if PIN in listed else set())


def _channels_html(values: Values) -> str:
    return "".join(
        f"<h4>Way {number}</h4><dl>{''.join(_rows_of_channel(channel))}</dl>"
        for number, channel in enumerate(values.get("channels") or (), 1)
    )


def changes_html(revision: Revision) -> str:
    """Draw what a revision changes, before and after."""
    model = MODEL[revision.kind]
    rows = "".join(
        f"<dt>{escape(label(name))}</dt><dd>{escape(value_words(model, name, change.before))}"
        f" → {escape(value_words(model, name, change.after))}</dd>"
        for name, change in revision.changes.items()
        if not (revision.creates and value_words(model, name, change.after) == NOT_KNOWN)
    )
    return f'<div class="place staff-facts"><dl>{rows}</dl></div>'


def proposed_html(revision: Revision) -> str:
    """Draw a change that waits: who, when, why, what."""
    day = date_words(revision.made_at.date().isoformat())
    what = f"A new {KIND_WORDS[revision.kind]}" if revision.creates else "A change"
    when = revision.effective_from
    start = f" It is to take effect on {date_words(when.date().isoformat())}." if when else ""
    return (
        f"<p>{what} by {escape(revision.author)}, {day}: {escape(revision.reason)}{start}</p>"
        f"{changes_html(revision)}"
    )


def coming_html(revision: Revision) -> str:
    """Draw a change that is approved and has a date."""
    when = revision.effective_from or revision.made_at
    day = date_words(when.date().isoformat())
    return f"<p>On {day} at {clock_words(when)}:</p>{changes_html(revision)}"


def reports_html(reports: Sequence[Report]) -> str:
    """Draw what the public said is wrong."""
    items = "".join(
        f"<li>{date_words(report.day.isoformat())}: {escape(WORDS[report.kind][report.what])}"
        f"{f' ({report.times} times)' if report.times > 1 else ''}"
        f"{'. ' + escape(report.words) if report.words else ''}</li>"
        for report in reports
    )
    return f'<ul class="staff-reports">{items}</ul>'


def open_reports(reports: Sequence[Report], key: Key) -> list[Report]:
    """Give the reports about a record that nobody has dealt with."""
    return [r for r in reports if (r.kind, r.record_id) == key and r.handled_at is None]


def _rows_of_channel(channel: Mapping[str, Any]) -> list[str]:
    return [
        _row(Channel, name, value)
        for name, value in channel.items()
        if value_words(Channel, name, value) != NOT_KNOWN
    ]


def _row(model: type[BaseModel], name: str, value: object) -> str:
    words = escape(value_words(model, name, value))
    field = form_fields(model).get(name)
    text = str(value)
    if field and field.sort is Sort.HOURS and not lint(text):
        words = f"{escape(OpeningHours(text).describe())} <code>{words}</code>"
    if name.endswith(("url", "website")) and text.startswith(("https://", "http://")):
        words = f'<a href="{words}" target="_blank" rel="noreferrer noopener">{words}</a>'
    if name == "internal_notes":
        words = words.replace("\n", "<br>")
    return f"<dt>{escape(label(name))}</dt><dd>{words}</dd>"
