"""Hostile input through every door of a real server: no failure, no echo, no delay, 999 stays."""

from __future__ import annotations

import json
import random
import re
import socket
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.benchmarks.visitor import Visitor
from tests.hostile import BYTES, HEADERS, LONG, TEXTS
from tests.servers import Server, serving

GETS = (
    "/",
    "/talk",
    "/borough",
    "/plain",
    "/plain/talk",
    "/plain/missing",
    "/plain/textsafe",
    "/plain/borough",
    "/plain/about",
    "/missing/list",
    "/staff",
    "/staff/sign-in",
    "/healthz",
    "/readyz",
)
QUERIES = ("borough", "for", "topic", "service", "from", "view", "open", "near", "v")
PATHS = (
    "/{}",
    "/plain/{}",
    "/plain/borough/{}",
    "/poster/{}",
    "/poster/{}.pdf",
    "/tiles/{}/1/1.png",
    "/tiles/12/{}/{}.png",
    "/data/places-{}.geojson",
    "/data/{}",
    "/assets/{}",
    "/static/{}",
    "/component/{}/index.html",
    "/media/{}",
    "/missing/{}",
    "/staff/{}",
)
POSTS = (
    "/plain",
    "/plain/talk",
    "/plain/missing",
    "/plain/borough",
    "/plain/wrong",
    "/staff/sign-in",
)
FIELDS = ("where", "pick", "lat", "lon", "when", "day", "time", "tier", "kind", "borough", "from",
          "text", "age", "how", "topic", "who", "typed", "about", "what", "words", "send", "name",
          "password", "form")  # fmt: skip
SOON = 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("doors")
    with serving(folder / "log", environ={"HAVENS_LIMITS": "off"}) as started:
        yield started
        assert started.process.poll() is None


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=SOON) as asking:
        yield asking


def assert_harmless(answer: httpx.Response, sent: str = "") -> None:
    assert answer.status_code < 500, (answer.request.url, answer.text[:300])
    assert "set-cookie" not in answer.headers or "a=b" not in answer.headers["set-cookie"]
    assert "Content-Security-Policy" in answer.headers
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    for raw in ("<script>alert", "onerror=alert", "{{7*7}}</", 'href="javascript:'):
        if raw in sent:
            assert f">{raw}" not in answer.text
            assert f'"{raw}' not in answer.text
    # What is typed comes back only as text: no tag and no attribute is made of it.
    assert not re.search(r"<(?:script>alert|img src=x)", answer.text)
    assert "tel:999" in answer.text


@pytest.mark.parametrize("page", GETS)
def test_queries(client: httpx.Client, page: str) -> None:
    for number, text in enumerate(TEXTS):
        name = QUERIES[number % len(QUERIES)]
        assert_harmless(client.get(page, params={name: text, text[:40]: "x"}), text)
        for name in ("borough", "service", "for"):
            assert_harmless(client.get(page, params={name: text}), text)


@pytest.mark.parametrize("path", PATHS)
def test_paths(client: httpx.Client, path: str) -> None:
    for text in TEXTS:
        asked = path.replace("{}", quote(text[:2_000], safe=""))
        answer = client.get(asked)
        assert answer.status_code < 500, asked
        assert "root:x:0:0" not in answer.text
        assert "cookie_secret" not in answer.text


