"""What holds of every plain page: small, without script, named, safe, and no way to a dead end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from data.borough_summary import slug_of
from data.live import current
from data.topics import NAMES as TOPICS
from geo.boroughs import NAMES
from pages.menu import MENU
from pages.plain import find, guides
from pages.plain.frame import BUDGET, fitting, plain_address, plain_links
from tests.plain.reading import assert_has_help, assert_sound, packed, read

PAGES = ["/plain", *(f"/plain/{page}" for page in MENU if page != "find")]
PAGES += ["/plain/private", "/plain/keep", "/plain/coverage", "/plain/data", "/plain/api"]
LINKED = [
    "/plain/talk?for=parent",
    "/plain/talk?for=staff",
    "/plain/talk?service=empower",
    "/plain/talk?service=nonsense",
    "/plain/talk?borough=Atlantis",
    *(f"/plain/talk?topic={topic}" for topic in TOPICS),
    "/plain/textsafe?for=family",
    "/plain/missing?borough=camden",
    "/plain/missing?borough=Atlantis",
    "/plain/borough?borough=Atlantis",
]
SEARCHES = [
    {"where": "E16 1ZE"},
    {"where": "E16 1ZE", "when": "any"},
    {"where": "Stratford", "when": "now"},
    {"where": "London"},
    {"where": "Hayes"},
    {"where": "I need help"},
    {"where": "Manchester"},
    {"where": "zzzzqqq"},
    {"where": ""},
    {"tier": "emergency_point"},
    {"kind": "library", "borough": ["Camden", "Brent"], "when": "any"},
    {"stepfree": "yes"},
    {"when": "at", "time": "03:00", "where": "N1"},
    {"lat": "51.5", "lon": "-0.1"},
    {"lat": "48.85", "lon": "2.35"},
]


@pytest.mark.parametrize("address", [*PAGES, *LINKED])
def test_every_page(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert_sound(answer)
    assert_kept_by_nobody_for_long(answer)


def assert_kept_by_nobody_for_long(answer: Response) -> None:
    """Browsers must ask each time; tests/plain/test_shared.py says what shared caches may do."""
    assert {"max-age=0", "no-store"} & set(answer.headers["cache-control"].split(", "))


@pytest.mark.parametrize("moment", ["2026-11-23T12:00", "2026-12-25T03:00"])
@pytest.mark.parametrize("borough", NAMES)
def test_every_borough(client: TestClient, at: object, borough: str, moment: str) -> None:
    at(moment)
    assert_sound(client.get(f"/plain/borough/{slug_of(borough)}"))
    assert_sound(client.post("/plain", data={"where": borough, "when": "any"}))
    assert_sound(client.post("/plain/missing", data={"borough": borough}))


@pytest.mark.parametrize("sent", SEARCHES, ids=str)
def test_every_sort_of_answer(client: TestClient, sent: dict[str, str]) -> None:
    answer = client.post("/plain", data=sent)
    assert answer.status_code == 200
    assert_sound(answer)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"] == "noindex"


@pytest.mark.parametrize("who", ["young_person", "parent", "professional"])
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_and_reader(client: TestClient, topic: str, who: str) -> None:
    assert_sound(client.post("/plain/talk", data={"who": who, "topic": topic}))


def test_links_lead_to_pages_that_are_there(client: TestClient) -> None:
    """From the first page on, over every link to a plain page, until no new one is found."""
    seen: dict[str, Response] = {}
    ahead = ["/plain"]
    while ahead:
        address = ahead.pop()
        seen[address] = answer = client.get(address)
        page = read(answer.text) if answer.status_code == 200 else None
        for link in page.all("a") if page else ():
            to = link["href"].split("#")[0]
            if to.startswith("/plain") and to not in seen and to not in ahead:
                ahead.append(to)
    lost = {address: a.status_code for address, a in seen.items() if a.status_code != 200}
    assert lost == {}
    assert len(seen) > len(NAMES) + len(MENU)
    ids = {a: {n.attrs.get("id") for n in read(r.text).all()} for a, r in seen.items()}
    for address, answer in seen.items():
        for link in read(answer.text).all("a"):
            to = urlsplit(link["href"])
            if to.fragment and to.path.startswith("/plain"):
                there = to.path + (f"?{to.query}" if to.query else "")
                assert to.fragment in ids[there], (address, link["href"])


@pytest.mark.parametrize("page", MENU)
def test_the_menu_says_where_one_is_and_leads_back_to_the_full_page(
    client: TestClient, page: str
) -> None:
    shown = read(client.get(plain_address(page)).text)
    (here,) = shown.one("nav").all("a", aria_current="page")
    assert here["href"] == plain_address(page)
    full = next(a for a in shown.all("a") if a.text.startswith("Go to the full page"))
    assert full["href"] == ("/" if page == "find" else f"/{page}")
    assert "map" in full.text or page != "find"


def test_a_boroughs_full_page_is_of_the_same_borough(client: TestClient) -> None:
    shown = read(client.get("/plain/borough/city-of-london").text)
    full = next(a for a in shown.all("a") if a.text.startswith("Go to the full page"))
    assert full["href"] == "/borough?borough=city-of-london"


@pytest.mark.parametrize(
    ("method", "address", "sent", "status"),
    [
        ("GET", "/plain/nothing", {}, 404),
        ("GET", "/plain/borough/atlantis", {}, 404),
        ("GET", "/plain/borough/%00", {}, 404),
        ("GET", f"/plain/borough/{'a' * 3000}", {}, 404),
        ("PUT", "/plain", {}, 405),
        ("DELETE", "/plain/talk", {}, 405),
        ("POST", "/plain/textsafe", {"where": "E16 1ZE"}, 405),
        ("POST", "/plain/about", {"where": "E16 1ZE"}, 405),
        ("POST", "/plain/borough/camden", {"where": "E16 1ZE"}, 405),
        ("POST", "/plain", {"where": "E16 1ZE" * 3000}, 413),
        ("POST", "/plain", {f"a{n}": "E16 1ZE" for n in range(301)}, 400),
        ("POST", "/plain/wrong", {"about": "place:gone", "words": "E16 1ZE"}, 404),
    ],
)
def test_what_is_refused_still_helps_and_repeats_nothing(
    client: TestClient, method: str, address: str, sent: dict[str, str], status: int
) -> None:
    answer = client.request(method, address, data=sent)
    assert answer.status_code == status
    page = read(answer.text)
    assert_has_help(page)
    assert "E16 1ZE" not in answer.text
    assert "atlantis" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert {a["href"] for a in page.one("main").all("a")} & {"/plain"}
    assert not {a["href"] for a in page.one("main").all("a")} & {"/"}


@pytest.mark.parametrize(
    ("address", "broken"),
    [("/plain", find), ("/plain/missing", guides)],
    ids=lambda value: str(value)[-12:],
)
def test_a_failure_of_our_own_helps_and_tells_nobody_what_was_typed(
    client: TestClient,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    address: str,
    broken: object,
) -> None:
    def fails(text: str, *_: object) -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(broken, "from_text", fails)
    sent = {"where": "SE9 2UG", "typed": "SE9 2UG"}
    answer = client.post(address, data=sent)
    assert answer.status_code == 500
    assert_has_help(read(answer.text))
    assert "SE9" not in answer.text
    assert "RuntimeError" in caplog.text
    assert "SE9" not in caplog.text
    assert answer.headers["cache-control"] == "no-store"


def test_links_of_shared_parts_lead_to_plain_pages() -> None:
    for full, plain in {
        'href="/"': 'href="/plain"',
        'href="/?open=now"': 'href="/plain?open=now"',
        'href="/talk?for=parent"': 'href="/plain/talk?for=parent"',
        'href="/borough?borough=Camden"': 'href="/plain/borough/camden"',
        'href="/borough?borough=City+of+London"': 'href="/plain/borough/city-of-london"',
        'href="/missing?borough=Camden"': 'href="/plain/missing?borough=camden"',
        'href="/missing#ring"': 'href="/plain/missing#ring"',
        'href="/missing/list"': 'href="/missing/list"',
        'href="/poster/camden"': 'href="/poster/camden"',
        'href="/talkative"': 'href="/talkative"',
        'href="https://example.org/talk"': 'href="https://example.org/talk"',
    }.items():
        assert plain_links(f"<a {full}>x</a>") == f"<a {plain}>x</a>"


def test_less_is_drawn_until_it_fits() -> None:
    made: list[int] = []

    def make(count: int) -> str:
        made.append(count)
        # What packs badly: a number for each byte.
        return "".join(f"{n * 2654435761 % 2**32:08x}" for n in range(count * 400))

    html = fitting(make, 30)
    assert packed(html) <= BUDGET
    assert made == sorted(made, reverse=True)
    assert 1 < made[-1] < 30
    assert packed(make(made[-2])) > BUDGET


def test_one_thing_is_drawn_even_if_it_is_too_much() -> None:
    assert fitting(lambda count: "x" if count == 1 else "".join(map(str, range(90_000))), 3) == "x"


def texts() -> Iterator[str]:
    for path in sorted((Path(find.__file__).parent / "templates").glob("plain*.html")):
        yield path.read_text(encoding="utf-8")


def test_templates_never_turn_off_escaping() -> None:
    for text in texts():
        assert not re.search(r"\|\s*safe\b|autoescape", text)


def test_the_real_records_are_shown(client: TestClient) -> None:
    """The tests here would prove little of a page without places."""
    assert len(current().places) > 100
    assert read(client.post("/plain", data={"where": "E1", "when": "any"}).text).all("article")
