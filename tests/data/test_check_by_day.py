"""What the age of a check does to what the public sees, day by day in London."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data.borough_summary import summary
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import Live
from data.load import Seed
from data.poster import poster
from data.records import Place
from data.revisions import RecordKind
from data.roles import Actor, Role
from data.state import State
from data.store import Store
from data.words import state_words
from geo.boroughs import borough_at

CHECKED = date(2026, 8, 3)
EDITOR = Actor("anna@example.org", Role.EDITOR)
APPROVER = Actor("ben@example.org", Role.APPROVER)
KEY = (RecordKind.PLACE, "made-up-library")


@pytest.fixture
def checked(make_place: Callable[..., Place]) -> Callable[..., Place]:
    """Make a place that is open day and night and was checked once."""

    def make(**changes: Any) -> Place:
        return make_place(opening_hours="24/7", checked_on=CHECKED, **changes)

    return make


def seed_of(*places: Place) -> Seed:
    return Seed(places, (), (), ())


TERMS = [
    ("declared_haven", "HAVENS_CHECK_HAVENS_DAYS", None, 30),
    ("declared_haven", "HAVENS_CHECK_HAVENS_DAYS", "7", 7),
    ("emergency_point", "HAVENS_CHECK_PLACES_DAYS", None, 180),
    ("public_building", "HAVENS_CHECK_PLACES_DAYS", "1", 1),
]


@pytest.mark.parametrize(("tier", "setting", "given", "days"), TERMS)
def test_a_check_lapses_and_then_the_place_leaves(
    checked: Callable[..., Place],
    monkeypatch: pytest.MonkeyPatch,
    tier: str,
    setting: str,
    given: str | None,
    days: int,
) -> None:
    if given:
        monkeypatch.setenv(setting, given)
    place = checked(tier=tier)

    def seen(after: int) -> tuple[Directory, State | None]:
        day = CHECKED + timedelta(days=after)
        directory = Directory.of(seed_of(place), day)
        at = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
        row = directory.index.get(place.id)
        return directory, None if row is None else directory.state(row, at).state

    assert seen(days)[1] is State.OPEN
    assert seen(days + 1)[1] is State.CHECK_FIRST
    last, state = seen(2 * days)
    assert state is State.CHECK_FIRST
    at = datetime.combine(CHECKED + timedelta(days=2 * days), datetime.min.time(), LONDON)
    assert state_words(place, last.state(0, at)).startswith("Check first.")
    gone, _ = seen(2 * days + 1)
    assert gone.places == ()


def test_what_has_left_is_nowhere(checked: Callable[..., Place]) -> None:
    place = checked(tier="declared_haven", name="Gone Haven")
    other = checked(id="other", name="Other Library")
    on = datetime(2026, 11, 20, 12, tzinfo=LONDON)
    directory = Directory.of(seed_of(place, other), on.date())
    sheet = repr(poster(summary(directory, "Newham", on), on))
    assert [p.id for p in directory.places] == ["other"]
    assert directory.names == (("Other Library", other.lat, other.lon),)
    assert b"Other Library" in directory.map_file.body
    assert b"Gone Haven" not in directory.map_file.body
    assert "Other Library" in sheet
    assert "Gone Haven" not in sheet


def test_a_service_never_leaves(make_service: Callable[..., Any]) -> None:
    service = make_service({}, checked_on=date(2020, 1, 1))
    directory = Directory.of(Seed((), (service,), (), ()), date(2026, 11, 20))
    assert [s.id for s in directory.services] == [service.id]


class Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def follow(engine: sa.Engine, tmp_path: Path) -> Callable[..., tuple[Live, Store, Clock]]:
    """Follow a store that starts with some places, at a moment that the test moves."""

    def follows(at: datetime, *places: Place) -> tuple[Live, Store, Clock]:
        clock = Clock(at)
        store = Store(engine, borough_at)
        live = Live(lambda: store, lambda: seed_of(*places), tmp_path / "kept.json", clock)
        return live, store, clock

    return follows


def ids(live: Live) -> list[str]:
    live.refresh()
    return [place.id for place in live.directory().places]


@pytest.mark.parametrize(
    ("last", "first_after"),
    [
        # In summer London's day ends at 23:00 UTC, in winter at midnight UTC.
        (datetime(2026, 10, 2, 22, 59, 59, tzinfo=UTC), datetime(2026, 10, 2, 23, 0, tzinfo=UTC)),
        (datetime(2026, 12, 2, 23, 59, 59, tzinfo=UTC), datetime(2026, 12, 3, 0, 0, tzinfo=UTC)),
    ],
)
def test_it_leaves_at_midnight_in_london(
    follow: Callable[..., tuple[Live, Store, Clock]],
    make_place: Callable[..., Place],
    last: datetime,
    first_after: datetime,
) -> None:
    day = last.astimezone(LONDON).date() - timedelta(days=60)
    place = make_place(tier="declared_haven", checked_on=day)
    live, _, clock = follow(last, place)
    assert ids(live) == [place.id]
    clock.at = first_after
    assert ids(live) == []


def test_a_check_keeps_it_and_one_that_left_waits_for_a_second(
    follow: Callable[..., tuple[Live, Store, Clock]], checked: Callable[..., Place]
) -> None:
    place = checked(tier="declared_haven")
    noon = datetime(2026, 10, 2, 12, tzinfo=LONDON)
    live, store, clock = follow(noon, place)
    assert ids(live) == [place.id]

    before = store.timeline().based_on(KEY)
    done = store.check(EDITOR, KEY, "telephone", noon, based_on=before)
    assert done.at_once is not None
    clock.at = noon + timedelta(days=30)
    assert ids(live) == [place.id]
    assert live.directory().state(0, clock.at).state is State.OPEN

    clock.at = noon + timedelta(days=31)
    assert ids(live) == [place.id]
    assert live.directory().state(0, clock.at).state is State.CHECK_FIRST

    clock.at = datetime(2026, 12, 2, 0, 30, tzinfo=LONDON)
    assert ids(live) == []


def test_one_that_left_comes_back_when_two_have_looked(
    follow: Callable[..., tuple[Live, Store, Clock]], checked: Callable[..., Place]
) -> None:
    place = checked(tier="declared_haven")
    now = datetime(2026, 11, 20, 12, tzinfo=LONDON)
    live, store, _ = follow(now, place)
    assert ids(live) == []
    based_on = store.timeline().based_on(KEY)
    done = store.check(EDITOR, KEY, "visit", now, based_on=based_on)
    assert done.at_once is None
    assert done.waiting is not None
    assert ids(live) == []
    store.approve(APPROVER, [done.waiting.id], now, seen=store.version())
    assert ids(live) == [place.id]


def test_a_check_counts_on_londons_day(
    follow: Callable[..., tuple[Live, Store, Clock]], make_place: Callable[..., Place]
) -> None:
    """Half past midnight in summer is still the day before in UTC."""
    night = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    live, store, _ = follow(night, make_place(tier="declared_haven", checked_on=date(2026, 5, 2)))
    # The last day of the old check was 1 July; in London it is 2 July, so it has left.
    assert ids(live) == []
    done = store.check(EDITOR, KEY, "visit", night, based_on=store.timeline().based_on(KEY))
    assert done.at_once is None
    assert done.waiting is not None
    assert done.waiting.changes["checked_on"].after == "2026-07-02"


def test_a_check_just_after_midnight_in_summer_is_not_in_the_future(
    follow: Callable[..., tuple[Live, Store, Clock]],
    make_place: Callable[..., Place],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server's own day begins an hour later than London's."""
    tomorrow = date.today() + timedelta(days=1)
    night = datetime(tomorrow.year, tomorrow.month, tomorrow.day, 0, 30, tzinfo=LONDON)
    monkeypatch.setenv("HAVENS_NOW", night.isoformat())
    live, store, _ = follow(night, make_place())
    live.refresh()
    done = store.check(EDITOR, KEY, "visit", night, based_on=store.timeline().based_on(KEY))
    assert done.at_once is not None
    assert done.at_once.changes["checked_on"].after == tomorrow.isoformat()
    assert ids(live) == [KEY[1]]