def test_paths_as_no_browser_sends_them(server: Server) -> None:
    for target in ("//evil.example/", "/../../etc/passwd", "/plain/../staff", "/%2e%2e/app.py", "*",
                   "/static/..%2f..%2fapp.py", "/assets/%2e%2e/find.py", "/plain\t/x", "/\x7f"):  # fmt: skip
        with socket.create_connection(("127.0.0.1", server.port), timeout=SOON) as raw:
            raw.sendall(f"GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
            said = b"".join(iter(lambda r=raw: r.recv(65_536), b""))
        assert re.match(rb"HTTP/1.1 (?:[2-4]\d\d) ", said), (target, said[:200])
        assert b"import annotations" not in said
        assert b"root:x:0:0" not in said


@pytest.mark.parametrize("form", POSTS)
def test_forms(client: httpx.Client, form: str) -> None:
    for number, text in enumerate(TEXTS):
        named = FIELDS[number % len(FIELDS)]
        assert_harmless(client.post(form, data={named: text}), text)
        assert_harmless(client.post(form, data=dict.fromkeys(FIELDS, text[:200])), text)
    for body in BYTES:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        assert_harmless(client.post(form, content=body, headers=headers))
        assert_harmless(client.post(form, content=body, headers={"Content-Type": "text/plain"}))


@pytest.mark.parametrize("headers", HEADERS, ids=lambda given: next(iter(given)))
def test_headers(server: Server, headers: dict[str, str]) -> None:
    for method, path in (
        ("GET", "/"),
        ("GET", "/plain"),
        ("POST", "/plain"),
    ):
        lines = {"Host": f"127.0.0.1:{server.port}", "Connection": "close"} | headers
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        body = "" if method == "GET" else "where=E16"
        length = (
            f"Content-Length: {len(body)}\r\n"
            if body and not {"Content-Length", "Transfer-Encoding"} & set(headers)
            else ""
        )
        with socket.create_connection(("127.0.0.1", server.port), timeout=SOON) as raw:
            raw.sendall(f"{method} {path} HTTP/1.1\r\n{head}{length}\r\n{body}".encode())
            raw.settimeout(SOON)
            try:
                said = b"".join(iter(lambda r=raw: r.recv(65_536), b""))
            except ConnectionResetError:
                continue
        status = int(said.split(b" ", 2)[1])
        assert status < 500, said[:300]
        assert b"evil.example" not in said
        assert b'<script>"' not in said


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "PROPFIND", "X"])
def test_methods(client: httpx.Client, method: str) -> None:
    for path in ("/", "/plain", "/plain/borough/camden", "/missing/list", "/data/places.geojson"):
        answer = client.request(method, path, content=b"where=E16 1ZE")
        assert 200 <= answer.status_code < 500
        assert "E16 1ZE" not in answer.text


def test_websocket_messages(server: Server) -> None:
    chance = random.Random(16)  # noqa: S311 (the same mess each time)
    good = BackMsg()
    good.rerun_script.query_string = "borough=" + LONG
    state = good.rerun_script.widget_states.widgets.add()
    state.id, state.string_value = "$$ID-made-up-None", LONG
    wrong = BackMsg()
    wrong.rerun_script.page_script_hash = "../../staff"
    wrong.rerun_script.page_name = "staff/edit"
    messages: list[bytes | str] = [
        good.SerializeToString(),
        wrong.SerializeToString(),
        json.dumps({"type": "rerun"}),
        *BYTES,
        *(chance.randbytes(chance.randrange(1, 300)) for _ in range(40)),
    ]
    for text in TEXTS:
        typed = BackMsg()
        widget = typed.rerun_script.widget_states.widgets.add()
        widget.id, widget.string_value = "$$ID-0-typed", text
        typed.rerun_script.query_string = f"borough={text}"
        messages.append(typed.SerializeToString())
    url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    for start in range(0, len(messages), 10):
        try:
            with connect(url, subprotocols=["streamlit"], origin=server.url) as socket_:
                for message in messages[start : start + 10]:
                    socket_.send(message)
                socket_.recv(timeout=SOON)
        except (WebSocketException, TimeoutError):
            continue
    visitor = Visitor(server.port)
    assert visitor.rerun().received > 10_000
    visitor.close()


def test_a_socket_of_another_site_is_refused(server: Server) -> None:
    url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
    with pytest.raises(WebSocketException):
        connect(url, subprotocols=["streamlit"], origin="https://evil.example")


def test_the_log_holds_nothing_that_was_sent(server: Server) -> None:
    """Last in this file: it looks back on all of the above."""
    log = server.log.read_text()
    for text in ("alert(1)", "DROP TABLE", "etc/passwd", "AAAAAAAA", "E16", "evil.example", "calc"):
        assert text not in log, log
