"""The API over http: lists, filters, pages, and what a careless or hostile program may send."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import api, open_routes
from data import settings as configured
from data.api_document import document
from data.api_query import READS
from data.database import DatabaseError
from data.hours_clock import LONDON
from data.live import Live, live
from data.load import Seed, SeedError
from data.open_referral_ids import made
from data.open_referral_taxonomies import term_id
from data.records import Place, Service
from data.store import Store
from tests.data.open_referral_checks import faults
from tests.data.staff import AMINA, LIBRARY, NOW
from tests.hostile import BYTES, TEXTS
from tests.made_up_records import CHANNEL, PLACE, SERVICE

LISTS = ("services", "service_at_locations", "taxonomies", "taxonomy_terms")
ONE = {
    "services": "Service",
    "service_at_locations": "ServiceAtLocation",
    "taxonomies": "Taxonomy",
    "taxonomy_terms": "TaxonomyTerm",
}
APP = Starlette(routes=list(api.routes))


@pytest.fixture(scope="module")
def real() -> TestClient:
    """Ask over the records of the repository."""
    return TestClient(APP)


def made_up() -> Seed:
    near = PLACE | {"id": "near-library", "name": "Near Library", "lat": 51.5085, "lon": 0.0165}
    far = PLACE | {"id": "far-desk", "name": "Far Desk", "lat": 51.6, "lon": -0.2}
    far |= {"kind": "police_station", "tier": "emergency_point", "opening_hours": "24/7"}
    far |= {"age_min": 11, "age_max": 17}
    line = SERVICE | {"channels": [CHANNEL | {"opening_hours": "Sa,Su 10:00-14:00; PH off"}]}
    return Seed(
        places=(Place(**PLACE), Place(**near), Place(**far)),
        services=(Service(**line),),
        schemes=(),
        borough_contacts=(),
    )


@pytest.fixture
def followed(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Live:
    made_live = Live(lambda: store, made_up, tmp_path / "public.json", lambda: NOW)
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    monkeypatch.setattr(api, "live", lambda: made_live)
    monkeypatch.setattr(open_routes, "live", lambda: made_live)
    monkeypatch.setattr(api, "newest", api._Newest())
    return made_live


@pytest.fixture
def four(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have three places and a line, as if the database were away."""

    def away() -> Store:
        raise DatabaseError("The database is away.")

    made_live = Live(away, made_up, tmp_path / "public.json", lambda: NOW)
    monkeypatch.setattr(api, "live", lambda: made_live)
    monkeypatch.setattr(api, "newest", api._Newest())


@pytest.fixture
def names(four: None) -> Callable[..., list[str]]:
    client = TestClient(APP)

    def ask(path: str, **params: Any) -> list[str]:
        answer = client.get(f"/api/{path}", params=params)
        assert answer.status_code == 200, answer.text
        found = answer.json()["contents"]
        return [one.get("service", one)["name"] for one in found]

    return ask


