"""Security headers on every answer: nothing loads from, or is sent to, another origin."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMPONENT = "/component/"

# streamlit-folium writes inline script and calls eval on the map's layers: in its frame only.
_FRAME_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-src 'self'; "
    "worker-src 'self' blob:; manifest-src 'self'; media-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # Or linked sites are looked up when a mouse comes near; assets/away.js keeps fingers quiet.
    "X-DNS-Prefetch-Control": "off",
}
ON_FAILURE = {"Content-Security-Policy": _PAGE_POLICY.format(hashes=""), **_ALWAYS}
"""Headers for what is answered outside of every middleware: an error that nothing caught."""


def script_hashes(html: str) -> list[str]:
    """Return a content security policy source for each inline script of a page."""
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in _INLINE_SCRIPT.findall(html)
    ]


class SecurityHeaders:
    """ASGI middleware. A header that the answer has already is left as it is.

    ``index`` is Streamlit's page, whose inline scripts are allowed by hash. ``hsts``: also tell
    browsers to use https only, for a year.
    """

    def __init__(self, app: ASGIApp, index: str, hsts: bool) -> None:
        self._app = app
        self._page_policy = _PAGE_POLICY.format(
            hashes="".join(f" {h}" for h in script_hashes(index))
        )
        self._always = dict(_ALWAYS)
        if hsts:
            self._always["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to an http answer; websockets pass as they are."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        in_frame = scope["path"].startswith(_COMPONENT)
        policy = _FRAME_POLICY if in_frame else self._page_policy

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy)
                for name, value in self._always.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
