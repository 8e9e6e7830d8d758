"""Who may send a file to the server: only a session whose page asked for one.

Streamlit takes files of any session into memory, as many as are sent, whether or not its page has
a field for files. No page of the public has one.
"""

from __future__ import annotations

import threading
from collections import OrderedDict

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.paths import path_of

UPLOADS = "/_stcore/upload_file/"
MOST_SESSIONS = 1_000
_NOT_ASKED = "This page takes no files."
_allowed: OrderedDict[str, None] = OrderedDict()
_lock = threading.Lock()


def allow(session_id: str) -> None:
    """Take files of a session from now on; call it where the page draws a field for files."""
    with _lock:
        _allowed[session_id] = None
        _allowed.move_to_end(session_id)
        while len(_allowed) > MOST_SESSIONS:
            _allowed.popitem(last=False)


def refuse(session_id: str) -> None:
    """Take no files of a session any more."""
    with _lock:
        _allowed.pop(session_id, None)


class OnlyWhereAsked:
    """ASGI middleware: refuses files of sessions that were not allowed, before they are read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass all else as it is."""
        if scope["type"] == "http" and scope["method"] != "OPTIONS":
            path = path_of(scope)
            session_id = path.removeprefix(UPLOADS).partition("/")[0]
            if path.startswith(UPLOADS) and scope["method"] not in ("GET", "HEAD"):
                with _lock:
                    asked = session_id in _allowed
                if not asked:
                    await PlainTextResponse(_NOT_ASKED, 403)(scope, receive, send)
                    return
        await self._app(scope, receive, send)
