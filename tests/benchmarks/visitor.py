"""One visitor's WebSocket to a running app: reruns with a filter, and what they cost."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass

from websockets.sync.client import connect

from tests.benchmarks.conversation import Conversation


@dataclass(frozen=True)
class Cost:
    """Bytes received, and of them on the wire (packed); messages; seconds until the end."""

    received: int
    wire: int
    messages: int
    seconds: float


class _Counted(socket.socket):
    """A TCP connection that counts what comes in."""

    received = 0

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        data = super().recv(size, flags)
        self.received += len(data)
        return data


class Visitor:
    """Opens the page and asks for reruns, as the browser does."""

    def __init__(self, port: int) -> None:
        self.talk = Conversation()
        self._line = _Counted(socket.AF_INET, socket.SOCK_STREAM)
        self._line.connect(("127.0.0.1", port))
        self.socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            sock=self._line,
            subprotocols=["streamlit"],
            origin=f"http://127.0.0.1:{port}",
            max_size=None,
            open_timeout=60,
            legacy=True,
        )

    def rerun(self, when: str = "") -> Cost:
        """Run the page, with a choice of "Open when?"; wait for the end of the script."""
        return self._draw(self.talk.choose("open", when) if when else self.talk.begin())

    def search(self, text: str) -> Cost:
        """Type into the box and press Find."""
        return self._draw(self.talk.send("typed", text, "find"))

    def _draw(self, message: bytes) -> Cost:
        before, began = self._line.received, time.perf_counter()
        self.socket.send(message)
        received = messages = 0
        while True:
            frame = self.socket.recv(timeout=60)
            assert isinstance(frame, bytes)
            received += len(frame)
            messages += 1
            if self.talk.hear(frame):
                seconds = time.perf_counter() - began
                return Cost(received, self._line.received - before, messages, seconds)

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
