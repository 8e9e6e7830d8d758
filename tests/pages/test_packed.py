"""Files that never change are packed once; all else is left as it is."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.packed import PackedOnce
from tests.servers import serving

BODY = "somewhere safe " * 1_000
FOR_GOOD = "public, immutable, max-age=31536000"


def made(most_bytes: int = 32_000_000) -> tuple[TestClient, Counter[str], PackedOnce]:
    """Make an app that counts how often it is really asked; ``?cache=`` sets what it says."""
    asked: Counter[str] = Counter()

    async def answer(request: Request) -> Response:
        asked[request.url.path] += 1
        query = request.query_params
        headers = {"Cache-Control": query.get("cache", FOR_GOOD), "ETag": '"1"'}
        if "parts" in query:
            parts = (BODY[at : at + 700].encode() for at in range(0, len(BODY), 700))
            size = {"Content-Length": str(len(BODY))}
            return StreamingResponse(parts, media_type="text/css", headers=headers | size)
        kind = query.get("kind", "application/javascript")
        text = BODY[: int(query.get("size", len(BODY)))]
        status = int(query.get("status", 200))
        return PlainTextResponse(text, status, headers, kind)

    inner = Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST", "HEAD"])])
    packed = PackedOnce(inner, most_bytes)
    outer = Starlette(middleware=[Middleware(GZipMiddleware, minimum_size=500)])
    outer.mount("/", packed)
    return TestClient(outer, headers={"Accept-Encoding": "gzip"}), asked, packed


@pytest.mark.parametrize("query", ["", "?v=1", "?parts=yes"])
def test_what_never_changes_is_asked_for_once(query: str) -> None:
    client, asked, _ = made()
    answers = [client.get(f"/static/x.js{query}") for _ in range(3)]
    assert asked["/static/x.js"] == 1
    for answer in answers:
        assert answer.text == BODY
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == FOR_GOOD
        assert answer.headers["etag"] == '"1"'
        assert int(answer.headers["content-length"]) < 500


@pytest.mark.parametrize(
    "path",
    [
        "/plain/x?kind=text/html",
        "/static/x?cache=no-cache",
        "/static/x?kind=image/png",
        "/static/x?status=404",
        "/static/x?status=307",
        "/static/x?size=900",
    ],
)
def test_all_else_is_asked_for_each_time(path: str) -> None:
    client, asked, _ = made()
    for _ in range(2):
        client.get(path, follow_redirects=False)
    assert sum(asked.values()) == 2


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("POST", {}),
        ("HEAD", {}),
        ("GET", {"Accept-Encoding": "identity"}),
        ("GET", {"If-None-Match": '"1"'}),
        ("GET", {"If-Modified-Since": "Thu, 01 Jan 2026 00:00:00 GMT"}),
        ("GET", {"Range": "bytes=0-9"}),
    ],
)
def test_only_a_plain_question_is_answered_from_it(method: str, headers: dict[str, str]) -> None:
    client, asked, _ = made()
    client.get("/static/x")
    answer = client.request(method, "/static/x", headers=headers)
    assert asked["/static/x"] == 2
    if headers.get("Accept-Encoding") == "identity":
        assert "content-encoding" not in answer.headers
        assert answer.text == BODY


def test_the_version_is_not_part_of_what_is_kept_but_whether_there_is_one() -> None:
    client, asked, packed = made()
    for number in range(50):
        client.get(f"/assets/x.css?v={number}")
    assert asked["/assets/x.css"] == 1
    client.get("/assets/x.css")
    assert asked["/assets/x.css"] == 2
    assert len(packed._kept) == 2


def test_memory_is_bounded_and_what_was_not_asked_for_longest_goes_first() -> None:
    size = len(gzip.compress(BODY.encode(), 9))
    client, asked, packed = made(most_bytes=size * 2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert client.get(f"/static/{name}").text == BODY
    assert asked == {"/static/a": 1, "/static/b": 2, "/static/c": 1}
    assert packed._bytes <= size * 2


def test_a_file_that_is_too_large_to_keep_is_still_answered() -> None:
    client, asked, packed = made(most_bytes=10)
    assert [client.get("/static/a").text for _ in range(2)] == [BODY, BODY]
    assert (asked["/static/a"], packed._bytes) == (2, 0)


@pytest.mark.parametrize(("query", "asked_for"), [("", 1), ("?cache=no-cache", 5)])
def test_many_at_once_wait_for_the_first_only_if_it_is_kept(query: str, asked_for: int) -> None:
    _, asked, packed = made()
    inner = packed._app

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(0.05)
        await inner(scope, receive, send)

    async def ask(client: httpx.AsyncClient) -> str:
        return (await client.get(f"/static/a{query}")).text

    async def run() -> list[str]:
        transport = httpx.ASGITransport(packed)
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
            return await asyncio.gather(*(ask(client) for _ in range(5)))

    packed._app = slow
    assert asyncio.run(run()) == [BODY] * 5
    assert asked["/static/a"] == asked_for
    assert not packed._making


def test_a_failure_leaves_nothing_behind() -> None:
    client, asked, packed = made()

    async def broken(_scope: Any, _receive: Any, _send: Any) -> None:
        raise ValueError

    inner, packed._app = packed._app, broken
    with pytest.raises(ValueError):  # noqa: PT011
        client.get("/static/a")
    packed._app = inner
    assert client.get("/static/a").text == BODY
    assert asked["/static/a"] == 1


def test_the_apps_largest_script_costs_next_to_nothing_the_second_time(tmp_path: Path) -> None:
    folder = Path(streamlit.__file__).parent / "static" / "static" / "js"
    largest = max(folder.glob("*.js"), key=lambda file: file.stat().st_size)
    with serving(tmp_path / "log") as server, httpx.Client(base_url=server.url) as client:
        first = client.get(f"/static/js/{largest.name}")
        assert first.content == largest.read_bytes()
        assert first.headers["content-encoding"] == "gzip"
        spent = seconds_of(server.process.pid)
        for _ in range(20):
            again = client.get(f"/static/js/{largest.name}")
            assert len(again.content) == len(first.content)
        each = (seconds_of(server.process.pid) - spent) / 20
        # Packing it takes 0.2 s of the processor, on a quick one.
        assert each < 0.1
        assert client.get("/", headers={"Accept-Encoding": "gzip"}).status_code == 200


def seconds_of(pid: int) -> float:
    """Give the processor's time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100
