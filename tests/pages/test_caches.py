"""What caches may keep: every route of the app stands in a table here, with all that it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import httpx2 as httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.testclient import TestClient

from data.api import newest
from data.live import current, live
from data.open_routes import NAMES as FILES
from data.places_route import places_url
from geo.assets import asset_url
from geo.outline import OUTLINE_URL
from pages.headers import SecurityHeaders

SITE = "https://safe.example"


class Kept(Enum):
    """What a shared cache in front of us may do with an answer."""

    NEVER = "never"
    SECONDS = "for seconds, and for longer while we don't answer"
    WHILE_UP = "for seconds, and not while we don't answer"
    MINUTES = "for minutes"
    FOR_GOOD = "for good"
    ASKING = "only if it asks each time"


@dataclass(frozen=True)
class Line:
    """Addresses of a route: those that may be kept, and those that may not, typed ones above all."""

    kept: Kept
    ours: tuple[str, ...]
    never: tuple[str, ...] = ()
    posts: Mapping[str, str] | None = None


def _file(name: str) -> Line:
    return Line(Kept.SECONDS, (f"/data/{name}",))


TYPED = {"where": "E16 1ZE", "typed": "E16 1ZE", "text": "help", "about": "x", "borough": "Camden"}
NEVER = Line(Kept.NEVER, ())
TABLE: dict[str, Line] = {
    "/healthz": Line(Kept.NEVER, (), ("/healthz",)),
    "/readyz": Line(Kept.NEVER, (), ("/readyz",)),
    "/data/places-{version:str}.geojson": Line(Kept.MINUTES, (), ("/data/places-old.geojson",)),
    "/api": Line(Kept.SECONDS, ("/api", "/api?x=1")),
    "/api/{rest:path}": Line(
        Kept.SECONDS,
        (
            "/api/openapi.json",
            "/api/services",
            "/api/services?page=2&full=true&day=FR",
            "/api/service_at_locations",
            "/api/taxonomies",
            "/api/taxonomy_terms",
        ),
        (
            "/api/services?search=library",
            "/api/service_at_locations?postcode=E16+1ZE",
            "/api/service_at_locations?postcode=nonsense",
            "/api/services?nonsense=E16",
            "/api/services/E16",
            "/api/services/00000000-0000-0000-0000-000000000000",
            "/api/nothing",
        ),
        {"/api/service_at_locations": "json"},
    ),
    **{f"/data/{name}": _file(name) for name in FILES},
    OUTLINE_URL: Line(Kept.FOR_GOOD, (OUTLINE_URL,)),
    "/missing/list": Line(Kept.NEVER, (), ("/missing/list",)),
    "/poster/{slug:str}.pdf": Line(
        Kept.SECONDS, ("/poster/camden.pdf",), ("/poster/camden.pdf?E16", "/poster/E16.pdf")
    ),
    "/poster/{slug:str}": Line(
        Kept.SECONDS, ("/poster/camden",), ("/poster/camden?E16", "/poster/E16", "/poster/Camden")
    ),
    "/plain": Line(Kept.SECONDS, ("/plain",), ("/plain?where=E16",), {"/plain": "form"}),
    "/plain/talk": Line(
        Kept.SECONDS,
        ("/plain/talk", "/plain/talk?for=parent"),
        ("/plain/talk?topic=E16", "/plain/talk?service=E16"),
        {"/plain/talk": "form"},
    ),
    "/plain/textsafe": Line(Kept.SECONDS, ("/plain/textsafe",), ("/plain/textsafe?for=E16",)),
    "/plain/missing": Line(
        Kept.SECONDS,
        ("/plain/missing", "/plain/missing?borough=camden"),
        ("/plain/missing?borough=E16",),
        {"/plain/missing": "form"},
    ),
    "/plain/about": Line(Kept.SECONDS, ("/plain/about",), ("/plain/about?E16",)),
    "/plain/private": Line(Kept.SECONDS, ("/plain/private",), ("/plain/private?E16",)),
    "/plain/borough": Line(
        Kept.SECONDS,
        ("/plain/borough",),
        ("/plain/borough?borough=E16", "/plain/borough?borough=Camden"),
        {"/plain/borough": "form"},
    ),
    "/plain/borough/{name:str}": Line(
        Kept.SECONDS,
        ("/plain/borough/camden",),
        ("/plain/borough/E16", "/plain/borough/Camden", "/plain/borough/camden?from=30"),
    ),
    "/plain/coverage": Line(Kept.SECONDS, ("/plain/coverage",), ("/plain/coverage?E16",)),
    "/plain/keep": Line(Kept.SECONDS, ("/plain/keep",), ("/plain/keep?E16",)),
    # A copy on a phone is a trace: it is there where somebody asked for it, and nowhere else.
    "/plain/kept": Line(Kept.NEVER, (), ("/plain/kept",)),
    "/plain/kept.json": Line(Kept.NEVER, (), ("/plain/kept.json",)),
    "/plain/worker.js": Line(Kept.ASKING, ("/plain/worker.js",)),
    "/plain/manifest.webmanifest": Line(Kept.ASKING, ("/plain/manifest.webmanifest",)),
    "/plain/data": Line(
        Kept.SECONDS, ("/plain/data",), ("/plain/data?E16",), {"/plain/data": "form"}
    ),
    "/plain/embed": Line(
        Kept.SECONDS,
        ("/plain/embed", "/plain/embed?borough=camden", "/plain/embed?borough=camden&open=now"),
        ("/plain/embed?borough=E16", "/plain/embed?borough=camden&open=E16"),
    ),
    "/plain/api": Line(Kept.SECONDS, ("/plain/api",), ("/plain/api?E16",)),
    "/plain/wrong": Line(Kept.NEVER, (), ("/plain/wrong",), {"/plain/wrong": "form"}),
    "/staff/sign-in": Line(Kept.NEVER, (), ("/staff/sign-in",), {"/staff/sign-in": "form"}),
    "/staff/sign-out": Line(Kept.NEVER, (), ("/staff/sign-out",), {"/staff/sign-out": "form"}),
    "/assets": Line(Kept.FOR_GOOD, (asset_url("exit.js"),), ("/assets/nothing",)),
    # Where somebody looks is in the address, but not who; 404 here, because there are no tiles.
    "/tiles/{z}/{x}/{y}.png": Line(Kept.MINUTES, ("/tiles/1/1/1.png",)),
    **{
        page: Line(Kept.WHILE_UP, (page,), (f"{page}?borough=E16",))
        for page in ("/", "/talk", "/missing", "/textsafe", "/borough", "/about")
    },
    "/staff": Line(Kept.NEVER, (), ("/staff", "/staff?view=desk")),
    "/{path:elsewhere}": Line(Kept.NEVER, (), ("/E16", "/staff/x", "/index.html")),
    # From here on Streamlit's own.
    "/_stcore/health": Line(Kept.ASKING, ("/_stcore/health",)),
    "/_stcore/metrics": Line(Kept.NEVER, (), ("/_stcore/metrics",)),
    "/_stcore/host-config": Line(Kept.ASKING, ("/_stcore/host-config",)),
    "/media/{file_id:path}": Line(Kept.NEVER, (), ("/media/x.csv",)),
    "/_stcore/upload_file/{session_id}/{file_id}": Line(
        Kept.NEVER, (), ("/_stcore/upload_file/a/b",)
    ),
    "/component/{path:path}": Line(Kept.NEVER, (), ("/component/x/y.js",)),
    "/_stcore/bidi-components/{path:path}": Line(Kept.NEVER, (), ("/_stcore/bidi-components/x",)),
    "/_stcore/stream": NEVER,
    "/auth/login": Line(Kept.NEVER, (), ("/auth/login",)),
    "/auth/logout": Line(Kept.NEVER, (), ("/auth/logout",)),
    "/oauth2callback": Line(Kept.NEVER, (), ("/oauth2callback?code=E16",)),
    "/_stcore/agent/interact": Line(Kept.NEVER, (), ("/_stcore/agent/interact",)),
    "/_stcore/agent/openapi.json": Line(Kept.NEVER, (), ("/_stcore/agent/openapi.json",)),
    "/_stcore/agent/mcp": Line(Kept.NEVER, (), ("/_stcore/agent/mcp",)),
    "": Line(Kept.FOR_GOOD, (), ("/static/nothing.js",)),
}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    import app

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAVENS_PUBLIC_URL", SITE)
        patch.setenv("HAVENS_LIMITS", "off")
        patch.setenv("HAVENS_NOW", "2026-11-23T12:00")
        live().refresh()
        asking = TestClient(app.app, raise_server_exceptions=False, follow_redirects=False)
        asking.get("/healthz")
        yield asking


def directives(answer: httpx.Response) -> dict[str, str]:
    said = answer.headers["cache-control"]
    pairs = (part.strip().partition("=") for part in said.split(","))
    return {name: value for name, _, value in pairs}


def vary(answer: httpx.Response) -> set[str]:
    return {name.strip() for name in answer.headers.get("vary", "").split(",")} - {""}


def assert_kept_nowhere(answer: httpx.Response) -> None:
    assert set(directives(answer)) & {"no-store", "private"}, answer.headers["cache-control"]
    assert "cdn-cache-control" not in answer.headers


def assert_kept(answer: httpx.Response, how: Kept) -> None:
    said = directives(answer)
    assert "set-cookie" not in answer.headers or "no-cache" in said
    if how is Kept.ASKING:
        assert set(said) == {"no-cache"}
        return
    assert "public" in said
    assert vary(answer) <= {"Accept-Encoding"}
    shared = int(said.get("s-maxage") or said["max-age"])
    if how is Kept.SECONDS:
        assert shared <= 2
        assert 0 < int(said["stale-if-error"]) <= 86_400
        assert "etag" in answer.headers
    elif how is Kept.WHILE_UP:
        assert shared <= 2
        assert "stale-if-error" not in said
        assert "etag" in answer.headers
    elif how is Kept.MINUTES:
        assert 60 <= shared <= 3_600
    else:
        assert "immutable" in said
        assert shared >= 31_536_000


def routes(client: TestClient) -> list[BaseRoute]:
    inner = client.app._starlette_app  # type: ignore[attr-defined]
    return list(inner.routes)


def test_every_route_is_in_the_table(client: TestClient) -> None:
    """Have you added a route? Say in the table what caches may do with its answers."""
    paths = [getattr(route, "path", "") for route in routes(client)]
    assert all(isinstance(r, Route | Mount | WebSocketRoute) for r in routes(client))
    assert set(paths) == set(TABLE)


@pytest.mark.parametrize("path", TABLE)
def test_what_is_asked_for(client: TestClient, path: str) -> None:
    line = TABLE[path]
    for address in line.ours:
        answer = client.get(address)
        assert answer.status_code in (200, 404), address
        assert_kept(answer, line.kept)
        head = client.head(address)
        for name in ("cache-control", "cdn-cache-control", "etag"):
            assert head.headers.get(name) == answer.headers.get(name), name
    for address in line.never:
        assert_kept_nowhere(client.get(address))


@pytest.mark.parametrize("path", [path for path, line in TABLE.items() if line.posts])
def test_what_is_sent(client: TestClient, path: str) -> None:
    for address, kind in (TABLE[path].posts or {}).items():
        sent = {"json": {"postcode": "E16 1ZE"}} if kind == "json" else {"data": TYPED}
        assert_kept_nowhere(client.post(address, **sent))  # type: ignore[arg-type]


def test_what_takes_a_form_is_sent_one_here(client: TestClient) -> None:
    for route in routes(client):
        path = getattr(route, "path", "")
        takes = "POST" in (getattr(route, "methods", None) or ())
        if takes and not path.startswith("/_stcore") and path != "/api":
            assert TABLE[path].posts, path


@pytest.mark.parametrize(
    "address", ["/plain", "/plain/borough/camden", "/api/services", "/data/places.csv", "/talk"]
)
@pytest.mark.parametrize("packed", ["gzip", "identity"])
def test_a_tag_is_enough(client: TestClient, address: str, packed: str) -> None:
    asked = {"accept-encoding": packed}
    first = client.get(address, headers=asked)
    again = client.get(address, headers={**asked, "if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    # Else a cache would go on with these instead of those of the page.
    for name in ("cache-control", "cdn-cache-control", "content-security-policy", "etag"):
        assert again.headers.get(name) == first.headers.get(name), name
    assert vary(again) == vary(first) == {"Accept-Encoding"}
    weak = first.headers["etag"].startswith("W/")
    other = client.get(
        address, headers={"accept-encoding": "identity" if packed == "gzip" else "gzip"}
    )
    assert weak or other.headers["etag"] != first.headers["etag"]


def test_the_maps_file_is_kept_by_all_for_minutes_only(client: TestClient) -> None:
    answer = client.get(places_url(current().map_file.version))
    said = directives(answer)
    assert (said["max-age"], said["s-maxage"]) == ("31536000", "300")
    assert "immutable" in said
    assert client.get("/assets/exit.js").headers["cache-control"] == "no-cache"


def test_files_of_streamlit_are_kept_for_good(client: TestClient) -> None:
    (script,) = set(re.findall(r'src="(/static/js/[^"]+)"', client.get("/").text))
    first = client.get(script)
    assert "immutable" in directives(first)
    again = client.get(script, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert "no-store" not in again.headers.get("cache-control", "")


def test_one_record_of_the_api_may_be_kept_and_a_cookie_changes_nothing(client: TestClient) -> None:
    one = next(iter(newest.index().row_of))
    first = client.get(f"/api/services/{one}")
    assert_kept(first, Kept.SECONDS)
    with_cookie = client.get("/plain", headers={"cookie": "havens_form=x; _streamlit_user=y"})
    assert with_cookie.content == client.get("/plain").content
    assert "set-cookie" not in with_cookie.headers


@pytest.mark.parametrize(
    ("said", "status", "expected"),
    [
        (None, 200, "no-store"),
        (None, 304, None),
        ("public", 200, "public"),
        (None, 302, "no-store"),
    ],
)
def test_what_says_nothing_is_kept_nowhere(
    said: str | None, status: int, expected: str | None
) -> None:
    headers = {"Cache-Control": said} if said else {}
    inner = PlainTextResponse("x", status, headers)
    answer = TestClient(SecurityHeaders(inner, "", hsts=False), follow_redirects=False).get("/x")
    assert answer.headers.get("cache-control") == expected
