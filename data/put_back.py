"""Which approved changes that are yet to come must be looked at again after another change.

An approval holds for the step that somebody looked at. When what the step starts from has changed
meanwhile, it may open what nobody agreed to; and nothing may open again by itself what somebody
has closed since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from data.records import Record, Status
from data.revisions import MODEL, Revision, Timeline
from data.two_people import is_shown, reasons_to_wait

_SUSPENDED = (Status.TEMPORARILY_CLOSED, Status.CLOSED)


def to_put_back(timeline: Timeline, done: Revision) -> list[Revision]:
    """Give the approved changes that take effect after ``done`` and must wait again because of it.

    ``timeline`` need not have ``done`` yet.

    All of them where it closed or hid the record; any that would open what it suspended; any that
    one person made alone and that now opens something; and any other that opens something and
    starts from a value that is another by now.
    """
    start = _start(done)
    later = [
        r for r in timeline.of(done.key) if r.id != done.id and r.is_dated and _start(r) > start
    ]
    if not later:
        return []
    own = with_revision(Timeline(tuple(timeline.of(done.key)), timeline.version), done)
    values = dict(own.values(done.key, start) or {})
    if not is_shown(_record(done, values)):
        return later
    suspended = values.get("status") in _SUSPENDED and "status" in done.changes
    back: list[Revision] = []
    for revision in sorted(later, key=lambda r: (_start(r), r.version or 0, r.id)):
        after = {**values, **{f: c.after for f, c in revision.changes.items()}}
        if _must_wait(revision, values, after, suspended):
            back.append(revision)
        else:
            values = after
    return back


def _must_wait(
    revision: Revision,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    suspended: bool,
) -> bool:
    status = revision.changes.get("status")
    if suspended and status is not None and status.after not in _SUSPENDED:
        return True
    starts_as_seen = all(before.get(f) == change.before for f, change in revision.changes.items())
    if starts_as_seen and not revision.alone:
        return False
    old, new = _record(revision, before), _record(revision, after)
    return old is None or new is None or bool(reasons_to_wait(old, new, _start(revision)))


def _record(revision: Revision, values: Mapping[str, Any]) -> Record | None:
    try:
        return MODEL[revision.kind].model_validate(values)
    except ValidationError:
        return None


def _start(revision: Revision) -> datetime:
    return (revision.effective_from or revision.made_at).astimezone(UTC)


def with_revision(timeline: Timeline, done: Revision, gone: Iterable[Revision] = ()) -> Timeline:
    """Give the timeline with what became of one revision, and without those that wait again."""
    left_out = {done.id, *(r.id for r in gone)}
    others = (r for r in timeline.revisions if r.id not in left_out)
    return replace(timeline, revisions=(*others, done))
