"""The plain page of people to talk to: what the search finds, in its order, and no choice in an address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.hours_clock import LONDON
from data.live import current
from data.records import Service
from data.service_search import How, ServiceSearch, Who, first_help, search_services
from data.service_words import UNSURE_LINK, heading, line_text
from data.topics import NAMES as TOPICS
from pages.parts.service_lead import PAGE
from pages.plain.frame import BUDGET
from tests.plain.reading import Node, assert_sound, fields_of, packed, read

NOON = "2026-11-23T12:00"
MOMENTS = (NOON, "2026-11-24T02:30", "2026-12-25T22:00", "2026-10-25T01:30")


def moment_of(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def cards(page: Node) -> list[Node]:
    return page.one("section", id="answer").all("article")


def shown(page: Node) -> list[tuple[str, tuple[str, ...]]]:
    """Give each service with the words of its lines that say whether they are open."""
    found = []
    for card in cards(page):
        states = [p.one("strong").text for p in card.all("p") if p.all("strong")]
        found.append((card["aria-labelledby"].removeprefix("service-"), tuple(states)))
    return found


def ids(page: Node) -> list[str]:
    return [name for name, _ in shown(page)]


def pages_of(client: TestClient, sent: dict[str, Any]) -> list[Node]:
    pages = [read(client.post("/plain/talk", data=sent).text)]
    while more := pages[-1].all("button", name="seen"):
        answer = client.post("/plain/talk", data=sent | {"seen": more[0]["value"]})
        assert packed(answer.text) <= BUDGET
        pages.append(read(answer.text))
        assert len(pages) < 30
    return pages


def everything(client: TestClient, sent: dict[str, Any]) -> list[str]:
    return [name for page in pages_of(client, sent) for name in ids(page)]


def expected(asked: ServiceSearch) -> list[str]:
    results = search_services(current(), asked)
    return [one.service.id for one in (*results.found, *results.police)]


SEARCHES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"who": "parent"}, {"who": Who.PARENT}),
    ({"who": "professional", "topic": "used"}, {"who": Who.PROFESSIONAL, "topics": {"used"}}),
    ({"topic": ["online", "mind"]}, {"topics": {"online", "mind"}}),
    ({"when": "now"}, {"open_only": True}),
    ({"how": ["text", "chat"], "when": "now"}, {"how": {How.TEXT, How.CHAT}, "open_only": True}),
    ({"how": "write"}, {"how": {How.WRITE}}),
    ({"age": "12"}, {"age": 12}),
    ({"borough": "Camden", "age": "26"}, {"borough": "Camden", "age": 26}),
    ({"text": "rape crisis"}, {"text": "rape crisis"}),
    ({"text": "they hit me"}, {"text": "they hit me"}),
    ({"text": "zzzzqqq"}, {"text": "zzzzqqq"}),
]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("sent", "means"), SEARCHES, ids=[str(sent) for sent, _ in SEARCHES])
def test_the_same_services_in_the_same_order(
    client: TestClient,
    at: Callable[[str], None],
    sent: dict[str, Any],
    means: dict[str, Any],
    moment: str,
) -> None:
    at(moment)
    given = {k: frozenset(v) if isinstance(v, set) else v for k, v in means.items()}
    asked = ServiceSearch(moment_of(moment), **given)
    pages = pages_of(client, sent)
    assert [name for page in pages for name in ids(page)] == expected(asked)
    assert pages[0].one(id="found").text == heading(search_services(current(), asked), asked)
    assert len(ids(pages[0])) >= min(PAGE, len(expected(asked)))


def test_another_time_is_asked_about_at_that_time(client: TestClient) -> None:
    sent = {"when": "at", "day": "2026-11-24", "time": "03:00"}
    asked = ServiceSearch(moment_of("2026-11-24T03:00"), open_only=True)
    assert everything(client, sent) == expected(asked)
    page = read(client.post("/plain/talk", data=sent).text)
    assert "on Tuesday 24 November at 3am" in page.one(id="found").text
    assert "Listed as open now" not in page.one("section", id="answer").text


@pytest.mark.parametrize("moment", MOMENTS)
def test_each_line_says_its_own_state(
    client: TestClient, at: Callable[[str], None], moment: str
) -> None:
    at(moment)
    results = search_services(current(), ServiceSearch(moment_of(moment)))
    said = {one.service.id: one for one in (*results.found, *results.police)}
    for page in pages_of(client, {}):
        for card in cards(page):
            one = said[card["aria-labelledby"].removeprefix("service-")]
            states = [line_text(one.service, line).state for line in one.lines]
            words = [p.text for p in card.all("p")]
            for state in filter(None, states):
                assert any(text.endswith(state) for text in words), (state, words)


def test_every_card_says_who_says_so(client: TestClient) -> None:
    services = {service.id: service for service in current().services}
    for who in Who:
        for page in pages_of(client, {"who": who.value}):
            for card in cards(page):
                service = services[card["aria-labelledby"].removeprefix("service-")]
                source = [p.text for p in card.all("p", class_="place__source")][-1]
                assert source.startswith(("Listed by", "Checked by"))
                assert service.source_url in {a["href"] for a in card.all("a")}


def test_the_police_stand_last_and_apart(client: TestClient) -> None:
    pages = pages_of(client, {})
    police = expected(ServiceSearch(moment_of(NOON)))[-1]
    last = pages[-1].one("section", id="answer")
    titles = [node.text for node in last.all() if node.tag in ("h2", "h3")]
    at = titles.index("Police and emergencies")
    assert police in ids(pages[-1])
    assert len(titles) - 1 - at == len(
        search_services(current(), ServiceSearch(moment_of(NOON))).police
    )
    assert all("Police and emergencies" not in page.text for page in pages[:-1])


def test_an_order_that_changes_between_two_pages_hides_nothing(
    client: TestClient,
    make_service: Callable[..., Service],
    public: Callable[..., Any],
    at: Callable[[str], None],
) -> None:
    """Whoever opens at nine comes first then, and pushes those who were first down."""
    public(
        services=tuple(
            make_service(
                {"opening_hours": f"Mo-Su {'09:00-20:00' if n % 2 else '00:00-08:59'}; PH off"},
                id=f"s-{n:02}",
                name=f"Line {n:02}",
            )
            for n in range(30)
        )
    )
    at("2026-11-23T08:58")
    page = read(client.post("/plain/talk").text)
    seen = ids(page)
    assert seen == [f"s-{n:02}" for n in range(0, 16, 2)]
    at("2026-11-23T09:00")
    while more := page.all("button", name="seen"):
        page = read(client.post("/plain/talk", data={"seen": more[0]["value"]}).text)
        assert not set(ids(page)) & set(seen)
        seen += ids(page)
    assert sorted(seen) == [f"s-{n:02}" for n in range(30)]


@pytest.mark.parametrize("seen", ["nonsense", "<b>", "\x00", "9" * 9000, "a " * 3000])
def test_what_nobody_was_shown_is_not_left_out(client: TestClient, seen: str) -> None:
    page = read(client.post("/plain/talk", data={"seen": seen}).text)
    assert ids(page) == ids(read(client.post("/plain/talk").text))
    assert seen not in page.one("button", name="seen")["value"]


def test_all_seen_says_so(client: TestClient) -> None:
    every = " ".join(service.id for service in current().services)
    page = assert_sound(client.post("/plain/talk", data={"seen": every}))
    assert not cards(page)
    assert "There are no more." in page.text


@pytest.mark.parametrize("who", Who)
def test_somebody_to_reach_at_once_stands_above_all_choices(client: TestClient, who: Who) -> None:
    answer = client.post("/plain/talk", data={"who": who.value, "topic": "sexual"})
    ways = read(answer.text).one("ul", class_="first").all("a")
    found = search_services(current(), ServiceSearch(moment_of(NOON), who=who)).found
    assert [a.text.split(":")[0] for a in ways] == [s.name for s, _ in first_help(found)]
    assert answer.text.index('class="first"') < answer.text.index("<form")


@pytest.mark.parametrize(
    ("query", "said", "first"),
    [
        ("service=empower", "Empower closed in June 2024.", "London Children and Young"),
        ("service=lge", "This followed it: London Children", "London Children and Young"),
        ("service=childline", "The link leads to this service", "Childline"),
        ("service=nonsense", UNSURE_LINK, "Childline"),
        ("service=%3Cscript%3E", UNSURE_LINK, "Childline"),
        (f"service={'x' * 5000}", UNSURE_LINK, "Childline"),
        ("borough=Atlantis", "names a borough that we don't know", "Childline"),
        ("borough=%3Cb%3E&topic=%00", "names a borough that we don't know", "Childline"),
        ("topic=nonsense", "", "Childline"),
        ("borough=camden", "You chose: Camden.", "Childline"),
        ("topic=online&for=parent", "You chose: Trouble online.", ""),
    ],
)
def test_links_that_others_make(client: TestClient, query: str, said: str, first: str) -> None:
    page = assert_sound(client.get(f"/plain/talk?{query}"))
    assert said in unescape(page.text)
    assert cards(page)[0].one("h3").text.startswith(first)


def test_a_link_chooses_in_the_form_too(client: TestClient) -> None:
    page = read(client.get("/plain/talk?for=parent&topic=online&borough=camden").text)
    form = dict(fields_of(page.one("form", id="search")))
    assert (form["who"], form["topic"], form["borough"]) == ("parent", "online", "Camden")


def test_a_link_with_anything_else_chooses_nothing(client: TestClient) -> None:
    plain = client.get("/plain/talk").text
    assert (
        client.get("/plain/talk?text=rape&who=parent&age=12&how=text&seen=childline").text == plain
    )


def test_the_form_comes_back_as_it_was_sent(client: TestClient) -> None:
    sent: dict[str, Any] = {
        "page": "talk",
        "who": "parent",
        "topic": ["missing", "mind"],
        "when": "at",
        "day": "2026-11-25",
        "time": "07:45",
        "how": ["call", "text"],
        "age": "14",
        "borough": "Hackney",
        "text": "samaritans",
    }
    page = read(client.post("/plain/talk", data=sent).text)
    back: dict[str, list[str]] = {}
    for name, value in fields_of(page.one("form", id="search")):
        back.setdefault(name, []).append(value)
    assert back == {k: v if isinstance(v, list) else [v] for k, v in sent.items()}
    picked = page.one("p", class_="chosen").text
    for words in ("Running away or missing", "Call", "Age 14", "Hackney", "“samaritans”"):
        assert words in picked


@pytest.mark.parametrize(
    "sent",
    [{"who": "nobody"}, {"topic": "castle"}, {"how": "pigeon"}, {"age": "3"}, {"age": "27"},
     {"age": "1e1"}, {"borough": "camden"}, {"when": "never"}, {"unknown": "x"}],
    ids=str,
)  # fmt: skip
def test_values_that_nobody_offered_are_passed_over(client: TestClient, sent: Any) -> None:
    page, plain = (read(client.post("/plain/talk", data=d).text) for d in (sent, {}))
    assert shown(page) == shown(plain)
    assert fields_of(page.one("form", id="search")) == fields_of(plain.one("form", id="search"))


def test_nothing_chosen_is_in_an_address_or_a_header(client: TestClient) -> None:
    for topic in TOPICS:
        sent = {"topic": topic, "text": "qzxv", "borough": "Hackney"}
        answer = client.post("/plain/talk", data=sent)
        assert str(answer.url).endswith("/plain/talk")
        page = read(answer.text)
        own = {a["href"] for a in page.all("a") if a["href"].startswith("/")}
        assert not [href for href in own if "?" in href and "service=" not in href]
        for told in answer.headers.values():
            assert "qzxv" not in told
            assert "Hackney" not in told


def test_nothing_found_says_what_to_do(client: TestClient) -> None:
    sent = {"topic": "forced", "how": "whatsapp", "age": "4", "when": "now"}
    page = assert_sound(client.post("/plain/talk", data=sent))
    assert page.one(id="found").text == "No service that we know fits all of that"
    notes = page.one("div", class_="notes")
    assert "Choose fewer things." in notes.text
    assert "tel:08001111" in {a["href"] for a in notes.all("a")}
