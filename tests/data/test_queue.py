"""The review queue: each reason, their order, one entry a record, filters, and speed."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.cover import Cover, young_people
from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.load import read_seed
from data.notes import Taken
from data.planting import records_of
from data.queue import NOBODY, Item, build, filtered
from data.queue_reasons import Why, is_silent_on_bank_holidays
from data.records import BoroughContact, Place, Record, Scheme, Service, Tier
from data.reports import What
from data.revision_rows import PUT_BACK
from data.revisions import Change, RecordKind, RevisionState, Timeline
from tests.made_up_records import PLACE, SCHEME, SERVICE
from tests.made_up_timeline import NOW, TODAY, place, report, revision, timeline

CONTACT = {
    "id": "newham",
    "borough": "Newham",
    "gss_code": "E09000025",
    "visibility": "public",
    "confidence": "high",
}


def queue(*records: Record, **given: Any) -> list[Item]:
    reports, taken = given.pop("reports", ()), given.pop("taken", {})
    more = given.pop("more", ())
    return build(timeline(*records, more=more), reports, taken, NOW, **given)


FRESH = {"checked_on": TODAY}


def whys(*records: Record, **given: Any) -> list[str]:
    (item,) = queue(*records, **given)
    return [reason.why.value for reason in item.reasons]


def checked(days_ago: int, **changes: Any) -> Place:
    return place(checked_on=TODAY - timedelta(days=days_ago), **changes)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (place(), ["never"]),
        (place(opening_hours=None), ["never", "doubt"]),
        (place(source_date="2024-11"), ["never"]),
        (place(source_date="2024-10"), ["never", "doubt"]),
        (place(hours_in_doubt="yes"), ["never", "doubt"]),
        (place(point_source="postcode"), ["never", "doubt"]),
        (place(opening_hours="Mo-Fr 09:00-17:00"), ["never", "doubt"]),
        (place(opening_hours="24/7"), ["never"]),
        (place(visibility="draft", opening_hours="Mo-Fr 09:00-17:00"), ["draft"]),
        (place(visibility="draft"), ["draft"]),
        (place(visibility="draft", source_date="2012"), ["draft", "doubt"]),
        (place(visibility="draft", opening_hours=None), ["draft"]),
        (checked(30, tier="declared_haven"), None),
        (checked(31, tier="declared_haven"), ["past"]),
        (checked(60, tier="declared_haven"), ["past"]),
        (checked(61, tier="declared_haven"), ["left"]),
        (checked(180), None),
        (checked(181), ["past"]),
        (checked(360), ["past"]),
        (checked(361), ["left"]),
        (checked(400, visibility="draft"), ["draft"]),
        (checked(400, visibility="closed"), None),
        (checked(400, status="closed"), None),
        (place(visibility="closed", source_date="2001", hours_in_doubt="yes"), None),
        (place(status="closed"), None),
        (place(lat=None, lon=None), None),
        (checked(0, source_date="2001"), None),
        (Service(**SERVICE | {"checked_on": TODAY - timedelta(days=90)}), None),
        (Service(**SERVICE | {"checked_on": TODAY - timedelta(days=91)}), ["past"]),
        (Service(**SERVICE | {"checked_on": TODAY - timedelta(days=9000)}), ["past"]),
        (Scheme(**SCHEME), ["never"]),
        (Scheme(**SCHEME | {"visibility": "draft"}), ["draft"]),
        (BoroughContact(**CONTACT), ["never"]),
    ],
)
def test_why_a_record_is_here(record: Record, expected: list[str] | None) -> None:
    found = queue(record)
    assert ([r.why.value for r in found[0].reasons] if found else None) == expected


def test_the_settings_decide_how_long_a_check_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_CHECK_PLACES_DAYS", "10")
    assert queue(checked(10)) == []
    assert whys(checked(11)) == ["past"]
    assert whys(checked(21)) == ["left"]


def test_left_and_past_say_since_when() -> None:
    (left,) = queue(checked(61, tier="declared_haven"))
    assert left.reasons[0].since == TODAY
    assert "on 23 November 2026" in left.reasons[0].words
    (past,) = queue(checked(33, tier="declared_haven"))
    assert "ran out 3 days ago" in past.reasons[0].words
    assert "leaves the map after 20 December 2026" in past.reasons[0].words


def test_a_day_is_londons() -> None:
    """In summer London's day begins at 23:00 UTC."""
    haven = timeline(place(tier="declared_haven", checked_on=date(2026, 6, 1)))
    assert build(haven, (), {}, datetime(2026, 7, 1, 22, 59, tzinfo=UTC)) == []
    (item,) = build(haven, (), {}, datetime(2026, 7, 1, 23, 0, tzinfo=UTC))
    assert item.reasons[0].since == date(2026, 7, 2)


