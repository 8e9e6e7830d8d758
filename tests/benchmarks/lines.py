"""Connections of made-up visitors: HTTP by hand and WebSockets, both with asyncio.

A client of a library costs as much processor as the answer itself, and here both share a machine.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.conversation import Conversation

PATIENCE = 30.0
"""Seconds after which a visitor is taken to have given up."""
_PACKED = b"\x1f\x8b"
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_TAG = re.compile(rb"\r\netag: *([^\r]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What came back: the status, the bytes on the wire, the tag, and the body as it was sent."""

    status: int
    size: int
    tag: str
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, unpacked."""
        is_packed = self.body.startswith(_PACKED)
        return (gzip.decompress(self.body) if is_packed else self.body).decode()


def get(path: str, address: str, more: Mapping[str, str] | None = None) -> bytes:
    """Write a request for a page, from somebody at an address behind the proxy."""
    return _head("GET", path, address, more or {})


def post(path: str, address: str, form: Mapping[str, str]) -> bytes:
    """Write a request that sends a form."""
    body = urlencode(form).encode()
    more = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
    }
    return _head("POST", path, address, more) + body


def _head(method: str, path: str, address: str, more: Mapping[str, str]) -> bytes:
    known = {"Host": "127.0.0.1", "Accept-Encoding": "gzip", "X-Forwarded-For": address}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (known | dict(more)).items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode()


@dataclass
class Lines:
    """HTTP connections to one server, kept open as a proxy keeps them, newest first."""

    port: int
    idle: list[_Line] = field(default_factory=list)

    async def ask(self, request: bytes) -> Answer:
        """Send a request over an idle connection, or a new one. Raises OSError or TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while self.idle:
                line = self.idle.pop()
                if line.is_open():
                    try:
                        return await self._over(line, request)
                    except _ClosedBeforeError:
                        # The server had just closed it: as every browser does, ask once more.
                        continue
            return await self._over(await _Line.opened(self.port), request)

    async def _over(self, line: _Line, request: bytes) -> Answer:
        try:
            answer, stays = await line.ask(request)
        except BaseException:
            line.close()
            raise
        if stays:
            self.idle.append(line)
        else:
            line.close()
        return answer

    def close(self) -> None:
        """Hang up."""
        while self.idle:
            self.idle.pop().close()


class _ClosedBeforeError(ConnectionError):
    """The connection ended before anything was answered."""


class _Line:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def opened(cls, port: int) -> _Line:
        return cls(*await asyncio.open_connection("127.0.0.1", port, limit=1 << 20))

    def is_open(self) -> bool:
        return not (self._writer.is_closing() or self._reader.at_eof())

    async def ask(self, request: bytes) -> tuple[Answer, bool]:
        """Give the answer, and whether the connection stays."""
        try:
            self._writer.write(request)
            head = await self._reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            if getattr(error, "partial", b""):
                raise ConnectionError("The answer broke off.") from error
            raise _ClosedBeforeError from error
        status = int(head[9:12])
        try:
            body = await self._body(head, status)
        except asyncio.IncompleteReadError as error:
            raise ConnectionError("The answer broke off.") from error
        tag = _TAG.search(head)
        answer = Answer(status, len(head) + len(body), tag[1].decode() if tag else "", body)
        return answer, not _CLOSES.search(head)

    async def _body(self, head: bytes, status: int) -> bytes:
        if status in (204, 304):
            return b""
        if length := _LENGTH.search(head):
            return await self._reader.readexactly(int(length[1]))
        if not _CHUNKED.search(head):
            return await self._reader.read()
        parts = []
        while size := int(await self._reader.readuntil(b"\r\n"), 16):
            parts.append((await self._reader.readexactly(size + 2))[:-2])
        await self._reader.readuntil(b"\r\n")
        return b"".join(parts)

    def close(self) -> None:
        self._writer.close()


@dataclass(frozen=True)
class Drawn:
    """What it cost until a page was drawn wholly."""

    seconds: float
    received: int


class Page:
    """An open Streamlit page of one visitor."""

    def __init__(self, socket: ClientConnection, page: str) -> None:
        self._socket = socket
        self.talk = Conversation(page)

    @classmethod
    async def opened(cls, port: int, address: str, page: str = "") -> Page:
        """Connect, as the browser does once it has the page's files."""
        socket = await connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
            additional_headers={"X-Forwarded-For": address},
            max_size=None,
            open_timeout=PATIENCE,
            ping_interval=None,
            proxy=None,
        )
        return cls(socket, page)

    async def draw(self, message: bytes) -> Drawn:
        """Send a message and wait until the page is drawn. Raises TimeoutError, ConnectionError."""
        began = time.perf_counter()
        received = 0
        async with asyncio.timeout(PATIENCE):
            await self._socket.send(message)
            while True:
                frame = await self._socket.recv(decode=False)
                received += len(frame)
                if self.talk.hear(frame):
                    return Drawn(time.perf_counter() - began, received)

    async def close(self) -> None:
        """Hang up."""
        await self._socket.close()
