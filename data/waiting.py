"""What waits for a second person: grouped, in the order to look at it, and each beside the record.

Nothing here decides; ``data.store`` does, and looks again before it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from data.field_words import label
from data.records import Record
from data.revision_rows import PUT_BACK
from data.revisions import MODEL, Key, Revision, Timeline, Values
from data.sheet import problem
from data.two_people import is_shown, reasons_to_wait

SOON = timedelta(days=3)
TOGETHER = "It belongs to a batch that is approved together."


@dataclass(frozen=True)
class Entry:
    """What is decided together: all of a batch by one author that still waits, or one revision.

    ``title`` is the batch's; empty for one revision. ``urgent``: it was to be in force by now or
    soon, or was in force until something else took it back.
    """

    key: str
    revisions: tuple[Revision, ...]
    title: str
    urgent: bool

    @property
    def first(self) -> Revision:
        """The oldest of them."""
        return self.revisions[0]

    @property
    def ids(self) -> list[int]:
        """Their numbers."""
        return [r.id for r in self.revisions]


@dataclass(frozen=True)
class Look:
    """One proposal beside the record as it is now.

    ``before`` is None for a record that is new. ``record`` is None where it can't be read;
    ``problems`` then say why. ``clashes`` are the fields that somebody changed since it was
    proposed, so that it can't be approved as it is.
    """

    revision: Revision
    before: Values | None
    after: Values
    record: Record | None
    reasons: tuple[str, ...]
    clashes: tuple[str, ...]
    problems: tuple[str, ...]
    becomes_public: bool

    @property
    def can_be_approved(self) -> bool:
        """Whether the store would take it as the record is now."""
        return self.record is not None and not self.clashes


def entries(waiting: Iterable[Revision], titles: Mapping[int, str], now: datetime) -> list[Entry]:
    """Group what waits (oldest first), the most urgent first and then the oldest."""
    groups: dict[str, list[Revision]] = {}
    for revision in waiting:
        one = revision.batch is None or revision.decision == PUT_BACK
        key = f"r{revision.id}" if one else f"b{revision.batch}-{revision.author}"
        groups.setdefault(key, []).append(revision)
    found = [
        Entry(
            key,
            tuple(revisions),
            titles.get(revisions[0].batch or 0, "") if key.startswith("b") else "",
            any(_is_urgent(r, now) for r in revisions),
        )
        for key, revisions in groups.items()
    ]
    return sorted(found, key=lambda e: (not e.urgent, e.first.made_at, e.first.id))


def _is_urgent(revision: Revision, now: datetime) -> bool:
    soon = revision.effective_from is not None and revision.effective_from <= now + SOON
    return soon or revision.decision == PUT_BACK


def look(timeline: Timeline, revision: Revision, now: datetime) -> Look:
    """Lay a proposal over the record as it will be when the proposal takes effect."""
    at = max(revision.effective_from or now, now, key=datetime.timestamp)
    before = timeline.values(revision.key, at)
    after = {**(before or {}), **{f: c.after for f, c in revision.changes.items()}}
    clashes = tuple(
        field
        for field, change in revision.changes.items()
        if (before or {}).get(field) not in (change.before, change.after)
    )
    old = _record(revision.key, before)
    try:
        record = MODEL[revision.kind].model_validate(after)
    except ValidationError as error:
        found = [problem(e, MODEL[revision.kind]) for e in error.errors()]
        problems = tuple(f"{label(field)}{words}" for field, words in found)
        return Look(revision, before, after, None, (), clashes, problems, False)
    reasons = reasons_to_wait(old, record, at) or ((TOGETHER,) if revision.batch else ())
    becomes = is_shown(record) and not is_shown(old)
    return Look(revision, before, after, record, reasons, clashes, (), becomes)


def name_of(timeline: Timeline, revision: Revision, now: datetime) -> str:
    """Name the record of a revision: as it is, else as it is to be, else its id."""
    values: Mapping[str, Any] = timeline.values(revision.key, now) or {}
    change = revision.changes.get("name") or revision.changes.get("borough")
    name = values.get("name") or values.get("borough") or (change.after if change else None)
    return str(name or revision.record_id)


def sent_back_to(revisions: Iterable[Revision], author: str) -> list[Revision]:
    """Give what was sent back to somebody and what they have not taken up again, newest first."""
    newest: dict[Key, Revision] = {}
    for revision in revisions:
        if revision.author == author and (
            revision.key not in newest or revision.id > newest[revision.key].id
        ):
            newest[revision.key] = revision
    back = [r for r in newest.values() if r.state == "sent_back"]
    return sorted(back, key=lambda r: r.id, reverse=True)


def _record(key: Key, values: Values | None) -> Record | None:
    return MODEL[key[0]].model_validate(values) if values else None
