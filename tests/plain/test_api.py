"""The page that explains the API: each command on it works, and it says how not to do harm."""

from __future__ import annotations

import json
import shlex
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import api
from data.open_licence import ATTRIBUTION, LICENCE_URL
from data.open_referral_index import TERMS
from data.open_referral_taxonomies import Sure
from tests.plain.reading import assert_sound

API = TestClient(Starlette(routes=list(api.routes)))


def commands(client: TestClient) -> list[list[str]]:
    page = assert_sound(client.get("/plain/api"))
    return [shlex.split(code.text) for code in page.all("code") if code.text.startswith("curl ")]


def test_each_command_on_the_page_finds_something(client: TestClient) -> None:
    found = commands(client)
    assert len(found) == 8
    for words in found:
        (url,) = [word for word in words if word.startswith("http")]
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}"
        if "-d" in words:
            answer = API.post(path, json=json.loads(words[words.index("-d") + 1]))
        else:
            answer = API.get(path)
        assert answer.status_code == 200, url
        assert answer.json().get("empty") is not True, url


def test_terms_hours_and_privacy_stand_on_the_page(client: TestClient) -> None:
    page = assert_sound(client.get("/plain/api"))
    assert ATTRIBUTION in page.text
    assert LICENCE_URL in {a["href"] for a in page.all("a")}
    assert all(f"{sure.value}:" in page.text for sure in Sure)
    assert "never put the postcode of a child into one" in page.text


def test_links_to_the_api_lead_somewhere(client: TestClient) -> None:
    page = assert_sound(client.get("/plain/api"))
    linked = [a["href"] for a in page.all("a") if a["href"].startswith("/api")]
    assert len(linked) == 2
    for href in linked:
        assert API.get(href).status_code == 200
    hours = API.get(linked[-1]).json()["contents"]
    assert {one["code"] for one in hours} == set(Sure)
    assert all(one["id"] in TERMS for one in hours)


def test_the_address_is_the_one_that_the_public_types(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://havens.example.org")
    assert "https://havens.example.org/api/services" in client.get("/plain/api").text
