"""Limits of the WebSockets that Streamlit's pages talk through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.rate_limit import RateLimit
from pages.allowance import Allowance

POLICY = 1008
TOO_BIG = 1009


class SocketLimits:
    """Counts open connections, and their messages and sizes; closes what is over a limit."""

    def __init__(
        self,
        app: ASGIApp,
        allowance: Allowance,
        tell: Callable[[str], None],
        ticks: Callable[[], float],
    ) -> None:
        self._app = app
        self._allowance = allowance
        self._tell = tell
        self._ticks = ticks
        self._open: Counter[bytes] = Counter()
        self._all = 0

    async def __call__(
        self, scope: Scope, receive: Receive, send: Send, key: bytes | None, refused: str | None
    ) -> None:
        """Serve one connection of the client with a key, unless a limit has ``refused`` it."""
        limit = refused or self._full(key)
        if limit:
            self._tell(limit)
            await receive()
            await send({"type": "websocket.close", "code": POLICY})
            return
        self._count(key, 1)
        try:
            watched = _Watched(receive, send, self._allowance, self._tell, self._ticks)
            await self._app(scope, watched.receive, watched.send)
        finally:
            self._count(key, -1)

    def _full(self, key: bytes | None) -> str | None:
        if self._all >= self._allowance.open_pages:
            return "open_pages"
        if key is not None and self._open[key] >= self._allowance.open_pages_each:
            return "open_pages_each"
        return None

    def _count(self, key: bytes | None, step: int) -> None:
        self._all += step
        if key is not None:
            self._open[key] += step
            if not self._open[key]:
                del self._open[key]


class _Watched:
    """One connection, whose messages are weighed and counted as they come in."""

    def __init__(
        self,
        receive: Receive,
        send: Send,
        allowance: Allowance,
        tell: Callable[[str], None],
        ticks: Callable[[], float],
    ) -> None:
        self._receive = receive
        self._send = send
        self._most = allowance.message
        self._rate = RateLimit(
            int(allowance.messages.at_once), 1 / allowance.messages.a_second, keys=1
        )
        self._tell = tell
        self._ticks = ticks
        self._is_closed = False

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] != "websocket.receive":
            return message
        size = len(message.get("bytes") or message.get("text") or b"")
        if size > self._most:
            return await self._close("message", TOO_BIG)
        if not self._rate.allow(b"", self._ticks()):
            return await self._close("messages", POLICY)
        return message

    async def send(self, message: Message) -> None:
        if not self._is_closed:
            await self._send(message)

    async def _close(self, limit: str, code: int) -> Message:
        """Hang up, and tell the app that the visitor did."""
        self._tell(limit)
        self._is_closed = True
        await self._send({"type": "websocket.close", "code": code})
        return {"type": "websocket.disconnect", "code": code}
