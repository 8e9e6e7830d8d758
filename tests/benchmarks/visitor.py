"""One visitor's WebSocket to a running app: reruns with a filter, and what they cost."""

from __future__ import annotations

import time
from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


@dataclass(frozen=True)
class Cost:
    """Bytes received, messages, and seconds until the script had finished."""

    received: int
    messages: int
    seconds: float


class Visitor:
    """Opens the page and asks for reruns, as the browser does."""

    def __init__(self, port: int) -> None:
        self.when = ""
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
        message = BackMsg()
        message.rerun_script.query_string = ""
        if when:
            state = message.rerun_script.widget_states.widgets.add()
            state.id, state.string_value = self.when, when
        began = time.perf_counter()
        self.socket.send(message.SerializeToString())
        received = messages = 0
        while True:
            frame = self.socket.recv(timeout=60)
            received += len(frame)
            messages += 1
            said = ForwardMsg()
            said.ParseFromString(frame)
            self.when = said.delta.new_element.radio.id or self.when
            if said.WhichOneof("type") == "script_finished":
                return Cost(received, messages, time.perf_counter() - began)

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
