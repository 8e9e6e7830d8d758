"""What a browser and a Streamlit page say to each other, without the network between them.

It does what Streamlit's own script does: it learns the fields from what the server draws, sends
all that was chosen each time, and tells which large parts it still has, so that these are not
sent again.
"""

from __future__ import annotations

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

RUNS_KEPT = 2
"""For how many runs Streamlit's script keeps a large part that was not drawn again."""


class Conversation:
    """One session. ``page`` is the address it begins at, without its slash."""

    def __init__(self, page: str = "") -> None:
        self.fields: dict[str, str] = {}
        self.pages: dict[str, str] = {}
        self.heading = ""
        self._page_name = page
        self._page_hash = ""
        self._query = ""
        self._chosen: dict[str, str] = {}
        self._kept: dict[str, int] = {}
        self._runs = 0

    def begin(self) -> bytes:
        """Give the first message: draw the page."""
        return self._rerun().SerializeToString()

    def choose(self, field: str, value: str, query: str = "") -> bytes:
        """Choose something in a field, by its key; ``query`` is then the page's own."""
        self._chosen[self.fields[field]] = value
        self._query = query
        return self._rerun().SerializeToString()

    def send(self, field: str, text: str, button: str) -> bytes:
        """Type into a field of a form and press its button, both by key."""
        self._chosen[self.fields[field]] = text
        message = self._rerun()
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = self.fields[button], True
        return message.SerializeToString()

    def turn_to(self, page: str) -> bytes:
        """Press a page of the menu, by its address."""
        self._page_hash, self._page_name, self._query = self.pages[page], "", ""
        self._chosen.clear()
        return self._rerun().SerializeToString()

    def hear(self, frame: bytes) -> bool:
        """Read what the server said; say whether the page is drawn wholly."""
        said = ForwardMsg()
        said.ParseFromString(frame)
        kind = said.WhichOneof("type")
        if kind == "delta":
            self._look(said)
        elif kind == "ref_hash":
            self._kept[said.ref_hash] = self._runs
        elif kind == "navigation":
            self._page_hash = said.navigation.page_script_hash
            self.pages = {p.url_pathname: p.page_script_hash for p in said.navigation.app_pages}
        return kind == "script_finished"

    def _look(self, said: ForwardMsg) -> None:
        if said.metadata.cacheable:
            self._kept[said.hash] = self._runs
        element = said.delta.new_element
        kind = element.WhichOneof("type")
        drawn = getattr(element, kind) if kind else None
        # An id is $$ID, a hash, and the key that the page gave.
        parts = getattr(drawn, "id", "").split("-", 2)
        if len(parts) == 3:
            self.fields[parts[2]] = drawn.id
        elif kind == "html" and "data-announce" in element.html.body:
            self.heading = element.html.body

    def _rerun(self) -> BackMsg:
        oldest = self._runs - RUNS_KEPT
        self._kept = {part: run for part, run in self._kept.items() if run > oldest}
        self._runs += 1
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self._query
        rerun.page_script_hash, rerun.page_name = self._page_hash, self._page_name
        rerun.cached_message_hashes.extend(self._kept)
        for name, value in self._chosen.items():
            state = rerun.widget_states.widgets.add()
            state.id, state.string_value = name, value
        return message
