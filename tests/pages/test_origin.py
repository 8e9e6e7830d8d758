"""What comes from a page of ours, and what does not."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.origin import OnlyOurSockets, is_ours

CASES = [
    (None, True),
    ("null", True),
    ("http://testserver", True),
    ("https://testserver", True),
    ("https://places.example", True),
    ("https://testserver.evil.example", False),
    ("https://evil.example/testserver", False),
    ("https://testserver@evil.example", False),
    ("http://[::1", False),
    ("http://[::1]", False),
    ("javascript:testserver", False),
    ("", False),
]


@pytest.fixture(autouse=True)
def _public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://places.example")


@pytest.mark.parametrize(("origin", "ours"), CASES)
def test_only_this_site_is_ours(origin: str | None, ours: bool) -> None:
    given = {} if origin is None else {"origin": origin}
    assert is_ours(Headers({"host": "testserver"} | given)) is ours


@pytest.mark.parametrize(("origin", "ours"), [case for case in CASES if case[0] != "null"])
def test_sockets_of_other_sites_are_refused(origin: str | None, ours: bool) -> None:
    async def greet(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.send_text("hello")
        await websocket.close()

    app = Starlette(routes=[WebSocketRoute("/", greet)], middleware=[Middleware(OnlyOurSockets)])
    headers = {} if origin is None else {"origin": origin}

    def ask() -> str:
        with TestClient(app).websocket_connect("/", headers=headers) as socket:
            return socket.receive_text()

    if ours:
        assert ask() == "hello"
    else:
        with pytest.raises(WebSocketDisconnect):
            ask()


def test_a_socket_of_a_page_without_an_address_is_refused() -> None:
    app = Starlette(routes=[], middleware=[Middleware(OnlyOurSockets)])
    with (
        pytest.raises(WebSocketDisconnect),
        TestClient(app).websocket_connect("/", headers={"origin": "null"}),
    ):
        pass
