"""The plain page of places shows what the search finds: the same places, order and sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from data.hours_clock import LONDON
from data.live import current
from data.records import Kind, Place, Tier
from data.words import PROPOSED, TIER
from geo.boroughs import NAMES
from geo.headline import heading
from geo.postcodes import find as find_postcode
from geo.search import Point, Search, When, search
from pages.parts.filters import WHEN as WORDS
from pages.plain.frame import BUDGET
from tests.plain.places_shown import NOON, Shown, asked_at, cards, expected, shown
from tests.plain.reading import Node, assert_sound, packed, read

MOMENTS = (
    NOON,
    "2026-11-24T02:30",
    "2026-11-24T16:59",
    "2026-12-25T11:00",  # a bank holiday
    "2027-03-29T11:00",  # Easter Monday
    "2026-10-25T01:30",  # the hour that comes twice
    "2027-03-28T02:10",  # the hour that is left out
)
POSTCODES = ("E16 1ZE", "SW1A 1AA", "CR0 1NX", "UB8 1UW", "RM1 3BD", "TW13 4AU", "EN1 3XA",
             "N17 9FH", "SE9 2UG", "KT6 4BN", "W12 7RJ", "NW10 2UU")  # fmt: skip
WHENS = {"there": When.ARRIVAL, "now": When.NOW, "any": When.ANY}


def pages_of(client: TestClient, sent: dict[str, Any]) -> list[Node]:
    """Press "Show more places" until there is no more."""
    pages = [read(client.post("/plain", data=sent).text)]
    while more := pages[-1].all("button", name="from"):
        answer = client.post("/plain", data=sent | {"from": more[0]["value"]})
        assert packed(answer.text) <= BUDGET
        pages.append(read(answer.text))
        assert len(pages) < 60
    return pages


def everything(client: TestClient, sent: dict[str, Any]) -> list[Shown]:
    return [one for page in pages_of(client, sent) for one in shown(page)]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("when", WHENS)
def test_every_borough_has_the_same_places_as_the_search(
    client: TestClient, at: Callable[[str], None], when: str, moment: str
) -> None:
    at(moment)
    # At noon all of them; at other times a third each, not the same ones.
    turn = MOMENTS.index(moment) + list(WHENS).index(when)
    for borough in NAMES if moment == NOON else NAMES[turn % 3 :: 3]:
        asked = Search(asked_at(moment), boroughs=frozenset({borough}), when=WHENS[when], limit=999)
        assert everything(client, {"where": borough, "when": when}) == expected(asked), borough


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("when", WHENS)
def test_near_every_postcode_are_the_same_places_in_the_same_order(
    client: TestClient, at: Callable[[str], None], when: str, moment: str
) -> None:
    at(moment)
    turn = MOMENTS.index(moment) + list(WHENS).index(when)
    for text in POSTCODES[turn % 4 :: 12 if when == "any" else 4]:
        found = find_postcode(text)
        point = Point(found.lat, found.lon)
        asked = Search(asked_at(moment), point=point, when=WHENS[when], limit=999)
        assert everything(client, {"where": text, "when": when}) == expected(asked), text


FILTERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"tier": "declared_haven"}, {"tiers": frozenset({Tier.DECLARED_HAVEN})}),
    (
        {"tier": ["emergency_point", "public_building"]},
        {"tiers": frozenset({Tier.EMERGENCY_POINT, Tier.PUBLIC_BUILDING})},
    ),
    ({"kind": "police_station"}, {"kinds": frozenset({Kind.POLICE_STATION})}),
    ({"kind": ["library", "hospital_ae"]}, {"kinds": frozenset({Kind.LIBRARY, Kind.HOSPITAL_AE})}),
    ({"under18": "yes"}, {"under_18": True}),
    ({"stepfree": "yes"}, {"step_free": True}),
    (
        {"borough": ["Newham", "Tower Hamlets"]},
        {"boroughs": frozenset({"Newham", "Tower Hamlets"})},
    ),
    (
        {"borough": "Camden", "kind": "library", "under18": "yes"},
        {"boroughs": frozenset({"Camden"}), "kinds": frozenset({Kind.LIBRARY}), "under_18": True},
    ),
]


@pytest.mark.parametrize("where", ["", "E16 1ZE"])
@pytest.mark.parametrize(("sent", "means"), FILTERS, ids=[str(sent) for sent, _ in FILTERS])
def test_filters_mean_what_they_mean_on_the_other_page(
    client: TestClient, sent: dict[str, Any], means: dict[str, Any], where: str
) -> None:
    found = find_postcode(where)
    point = Point(found.lat, found.lon) if found.lat is not None else None
    for when, means_when in WHENS.items():
        asked = Search(asked_at(NOON), point=point, when=means_when, limit=999, **means)
        fields = {"where": where, "when": when} | sent
        assert everything(client, fields) == expected(asked)


@pytest.mark.parametrize(
    ("day", "hour", "means"),
    [
        ("2026-11-23", "20:00", "2026-11-23T20:00"),
        ("2026-11-24", "03:15", "2026-11-24T03:15"),
        ("2026-11-28", "11:00", "2026-11-28T11:00"),
        ("2026-11-23", "09:00", "2026-11-24T09:00"),
        ("2026-11-23", "nonsense", "2026-11-23T20:00"),
        ("2031-01-01", "20:00", "2026-11-23T20:00"),
        ("", "", "2026-11-23T20:00"),
        ("2026-11-25", "20:00:30.5+05:00", "2026-11-25T20:00"),
    ],
)
def test_another_time_is_searched_at_that_time(
    client: TestClient, day: str, hour: str, means: str
) -> None:
    found = find_postcode("E16 1ZE")
    asked = Search(asked_at(means), point=Point(found.lat, found.lon), when=When.NOW, limit=999)
    sent = {"where": "E16 1ZE", "when": "at", "day": day, "time": hour}
    pages = pages_of(client, sent)
    assert [one for page in pages for one in shown(page)] == expected(asked, now=False)
    title = heading(search(current(), asked), asked, "E16 1ZE", asked_at(NOON))
    assert pages[0].one("h2", id="found").text == title
    said = "That time has passed today, so this is for tomorrow." in pages[0].text
    assert said is (hour == "09:00")


def test_an_hour_that_comes_twice_and_one_that_never_comes(
    client: TestClient, at: Callable[[str], None]
) -> None:
    for now, day, hour in (
        ("2026-10-24T12:00", "2026-10-25", "01:30"),
        ("2027-03-27T12:00", "2027-03-28", "01:30"),
    ):
        at(now)
        asked = Search(
            datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=LONDON),
            boroughs=frozenset({"Westminster"}),
            when=When.NOW,
            limit=999,
        )
        sent = {"where": "Westminster", "when": "at", "day": day, "time": hour}
        assert everything(client, sent) == expected(asked, now=False)


@pytest.mark.parametrize("moment", MOMENTS[:4])
@pytest.mark.parametrize("when", WHENS)
def test_the_streamlit_page_shows_the_same_cards(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, when: str, moment: str
) -> None:
    monkeypatch.setenv("HAVENS_NOW", moment)
    monkeypatch.setenv("HAVENS_TILES_URL", "")
    folder = Path(__file__).parents[2] / "pages"
    other = AppTest.from_file(str(folder / "find.py"), default_timeout=60)
    other.query_params["open"] = WORDS[when]
    other.run()
    other.text_input(key="typed").input("SE9 2UG")
    other.button(key="find").click().run()
    html = "\n".join(element.proto.body for element in other.get("html"))
    names = re.findall(r'<article class="place [^>]*aria-labelledby="name-([\w-]+)"', html)
    page = read(client.post("/plain", data={"where": "SE9 2UG", "when": when}).text)
    assert [one.id for one in shown(page)] == names
    assert re.search(r'<h2[^>]*class="found"[^>]*>([^<]+)<', html)[1] == page.one(id="found").text
    for one in shown(page):
        assert one.state in html.replace("&#39;", "'")


def test_a_place_that_closes_between_two_pages_hides_no_other(
    client: TestClient,
    make_place: Callable[..., Place],
    public: Callable[..., Any],
    at: Callable[[str], None],
) -> None:
    """At five many close at once; "Show more" must go on after the last one that was seen."""
    public(
        places=tuple(
            make_place(
                id=f"p-{n:02}",
                name=f"Place {n}",
                lat=51.508 + n / 1000,
                opening_hours="24/7" if n % 2 else "Mo-Su 09:00-17:00; PH off",
            )
            for n in range(24)
        )
    )
    sent = {"where": "E16 1ZE", "when": "now"}
    at("2026-11-23T16:58")
    first = read(client.post("/plain", data=sent).text)
    seen = {one.id for one in shown(first)}
    at("2026-11-23T17:01")
    rest = []
    last = first.one("button", name="from")["value"]
    while last:
        page = read(client.post("/plain", data=sent | {"from": last}).text)
        rest += [one.id for one in shown(page)]
        more = page.all("button", name="from")
        last = more[0]["value"] if more else ""
    still_open = {f"p-{n:02}" for n in range(24) if n % 2}
    assert still_open <= seen | set(rest)
    assert not seen & set(rest)
    assert len(rest) == len(set(rest))
    assert set(rest) <= still_open


def test_the_last_page_may_be_empty_and_says_so(
    client: TestClient,
    make_place: Callable[..., Place],
    public: Callable[..., Any],
    at: Callable[[str], None],
) -> None:
    public(
        places=tuple(
            make_place(
                id=f"p-{n:02}",
                name=f"Place {n}",
                lat=51.508 + n / 1000,
                opening_hours="24/7" if n < 10 else "Mo-Su 09:00-17:00; PH off",
            )
            for n in range(12)
        )
    )
    sent = {"where": "E16 1ZE", "when": "now"}
    at("2026-11-23T16:58")
    last = read(client.post("/plain", data=sent).text).one("button", name="from")["value"]
    at("2026-11-23T17:01")
    page = assert_sound(client.post("/plain", data=sent | {"from": last}))
    assert not cards(page)
    assert "There are no more places." in page.text


@pytest.mark.parametrize("last", ["gone", "", "10", "-1", "9" * 400, "<b>", "\x00", "nan"])
def test_going_on_after_what_is_no_place_begins_at_the_start(client: TestClient, last: str) -> None:
    sent = {"where": "E16 1ZE", "when": "any"}
    first = shown(read(client.post("/plain", data=sent).text))
    assert shown(read(client.post("/plain", data=sent | {"from": last}).text)) == first


def test_what_is_hidden_closed_or_suspended_is_never_shown(
    client: TestClient, make_place: Callable[..., Place], make_scheme: Any, public: Any
) -> None:
    makes: dict[str, dict[str, Any]] = {
        "shown": {},
        "draft": {"visibility": "draft"},
        "hidden": {"visibility": "closed"},
        "ended": {"status": "closed"},
        "off": {"scheme": "suspended", "tier": "declared_haven"},
        "nowhere": {"lat": None, "lon": None, "point_source": None},
    }
    public(
        places=tuple(make_place(id=i, name=f"It is {i}", **c) for i, c in makes.items()),
        schemes=(make_scheme(id="suspended", status="temporarily_closed"),),
    )
    for sent in (
        {"where": "E16 1ZE", "when": "any"},
        {"where": "Newham", "when": "any"},
        {"where": "It is hidden", "when": "any"},
        {"tier": "declared_haven", "when": "any"},
        {"from": "hidden", "where": "E16 1ZE", "when": "any"},
        {"pick": "It is draft", "when": "any"},
    ):
        page = client.post("/plain", data=sent)
        assert {one.id for one in shown(read(page.text))} <= {"shown"}
        cards_only = "".join(card.text for card in cards(read(page.text)))
        assert not re.search("It is (?:draft|hidden|ended|off|nowhere)", cards_only)
    assert [one.id for one in everything(client, {"where": "E16 1ZE", "when": "any"})] == ["shown"]


def test_every_card_says_what_it_is_and_who_says_so(client: TestClient) -> None:
    places = {place.id: place for place in current().places}
    seen = set()
    for borough in NAMES:
        for page in pages_of(client, {"where": borough, "when": "any"}):
            for card, one in zip(cards(page), shown(page), strict=True):
                place = places[one.id]
                tier = card.one("p", class_="place__tier").text.split(" · ")[0]
                proposed = place.status == "proposed"
                assert (tier == PROPOSED) is proposed
                assert tier.startswith(PROPOSED if proposed else TIER[place.tier])
                sources = [p.text for p in card.all("p", class_="place__source")]
                assert any(text.startswith(("Listed by", "Checked by")) for text in sources), (
                    sources
                )
                assert place.source_name is None or place.source_name in card.text
                links = {a["href"] for a in card.all("a")}
                assert place.source_url is None or place.source_url in links
                seen.add(one.id)
    assert seen == set(places)


def test_a_proposed_place_is_never_listed_as_open(client: TestClient) -> None:
    proposed = [place for place in current().places if place.status == "proposed"]
    assert proposed
    for place in proposed:
        page = read(client.post("/plain", data={"where": place.name, "when": "any"}).text)
        card = next(c for c, s in zip(cards(page), shown(page), strict=True) if s.id == place.id)
        assert "Not a safe haven yet" in card.text
        assert "Listed as open" not in card.one("p", class_="place__state").text


def test_the_first_page_counts_each_borough(client: TestClient) -> None:
    page = read(client.get("/plain").text)
    rows = {li.one("a").text: li.text for li in page.one("section", id="answer").all("li")}
    everywhere = search(current(), Search(asked_at(NOON), when=When.ANY, limit=999)).found
    for borough in NAMES:
        here = [one for one in everywhere if one.place.borough == borough]
        opened = sum(one.state.said_to_be_open for one in here)
        if here:
            assert rows[borough] == f"{borough}: {opened or 'none'} of {len(here)}"
        assert (borough in rows) is bool(here)


def long_place(make_place: Callable[..., Place], number: int, words: Iterable[str]) -> Place:
    text = " ".join(words)
    return make_place(
        id=f"p-{number:02}",
        name=f"Place {number} {text}"[:120],
        address=text[:200],
        alert=text[40:340],
        at_the_door=text * 2,
        entrance=text,
        hours_public_note=text,
        source_name=text[:300],
        website=f"https://example.org/{'x' * 400}",
        lat=51.508 + number / 10_000,
        opening_hours="24/7",
    )


def test_long_texts_leave_fewer_on_a_page_and_none_is_missed(
    client: TestClient, make_place: Callable[..., Place], public: Any
) -> None:
    words = [f"{n * 2654435761 % 2**32:x}" for n in range(4_000)]
    places = [long_place(make_place, n, words[n * 150 : n * 150 + 150]) for n in range(25)]
    public(places=tuple(places))
    for where in ("E16 1ZE", "Newham"):
        pages = pages_of(client, {"where": where, "when": "any"})
        assert len(cards(pages[0])) < 10
        ids = [one.id for page in pages for one in shown(page)]
        assert sorted(ids) == sorted(place.id for place in places)
