"""Security headers on every answer: nothing loads from, or is sent to, another origin."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from data.settings import Settings
from pages.paths import path_of

_INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_COMPONENT = "/component/"
_NOT_MODIFIED = 304
_OPEN = ("/api", "/data")
"""Open data, for pages of other sites too."""
NOBODY = "frame-ancestors 'none'"

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
    f"base-uri 'none'; object-src 'none'; {NOBODY}"
)
# Only the position is ever asked for. These are the names that browsers know; one that they don't
# know makes them complain.
_NEVER = (
    "accelerometer", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "encrypted-media", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer",
    "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "serial",
    "usb", "xr-spatial-tracking",
)  # fmt: skip
_ALWAYS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": ", ".join(["geolocation=(self)", *(f"{name}=()" for name in _NEVER)]),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    # Or linked sites are looked up when a mouse comes near; assets/away.js keeps fingers quiet.
    "X-DNS-Prefetch-Control": "off",
}
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}


def script_hashes(html: str) -> list[str]:
    """Return a content security policy source for each inline script of a page."""
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in _INLINE_SCRIPT.findall(html)
    ]


def frame_ancestors(config: Settings) -> str:
    """Give the part of a policy that says who may show a plain page in a frame."""
    return (
        f"frame-ancestors {' '.join(config.frame_ancestors)}" if config.frame_ancestors else NOBODY
    )


def on_failure(config: Settings) -> dict[str, str]:
    """Give the headers of an answer that is made outside of ``SecurityHeaders``."""
    return {
        **_ALWAYS,
        **(_HSTS if config.hsts else {}),
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": _PAGE_POLICY.format(hashes=""),
        "X-Frame-Options": "DENY",
    }


class SecurityHeaders:
    """ASGI middleware. A header that the answer has already is left as it is.

    ``index`` is Streamlit's page, whose inline scripts are allowed by hash. ``hsts``: also tell
    browsers to use https only, for a year. ``embedders``: who may show the plain pages in a frame,
    as ``frame_ancestors`` says it; all other pages nobody may.
    """

    def __init__(self, app: ASGIApp, index: str, hsts: bool, embedders: str = NOBODY) -> None:
        self._app = app
        self._page_policy = _PAGE_POLICY.format(
            hashes="".join(f" {h}" for h in script_hashes(index))
        )
        self._always = _ALWAYS | (_HSTS if hsts else {})
        self._embedders = embedders

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to an http answer; websockets pass as they are."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = path_of(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._add(headers, path)
                if message["status"] != _NOT_MODIFIED:
                    # What says nothing of caches, such as a file for staff, is kept by none.
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, headers: MutableHeaders, path: str) -> None:
        own = _FRAME_POLICY if path.startswith(_COMPONENT) else self._page_policy
        policy = headers.setdefault("Content-Security-Policy", own)
        if self._embedders != NOBODY and _is_in(path, "/plain"):
            policy = policy.replace(NOBODY, self._embedders)
            headers["Content-Security-Policy"] = policy
        if NOBODY in policy:
            headers.setdefault("X-Frame-Options", "DENY")
        is_open = any(_is_in(path, part) for part in _OPEN)
        headers.setdefault(
            "Cross-Origin-Resource-Policy", "cross-origin" if is_open else "same-origin"
        )
        for name, value in self._always.items():
            headers.setdefault(name, value)


def _is_in(path: str, part: str) -> bool:
    return path == part or path.startswith(f"{part}/")
