"""What the plain pages and the API cost: over HTTP, and without a network or a server."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from statistics import median
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from data.borough_summary import slug_of
from geo.boroughs import NAMES
from tests.benchmarks.baseline import Row, ms
from tests.benchmarks.lines import Lines, get, post
from tests.benchmarks.servers import server

TIMES = 60
VISITOR = "198.18.0.1"
SEARCH = {"where": "E16 1ZE", "when": "there"}
BOROUGH = "/plain/borough/camden"
LIST = "/api/services"
PAGES = (
    *("/plain", "/plain/talk", "/plain/missing", "/plain/textsafe", "/plain/borough"),
    *("/plain/about", "/plain/private", "/plain/coverage", "/plain/keep", "/plain/data"),
    *("/plain/api", "/plain/embed?borough=camden"),
)


def answered_rows(environ: Mapping[str, str]) -> Iterator[Row]:
    """Ask a server, one question after another: time and bytes. Then each page's bytes."""
    with server(environ=environ) as running:
        yield from asyncio.run(_asked(running.port))


async def _asked(port: int) -> list[Row]:
    lines = Lines(port)
    rows = []
    for what, request in (
        ("plain search over HTTP", post("/plain", VISITOR, SEARCH)),
        ("plain borough page over HTTP", get(BOROUGH, VISITOR)),
        ("page of the API over HTTP", get(LIST, VISITOR)),
    ):
        taken, size = [], 0
        for _ in range(TIMES):
            began = time.perf_counter()
            answer = await lines.ask(request)
            taken.append(time.perf_counter() - began)
            assert answer.status == 200, f"{what}: {answer.status}"
            size = len(answer.body)
        rows.append(
            Row(
                what,
                f"{median(taken) * 1000:.1f} ms, {size / 1000:.1f} kB",
                {"ms": median(taken) * 1000, "kB": size / 1000},
            )
        )
    for path in PAGES:
        rows.append(_size(path, len((await lines.ask(get(path, VISITOR))).body)))
    boroughs = [f"/plain/borough/{slug_of(name)}" for name in NAMES]
    sizes = [len((await lines.ask(get(path, VISITOR))).body) for path in boroughs]
    rows.append(_size("/plain/borough/…, the largest", max(sizes)))
    lines.close()
    await asyncio.sleep(0)
    return rows


def _size(path: str, size: int) -> Row:
    return Row(f"bytes of {path}", f"{size / 1000:.1f} kB", {"kB": size / 1000})


def inside_rows(environ: Mapping[str, str]) -> Iterator[Row]:
    """Ask the app itself, with all that stands before its routes but no server."""
    with patch.dict(os.environ, {"HAVENS_TILES_URL": "", **environ}):
        from app import app

        yield from asyncio.run(_all_inside(app))


async def _all_inside(app: Any) -> list[Row]:
    rows = []
    async with _started(app):
        for what, method, path, body in (
            ("plain search, without a server", "POST", "/plain", urlencode(SEARCH).encode()),
            ("plain borough page, without a server", "GET", BOROUGH, b""),
            ("page of the API, without a server", "GET", LIST, b""),
        ):
            taken = []
            for _ in range(TIMES):
                began = time.perf_counter()
                await _inside(app, method, path, body)
                taken.append(time.perf_counter() - began)
            rows.append(ms(what, median(taken)))
    return rows


@asynccontextmanager
async def _started(app: Any) -> AsyncIterator[None]:
    """Start the app as a server does, and end it."""
    asked: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    said: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    life = asyncio.ensure_future(
        app({"type": "lifespan", "asgi": {"version": "3.0"}}, asked.get, said.put)
    )
    await asked.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    yield
    await asked.put({"type": "lifespan.shutdown"})
    await life


async def _inside(app: Any, method: str, path: str, body: bytes) -> None:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = {
        "host": "127.0.0.1",
        "accept-encoding": "gzip",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": str(len(body)),
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (VISITOR, 1),
        "server": ("127.0.0.1", 80),
    }
    await app(scope, receive, send)
    assert sent[0]["status"] == 200, f"{path}: {sent[0]['status']}"