def test_a_place_of_a_suspended_scheme_is_not_called_public() -> None:
    scheme = Scheme(**SCHEME | FRESH | {"status": "temporarily_closed"})
    assert queue(scheme, place(scheme=scheme.id)) == []


def test_reports_of_a_record_stand_together_with_counts() -> None:
    reports = (
        report(What.HOURS, times=2, words="a"),
        report(What.HOURS, words="b"),
        report(What.MOVED, day=TODAY - timedelta(days=3)),
        report(What.NOT_SAFE),
    )
    (item,) = queue(place(**FRESH), reports=reports)
    assert [r.why for r in item.reasons] == [Why.NOT_SAFE, Why.REPORT]
    assert item.reasons[0].words == (
        "The public reported “I did not feel safe” once, on 23 November 2026."
    )
    assert item.reasons[1].words == (
        "The public reported “The times are wrong” 3 times, “It has moved” once, "
        "last on 23 November 2026."
    )
    assert item.reasons[1].since == TODAY - timedelta(days=3)
    assert item.reports == reports


def test_a_report_about_no_known_record_is_not_lost() -> None:
    (item,) = queue(reports=[report(What.NOT_SAFE, "gone")])
    assert (item.record, item.name, item.based_on) == (None, "gone", 0)


def test_a_change_waits_long_after_two_days() -> None:
    def waiting(age: timedelta, **given: Any) -> list[Item]:
        change = {"name": Change("Made-up Library", "New Name")}
        waits = revision(
            None,
            state=RevisionState.WAITING,
            effective_from=None,
            version=None,
            made_at=NOW - age,
            changes=change,
            **given,
        )
        return queue(place(**FRESH), waiting=[waits])

    assert waiting(timedelta(days=2)) == []
    (item,) = waiting(timedelta(days=2, seconds=1))
    assert [r.why for r in item.reasons] == [Why.WAITING]
    assert "anna has waited" in item.reasons[0].words
    (item,) = waiting(timedelta(hours=1), decision=PUT_BACK)
    assert [r.why for r in item.reasons] == [Why.CONFLICT]
    assert PUT_BACK in item.reasons[0].words


def test_a_change_that_can_no_longer_be_approved_is_a_conflict() -> None:
    change = {"phone": Change("020 7946 0000", "020 7946 0001")}
    waits = revision(None, state=RevisionState.WAITING, effective_from=None, changes=change)
    (item,) = queue(place(phone="020 7946 0999", **FRESH), waiting=[waits])
    assert [r.why for r in item.reasons] == [Why.CONFLICT]
    assert "phone" in item.reasons[0].words
    assert queue(place(phone="020 7946 0000", **FRESH), waiting=[waits]) == []


def test_a_new_record_that_waits_has_its_name() -> None:
    made = revision(
        place(id="brand-new", name="Brand New"),
        state=RevisionState.WAITING,
        effective_from=None,
        version=None,
        made_at=NOW - timedelta(days=3),
    )
    (item,) = queue(waiting=[made])
    assert (item.name, item.record, [r.why for r in item.reasons]) == (
        "Brand New",
        None,
        [Why.WAITING],
    )


@pytest.mark.parametrize(
    ("ahead", "is_here"),
    [
        (timedelta(0), False),
        (timedelta(seconds=1), True),
        (timedelta(days=14), True),
        (timedelta(days=14, seconds=1), False),
    ],
)
def test_a_dated_change_comes_up_within_fourteen_days(ahead: timedelta, is_here: bool) -> None:
    change = {"alert": Change(None, "Shut on Friday."), "phone": Change(None, None)}
    coming = revision(None, changes=change, effective_from=NOW + ahead, version=2)
    found = queue(place(**FRESH), more=(coming,))
    assert bool(found) is is_here
    if found:
        assert found[0].reasons[0].why is Why.COMING
        assert "alert, phone" in found[0].reasons[0].words


