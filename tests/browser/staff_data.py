"""What staff find in the browser tests: the seed, two reports, and changes that wait or are dated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from data import clock, reports
from data.changes import Draft
from data.directory import Directory
from data.load import read_seed
from data.planting import plant
from data.records import Place
from data.reports import ReportKind, What
from data.revisions import MODEL, Key, RecordKind
from data.roles import Actor, Role
from data.store import Store
from geo.boroughs import borough_at

COLLEAGUE = Actor("editor", Role.EDITOR)
REASON = "The council wrote to us."
NEARBY = 0.004
"""Degrees of latitude: about 450 metres."""


@dataclass(frozen=True)
class Filled:
    """The records that the tests look at."""

    store: Store
    place: Place
    moved: Place
    service: str
    scheme: str
    contact: str

    @property
    def key(self) -> Key:
        return (RecordKind.PLACE, self.place.id)


def change(store: Store, key: Key, actor: Actor = COLLEAGUE, **changes: object) -> Draft:
    """Draft a change of a record as it is now."""
    timeline = store.timeline()
    values = timeline.values(key, clock.now())
    assert values is not None
    whole = MODEL[key[0]].model_validate(values).model_dump(mode="json")
    return Draft(key[0], key[1], whole | changes, timeline.based_on(key))


def fill(engine: sa.Engine) -> Filled:
    """Plant the seed, and let a colleague and the public be busy."""
    now = clock.now()
    seed = read_seed()
    plant(engine, seed, now - timedelta(days=2))
    store = Store(engine, borough_at)
    directory = Directory.of(seed)
    place, moved, third, dated, *batch = (p for p in directory.places if p.opening_hours)
    service = max(directory.services, key=lambda s: len(s.channels))
    for record, what, words in (
        (third, What.NOT_SAFE, "Nobody came to the desk."),
        (place, What.HOURS, "It was shut on a Sunday."),
    ):
        reports.keep(engine, directory, ReportKind.PLACE, record.id, what, words, now)

    def propose(record: Place, start: int = 0, **changes: object) -> None:
        draft = change(store, (RecordKind.PLACE, record.id), **changes)
        when = now + timedelta(days=start) if start else None
        store.propose(COLLEAGUE, [draft], REASON, clock.now(), effective_from=when, wait=True)

    propose(place, opening_hours="24/7", phone="020 7946 0000")
    propose(moved, lat=moved.lat + NEARBY, point_source="")
    propose(dated, 10, opening_hours="Mo-Fr 09:00-17:00; PH off")
    store.propose(
        COLLEAGUE,
        [
            change(store, (RecordKind.PLACE, p.id), website="https://example.org/")
            for p in batch[:4]
        ],
        REASON,
        clock.now(),
        batch="Libraries of the borough",
        wait=True,
    )
    contact = next(iter(directory.contacts.values()))
    return Filled(store, place, moved, service.id, seed.schemes[0].id, contact.id)
