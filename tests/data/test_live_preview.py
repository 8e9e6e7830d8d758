"""The directory at a moment: dated changes around midnight, clock changes, closings, many at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from data import clock, live, moment
from data.changes import Draft
from data.hours_clock import LONDON
from data.live import Live
from data.load import Seed
from data.records import Place
from data.revisions import RecordKind
from data.roles import Actor, Role
from data.store import Store
from tests.made_up_records import PLACE

NOW = datetime(2026, 11, 24, 12, tzinfo=LONDON)
ANN = Actor("ann", Role.APPROVER)
BOB = Actor("bob", Role.APPROVER)
SECOND = timedelta(seconds=1)
HOURS = PLACE["opening_hours"]


@pytest.fixture
def many():
    return tuple(Place(**PLACE | {"id": f"counter-{n}", "name": f"Counter {n}"}) for n in range(25))


@pytest.fixture
def store(engine, many):
    made = Store(engine, lambda lat, lon: "Newham")
    made.plant(Seed(many, (), (), ()), NOW - timedelta(days=9))
    return made


@pytest.fixture
def following(store, tmp_path):
    return Live(lambda: store, lambda: Seed((), (), (), ()), tmp_path / "public.json", lambda: NOW)


def change(store, start, ids, now=NOW, **fields):
    timeline = store.timeline()
    drafts = []
    for record_id in ids:
        key = (RecordKind.PLACE, record_id)
        values = timeline.values(key, start or now)
        drafts.append(Draft(*key, {**values, **fields}, timeline.based_on(key)))
    done = store.propose(ANN, drafts, "a test", now, effective_from=start, batch="a batch")
    if waiting := [p.waiting.id for p in done if p.waiting]:
        store.approve(BOB, waiting, now, seen=store.version())
    return done


def hours_at(following, at):
    following.refresh()
    return {p.id: p.opening_hours for p in following.at(at).places}


MIDNIGHTS = [
    datetime(2027, 3, 3, tzinfo=LONDON),
    datetime(2027, 3, 28, tzinfo=LONDON),
    datetime(2027, 7, 1, tzinfo=LONDON),
    datetime(2027, 10, 31, tzinfo=LONDON),
    datetime(2027, 1, 1, tzinfo=LONDON),
]


@pytest.mark.parametrize("midnight", MIDNIGHTS, ids=lambda at: f"{at:%d %b}")
def test_25_counters_change_their_hours_at_midnight_and_not_a_second_before(
    store, following, many, midnight
):
    change(store, midnight, [p.id for p in many], opening_hours="24/7")
    instant = midnight.astimezone(UTC)
    assert set(hours_at(following, instant - SECOND).values()) == {HOURS}
    after = hours_at(following, instant)
    assert set(after.values()) == {"24/7"}
    assert len(after) == 25
    assert set(hours_at(following, NOW).values()) == {HOURS}


@pytest.mark.parametrize("fold", [0, 1])
def test_in_the_hour_that_comes_twice_each_of_the_two_is_meant(store, following, fold):
    twice = datetime(2027, 10, 31, 1, 30, tzinfo=LONDON, fold=fold)
    change(store, twice, ["counter-0"], opening_hours="24/7")
    instant = twice.astimezone(UTC)
    assert instant.hour == fold
    assert hours_at(following, instant - SECOND)["counter-0"] == HOURS
    assert hours_at(following, instant)["counter-0"] == "24/7"


def test_a_dated_closing_takes_the_place_off_from_that_moment(store, following):
    start = datetime(2027, 3, 3, tzinfo=LONDON)
    change(store, start, ["counter-0"], status="closed")
    assert "counter-0" in hours_at(following, start - SECOND)
    assert "counter-0" not in hours_at(following, start)
    assert "counter-0" in hours_at(following, NOW)


def test_a_dated_reopening_does_not_survive_a_closing_in_between(store, following):
    start = datetime(2027, 3, 3, tzinfo=LONDON)
    change(store, None, ["counter-0"], status="closed")
    change(store, start, ["counter-0"], status="active")
    assert "counter-0" in hours_at(following, start)
    change(store, None, ["counter-0"], now=NOW + SECOND, alert="Unsafe")
    assert "counter-0" not in hours_at(following, start), "it waits again"
    assert [r.record_id for r in store.waiting(ANN)] == ["counter-0"]


def test_a_place_without_a_check_leaves_the_preview_too(store, following):
    change(store, None, ["counter-0"], checked_on="2026-11-20", checked_how="visit")
    assert "counter-0" in hours_at(following, NOW)
    assert "counter-0" not in hours_at(following, datetime(2029, 1, 1, tzinfo=LONDON))


def test_a_preview_is_made_once_and_again_after_a_change(store, following):
    at = datetime(2027, 3, 3, tzinfo=LONDON)
    first = following.at(at)
    assert following.at(at) is first
    change(store, None, ["counter-0"], alert="Unsafe")
    following.refresh()
    again = following.at(at)
    assert again is not first
    assert again.places[0].alert == "Unsafe"


def test_only_so_many_previews_are_kept(following):
    for days in range(3 * live.PREVIEWS):
        following.at(NOW + timedelta(days=days))
    assert len(following._previews) == live.PREVIEWS


def test_the_map_gets_the_file_of_a_preview_and_the_public_its_own(store, following):
    start = datetime(2027, 3, 3, tzinfo=LONDON)
    change(store, start, ["counter-0"], status="closed")
    following.refresh()
    public = following.directory().map_file
    preview = following.at(start).map_file
    assert preview.version != public.version
    assert following.previewed_file(preview.version) is preview
    assert following.previewed_file("unknown") is None


@pytest.mark.parametrize("how", ["frame", "source"])
def test_a_refresh_during_a_preview_shows_nobody_else_that_moment(
    store, tmp_path, monkeypatch, how
):
    """The shared directory is rebuilt by whoever comes first, who may be previewing."""
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    start = datetime(2027, 3, 3, tzinfo=LONDON)
    change(store, start, ["counter-0"], status="closed")
    following = Live(
        lambda: store, lambda: Seed((), (), (), ()), tmp_path / "public.json", clock.shared
    )
    monkeypatch.setattr(live, "live", lambda: following)
    monkeypatch.setattr(moment, "_sources", [(lambda: start) if how == "source" else lambda: None])
    token = moment.previewed.set(start if how == "frame" else None)
    try:
        assert "counter-0" not in live.current().index
    finally:
        moment.previewed.reset(token)
    monkeypatch.setattr(moment, "_sources", [])
    assert "counter-0" in live.current().index


def test_the_follower_of_this_process_uses_the_shared_clock():
    assert live.live()._now is clock.shared
