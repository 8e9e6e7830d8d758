"""Made-up revisions and reports, and a timeline of them."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

from data.hours_clock import LONDON
from data.planting import LONG_AGO
from data.records import BoroughContact, Place, Record, Scheme, Service
from data.reports import Report, ReportKind, What
from data.revisions import Change, RecordKind, Revision, RevisionState, Timeline, values_of
from tests.made_up_records import PLACE

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
TODAY = NOW.date()
_numbers = itertools.count(1)


def place(**changes: Any) -> Place:
    return Place(**(PLACE | changes))


def revision(record: Record | None, **given: Any) -> Revision:
    kind = {Place: "place", Service: "service", Scheme: "scheme", BoroughContact: "contact"}
    made = {
        "id": next(_numbers),
        "kind": RecordKind(kind[type(record)]) if record else RecordKind.PLACE,
        "record_id": record.id if record else PLACE["id"],
        "changes": {f: Change(None, v) for f, v in values_of(record).items()} if record else {},
        "author": "anna",
        "reason": "made up",
        "made_at": NOW,
        "state": RevisionState.APPROVED,
        "effective_from": LONG_AGO,
        "version": 1,
    }
    return Revision(**made | given)


def timeline(*records: Record, more: tuple[Revision, ...] = ()) -> Timeline:
    return Timeline((*(revision(record) for record in records), *more), 1)


def report(what: What, record: str = str(PLACE["id"]), **given: Any) -> Report:
    made = {
        "id": next(_numbers),
        "kind": ReportKind.PLACE,
        "record_id": record,
        "what": what,
        "words": "",
        "day": TODAY,
        "first_at": NOW,
        "times": 1,
    }
    return Report(**made | given)
