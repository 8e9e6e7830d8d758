"""Who counts as one client: true behind a proxy, and nothing that a visitor could choose."""

from __future__ import annotations

import asyncio
import logging
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from pages.client import Client, counted, parsed
from tests.servers import ROOT, serving

PROXIES = tuple(ip_network(text) for text in ("10.0.0.5", "10.1.0.0/16", "fd00::/8"))
VISITOR = "203.0.113.9"


def seen(
    client: tuple[str, int] | None,
    *passed_on: str,
    proto: tuple[str, ...] = (),
    proxies: Any = PROXIES,
    kind: str = "http",
) -> tuple[str | None, str]:
    """Give the client and the scheme that the app sees."""
    scopes: list[Any] = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        scopes.append(scope)

    headers = [(b"x-forwarded-for", text.encode("latin-1")) for text in passed_on]
    headers += [(b"x-forwarded-proto", text.encode()) for text in proto]
    scheme = "ws" if kind == "websocket" else "http"
    scope = {"type": kind, "client": client, "scheme": scheme, "headers": headers}
    asyncio.run(Client(app, proxies)(scope, None, None))  # type: ignore[arg-type]
    found = scopes[0]["client"]
    return found and found[0], scopes[0]["scheme"]


@pytest.mark.parametrize(
    ("peer", "passed_on", "expected"),
    [
        # Nobody in front: what is claimed counts for nothing.
        (VISITOR, (), VISITOR),
        (VISITOR, ("198.51.100.1",), VISITOR),
        (VISITOR, ("10.0.0.5",), VISITOR),
        # One proxy of ours.
        ("10.0.0.5", (VISITOR,), VISITOR),
        ("10.0.0.5", (), "10.0.0.5"),
        ("10.0.0.5", ("",), "10.0.0.5"),
        ("10.0.0.5", (f"198.51.100.1, {VISITOR}",), VISITOR),
        ("10.0.0.5", (f"10.0.0.5, 127.0.0.1, {VISITOR}",), VISITOR),
        ("10.0.0.5", ("198.51.100.1", VISITOR), VISITOR),
        ("10.0.0.5", (f"{VISITOR}:4711",), VISITOR),
        ("10.0.0.5", (f"  {VISITOR}  ",), VISITOR),
        # Two of ours, one behind the other.
        ("10.0.0.5", (f"{VISITOR}, 10.1.2.3",), VISITOR),
        ("10.0.0.5", (f"198.51.100.1, {VISITOR}, 10.1.2.3, 10.1.9.9",), VISITOR),
        ("10.0.0.5", ("10.1.2.3, 10.1.2.4",), "10.1.2.3"),
        ("fd00::1", (VISITOR,), VISITOR),
        ("::ffff:10.0.0.5", (VISITOR,), VISITOR),
        # Not one of ours, but near to one.
        ("10.0.0.6", (VISITOR,), "10.0.0.6"),
        ("10.2.0.1", (VISITOR,), "10.2.0.1"),
        # What is no address is nobody's: the last that is known counts.
        ("10.0.0.5", ("unknown",), "10.0.0.5"),
        ("10.0.0.5", ("198.51.100.1, unknown, 10.1.2.3",), "10.1.2.3"),
        ("10.0.0.5", (f"{VISITOR}, <script>, 999.1.1.1",), "10.0.0.5"),
        ("10.0.0.5", (",,,",), "10.0.0.5"),
        ("10.0.0.5", (", ".join(["10.1.2.3"] * 5_000),), "10.1.2.3"),
        ("10.0.0.5", ("1" * 60_000,), "10.0.0.5"),
        ("10.0.0.5", ("2130706433",), "10.0.0.5"),
        ("10.0.0.5", ("0177.0.0.1",), "10.0.0.5"),
        ("10.0.0.5", ("é",), "10.0.0.5"),
        # IPv6 counts by its /64, in dress of IPv4 by that.
        ("2001:db8:1:2:3:4:5:6", (), "2001:db8:1:2::"),
        ("10.0.0.5", ("2001:db8:1:2:aaaa::1",), "2001:db8:1:2::"),
        ("10.0.0.5", ("[2001:db8:1:2::1]:443",), "2001:db8:1:2::"),
        ("10.0.0.5", ("[2001:db8:1:2::1]",), "2001:db8:1:2::"),
        ("10.0.0.5", ("[2001:db8",), "10.0.0.5"),
        ("10.0.0.5", ("fe80::1%eth0",), "fe80::"),
        ("10.0.0.5", (f"::ffff:{VISITOR}",), VISITOR),
        (f"::ffff:{VISITOR}", (), VISITOR),
        ("::1", (), "::1"),
        ("::ffff:127.0.0.1", (), "127.0.0.1"),
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_who_the_client_is(peer: str, passed_on: tuple[str, ...], expected: str, kind: str) -> None:
    assert seen((peer, 1), *passed_on, kind=kind)[0] == expected


@pytest.mark.parametrize("peer", [None, ("testclient", 50_000), ("unix:", 0), ("<script>", 0)])
def test_what_is_no_address_is_nobody(peer: tuple[str, int] | None) -> None:
    assert seen(peer, VISITOR)[0] is None


def test_unless_set_nobody_is_believed() -> None:
    assert seen(("10.0.0.5", 1), VISITOR, proto=("https",), proxies=()) == ("10.0.0.5", "http")


@pytest.mark.parametrize(
    ("peer", "proto", "kind", "expected"),
    [
        ("10.0.0.5", ("https",), "http", "https"),
        ("10.0.0.5", (" HTTPS ",), "http", "https"),
        ("10.0.0.5", ("wss",), "http", "https"),
        ("10.0.0.5", ("https",), "websocket", "wss"),
        ("10.0.0.5", ("http",), "websocket", "ws"),
        ("10.0.0.5", ("javascript",), "http", "http"),
        ("10.0.0.5", ("https, http",), "http", "http"),
        ("10.0.0.5", ("https", "https"), "http", "http"),
        ("10.0.0.5", (), "http", "http"),
        (VISITOR, ("https",), "http", "http"),
    ],
)
def test_https_on_the_word_of_a_proxy_only(
    peer: str, proto: tuple[str, ...], kind: str, expected: str
) -> None:
    assert seen((peer, 1), VISITOR, proto=proto, kind=kind)[1] == expected


@given(st.text(), st.lists(st.text(max_size=30), max_size=4))
def test_nothing_that_is_sent_breaks_it(peer: str, passed_on: list[str]) -> None:
    headers = [text.encode("latin-1", "ignore").decode("latin-1") for text in passed_on]
    for host in (peer, "10.0.0.5"):
        found, _ = seen((host, 1), *headers)
        assert found is None or parsed(found) is not None


@given(st.ip_addresses())
def test_what_is_counted_counts_as_itself(address: Any) -> None:
    once = parsed(str(address))
    assert once is not None
    again = parsed(counted(once))
    assert again is not None
    assert counted(again) == counted(once)


def test_an_unknown_proxy_is_named_once_in_the_log_and_nobody_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def app(_scope: Any, _receive: Any, _send: Any) -> None:
        return None

    far = "1.2.3.4"  # what documents use is private too
    middleware = Client(app, ())

    def ask(peer: str, *passed_on: str) -> None:
        headers = [(b"x-forwarded-for", text.encode()) for text in passed_on]
        scope = {"type": "http", "client": (peer, 1), "headers": headers}
        asyncio.run(middleware(scope, None, None))  # type: ignore[arg-type]

    with caplog.at_level(logging.WARNING):
        ask(far, "198.51.100.1")
        ask("127.0.0.1", VISITOR)
        ask("10.0.0.7")
        # The server itself has taken this one from a proxy that it believes.
        ask("10.0.0.7", "10.0.0.7")
        assert not caplog.records
        ask("10.0.0.5", VISITOR)
        ask("10.0.0.5", VISITOR)
    assert [record.getMessage()[:16] for record in caplog.records] == ["Requests say tha"]
    assert "10.0.0.5" not in caplog.text
    assert VISITOR not in caplog.text


def test_streamlit_counts_the_same_client_as_routes_do(tmp_path: Path) -> None:
    """Reports take it from ``st.context.ip_address``, sign-in and plain forms from the request."""
    (tmp_path / "script.py").write_text(
        "import streamlit as st\nopen('seen.txt', 'w').write(str(st.context.ip_address))\n"
    )
    (tmp_path / "app.py").write_text(
        "import streamlit as st\n"
        "from ipaddress import ip_network\n"
        "from starlette.middleware import Middleware\n"
        "from pages.client import Client\n"
        "proxies = (ip_network('127.0.0.1'), ip_network('10.0.0.5'))\n"
        "app = st.App('script.py', middleware=[Middleware(Client, proxies=proxies)])\n"
    )
    command = ("uvicorn", "app:app", "--port", "{port}", "--no-proxy-headers")
    with serving(tmp_path / "log", command, tmp_path, {"PYTHONPATH": str(ROOT)}) as server:
        for passed_on, expected in (
            (f"10.9.9.9, {VISITOR}, 10.0.0.5", VISITOR),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("unknown", "None"),
        ):
            url = f"ws://127.0.0.1:{server.port}/_stcore/stream"
            headers = {"X-Forwarded-For": passed_on}
            with connect(url, subprotocols=["streamlit"], additional_headers=headers) as socket:
                asked = BackMsg()
                asked.rerun_script.query_string = ""
                socket.send(asked.SerializeToString())
                finished = False
                while not finished:
                    said = ForwardMsg()
                    said.ParseFromString(socket.recv(timeout=60))
                    finished = said.WhichOneof("type") == "script_finished"
            assert (tmp_path / "seen.txt").read_text() == expected
