"""The figures of the staff's first page, counted in small made-up worlds and in the real seed."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from data.cover import young_people
from data.hours_clock import LONDON
from data.load import read_seed
from data.planting import LONG_AGO, records_of
from data.records import Record, Scheme, Tier
from data.reports import What
from data.revisions import Change, RecordKind, Revision, RevisionState
from data.roles import MACHINE, Actor, Role
from data.staff_figures import BY_ITSELF, StaffFigures, staff_figures
from tests.made_up_records import SCHEME
from tests.made_up_timeline import TODAY, place, report, revision, timeline

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
APPROVER = Actor("anna", Role.APPROVER)


def figures(*records: Record, actor: Actor = APPROVER, **given: Any) -> StaffFigures:
    held = timeline(*records, more=given.pop("more", ()))
    young = given.pop("young", {"Newham": 100, "Brent": 50})
    reports, waiting = given.pop("reports", ()), given.pop("waiting", ())
    return staff_figures(held, held.records(NOW), reports, waiting, young, actor, NOW)


def waits(author: str, days: int) -> Revision:
    return revision(
        None,
        author=author,
        state=RevisionState.WAITING,
        effective_from=None,
        version=None,
        made_at=NOW - timedelta(days=days),
        changes={"name": Change("Made-up Library", "New Name")},
    )


def change(days_ago: float, number: int = 2, **given: Any) -> Revision:
    at = NOW - timedelta(days=days_ago)
    fields = {f: Change(None, v) for f, v in given.pop("fields").items()}
    made = {"effective_from": at, "made_at": at, "decided_at": at, "version": number}
    return revision(None, changes=fields, **made | given)


def test_places_are_counted_by_borough_and_tier_least_first() -> None:
    found = figures(
        place(id="a", checked_on=TODAY),
        place(id="b", tier="declared_haven", checked_on=TODAY - timedelta(days=31)),
        place(id="c", visibility="draft"),
        place(id="d", visibility="closed"),
    )
    brent, newham = found.boroughs
    assert (brent.borough, brent.public, brent.drafts) == ("Brent", 0, 0)
    assert (newham.public, newham.in_time, newham.drafts) == (2, 1, 1)
    assert newham.tiers[Tier.DECLARED_HAVEN] == newham.tiers[Tier.PUBLIC_BUILDING] == 1
    assert (found.public, found.in_time, found.drafts) == (2, 1, 1)


def test_reports_have_their_oldest_and_the_unsafe_apart() -> None:
    assert figures().oldest_report is None
    old = report(What.HOURS, day=TODAY - timedelta(days=9))
    found = figures(place(), reports=[report(What.NOT_SAFE), old])
    assert (found.reports, found.not_safe, found.oldest_report) == (2, 1, old.day)


@pytest.mark.parametrize(
    ("actor", "can"),
    [
        (APPROVER, 2),
        (Actor("ben", Role.APPROVER), 2),
        (Actor("zoe", Role.ADMINISTRATOR), 3),
        (Actor("zoe", Role.EDITOR), 0),
    ],
)
def test_who_waits_for_whom(actor: Actor, can: int) -> None:
    found = figures(
        place(), waiting=[waits("anna", 1), waits("ben", 6), waits("cas", 4)], actor=actor
    )
    assert [(w.author, w.count, w.days) for w in found.waiting] == [
        ("ben", 1, 6), ("cas", 1, 4), ("anna", 1, 1),
    ]  # fmt: skip
    assert [w.author for w in found.waiting if w.mine] == [actor.name] * (
        actor.name in ("anna", "ben")
    )
    assert found.can_approve == can


def test_what_comes_next_is_named_soonest_first() -> None:
    later = change(-9, fields={"alert": "Shut."})
    sooner = change(-1, 3, fields={"opening_hours": "24/7"})
    past = change(1, 4, fields={"phone": "1"})
    found = figures(place(), more=(later, sooner, past))
    assert [(c.name, c.words) for c in found.coming] == [
        ("Made-up Library", "opening hours"), ("Made-up Library", "alert"),
    ]  # fmt: skip


def test_what_left_by_a_person() -> None:
    hidden = change(5, fields={"visibility": "closed"}, author="ben", reason="Burnt down.")
    (left,) = figures(place(checked_on=TODAY), more=(hidden,)).left
    assert (left.name, left.at, left.words) == (
        "Made-up Library",
        hidden.effective_from,
        "ben: Burnt down.",
    )
    back = change(4, 3, fields={"visibility": "public"})
    assert figures(place(checked_on=TODAY), more=(hidden, back)).left == ()


def test_what_left_long_ago_or_was_never_seen_is_not_news() -> None:
    hidden = change(31, fields={"visibility": "closed"})
    assert figures(place(), more=(hidden,)).left == ()
    edited = change(5, fields={"phone": "1"})
    assert figures(place(visibility="draft"), more=(edited,)).left == ()
    assert figures(place(visibility="closed")).left == ()


@pytest.mark.parametrize(("age", "is_news"), [(60, False), (61, True), (90, True), (91, False)])
def test_what_left_by_itself(age: int, is_news: bool) -> None:
    haven = place(tier="declared_haven", checked_on=TODAY - timedelta(days=age))
    left = figures(haven).left
    assert bool(left) is is_news
    if left:
        assert left[0].words == BY_ITSELF
        assert left[0].at.date() == TODAY - timedelta(days=age - 61)
        # A correction of what had left already is not what took it away.
        edited = change(0.1, fields={"phone": "1"})
        assert figures(haven, more=(edited,)).left[0].words == BY_ITSELF


def test_a_suspended_scheme_takes_its_places() -> None:
    scheme = Scheme(**SCHEME)
    suspended = change(
        3,
        fields={"status": "temporarily_closed"},
        kind=RecordKind.SCHEME,
        record_id=scheme.id,
        reason="Vetting lapsed.",
    )
    (left,) = figures(scheme, place(scheme=scheme.id), more=(suspended,)).left
    assert left.words == "anna: Vetting lapsed."


def test_the_last_change_is_one_of_a_person() -> None:
    planted = revision(place(), author=MACHINE, effective_from=LONG_AGO)
    assert figures(more=(planted,)).last is None
    one = change(2, 2, fields={"phone": "1"}, decided_by="anna")
    two = change(1, 3, fields={"alert": "Shut."}, decided_by="ben", reason="They rang.")
    last = figures(more=(planted, two, one)).last
    assert last is not None
    assert last.words == "alert, by anna, approved by ben. They rang."


def test_the_real_records_cost_little() -> None:
    seed = read_seed()
    held = timeline(*(r for _, r in records_of(seed)))
    start = time.perf_counter()
    records = held.records(NOW)
    reading = time.perf_counter() - start
    start = time.perf_counter()
    found = staff_figures(held, records, (), (), young_people(), APPROVER, NOW)
    assert time.perf_counter() - start < max(3 * reading, 0.5)
    assert (found.public, found.drafts, len(found.boroughs)) == (177, 375, 33)
    assert sum(b.public for b in found.boroughs) == found.public
    assert sum(sum(b.tiers.values()) for b in found.boroughs) == found.public
