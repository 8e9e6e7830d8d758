"""The plain page of a borough: all its places once, by kind, with a source, and none that is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.borough_summary import slug_of, summary
from data.hours_clock import LONDON
from data.live import current
from data.records import Place
from geo.boroughs import NAMES, neighbours
from pages.parts.borough_parts import NO_PLACE, groups
from pages.plain import borough as page_of_borough
from tests.plain.reading import Node, assert_sound, fields_of, read

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)


def rows(page: Node) -> list[str]:
    return [li.all("strong")[0].text for li in page.all("li", class_="place")]


def pages_of(client: TestClient, borough: str) -> list[Node]:
    address = f"/plain/borough/{slug_of(borough)}"
    pages = [assert_sound(client.get(address))]
    while more := [a for a in pages[-1].all("a") if a.text == "Show more places"]:
        pages.append(assert_sound(client.get(more[0]["href"])))
        assert len(pages) < 30
    return pages


@pytest.mark.parametrize("moment", ["2026-11-23T12:00", "2026-12-25T03:00"])
@pytest.mark.parametrize("borough", NAMES)
def test_all_of_a_boroughs_places_by_kind(
    client: TestClient, at: Callable[[str], None], borough: str, moment: str
) -> None:
    at(moment)
    now = datetime.fromisoformat(moment).replace(tzinfo=LONDON)
    about = summary(current(), borough, now)
    pages = pages_of(client, borough)
    kinds = [places for places, *_ in groups(about)]
    assert [n for page in pages for n in rows(page)] == [p.name for k in kinds for p in k]
    text = unescape(" ".join(page.text for page in pages))
    for scheme in (*about.schemes, *about.london_schemes):
        assert scheme.name in text
    for place in about.places:
        assert not place.alert or place.alert in text
    assert bool(about.places) or NO_PLACE in text
    linked = {a["href"] for a in pages[0].all("a")}
    assert {f"/plain/borough/{slug_of(name)}" for name in neighbours(borough)} <= linked
    assert {f"/poster/{about.slug}", f"/poster/{about.slug}.pdf"} <= linked


def test_each_place_has_a_source_and_its_state(client: TestClient) -> None:
    for row in read(client.get("/plain/borough/hounslow").text).all("li", class_="place"):
        source = row.all("p", class_="place__source")[-1]
        assert source.text.startswith(("Listed by", "Checked by"))
        assert row.all("strong")[1].text


def test_a_proposed_place_stands_apart_and_is_not_open(
    client: TestClient, make_place: Callable[..., Place], public: Callable[..., Any]
) -> None:
    public(
        places=(
            make_place(id="a", name="A Hall", status="proposed", opening_hours="24/7"),
            make_place(id="b", name="A Library"),
        )
    )
    page = assert_sound(client.get("/plain/borough/newham"))
    apart = page.one("section", aria_labelledby="proposed")
    assert "A Hall" in apart.text
    assert "Not a safe haven yet" in apart.text
    assert "A Hall" not in page.one("section", aria_labelledby="open-now").text
    assert "A Hall" not in page.one("section", aria_labelledby="buildings").text


def test_what_is_hidden_or_closed_is_not_there(
    client: TestClient, make_place: Callable[..., Place], make_scheme: Any, public: Any
) -> None:
    public(
        places=(
            make_place(id="a", name="Hidden", visibility="closed"),
            make_place(id="b", name="Drafted", visibility="draft"),
            make_place(id="c", name="Ended", status="closed"),
            make_place(id="d", name="Off", scheme="s", tier="declared_haven"),
        ),
        schemes=(make_scheme(id="s", status="temporarily_closed", area=("Newham",)),),
    )
    page = assert_sound(client.get("/plain/borough/newham"))
    assert rows(page) == []
    assert NO_PLACE in page.text
    for name in ("Hidden", "Drafted", "Ended", "Off"):
        assert not re.search(rf"\b{name}\b", page.text)


def many(make_place: Callable[..., Place], count: int, **changes: Any) -> tuple[Place, ...]:
    return tuple(make_place(id=f"p-{n:03}", name=f"Place {n:03}", **changes) for n in range(count))


@pytest.mark.parametrize("count", [30, 31, 75, 200])
def test_many_places_are_shown_in_parts_and_none_twice(
    client: TestClient, make_place: Callable[..., Place], public: Any, count: int
) -> None:
    public(places=many(make_place, count, opening_hours="24/7"))
    pages = pages_of(client, "Newham")
    names = [name for page in pages for name in rows(page)]
    assert names == [f"Place {n:03}" for n in range(count)]
    assert len(pages) == -(-count // 30)
    for page in pages:
        assert f"Public buildings ({count})" in page.text
        offered = {o["value"] for o in page.one("select").all("option")}
        assert {f"place:p-{name[-3:]}" for name in rows(page)} <= offered
        assert len(offered) < 40
    assert f"And {count - 10} more, below." in pages[0].text
    for page in pages[1:]:
        assert not page.all("section", aria_labelledby="open-now")
        (ring,) = [a for a in page.all("a") if a.text == "Who to call about a child here"]
        assert ring["href"] == "/plain/borough/newham#ring"


def test_long_texts_leave_fewer_on_a_page(
    client: TestClient, make_place: Callable[..., Place], public: Any
) -> None:
    words = [f"{n * 2654435761 % 2**32:x}" for n in range(6_000)]
    public(
        places=tuple(
            make_place(
                id=f"p-{n:02}",
                name=f"Place {n:02}",
                alert=" ".join(words[n * 200 : n * 200 + 33]),
                at_the_door=" ".join(words[n * 200 : n * 200 + 200]),
            )
            for n in range(25)
        )
    )
    pages = pages_of(client, "Newham")
    assert len(pages) > 1
    assert [name for page in pages for name in rows(page)] == [f"Place {n:02}" for n in range(25)]


@pytest.mark.parametrize("start", ["-1", "x", "999", "9" * 400, "1e1", "", "%00", "12.0", "٣"])
def test_going_on_after_no_number_begins_at_the_start(client: TestClient, start: str) -> None:
    first = client.get("/plain/borough/camden").text
    assert client.get(f"/plain/borough/camden?from={start}").text == first


@pytest.mark.parametrize("spelt", ["Camden", "CAMDEN", "camden ", "City%20of%20London"])
def test_a_borough_spelt_otherwise_leads_to_its_page(client: TestClient, spelt: str) -> None:
    answer = client.get(f"/plain/borough/{spelt}")
    assert answer.status_code == 308
    assert client.get(answer.headers["location"]).status_code == 200
    linked = client.get(f"/plain/borough?borough={spelt}")
    assert linked.headers["location"] == answer.headers["location"]


def test_a_link_with_an_unknown_borough_says_so(client: TestClient) -> None:
    page = assert_sound(client.get("/plain/borough?borough=Atlantis"))
    assert "names a borough that we don't know" in page.one("p", class_="said").text
    assert "Atlantis" not in page.text


def test_the_list_has_every_borough(client: TestClient) -> None:
    page = read(client.get("/plain/borough").text)
    listed = [(a.text, a["href"]) for a in page.one("ul", class_="list").all("a")]
    assert listed == [(name, f"/plain/borough/{slug_of(name)}") for name in NAMES]


@pytest.mark.parametrize(("typed", "borough"), [("E16 1ZE", "Newham"), ("camden", "Camden")])
def test_what_is_typed_shows_the_borough_at_once(
    client: TestClient, typed: str, borough: str
) -> None:
    page = assert_sound(client.post("/plain/borough", data={"typed": typed}))
    assert page.one("h1", id="found").text == borough


@pytest.mark.parametrize("typed", ["zzzzqqq", "", "London", "Manchester"])
def test_what_gives_no_borough_says_so(client: TestClient, typed: str) -> None:
    page = assert_sound(client.post("/plain/borough", data={"typed": typed}))
    assert len(page.one("ul", class_="list").all("a")) == len(NAMES)
    assert dict(fields_of(page.one("form", id="search")))["typed"] == typed
    assert bool(page.all("p", class_="said")) is bool(typed)


def test_what_stands_on_the_page_can_be_reported(client: TestClient) -> None:
    page = read(client.get("/plain/borough/camden").text)
    form = page.one("form", id="search")
    assert form["action"] == page_of_borough.ROOT.replace("borough", "wrong")
    offered = [o["value"] for o in page.one("select", form="search").all("option")]
    assert offered[0] == ""
    about = summary(current(), "Camden", NOON)
    assert {f"place:{place.id}" for place in about.places} <= set(offered)
    assert f"contact:{about.contact.id}" in offered
    assert {f"scheme:{s.id}" for s in about.schemes} <= set(offered)


def test_one_can_call_and_find_the_way_from_the_list(client: TestClient) -> None:
    """Whoever taps a borough on the first page has typed nothing, and sees no other card."""
    page = read(client.get("/plain/borough/newham").text)
    opened = page.one("section", aria_labelledby="open-now").all("li")
    assert opened
    places = {place.name: place for place in current().places if place.borough == "Newham"}
    for row in (*opened, *page.all("li", class_="place")):
        place = places[row.all("strong")[0].text]
        hrefs = [a["href"] for a in row.all("a", class_="act")]
        leads = place.status != "proposed"
        assert any("google" in href for href in hrefs) is leads
        assert any(href.startswith("tel:") for href in hrefs) is (leads and bool(place.phone))
    assert "Google Maps, which will see where you are going" in page.text
