"""Files that never change are packed once, not again for everybody who asks.

Streamlit's largest script is 4.7 MB: packing it takes a fifth of a second of the whole server, so
that a few requests a second would stop it.
"""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from typing import NamedTuple, TypeAlias

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 32_000_000
_WHERE = ("/static/", "/assets/", "/data/")
_WORDS = (
    "text/",
    "application/javascript",
    "application/json",
    "application/geo+json",
    "image/svg",
)
_SMALL = 1_000
_PARTS = ("range", "if-none-match", "if-modified-since")
_Key: TypeAlias = tuple[str, bool]


class _Kept(NamedTuple):
    start: Message
    body: bytes


class PackedOnce:
    """ASGI middleware: keeps what is said never to change, packed, up to ``most_bytes`` in all.

    It stands behind the middleware that packs all else.
    """

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._kept: OrderedDict[_Key, _Kept] = OrderedDict()
        self._bytes = 0
        self._making: dict[_Key, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or keep what is answered; pass all else as it is."""
        key = _key(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        making = self._making.get(key)
        if making is not None:
            await making.wait()
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            await _send(kept, send)
        elif making is not None:
            await self._app(scope, receive, send)
        else:
            made = self._making[key] = asyncio.Event()
            try:
                await self._make(key, made, scope, receive, send)
            finally:
                self._end(key, made)

    def _end(self, key: _Key, made: asyncio.Event) -> None:
        """Let those go on who wait for one to be made."""
        made.set()
        if self._making.get(key) is made:
            del self._making[key]

    async def _make(
        self, key: _Key, made: asyncio.Event, scope: Scope, receive: Receive, send: Send
    ) -> None:
        start: Message | None = None
        parts: list[bytes] = []

        async def take(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start" and _is_for_good(message):
                start = message
                return
            if start is None:
                # Who asked first may read slowly: nobody must wait for that.
                self._end(key, made)
                await send(message)
                return
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                body = await to_thread.run_sync(gzip.compress, b"".join(parts), 9)
                kept = _packed(start, body)
                self._keep(key, kept)
                self._end(key, made)
                await _send(kept, send)

        await self._app(scope, receive, take)

    def _keep(self, key: _Key, kept: _Kept) -> None:
        self._kept[key] = kept
        self._bytes += len(kept.body)
        while self._bytes > self._most_bytes:
            _, oldest = self._kept.popitem(last=False)
            self._bytes -= len(oldest.body)


def _key(scope: Scope) -> _Key | None:
    """Name what is asked for; None for what is not kept."""
    if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith(_WHERE):
        return None
    headers = Headers(scope=scope)
    if "gzip" not in headers.get("accept-encoding", "") or any(name in headers for name in _PARTS):
        return None
    # What stands in the query is only a version: it says for how long to keep, not what.
    return scope["path"], bool(scope["query_string"])


def _is_for_good(start: Message) -> bool:
    headers = Headers(scope=start)
    return (
        start["status"] == 200
        and "immutable" in headers.get("cache-control", "")
        and headers.get("content-type", "").startswith(_WORDS)
        and "content-encoding" not in headers
        and int(headers.get("content-length", "0")) >= _SMALL
    )


def _packed(start: Message, body: bytes) -> _Kept:
    message = {**start, "headers": list(start["headers"])}
    headers = MutableHeaders(scope=message)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    headers.add_vary_header("Accept-Encoding")
    return _Kept(message, body)


async def _send(kept: _Kept, send: Send) -> None:
    await send({**kept.start, "headers": list(kept.start["headers"])})
    await send({"type": "http.response.body", "body": kept.body, "more_body": False})
