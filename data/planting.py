"""The first filling of an empty store: the seed, as approved revisions of the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from data import database
from data import revision_rows as rows
from data.load import Seed
from data.records import Record
from data.revisions import RecordKind, differences, values_of
from data.roles import MACHINE
from data.tables import REVISIONS

REASON = "What a fresh install starts from."
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""From when the seed counts: before any moment that somebody may ask about."""


def plant(engine: sa.Engine, seed: Seed, now: datetime) -> bool:
    """Fill an empty store; False where it was not empty. Two programs may try: one does it."""
    with database.told(engine), engine.begin() as connection:
        rows.lock(connection)
        if connection.scalar(sa.select(sa.func.count()).select_from(REVISIONS)):
            return False
        version = rows.next_version(connection)
        planted = [
            rows.row_of(kind, record.id, differences({}, values_of(record)))
            | rows.made(MACHINE, REASON, now)
            | rows.decided(MACHINE, now, "", version)
            | {"effective_from": LONG_AGO}
            for kind, record in records_of(seed)
        ]
        connection.execute(sa.insert(REVISIONS), planted)
    return True


def records_of(seed: Seed) -> Iterator[tuple[RecordKind, Record]]:
    """Give every record with its kind, those first that others name."""
    yield from ((RecordKind.SCHEME, scheme) for scheme in seed.schemes)
    yield from ((RecordKind.PLACE, place) for place in seed.places)
    yield from ((RecordKind.SERVICE, service) for service in seed.services)
    yield from ((RecordKind.CONTACT, contact) for contact in seed.borough_contacts)
