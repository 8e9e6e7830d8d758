"""Street tiles through our origin: what is asked for, kept, refused and survived."""

import asyncio
import contextlib
import logging
import os
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from data.settings import read
from geo import tile_source
from geo.tile_cache import TileCache
from geo.tile_source import MOST_BYTES, PNG, WEEK, YEAR, TileSource
from geo.tiles import StreetTiles, covers

LONDON_TILE = "/tiles/12/2046/1362.png"
NEXT_TILE = "/tiles/12/2047/1362.png"
IMAGE = PNG + b"a street"


class Provider:
    """A tile server on a real socket whose behaviour a test can set; it remembers requests."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.busy = self.busiest = 0
        self.reply: Callable[[], Response] = lambda: Response(IMAGE, media_type="image/png")
        self.delay = 0.0
        self.url = ""

    async def answer(self, request: Request) -> Response:
        self.requests.append(request)
        self.busy += 1
        self.busiest = max(self.busiest, self.busy)
        try:
            await asyncio.sleep(self.delay)
            return self.reply()
        finally:
            self.busy -= 1

    @property
    def paths(self) -> list[str]:
        return [request.url.path for request in self.requests]


@contextlib.contextmanager
def served(app: Starlette) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


@pytest.fixture(scope="module")
def shared_provider() -> Iterator[Provider]:
    provider = Provider()
    routes = [Route("/{z}/{x}/{y}.png", provider.answer)]
    with served(Starlette(routes=routes)) as base:
        provider.url = base + "/{z}/{x}/{y}.png"
        yield provider


@pytest.fixture
def provider(shared_provider: Provider) -> Provider:
    url = shared_provider.url
    shared_provider.__init__()  # type: ignore[misc]
    shared_provider.url = url
    return shared_provider


class Clock:
    """A clock that a test turns by hand."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@contextlib.asynccontextmanager
