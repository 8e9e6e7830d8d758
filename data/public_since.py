"""When what is public changed last, as the decisions of staff and the age of checks say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

from data.directory import Directory
from data.exchange_write import STAFF_ONLY
from data.freshness import last_day_shown
from data.hours_clock import LONDON
from data.load import Seed
from data.planting import LONG_AGO
from data.records import Visibility
from data.revisions import RecordKind, Revision, in_order

_Key = tuple[RecordKind, str]


def public_since(
    revisions: Iterable[Revision], records: Seed, directory: Directory, now: datetime
) -> datetime | None:
    """Give the moment of the newest change that the public could see; None for none since the seed.

    It may be too late, where something changed that then made no difference, and never too early.
    """
    public = _public(directory)
    found = [
        start
        for start, revision in in_order(revisions)
        if LONG_AGO < start <= now.astimezone(UTC) and _matters(revision, public)
    ]
    return max((*found, *_left(records, now)), default=None)


def _matters(revision: Revision, public: frozenset[_Key]) -> bool:
    """Say whether a change was of a record that is public, or took one away."""
    fields = revision.changes.keys() - set(STAFF_ONLY)
    if revision.key in public:
        return bool(fields)
    hides = {"visibility", "status", "lat", "lon", "checked_on", "tier", "scheme"}
    return not revision.creates and bool(fields & hides)


def _public(directory: Directory) -> frozenset[_Key]:
    return frozenset(
        {
            *((RecordKind.PLACE, place.id) for place in directory.places),
            *((RecordKind.SERVICE, service.id) for service in directory.services),
            *((RecordKind.SCHEME, scheme) for scheme in directory.schemes),
            *((RecordKind.CONTACT, contact.id) for contact in directory.contacts.values()),
        }
    )


def _left(records: Seed, now: datetime) -> Iterable[datetime]:
    """Give the midnights at which places left by themselves, for want of a check."""
    for place in records.places:
        last = last_day_shown(place)
        if last is None or place.visibility is not Visibility.PUBLIC:
            continue
        midnight = datetime.combine(last + timedelta(days=1), time(), LONDON).astimezone(UTC)
        if midnight <= now.astimezone(UTC):
            yield midnight
