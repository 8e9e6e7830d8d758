"""All records as they are now, read once for each decision and shared between sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from data import clock, settings
from data.live import live
from data.load import Seed
from data.record_search import RecordIndex
from data.records import Place, Record, Scheme, Service
from data.revisions import Key, RecordKind, Timeline
from data.staff_records import StaffRecords, staff_records
from data.store import Store
from data.twins import TwinFinder


@dataclass(frozen=True)
class Held:
    """The records that are kept, looked at in other ways, each worked out when first asked."""

    kept: StaffRecords
    _twins: dict[str, TwinFinder] = field(default_factory=dict)

    @property
    def timeline(self) -> Timeline:
        """All approved revisions."""
        return self.kept.timeline

    @property
    def seed(self) -> Seed:
        """All records as they are now."""
        return self.kept.seed

    @cached_property
    def records(self) -> Mapping[Key, Record]:
        """All records that can be read, by kind and id."""
        by_kind: tuple[tuple[RecordKind, tuple[Record, ...]], ...] = (
            (RecordKind.PLACE, self.seed.places),
            (RecordKind.SERVICE, self.seed.services),
            (RecordKind.SCHEME, self.seed.schemes),
            (RecordKind.CONTACT, self.seed.borough_contacts),
        )
        return {(kind, record.id): record for kind, some in by_kind for record in some}

    @cached_property
    def schemes(self) -> Mapping[str, Scheme]:
        """All schemes by id."""
        return {scheme.id: scheme for scheme in self.seed.schemes}

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """All services by id."""
        return {service.id: service for service in self.seed.services}

    @cached_property
    def index(self) -> RecordIndex:
        """The records, to be searched."""
        return RecordIndex.of(self.seed)

    def twins_for(self, record_id: str) -> TwinFinder:
        """Look for twins among all places but one."""
        found = self._twins.get(record_id)
        if found is None:
            others = [place for place in self.seed.places if place.id != record_id]
            self._twins.clear()
            found = self._twins[record_id] = TwinFinder(others)
        return found

    def scheme_of(self, record: Record) -> Scheme | None:
        """Give the scheme of a place, None where it has none."""
        return self.schemes.get(record.scheme or "") if isinstance(record, Place) else None


_KEPT: dict[str, Held] = {}


def held(store: Store) -> Held:
    """Give the records as they are now. Raises DatabaseError."""
    if store.version() == 0:
        # Nobody has looked at the store yet, so that it is not filled with the seed.
        live().refresh()
    newest = staff_records(store.engine, clock.now())
    url = settings.current().database_url
    if url not in _KEPT or _KEPT[url].kept is not newest:
        _KEPT[url] = Held(newest)
    return _KEPT[url]
