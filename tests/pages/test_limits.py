"""Limits: a flood, a long and a slow request are turned away with 999; a school is not."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from http.client import HTTPResponse
from types import SimpleNamespace
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

from pages import failures
from pages.allowance import Allowance, Rate, Sort, allowance, sort_of
from pages.client import Client
from pages.limits import Limits
from tests.benchmarks.visitor import Visitor
from tests.servers import Server, in_thread, serving

VISITOR = ("203.0.113.9", 1)
NUMBERS = ("tel:999", "tel:101", "tel:08001111", "tel:116000")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SOON = 30


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def length(request: Request) -> Response:
    size = 0
    async for part in request.stream():
        size += len(part)
    if request.url.path == "/long-work":
        await anyio.sleep(1.5)
    return PlainTextResponse(str(size))


async def echo(socket_: WebSocket) -> None:
    await socket_.accept()
    try:
        while True:
            await socket_.send_text(str(len(await socket_.receive_bytes())))
    except WebSocketDisconnect:
        return


def made(
    given: Allowance | None, told: list[str] | None = None, ticks: Any = time.monotonic
) -> Any:
    """Make a small app behind the limits."""
    tell = (lambda _limit: None) if told is None else told.append
    return Starlette(
        routes=[
            WebSocketRoute("/_stcore/stream", echo),
            Route("/{path:path}", length, methods=["GET", "POST", "PUT", "OPTIONS"]),
        ],
        middleware=[
            Middleware(Client),
            Middleware(Limits, allowance=given, tell=tell, ticks=ticks),
        ],
        exception_handlers={
            HTTPException: failures.on_refusal,
            Exception: failures.on_route_error,
        },
    )


def only(sort: Sort, rate: Rate, **changes: Any) -> Allowance:
    usual = Allowance()
    return replace(usual, each={**usual.each, sort: rate}, **changes)


def assert_refused(answer: Any, status: int) -> None:
    assert answer.status_code == status, answer.text
    assert all(number in answer.text for number in NUMBERS)
    assert answer.headers["cache-control"] == "no-store"
    assert ("retry-after" in answer.headers) is (status in (429, 503))


@pytest.mark.parametrize(
    ("method", "path", "sort"),
    [
        ("GET", "/", Sort.PAGE),
        ("HEAD", "/plain", Sort.MADE),
        ("GET", "/plain/borough/camden", Sort.MADE),
        ("GET", "/staff/sign-in", Sort.MADE),
        ("GET", "/staff", Sort.PAGE),
        ("OPTIONS", "/", Sort.PAGE),
        ("GET", "/static/js/x.js", Sort.PAGE),
        ("GET", "/poster/camden", Sort.MADE),
        ("GET", "/poster/camden.pdf", Sort.PDF),
        ("GET", "/tiles/12/1/1.png", Sort.FILE),
        ("GET", "/data/places-1.geojson", Sort.FILE),
        ("GET", "/api", Sort.API),
        ("GET", "/api/services", Sort.API),
        ("GET", "/apis", Sort.PAGE),
        ("POST", "/plain", Sort.SENT),
        ("POST", "/api/services", Sort.SENT),
        ("PUT", "/_stcore/upload_file/a/b", Sort.SENT),
        ("X", "/", Sort.SENT),
    ],
)
def test_requests_count_by_what_they_cost(method: str, path: str, sort: Sort) -> None:
    assert sort_of(method, path) is sort


def test_a_flood_is_turned_away_and_time_brings_it_back() -> None:
    clock, told = Clock(), []
    app = made(only(Sort.SENT, Rate(3, 0.5)), told, clock)
    client = TestClient(app, client=VISITOR)
    assert [client.post("/plain").status_code for _ in range(3)] == [200] * 3
    assert_refused(client.post("/plain"), 429)
    # Reading still works, and so does everybody else.
    assert client.get("/plain").status_code == 200
    assert TestClient(app, client=("203.0.113.10", 1)).post("/plain").status_code == 200
    clock.now += 2
    assert client.post("/plain").status_code == 200
    assert_refused(client.post("/plain"), 429)
    assert told == ["sent", "sent"]


def test_one_network_of_ipv6_counts_as_one() -> None:
    app = made(only(Sort.PAGE, Rate(2, 1)), ticks=Clock())
    found = [
        TestClient(app, client=(f"2001:db8:0:{net}::{number:x}", 1)).get("/").status_code
        for net, number in ((1, 1), (1, 2), (1, 3), (2, 1))
    ]
    assert found == [200, 200, 429, 200]


def test_who_has_no_address_counts_only_with_all() -> None:
    app = made(only(Sort.PAGE, Rate(1, 1), together=Rate(3, 1)), ticks=Clock())
    client = TestClient(app, client=("unix", 0))
    assert [client.get("/").status_code for _ in range(3)] == [200] * 3
    assert_refused(client.get("/"), 503)


def test_all_together_have_a_ceiling_too() -> None:
    given = replace(Allowance(), together=Rate(6, 1), sent_together=Rate(2, 1))
    app = made(given, ticks=Clock())

    def ask(method: str, number: int) -> Any:
        return TestClient(app, client=(f"203.0.113.{number}", 1)).request(method, "/plain")

    assert [ask("POST", number).status_code for number in range(3)] == [200, 200, 503]
    assert [ask("GET", number).status_code for number in range(3)] == [200, 200, 200]
    assert_refused(ask("GET", 9), 503)


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/_stcore/health"])
def test_health_is_never_limited(path: str) -> None:
    given = replace(only(Sort.PAGE, Rate(1, 0.001)), together=Rate(1, 0.001))
    client = TestClient(made(given, ticks=Clock()), client=VISITOR)
    assert [client.get(path).status_code for _ in range(5)] == [200] * 5
    assert client.get("/").status_code == 200
    assert client.get("/").status_code == 429


def test_off_is_off() -> None:
    client = TestClient(made(None), client=VISITOR)
    assert client.get("/?" + "a" * 20_000).status_code == 200
    assert client.post("/plain", content=b"a" * 100_000).text == "100000"
    assert {client.post("/plain").status_code for _ in range(200)} == {200}


def test_one_setting_multiplies_everything() -> None:
    assert allowance(SimpleNamespace(limits=None, open_pages=9)) is None  # type: ignore[arg-type]
    usual = allowance(SimpleNamespace(limits=1.0, open_pages=2_000))  # type: ignore[arg-type]
    assert usual == Allowance()
    more = Allowance().times(3)
    assert more.each[Sort.SENT] == Rate(900, 45)
    assert (more.together, more.sent_together) == (Rate(120_000, 6_000), Rate(6_000, 1_500))
    assert (more.body, more.address, more.message) == (49_152, 24_576, 3_000_000)
    assert (more.open_pages, more.open_pages_each, more.messages) == (6_000, 1_500, Rate(600, 30))
    less = Allowance().times(0.1)
    assert less.each[Sort.SENT] == Rate(30, 1.5)
    # What a page needs to work at all stays.
    assert (less.body, less.address, less.message) == (16_384, 8_192, 1_000_000)
    assert (less.open_pages, less.messages, less.body_seconds) == (200, Rate(200, 10), 20)


def test_a_long_address_is_not_read() -> None:
    client = TestClient(made(Allowance()), client=VISITOR)
    assert client.get("/plain?q=" + "a" * 8_000).status_code == 200
    assert_refused(client.get("/plain?q=" + "a" * 8_200), 414)
    assert_refused(client.get("/" + "a" * 8_200), 414)
    assert "aaaa" not in client.get("/" + "a" * 8_200).text


def test_a_body_that_says_it_is_long_never_reaches_the_app() -> None:
    client = TestClient(made(Allowance()), client=VISITOR)
    assert client.post("/plain", content=b"a" * 16_384).text == "16384"
    answer = client.post("/plain", content=b"a" * 16_385)
    assert_refused(answer, 413)
    assert "connection" not in answer.headers
    assert client.post("/plain", content=b"a" * 1_000_001).headers["connection"] == "close"
    sent = client.put("/_stcore/upload_file/session/file", content=b"a" * 2_000_000)
    assert sent.text == "2000000"


def test_a_fault_in_the_limits_lets_everybody_through(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_given: object) -> None:
        raise ValueError("E16 1ZE")

    monkeypatch.setattr("pages.limits.sort_of", broken)
    client = TestClient(made(Allowance()), client=VISITOR)
    assert client.get("/plain").status_code == 200
    assert client.post("/plain", content=b"abc").text == "3"
    assert "ValueError" in caplog.text
    assert "E16" not in caplog.text


def test_the_log_tells_of_a_limit_now_and_then_but_not_of_whom(
    caplog: pytest.LogCaptureFixture,
) -> None:
    clock = Clock()
    client = TestClient(made(only(Sort.PAGE, Rate(1, 0.001)), ticks=clock), client=VISITOR)
    for _ in range(20):
        client.get("/talk?q=E16")
    clock.now += 61
    for _ in range(20):
        client.get("/talk?q=E16")
    assert len([r for r in caplog.records if r.name == "pages.limits"]) == 2
    assert "'page'" in caplog.text
    assert VISITOR[0] not in caplog.text
    assert "E16" not in caplog.text


# From here on with a real server, for what only one can show.


@pytest.fixture(scope="module")
def small() -> Iterator[int]:
    """Serve the small app with little patience; give its port."""
    given = replace(
        Allowance(),
        body_seconds=1,
        message=1_000,
        messages=Rate(5, 0.001),
        open_pages=6,
        open_pages_each=3,
    )
    with in_thread(made(given)) as port:
        yield port


@pytest.fixture
def wire(small: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", small), timeout=SOON) as raw:
        yield raw


def head(length: str, path: str = "/plain") -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: a\r\n{length}\r\n\r\n".encode()


def answer_of(raw: socket.socket) -> tuple[int, str]:
    response = HTTPResponse(raw)
    response.begin()
    return response.status, response.read().decode()


def everything(raw: socket.socket) -> bytes:
    said = b""
    with suppress(ConnectionResetError):
        while part := raw.recv(65_536):
            said += part
    return said


def assert_told(said: bytes, status: int) -> None:
    assert said.startswith(f"HTTP/1.1 {status} ".encode()), said[:200]
    assert all(number.encode() in said for number in NUMBERS)


def test_a_body_in_parts_is_cut_off_where_it_gets_too_long(wire: socket.socket) -> None:
    wire.sendall(head("Transfer-Encoding: chunked"))
    for _ in range(20):
        wire.sendall(b"400\r\n" + b"a" * 1_024 + b"\r\n")
    wire.sendall(b"0\r\n\r\n")
    status, said = answer_of(wire)
    assert status == 413
    assert all(number in said for number in NUMBERS)


def test_a_body_without_end_is_cut_off(wire: socket.socket) -> None:
    wire.sendall(head("Transfer-Encoding: chunked"))
    sent = 0
    with suppress(ConnectionResetError, BrokenPipeError):
        while sent < 50_000_000:
            wire.sendall(b"10000\r\n" + b"a" * 65_536 + b"\r\n")
            sent += 65_536
    assert sent < 20_000_000


def test_a_body_in_parts_that_is_short_is_taken(wire: socket.socket) -> None:
    wire.sendall(head("Transfer-Encoding: chunked") + b"3\r\nabc\r\n")
    wire.sendall(b"2\r\nde\r\n0\r\n\r\n")
    assert answer_of(wire) == (200, "5")


def test_a_body_that_trickles_in_is_given_up(wire: socket.socket) -> None:
    wire.sendall(head("Content-Length: 1000"))
    began = time.monotonic()
    wire.settimeout(0.2)
    said = b""
    while time.monotonic() - began < SOON and not said:
        wire.sendall(b"a")
        try:
            said = wire.recv(65_536)
        except TimeoutError:
            continue
    wire.settimeout(SOON)
    assert_told(said + everything(wire), 408)


def test_a_body_that_never_comes_is_given_up(wire: socket.socket) -> None:
    wire.sendall(head("Content-Length: 10"))
    assert_told(everything(wire), 408)


def test_work_that_takes_long_after_the_body_is_not_cut(wire: socket.socket) -> None:
    wire.sendall(head("Content-Length: 3", "/long-work") + b"abc")
    assert answer_of(wire) == (200, "3")


def test_after_a_refused_form_the_connection_still_works(wire: socket.socket) -> None:
    wire.sendall(head("Content-Length: 20000") + b"a" * 20_000)
    status, said = answer_of(wire)
    assert status == 413
    assert all(number in said for number in NUMBERS)
    wire.sendall(head("Content-Length: 3") + b"abc")
    assert answer_of(wire) == (200, "3")


def opened(port: int, **options: Any) -> Any:
    return connect(f"ws://127.0.0.1:{port}/_stcore/stream", **options)


def closed_with(socket_: Any) -> int:
    with pytest.raises(ConnectionClosed) as caught:
        list(socket_)
    assert caught.value.rcvd is not None
    return int(caught.value.rcvd.code)


def test_a_message_that_is_too_big_ends_the_connection(small: int) -> None:
    with opened(small) as socket_:
        socket_.send(b"a" * 1_000)
        assert socket_.recv(timeout=SOON) == "1000"
        socket_.send(b"a" * 1_001)
        assert closed_with(socket_) == 1009


def test_too_many_messages_end_the_connection(small: int) -> None:
    with opened(small) as socket_:
        for _ in range(6):
            socket_.send(b"a")
        assert closed_with(socket_) == 1008


def test_open_connections_are_counted_and_given_back(small: int) -> None:
    elsewhere = [{"X-Forwarded-For": f"203.0.113.{number}"} for number in range(4)]
    with ExitStack() as held:
        for _ in range(3):
            held.enter_context(opened(small))
        with pytest.raises(WebSocketException):
            opened(small)
        for headers in elsewhere[:3]:
            held.enter_context(opened(small, additional_headers=headers))
        with pytest.raises(WebSocketException):
            opened(small, additional_headers=elsewhere[3])
    until(lambda: can_open(small))
    with opened(small), opened(small), opened(small) as last:
        last.send(b"abc")
        assert last.recv(timeout=SOON) == "3"


def can_open(port: int) -> bool:
    try:
        with opened(port):
            return True
    except WebSocketException:
        return False


def until(wanted: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not wanted():
        assert time.monotonic() < deadline
        time.sleep(0.05)


# And with the whole app, at a tenth of its limits.


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("limits") / "log"
    with serving(log, environ={"HAVENS_LIMITS": "0.1"}) as started:
        yield started


def test_limits_hold_behind_a_proxy_whatever_a_visitor_claims(server: Server) -> None:
    def search(address: str, number: int = 0) -> httpx.Response:
        claimed = f"198.51.100.{number}, {address}"
        headers = {"X-Forwarded-For": claimed}
        return httpx.post(f"{server.url}/plain", data={"where": "E16 1ZE"}, headers=headers)

    answers = [search("203.0.113.20", number) for number in range(40)]
    assert [answer.status_code for answer in answers[:12]] == [200] * 12
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert_refused(refused, 429)
    assert "Content-Security-Policy" in refused.headers
    assert search("203.0.113.21").status_code == 200
    assert httpx.get(f"{server.url}/healthz").status_code == 200
    log = server.log.read_text()
    assert "The limit 'sent'" in log
    assert "203.0.113" not in log


def test_a_form_that_is_too_long_for_its_own_page_gets_the_words_of_that_page(
    server: Server,
) -> None:
    answer = httpx.post(f"{server.url}/staff/sign-in", content=b"a" * 10_000, headers=FORM)
    assert answer.status_code == 413
    assert "That was too long. Please try again." in answer.text


def test_a_streamlit_page_works_within_the_limits(server: Server) -> None:
    visitor = Visitor(server.port)
    assert visitor.rerun().received > 10_000
    assert visitor.rerun("Right now").received > 1_000
    visitor.close()
