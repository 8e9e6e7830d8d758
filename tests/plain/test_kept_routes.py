"""What the server gives to be kept: small, true to now, neutral, and nothing more than named."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data.directory import Directory
from data.live import live, store
from data.load import read_seed
from data.records import Visibility
from data.revisions import RecordKind
from data.roles import Actor, Role
from data.state import State
from pages import assets_route, missing_list
from pages.menu import MENU, address
from pages.plain import kept, kept_files, routes
from tests.data.kept_reader import Kept

LIMIT = 150_000
"""Bytes that everything which is kept may take."""
AMINA = Actor("amina", Role.EDITOR)
NOW = datetime(2026, 11, 25, 21, 14, tzinfo=UTC)


@pytest.fixture
def client(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path}/own.sqlite3")
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    app = Starlette(routes=[*routes.routes, *missing_list.routes, assets_route.route])
    with TestClient(app) as made:
        yield made


def worker_of(client: TestClient) -> dict[str, Any]:
    text = client.get("/plain/worker.js").text
    return json.loads(text[len("const KEPT = ") : text.index(";\n")])


def weight(client: TestClient, *, packed: bool = False) -> dict[str, int]:
    """Give the bytes of each file; the list ``packed`` as phones that can do so keep it."""
    paths = [*worker_of(client)["files"], "/plain/worker.js"]
    bodies = {path: client.get(path).content for path in paths}
    if packed:
        bodies["/plain/kept.json"] = gzip.compress(bodies["/plain/kept.json"])
    return {path: len(body) for path, body in bodies.items()}


def test_everything_together_is_small(client: TestClient) -> None:
    found = weight(client)
    assert sum(found.values()) < LIMIT, found


def test_six_hundred_places_would_still_be_small(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if every draft were public, and some more. Unpacked it would be a quarter over the limit."""
    seed = read_seed()
    drafts = tuple(p.model_copy(update={"visibility": Visibility.PUBLIC}) for p in seed.places)
    there = Directory.of(replace(seed, places=drafts)).places
    more = [p.model_copy(update={"id": f"{p.id}-2", "name": f"{p.name} 2"}) for p in there]
    directory = Directory.of(replace(seed, places=(*there, *more)[:600]))
    monkeypatch.setattr(type(live()), "directory", lambda _self: directory)
    assert len(client.get("/plain/kept.json").json()["places"]) == 600
    assert sum(weight(client, packed=True).values()) < LIMIT * 3 / 4
    assert sum(weight(client).values()) < LIMIT * 4 / 3


def test_only_what_is_named_is_kept_and_it_is_all_that_is_needed(client: TestClient) -> None:
    files = worker_of(client)["files"]
    pages = {path for path in files if not path.startswith("/assets/")}
    assert pages == {"/plain/kept", "/plain/kept.json", "/missing/list"}
    for page in ("/plain/kept", "/missing/list"):
        needed = re.findall(r'(?:src|href)="(/assets/[^"]+)"', client.get(page).text)
        assert needed
        assert set(needed) <= set(files)
    for path in files.keys() - pages:
        digest = base64.b64encode(hashlib.sha256(client.get(path).content).digest()).decode()
        assert files[path] == f"sha256-{digest}"


def test_only_pages_of_the_public_are_answered_from_the_copy(client: TestClient) -> None:
    answered = worker_of(client)
    assert set(answered["pages"]) == {"/plain", *(address(page) for page in MENU)}
    assert answered["below"] == "/plain/"
    assert answered["alone"] == ["/missing/list"]


def test_a_change_of_what_is_kept_changes_the_name_of_the_copy(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = worker_of(client)["version"]
    assert client.get("/plain/kept").headers["Kept-Version"] == first
    monkeypatch.setenv("HAVENS_EXIT_URL", "https://example.org/weather")
    other = worker_of(client)["version"]
    assert other != first
    assert client.get("/plain/kept").headers["Kept-Version"] == other


def test_the_kept_page_holds_no_record(client: TestClient) -> None:
    """So that it can stay as it is while the records change."""
    html = client.get("/plain/kept").text
    names = [place[0] for place in client.get("/plain/kept.json").json()["places"]]
    assert not [name for name in names if name in html]


def test_nothing_of_it_stays_in_the_browser_by_itself(client: TestClient) -> None:
    for path in ("/plain/kept", "/plain/kept.json", "/missing/list"):
        assert client.get(path).headers["Cache-Control"] == "no-store"
    for path in ("/plain/worker.js", "/plain/manifest.webmanifest"):
        assert client.get(path).headers["Cache-Control"] == "no-cache"
    assert "max-age=0" in client.get("/plain/keep").headers["Cache-Control"]
    worker = client.get("/plain/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == "/"
    assert worker.headers["Content-Type"].startswith("text/javascript")


def test_the_manifest_is_neutral_and_makes_no_browser_offer_it(client: TestClient) -> None:
    answer = client.get("/plain/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["name"] == "London places"
    assert manifest["start_url"] == "/plain/kept"
    assert manifest["display"] == "browser"
    assert client.get(manifest["icons"][0]["src"]).status_code == 200
    assert "safe" not in answer.text.casefold()


def test_the_copy_says_when_it_was_made_and_is_made_once_a_day(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/plain/kept.json").json()
    assert first["made"] == NOW.timestamp()
    assert len(first["marks"]) == len(State)
    assert first["made_words"] == "Wednesday 25 November 2026 at 9.14pm"
    made = kept._rest.cache_info().misses
    monkeypatch.setenv("HAVENS_NOW", (NOW + timedelta(minutes=30)).isoformat())
    kept._rest.cache_clear()
    second = client.get("/plain/kept.json").json()
    assert second["made"] == first["made"] + 1800
    assert {**second, "made": 0, "made_words": ""} == {**first, "made": 0, "made_words": ""}
    client.get("/plain/kept.json")
    assert kept._rest.cache_info().misses == 1 <= made


def test_what_is_hidden_or_known_to_end_is_in_the_next_copy(client: TestClient) -> None:
    first = client.get("/plain/kept.json").json()
    places = {p.name: p for p in live().directory().places if p.opening_hours == "24/7"}
    hidden, ending = list(places.values())[:2]
    when = NOW + timedelta(days=2)
    records = store()
    records.amend(AMINA, (RecordKind.PLACE, hidden.id), {"visibility": "closed"}, "Not safe.", NOW)
    records.amend(
        AMINA,
        (RecordKind.PLACE, ending.id),
        {"status": "temporarily_closed"},
        "Works.",
        NOW,
        effective_from=when,
    )  # fmt: skip
    live().refresh()
    second = Kept(client.get("/plain/kept.json").json())
    names = [place[0] for place in second.copy["places"]]
    assert hidden.name in [place[0] for place in first["places"]]
    assert hidden.name not in names
    week = second.place(names.index(ending.name))["week"]
    assert second.said(week, NOW)
    assert second.said(week, when) is None


def test_both_pages_hold_999_and_the_exit_and_fit_the_budget(client: TestClient) -> None:
    scripts = re.compile(r'<script src="([^"]+)"')
    everywhere = {
        one for one in scripts.findall(client.get("/plain").text) if "plain.js" not in one
    }
    for path in ("/plain/keep", "/plain/kept"):
        html = client.get(path).text
        assert everywhere <= set(scripts.findall(html))
        assert 'href="tel:999"' in html
        assert 'id="exit"' in html
        assert "London places</title>" in html
        assert kept_files.MANIFEST in html