def test_a_record_that_cannot_be_read_is_shown_as_such() -> None:
    broken = revision(place(), changes={"id": Change(None, PLACE["id"]), "name": Change(None, "x")})
    (item,) = build(Timeline((broken,), 1), (), {}, NOW)
    assert (item.record, item.reasons[0].why) == (None, Why.BROKEN)
    assert "visibility" in item.reasons[0].words


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Su 09:00-17:00",
        "Mo-Su 09:00-17:00; PH off",
        "Mo-Su,PH 09:00-17:00",
        'Mo-Su 09:00-17:00 unknown "ask the PH desk"',
        "Mo-Su 09:00-17:00; Dec 25 off",
    ],
)
def test_silent_on_bank_holidays_is_what_the_hours_say_then(text: str) -> None:
    bank_holiday = datetime(2027, 5, 3, 12, tzinfo=LONDON)
    says = OpeningHours(text).state(bank_holiday)
    assert is_silent_on_bank_holidays(text) is (says == "unknown")


def test_further_doubts_can_be_added() -> None:
    (item,) = queue(place(**FRESH), doubts=lambda record: [f"{record.id} is odd."])
    assert [r.words for r in item.reasons] == ["made-up-library is odd."]


def ids(items: list[Item]) -> list[str]:
    return [item.key[1] for item in items]


def test_the_order_is_by_risk() -> None:
    records = [
        place(id="draft-b", borough="Brent", visibility="draft"),
        place(id="hidden-reported", visibility="closed"),
        place(id="coming", **FRESH),
        place(id="clash", phone="020 7946 0999", **FRESH),
        place(id="waits", **FRESH),
        place(id="never-building"),
        place(id="never-haven", tier="declared_haven"),
        checked(181, id="past-1"),
        checked(200, id="past-20"),
        checked(370, id="left"),
        place(id="reported", **FRESH),
        place(id="unsafe-hidden", visibility="closed"),
    ]
    waiting = [
        revision(
            None,
            record_id="waits",
            state=RevisionState.WAITING,
            effective_from=None,
            made_at=NOW - timedelta(days=4),
            changes={"name": Change("Made-up Library", "New Name")},
        ),
        revision(
            None,
            record_id="clash",
            state=RevisionState.WAITING,
            effective_from=None,
            changes={"phone": Change(None, "020 7946 0001")},
        ),
    ]
    coming = revision(
        None,
        record_id="coming",
        version=2,
        effective_from=NOW + timedelta(days=3),
        changes={"alert": Change(None, "Shut on Friday.")},
    )
    found = queue(
        *records,
        waiting=waiting,
        more=(coming,),
        reports=[
            report(What.HOURS, "reported"),
            report(What.HOURS, "hidden-reported"),
            report(What.NOT_SAFE, "unsafe-hidden"),
        ],
    )
    assert ids(found) == [
        "unsafe-hidden",
        "reported",
        "left",
        "past-20",
        "past-1",
        "never-haven",
        "never-building",
        "waits",
        "clash",
        "hidden-reported",
        "coming",
        "draft-b",
    ]


def test_drafts_begin_where_there_is_least() -> None:
    young = {"Brent": 1000, "Camden": 100, "Newham": 10, "Barnet": 5000}
    found = queue(
        place(id="newham", borough="Newham", **FRESH),
        place(id="newham-2", borough="Newham", **FRESH),
        place(id="brent", borough="Brent", **FRESH),
        place(id="camden", borough="Camden", **FRESH),
        place(id="draft-newham", borough="Newham", visibility="draft", tier="declared_haven"),
        place(id="draft-camden", borough="Camden", visibility="draft"),
        place(id="draft-brent", borough="Brent", visibility="draft"),
        place(id="draft-brent-haven", borough="Brent", visibility="draft", tier="declared_haven"),
        place(id="draft-barnet", borough="Barnet", visibility="draft", source_date="2010"),
        place(id="draft-nowhere", borough=None, lat=None, lon=None, visibility="draft"),
        Service(**SERVICE | {"visibility": "draft"}),
        young=young,
    )
    assert ids(found) == [
        "draft-barnet",
        "draft-brent-haven",
        "draft-brent",
        "draft-camden",
        "draft-newham",
        "draft-nowhere",
        "made-up-line",
    ]
    assert "Barnet has no public place yet." in found[0].reasons[0].words
    assert "one for 1,000 people aged 10 to 17" in found[1].reasons[0].words


