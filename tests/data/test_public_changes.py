"""What changed in public, and the feed that tells it: all that others saw, and nothing else."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import feedparser
import pytest

from data.changes_feed import MOST, feed
from data.directory import Directory
from data.hours_clock import LONDON
from data.load import Seed
from data.open_licence import NOT_CONFIRMED
from data.planting import LONG_AGO, records_of
from data.public_changes import What, public_changes
from data.records import BoroughContact, Channel, Place
from data.revisions import (
    Change,
    Key,
    RecordKind,
    Revision,
    RevisionState,
    Timeline,
    differences,
    values_of,
)
from data.store import Store
from tests.data.staff import AMINA, BEN, DRAFT, HAVENS, LIBRARY, LINE, made_up_seed, propose
from tests.made_up_records import CHANNEL, PLACE

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = timedelta(days=1)


class Log:
    """A log that tests write: the made-up seed, and what was decided after it."""

    def __init__(self, seed: Seed | None = None) -> None:
        self._numbers = count(1)
        self.revisions: list[Revision] = []
        for kind, record in records_of(seed or made_up_seed()):
            self._add((kind, record.id), differences({}, values_of(record)), LONG_AGO, LONG_AGO)

    def change(
        self, key: Key, at: datetime, decided: datetime | None = None, **fields: Any
    ) -> None:
        changes = {name: Change("before", value) for name, value in fields.items()}
        self._add(key, changes, at, decided or at)

    def _add(self, key: Key, changes: dict[str, Change], at: datetime, decided: datetime) -> None:
        number = next(self._numbers)
        self.revisions.append(
            Revision(
                number, *key, changes, "ZZ author", "ZZ reason", decided,
                RevisionState.APPROVED, at, "ZZ approver", decided, "ZZ words", number,
            )
        )  # fmt: skip

    def seen(self, now: datetime = NOW) -> list[tuple[Key, str]]:
        return [(c.key, "+".join(c.what)) for c in public_changes(self.revisions, now)]

    def atom(self, now: datetime = NOW, site: str = "") -> Any:
        return feedparser.parse(io.BytesIO(self.bytes(now, site)))

    def bytes(self, now: datetime = NOW, site: str = "") -> bytes:
        records = Timeline(tuple(self.revisions), 1).records(now)
        directory = Directory.of(records, now.astimezone(LONDON).date())
        return feed(directory, public_changes(self.revisions, now), site)


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"opening_hours": "Mo-Fr 10:00-16:00"}, "hours"),
        ({"hours_in_doubt": "yes"}, "hours"),
        ({"lat": 51.51}, "moved"),
        ({"alert": "The lift is broken."}, "warning"),
        ({"status": "temporarily_closed"}, "closed"),
        ({"status": "closed"}, "removed"),
        ({"visibility": "closed"}, "removed"),
        ({"visibility": "draft"}, "removed"),
        ({"lat": None, "lon": None}, "removed"),
        ({"phone": "020 7946 0000"}, "changed"),
        ({"alert": "Use the side door.", "opening_hours": None}, "warning+hours"),
    ],
    ids=str,
)
def test_each_sort_of_change_has_its_name(fields: dict[str, Any], what: str) -> None:
    log = Log()
    log.change(LIBRARY, NOW - DAY, **fields)
    assert log.seen() == [(LIBRARY, what)]
    assert log.atom().entries[0].tags[0].term == what.split("+")[0]


def test_what_the_public_never_saw_is_not_told() -> None:
    log = Log()
    log.change(DRAFT, NOW - DAY, alert="ZZ")
    log.change(LIBRARY, NOW - DAY, internal_notes="ZZ", checked_by_role="ZZ")
    log.change(LIBRARY, NOW + DAY, NOW - DAY, alert="ZZ from tomorrow")
    assert log.seen() == []
    assert log.seen(NOW + 2 * DAY) == [(LIBRARY, "warning")]


def test_a_draft_that_comes_out_is_added_and_a_place_may_open_again() -> None:
    log = Log()
    log.change(DRAFT, NOW - 3 * DAY, visibility="public")
    log.change(LIBRARY, NOW - 2 * DAY, status="temporarily_closed")
    log.change(LIBRARY, NOW - DAY, status="active")
    assert log.seen() == [(DRAFT, "added"), (LIBRARY, "closed"), (LIBRARY, "opened")]


def test_a_suspended_scheme_takes_its_places_away_and_gives_them_back() -> None:
    log = Log()
    log.change(LIBRARY, NOW - 4 * DAY, scheme=HAVENS[1])
    log.change(HAVENS, NOW - 3 * DAY, status="temporarily_closed")
    log.change(HAVENS, NOW - DAY, status="active")
    assert log.seen() == [
        (LIBRARY, "changed"),
        (LIBRARY, "removed"),
        (HAVENS, "closed"),
        (LIBRARY, "added"),
        (HAVENS, "opened"),
    ]


def test_a_place_that_nobody_checks_leaves_at_midnight_of_london() -> None:
    checked = Place(**PLACE | {"checked_on": "2026-01-10"})
    log = Log(Seed((checked,), (), (), ()))
    assert log.seen(datetime(2027, 1, 5, 23, tzinfo=UTC)) == []
    now = datetime(2027, 1, 20, tzinfo=UTC)
    (change,) = public_changes(log.revisions, now)
    assert (change.key, change.what) == (LIBRARY, (What.REMOVED,))
    day = change.at.astimezone(LONDON)
    assert (day.hour, day.minute) == (0, 0)
    before, after = (
        Directory.of(Timeline(tuple(log.revisions), 1).records(now), (day + shift).date())
        for shift in (-DAY, timedelta())
    )
    assert (len(before.places), len(after.places)) == (1, 0)
    # Checked again, it stays.
    log.change(LIBRARY, datetime(2026, 12, 1, tzinfo=UTC), checked_on="2026-11-20")
    assert log.seen(now) == [(LIBRARY, "changed")]


def test_nothing_of_a_record_that_is_gone_is_left_but_that_it_went() -> None:
    log = Log()
    log.change(LIBRARY, NOW - 3 * DAY, name="ZZ name", alert="ZZ alert")
    log.change(LIBRARY, NOW - 2 * DAY, address="ZZ address")
    log.change(LIBRARY, NOW - DAY, visibility="closed")
    assert log.seen() == [(LIBRARY, "removed")]
    (entry,) = log.atom().entries
    assert entry.title == "No longer listed: made-up-library"
    assert "Take it off your list now." in entry.summary
    assert "ZZ" not in log.bytes().decode()


def test_no_value_that_was_taken_back_and_no_member_of_staff_is_in_it() -> None:
    log = Log()
    log.change(LIBRARY, NOW - 2 * DAY, alert="ZZ a telephone number of somebody")
    log.change(LIBRARY, NOW - DAY, alert=None)
    assert [entry.title for entry in log.atom().entries] == ["Warning changed: Made-up Library"] * 2
    assert "ZZ" not in log.bytes().decode()


def test_services_and_contacts_are_told_too() -> None:
    number = BoroughContact(
        id="newham", borough="Newham", gss_code="E09000025", visibility="public", confidence="high",
    )  # fmt: skip
    log = Log(Seed(made_up_seed().places, made_up_seed().services, (), (number,)))
    contact = (RecordKind.CONTACT, "newham")
    other = Channel(**CHANNEL | {"opening_hours": "24/7"}).model_dump(mode="json")
    log.change(LINE, NOW - 3 * DAY, channels=[other])
    log.change(contact, NOW - 2 * DAY, night_hours="Mo-Su 17:00-09:00")
    log.change(LINE, NOW - DAY, status="closed")
    assert log.seen() == [(LINE, "hours"), (contact, "hours"), (LINE, "closed")]
    titles = [entry.title for entry in log.atom().entries]
    assert titles == ["Ended: Made-up Line", "Hours changed: Newham", "Hours changed: Made-up Line"]


def test_programs_read_it_and_ids_stay_the_same() -> None:
    log = Log()
    log.change(LIBRARY, NOW - 2 * DAY, opening_hours="Mo-Fr 10:00-16:00", name="Tea & \x0b<b>")
    before = log.atom(site="https://havens.example.org")
    assert not before.bozo
    assert before.feed.rights.startswith(NOT_CONFIRMED)
    (links,) = [[(link.rel, link.href) for link in before.feed.links]]
    assert ("self", "https://havens.example.org/data/changes.atom") in links
    (entry,) = before.entries
    assert entry.title == "Hours changed: Tea &  <b>"
    assert entry.link == "https://havens.example.org/plain/borough/newham"
    assert "opening_hours" in entry.summary
    assert entry.updated == "2026-11-23T12:00:00+00:00"
    log.change(LIBRARY, NOW - DAY, phone="020 7946 0000")
    after = log.atom(NOW + DAY)
    assert [e.id for e in after.entries][1] == entry.id
    assert len({e.id for e in after.entries}) == 2
    assert after.feed.id == before.feed.id
    assert after.feed.updated == after.entries[0].updated


def test_on_the_seed_alone_it_is_empty_but_sound() -> None:
    read = Log().atom()
    assert not read.bozo
    assert read.entries == []
    assert read.feed.updated == LONG_AGO.isoformat()


def test_old_changes_leave_it_and_many_cannot_push_out_what_was_removed() -> None:
    log = Log()
    log.change(DRAFT, NOW - 100 * DAY, visibility="public")
    log.change(DRAFT, NOW - 80 * DAY, visibility="closed")
    for number in range(MOST + 20):
        log.change(LIBRARY, NOW - timedelta(hours=MOST + 20 - number), alert=f"Number {number}.")
    entries = log.atom().entries
    assert len(entries) == MOST + 1
    assert entries[-1].title == "No longer listed: made-up-draft"


def test_a_server_whose_clock_is_ahead_is_heard_at_once() -> None:
    log = Log()
    log.change(LIBRARY, NOW + timedelta(minutes=1), visibility="closed")
    assert log.seen() == [(LIBRARY, "removed")]


def test_it_follows_what_staff_did_in_a_database(store: Store) -> None:
    at, later = NOW - DAY, NOW - DAY + timedelta(hours=1)
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "ZZ not safe.", at)
    waiting = propose(store, DRAFT, AMINA, at, visibility="public").waiting
    assert waiting
    store.approve(BEN, [waiting.id], later, "ZZ", seen=store.version())
    revisions = store.timeline().revisions
    found = public_changes(revisions, NOW)
    assert [(c.at, c.key, c.what) for c in found] == [
        (at, LIBRARY, (What.REMOVED,)),
        (later, DRAFT, (What.ADDED,)),
    ]
    assert found == public_changes(reversed(revisions), NOW)
