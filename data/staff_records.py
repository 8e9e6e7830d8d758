"""The records as staff see them, drafts included; kept until somebody decides something."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine

from data.load import Seed
from data.revisions import Timeline
from data.store_reading import StoreReading


@dataclass(frozen=True)
class StaffRecords:
    """All approved revisions, and all records as they are between two moments."""

    timeline: Timeline
    seed: Seed
    made_at: datetime
    until: datetime | None

    def holds(self, version: int, now: datetime) -> bool:
        """Say whether nothing has changed since."""
        return (
            self.timeline.version == version
            and self.made_at <= now
            and (self.until is None or now < self.until)
        )


_kept: dict[str, StaffRecords] = {}
_keeping = threading.Lock()


def staff_records(engine: Engine, now: datetime) -> StaffRecords:
    """Give the records of a database at a moment. Raises DatabaseError.

    What was read last is kept for each database, because every press of a button asks for it.
    """
    store = StoreReading(engine)
    url = engine.url.render_as_string(hide_password=False)
    with _keeping:
        held = _kept.get(url)
    if held is not None and held.holds(store.version(), now):
        return held
    timeline = store.timeline()
    made = StaffRecords(timeline, timeline.records(now), now, timeline.next_change(now))
    with _keeping:
        if len(_kept) >= 4:
            _kept.clear()
        _kept[url] = made
    return made
