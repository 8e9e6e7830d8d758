"""What is said of services: true, plain, and unknown said as unknown."""

from datetime import datetime
from typing import Any

import pytest

from data.channel_state import ChannelHours, Line
from data.hours_clock import LONDON
from data.live import current
from data.service_search import How, ServiceSearch, Who, search_services
from data.service_words import (
    EMERGENCY_NOW,
    LIMIT_UNKNOWN,
    MEANWHILE,
    NOT_SURE_IT_RUNS,
    PRIVATE_UNKNOWN,
    action,
    chosen,
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
            "Write an e-mail",
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
        {"kind": "sms", "contact": "999"},
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
        ({}, ["We don't know if it is free.", "It may show on the phone bill."]),
        ({"answered_by": "person", "free": "yes", "shows_on_bill": "no"}, ["A person answers.", "Free.", "It does not show on the phone bill."]),
        ({"answered_by": "bot", "free": "no", "shows_on_bill": "yes"}, ["A computer answers, not a person.", "It costs money.", "It shows on the phone bill."]),
        ({"kind": "chatbot", "free": "yes"}, ["A computer answers, not a person.", "Free."]),
        ({"free": "yes", "cost_note": "Free from most phones."}, ["Free from most phones.", "It may show on the phone bill."]),
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
        ({"age_min": 11, "age_max": 25, "coverage": ["London"]}, "For young people (11 to 25). All of London."),
        ({"age_min": 16, "audience": ["parent", "young_person", "professional"]}, "For young people (16 and over), parents and people who work with children. All of the UK."),
        ({"audience": [], "coverage": []}, "We don't know who it is for. We don't know which area."),
        ({"audience": ["parent"], "age_min": 18}, "For parents (18 and over). All of the UK."),
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
        assert ("What stays private" in known) is ("When they may have to tell" in known)
        if "police" not in service.topics:
            assert known["What stays private"]


def test_the_emergency_card_says_nothing_that_could_delay_a_call() -> None:
    emergency = current().service("emergency-999")
    assert emergency is not None
    for at in (NOON, NIGHT, datetime(2029, 6, 1, 12, tzinfo=LONDON)):
        for line in current().channel_hours.lines(at)["emergency-999"]:
            text = line_text(emergency, line)
            assert text.state == EMERGENCY_NOW
            assert text.details == ()
    assert not {"What stays private", "Who answers"} & set(dict(facts(emergency)))


def test_a_text_to_999_is_no_button_and_says_to_sign_up_first() -> None:
    emergency = current().service("emergency-999")
    lines = current().channel_hours.lines(NOON)["emergency-999"]
    (text,) = (line_text(emergency, x) for x in lines if x.channel.kind == "sms")
    assert text.action is None
    assert "sign up first" in str(text.title)


def test_who_answers_is_said_once_where_it_is_not_known(make_service: Any) -> None:
    def said(*channels: dict[str, str]) -> str | None:
        return dict(facts(make_service(*channels))).get("Who answers")

    assert (
        said({}, {"kind": "sms"})
        == "We don't know if a person or a computer answers calls and texts."
    )
    assert (
        said({"answered_by": "person"}, {"kind": "webchat"})
        == "We don't know if a person or a computer answers chats."
    )
    assert said({"answered_by": "person"}, {"kind": "website"}) is None


def test_a_service_that_may_be_gone_promises_nothing(make_service: Any) -> None:
    service = make_service({"free": "yes", "answered_by": "person"}, status="unknown")
    assert line_text(service, first_line(service)).details == ()
    assert "How you get in" not in dict(facts(service))


@pytest.mark.parametrize(
    ("channel", "source"),
    [
        ({}, None),
        ({"source_url": "https://www.other.example/page"}, ("other.example, June 2026", "https://www.other.example/page")),
        ({"source_date": None}, ("example.org, no date", "https://example.org/")),
    ],
)  # fmt: skip
def test_a_line_from_another_page_names_it(
    make_service: Any, channel: dict[str, str], source: tuple[str, str] | None
) -> None:
    service = make_service(channel)
    assert line_text(service, first_line(service)).source == source


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
            assert "appointment" in f"{said.how_to} {said.note}"
            assert not line.state.may_be_open


def said(**asked: Any) -> str:
    question = ServiceSearch(**({"at": NIGHT} | asked))
    results = search_services(current(), question)
    return " ".join([heading(results, question), *notes(results, question)])


def test_the_heading_counts_and_the_notes_explain() -> None:
    assert "listed as open now" in said()
    assert "Empower closed in June 2024. This followed it: London Children" in said(text="empower")
    assert "These are about: Running away or missing." in said(text="runaway")
    assert "call 999 or go to A&E" in said(text="I want to die")
    assert "call 999 or go to A&E" in said(topics=frozenset({"mind"}))
    assert "A&E" not in said(topics=frozenset({"online"}))
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


def test_the_heading_names_the_moment_and_the_way() -> None:
    question = ServiceSearch(at=CHRISTMAS, open_only=True)
    results = search_services(current(), question)
    assert heading(results, question, now=False).endswith("open on Friday 25 December at midday")
    assert "at any hour" in said(how=frozenset({How.WRITE}))


def test_everything_that_was_chosen_is_named() -> None:
    question = ServiceSearch(
        at=CHRISTMAS,
        topics=frozenset({"mind", "online"}),
        age=14,
        borough="Camden",
        how=frozenset({How.TEXT}),
        open_only=True,
        text=" lge ",
    )
    assert list(chosen(question, now=False)) == [
        "Trouble online",
        "Feeling low or can't cope",
        "Open on Friday 25 December at midday",
        "Text",
        "Age 14",
        "Camden",
        "“lge”",
    ]
    assert list(chosen(ServiceSearch(at=NOON))) == []


def test_what_to_use_meanwhile_is_what_the_records_say() -> None:
    contacts = {c.contact: c.opening_hours for s in current().services for c in s.channels}
    assert "0800 1111, any time" in MEANWHILE
    assert contacts["0800 1111"] == "24/7"
    assert "116 000, from 9am to 11pm" in MEANWHILE
    assert contacts["116 000"] == "Mo-Su 09:00-23:00"


def test_the_heading_counts_only_what_is_sure(make_service: Any, directory_of: Any) -> None:
    directory = directory_of(
        make_service({"opening_hours": "24/7"}, id="sure"),
        make_service({"opening_hours": "24/7", "source_date": "2020"}, id="old"),
    )
    question = ServiceSearch(at=NOON)
    results = search_services(directory, question)
    assert heading(results, question) == "2 services, 1 listed as open now"
    (note,) = notes(results, question)
    assert note.startswith("1 more may be open, but we are not sure of the times.")


def test_a_service_that_is_shut_for_now_says_so(make_service: Any) -> None:
    service = make_service({"opening_hours": "24/7"}, status="temporarily_closed")
    text = line_text(service, first_line(service))
    assert (text.state, text.shows_hours) == ("Closed for now.", False)


def test_a_note_is_not_said_twice(make_service: Any) -> None:
    note = "Listed as open day and night."
    service = make_service({"opening_hours": "24/7", "hours_public_note": note})
    assert line_text(service, first_line(service)).note is None


def test_a_mark_stands_only_where_hours_are_known(make_service: Any) -> None:
    for changes, shown in (({}, True), ({"opening_hours": None}, False)):
        service = make_service(changes)
        assert line_text(service, first_line(service)).shows_hours is shown
    unsure = make_service({}, status="unknown")
    assert not line_text(unsure, first_line(unsure)).shows_hours
