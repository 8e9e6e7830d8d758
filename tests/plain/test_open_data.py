"""The page for people who want our data: every file is on it, with its terms."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from data import open_routes
from data.open_licence import ATTRIBUTION, HOW_TO_USE, LICENCE_URL, NOT_CONFIRMED
from data.open_routes import NAMES, ROOT
from pages.plain import embed
from tests.plain.reading import assert_sound


def test_every_file_can_be_taken_from_the_page(client: TestClient) -> None:
    page = assert_sound(client.get("/plain/data"))
    files = TestClient(client.app)
    linked = {a["href"] for a in page.all("a") if a["href"].startswith(f"{ROOT}/")}
    assert linked == {f"{ROOT}/{name}" for name in NAMES if "geojson-" not in name}
    assert files.get("/plain/about").text.count('href="/plain/data"') == 1


def test_terms_and_rules_stand_on_the_page(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = assert_sound(client.get("/plain/data"))
    for words in (ATTRIBUTION, HOW_TO_USE, NOT_CONFIRMED, open_routes.data.newest().version):
        assert words in page.text
    assert LICENCE_URL in {a["href"] for a in page.all("a")}
    monkeypatch.setenv("HAVENS_LICENCE_CONFIRMED", "on")
    assert NOT_CONFIRMED not in client.get("/plain/data").text


def test_the_address_in_the_example_is_the_one_that_the_public_types(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://havens.example.org")
    assert "https://havens.example.org/data/places.csv" in client.get("/plain/data").text


def test_the_code_for_a_frame_is_of_the_borough_that_was_chosen(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://havens.example.org")
    assert "iframe" not in client.get("/plain/data").text
    answer = client.post("/plain/data", data={"borough": "city-of-london", "open": "now"})
    page = assert_sound(answer)
    code = embed.snippet("https://havens.example.org", "City of London", only_open=True)
    assert [node.text for node in page.all("code")][-1] == code
    assert embed.address("City of London", only_open=True) in {a["href"] for a in page.all("a")}
    assert answer.headers["cache-control"] == "no-store"
    nowhere = assert_sound(client.post("/plain/data", data={"borough": "<b>"}))
    assert "iframe" not in nowhere.text
