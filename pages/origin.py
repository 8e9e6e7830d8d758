"""Whether a form or a socket comes from a page of ours, as far as the browser tells."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from data import settings


def is_ours(headers: Headers) -> bool:
    """Say whether the origin of a request is this site; one that names none may be.

    A page that asks for no referrer sends "null" with its forms.
    """
    origin = headers.get("origin")
    if origin is None or origin == "null":
        return True
    try:
        host = urlsplit(origin).netloc
    except ValueError:
        return False
    public = settings.current().public_url
    return host == headers.get("host") or (bool(public) and host == urlsplit(public).netloc)


class OnlyOurSockets:
    """ASGI middleware: refuses WebSockets of other sites.

    Streamlit would refuse them too, but first ask another server for this one's own address, and
    write into the log who asked.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass all else as it is."""
        if scope["type"] == "websocket":
            headers = Headers(scope=scope)
            if headers.get("origin") == "null" or not is_ours(headers):
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
        await self._app(scope, receive, send)
