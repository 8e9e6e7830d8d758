"""Whatever one person does, in any order: the public never sees more than was agreed by two."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.changes import ChangeError
from data.database import open_database, upgrade
from data.directory import Directory
from data.hours_clock import LONDON
from data.load import Seed
from data.records import BoroughContact, Place, Scheme, Service
from data.revisions import Key, RecordKind
from data.roles import Actor, NotAllowedError, Role
from data.store import HOW_CHECKED, Store
from tests.data.staff import BEN, CARLA, draft_of
from tests.made_up_records import CHANNEL, PLACE, SCHEME, SERVICE

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)
MALLORY = Actor("mallory", Role.APPROVER)
LONG, SHORT, NIGHT = "Mo-Su 08:00-22:00; PH off", "Mo-Su 10:00-12:00; PH off", "Mo-Su 20:00-23:00"
MOMENTS = [
    NOW.replace(hour=hour, minute=45) + days * DAY for days in range(7) for hour in (8, 11, 18, 21)
]

PLACES = ("made-up-library", "doubted", "of-scheme", "hidden", "old", "left")
KEYS: list[Key] = [
    *((RecordKind.PLACE, name) for name in PLACES),
    (RecordKind.SERVICE, SERVICE["id"]),
    (RecordKind.SCHEME, SCHEME["id"]),
    (RecordKind.CONTACT, "newham"),
    (RecordKind.PLACE, "new"),
]
VISIBILITY = st.sampled_from(["public", "public", "draft", "closed"])
STATUS = st.sampled_from(["active", "proposed", "temporarily_closed", "closed", "unknown"])
ANSWER = st.sampled_from(["yes", "no", "unknown"])
HOURS = st.sampled_from([None, LONG, SHORT, NIGHT, PLACE["opening_hours"]])
FIELDS: dict[RecordKind, dict[str, st.SearchStrategy[Any]]] = {
    RecordKind.PLACE: {
        "visibility": VISIBILITY,
        "status": STATUS,
        "opening_hours": HOURS,
        "staffed_hours": HOURS,
        "hours_in_doubt": ANSWER,
        "alert": st.sampled_from([None, "Mind the step", "Closed for works"]),
        "lat": st.sampled_from([None, 51.508, 51.51]),
        "name": st.sampled_from(["Made-up Library", "Another name"]),
        "phone": st.sampled_from([None, "020 7946 0001", "020 7946 0002"]),
        "scheme": st.sampled_from([None, SCHEME["id"]]),
        "under_18_alone": ANSWER,
        "haven_confirmed": st.sampled_from([None, "yes", "no", "unknown"]),
        "at_the_door": st.sampled_from([None, "Ring", "Knock"]),
        "checked_on": st.sampled_from([None, "2026-11-20", "2025-12-01"]),
        "source_date": st.sampled_from([None, "2020", "2026-10"]),
    },
    RecordKind.SERVICE: {
        "visibility": VISIBILITY,
        "status": STATUS,
        "summary": st.sampled_from([None, "Somebody.", "Somebody else."]),
        "successor": st.sampled_from([None, SERVICE["id"]]),
        "channels": st.lists(
            st.builds(
                lambda contact, hours: CHANNEL | {"contact": contact, "opening_hours": hours},
                st.sampled_from(["0800 000 000", "0800 000 001"]),
                HOURS,
            ),
            max_size=2,
        ),
    },
    RecordKind.SCHEME: {
        "visibility": VISIBILITY,
        "status": STATUS,
        "what_happens": st.sampled_from([None, "They ring.", "They wait."]),
    },
    RecordKind.CONTACT: {
        "visibility": VISIBILITY,
        "borough": st.sampled_from(["Newham", "Camden"]),
        "day_phone": st.sampled_from([None, "020 7946 0001", "020 7946 0002"]),
        "day_hours": HOURS,
    },
}


@st.composite
def changes(draw: st.DrawFn) -> tuple[Key, dict[str, Any]]:
    key = draw(st.sampled_from(KEYS))
    fields = FIELDS[key[0]]
    few = draw(st.sets(st.sampled_from(sorted(fields)), min_size=1, max_size=3))
    return key, {field: draw(fields[field]) for field in sorted(few)}


DAYS = st.sampled_from([None, None, 1, 3, 5])
AGREED = st.lists(st.tuples(changes(), DAYS), max_size=4)
PICK = st.integers(0, 40)
ALONE = st.lists(
    st.one_of(
        st.tuples(st.just("propose"), changes(), DAYS, st.booleans()),
        st.tuples(st.just("amend"), changes(), DAYS),
        st.tuples(st.just("check"), st.sampled_from(KEYS)),
        st.tuples(st.just("undo"), PICK),
        st.tuples(st.just("approve"), PICK),
        st.tuples(st.just("withdraw"), PICK),
        st.tuples(st.just("send_back"), PICK),
    ),
    min_size=1,
    max_size=6,
)


def seed() -> Seed:
    def place(name: str, **more: Any) -> Place:
        return Place(**PLACE | {"id": name} | more)

    contact = {"id": "newham", "visibility": "public", "borough": "Newham", "confidence": "high"}
    return Seed(
        places=(
            place("made-up-library"),
            place("doubted", hours_in_doubt="yes"),
            place("of-scheme", scheme=SCHEME["id"], tier="declared_haven"),
            place("hidden", visibility="draft"),
            place("old", source_date="2012"),
            place("left", checked_on="2024-01-01"),
        ),
        services=(Service(**SERVICE | {"channels": [CHANNEL]}),),
        schemes=(Scheme(**SCHEME),),
        borough_contacts=(
            BoroughContact(**contact, gss_code="E09000025", day_phone="020 7946 0001"),
        ),
    )


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planted") / "test.sqlite3"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    Store(engine, lambda _lat, _lon: "Newham").plant(seed(), NOW - 9 * DAY)
    with engine.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


def facts(directory: Directory, at: datetime) -> Iterator[object]:
    """Give all that the public sees, so that less of it is a part of it.

    What one person may do alone by the rules leaves no trace here: a warning, other words of one,
    a check, an answer that is less sure, fewer hours.
    """
    for row, place in enumerate(directory.places):
        state = directory.state(row, at)
        yield from _of(place, place.id)
        if state.may_be_open:
            yield place.id, "may be open"
        if state.said_to_be_open and place.hours_in_doubt == "yes":
            yield place.id, "open though in doubt"
        if place.status == "proposed":
            yield place.id, "proposed"
    for service in directory.services:
        yield from _of(service, service.id)
        for line in directory.channel_hours.lines(at)[service.id]:
            yield service.id, line.channel.model_copy(update={"opening_hours": None})
            if line.state.may_be_open:
                yield service.id, line.channel.contact, "may be open"
    for scheme in directory.schemes.values():
        yield from _of(scheme, scheme.id)
    for contact in directory.contacts.values():
        yield from _of(contact, contact.id)
        yield contact.id, contact.day_hours


RUNS = ("active", "unknown")
SURE = {"no": 0, None: 1, "unknown": 1, "yes": 2}


def _of(record: Any, name: str) -> Iterator[object]:
    yield name
    held = record.model_dump(mode="json")
    for field in ("channels", "opening_hours", "staffed_hours", "day_hours"):
        held.pop(field, None)
    for field in ("checked_on", "checked_by_role", "checked_how", "visibility"):
        held.pop(field, None)
    if held.get("status") in RUNS:
        yield name, "runs", held["status"]
    held.pop("status", None)
    if not held.pop("alert", None):
        yield name, "no warning"
    for field in ("under_18_alone", "step_free", "paediatric_ae"):
        if field in held:
            yield from ((name, field, least) for least in range(SURE[held.pop(field)] + 1))
    if held.get("haven_confirmed") == "unknown":
        held.pop("haven_confirmed")
    if "hours_in_doubt" in held:
        doubt = held.pop("hours_in_doubt")
        yield from ((name, "doubt", most) for most in range(SURE[doubt], 3))
    yield from ((name, field, str(value)) for field, value in held.items() if value is not None)
    if "haven_confirmed" in held and held["haven_confirmed"] is None:
        yield name, "nothing to confirm"


def seen(store: Store, now: datetime) -> dict[datetime, set[object]]:
    timeline = store.timeline()
    found = {}
    for at in MOMENTS:
        if at >= now:
            directory = Directory.of(timeline.records(at), at.astimezone(LONDON).date())
            found[at] = set(facts(directory, at))
    return found


def drafted(store: Store, key: Key, changed: dict[str, Any], at: datetime) -> Any:
    if key[1] == "new" and store.timeline().values(key, at) is None:
        changed = PLACE | {"id": "new"} | changed
    return draft_of(store, key, at, **changed)


def agree(store: Store, key: Key, changed: dict[str, Any], days: int | None) -> None:
    """Let two others agree on a change."""
    when = NOW + days * DAY if days else None
    try:
        draft = drafted(store, key, changed, when or NOW)
        (done,) = store.propose(CARLA, [draft], "I rang.", NOW, effective_from=when)
        if done.waiting:
            store.approve(BEN, [done.waiting.id], NOW, seen=store.version())
    except ChangeError:
        return


def act(store: Store, step: tuple[Any, ...], now: datetime) -> None:
    """Let one person try something."""
    match step:
        case ("propose", (key, changed), days, wait):
            when = now + days * DAY if days else None
            draft = drafted(store, key, changed, when or now)
            store.propose(MALLORY, [draft], "why", now, effective_from=when, wait=wait)
        case ("amend", (key, changed), days):
            when = now + days * DAY if days else None
            store.amend(MALLORY, key, changed, "why", now, effective_from=when)
        case ("check", key):
            based_on = store.timeline().based_on(key)
            store.check(MALLORY, key, HOW_CHECKED[0], now, based_on=based_on)
        case ("undo", number):
            made = [r for r in store.log(MALLORY) if r.author != "the program"]
            if made:
                store.undo(MALLORY, made[number % len(made)].id, "why", now)
        case (action, number):
            # What somebody else proposed, one may approve: then it is two.
            own = action == "approve"
            waiting = [r for r in store.waiting(MALLORY) if not own or r.author == MALLORY.name]
            if waiting:
                ids = [waiting[number % len(waiting)].id]
                if action == "approve":
                    store.approve(MALLORY, ids, now, seen=store.version())
                elif action == "withdraw":
                    store.withdraw(MALLORY, ids, now)
                else:
                    store.send_back(MALLORY, ids, "no", now)


@settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(agreed=AGREED, steps=ALONE)
def test_one_person_alone_opens_nothing(
    planted: Path, tmp_path: Path, agreed: list[Any], steps: list[Any]
) -> None:
    path = tmp_path / "test.sqlite3"
    shutil.copyfile(planted, path)
    engine = open_database(f"sqlite:///{path}")
    store = Store(engine, lambda _lat, _lon: "Newham")
    try:
        for (key, changed), days in agreed:
            agree(store, key, changed, days)
        was = seen(store, NOW)
        for hours, step in enumerate(steps, 1):
            now = NOW + hours * timedelta(hours=1)
            try:
                act(store, step, now)
            except (ChangeError, NotAllowedError):
                continue
            for at, found in seen(store, now).items():
                assert found <= was[at], (step, at, sorted(map(str, found - was[at])))
    finally:
        engine.dispose()
        path.unlink()
