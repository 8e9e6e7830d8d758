"""Pages made afresh are packed once, for who can unpack them, and are the same for all others."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.packing import SMALL, PackedPage, packed

LONG = "<p>Somewhere to go</p>" * 200
SHORT = "<p>Nowhere</p>"


async def _page(request: Request) -> Response:
    return PackedPage(LONG if request.url.path == "/long" else SHORT, headers={"Vary": "Origin"})


@pytest.fixture
def client() -> TestClient:
    """Give a visitor; the middleware that packs all else stands in front, as in the app."""
    routes = [Route("/long", _page), Route("/short", _page)]
    return TestClient(
        Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=SMALL)])
    )


@pytest.mark.parametrize("takes", ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8"])
def test_who_takes_gzip_gets_it_once(client: TestClient, takes: str) -> None:
    with client.stream("GET", "/long", headers={"Accept-Encoding": takes}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(raw) < len(LONG) / 5
    assert gzip.decompress(raw).decode() == LONG


@pytest.mark.parametrize("takes", ["identity", "br", ""])
def test_who_takes_none_gets_it_plain(client: TestClient, takes: str) -> None:
    answer = client.get("/long", headers={"Accept-Encoding": takes})
    assert "content-encoding" not in answer.headers
    assert answer.text == LONG


@pytest.mark.parametrize("path", ["/long", "/short"])
@pytest.mark.parametrize("takes", ["gzip", "identity"])
def test_a_cache_is_told_what_it_depends_on(client: TestClient, path: str, takes: str) -> None:
    answer = client.get(path, headers={"Accept-Encoding": takes})
    assert {"Origin", "Accept-Encoding"} <= set(answer.headers["vary"].split(", "))


def test_what_is_short_stays_as_it_is(client: TestClient) -> None:
    answer = client.get("/short", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.text == SHORT


@given(st.binary(max_size=5_000))
def test_what_is_packed_comes_out_as_it_was_and_packs_the_same_again(body: bytes) -> None:
    assert gzip.decompress(packed(body)) == body
    assert packed(body) == packed(body)
