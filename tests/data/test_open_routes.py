"""The files for others over http: whoever has one is told so, and what is unsafe leaves them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.testclient import TestClient

from data import changes_feed, open_routes
from data.live import Live
from data.load import SeedError
from data.open_files import open_files
from data.open_routes import NAMES, ROOT, VERSION, Making, routes
from data.store import Store
from pages.headers import SecurityHeaders
from pages.packed import PackedOnce
from tests.data.staff import AMINA, LIBRARY, NOW, made_up_seed

PLAIN = {"accept-encoding": "identity"}
LATER = NOW + timedelta(days=1)
PLACES = f"{ROOT}/places.geojson"


@pytest.fixture
def live(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    made = Live(lambda: store, made_up_seed, tmp_path / "public.json", lambda: LATER)
    monkeypatch.setenv("HAVENS_NOW", LATER.isoformat())
    monkeypatch.setattr(open_routes, "live", lambda: made)
    monkeypatch.setattr(open_routes, "data", Making())
    return made


@pytest.fixture
def client(live: Live) -> TestClient:
    middleware = [
        Middleware(SecurityHeaders, index="", hsts=False),
        Middleware(GZipMiddleware, minimum_size=1000),
        Middleware(PackedOnce),
    ]
    return TestClient(Starlette(routes=list(routes), middleware=middleware))


@pytest.fixture
def amend(store: Store, live: Live) -> Callable[..., None]:
    def change(**fields: Any) -> None:
        store.amend(AMINA, LIBRARY, fields, "ZZ a reason for staff.", NOW)
        live.refresh()

    return change


def test_every_file_has_a_route_and_every_route_a_file(live: Live) -> None:
    assert set(NAMES) == set(open_files(live.directory(), None))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_comes_packed_or_not_and_then_not_again(client: TestClient, name: str) -> None:
    url = f"{ROOT}/{name}"
    packed, plain = client.get(url), client.get(url, headers=PLAIN)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(plain.headers["content-length"]) == len(plain.content)
    assert packed.headers["etag"] != plain.headers["etag"]
    for answer, asked in ((packed, {}), (plain, PLAIN)):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "accept-encoding" in answer.headers["vary"].lower()
        said = answer.headers["cache-control"]
        assert said == "public, max-age=300, s-maxage=1, stale-if-error=3599"
        saved = f'attachment; filename="somewhere-safe-{name}"'
        is_feed = name == changes_feed.NAME
        assert answer.headers.get("content-disposition") == (None if is_feed else saved)
        again = client.get(url, headers={**asked, "if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
        other = client.get(url, headers={**asked, "if-none-match": '"another"'})
        assert other.status_code == 200
    head = client.head(url, headers=PLAIN)
    assert {**head.headers} == {**plain.headers}
    assert client.post(url).status_code == 405


def test_csv_leads_to_what_describes_it(client: TestClient) -> None:
    answer = client.get(f"{ROOT}/places.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8; header=present"
    described = '<places.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert described in answer.headers["link"]
    about = client.get(f"{ROOT}/places.csv-metadata.json")
    assert about.headers["content-type"] == "application/csvm+json"
    assert "dc:modified" not in about.json()


def test_on_the_seed_alone_nobody_knows_a_date(client: TestClient) -> None:
    assert "last-modified" not in client.get(PLACES).headers
    since = {"if-modified-since": format_datetime(LATER, usegmt=False)}
    assert client.get(PLACES, headers=since).status_code == 200


def test_an_unsafe_place_is_gone_at_once_and_whoever_has_it_is_told(
    client: TestClient, amend: Callable[..., None]
) -> None:
    before = client.get(PLACES)
    amend(visibility="closed")
    after = client.get(PLACES, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["features"] == []
    assert "ZZ" not in after.text
    assert after.headers[VERSION] != before.headers[VERSION]
    assert parsedate_to_datetime(after.headers["last-modified"]) == NOW
    assert after.json()["updated"] == NOW.isoformat()


def test_the_feed_tells_what_went_and_has_the_date_of_its_newest_entry(
    client: TestClient, amend: Callable[..., None]
) -> None:
    url = f"{ROOT}/{changes_feed.NAME}"
    before = client.get(url)
    assert before.headers["content-type"] == "application/atom+xml"
    assert "last-modified" not in before.headers
    amend(visibility="closed")
    after = client.get(url, headers={"if-none-match": before.headers["etag"]})
    assert "No longer listed: made-up-library" in after.text
    assert "ZZ" not in after.text
    assert parsedate_to_datetime(after.headers["last-modified"]) == NOW


def test_a_date_that_is_not_older_is_enough(client: TestClient, amend: Callable[..., None]) -> None:
    amend(alert="The door is at the back.")
    given = client.get(PLACES).headers["last-modified"]
    assert client.get(PLACES, headers={"if-modified-since": given}).status_code == 304
    older = format_datetime(NOW - timedelta(seconds=1), usegmt=True)
    for other in (older, "yesterday"):
        assert client.get(PLACES, headers={"if-modified-since": other}).status_code == 200
    both = {"if-modified-since": given, "if-none-match": '"another"'}
    assert client.get(PLACES, headers=both).status_code == 200


def test_two_changes_in_one_second_are_two(live: Live) -> None:
    (file, *_) = open_files(live.directory(), NOW + timedelta(milliseconds=500)).values()
    header = format_datetime(NOW, usegmt=True)
    asked = Headers({"if-modified-since": header})
    given = open_routes.answer(file, asked, "")
    # Whoever asked in that second, and goes by the clock, may have missed this change.
    assert given.status_code == 200
    after = given.headers["last-modified"]
    assert parsedate_to_datetime(after) == NOW + timedelta(seconds=1)
    again = open_routes.answer(file, Headers({"if-modified-since": after}), "")
    assert again.status_code == 304


def test_a_date_is_told_only_when_nothing_more_can_come_with_it(live: Live) -> None:
    soon = datetime.now(UTC) + timedelta(seconds=30)
    (file, *_) = open_files(live.directory(), soon).values()
    assert "last-modified" not in open_routes.answer(file, Headers(), "").headers


def test_a_note_for_staff_changes_no_file(client: TestClient, amend: Callable[..., None]) -> None:
    before = client.get(PLACES).headers
    amend(internal_notes="ZZ for staff.")
    after = client.get(PLACES).headers
    assert (after["etag"], after[VERSION]) == (before["etag"], before[VERSION])
    assert "last-modified" not in after


def test_files_are_made_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    def counted(*given: Any) -> Any:
        made.append(given)
        return open_files(*given)

    monkeypatch.setattr(open_routes, "open_files", counted)
    for name in NAMES:
        client.get(f"{ROOT}/{name}")
    assert len(made) == 1


def test_files_that_somebody_is_being_given_stay_as_they_are(
    live: Live, amend: Callable[..., None]
) -> None:
    given = open_routes.data.newest()
    held = given.files["places.geojson"]
    amend(alert="The door is at the back.")
    assert open_routes.data.newest().version != given.version == json.loads(held.body)["version"]
    assert given.files["places.geojson"] is held


def test_without_records_it_is_a_plain_503(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged() -> Live:
        raise SeedError(["places.csv, row 7"])

    monkeypatch.setattr(open_routes, "live", damaged)
    answer = client.get(PLACES)
    assert answer.status_code == 503
    assert "row 7" not in answer.text
