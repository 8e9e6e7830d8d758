"""Where somebody lands who signed in with a provider; and their cookie stays out of plain http.

Streamlit always sends them to the first page, which is the public's, and marks no cookie Secure.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CALLBACK = "/oauth2callback"
STAFF = "/staff"


class StaffLanding:
    """ASGI middleware. ``hsts``: the callback's cookies are Secure also behind plain http."""

    def __init__(self, app: ASGIApp, hsts: bool) -> None:
        self._app = app
        self._hsts = hsts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Change the answer to the provider's callback; all else passes as it is."""
        if scope["type"] != "http" or scope["path"] != CALLBACK:
            await self._app(scope, receive, send)
            return
        secure = self._hsts or scope["scheme"] == "https"

        async def send_to_staff(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("location") == "/":
                    headers["location"] = STAFF
                if secure:
                    message["headers"] = [_secured(*header) for header in message["headers"]]
            await send(message)

        await self._app(scope, receive, send_to_staff)


def _secured(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    is_plain = name.lower() == b"set-cookie" and b"; secure" not in value.lower()
    return name, value + b"; Secure" if is_plain else value
