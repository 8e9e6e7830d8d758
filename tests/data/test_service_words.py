"""What is said of services: true, plain, and unknown said as unknown."""

from datetime import datetime
from typing import Any

import pytest

from data.channel_state import ChannelHours, Line
from data.directory import current
from data.hours_clock import LONDON
from data.service_search import ServiceSearch, Who, search_services
from data.service_words import (
    LIMIT_UNKNOWN,
    MEANWHILE,
    NOT_SURE_IT_RUNS,
    PRIVATE_UNKNOWN,
    action,
    facts,
    for_whom,
    heading,
    line_text,
    notes,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NIGHT = datetime(2026, 11, 23, 3, tzinfo=LONDON)
CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=LONDON)


def first_line(service: Any, at: datetime = NOON) -> Line:
    return ChannelHours.of([service]).lines(at)[service.id][0]


@pytest.mark.parametrize(
    ("channel", "href", "label", "leaves"),
    [
        ({}, "tel:0800000000", "Call 0800 000 000", False),
        ({"contact": "116 000"}, "tel:116000", "Call 116 000", False),
        ({"kind": "sms", "contact": "116 000"}, "sms:116000", "Text 116 000", False),
        (
            {"kind": "email", "contact": "a@example.org"},
            "mailto:a@example.org",
            "Write to a@example.org",
            False,
        ),
        (
            {"kind": "website", "contact": "https://example.org"},
            "https://example.org",
            "Open the web page",
            True,
        ),
        (
            {"kind": "webchat", "contact": "https://example.org"},
            "https://example.org",
            "Chat online",
            True,
        ),
        (
            {"kind": "webchat", "contact": "https://example.org", "label": "Chat"},
            "https://example.org",
            "Chat",
            True,
        ),
    ],
)
def test_what_to_press(
    make_service: Any, channel: dict[str, str], href: str, label: str, leaves: bool
) -> None:
    pressed = action(make_service(channel).channels[0])
    assert (pressed.href, pressed.label, pressed.leaves) == (href, label, leaves)


@pytest.mark.parametrize(
    "channel",
    [
        {"contact": None},
        {"contact": "ask a teacher"},
        {"kind": "in_person", "contact": "1 Nowhere Street"},
        {"kind": "website", "contact": "javascript:alert(1)"},
        {"kind": "website", "contact": 'https://example.org/"><script>'},
        {"kind": "email", "contact": "a@b?cc=everyone@example.org"},
        {"kind": "sms", "contact": "text HELLO to 85258"},
    ],
)
def test_what_can_t_be_pressed_is_no_link(make_service: Any, channel: dict[str, str]) -> None:
    assert action(make_service(channel).channels[0]) is None


@pytest.mark.parametrize(
    ("channel", "at", "said"),
    [
        ({}, NOON, "Listed as open until 5pm."),
        ({}, NIGHT, "Listed as closed now. It is listed to open at 9am."),
        ({"opening_hours": "24/7"}, NIGHT, "Listed as open day and night."),
        ({"opening_hours": "Mo-Su 09:00-17:00"}, CHRISTMAS, "It is a bank holiday. We don't know if it is open."),
        ({"opening_hours": None}, NOON, "We don't know the hours."),
        ({"opening_hours": None, "hours_public_note": "Every day."}, NOON, ""),
        ({"opening_hours": None, "kind": "website"}, NOON, "You can open this page at any time."),
        ({"opening_hours": None, "kind": "email"}, NOON, "You can write at any time. We don't know how soon they answer."),
        ({"source_date": "2023-02"}, NOON, "Check first. May be open until 5pm, but these times are from February 2023."),
        ({"source_date": None}, NOON, "Check first. May be open until 5pm, but we don't know how old that is."),
    ],
)  # fmt: skip
def test_when_a_line_is_open(
    make_service: Any, channel: dict[str, str], at: datetime, said: str
) -> None:
    service = make_service(channel)
    assert line_text(service, first_line(service, at)).state.startswith(said)


def test_a_service_that_may_be_gone_is_to_be_confirmed(make_service: Any) -> None:
    service = make_service({"opening_hours": "24/7"}, status="unknown")
    assert line_text(service, first_line(service)).state == NOT_SURE_IT_RUNS


def test_a_check_that_lapsed_is_said_as_one(make_service: Any) -> None:
    service = make_service({}, checked_on="2026-01-05")
    said = line_text(service, first_line(service)).state
    assert said == "Check first. May be open until 5pm, but City Hall has not checked that lately."


