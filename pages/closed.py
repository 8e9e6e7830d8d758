"""Streamlit's own routes that the public has no use for answer as if they were not there.

And so does what is not there: Streamlit would answer with its own page, which has no 999 on it.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pages.failures import refusal
from pages.paths import path_of

CORE = "/_stcore"
_OPEN = frozenset({"/_stcore/health", "/_stcore/host-config", "/_stcore/stream"})
"""What a page of Streamlit asks for. ``host-config`` holds nothing but fixed words."""
_OPEN_BELOW = ("/_stcore/upload_file/", "/_stcore/bidi-components/")
"""Files: only of sessions that were asked for one (``pages/uploads.py``); scripts of components."""
_NO_PAGES = ("/static/", "/auth/", "/_stcore/upload_file/")
"""Where files and redirections are, and never a page."""


class OnlyWhatPagesNeed:
    """ASGI middleware: closes Streamlit's figures, its check of the script, its API for programs.

    Named is what stays open, so that what a newer Streamlit adds is closed too.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404, or pass all else as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = path_of(scope)
        if _is_closed(path):
            await refusal(404, {})(scope, receive, send)
        elif path.startswith(_NO_PAGES):
            await self._without_pages(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _without_pages(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_page = False

        async def take(message: Message) -> None:
            nonlocal is_page
            if message["type"] == "http.response.start" and message["status"] == 200:
                kind = Headers(scope=message).get("content-type", "")
                is_page = kind.startswith("text/html")
            if not is_page:
                await send(message)

        await self._app(scope, receive, take)
        if is_page:
            await refusal(404, {})(scope, receive, send)


def _is_closed(path: str) -> bool:
    # Slashes at the start are Streamlit's to refuse; here they must not hide what follows.
    inside = f"/{path.lstrip('/')}"
    if inside != CORE and not inside.startswith(f"{CORE}/"):
        return False
    return inside not in _OPEN and not inside.startswith(_OPEN_BELOW)
