"""What changed in what the public sees, and when: for those who keep copies of it.

Found by looking at what was public before and after each decision and each midnight. So nothing
is told that was not public, nor who did it or why. Nor do old values stay in it: what was taken
back, because it was private or wrong, must not be read here for months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from data.directory import Directory
from data.freshness import last_day_shown
from data.hours_clock import LONDON
from data.load import Seed
from data.records import Place, Record, Status
from data.revisions import Key, RecordKind, Revision, in_order, read, values_of

KEPT_FOR = timedelta(days=90)
_INSTANT = timedelta(microseconds=1)


class What(StrEnum):
    """What happened to a record, the weightiest first."""

    REMOVED = "removed"
    CLOSED = "closed"
    WARNING = "warning"
    MOVED = "moved"
    OPENED = "opened"
    HOURS = "hours"
    ADDED = "added"
    CHANGED = "changed"


_FIELDS: Mapping[str, What] = {
    "alert": What.WARNING,
    **dict.fromkeys(("lat", "lon", "address", "postcode"), What.MOVED),
    **dict.fromkeys(
        (
            "opening_hours",
            "staffed_hours",
            "hours_in_doubt",
            "hours_public_note",
            "day_hours",
            "night_hours",
        ),
        What.HOURS,
    ),
}
_NOT_RUNNING = (Status.TEMPORARILY_CLOSED, Status.CLOSED)


@dataclass(frozen=True)
class PublicChange:
    """One change of one record. ``fields`` are the columns whose values changed."""

    at: datetime
    key: Key
    what: tuple[What, ...]
    fields: tuple[str, ...] = ()


def public_changes(revisions: Iterable[Revision], now: datetime) -> tuple[PublicChange, ...]:
    """Give what the public saw change in the last days, oldest first.

    A record that is no longer public has only the moment at which it went.
    """
    since = now - KEPT_FOR
    watched = _Watched()
    found: list[PublicChange] = []
    for at, group in groupby(_moments(revisions, since, now), key=lambda pair: pair[0]):
        changed = [revision for _, revision in group if revision is not None]
        if at < since:
            watched.take(changed)
        else:
            found.extend(watched.changes(at, changed))
    still = watched.public(watched.records.keys(), now.astimezone(LONDON).date())
    return tuple(c for c in found if c.key in still or What.REMOVED in c.what)


def _moments(
    revisions: Iterable[Revision], since: datetime, now: datetime
) -> list[tuple[datetime, Revision | None]]:
    """Give all that takes effect, and each midnight, when places may leave by themselves."""
    steps: list[tuple[datetime, Revision | None]] = [
        (start, revision)
        for start, revision in in_order(revisions)
        # Another server's clock may be ahead; what is decided counts at once all the same.
        if start <= now or not revision.is_dated
    ]
    day, last = since.astimezone(LONDON).date(), now.astimezone(LONDON).date()
    while day < last:
        day += timedelta(days=1)
        steps.append((_midnight(day), None))
    return sorted(steps, key=lambda step: step[0])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LONDON)


class _Watched:
    """The records as they are while time goes on."""

    def __init__(self) -> None:
        self.records: dict[Key, Record] = {}
        self._values: dict[Key, dict[str, Any]] = {}
        self._leaving: dict[date, set[Key]] = defaultdict(set)

    def take(self, revisions: Iterable[Revision]) -> None:
        """Let changes take effect."""
        keys = dict.fromkeys(revision.key for revision in revisions)
        for revision in revisions:
            kept = self._values.setdefault(revision.key, {})
            kept.update((field, change.after) for field, change in revision.changes.items())
        made = read({key: self._values[key] for key in keys})
        for key in keys:
            self.records.pop(key, None)
        for key, record in _keyed(made):
            self.records[key] = record
            if (last := last_day_shown(record)) is not None:
                self._leaving[last + timedelta(days=1)].add(key)

    def changes(self, at: datetime, revisions: list[Revision]) -> Iterator[PublicChange]:
        """Let changes take effect, and give what the public saw of it."""
        day = at.astimezone(LONDON).date()
        touched = {revision.key for revision in revisions}
        schemes = {record_id for kind, record_id in touched if kind is RecordKind.SCHEME}
        if schemes:
            touched |= {key for key in self.records if self._scheme_of(key) in schemes}
        if at == _midnight(day):
            touched |= self._leaving.pop(day, set())
        before = self.public(touched, (at - _INSTANT).astimezone(LONDON).date())
        self.take(revisions)
        after = self.public(touched, day)
        for key in sorted(touched):
            old, new = before.get(key), after.get(key)
            if old != new:
                yield PublicChange(at, key, *_seen(old, new))

    def public(self, keys: Iterable[Key], day: date) -> Mapping[Key, Record]:
        """Give those of the records that the public sees, as it sees them."""
        wanted = {key: self.records[key] for key in keys if key in self.records}
        # A suspended scheme takes its places away.
        above = {(RecordKind.SCHEME, self._scheme_of(key) or "") for key in wanted}
        schemes = {key: self.records[key] for key in above if key in self.records}
        directory = Directory.of(_seed({**schemes, **wanted}), day)
        shown = Seed(
            places=directory.places,
            services=directory.services,
            schemes=tuple(directory.schemes.values()),
            borough_contacts=tuple(directory.contacts.values()),
        )
        return {key: record for key, record in _keyed(shown) if key in wanted}

    def _scheme_of(self, key: Key) -> str | None:
        record = self.records[key]
        return record.scheme if isinstance(record, Place) else None


def _keyed(seed: Seed) -> Iterator[tuple[Key, Record]]:
    yield from (((RecordKind.PLACE, r.id), r) for r in seed.places)
    yield from (((RecordKind.SERVICE, r.id), r) for r in seed.services)
    yield from (((RecordKind.SCHEME, r.id), r) for r in seed.schemes)
    yield from (((RecordKind.CONTACT, r.id), r) for r in seed.borough_contacts)


def _seed(records: Mapping[Key, Record]) -> Seed:
    def of(kind: RecordKind) -> tuple[Any, ...]:
        return tuple(record for key, record in records.items() if key[0] is kind)

    return Seed(
        places=of(RecordKind.PLACE),
        services=of(RecordKind.SERVICE),
        schemes=of(RecordKind.SCHEME),
        borough_contacts=of(RecordKind.CONTACT),
    )


def _seen(old: Record | None, new: Record | None) -> tuple[tuple[What, ...], tuple[str, ...]]:
    """Say what happened between two public records, one of which may be missing."""
    if new is None:
        return (What.REMOVED,), ()
    if old is None:
        return (What.ADDED,), ()
    before, after = values_of(old), values_of(new)
    fields = tuple(name for name in after if before.get(name) != after[name])
    what = {_sort(name, before, after) for name in fields}
    return tuple(sorted(what, key=list(What).index)), fields


def _sort(field: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> What:
    if field == "status":
        if after[field] in _NOT_RUNNING:
            return What.CLOSED
        return What.OPENED if after[field] == Status.ACTIVE else What.CHANGED
    if field == "channels":
        return What.HOURS if _hours(before[field]) != _hours(after[field]) else What.CHANGED
    return _FIELDS.get(field, What.CHANGED)


def _hours(channels: list[Mapping[str, Any]]) -> list[tuple[Any, ...]]:
    return [(channel["kind"], channel["opening_hours"]) for channel in channels]
