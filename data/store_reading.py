"""Reading the store: what is approved, what waits, who did what."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from data import database
from data import revision_rows as rows
from data.revisions import Key, RecordKind, Revision, RevisionState, Timeline, Values, readable
from data.roles import Action, Actor, require
from data.tables import BATCHES, REVISIONS
from data.two_people import is_shown

PIECE = 500
"""How many revisions are read at once for a file."""


class StoreReading:
    """What can be read of the revisions of one database."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> sa.Engine:
        """The database that it reads."""
        return self._engine

    def version(self) -> int:
        """Give the number of the newest decision; it grows when anything public may change."""
        with database.told(self._engine), self._engine.connect() as connection:
            return rows.read_version(connection)

    def timeline(self) -> Timeline:
        """Give all approved revisions."""
        with database.told(self._engine), self._engine.connect() as connection:
            return rows.read_timeline(connection)

    def waiting(self, actor: Actor) -> list[Revision]:
        """Give what waits for a second person, oldest first."""
        return self.log(actor, state=RevisionState.WAITING)[::-1]

    def history(self, actor: Actor, key: Key) -> list[Revision]:
        """Give every revision of one record, newest first."""
        return self.log(actor, key=key)

    def log(
        self,
        actor: Actor,
        *,
        key: Key | None = None,
        kind: RecordKind | None = None,
        author: str | None = None,
        state: RevisionState | None = None,
        batch: int | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        records: Collection[str] | None = None,
        below: int | None = None,
        most: int | None = None,
    ) -> list[Revision]:
        """Give revisions of everybody, newest first, by any of the filters.

        ``records`` are ids of records, of any kind; ``below`` a number that all are smaller than.
        """
        require(actor, Action.READ)
        table = REVISIONS.c
        statement = sa.select(REVISIONS).order_by(table.id.desc())
        if key is not None:
            statement = statement.where(table.kind == key[0].value, table.record_id == key[1])
        if kind is not None:
            statement = statement.where(table.kind == kind.value)
        if author:
            statement = statement.where(sa.or_(table.author == author, table.decided_by == author))
        if state is not None:
            statement = statement.where(table.state == state.value)
        if batch is not None:
            statement = statement.where(table.batch == batch)
        if since is not None:
            statement = statement.where(table.made_at >= since)
        if until is not None:
            statement = statement.where(table.made_at < until)
        if records is not None:
            statement = statement.where(table.record_id.in_(sorted(records)))
        if below is not None:
            statement = statement.where(table.id < below)
        if most is not None:
            statement = statement.limit(most)
        with database.told(self._engine), self._engine.connect() as connection:
            return [rows.revision_of(row) for row in connection.execute(statement)]

    def whole_log(self, actor: Actor, **filters: Any) -> Iterator[Revision]:  # noqa: ANN401
        """Give the same piece by piece, so that a long log never stands in memory as a whole."""
        below: int | None = None
        while True:
            some = self.log(actor, below=below, most=PIECE, **filters)
            yield from some
            if len(some) < PIECE:
                return
            below = some[-1].id

    def batches(self, actor: Actor) -> dict[int, tuple[str, str, datetime]]:
        """Give title, author and time of each batch."""
        require(actor, Action.READ)
        with database.told(self._engine), self._engine.connect() as connection:
            found = connection.execute(sa.select(BATCHES))
            return {row.id: (row.title, row.author, row.made_at) for row in found}

    def last_shown(self, key: Key, at: datetime) -> Values | None:
        """Give a record as the public saw it last before a moment, None where it never did."""
        timeline = self.timeline()
        for revision in sorted(
            timeline.of(key), key=lambda r: (r.effective_from or at).timestamp(), reverse=True
        ):
            if revision.effective_from is None or revision.effective_from > at:
                continue
            values = timeline.values(key, revision.effective_from, as_known_then=True)
            if values and is_shown(readable(key[0], values)):
                return values
        return None
