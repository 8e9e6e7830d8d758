"""What saving a change would do: what is public at once, what waits, and why. Said beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from data.changes import Proposed
from data.field_words import label
from data.records import Record
from data.revisions import Change, RecordKind, Values, differences, readable, values_of
from data.two_people import part_at_once, reasons_to_wait


@dataclass(frozen=True)
class Outlook:
    """``at_once`` and ``waits`` are the fields of ``changes``, each in one of the two."""

    changes: Mapping[str, Change]
    at_once: tuple[str, ...]
    waits: tuple[str, ...]
    reasons: tuple[str, ...]


def outlook(
    kind: RecordKind, before: Values | None, after: Record, at: datetime, *, later: bool = False
) -> Outlook:
    """Say what ``Store.propose`` would do with a record; ``later``: it takes effect at a date."""
    changes = differences(before or {}, values_of(after))
    old = readable(kind, before)
    reasons = reasons_to_wait(old, after, at) if changes else ()
    if not reasons:
        return Outlook(changes, tuple(changes), (), ())
    less = {} if later else part_at_once(old, changes, at)
    rest = tuple(field for field in changes if field not in less)
    return Outlook(changes, tuple(less), rest, reasons)


FACTLESS = frozenset(
    {
        "alert",
        "checked_by_role",
        "checked_how",
        "checked_on",
        "confidence",
        "hours_in_doubt",
        "id",
        "internal_notes",
        "read_on",
        "status",
        "visibility",
    }
)
"""Fields whose change is our own judgement, so that no source must be named for it."""
_SOURCE = ("source_url", "source_name", "source_date")


def asks_for_source(changes: Mapping[str, Change]) -> bool:
    """Say whether facts changed while what says so stayed the same."""
    facts = [f for f in changes if f not in FACTLESS and f not in _SOURCE]
    if facts == ["channels"] and _channels_name_another(changes["channels"]):
        return False
    return bool(facts) and not any(field in changes for field in _SOURCE)


def _channels_name_another(change: Change) -> bool:
    """Say whether the ways to reach a service name other sources than before."""
    was, now = (
        {(way.get("source_url"), way.get("source_date")) for way in side or ()}
        for side in (change.before, change.after)
    )
    return not now <= was


def came_to(proposed: Proposed) -> tuple[str, ...]:
    """Say what became of a change: what is done, and what waits and why."""
    if proposed.at_once is None and proposed.waiting is None:
        return ("Nothing changed: the record was like that already.",)
    said = []
    if proposed.at_once is not None:
        said.append(f"Done: {fields_words(proposed.at_once.changes)}.")
    if proposed.waiting is not None:
        what = fields_words(proposed.waiting.changes)
        said.append(f"Waits for a second person: {what}. {' '.join(proposed.reasons)}")
    return tuple(said)


def fields_words(fields: Iterable[str]) -> str:
    """Name some fields; a long list is cut, because a new record has them all."""
    names = list(dict.fromkeys(label(field).rstrip("?") for field in fields))
    most = 8
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
