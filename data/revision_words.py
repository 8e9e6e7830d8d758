"""A revision in words: what it does, to what, who made it and who agreed, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from data.field_words import (
    CHANNEL_KIND,
    channel_name,
    channel_words,
    label,
    value_words,
)
from data.hours_clock import LONDON
from data.revisions import Change, RecordKind, Revision, RevisionState
from data.roles import MACHINE
from data.words import date_words

ALONE = "By one person, because it only takes away or changes nothing that is public."
NOTHING = "none"
KIND_WORDS: Mapping[RecordKind, str] = MappingProxyType(
    {
        RecordKind.PLACE: "place",
        RecordKind.SERVICE: "service",
        RecordKind.SCHEME: "scheme",
        RecordKind.CONTACT: "borough contact",
    }
)
STATE_WORDS: Mapping[RevisionState, str] = MappingProxyType(
    {
        RevisionState.WAITING: "Waits for a second person",
        RevisionState.APPROVED: "In force",
        RevisionState.SENT_BACK: "Sent back",
        RevisionState.WITHDRAWN: "Taken back",
    }
)
_SUSPENDED = ("temporarily_closed", "closed")
_CHECK_FIELDS = frozenset({"checked_on", "checked_by_role", "checked_how"})
_PIN = frozenset({"lat", "lon"})
_WHERE = frozenset({"address", "postcode", "borough", "point_source", "entrance"})


@dataclass(frozen=True)
class FieldChange:
    """One thing that changed, in words; ``before`` and ``after`` may have several lines."""

    label: str
    before: str
    after: str


def moment_words(at: datetime) -> str:
    """Write a moment in London, such as "3 March 2027, 10:00"."""
    local = at.astimezone(LONDON)
    return f"{date_words(local.date().isoformat())}, {local:%H:%M}"


def title(revision: Revision, name: str) -> str:
    """Say in a few words what a revision does to the record with a name."""
    said = f"{_verb(revision)} {name}{', and more' if _does_more(revision) else ''}"
    return f"Undo: {said[0].lower()}{said[1:]}" if revision.undoes else said


def _verb(revision: Revision) -> str:
    changes = revision.changes
    if revision.creates:
        return f"New {KIND_WORDS[revision.kind]}:"
    visibility, status = changes.get("visibility"), changes.get("status")
    if visibility:
        return "Show" if visibility.after == "public" else "Hide"
    if status:
        return _status_verb(status)
    fields = set(changes)
    if fields <= _CHECK_FIELDS:
        return "Checked:"
    if fields & _PIN:
        return "Move"
    if len(fields) == 1:
        (field,) = fields
        return f"Change “{label(field)}” of"
    return f"Change {len(fields)} things of"


def _does_more(revision: Revision) -> bool:
    """Say whether the verb tells only a part of what changed."""
    if revision.creates:
        return False
    fields = set(revision.changes)
    for told in ({"visibility"}, {"status"}):
        if fields & told:
            return bool(fields - told - _CHECK_FIELDS)
    return bool(fields & _PIN) and bool(fields - _PIN - _WHERE)


def _status_verb(status: Change) -> str:
    if status.after == "closed":
        return "Close"
    if status.after == "temporarily_closed":
        return "Close for now:"
    return "Open again:" if status.before in _SUSPENDED else "Change the status of"


def field_changes(revision: Revision) -> list[FieldChange]:
    """Give what changed, field by field; ways to reach a service one by one, field by field.

    A record that is new gives just what is filled in.
    """
    return list(_all_changes(revision.changes, new=revision.creates))


def changes_words(changes: Mapping[str, Change]) -> list[FieldChange]:
    """Give the same for changes that belong to no revision."""
    return list(_all_changes(changes, new=False))


def _all_changes(changes: Mapping[str, Change], *, new: bool) -> Iterator[FieldChange]:
    for field, change in changes.items():
        if field == "channels":
            yield from _channel_changes(change.before or (), change.after or ())
        elif not (new and change.after in (None, "", [], ())):
            before = NOTHING if new else value_words(field, change.before)
            yield FieldChange(label(field), before, value_words(field, change.after))


def _channel_changes(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[FieldChange]:
    pairs = _pairs(before, after)
    for old, new in pairs:
        if old is None and new is not None:
            yield FieldChange(f"New way to reach it: {_kind(new)}", NOTHING, channel_words(new))
        elif new is None and old is not None:
            yield FieldChange(f"Way to reach it: {_kind(old)}", channel_words(old), "taken out")
        elif old is not None and new is not None:
            for field in dict.fromkeys((*old, *new)):
                if old.get(field) != new.get(field):
                    yield FieldChange(
                        f"{channel_name(old)}: {label(field)}",
                        value_words(field, old.get(field)),
                        value_words(field, new.get(field)),
                    )
    if sorted(map(repr, before)) == sorted(map(repr, after)):
        yield FieldChange(
            "Order of the ways to reach it",
            ", ".join(map(channel_name, before)) or NOTHING,
            ", ".join(map(channel_name, after)) or NOTHING,
        )


def _kind(channel: Mapping[str, Any]) -> str:
    kind = str(channel.get("kind") or "")
    return CHANNEL_KIND.get(kind, kind)


def _pairs(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> list[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]]:
    """Find for each channel what it was: the same, else same number, else same sort."""
    old, new = list(before), list(after)
    found: dict[int, Mapping[str, Any]] = {}
    for alike in (("",), ("kind", "contact"), ("kind", "label"), ("kind",)):
        for at, channel in enumerate(new):
            if at in found:
                continue
            match = next((o for o in old if _alike(o, channel, alike)), None)
            if match is not None:
                old.remove(match)
                found[at] = match
    made: list[tuple[Mapping[str, Any] | None, Mapping[str, Any] | None]] = [
        (found.get(at), channel) for at, channel in enumerate(new)
    ]
    return [*made, *((gone, None) for gone in old)]


def _alike(old: Mapping[str, Any], new: Mapping[str, Any], fields: tuple[str, ...]) -> bool:
    if fields == ("",):
        return old == new
    return all(old.get(field) == new.get(field) for field in fields)


def made_words(revision: Revision) -> str:
    """Say who made it and when."""
    if revision.author == MACHINE:
        return f"Put in when the site was set up, {moment_words(revision.made_at)}."
    return f"Proposed by {revision.author}, {moment_words(revision.made_at)}."


def when_words(revision: Revision, now: datetime) -> str:
    """Say from when it counts, or will count."""
    start = revision.effective_from
    if start is None:
        return "Takes effect as soon as it is approved."
    if revision.state is RevisionState.WAITING:
        if start <= now:
            return f"Was to take effect on {moment_words(start)}: now as soon as it is approved."
        return f"Takes effect on {moment_words(start)}, if it is approved."
    if start < revision.made_at:
        return "Counts from the start."
    if revision.state is not RevisionState.APPROVED:
        return f"Was to take effect on {moment_words(start)}."
    return f"{'Took' if start <= now else 'Takes'} effect on {moment_words(start)}."


def decided_words(revision: Revision) -> str:
    """Say what became of it and who decided, with their words; empty while nobody has."""
    words = f" “{revision.decision}”" if revision.decision else ""
    if revision.state is RevisionState.WAITING:
        return revision.decision
    when = f", {moment_words(revision.decided_at)}" if revision.decided_at else ""
    by = f" by {revision.decided_by}{when}" if revision.decided_by else when
    if revision.state is RevisionState.SENT_BACK:
        return f"Sent back{by}.{words}"
    if revision.state is RevisionState.WITHDRAWN:
        return f"Taken back{by}.{words}"
    if revision.author == MACHINE:
        return ""
    return ALONE if revision.alone else f"Approved{by}.{words}"
