"""The store, on both databases: who may do what, what is at once, what waits, nothing lost."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data.changes import ChangeError, ConflictError, Draft, InvalidRecordError
from data.directory import Directory
from data.load import read_seed
from data.records import Visibility
from data.revision_rows import PUT_BACK
from data.revisions import RecordKind, RevisionState
from data.roles import Actor, NotAllowedError, Role
from data.store import Store
from data.tables import REVISIONS
from tests.data.staff import (
    ADA,
    AMINA,
    BEN,
    CARLA,
    DRAFT,
    HAVENS,
    LIBRARY,
    LINE,
    NOW,
    VERA,
    draft_of,
    made_up_seed,
    propose,
)
from tests.made_up_records import PLACE

LONGER = "Mo-Su 09:00-20:00; PH off"
SHORTER = "Mo-Su 10:00-16:00; PH off"
LATER = NOW + timedelta(days=100)


def public(store: Store, at: Any = NOW) -> dict[str, Any]:
    return {p.id: p for p in Directory.of(store.timeline().records(at)).places}


def approve(store: Store, actor: Actor = BEN, now: Any = NOW, words: str = "") -> None:
    ids = [r.id for r in store.waiting(actor)]
    store.approve(actor, ids, now, words, seen=store.version())


def test_the_seed_is_planted_once_and_reads_as_it_was(engine: sa.Engine) -> None:
    store = Store(engine, lambda _lat, _lon: "Camden")
    seed = read_seed()
    assert store.version() == 0
    assert [store.plant(seed, NOW), store.plant(made_up_seed(), NOW)] == [True, False]
    assert store.timeline().records(NOW) == seed
    assert store.version() == 1


def test_two_replicas_plant_one_seed(engine: sa.Engine) -> None:
    stores = [Store(engine, lambda _lat, _lon: None) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        planted = list(pool.map(lambda s: s.plant(made_up_seed(), NOW), stores))
    assert sorted(planted) == [False, False, False, True]
    assert stores[0].timeline().records(NOW) == made_up_seed()


def test_closing_is_instant_and_opening_needs_two(store: Store) -> None:
    closed = propose(store, LIBRARY, visibility="closed")
    assert closed.at_once
    assert closed.at_once.alone
    assert not closed.waiting
    assert "made-up-library" not in public(store)

    opened = propose(store, LIBRARY, visibility="public")
    assert opened.waiting
    assert not opened.at_once
    assert opened.reasons == ("It would become public.",)
    assert "made-up-library" not in public(store)

    approve(store)
    assert "made-up-library" in public(store)
    history = store.history(VERA, LIBRARY)
    assert [(r.author, r.decided_by) for r in history] == [
        ("amina", "ben"),
        ("amina", "amina"),
        ("the program", "the program"),
    ]


def test_what_takes_away_is_at_once_and_the_rest_of_the_same_change_waits(store: Store) -> None:
    done = propose(store, LIBRARY, opening_hours=SHORTER, phone="020 7000 0000", alert="Use door B")
    assert done.at_once
    assert set(done.at_once.changes) == {"opening_hours", "alert"}
    assert done.waiting
    assert set(done.waiting.changes) == {"phone"}
    seen = public(store)["made-up-library"]
    assert (seen.opening_hours, seen.alert, seen.phone) == (SHORTER, "Use door B", None)
    approve(store)
    seen = public(store)["made-up-library"]
    assert (seen.opening_hours, seen.alert, seen.phone) == (SHORTER, "Use door B", "020 7000 0000")


def test_nobody_approves_their_own_not_even_an_administrator(store: Store) -> None:
    for actor in (BEN, ADA):
        done = propose(store, LIBRARY, actor, opening_hours=LONGER)
        assert done.waiting
        with pytest.raises(NotAllowedError, match="Somebody else"):
            store.approve(actor, [done.waiting.id], NOW, seen=store.version())
        store.withdraw(actor, [done.waiting.id], NOW)
    assert public(store)["made-up-library"].opening_hours == PLACE["opening_hours"]


ACTIONS: dict[str, tuple[Role, Callable[[Store, Actor, int], Any]]] = {
    "read what waits": (Role.VIEWER, lambda s, a, _: s.waiting(a)),
    "read history": (Role.VIEWER, lambda s, a, _: s.history(a, LIBRARY)),
    "read the log": (Role.VIEWER, lambda s, a, _: s.log(a)),
    "read batches": (Role.VIEWER, lambda s, a, _: s.batches(a)),
    "close": (Role.EDITOR, lambda s, a, _: s.amend(a, LIBRARY, {"visibility": "closed"}, "x", NOW)),
    "propose": (Role.EDITOR, lambda s, a, _: propose(s, LINE, a, name="Other Line")),
    "check": (
        Role.EDITOR,
        lambda s, a, _: s.check(a, LINE, "telephone", NOW, based_on=s.timeline().based_on(LINE)),
    ),
    "undo": (Role.EDITOR, lambda s, a, _: s.undo(a, s.history(ADA, LINE)[-1].id, "x", NOW)),
    "approve": (Role.APPROVER, lambda s, a, w: s.approve(a, [w], NOW, seen=s.version())),
    "send back": (Role.APPROVER, lambda s, a, w: s.send_back(a, [w], "Look again", NOW)),
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(ACTIONS))
def test_every_action_as_every_role(store: Store, role: Role, action: str) -> None:
    needs, do = ACTIONS[action]
    waiting = propose(store, LIBRARY, AMINA, name="Another Name").waiting
    assert waiting
    before = store.log(ADA)
    actor = Actor("somebody", role)
    if list(Role).index(role) >= list(Role).index(needs):
        do(store, actor, waiting.id)
    else:
        with pytest.raises(NotAllowedError, match=f"signed in as somebody, {role}"):
            do(store, actor, waiting.id)
        assert store.log(ADA) == before


def test_only_who_proposed_may_take_it_back(store: Store) -> None:
    waiting = propose(store, LIBRARY, name="Another Name").waiting
    assert waiting
    with pytest.raises(NotAllowedError, match="amina proposed this"):
        store.withdraw(BEN, [waiting.id], NOW)
    store.withdraw(AMINA, [waiting.id], NOW)
    assert store.history(VERA, LIBRARY)[0].state is RevisionState.WITHDRAWN


def test_sent_back_with_words_and_never_public(store: Store) -> None:
    waiting = propose(store, LIBRARY, opening_hours=LONGER).waiting
    assert waiting
    with pytest.raises(ChangeError, match="Say what should be different"):
        store.send_back(BEN, [waiting.id], "  ", NOW)
    store.send_back(BEN, [waiting.id], "Who told you?", NOW)
    (newest, *_) = store.history(AMINA, LIBRARY)
    assert (newest.state, newest.decision, newest.decided_by) == (
        RevisionState.SENT_BACK,
        "Who told you?",
        "ben",
    )
    with pytest.raises(ChangeError, match="ben has already decided"):
        store.approve(CARLA, [waiting.id], NOW, seen=store.version())
    assert public(store)["made-up-library"].opening_hours == PLACE["opening_hours"]


def test_two_editors_the_second_sees_the_first(store: Store) -> None:
    mine = draft_of(store, LIBRARY, alert="From me", name="My name")
    store.amend(BEN, LIBRARY, {"alert": "From Ben"}, "Flood", NOW)
    with pytest.raises(ConflictError) as caught:
        store.propose(AMINA, [mine], "I rang them.", NOW)
    conflict = caught.value
    assert conflict.fields == ("alert",)
    assert [r.author for r in conflict.theirs] == ["ben"]
    assert conflict.now
    assert conflict.now["alert"] == "From Ben"
    again = dataclasses.replace(mine, based_on=conflict.based_on)
    store.propose(AMINA, [again], "Mine is newer.", NOW)
    assert public(store)["made-up-library"].alert == "From me"


def test_an_approval_never_undoes_what_came_between(store: Store) -> None:
    """The proposal holds its own field only, so a closing meanwhile stays."""
    propose(store, LIBRARY, opening_hours=LONGER)
    store.amend(BEN, LIBRARY, {"visibility": "closed"}, "Not safe", NOW)
    approve(store)
    assert "made-up-library" not in public(store)
    values = store.timeline().values(LIBRARY, NOW)
    assert values
    assert values["opening_hours"] == LONGER


def test_an_approver_must_have_seen_the_record_as_it_is(store: Store) -> None:
    waiting = propose(store, LIBRARY, opening_hours=LONGER).waiting
    assert waiting
    seen = store.version()
    store.amend(AMINA, LIBRARY, {"alert": "Ask inside"}, "They said so", NOW)
    with pytest.raises(ConflictError, match="amina changed this record"):
        store.approve(BEN, [waiting.id], NOW, seen=seen)
    store.approve(BEN, [waiting.id], NOW, seen=store.version())


def test_both_changed_the_same_field(store: Store) -> None:
    first = propose(store, LIBRARY, AMINA, name="First Name").waiting
    second = propose(store, LIBRARY, CARLA, name="Second Name").waiting
    assert first
    assert second
    store.approve(BEN, [first.id], NOW, seen=store.version())
    with pytest.raises(ConflictError) as caught:
        store.approve(BEN, [second.id], NOW, seen=store.version())
    assert caught.value.fields == ("name",)
    assert public(store)["made-up-library"].name == "First Name"


def test_all_of_a_batch_or_none(store: Store) -> None:
    new = [
        Draft(RecordKind.PLACE, f"new-{n}", PLACE | {"id": f"new-{n}", "name": f"New {n}"})
        for n in range(3)
    ]
    bad = Draft(RecordKind.PLACE, "bad", PLACE | {"id": "bad", "opening_hours": "Mo 9-17"})
    with pytest.raises(InvalidRecordError):
        store.propose(AMINA, [*new, bad], "A sheet.", NOW, batch="newham.csv", wait=True)
    assert store.waiting(VERA) == []
    assert store.batches(VERA) == {}
    store.propose(AMINA, new, "A sheet.", NOW, batch="newham.csv", wait=True)
    waiting = store.waiting(VERA)
    assert len(waiting) == 3
    assert len({r.batch for r in waiting}) == 1
    assert [t for t, _, _ in store.batches(VERA).values()] == ["newham.csv"]
    store.send_back(BEN, [waiting[0].id], "Twin", NOW)
    with pytest.raises(ChangeError, match="already decided"):
        store.approve(BEN, [r.id for r in waiting], NOW, seen=store.version())
    assert "new-1" not in public(store)
    approve(store)
    assert {"new-1", "new-2"} < set(public(store))
    assert "new-0" not in public(store)


def test_a_batch_waits_even_where_it_only_takes_away(store: Store) -> None:
    (done,) = store.propose(
        AMINA, [draft_of(store, LIBRARY, alert="New")], "A sheet.", NOW, batch="a", wait=True
    )
    assert done.waiting
    assert not done.at_once


def test_a_change_that_changes_nothing_is_none(store: Store) -> None:
    before = store.log(VERA)
    (done,) = store.propose(AMINA, [draft_of(store, LIBRARY)], "Nothing.", NOW)
    assert (done.at_once, done.waiting) == (None, None)
    assert store.log(VERA) == before


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"opening_hours": "Mo 9-17"}, "opening_hours", "can't be used"),
        ({"lat": 48.85, "lon": 2.35}, "lat", "not in London"),
        ({"lat": 51.9}, "lat", "not in London"),
        ({"id": "other"}, "id", "never changes"),
        ({"scheme": "nobody"}, "scheme", "no scheme with the id nobody"),
        ({"name": ""}, "name", "empty"),
        ({"name": "Eastside Women's Refuge"}, "name", "refuge"),
        ({"address": "Hidden address, E16"}, "address", "refuge"),
        ({"website": "https://example.org/womens-refuge"}, "website", "refuge"),
        ({"name": "The Havens Camberwell"}, "name", "Havens"),
        ({"checked_on": "2999-01-01"}, "checked_on", "future"),
        ({"postcode": "e161ze"}, "postcode", "E16 1ZE"),
        ({"kind": "castle"}, "kind", "not allowed"),
        ({"made_up": 1}, "made_up", "not a field"),
    ],
)
def test_what_cannot_be_kept(store: Store, changes: Any, field: str, words: str) -> None:
    before = store.log(VERA)
    with pytest.raises(InvalidRecordError) as caught:
        propose(store, LIBRARY, **changes)
    assert any(f == field and words in said for f, said in caught.value.problems)
    assert store.log(VERA) == before


def test_a_borough_has_one_contact(store: Store) -> None:
    values = {"borough": "Camden", "gss_code": "E09000007", "visibility": "public"}
    values |= {"confidence": "high", "day_phone": "020 7946 0000"}
    for name in ("camden", "camden-again"):
        draft = Draft(RecordKind.CONTACT, name, values | {"id": name})
        if name == "camden":
            store.propose(AMINA, [draft], "Their page.", NOW)
            approve(store)
            continue
        with pytest.raises(InvalidRecordError, match="Camden has a contact already, camden"):
            store.propose(AMINA, [draft], "Their page.", NOW)
    first = (RecordKind.CONTACT, "camden")
    assert store.amend(AMINA, first, {"day_phone": None}, "Wrong.", NOW).at_once


def test_the_borough_follows_the_pin(store: Store) -> None:
    propose(store, LIBRARY, borough="Nowhere", alert="x")
    values = store.timeline().values(LIBRARY, NOW)
    assert values
    assert values["borough"] == "Newham"


def test_a_reason_is_asked_for(store: Store) -> None:
    with pytest.raises(ChangeError, match="Say why"):
        store.propose(AMINA, [draft_of(store, LIBRARY, alert="x")], " ", NOW)


def test_a_dated_change_takes_effect_by_itself(store: Store) -> None:
    draft = draft_of(store, LIBRARY, opening_hours=LONGER)
    store.propose(AMINA, [draft], "From March.", NOW, effective_from=LATER)
    approve(store)
    just_before = LATER - timedelta(seconds=1)
    assert public(store, just_before)["made-up-library"].opening_hours == PLACE["opening_hours"]
    assert public(store, LATER)["made-up-library"].opening_hours == LONGER
    assert store.timeline().next_change(NOW) == LATER
    assert store.timeline().next_change(LATER) is None


def test_a_dated_closing_needs_one(store: Store) -> None:
    draft = draft_of(store, LIBRARY, status="temporarily_closed")
    (done,) = store.propose(AMINA, [draft], "Works.", NOW, effective_from=LATER)
    assert done.at_once
    assert done.at_once.effective_from == LATER
    assert public(store, LATER)["made-up-library"].status == "temporarily_closed"


def test_a_date_that_has_passed_means_on_approval(store: Store) -> None:
    draft = draft_of(store, LIBRARY, opening_hours=LONGER)
    store.propose(AMINA, [draft], "From March.", NOW, effective_from=LATER)
    after = LATER + timedelta(days=3)
    approve(store, now=after)
    an_hour_before = after - timedelta(hours=1)
    then = store.timeline().values(LIBRARY, an_hour_before, as_known_then=True)
    assert then
    assert then["opening_hours"] == PLACE["opening_hours"]
    assert public(store, after)["made-up-library"].opening_hours == LONGER


def test_clocks_that_differ_reopen_nothing(store: Store) -> None:
    """A server whose clock is a year ahead approves; another closes after it: it stays closed."""
    propose(store, LIBRARY, status="temporarily_closed")
    propose(store, LIBRARY, status="active")
    approve(store, now=NOW + timedelta(days=365))
    assert public(store)["made-up-library"].status == "active"
    store.amend(AMINA, LIBRARY, {"status": "temporarily_closed"}, "Shut.", NOW)
    for at in (NOW, NOW + timedelta(days=400)):
        assert public(store, at)["made-up-library"].status == "temporarily_closed"
    assert store.timeline().next_change(NOW) is None


def test_a_closing_puts_nothing_back_that_a_fast_clock_made(store: Store) -> None:
    store.amend(BEN, LIBRARY, {"alert": "Door B"}, "Rang.", NOW + timedelta(minutes=5))
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", NOW)
    assert store.waiting(VERA) == []
    assert "made-up-library" not in public(store)


@pytest.mark.parametrize("closing", [{"visibility": "closed"}, {"status": "closed"}])
def test_a_closing_makes_later_changes_wait_again(store: Store, closing: Any) -> None:
    """Else a date approved months ago would reopen what somebody closed as unsafe."""
    store.amend(AMINA, LIBRARY, {"status": "temporarily_closed"}, "Works.", NOW)
    back = draft_of(store, LIBRARY, status="active")
    store.propose(AMINA, [back], "Works end.", NOW, effective_from=LATER)
    approve(store)
    assert public(store, LATER)["made-up-library"].status == "active"

    store.amend(CARLA, LIBRARY, closing, "Not safe.", NOW + timedelta(hours=1))
    assert "made-up-library" not in public(store, LATER)
    (put_back,) = store.waiting(VERA)
    assert (put_back.state, put_back.decision) == (RevisionState.WAITING, PUT_BACK)
    assert put_back.decided_by is None
    assert put_back.version is None


def test_suspending_a_scheme_takes_its_places_off_and_bringing_back_waits(store: Store) -> None:
    propose(store, LIBRARY, tier="declared_haven", scheme="made-up-scheme")
    approve(store)
    assert "made-up-library" in public(store)
    done = store.amend(AMINA, HAVENS, {"status": "temporarily_closed"}, "Police asked.", NOW)
    assert done.at_once
    assert "made-up-library" not in public(store)
    back = store.amend(AMINA, HAVENS, {"status": "active"}, "All is well.", NOW)
    assert back.waiting
    assert "The places of the scheme would come back." in back.reasons
    assert "made-up-library" not in public(store)


def test_checked_today_is_one_click(store: Store) -> None:
    base = store.timeline().based_on(LIBRARY)
    done = store.check(AMINA, LIBRARY, "visit", NOW, based_on=base)
    assert done.at_once
    place = public(store)["made-up-library"]
    assert (str(place.checked_on), place.checked_how) == ("2026-11-23", "visit")
    assert place.checked_by_role is None
    with pytest.raises(ConflictError):
        store.check(AMINA, LIBRARY, "visit", NOW, based_on=base)
    with pytest.raises(ChangeError, match="how you checked"):
        store.check(AMINA, LIBRARY, "a dream", NOW, based_on=base)


def test_a_check_of_a_place_that_has_left_the_map_waits(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.check(AMINA, LIBRARY, "visit", NOW, based_on=1)
    much_later = NOW + timedelta(days=361)
    monkeypatch.setenv("HAVENS_NOW", much_later.isoformat())
    base = store.timeline().based_on(LIBRARY)
    done = store.check(AMINA, LIBRARY, "telephone", much_later, based_on=base)
    assert done.waiting
    assert done.reasons == ("It would come back on the map.",)


def test_undo_puts_back_what_it_changed_and_no_more(store: Store) -> None:
    first = propose(store, LIBRARY, alert="Wrong", phone=None).at_once
    assert first
    store.amend(BEN, LIBRARY, {"internal_notes": "Rang."}, "Note", NOW)
    done = store.undo(AMINA, first.id, "It was wrong.", NOW)
    # Taking a warning away opens something, so that waits.
    assert done.waiting
    assert done.waiting.undoes == first.id
    approve(store)
    values = store.timeline().values(LIBRARY, NOW)
    assert values
    assert (values["alert"], values["internal_notes"]) == (None, "Rang.")
    with pytest.raises(ChangeError, match="nothing to undo"):
        store.undo(AMINA, first.id, "Again.", NOW)


def test_undo_of_a_new_record_hides_it_at_once(store: Store) -> None:
    new = Draft(RecordKind.PLACE, "new", PLACE | {"id": "new", "name": "New"})
    store.propose(AMINA, [new], "Found it.", NOW)
    approve(store)
    made = store.history(VERA, (RecordKind.PLACE, "new"))[0]
    assert "new" in public(store)
    done = store.undo(AMINA, made.id, "There is none.", NOW)
    assert done.at_once
    assert "new" not in public(store)
    assert store.timeline().values((RecordKind.PLACE, "new"), NOW)


def test_undo_of_a_dated_opening_before_it_comes(store: Store) -> None:
    draft = draft_of(store, LIBRARY, opening_hours=LONGER)
    store.propose(AMINA, [draft], "From March.", NOW, effective_from=LATER)
    approve(store)
    done = store.undo(CARLA, store.history(VERA, LIBRARY)[0].id, "Called off.", NOW)
    assert done.at_once
    assert done.at_once.effective_from == LATER
    assert public(store, LATER)["made-up-library"].opening_hours == PLACE["opening_hours"]


def test_drafts_are_worked_on_freely_and_made_public_by_two(store: Store) -> None:
    done = propose(store, DRAFT, phone="020 7000 0000", opening_hours="24/7")
    assert done.at_once
    assert not done.waiting
    shown = propose(store, DRAFT, visibility="public")
    assert shown.waiting
    assert "made-up-draft" not in public(store)
    assert store.last_shown(DRAFT, NOW) is None
    approve(store)
    assert "made-up-draft" in public(store)


def test_what_the_public_saw_last_is_known_after_a_closing(store: Store) -> None:
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Shut.", NOW)
    later = NOW + timedelta(days=1)
    propose(store, LIBRARY, now=later, opening_hours="24/7")
    seen = store.last_shown(LIBRARY, later)
    assert seen
    assert seen["opening_hours"] == PLACE["opening_hours"]
    assert seen["visibility"] == Visibility.PUBLIC


def test_a_channel_may_be_taken_out_by_one_and_added_by_two(store: Store) -> None:
    (channel,) = (store.timeline().values(LINE, NOW) or {})["channels"]
    more = propose(store, LINE, channels=[channel, {**channel, "contact": "0800 111 111"}])
    assert more.waiting
    assert not more.at_once
    assert propose(store, LINE, channels=[{**channel, "opening_hours": "Mo 10:00-11:00"}]).at_once
    assert propose(store, LINE, channels=[]).at_once


def test_nothing_is_ever_deleted(store: Store, engine: sa.Engine) -> None:
    waiting = propose(store, LIBRARY, name="Another").waiting
    assert waiting
    store.withdraw(AMINA, [waiting.id], NOW)
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Shut.", NOW)
    with engine.connect() as connection:
        kept = connection.scalar(sa.select(sa.func.count()).select_from(REVISIONS))
    assert kept == 4 + 2
    assert not [name for name in dir(Store) if "delete" in name]


def test_the_log_by_its_filters(store: Store) -> None:
    propose(store, LIBRARY, alert="A")
    propose(store, LINE, BEN, name="Another Line", now=NOW + timedelta(days=1))
    assert [r.key for r in store.log(VERA, author="ben")] == [LINE]
    assert [r.key for r in store.log(VERA, kind=RecordKind.SERVICE)] == [LINE, LINE]
    assert [r.author for r in store.log(VERA, since=NOW + timedelta(hours=1))] == ["ben"]
    assert "ben" not in [r.author for r in store.log(VERA, until=NOW + timedelta(hours=1))]
    assert [r.author for r in store.log(VERA, state=RevisionState.WAITING)] == ["ben"]
    assert len(store.log(VERA, most=2)) == 2


def test_many_at_once_lose_nothing(store: Store) -> None:
    """Twenty people change one record: each change is kept, none over another unseen."""

    def change(number: int) -> None:
        actor = Actor(f"person{number}", Role.EDITOR)
        fields = {"internal_notes": f"note {number}"}
        store.amend(actor, LIBRARY, fields, "Rang.", NOW + timedelta(seconds=number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(change, range(20)))
    revisions = store.history(VERA, LIBRARY)[:20]
    assert {r.author for r in revisions} == {f"person{n}" for n in range(20)}
    versions = [r.version for r in revisions]
    assert len(set(versions)) == 20
    chained = sorted(revisions, key=lambda r: r.version or 0)
    for one, other in itertools.pairwise(chained):
        assert other.changes["internal_notes"].before == one.changes["internal_notes"].after


@pytest.mark.parametrize(
    "words", ["Robert'); DROP TABLE revisions;--", "<script>", "é\u202e😀", "x" * 900]
)
def test_any_words_are_kept_as_they_are(store: Store, words: str) -> None:
    store.amend(AMINA, LIBRARY, {"internal_notes": words}, words, NOW)
    newest = store.history(VERA, LIBRARY)[0]
    assert newest.reason == words
    assert newest.changes["internal_notes"].after == words
