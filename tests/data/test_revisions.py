"""Revisions laid over one another, in memory and in the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.changes import ChangeError, Draft
from data.directory import Directory
from data.load import Seed
from data.put_back import to_put_back
from data.records import Place, Scheme
from data.revision_rows import PUT_BACK
from data.revisions import (
    Change,
    RecordKind,
    Revision,
    RevisionState,
    Timeline,
    differences,
    fold,
    values_of,
)
from data.roles import Actor, NotAllowedError, Role
from data.store import Store
from data.two_people import is_shown, reasons_to_wait
from tests.made_up_records import PLACE, SCHEME

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KEY = (RecordKind.PLACE, PLACE["id"])
ANN = Actor("ann", Role.APPROVER)
BOB = Actor("bob", Role.APPROVER)
LONG = "Mo-Su 00:00-24:00"
SHORT = "Mo-Su 10:00-12:00"


def revision(number, changes, start=NOW, version=None, **more):
    held = {field: Change(*pair) for field, pair in changes.items()}
    return Revision(
        **{
            "id": number,
            "kind": RecordKind.PLACE,
            "record_id": PLACE["id"],
            "changes": held,
            "author": "ann",
            "reason": "a test",
            "made_at": start,
            "state": RevisionState.APPROVED,
            "effective_from": start,
            "version": number if version is None else version,
            "decided_at": start,
        }
        | more
    )


REVISIONS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers(0, 3), min_size=1),
        st.integers(-3, 3),
        st.sampled_from(list(RevisionState)),
    ),
    max_size=8,
).map(
    lambda rows: [
        revision(
            n,
            {f: (None, v) for f, v in fields.items()},
            NOW + days * DAY,
            state=state,
            decided_at=NOW - 9 * DAY,
        )
        for n, (fields, days, state) in enumerate(rows)
    ]
)


@given(REVISIONS, st.randoms(use_true_random=False), st.integers(-4, 4))
def test_the_order_in_which_they_are_read_does_not_matter(revisions, chance, days):
    mixed = list(revisions)
    chance.shuffle(mixed)
    assert fold(mixed, NOW + days * DAY) == fold(revisions, NOW + days * DAY)


@given(REVISIONS, st.integers(-4, 4))
def test_the_later_start_wins_field_by_field_and_then_the_later_decision(revisions, days):
    at = NOW + days * DAY
    due = [r for r in revisions if r.state is RevisionState.APPROVED and r.effective_from <= at]
    for field in ("a", "b", "c"):
        about = [r for r in due if field in r.changes]
        last = max(about, key=lambda r: (r.effective_from, r.version), default=None)
        held = fold(revisions, at).get(KEY, {})
        assert held.get(field) == (last.changes[field].after if last else None)


@given(REVISIONS, st.integers(-4, 3))
def test_between_two_starts_nothing_changes(revisions, days):
    timeline = Timeline(tuple(revisions), 9)
    at = NOW + days * DAY
    next_at = timeline.next_change(at)
    until = (next_at or at + 9 * DAY) - timedelta(microseconds=1)
    assert fold(revisions, at) == fold(revisions, until)


@given(REVISIONS)
def test_only_what_is_approved_counts(revisions):
    approved = [r for r in revisions if r.state is RevisionState.APPROVED]
    assert fold(revisions, NOW + 9 * DAY) == fold(approved, NOW + 9 * DAY)


VALUES = st.dictionaries(st.sampled_from(["a", "b", "c"]), st.none() | st.integers(0, 2))


@given(VALUES, VALUES)
def test_differences_lead_there_and_back(before, after):
    changes = differences(before, after)
    there = before | {field: change.after for field, change in changes.items()}
    assert {f: v for f, v in there.items() if v is not None} == {
        f: v for f, v in after.items() if v is not None
    }
    assert all(change.before != change.after for change in changes.values())
    assert differences(after, before) == {
        field: Change(change.after, change.before) for field, change in changes.items()
    }


# In the store.


def draft(timeline, at=NOW, **changes):
    values = timeline.values(KEY, at) or {}
    return Draft(*KEY, {**values, **changes}, timeline.based_on(KEY))


@pytest.fixture
def store(engine):
    made = Store(engine, lambda lat, lon: "Newham")
    made.plant(Seed((Place(**PLACE),), (), (Scheme(**SCHEME),), ()), NOW - 9 * DAY)
    return made


def propose(store, actor=ANN, now=NOW, start=None, **changes):
    (done,) = store.propose(
        actor,
        [draft(store.timeline(), start or now, **changes)],
        "a test",
        now,
        effective_from=start,
    )
    return done


def approve(store, proposed, actor=BOB, now=NOW):
    return store.approve(actor, [proposed.waiting.id], now, seen=store.version())


def shown(store, at):
    (place,) = store.timeline().records(at).places
    return place


def state_of(store, number):
    return next(r for r in store.log(ANN) if r.id == number).state


def test_undo_puts_back_exactly_what_was_before(store):
    before = shown(store, NOW)
    proposed = propose(store, name="Another name", phone="020 1", alert="Mind the step")
    approve(store, proposed)
    for number in (proposed.waiting.id, proposed.at_once.id):
        undone = store.undo(ANN, number, "a mistake", NOW + DAY)
        if undone.waiting:
            approve(store, undone, now=NOW + DAY)
    assert shown(store, NOW + DAY) == before


def test_undo_leaves_alone_what_was_changed_again(store):
    first = propose(store, opening_hours=SHORT, under_18_alone="no")
    propose(store, opening_hours=None)
    undone = store.undo(ANN, first.at_once.id, "a mistake", NOW + DAY)
    assert set(undone.waiting.changes) == {"under_18_alone"}


def test_undo_of_what_never_happened_is_refused(store):
    waiting = propose(store, name="Another name").waiting
    with pytest.raises(ChangeError, match="never took effect"):
        store.undo(ANN, waiting.id, "a mistake", NOW)


def test_undo_of_a_closing_waits_and_undo_of_an_opening_does_not(store):
    closed = propose(store, status="closed")
    assert closed.at_once
    opened = store.undo(ANN, closed.at_once.id, "open after all", NOW)
    assert opened.waiting
    approve(store, opened)
    assert shown(store, NOW).status == "active"
    again = store.undo(BOB, opened.waiting.id, "no", NOW)
    assert again.at_once
    assert shown(store, NOW).status == "closed"


CLOSINGS = [
    {"status": "closed"},
    {"status": "temporarily_closed"},
    {"visibility": "draft"},
    {"visibility": "closed"},
]


@pytest.mark.parametrize("closing", CLOSINGS, ids=str)
def test_a_dated_reopening_waits_again_after_a_closing_in_between(store, closing):
    """Closed now, to open on 3 December; opened early, closed again: on the 3rd nobody opens it."""
    propose(store, **closing)
    was = {field: PLACE[field] for field in closing}
    reopening = propose(store, start=NOW + 9 * DAY, **was)
    approve(store, reopening)
    early = propose(store, now=NOW + DAY, **was)
    approve(store, early, now=NOW + DAY)
    assert is_shown(shown(store, NOW + DAY))
    propose(store, now=NOW + 2 * DAY, **closing)
    assert state_of(store, reopening.waiting.id) is RevisionState.WAITING
    assert shown(store, NOW + 99 * DAY) == shown(store, NOW + 2 * DAY)
    (back,) = store.waiting(ANN)
    assert back.decision == PUT_BACK


def test_a_scheme_suspended_again_does_not_come_back_by_itself(store):
    key = (RecordKind.SCHEME, SCHEME["id"])
    store.amend(ANN, key, {"status": "temporarily_closed"}, "unsafe", NOW)
    dated = store.amend(ANN, key, {"status": "active"}, "x", NOW, effective_from=NOW + 9 * DAY)
    approve(store, dated)
    early = store.amend(ANN, key, {"status": "active"}, "sooner", NOW + DAY)
    approve(store, early, now=NOW + DAY)
    store.amend(ANN, key, {"status": "temporarily_closed"}, "unsafe again", NOW + 2 * DAY)
    (scheme,) = store.timeline().records(NOW + 99 * DAY).schemes
    assert scheme.status == "temporarily_closed"


def test_hours_shortened_from_a_day_do_not_open_when_the_longer_ones_before_are_cancelled(store):
    longer = propose(store, start=NOW + 5 * DAY, opening_hours=LONG)
    approve(store, longer)
    shorter = propose(store, start=NOW + 8 * DAY, opening_hours="Mo-Su 09:00-22:00")
    assert shorter.at_once, "shorter than what would be in force by then"
    store.undo(ANN, longer.waiting.id, "not after all", NOW + DAY)
    assert state_of(store, shorter.at_once.id) is RevisionState.WAITING
    assert shown(store, NOW + 99 * DAY).opening_hours == PLACE["opening_hours"]


def test_dated_hours_wait_again_where_the_hours_before_them_are_cut_meanwhile(store):
    longer = propose(store, start=NOW + 5 * DAY, opening_hours="Mo-Su 09:00-18:00; PH off")
    approve(store, longer)
    propose(store, now=NOW + DAY, opening_hours=SHORT)
    assert shown(store, NOW + 9 * DAY).opening_hours == SHORT


@pytest.mark.parametrize("wrong", [{"checked_on": "2099-01-01"}, {"website": "nowhere"}], ids=str)
def test_a_suspended_scheme_that_is_partly_wrong_still_holds_its_places_back(wrong, caplog):
    """So it is for a server whose day is not yet that of the one where somebody pressed checked."""
    scheme = values_of(Scheme(**SCHEME | {"status": "temporarily_closed"})) | wrong
    place = values_of(Place(**PLACE | {"scheme": SCHEME["id"]}))
    kept = [
        revision(1, {f: (None, v) for f, v in place.items()}),
        revision(
            2,
            {f: (None, v) for f, v in scheme.items()},
            kind=RecordKind.SCHEME,
            record_id=SCHEME["id"],
        ),
    ]
    records = Timeline(tuple(kept), 2).records(NOW)
    assert Directory.of(records).places == ()
    assert f"Some of the scheme {SCHEME['id']}" in caplog.text


def test_a_dated_closing_stays_whatever_else_changes(store):
    closing = propose(store, start=NOW + 5 * DAY, status="closed")
    propose(store, now=NOW + DAY, status="temporarily_closed")
    assert state_of(store, closing.at_once.id) is RevisionState.APPROVED
    assert shown(store, NOW + 5 * DAY).status == "closed"


def test_a_dated_change_of_something_else_stays(store):
    renamed = propose(store, start=NOW + 5 * DAY, name="Another name")
    approve(store, renamed)
    propose(store, now=NOW + DAY, opening_hours=SHORT, alert="Mind the step")
    after = shown(store, NOW + 5 * DAY)
    assert (after.name, after.opening_hours) == ("Another name", SHORT)


def test_a_pin_moved_while_it_was_to_be_hidden_waits_when_the_hiding_is_cancelled(store):
    hiding = propose(store, start=NOW + 5 * DAY, visibility="draft")
    moved = propose(store, start=NOW + 8 * DAY, lat=51.51)
    assert moved.at_once, "nobody would see it by then"
    shows = store.undo(ANN, hiding.at_once.id, "not after all", NOW + DAY)
    store.approve(BOB, [shows.waiting.id], NOW + DAY, seen=store.version())
    assert state_of(store, moved.at_once.id) is RevisionState.WAITING
    assert shown(store, NOW + 99 * DAY).lat == PLACE["lat"]


def test_hours_shortened_from_a_day_wait_where_the_longer_ones_went_for_another_reason(store):
    propose(store, alert="Ring first")
    longer = propose(store, start=NOW + 5 * DAY, opening_hours=LONG, alert=None)
    approve(store, longer)
    shorter = propose(store, start=NOW + 8 * DAY, opening_hours="Mo-Su 09:00-22:00")
    assert shorter.at_once
    propose(store, now=NOW + DAY, alert="Closed for works")
    assert state_of(store, longer.waiting.id) is RevisionState.WAITING
    assert shown(store, NOW + 99 * DAY).opening_hours == PLACE["opening_hours"]


@pytest.mark.parametrize("start", [None, NOW + 5 * DAY], ids=str)
def test_nobody_approves_somebody_elses_change_around_an_edit_of_their_own(store, start):
    """What was changed while hidden is seen by no second person when its author approves."""
    propose(store, visibility="draft")
    shows = store.amend(BOB, KEY, {"visibility": "public"}, "safe", NOW, effective_from=start)
    store.amend(ANN, KEY, {"lat": 51.51}, "moved", NOW + DAY)
    ids = [shows.waiting.id]
    with pytest.raises(NotAllowedError, match="You changed this record"):
        store.approve(ANN, ids, NOW + DAY, seen=store.version())
    store.approve(Actor("carla", Role.APPROVER), ids, NOW + DAY, seen=store.version())
    assert shown(store, NOW + 9 * DAY).lat == 51.51


def test_who_changed_a_hidden_record_before_somebody_asks_to_show_it_may_approve(store):
    propose(store, visibility="draft")
    propose(store, lat=51.51)
    shows = store.amend(BOB, KEY, {"visibility": "public"}, "safe", NOW)
    store.approve(ANN, [shows.waiting.id], NOW, seen=store.version())
    assert shown(store, NOW).lat == 51.51


def test_who_took_away_meanwhile_may_still_approve(store):
    renamed = store.amend(BOB, KEY, {"name": "Another name"}, "the sign", NOW)
    propose(store, alert="Mind the step")
    store.approve(ANN, [renamed.waiting.id], NOW, seen=store.version())
    assert shown(store, NOW).name == "Another name"


def test_what_is_approved_meanwhile_counts_as_a_change_too(store):
    dated = propose(store, start=NOW + 5 * DAY, opening_hours="Mo-Su 09:00-18:00; PH off")
    approve(store, dated)
    other = propose(store, now=NOW + DAY, opening_hours="Mo-Su 12:00-20:00; PH off")
    approve(store, other, now=NOW + DAY)
    assert state_of(store, dated.waiting.id) is RevisionState.WAITING
    assert shown(store, NOW + 9 * DAY).opening_hours == "Mo-Su 12:00-20:00; PH off"


def test_two_dated_changes_of_one_record_are_approved_together(store):
    first = propose(store, start=NOW + 5 * DAY, opening_hours=LONG)
    second = propose(store, start=NOW + 6 * DAY, phone="020 1")
    ids = [first.waiting.id, second.waiting.id]
    store.approve(BOB, ids, NOW, seen=store.version())
    assert shown(store, NOW + 5 * DAY).phone is None
    assert shown(store, NOW + 6 * DAY).phone == "020 1"


def test_a_chain_of_dated_changes_is_followed_to_its_end():
    """Take the first link out of a chain: each that then opens something waits."""
    base = values_of(Place(**PLACE))
    seed = revision(1, {f: (None, v) for f, v in base.items()}, NOW - 99 * DAY)
    day = PLACE["opening_hours"]
    chain = [
        revision(2, {"opening_hours": (day, LONG)}, NOW + 2 * DAY, decided_at=NOW),
        revision(3, {"opening_hours": (LONG, "Mo-Su 08:00-22:00")}, NOW + 3 * DAY, decided_at=NOW),
        revision(4, {"opening_hours": ("Mo-Su 08:00-22:00", SHORT)}, NOW + 4 * DAY, decided_at=NOW),
    ]
    timeline = Timeline((seed, *chain), 5)
    undo = revision(5, {"opening_hours": (LONG, day)}, NOW + 2 * DAY, decided_at=NOW)
    # Ten to twelve lies within the hours that are left.
    assert [r.id for r in to_put_back(timeline, undo)] == [3]


EDITS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                {"status": "active"},
                {"status": "temporarily_closed"},
                {"status": "closed"},
                {"visibility": "draft"},
                {"visibility": "public"},
                {"opening_hours": LONG},
                {"opening_hours": SHORT},
                {"opening_hours": PLACE["opening_hours"]},
            ]
        ),
        st.sampled_from([None, 1, 3, 5]),
        st.booleans(),
    ),
    min_size=2,
    max_size=7,
)


class Ledger:
    """The rules of the store without a database: what is at once, what waits, what is put back."""

    def __init__(self):
        base = values_of(Place(**PLACE))
        first = revision(1, {f: (None, v) for f, v in base.items()}, NOW - 99 * DAY)
        self.timeline = Timeline((first,), 1)

    def change(self, changes, start, now, agreed):
        at = start or now
        before = self.timeline.values(KEY, at)
        after = {**before, **changes}
        found = differences(before, after)
        if not found:
            return
        waits = reasons_to_wait(Place.model_validate(before), Place.model_validate(after), at)
        if waits and not agreed:
            return
        number = self.timeline.version + 1
        done = revision(
            number, {f: (c.before, c.after) for f, c in found.items()}, at, decided_at=now
        )
        back = {r.id for r in to_put_back(self.timeline, done)}
        kept = tuple(r for r in self.timeline.revisions if r.id not in back)
        self.timeline = replace(self.timeline, revisions=(*kept, done), version=number)


def opens(values):
    place = Place.model_validate(values)
    if not is_shown(place) or place.status == "temporarily_closed":
        return set()
    hours = {LONG: range(24), SHORT: range(10, 12)}
    return set(hours.get(place.opening_hours, range(9, 17)))


@settings(deadline=None)
@given(EDITS)
def test_alone_nobody_opens_at_any_future_moment_what_was_not_to_be_open_then(edits):
    """Every change that one person makes is compared at every day to come, not only at its own."""
    ledger = Ledger()
    moments = [NOW + days * DAY + DAY / 2 for days in range(30)]
    for step, (changes, days, agreed) in enumerate(edits):
        now = NOW + step * timedelta(hours=1)
        start = NOW + days * DAY if days else None
        was = [opens(ledger.timeline.values(KEY, at)) for at in moments]
        ledger.change(changes, start, now, agreed)
        if not agreed:
            ahead = [opens(ledger.timeline.values(KEY, at)) for at in moments]
            ever = set().union(*was)
            for now_open in ahead:
                assert now_open <= ever
