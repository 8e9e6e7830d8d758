"""One visitor's WebSocket to a running app: reruns with a filter, and what they cost."""

from __future__ import annotations

import time
from dataclasses import dataclass

from websockets.sync.client import connect

from tests.benchmarks.conversation import Conversation


@dataclass(frozen=True)
class Cost:
    """Bytes received, messages, and seconds until the script had finished."""

    received: int
    messages: int
    seconds: float


class Visitor:
    """Opens the page and asks for reruns, as the browser does."""

    def __init__(self, port: int) -> None:
        self.talk = Conversation()
        self.socket = connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
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
        began = time.perf_counter()
        self.socket.send(message)
        received = messages = 0
        while True:
            frame = self.socket.recv(timeout=60)
            assert isinstance(frame, bytes)
            received += len(frame)
            messages += 1
            if self.talk.hear(frame):
                return Cost(received, messages, time.perf_counter() - began)

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
