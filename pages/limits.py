"""Turns away floods, too large and too slow requests, before they cost anything.

Who is turned away still reads 999 and the helplines. Nothing of a client is kept but a keyed hash
of who counts as one (``pages/client.py``), in memory.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.rate_limit import RateLimit
from pages.allowance import HEALTH, Allowance, Rate, Sort, sort_of
from pages.failures import refusal
from pages.paths import path_of
from pages.socket_limits import SocketLimits
from pages.uploads import UPLOADS

logger = logging.getLogger(__name__)

Told = Callable[[str], None]
WAIT_SECONDS = 10
TELL_SECONDS = 60
STILL_READ: Final = 1_000_000
"""A longer body that is refused is not even read to its end: the connection is closed."""
_CLIENTS = 20_000
_READS = frozenset({"GET", "HEAD"})
_CLOSE = {"Connection": "close"}
_NOTHING: Mapping[str, str] = MappingProxyType({})
_WAIT = {"Retry-After": str(WAIT_SECONDS)}
_ALL = b""


class _Refused(NamedTuple):
    limit: str
    status: int
    headers: Mapping[str, str] = _NOTHING


class Limits:
    """ASGI middleware. ``tell`` is called with the name of each limit that turns somebody away.

    Without an ``allowance`` it lets everything through. ``ticks`` gives seconds of a clock that is
    never set.
    """

    def __init__(
        self,
        app: ASGIApp,
        allowance: Allowance | None,
        tell: Told = lambda _limit: None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._allowance = allowance
        self._ticks = ticks
        self._tell = _Teller(tell, ticks)
        self._secret = secrets.token_bytes(16)
        if allowance is not None:
            self._each = {sort: _limit(rate) for sort, rate in allowance.each.items()}
            self._together = _limit(allowance.together)
            self._sent_together = _limit(allowance.sent_together)
            self._sockets = SocketLimits(app, allowance, self._tell, ticks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Turn away, or pass on with a body that is watched while it comes in."""
        allowance = self._allowance
        if allowance is None or scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        try:
            refused = self._refused(scope, allowance)
        except Exception as error:
            # A fault of ours here must not be worse than no limits.
            logger.error("A request could not be judged: %s.", type(error).__name__)
            refused = None
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send, self._key(scope), refused and refused.limit)
        elif refused:
            self._tell(refused.limit)
            answer = refusal(refused.status, refused.headers, path=path_of(scope))
            await answer(scope, receive, send)
        elif scope["method"] in _READS:
            await self._app(scope, receive, send)
        else:
            await self._app(scope, self._watched(scope, receive, allowance), send)

    def _refused(self, scope: Scope, allowance: Allowance) -> _Refused | None:
        """Say which limit turns a request away, with what status; None for none."""
        path = path_of(scope)
        if path in HEALTH:
            return None
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > allowance.address:
            return _Refused("address", 414)
        is_socket = scope["type"] == "websocket"
        sort = Sort.SOCKET if is_socket else sort_of(scope["method"], path)
        at = self._ticks()
        key = self._key(scope)
        if key is not None and not self._each[sort].allow(key, at):
            return _Refused(sort.value, 429, _WAIT)
        if not self._together.allow(_ALL, at):
            return _Refused("together", 503, _WAIT)
        if sort is Sort.SENT:
            if not self._sent_together.allow(_ALL, at):
                return _Refused("sent_together", 503, _WAIT)
            size = _said_size(scope)
            if size > allowance.body and not path.startswith(UPLOADS):
                return _Refused("body", 413, _CLOSE if size > STILL_READ else _NOTHING)
        return None

    def _key(self, scope: Scope) -> bytes | None:
        client = scope.get("client")
        if not client:
            return None
        return hashlib.blake2b(client[0].encode(), key=self._secret, digest_size=16).digest()

    def _watched(self, scope: Scope, receive: Receive, allowance: Allowance) -> Receive:
        """Give a ``receive`` that ends a body which is too long, or too long on its way."""
        is_file = path_of(scope).startswith(UPLOADS)
        most = None if is_file else allowance.body
        patience = allowance.file_seconds if is_file else allowance.body_seconds
        until = asyncio.get_running_loop().time() + patience
        size = 0
        is_coming = True

        async def part() -> Message:
            nonlocal size, is_coming
            try:
                async with asyncio.timeout_at(until):
                    message = await receive()
            except TimeoutError:
                self._tell("slow_body")
                raise HTTPException(408, headers=_CLOSE) from None
            size += len(message.get("body", b""))
            is_coming = message.get("more_body", False)
            return message

        async def watched() -> Message:
            if not is_coming:
                return await receive()
            message = await part()
            if most is None or size <= most:
                return message
            self._tell("body")
            # Who is still sending would not read an answer.
            while is_coming and size <= STILL_READ:
                await part()
            raise HTTPException(413, headers=_CLOSE if is_coming else None)

        return watched


class _Teller:
    """Passes on which limit turned somebody away, and writes it into the log now and then."""

    def __init__(self, tell: Told, ticks: Callable[[], float]) -> None:
        self._tell = tell
        self._ticks = ticks
        self._said: dict[str, float] = {}

    def __call__(self, limit: str) -> None:
        now = self._ticks()
        if now - self._said.get(limit, -TELL_SECONDS) >= TELL_SECONDS:
            self._said[limit] = now
            logger.warning("The limit %r turns requests away (said once a minute).", limit)
        self._tell(limit)


def _limit(rate: Rate) -> RateLimit:
    return RateLimit(int(max(rate.at_once, 1)), 1 / rate.a_second, _CLIENTS)


def _said_size(scope: Scope) -> int:
    """Give the size that a request says it has; what is no number is found out while reading."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() and len(value) < 20 else 0
    return 0