def test_the_root_says_the_version(real: TestClient) -> None:
    about = real.get("/api").json()
    assert not faults("About", about)
    assert about["version"] == "HSDS-UK-3.0"
    assert real.get("/api/").json() == about
    assert real.get(about["openapi_url"]).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_every_page_of_every_list_is_as_the_standard_says(real: TestClient, name: str) -> None:
    listed = f"{ONE[name]}InList" if name.startswith("service") else ONE[name]
    page, seen = 1, []
    while True:
        body = real.get(f"/api/{name}", params={"page": page, "per_page": 100}).json()
        assert not faults(f"PageOf{listed}", body)
        assert body["page_number"] == page
        assert body["size"] == len(body["contents"])
        assert body["first_page"] == (page == 1)
        seen += [one["id"] for one in body["contents"]]
        if body["last_page"]:
            break
        page += 1
    assert page == body["total_pages"]
    assert len(set(seen)) == len(seen) == body["total_items"]
    for one in seen[:: max(1, len(seen) // 20)]:
        assert not faults(ONE[name], real.get(f"/api/{name}/{one}").json())


def test_a_page_after_the_last_is_empty(real: TestClient) -> None:
    body = real.get("/api/services?page=999999").json()
    assert body["empty"] is body["last_page"] is True
    assert body["contents"] == []


def test_more_on_a_page_than_the_most_counts_as_the_most(real: TestClient) -> None:
    assert real.get("/api/services?per_page=1000000000").json()["size"] == 100


def test_full_gives_all_of_each(real: TestClient) -> None:
    body = real.get("/api/services?full=true&per_page=100").json()
    assert not faults("PageOfService", body)
    assert any("schedules" in one for one in body["contents"])


def test_filters_all_hold_together(names: Callable[..., list[str]]) -> None:
    assert names("services") == ["Far Desk", "Made-up Library", "Made-up Line", "Near Library"]
    assert names("services", search="library made") == ["Made-up Library"]
    assert names("services", search="libr") == ["Made-up Library", "Near Library"]
    assert names("services", search="nowhere bank") == []
    assert names("services", search="🏠 !") == []
    assert names("services", minimum_age=11) == ["Far Desk"]
    assert names("services", minimum_age=12) == []
    assert names("services", maximum_age=17) == ["Far Desk"]
    assert names("services", maximum_age=16) == []
    assert names("services", search="desk", minimum_age=11, day="MO") == ["Far Desk"]
    assert names("services", search="library", minimum_age=11) == []


def test_day_and_times_must_hold_for_one_part(names: Callable[..., list[str]]) -> None:
    assert "Made-up Line" not in names("services", day="MO")
    assert "Made-up Line" in names("services", day="saturday")
    assert names("services", start_time="10:00", end_time="14:00") == ["Made-up Line"]
    assert names("services", start_time="10:00", end_time="14:00", day="FR") == []
    assert names("services", start_time="09:00", end_time="17:00") == [
        "Made-up Library",
        "Made-up Line",
        "Near Library",
    ]
    assert "Far Desk" in names("services", start_time="00:00", end_time="23:59")


def test_taxonomies_filter_and_several_terms_must_all_hold(
    names: Callable[..., list[str]],
) -> None:
    library, haven = term_id("kind", "library"), term_id("promise", "declared_haven")
    building = term_id("promise", "public_building")
    libraries = ["Made-up Library", "Near Library"]
    assert names("services", taxonomy_term_id=library) == libraries
    assert names("services", taxonomy_term_id=[library, building]) == libraries
    assert names("services", taxonomy_term_id=[library, haven]) == []
    assert names("services", taxonomy_id=made("taxonomy", "topic")) == ["Made-up Line"]
    assert names("services", taxonomy_id=made("taxonomy", "nobody's")) == []


def test_near_a_postcode_the_nearest_comes_first(names: Callable[..., list[str]]) -> None:
    found = names("service_at_locations", postcode="E16 1ZE")
    assert found[-1] == "Far Desk"
    assert set(found) == {"Made-up Library", "Near Library", "Far Desk"}
    assert set(names("service_at_locations", postcode="e161ze", proximity=3000)) == set(found[:2])


def test_a_postcode_sent_by_post_is_answered_the_same(four: None) -> None:
    client = TestClient(APP)
    asked = {"postcode": "E16 1ZE", "proximity": 3000, "full": True}
    by_get = client.get("/api/service_at_locations", params=asked | {"full": "true"})
    by_post = client.post("/api/service_at_locations", json=asked)
    assert by_post.json() == by_get.json()
    assert by_post.json()["size"] == 2


def test_what_somebody_typed_is_kept_by_no_cache_and_said_again_by_nobody(
    followed: Live,
) -> None:
    client = TestClient(APP)
    for params in ({"postcode": "E16 1ZE"}, {"search": "library"}, {"postcode": "SW99 9ZZ"}):
        answer = client.get("/api/service_at_locations", params=params)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert "SW99" not in answer.text
    asked = client.post("/api/service_at_locations", json={"proximity": 5, "page": 1})
    assert asked.headers["cache-control"] == "no-store"


def test_a_client_that_has_it_gets_no_body_until_it_changes(store: Store, followed: Live) -> None:
    client = TestClient(APP)
    first = client.get("/api/services")
    assert "stale-if-error" in first.headers["cache-control"]
    known = {"if-none-match": first.headers["etag"]}
    again = client.get("/api/services", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["access-control-allow-origin"] == "*"
    store.amend(AMINA, LIBRARY, {"status": "temporarily_closed"}, "Flood.", NOW)
    followed.refresh()
    changed = client.get("/api/services", headers=known)
    assert changed.status_code == 200
    (library,) = [x for x in changed.json()["contents"] if x["name"] == "Made-up Library"]
    assert library["status"] == "temporarily closed"


def test_a_place_that_left_is_not_there(store: Store, followed: Live) -> None:
    client = TestClient(APP)
    one = made("service", "place", LIBRARY[1])
    assert client.get(f"/api/services/{one}").status_code == 200
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Gone.", NOW)
    followed.refresh()
    answer = client.get(f"/api/services/{one}")
    assert answer.status_code == 404
    assert not faults("Problem", answer.json())


def test_the_next_day_is_another_index(followed: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    first = api.newest.index()
    assert api.newest.index() is first
    later = first.day.replace("2026", "2029")
    monkeypatch.setattr(api.clock, "shared", lambda: NOW.astimezone(LONDON).replace(year=2029))
    if first.day != later:
        body = TestClient(APP).get("/api/services").json()
        assert all(one["alert"].startswith("Check first") for one in body["contents"]), (
            "hours of 2026 are still firm in 2029"
        )


def test_any_page_may_ask(real: TestClient) -> None:
    for path in ("/api", "/api/services", "/api/nothing"):
        assert real.get(path).headers["access-control-allow-origin"] == "*"
    before = real.options(
        "/api/service_at_locations",
        headers={"origin": "https://example.org", "access-control-request-method": "POST"},
    )
    assert before.status_code == 204
    assert "POST" in before.headers["access-control-allow-methods"]
    assert "Content-Type" in before.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(real: TestClient, method: str) -> None:
    answer = real.request(method, "/api/services")
    assert answer.status_code == 405
    assert not faults("Problem", answer.json())


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("page=-1", "page"),
        ("page=0", "page"),
        ("page=%D9%A1", "page"),
        ("page=1&page=2", "page"),
        ("per_page=NaN", "per_page"),
        ("minimum_age=nan", "minimum_age"),
        ("maximum_age=1e3", "maximum_age"),
        ("maximum_age=-1", "maximum_age"),
        ("day=someday", "day"),
        ("start_time=24:00", "start_time"),
        ("end_time=9am", "end_time"),
        ("taxonomy_term_id=1", "taxonomy_term_id"),
        ("full=maybe", "full"),
        ("search=" + "a" * 201, "search"),
        ("proximity=100", "proximity"),
        ("postcode=E16+1ZE&proximity=-1", "proximity"),
        ("postcode=nowhere", "postcode"),
        ("serach=library", "?"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_write(
    real: TestClient, query: str, parameter: str
) -> None:
    answer = real.get(f"/api/service_at_locations?{query}")
    assert answer.status_code == 400
    assert not faults("Problem", answer.json())
    assert list(answer.json()["problems"]) == [parameter]
    assert answer.headers["cache-control"] == "no-store"


def test_no_hostile_text_breaks_any_parameter(real: TestClient) -> None:
    for name, parameters in READS.items():
        for text in TEXTS:
            for parameter in parameters:
                answer = real.get(f"/api/{name}", params={parameter: text})
                assert answer.status_code in (200, 400), (name, parameter, text)
            assert real.get(f"/api/{name}", params={text[:50]: "x"}).status_code == 400
    for text in TEXTS:
        path = f"/api/services/{text[:200].encode('unicode_escape').decode()}".replace("?", "")
        assert real.get(path.replace("#", "")).status_code in (200, 404)


@pytest.mark.parametrize("body", BYTES, ids=lambda body: body[:12].hex() or "empty")
def test_no_hostile_body_breaks_it(real: TestClient, body: bytes) -> None:
    answer = real.post("/api/service_at_locations", content=body)
    assert answer.status_code in (400, 413)
    assert not faults("Problem", answer.json())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    ),
    st.dictionaries(st.sampled_from(list(READS["service_at_locations"])), st.text() | st.floats()),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_json_is_answered(real: TestClient, value: object, asked: dict[str, object]) -> None:
    for sent in (value, asked):
        answer = real.post("/api/service_at_locations", content=json.dumps(sent))
        assert answer.status_code in (200, 400)


def test_a_deep_or_long_body_is_refused(real: TestClient) -> None:
    assert real.post("/api/service_at_locations", content=b"[" * 9_000).status_code == 400
    assert real.post("/api/service_at_locations", content=b" " * 20_000).status_code == 413


def test_damaged_records_are_said_in_json(
    real: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise SeedError(["Row 3 is not there."])

    monkeypatch.setattr(api, "live", broken)
    answer = real.get("/api/services")
    assert answer.status_code == 503
    assert "Row 3" not in answer.text
    assert not faults("Problem", answer.json())


def test_the_document_is_an_openapi_document_of_what_is_there(real: TestClient) -> None:
    found = real.get("/api/openapi.json").json()
    for path, ways in found["paths"].items():
        for name in (one["name"] for one in ways["get"].get("parameters", ())):
            assert name in READS[path.strip("/")]
    for name, parameters in READS.items():
        listed = found["paths"][f"/{name}"]["get"]["parameters"]
        assert {one["name"] for one in listed} == set(parameters)


def test_the_site_is_named_as_the_public_types_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://example.org")
    about = TestClient(APP).get("/api", headers={"host": "evil.example"}).json()
    assert about["openapi_url"] == "https://example.org/api/openapi.json"
    assert configured.current().public_url == "https://example.org"
    assert document("https://example.org")["servers"] == [{"url": "https://example.org/api"}]


def test_the_moment_that_staff_preview_is_not_for_the_api(real: TestClient) -> None:
    before = real.get("/api/services?per_page=1").json()
    assert before["total_items"] == len(api.newest.index().listed)
    assert api.newest.index().version == live().directory().version
