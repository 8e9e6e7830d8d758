"""The plain pages of longer texts: every word of the guides, the right number at the right hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import unescape

import pytest
from starlette.testclient import TestClient

from data.borough_help import borough_help
from data.first_services import for_parents_of_missing
from data.guides import guide
from data.hours_clock import LONDON
from data.live import current
from geo.boroughs import NAMES
from geo.where import Where
from pages.parts.guide import section_html
from pages.parts.readers import TEXTSAFE
from pages.plain import guides
from pages.plain.frame import plain_links
from pages.plain.guides import NOT_FOUND, UNKNOWN_BOROUGH, UNKNOWN_UNIT
from tests.plain.reading import Node, assert_sound, fields_of, read

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=LONDON)
CHRISTMAS = datetime(2026, 12, 25, 11, tzinfo=LONDON)


def missing(client: TestClient, **sent: str) -> Node:
    return assert_sound(client.post("/plain/missing", data=sent))


def title(page: Node) -> str:
    return page.one("h2", id="found").text


@pytest.mark.parametrize("name", ["textsafe", "missing", "about"])
def test_every_section_of_the_guide_is_there_in_its_order(client: TestClient, name: str) -> None:
    html = client.get(f"/plain/{name}").text
    places = [html.index(plain_links(section_html(s))) for s in guide(name).sections]
    assert name == "textsafe" or places == sorted(places)
    assert unescape(guide(name).signature) in unescape(html)
    for source in guide(name).sources:
        assert source.url in unescape(html)


@pytest.mark.parametrize("at_time", [NOON, NIGHT, CHRISTMAS], ids=str)
@pytest.mark.parametrize("borough", NAMES)
def test_the_number_of_this_hour_stands_first(
    client: TestClient, at: Callable[[str], None], borough: str, at_time: datetime
) -> None:
    at(at_time.replace(tzinfo=None).isoformat("T", "minutes"))
    page = missing(client, borough=borough)
    help_ = borough_help(current().contacts.get(borough), at_time)
    assert title(page) == f"The council's children's team: {borough}"
    ring = page.one("section", id="answer")
    called = [a["href"] for a in ring.one("ul", class_="lines").all("a")]
    assert called == [f"tel:{n.phone.replace(' ', '')}" for n in help_.numbers]
    assert help_.words in ring.text
    assert ("Call this one now." in ring.text) is (help_.now is not None)


@pytest.mark.parametrize(
    ("typed", "borough"),
    [
        ("E16 1ZE", "Newham"),
        ("e161ze", "Newham"),
        ("SE9 2UG", "Greenwich"),
        ("Camden", "Camden"),
        ("Stratford", "Newham"),
        ("City of London", "City of London"),
    ],
)
def test_what_is_typed_gives_the_borough(client: TestClient, typed: str, borough: str) -> None:
    page = missing(client, typed=typed)
    assert title(page).endswith(borough)
    assert dict(fields_of(page.one("form", id="search"))) == {
        "page": "missing",
        "borough": borough,
        "typed": "",
    }


def test_another_borough_can_be_chosen_after_a_postcode(client: TestClient) -> None:
    """The form came back with the postcode in it, which then counted more than what was chosen."""
    form = dict(fields_of(missing(client, typed="E16 1ZE").one("form", id="search")))
    assert title(missing(client, **form | {"borough": "Camden"})).endswith(": Camden")
    assert title(missing(client, **form | {"typed": "SE9 2UG"})).endswith(": Greenwich")


def test_a_borough_chosen_helps_where_what_was_typed_can_t(client: TestClient) -> None:
    assert title(missing(client, typed="zzzzqqq", borough="Camden")).endswith(": Camden")


@pytest.mark.parametrize("typed", ["zzzzqqq", "London", "Manchester", "Hayes", "help"])
def test_what_gives_no_borough_says_so_and_keeps_what_was_typed(
    client: TestClient, typed: str
) -> None:
    page = missing(client, typed=typed)
    assert title(page) == "The council's children's team"
    assert page.one("p", class_="said").text
    assert dict(fields_of(page.one("form", id="search")))["typed"] == typed


def test_a_place_without_a_borough_asks_for_the_whole_postcode(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guides, "from_text", lambda _: Where())
    assert NOT_FOUND in missing(client, typed="somewhere").one("p", class_="said").text


@pytest.mark.parametrize(
    ("query", "said", "borough"),
    [
        ("borough=camden", "", "Camden"),
        ("borough=City+of+London", "", "City of London"),
        ("borough=Atlantis", UNKNOWN_BOROUGH, None),
        ("borough=%3Cscript%3E", UNKNOWN_BOROUGH, None),
        ("borough=", "", None),
        ("typed=E16+1ZE", "", None),
    ],
)
def test_links_that_others_make(
    client: TestClient, query: str, said: str, borough: str | None
) -> None:
    page = assert_sound(client.get(f"/plain/missing?{query}"))
    assert title(page) == "The council's children's team" + (f": {borough}" if borough else "")
    assert said in unescape(page.text)
    assert bool(page.all("p", class_="said")) is bool(said)


def test_nothing_typed_is_in_an_address_or_a_header(client: TestClient) -> None:
    for address in ("/plain/missing", "/plain/borough"):
        answer = client.post(address, data={"typed": "SE9 2UG"})
        assert str(answer.url).endswith(address)
        assert answer.headers["cache-control"] == "no-store"
        assert "SE9 2UG" not in answer.text
        assert not [v for v in answer.headers.values() if "SE9" in v or "Greenwich" in v]


def test_helplines_for_parents_stand_on_the_page(client: TestClient) -> None:
    page = read(client.get("/plain/missing").text)
    found = for_parents_of_missing(current(), NOON)
    names = [card.one("h3").text for card in page.all("article")]
    assert names == [one.service.name for one in found]
    assert len(page.all("button", name="about")) == len(names)


def test_a_borough_without_numbers_says_whom_to_call(client: TestClient, public: object) -> None:
    public()
    page = missing(client, borough="Camden")
    assert {"tel:101", "tel:999"} <= {a["href"] for a in page.one(id="answer").all("a")}
    assert not page.one(id="answer").all("button", name="about")


@pytest.mark.parametrize("asked", ["", "text", "family", "staff", "nonsense", "<b>"])
def test_a_link_opens_the_part_of_its_reader_only(client: TestClient, asked: str) -> None:
    page = assert_sound(client.get("/plain/textsafe", params={"for": asked}))
    parts = [
        d for d in page.one("main").all("details") if d.all("summary")[0].text in TEXTSAFE.values()
    ]
    assert len(parts) == len(TEXTSAFE)
    opened = [d.all("summary")[0].text for d in parts if "open" in d.attrs]
    assert opened == ([TEXTSAFE[asked]] if asked in TEXTSAFE else [])


def test_textsafe_names_every_police_team(client: TestClient) -> None:
    page = read(client.get("/plain/textsafe").text)
    rows = {li.text for li in page.all("li")}
    for borough in NAMES:
        contact = current().contacts.get(borough)
        unit = contact.bcu if contact and contact.bcu else UNKNOWN_UNIT
        assert f"{borough}: {unit}" in rows


def test_the_list_of_the_police_is_one_tap_away(client: TestClient) -> None:
    page = read(client.get("/plain/missing").text)
    assert "/missing/list" in {a["href"] for a in page.all("a", class_="act")}
    for promise in ("not sent to us or to anybody", "gone when you leave", "may forget it"):
        assert promise in page.text