@pytest.mark.parametrize(
    ("channel", "details"),
    [
        ({}, ["We don't know if a person or a computer answers.", "We don't know if it is free.", "It may show on the phone bill."]),
        ({"answered_by": "person", "free": "yes", "shows_on_bill": "no"}, ["A person answers.", "Free.", "It does not show on the phone bill."]),
        ({"answered_by": "bot", "free": "no", "shows_on_bill": "yes"}, ["A computer answers, not a person.", "It costs money.", "It shows on the phone bill."]),
        ({"kind": "chatbot", "free": "yes"}, ["A computer answers, not a person.", "Free."]),
        ({"free": "yes", "cost_note": "Free from most phones."}, ["We don't know if a person or a computer answers.", "Free from most phones.", "It may show on the phone bill."]),
        ({"kind": "website"}, []),
        ({"kind": "in_person"}, []),
    ],
)  # fmt: skip
def test_cost_bill_and_who_answers(
    make_service: Any, channel: dict[str, str], details: list[str]
) -> None:
    service = make_service(channel)
    assert list(line_text(service, first_line(service)).details) == details


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "For young people. All of the UK."),
        ({"age_min": 11, "age_max": 25, "coverage": ["London"]}, "For young people, aged 11 to 25. All of London."),
        ({"age_min": 16, "audience": ["parent", "young_person", "professional"]}, "For young people, parents and staff, aged 16 and over. All of the UK."),
        ({"audience": [], "coverage": []}, "We don't know who it is for. We don't know which area."),
        ({"coverage": ["Barnet", "Camden"]}, "For young people. Only Barnet and Camden."),
        ({"coverage": ["London", "UK"]}, "For young people. All of the UK."),
    ],
)  # fmt: skip
def test_for_whom(make_service: Any, changes: dict[str, Any], said: str) -> None:
    assert for_whom(make_service(**changes)) == said


def test_what_is_not_known_about_privacy_is_said(make_service: Any) -> None:
    known = dict(facts(make_service()))
    assert known["What stays private"] == PRIVATE_UNKNOWN
    assert known["When they may have to tell"] == LIMIT_UNKNOWN
    assert known["Languages"] == "We don't know which languages."


def test_private_never_stands_without_its_limit() -> None:
    for service in current().services:
        known = dict(facts(service))
        assert known["What stays private"]
        assert known["When they may have to tell"]


@pytest.mark.parametrize(
    ("referral", "said"),
    [
        (["self", "police"], "You can get in touch yourself."),
        (["police"], "Only the police can ask for it."),
        (["professional"], "Somebody who works with you asks for it"),
        ([], "We don't know if you can ask yourself."),
    ],
)
def test_the_way_in(make_service: Any, referral: list[str], said: str) -> None:
    assert dict(facts(make_service(referral=referral)))["How you get in"].startswith(said)


def test_the_havens_are_never_said_to_be_open_to_walk_into() -> None:
    havens = current().service("the-havens")
    assert havens is not None
    assert "appointment" in str(havens.summary)
    for line in current().channel_hours.lines(NOON)["the-havens"]:
        if line.channel.kind == "in_person":
            said = line_text(havens, line)
            assert "appointment" in str(said.how_to)
            assert not line.state.may_be_open


def said(**asked: Any) -> str:
    question = ServiceSearch(**({"at": NIGHT} | asked))
    results = search_services(current(), question)
    return " ".join([heading(results, question), *notes(results, question)])


def test_the_heading_counts_and_the_notes_explain() -> None:
    assert "listed as open now" in said()
    assert "Empower closed in June 2024. This followed it: London Children" in said(
        linked="empower"
    )
    assert "We don't know a service of that name" in said(text="xyzzy plugh")
    assert "left out, because we don't know the hours" in said(open_only=True)
    nothing = said(
        topics=frozenset({"forced"}),
        who=Who.YOUNG_PERSON,
        age=90,
        borough="Camden",
        open_only=True,
        at=CHRISTMAS,
    )
    assert "listed as open" in nothing or "Childline on 0800 1111" in nothing


def test_what_to_use_meanwhile_is_what_the_records_say() -> None:
    contacts = {c.contact: c.opening_hours for s in current().services for c in s.channels}
    assert "0800 1111, any time" in MEANWHILE
    assert contacts["0800 1111"] == "24/7"
    assert "116 000, from 9am to 11pm" in MEANWHILE
    assert contacts["116 000"] == "Mo-Su 09:00-23:00"
