"""The form of the plain page of places: what is typed, tapped and chosen, and where it does not go."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from data.live import current
from geo.search import Point, Search, When
from geo.where import Where, from_text
from tests.plain.places_shown import NOON, asked_at, cards, expected, shown
from tests.plain.reading import Node, assert_sound, fields_of, read


def test_nothing_typed_is_in_an_address_or_a_header(client: TestClient) -> None:
    for sent in ({"where": "SE9 2UG"}, {"lat": "51.4512345", "lon": "0.0523456"}):
        answer = client.post("/plain", data=sent)
        page = read(answer.text)
        assert str(answer.url).endswith("/plain")
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers
        for told in (*answer.headers.values(), *(a["href"] for a in page.all("a"))):
            assert "SE9" not in told
            assert "51.45" not in told or "google" in told
        assert "51.4512345" not in answer.text


def test_a_link_with_a_question_searches_nothing(client: TestClient) -> None:
    plain = client.get("/plain").text
    for query in ("where=SE9+2UG", "lat=51.45&lon=0.05", "borough=Camden", "kind=library"):
        assert client.get(f"/plain?{query}").text == plain
        assert client.head(f"/plain?{query}").text == ""


@pytest.mark.parametrize(
    ("lat", "lon", "used"),
    [
        ("51.4512345", "0.0523456", ("51.451", "0.052")),
        (" 51.5 ", "-0.1", ("51.5", "-0.1")),
        ("nan", "0.1", None),
        ("51.5", "inf", None),
        ("-inf", "-inf", None),
        ("1e999", "0", None),
        ("51.5", "", None),
        ("", "0.1", None),
        ("51,5", "0,1", None),
        ("9" * 30, "0", None),
        ("<b>", "0.1", None),
        ("120", "0.1", None),
        ("51.5", "181", None),
    ],
)
def test_a_position_is_rounded_and_nonsense_is_none(
    client: TestClient, lat: str, lon: str, used: tuple[str, str] | None
) -> None:
    page = assert_sound(client.post("/plain", data={"lat": lat, "lon": lon, "when": "any"}))
    form = dict(fields_of(page.one("form", id="search")))
    assert (form["lat"], form["lon"]) == (used or ("", ""))
    if used:
        point = Point(float(used[0]), float(used[1]))
        assert shown(page) == expected(Search(asked_at(NOON), point=point, when=When.ANY))[:10]
        assert "near you" in page.one(id="found").text
    else:
        assert not cards(page)


@pytest.mark.parametrize(
    ("lat", "lon"), [("48.85", "2.35"), ("0", "0"), ("-90", "180"), ("90", "0")]
)
def test_a_position_outside_london_says_so(client: TestClient, lat: str, lon: str) -> None:
    page = assert_sound(client.post("/plain", data={"lat": lat, "lon": lon}))
    assert "outside London" in page.one("p", class_="said").text
    assert not cards(page)


def test_what_is_typed_counts_more_than_a_position(client: TestClient) -> None:
    sent = {"where": "SE9 2UG", "lat": "51.5", "lon": "-0.1"}
    page = read(client.post("/plain", data=sent).text)
    assert "near SE9 2UG" in page.one(id="found").text
    assert dict(fields_of(page.one("form", id="search")))["lat"] == ""


def chosen(page: Node) -> set[tuple[str, str]]:
    return set(fields_of(page.one("form", id="search")))


def test_the_form_comes_back_as_it_was_sent(client: TestClient) -> None:
    sent: list[tuple[str, str]] = [
        ("page", "find"),
        ("where", "Stratford"),
        ("lat", ""),
        ("lon", ""),
        ("when", "at"),
        ("day", "2026-11-25"),
        ("time", "07:45"),
        ("tier", "emergency_point"),
        ("tier", "public_building"),
        ("kind", "library"),
        ("under18", "yes"),
        ("stepfree", "yes"),
        ("borough", "Camden"),
        ("borough", "Newham"),
    ]
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    page = read(client.post("/plain", data=fields).text)
    assert chosen(page) == set(sent)
    picked = page.one("p", class_="chosen").text
    for words in (
        "Emergency point",
        "Public building",
        "Library",
        "under 18s",
        "no steps",
        "Camden",
    ):
        assert words in picked


@pytest.mark.parametrize(
    "sent",
    [
        {"tier": "castle"},
        {"kind": "castle"},
        {"borough": "Atlantis"},
        {"borough": "camden"},
        {"when": "never"},
        {"under18": "no"},
        {"stepfree": "on"},
        {"unknown": "x"},
        {"tier": ["castle", ""], "kind": ["", "%"], "borough": ['"', "<b>"]},
    ],
    ids=str,
)
def test_values_that_nobody_offered_are_passed_over(client: TestClient, sent: Any) -> None:
    page = read(client.post("/plain", data={"where": "E16 1ZE"} | sent).text)
    plain = read(client.post("/plain", data={"where": "E16 1ZE"}).text)
    assert chosen(page) == chosen(plain)
    assert shown(page) == shown(plain)


def test_suggestions_can_be_pressed(client: TestClient) -> None:
    page = read(client.post("/plain", data={"where": "Hayes", "when": "any"}).text)
    names = [b["value"] for b in page.all("button", name="pick")]
    assert len(names) > 1
    for name in names:
        picked = read(
            client.post("/plain", data={"where": "Hayes", "when": "any", "pick": name}).text
        )
        assert cards(picked)
        assert dict(chosen(picked))["where"] == name


def where_of(text: str) -> Where:
    return from_text(text, current().names)


@pytest.mark.parametrize("text", ["help", "I am scared", "zzzzqqq", "Manchester", "Hayes", ""])
def test_what_can_t_be_found_is_said_first_with_numbers_to_press(
    client: TestClient, text: str
) -> None:
    answer = client.post("/plain", data={"where": text})
    page = assert_sound(answer)
    section = page.one("section", id="answer")
    first = next(node for node in section.all() if node.tag in ("p", "h2"))
    assert first.text == where_of(text).message
    if "999" in first.text:
        assert {"tel:999", "tel:08001111"} <= {a["href"] for a in first.all("a")}