async def visitor(
    folder: Path, url: str, clock: Callable[[], float] = time.monotonic
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a fresh process: nothing in memory, only what ``folder`` holds."""
    environ = {"HAVENS_TILES_URL": url, "HAVENS_CACHE_DIR": str(folder), "HAVENS_CONTACT": "a@b.uk"}
    settings = read(environ, folder / "none.toml")
    tiles = StreetTiles(settings, TileSource(settings.tiles_url, "Test/1.0 (a@b.uk)", clock))
    app = Starlette(routes=[tiles.route()])
    transport = httpx.ASGITransport(app)
    headers = {"X-Forwarded-For": "203.0.113.9", "Referer": "http://x/?q=E16", "Cookie": "a=b"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://x", headers=headers
    ) as client:
        yield client
    await tiles.close()


def only_file(folder: Path) -> Path:
    (found,) = [path for path in folder.rglob("*") if path.is_file()]
    return found


def make_stale(path: Path) -> None:
    os.utime(path, (time.time() - 10, time.time() - 10))


def test_a_tile_is_fetched_once_then_kept_for_a_week(tmp_path: Path, provider: Provider) -> None:
    async def ask() -> list[httpx.Response]:
        answers = []
        for _ in range(2):
            async with visitor(tmp_path, provider.url) as client:
                answers.append(await client.get(LONDON_TILE))
        return answers

    first, second = asyncio.run(ask())
    for answer in (first, second):
        assert (answer.status_code, answer.content) == (200, IMAGE)
        assert answer.headers["content-type"] == "image/png"
        assert int(answer.headers["cache-control"].split("max-age=")[1]) >= WEEK - 60
    assert provider.paths == ["/12/2046/1362.png"]


def test_the_provider_learns_the_operator_and_nothing_of_the_visitor(
    tmp_path: Path, provider: Provider
) -> None:
    async def ask() -> None:
        async with visitor(tmp_path, provider.url) as client:
            await client.get(LONDON_TILE + "?near=E161AA")

    asyncio.run(ask())
    (request,) = provider.requests
    assert set(request.headers) == {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert request.headers["user-agent"] == "Test/1.0 (a@b.uk)"
    assert request.url.query == ""


def test_default_agent_names_the_project_and_the_contact(
    tmp_path: Path, provider: Provider
) -> None:
    environ = {"HAVENS_TILES_URL": provider.url, "HAVENS_CACHE_DIR": str(tmp_path)}
    tiles = StreetTiles(read({**environ, "HAVENS_CONTACT": "maps@london.example"}, tmp_path / "no"))

    async def ask() -> None:
        transport = httpx.ASGITransport(Starlette(routes=[tiles.route()]))
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            await client.get(LONDON_TILE)
        await tiles.close()

    asyncio.run(ask())
    agent = provider.requests[0].headers["user-agent"]
    assert agent.startswith("SomewhereSafe/")
    assert "maps@london.example" in agent


def test_cookies_of_the_provider_are_not_sent_back(tmp_path: Path, provider: Provider) -> None:
    def reply() -> Response:
        answer = Response(IMAGE)
        answer.set_cookie("visitor", "1234")
        return answer

    provider.reply = reply

    async def ask() -> httpx.Response:
        async with visitor(tmp_path, provider.url) as client:
            await client.get(LONDON_TILE)
            return await client.get(NEXT_TILE)

    assert "set-cookie" not in asyncio.run(ask()).headers
    assert ["cookie" in request.headers for request in provider.requests] == [False, False]


@pytest.mark.parametrize(
    ("cache_control", "seconds"),
    [
        ("", WEEK),
        ("no-store", WEEK),
        ("public, max-age=60", WEEK),
        ("public,max-age=1209600,immutable", 2 * WEEK),
        ("S-MaxAge=9999999, Max-Age=1209600", 2 * WEEK),
        ("max-age=999999999", YEAR),
        ("max-age=99999999999999999999", WEEK),
        ("max-age=-1", WEEK),
    ],
)
def test_kept_at_least_a_week_and_longer_if_the_provider_says_so(
    tmp_path: Path, provider: Provider, cache_control: str, seconds: float
) -> None:
    provider.reply = lambda: Response(IMAGE, headers={"Cache-Control": cache_control})

    async def ask() -> None:
        async with visitor(tmp_path, provider.url) as client:
            await client.get(LONDON_TILE)

    asyncio.run(ask())
    assert only_file(tmp_path).stat().st_mtime - time.time() == pytest.approx(seconds, abs=30)


def test_a_stale_tile_is_renewed(tmp_path: Path, provider: Provider) -> None:
    async def ask() -> httpx.Response:
        async with visitor(tmp_path, provider.url) as client:
            await client.get(LONDON_TILE)
            make_stale(only_file(tmp_path))
            provider.reply = lambda: Response(PNG + b"a new street")
            return await client.get(LONDON_TILE)

    assert asyncio.run(ask()).content == PNG + b"a new street"
    assert len(provider.requests) == 2


BAD_REPLIES: dict[str, Callable[[], Response]] = {
    "failing": lambda: Response("no", status_code=503),
    "refusing": lambda: Response(IMAGE, status_code=403),
    "elsewhere": lambda: Response(status_code=302, headers={"Location": "http://127.0.0.1:9/"}),
    "a page": lambda: Response("<html>sign in</html>", media_type="image/png"),
    "empty": lambda: Response(b"", media_type="image/png"),
    "too big": lambda: Response(PNG + b"0" * MOST_BYTES, media_type="image/png"),
    "too big, no length": lambda: StreamingResponse(iter([PNG, *[b"0" * 1000] * 300])),
}


@pytest.mark.parametrize("case", BAD_REPLIES)
def test_a_bad_answer_keeps_the_stale_tile_and_leaves_the_provider_alone(
    tmp_path: Path, provider: Provider, case: str
) -> None:
    clock = Clock()

    async def ask() -> None:
        async with visitor(tmp_path, provider.url, clock) as client:
            await client.get(LONDON_TILE)
            make_stale(only_file(tmp_path))
            provider.requests.clear()
            provider.reply = BAD_REPLIES[case]

            stale = await client.get(LONDON_TILE)
            assert (stale.status_code, stale.content) == (200, IMAGE)
            clock.time += 59
            missing = await client.get(NEXT_TILE)
            assert (missing.status_code, missing.content) == (204, b"")
            assert missing.headers["cache-control"] == "no-store"
            assert len(provider.requests) == 1

            clock.time += 2
            provider.reply = lambda: Response(IMAGE)
            assert (await client.get(NEXT_TILE)).content == IMAGE

    asyncio.run(ask())


def test_a_slow_provider_is_given_up_and_left_alone(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tile_source, "PATIENCE", 0.2)
    provider.delay = 3.0

    async def ask() -> list[int]:
        async with visitor(tmp_path, provider.url) as client:
            return [(await client.get(path)).status_code for path in (LONDON_TILE, NEXT_TILE)]

    assert asyncio.run(ask()) == [204, 204]
    assert provider.paths == ["/12/2046/1362.png"]


def test_a_provider_that_trickles_is_given_up(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tile_source, "PATIENCE", 0.3)

    async def trickle() -> AsyncIterator[bytes]:
        yield PNG
        for _ in range(30):
            await asyncio.sleep(0.1)
            yield b"0"

    provider.reply = lambda: StreamingResponse(trickle())

    async def ask() -> int:
        async with visitor(tmp_path, provider.url) as client:
            return (await client.get(LONDON_TILE)).status_code

    assert asyncio.run(ask()) == 204
    assert not list(tmp_path.rglob("*.png"))


def test_a_provider_that_is_not_there(tmp_path: Path) -> None:
    async def ask() -> int:
        async with visitor(tmp_path, "http://127.0.0.1:9/{z}/{x}/{y}.png") as client:
            return (await client.get(LONDON_TILE)).status_code

    assert asyncio.run(ask()) == 204


def test_the_same_tile_is_asked_for_once_by_many(tmp_path: Path, provider: Provider) -> None:
    provider.delay = 0.2

    async def ask() -> list[httpx.Response]:
        async with visitor(tmp_path, provider.url) as client:
            return await asyncio.gather(*[client.get(LONDON_TILE) for _ in range(20)])

    assert {answer.content for answer in asyncio.run(ask())} == {IMAGE}
    assert len(provider.requests) == 1


def test_one_visitor_leaving_does_not_cost_another_the_tile(
    tmp_path: Path, provider: Provider
) -> None:
    provider.delay = 0.3

    async def ask() -> httpx.Response:
        async with visitor(tmp_path, provider.url) as client:
            leaving = asyncio.create_task(client.get(LONDON_TILE))
            await asyncio.sleep(0.1)
            staying = asyncio.create_task(client.get(LONDON_TILE))
            await asyncio.sleep(0.1)
            leaving.cancel()
            return await staying

    assert asyncio.run(ask()).content == IMAGE
    assert len(provider.requests) == 1


def test_at_most_four_requests_are_under_way(tmp_path: Path, provider: Provider) -> None:
    provider.delay = 0.1

    async def ask() -> list[httpx.Response]:
        async with visitor(tmp_path, provider.url) as client:
            paths = [f"/tiles/12/{x}/1362.png" for x in range(2042, 2054)]
            return await asyncio.gather(*[client.get(path) for path in paths])

    assert [answer.status_code for answer in asyncio.run(ask())] == [200] * 12
    assert len(provider.requests) == 12
    assert provider.busiest == 4


def test_a_full_queue_is_answered_without_blaming_the_provider(
    tmp_path: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.delay = 0.6

    async def ask() -> list[int]:
        async with visitor(tmp_path, provider.url) as client:
            first = [
                asyncio.create_task(client.get(f"/tiles/12/{x}/1362.png"))
                for x in range(2044, 2048)
            ]
            await asyncio.sleep(0.2)
            monkeypatch.setattr(tile_source, "PATIENCE", 0.1)
            waiting = (await client.get("/tiles/12/2049/1362.png")).status_code
            monkeypatch.setattr(tile_source, "PATIENCE", 2.0)
            served_first = [(await task).status_code for task in first]
            return [waiting, *served_first, (await client.get(NEXT_TILE)).status_code]

    assert asyncio.run(ask()) == [204, 200, 200, 200, 200, 200]


@pytest.mark.parametrize(
    "path",
    [
        "/tiles/12/0/0.png",  # the Atlantic
        "/tiles/12/4095/4095.png",
        "/tiles/8/127/85.png",  # right place, too far out
        "/tiles/19/261888/174336.png",  # too close
        "/tiles/12/-2046/1362.png",
        "/tiles/-12/2046/1362.png",
        "/tiles/12/+2046/1362.png",
        "/tiles/012/2046/1362.png",
        "/tiles/12/2046/1362.5.png",
        "/tiles/12/2046/1e3.png",
        "/tiles/12/2046/١٣٦٢.png",
        "/tiles/12/2046/" + "9" * 5000 + ".png",
        "/tiles/99999999999999999999/2046/1362.png",
        "/tiles/12/2046/..png",
        "/tiles/12/2046/...png",
        "/tiles/12/../../../etc/passwd.png",
        "/tiles/12/%2e%2e/%2e%2e/1362.png",
        "/tiles/12/2046/..%2f..%2fsecret.png",
        "/tiles/12/2046/1362.png/..%2f1363.png",
        "/tiles/12/2046/1362%00.png",
        "/tiles/12/{z}/1362.png",
        "/tiles/12/2046/1362",
    ],
)
def test_what_is_not_a_london_tile_never_reaches_disk_or_provider(
    tmp_path: Path, provider: Provider, path: str
) -> None:
    async def ask() -> int:
        async with visitor(tmp_path, provider.url) as client:
            return (await client.get(path)).status_code

    assert asyncio.run(ask()) == 404
    assert provider.requests == []
    assert list(tmp_path.iterdir()) == []


def test_off_means_off(tmp_path: Path) -> None:
    async def ask() -> int:
        async with visitor(tmp_path, "") as client:
            return (await client.get(LONDON_TILE)).status_code

    assert asyncio.run(ask()) == 404


@pytest.mark.parametrize(
    ("z", "x", "y", "expected"),
    [
        (9, 255, 170, True),
        (12, 2046, 1362, True),  # Westminster
        (18, 130985, 87165, True),
        (12, 2034, 1362, False),  # Slough side, beyond the margin
        (10, 511, 338, False),  # north of the margin
        (0, 0, 0, False),
    ],
)
def test_coverage(z: int, x: int, y: int, expected: bool) -> None:
    assert covers(z, x, y) is expected


def test_a_disk_that_refuses_still_shows_the_tile(
    tmp_path: Path, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "tiles").write_text("a file where the folder should be")

    async def ask() -> httpx.Response:
        async with visitor(tmp_path, provider.url) as client:
            return await client.get(LONDON_TILE)

    assert asyncio.run(ask()).content == IMAGE
    assert "can't be kept on disk" in caplog.text


def test_a_failure_is_logged_without_where_somebody_looked(
    tmp_path: Path, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    provider.reply = BAD_REPLIES["failing"]

    async def ask() -> None:
        async with visitor(tmp_path, provider.url) as client:
            await client.get(LONDON_TILE)

    with caplog.at_level(logging.INFO, logger="geo"):
        asyncio.run(ask())
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("geo")]
    assert ours == ["Street tiles are left alone for 60 seconds: the provider answered 503."]


def test_the_cache_stays_below_its_limit_and_drops_what_is_oldest(tmp_path: Path) -> None:
    cache = TileCache(tmp_path, limit=10_000)
    for number in range(60):
        cache.put(f"12/{number}/1.png", bytes(500), fresh_for=1000.0 + number)
        assert sum(path.stat().st_size for path in tmp_path.rglob("*.png")) <= 10_000
    kept = sorted(int(path.parent.name) for path in tmp_path.rglob("*.png"))
    assert kept == list(range(kept[0], 60))
    assert len(kept) >= 17


def test_a_write_that_fails_leaves_the_old_tile_and_no_litter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = TileCache(tmp_path, limit=10_000)
    cache.put("1.png", b"old", fresh_for=10)

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        cache.put("1.png", b"new", fresh_for=10)
    kept = cache.get("1.png")
    assert kept is not None
    assert kept.image == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["1.png"]
