"""The store: revisions in SQL, on SQLite and PostgreSQL alike.

Every function that changes something names who does it, is refused to who may not, and happens
wholly or not at all. Nothing is ever deleted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from data import database
from data import revision_rows as rows
from data.changes import ChangeError, ConflictError, Draft, Proposed
from data.freshness import has_left
from data.hours_clock import LONDON
from data.load import Seed
from data.planting import plant
from data.put_back import to_put_back, with_revision
from data.records import Record, Visibility
from data.revisions import (
    MODEL,
    Change,
    Key,
    Revision,
    RevisionState,
    Timeline,
    differences,
    readable,
    values_of,
)
from data.roles import Action, Actor, NotAllowedError, require
from data.store_reading import StoreReading
from data.two_people import part_at_once, reasons_to_wait
from data.unseen import refuse_own_edits
from data.validation import BoroughAt, validated

HOW_CHECKED = ("telephone", "visit", "website")
ASK_WHY = "Say why, in a few words: who told you, or what you saw."
NO_RECORD = "There is no such record. Look for it in the list."
CHECKER = "City Hall staff"
IN_BATCH = "It belongs to a batch that is approved together."
_LONGEST_WORDS = 1000


@dataclass(frozen=True)
class _Judged:
    """What a draft changes in a record, and why that would wait for a second person."""

    key: Key
    before: Record | None
    after: Record
    changes: Mapping[str, Change]
    reasons: tuple[str, ...]


class Store(StoreReading):
    """The revisions of one database. ``borough_at`` works out the borough of each place."""

    def __init__(self, engine: sa.Engine, borough_at: BoroughAt) -> None:
        super().__init__(engine)
        self._borough_at = borough_at

    def plant(self, seed: Seed, now: datetime) -> bool:
        """Fill an empty store with the seed; False where it was not empty."""
        return plant(self._engine, seed, now)

    def propose(
        self,
        actor: Actor,
        drafts: Sequence[Draft],
        reason: str,
        now: datetime,
        *,
        effective_from: datetime | None = None,
        batch: str | None = None,
        wait: bool = False,
        undoes: int | None = None,
    ) -> list[Proposed]:
        """Save drafts: what one person may do is done at once, the rest waits for a second.

        All or none: raises InvalidRecordError, ConflictError or ChangeError and saves nothing.
        ``batch`` names drafts that belong together; ``wait`` keeps all of them for a second
        person.
        """
        require(actor, Action.CHANGE)
        words = _words(reason, ASK_WHY)
        when = max(effective_from, now, key=datetime.timestamp) if effective_from else None
        with database.told(self._engine), self._engine.begin() as connection:
            rows.lock(connection)
            timeline = rows.read_timeline(connection, {d.record_id for d in drafts})
            number = rows.add_batch(connection, batch, actor, now)
            made = rows.made(actor.name, words, now) | {"batch": number, "undoes": undoes}
            known = rows.Known(connection)
            if wait:
                judged = [self._judged(timeline, known, draft, when or now) for draft in drafts]
                return _all_wait(connection, judged, made | {"effective_from": when})
            return [
                self._propose(connection, timeline, known, actor, draft, made, now, when)
                for draft in drafts
            ]

    def amend(
        self,
        actor: Actor,
        key: Key,
        fields: Mapping[str, Any],
        reason: str,
        now: datetime,
        *,
        effective_from: datetime | None = None,
    ) -> Proposed:
        """Change some fields of a record, whatever others changed in the rest of it.

        For closing, hiding, suspending and warnings, which must not fail because somebody else
        corrected a telephone number a moment ago.
        """
        require(actor, Action.CHANGE)
        words = _words(reason, ASK_WHY)
        when = max(effective_from, now, key=datetime.timestamp) if effective_from else None
        with database.told(self._engine), self._engine.begin() as connection:
            rows.lock(connection)
            timeline = rows.read_timeline(connection, {key[1]})
            values = timeline.values(key, when or now)
            if values is None:
                raise ChangeError(NO_RECORD)
            draft = Draft(*key, {**values, **fields}, timeline.based_on(key))
            made = rows.made(actor.name, words, now)
            known = rows.Known(connection)
            return self._propose(connection, timeline, known, actor, draft, made, now, when)

    def _judged(
        self, timeline: Timeline, known: rows.Known, draft: Draft, at: datetime
    ) -> _Judged | None:
        """Say what a draft changes and why it would wait; None where it changes nothing."""
        key = (draft.kind, draft.record_id)
        before = timeline.values(key, at)
        after = self.validated(draft, known)
        changes = differences(before or {}, values_of(after))
        if timeline.based_on(key) != draft.based_on:
            theirs = [r for r in timeline.of(key) if (r.version or 0) > draft.based_on]
            fields = sorted({f for r in theirs for f in r.changes} & set(changes))
            raise ConflictError(theirs, fields, before, timeline.based_on(key))
        if not changes:
            return None
        before_record = readable(draft.kind, before)
        reasons = reasons_to_wait(before_record, after, at)
        return _Judged(key, before_record, after, changes, reasons)

    def _propose(
        self,
        connection: Connection,
        timeline: Timeline,
        known: rows.Known,
        actor: Actor,
        draft: Draft,
        made: dict[str, Any],
        now: datetime,
        when: datetime | None,
    ) -> Proposed:
        at = when or now
        judged = self._judged(timeline, known, draft, at)
        if judged is None:
            return Proposed()
        key, changes, reasons = judged.key, judged.changes, judged.reasons
        row = rows.row_of(*key, changes) | made | {"effective_from": when}
        if not reasons:
            return Proposed(at_once=self._apply(connection, timeline, row, actor, now, at))
        less = {} if when else part_at_once(judged.before, changes, at)
        if not less:
            waiting = rows.insert(connection, row | rows.waits())
            return Proposed(waiting=waiting, reasons=reasons)
        rest = {field: change for field, change in changes.items() if field not in less}
        done = self._apply(connection, timeline, row | rows.row_of(*key, less), actor, now, at)
        waiting = rows.insert(connection, row | rows.row_of(*key, rest) | rows.waits())
        return Proposed(at_once=done, waiting=waiting, reasons=reasons)

    def _apply(
        self,
        connection: Connection,
        timeline: Timeline,
        row: Mapping[str, Any],
        actor: Actor,
        now: datetime,
        at: datetime,
    ) -> Revision:
        decided = rows.decided(actor.name, now, "", rows.next_version(connection))
        revision = rows.insert(connection, {**row, **decided, "effective_from": at})
        rows.put_back(connection, to_put_back(timeline, revision))
        return revision

    def validated(self, draft: Draft, known: rows.Known | None = None) -> Record:
        """Make the record of a draft, its borough worked out from its point.

        Raises InvalidRecordError with all that is wrong with it.
        """
        return validated(draft, self._borough_at, known.broken_links if known else None)

    def approve(
        self, actor: Actor, ids: Sequence[int], now: datetime, words: str = "", *, seen: int
    ) -> list[Revision]:
        """Approve what somebody else proposed, all of it or none.

        ``seen`` is the ``version()`` at which the approver looked: a record that changed since
        must be looked at again (ConflictError).
        """
        require(actor, Action.APPROVE)
        with database.told(self._engine), self._engine.begin() as connection:
            rows.lock(connection)
            waiting = rows.still_waiting(connection, ids)
            for revision in waiting:
                if revision.author == actor.name:
                    raise NotAllowedError(
                        "You proposed this yourself. Somebody else must look at it."
                    )
            timeline = rows.read_timeline(connection, {r.record_id for r in waiting})
            version = rows.next_version(connection)
            known = rows.Known(connection)
            times = Counter(revision.key for revision in waiting)
            approved = []
            for revision in waiting:
                at = max(revision.effective_from or now, now, key=datetime.timestamp)
                after = self._merged(timeline, known, revision, at, range(seen + 1, version))
                refuse_own_edits(actor, timeline, revision, after, at)
                changed = rows.decided(actor.name, now, words.strip()[:_LONGEST_WORDS], version)
                rows.update(connection, revision.id, changed | {"effective_from": at})
                done = replace(
                    revision,
                    state=RevisionState.APPROVED,
                    effective_from=at,
                    decided_at=now,
                    version=version,
                )
                rows.put_back(connection, back := to_put_back(timeline, done))
                if times[revision.key] > 1:
                    timeline = with_revision(timeline, done, back)
                approved.append(revision.id)
            return rows.by_id(connection, approved)

    def _merged(
        self, timeline: Timeline, known: rows.Known, revision: Revision, at: datetime, unseen: range
    ) -> Record:
        now = timeline.values(revision.key, at)
        later = [r for r in timeline.of(revision.key) if r.version in unseen]
        both = [
            field
            for field, change in revision.changes.items()
            if (now or {}).get(field) not in (change.before, change.after)
        ]
        earlier = timeline.based_on(revision.key)
        if both or later:
            theirs = (
                later or [r for r in timeline.of(revision.key) if set(both) & set(r.changes)][-1:]
            )
            raise ConflictError(theirs, both, now, earlier)
        values = {**(now or {}), **{f: c.after for f, c in revision.changes.items()}}
        return self.validated(Draft(revision.kind, revision.record_id, values), known)

    def send_back(self, actor: Actor, ids: Sequence[int], words: str, now: datetime) -> None:
        """Send proposals back to who made them, with words that say why."""
        require(actor, Action.APPROVE)
        said = _words(words, "Say what should be different, so that it can be put right.")
        self._end(actor, ids, RevisionState.SENT_BACK, said, now)

    def withdraw(self, actor: Actor, ids: Sequence[int], now: datetime) -> None:
        """Take back one's own proposals."""
        require(actor, Action.CHANGE)
        self._end(actor, ids, RevisionState.WITHDRAWN, "", now)

    def _end(
        self, actor: Actor, ids: Sequence[int], state: RevisionState, words: str, now: datetime
    ) -> None:
        with database.told(self._engine), self._engine.begin() as connection:
            rows.lock(connection)
            for revision in rows.still_waiting(connection, ids):
                if state is RevisionState.WITHDRAWN and revision.author != actor.name:
                    raise NotAllowedError(
                        f"{revision.author} proposed this. Only they can take it back."
                    )
                rows.update(
                    connection,
                    revision.id,
                    {
                        "state": state.value,
                        "decided_by": actor.name,
                        "decided_at": now,
                        "decision": words,
                    },
                )

    def check(
        self, actor: Actor, key: Key, how: str, now: datetime, words: str = "", *, based_on: int
    ) -> Proposed:
        """Note that somebody checked a record today and that it is still right.

        ``how`` is one of ``HOW_CHECKED``. At once, because it changes nothing that is said. Where
        the record has left the map for want of a check, it would come back, so that waits.
        """
        require(actor, Action.CHANGE)
        if how not in HOW_CHECKED:
            raise ChangeError(f"Say how you checked: {', '.join(HOW_CHECKED)}.")
        today = now.astimezone(LONDON).date()
        with database.told(self._engine), self._engine.begin() as connection:
            rows.lock(connection)
            timeline = rows.read_timeline(connection, {key[1]})
            before = timeline.values(key, now)
            if before is None:
                raise ChangeError(NO_RECORD)
            if timeline.based_on(key) != based_on:
                theirs = [r for r in timeline.of(key) if (r.version or 0) > based_on]
                raise ConflictError(theirs, (), before, timeline.based_on(key))
            after = {
                **before,
                "checked_on": today.isoformat(),
                "checked_by_role": CHECKER,
                "checked_how": how,
            }
            self.validated(Draft(*key, after), rows.Known(connection))
            reason = words.strip()[:_LONGEST_WORDS] or f"Checked by {how}: still right."
            row = rows.row_of(*key, differences(before, after)) | rows.made(actor.name, reason, now)
            old = MODEL[key[0]].model_validate(before)
            if has_left(old, today):
                waiting = rows.insert(connection, row | rows.waits())
                return Proposed(waiting=waiting, reasons=("It would come back on the map.",))
            if not differences(before, after):
                return Proposed()
            return Proposed(at_once=self._apply(connection, timeline, row, actor, now, now))

    def undo(self, actor: Actor, revision_id: int, reason: str, now: datetime) -> Proposed:
        """Put back what one approved revision changed, where nobody has changed it again.

        A record that it made is hidden instead. It goes the way of any change: where it opens
        something, it waits.
        """
        require(actor, Action.CHANGE)
        with database.told(self._engine), self._engine.connect() as connection:
            (revision,) = rows.by_id(connection, [revision_id])
            timeline = rows.read_timeline(connection, {revision.record_id})
        if revision.state is not RevisionState.APPROVED or revision.effective_from is None:
            raise ChangeError("It never took effect, so there is nothing to undo.")
        at = max(revision.effective_from, now, key=datetime.timestamp)
        values = timeline.values(revision.key, at) or {}
        if revision.creates:
            back: dict[str, Any] = {"visibility": Visibility.CLOSED.value}
        else:
            back = {
                field: change.before
                for field, change in revision.changes.items()
                if values.get(field) == change.after
            }
        if not back:
            raise ChangeError("All of it was changed again since, so there is nothing to undo.")
        draft = Draft(
            revision.kind,
            revision.record_id,
            {**values, **back},
            timeline.based_on(revision.key),
        )
        (proposed,) = self.propose(
            actor,
            [draft],
            reason,
            now,
            effective_from=at if at > now else None,
            undoes=revision_id,
        )
        return proposed


def _all_wait(
    connection: Connection, judged: Sequence[_Judged | None], made: dict[str, Any]
) -> list[Proposed]:
    """Keep all changes for a second person, in one go: a batch can have thousands."""
    written = rows.insert_all(
        connection,
        [rows.row_of(*one.key, one.changes) | made | rows.waits() for one in judged if one],
    )
    waiting = iter(written)
    return [
        Proposed(waiting=next(waiting), reasons=one.reasons or (IN_BATCH,)) if one else Proposed()
        for one in judged
    ]


def _words(text: str, ask: str) -> str:
    words = text.strip()
    if not words:
        raise ChangeError(ask)
    return words[:_LONGEST_WORDS]