def test_filters_keep_the_order_and_what_fits_all() -> None:
    mine = Taken(RecordKind.PLACE, "a", "anna", NOW)
    found = queue(
        place(id="a", borough="Brent"),
        place(id="b", borough="Brent", tier="declared_haven", hours_in_doubt="yes"),
        place(id="c", borough="Camden", tier="declared_haven"),
        Scheme(**SCHEME | {"area": ["Brent", "London"]}),
        taken={(RecordKind.PLACE, "a"): mine},
    )
    assert ids(filtered(found)) == ["b", "c", "a", "made-up-scheme"]
    assert ids(filtered(found, borough="Brent")) == ["b", "a", "made-up-scheme"]
    assert ids(filtered(found, tier=Tier.DECLARED_HAVEN, borough="Brent")) == ["b"]
    assert ids(filtered(found, why=Why.DOUBT)) == ["b"]
    assert ids(filtered(found, taken_by="anna")) == ["a"]
    assert ids(filtered(found, taken_by=NOBODY)) == ["b", "c", "made-up-scheme"]
    assert filtered(found, taken_by="ben") == []
    assert found[2].taken == mine


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["public", "draft", "closed"]),
            st.sampled_from(list(Tier)),
            st.none() | st.integers(0, 800),
            st.sampled_from(["active", "closed", "unknown"]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_one_record_has_one_entry_and_what_is_fine_has_none(rows: list[Any]) -> None:
    places = [
        place(
            id=f"p{number}",
            visibility=visibility,
            tier=tier,
            checked_on=None if age is None else TODAY - timedelta(days=age),
            status=status,
        )
        for number, (visibility, tier, age, status, _) in enumerate(rows)
    ]
    reported = {f"p{number}" for number, row in enumerate(rows) if row[4]}
    found = queue(*places, reports=[report(What.OTHER, each) for each in reported])
    assert len(ids(found)) == len(set(ids(found)))
    assert reported <= set(ids(found))
    assert all(item.reasons for item in found)
    for each in places:
        public = each.visibility == "public" and each.status != "closed"
        if public and each.checked_on is None:
            assert each.id in ids(found)
        if each.visibility == "closed" and each.id not in reported:
            assert each.id not in ids(found)


def test_the_research_gives_every_draft_and_everything_public() -> None:
    seed = read_seed()
    found = build(timeline(*(r for _, r in records_of(seed))), (), {}, NOW, young=young_people())
    drafts = filtered(found, why=Why.DRAFT)
    assert sum(item.key[0] is RecordKind.PLACE for item in drafts) == 375
    assert len(filtered(found, why=Why.NEVER)) == sum(
        record.visibility == "public" and getattr(record, "status", "") != "closed"
        for _, record in records_of(seed)
    )
    assert found[0].reasons[0].why is Why.NEVER


def test_it_costs_no_more_than_reading_the_records() -> None:
    seed = read_seed()
    places = tuple(
        p.model_copy(update={"id": f"{p.id}-{n}"}) for n in range(17) for p in seed.places
    )
    many = timeline(*places)
    records = many.records(NOW)
    young = young_people()

    def fastest(do: Callable[[], object]) -> float:
        times = []
        for _ in range(3):
            start = time.perf_counter()
            do()
            times.append(time.perf_counter() - start)
        return min(times)

    reading = fastest(lambda: many.records(NOW))
    building = fastest(lambda: build(many, (), {}, NOW, records=records, young=young))
    assert len(records.places) > 9_000
    assert building < 2 * reading


def test_cover_counts_what_is_given() -> None:
    cover = Cover.of([place(), place(borough=None)], {"Newham": 30})
    assert cover.least_first("Newham") == (1.0, 1 / 30)
    assert cover.least_first("Brent") == (0.0, 0.0)
    assert cover.words("Newham") == "Newham has 1 public place, one for 30 people aged 10 to 17."
    assert len(young_people()) == 33
