"""All that is kept of one record, as staff see it: every field, in words, escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from data.field_words import channel_words, label, value_words
from data.form_groups import GROUPS, PIN
from data.reports import WORDS, Report
from data.revision_words import KIND_WORDS, field_changes
from data.revisions import MODEL, Key, RecordKind, Revision, Values
from data.words import clock_words, date_words

_EMPTY = (None, "", [], ())
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
            if name != "channels" and values.get(name) not in _EMPTY
        ]
        shown.update(known)
        rows = "".join(_row(name, values.get(name)) for name in known)
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
    ways = (channel_words(way) for way in values.get("channels") or ())
    return "".join(f"<p>{_lines(way)}</p>" for way in ways)


def changes_html(revision: Revision) -> str:
    """Draw what a revision changes, before and after."""
    rows = "".join(
        f"<dt>{escape(change.label)}</dt><dd>{_lines(change.before)} → {_lines(change.after)}</dd>"
        for change in field_changes(revision)
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


def _row(name: str, value: object) -> str:
    words = _lines(value_words(name, value))
    if name.endswith(("url", "website")) and str(value).startswith(("https://", "http://")):
        words = f'<a href="{words}" target="_blank" rel="noreferrer noopener">{words}</a>'
    return f"<dt>{escape(label(name))}</dt><dd>{words}</dd>"


def _lines(words: str) -> str:
    return escape(words).replace("\n", "<br>")
