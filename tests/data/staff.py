"""People and a small planted store for tests of what staff do."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from data.changes import Draft, Proposed
from data.load import Seed
from data.records import Place, Scheme, Service
from data.revisions import Key, RecordKind
from data.roles import Actor, Role
from data.store import Store
from tests.made_up_records import CHANNEL, PLACE, SCHEME, SERVICE

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AMINA = Actor("amina", Role.EDITOR)
BEN = Actor("ben", Role.APPROVER)
CARLA = Actor("carla", Role.APPROVER)
VERA = Actor("vera", Role.VIEWER)
ADA = Actor("ada", Role.ADMINISTRATOR)
LIBRARY: Key = (RecordKind.PLACE, "made-up-library")
DRAFT: Key = (RecordKind.PLACE, "made-up-draft")
LINE: Key = (RecordKind.SERVICE, "made-up-line")
HAVENS: Key = (RecordKind.SCHEME, "made-up-scheme")


def made_up_seed() -> Seed:
    return Seed(
        places=(
            Place(**PLACE),
            Place(**PLACE | {"id": DRAFT[1], "name": "Made-up Draft", "visibility": "draft"}),
        ),
        services=(Service(**SERVICE | {"channels": [CHANNEL]}),),
        schemes=(Scheme(**SCHEME),),
        borough_contacts=(),
    )


def draft_of(store: Store, key: Key, at: datetime = NOW, **changes: Any) -> Draft:
    """Take a record as it is and change some of it."""
    timeline = store.timeline()
    values = timeline.values(key, at) or {}
    return Draft(*key, {**values, **changes}, timeline.based_on(key))


def propose(
    store: Store, key: Key, actor: Actor = AMINA, now: datetime = NOW, **changes: Any
) -> Proposed:
    (done,) = store.propose(actor, [draft_of(store, key, now, **changes)], "I rang them.", now)
    return done
