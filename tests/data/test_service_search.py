"""Which services fit, in which order, and what followed those that closed."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.hours_clock import LONDON
from data.live import current
from data.records import ChannelKind
from data.service_search import (
    KINDS,
    How,
    ServiceResults,
    ServiceSearch,
    Who,
    first_help,
    search_services,
)
from data.state import State
from data.topics import NAMES, groups_of

NIGHT = datetime(2026, 11, 23, 2, 30, tzinfo=LONDON)
NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)


def search(**asked: Any) -> ServiceResults:
    return search_services(current(), ServiceSearch(**({"at": NIGHT} | asked)))


def ids(results: ServiceResults) -> list[str]:
    return [one.service.id for one in results.found]


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "Rescue and Response"},
        {"text": "rescue & responce"},
        {"text": "LGE"},
        {"text": "London Gang Exit"},
        {"text": "empower"},
        {"linked": "rescue-and-response"},
        {"linked": "london-gang-exit"},
        {"linked": "empower"},
        {"linked": "lge"},
        {"linked": "Rescue-And-Response"},
    ],
)
@pytest.mark.parametrize("who", list(Who))
def test_closed_services_lead_to_what_followed(asked: dict[str, str], who: Who) -> None:
    results = search(**asked, who=who)
    assert [(r.successor.id, r.closed.ended_on) for r in results.redirects] == [("vess", "2024-06")]
    assert ids(results)[0] == "vess"
    assert not results.not_known


def test_closed_services_are_never_listed() -> None:
    everything = {i for who in Who for i in ids(search(who=who))}
    assert everything.isdisjoint({"rescue-and-response", "london-gang-exit", "empower"})


def test_followers_that_follow_each_other_end_somewhere(
    make_service: Any, directory_of: Any
) -> None:
    one = make_service(id="one", status="closed", successor="two", name="First Line")
    two = make_service(id="two", status="closed", successor="one", name="Second Line")
    asked = ServiceSearch(at=NOON, linked="one")
    (redirect,) = search_services(directory_of(one, two), asked).redirects
    assert redirect.successor is None


@pytest.mark.parametrize(
    "asked", [{"text": "xyzzy plugh"}, {"linked": "no-such-id"}, {"linked": "<b>"}, {"linked": "a"}]
)
def test_what_nobody_knows_is_said_and_all_is_shown(asked: dict[str, str]) -> None:
    results = search(**asked)
    assert results.not_known
    assert ids(results) == ids(search())


def test_a_link_comes_first_and_hides_nothing() -> None:
    assert ids(search(linked="the-havens"))[0] == "the-havens"
    assert set(ids(search(linked="the-havens"))) == set(ids(search()))


@pytest.mark.parametrize("who", [Who.YOUNG_PERSON, Who.PARENT])
def test_what_is_for_professionals_reaches_nobody_else(who: Who) -> None:
    for one in (*search(who=who).found, *search(who=who).police):
        assert who in one.service.audience
        for line in one.lines:
            assert not line.channel.audience or who in line.channel.audience
    lighthouse = next(o for o in search(who=who).found if o.service.id == "the-lighthouse")
    assert "020 3049 0010" not in {line.channel.contact for line in lighthouse.lines}


def test_is_this_ok_is_there_and_never_open() -> None:
    one = next(o for o in search(at=NOON).found if o.service.id == "is-this-ok")
    assert not one.may_be_open
    assert "is-this-ok" not in ids(search(open_only=True))


@pytest.mark.parametrize(
    ("borough", "there"),
    [(None, True), ("Camden", True), ("Barnet", True), ("Croydon", False), ("Lambeth", False)],
)
def test_a_service_for_some_boroughs_shows_there_only(borough: str | None, there: bool) -> None:
    assert ("the-lighthouse" in ids(search(borough=borough))) is there


@pytest.mark.parametrize(
    ("age", "there"), [(10, False), (11, True), (16, True), (17, False), (None, True)]
)
def test_ages(age: int | None, there: bool) -> None:
    assert ("fearless" in ids(search(age=age))) is there


@pytest.mark.parametrize(
    ("typed", "topics", "there"),
    [
        ("gangs", {"used"}, "safecall"),
        ("I ran away", {"missing"}, "missing-people-helpline"),
        ("want to die", {"mind"}, "samaritans"),
        ("Being LGBT+", {"lgbt"}, "galop"),
        ("kicked out!", {"stay"}, "centrepoint-helpline"),
    ],
)
def test_a_worry_in_a_childs_own_words(typed: str, topics: set[str], there: str) -> None:
    results = search(text=typed)
    assert results.understood == topics
    assert there in ids(results)
    assert not results.not_known
    assert set(ids(results)) < set(ids(search()))


@pytest.mark.parametrize("typed", ["childline", "lge", "the havens", "116 000"])
def test_a_name_is_never_taken_for_a_worry(typed: str) -> None:
    assert search(text=typed).understood == frozenset()


def test_only_the_ways_asked_for_make_a_service_open() -> None:
    """The Havens answer the telephone day and night; nobody may walk in."""
    there = search(how=frozenset({How.IN_PERSON}))
    assert "the-havens" in ids(there)
    assert not any(one.may_be_open for one in there.found)
    assert ids(there)[0] != "the-havens"
    chats = {one.service.id: one for one in search(how=frozenset({How.CHAT})).found}
    assert not chats["childline"].may_be_open
    assert ids(search(how=frozenset({How.IN_PERSON}), open_only=True)) == []


def test_writing_needs_nobody_to_be_there() -> None:
    write = frozenset({How.WRITE})
    assert ids(search(how=write, open_only=True)) == ids(search(how=write)) != []


def test_the_police_are_there_whatever_is_open() -> None:
    always = {"emergency-999", "police-101"}
    assert always <= {one.service.id for one in search(open_only=True).police}


@pytest.mark.parametrize("who", [Who.YOUNG_PERSON, Who.PARENT])
@pytest.mark.parametrize("at", [NIGHT, NOON])
def test_help_at_once_is_a_call_a_text_and_a_chat_for_any_worry(who: Who, at: datetime) -> None:
    ways = first_help(search(who=who, at=at).found)
    kinds = [line.channel.kind for _, line in ways]
    assert kinds == ["phone", "sms", "webchat"]
    for service, line in ways:
        assert "mind" in groups_of(service.topics)
        assert line.state.state not in (State.CLOSED, State.OPENING_SOON)
    if who is Who.YOUNG_PERSON:
        assert ways[0][0].id == "childline"
        assert ways[0][1].state.said_to_be_open


def test_help_at_once_leaves_out_what_is_shut(make_service: Any, directory_of: Any) -> None:
    shut = make_service({"opening_hours": "Mo-Su 09:00-10:00; PH off"})
    found = search_services(directory_of(shut), ServiceSearch(at=NOON)).found
    assert first_help(found) == ()


def test_open_only_says_what_it_leaves_out() -> None:
    results = search(open_only=True)
    assert all(one.may_be_open for one in results.found)
    assert results.hours_unknown > 0
    left_out = [o for o in search().found if not o.may_be_open]
    assert results.hours_unknown <= len(left_out)


def test_at_night_a_person_who_answers_any_worry_is_first() -> None:
    assert ids(search())[0] == "childline"
    assert search().found[0].said_to_be_open


def test_the_helpline_for_missing_people_is_not_open_at_night() -> None:
    by_id = {one.service.id: one for one in search(topics=frozenset({"missing"})).found}
    assert not by_id["missing-people-helpline"].may_be_open
    noon = {one.service.id: one for one in search(at=NOON, topics=frozenset({"missing"})).found}
    assert noon["missing-people-helpline"].may_be_open


def test_lines_that_are_open_stand_first(make_service: Any, directory_of: Any) -> None:
    service = make_service(
        {"kind": "website", "contact": "https://example.org", "opening_hours": None},
        {"kind": "chatbot", "contact": "https://example.org", "opening_hours": "24/7"},
        {"opening_hours": "Mo-Su 09:00-10:00; PH off"},
        {"kind": "sms", "contact": "85000", "opening_hours": "24/7"},
    )
    (one,) = search_services(directory_of(service), ServiceSearch(at=NOON)).found
    assert [line.channel.kind for line in one.lines] == ["sms", "chatbot", "phone", "website"]


def test_the_police_stand_apart_unless_asked_for_by_name() -> None:
    assert {"emergency-999", "police-101"} <= {one.service.id for one in search().police}
    assert {"emergency-999", "police-101"}.isdisjoint(ids(search()))
    assert ids(search(text="999"))[0] == "emergency-999"


@pytest.mark.parametrize("how", list(How))
def test_the_way_that_was_asked_for_is_there_and_first(how: How) -> None:
    for one in search(how=frozenset({how})).found:
        assert one.lines[0].channel.kind in KINDS[how]


def test_every_kind_of_channel_is_some_way() -> None:
    assert {kind for kinds in KINDS.values() for kind in kinds} == set(ChannelKind)


def test_a_service_without_channels_is_listed(make_service: Any, directory_of: Any) -> None:
    results = search_services(directory_of(make_service()), ServiceSearch(at=NOON))
    assert [(one.service.id, one.lines) for one in results.found] == [("made-up-line", ())]


@given(
    who=st.sampled_from(list(Who)),
    topics=st.frozensets(st.sampled_from(list(NAMES)), max_size=3),
    age=st.none() | st.integers(0, 120),
    borough=st.sampled_from([None, "Camden", "Croydon", "Nowhere"]),
    how=st.frozensets(st.sampled_from(list(How)), max_size=2),
    text=st.sampled_from(["", "childline", "lge", "zzzzzzz"]),
    at=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)
@settings(max_examples=80, deadline=None)
def test_narrower_questions_never_find_more(at: datetime, text: str, **asked: Any) -> None:
    given_at = at.replace(tzinfo=LONDON)
    wide = search(at=given_at, text=text, **asked)
    narrow = search(at=given_at, text=text, open_only=True, **asked)
    assert set(ids(narrow)) <= set(ids(wide))
    assert len(ids(wide)) == len(set(ids(wide)))
    assert {o.service.id for o in wide.police}.isdisjoint(ids(wide))


def only(service: Any, directory_of: Any, **asked: Any) -> list[str]:
    return ids(search_services(directory_of(service), ServiceSearch(at=NOON, **asked)))


def test_a_service_that_names_no_area_may_be_for_any(make_service: Any, directory_of: Any) -> None:
    assert only(make_service(coverage=[]), directory_of, borough="Camden") == ["made-up-line"]


@pytest.mark.parametrize(("age", "there"), [(15, False), (16, True), (60, True)])
def test_an_age_without_an_end_has_none(
    make_service: Any, directory_of: Any, age: int, there: bool
) -> None:
    assert bool(only(make_service(age_min=16), directory_of, age=age)) is there


def test_open_only_shows_no_way_that_was_not_asked_for(
    make_service: Any, directory_of: Any
) -> None:
    service = make_service({"opening_hours": "24/7"}, {"kind": "sms", "opening_hours": "24/7"})
    asked = ServiceSearch(at=NOON, how=frozenset({How.TEXT}), open_only=True)
    (one,) = search_services(directory_of(service), asked).found
    assert [line.channel.kind for line in one.lines] == ["sms"]


def test_open_only_keeps_what_may_be_open_and_what_was_named(
    make_service: Any, directory_of: Any
) -> None:
    old = {"opening_hours": "24/7", "source_date": "2020"}
    assert only(make_service(old), directory_of, open_only=True) == ["made-up-line"]
    shut = make_service({"opening_hours": "Mo-Su 01:00-02:00; PH off"})
    assert only(shut, directory_of, open_only=True) == []
    assert only(shut, directory_of, open_only=True, text="Made-up Line") == ["made-up-line"]


ALWAYS = {"opening_hours": "24/7"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"referral": ["self"]}, {"referral": ["professional"]}),
        ({}, {"status": "unknown"}),
        ({"channels": [ALWAYS]}, {"channels": [ALWAYS | {"source_date": "2020"}]}),
        ({"channels": [ALWAYS | {"source_date": "2020"}]}, {"channels": [{"opening_hours": None}]}),
        ({"topics": ["any worry"]}, {"topics": ["suicide"]}),
        ({"topics": ["suicide"]}, {"topics": ["LGBTQ+"]}),
        ({"coverage": ["Camden"]}, {"coverage": ["UK"]}),
        ({"audience": ["young_person"]}, {"audience": ["young_person", "parent"]}),
        ({"channels": [ALWAYS | {"free": "yes"}]}, {"channels": [ALWAYS]}),
    ],
)
def test_what_serves_better_stands_first(
    make_service: Any, directory_of: Any, first: dict[str, Any], second: dict[str, Any]
) -> None:
    def made(name: str, changes: dict[str, Any]) -> Any:
        changes = dict(changes)
        lines = changes.pop("channels", [ALWAYS])
        return make_service(*lines, id=name.lower(), name=f"{name} Line", **changes)

    # By name alone the second would come first.
    directory = directory_of(made("Alpha", second), made("Zulu", first))
    asked = ServiceSearch(at=NOON, borough="Camden")
    assert ids(search_services(directory, asked)) == ["zulu", "alpha"]
