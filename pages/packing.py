"""Packs (gzip) what is made afresh for each who asks, in a tenth of the time of zlib.

It takes a tenth more bytes. Files that stay the same are packed once, as small as it goes:
``pages/packed.py``.
"""

from __future__ import annotations

from isal import igzip
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

SMALL = 1_000
"""Bytes below which packing gains nothing."""
_LEVEL = 2


def packed(body: bytes) -> bytes:
    """Pack a body. The same body gives the same bytes."""
    return igzip.compress(body, _LEVEL, mtime=0)


class PackedPage(HTMLResponse):
    """A page that packs itself for who can unpack it, so that no middleware has to."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, packed where the browser says that it takes gzip."""
        self.headers.add_vary_header("Accept-Encoding")
        takes = Headers(scope=scope).get("accept-encoding", "")
        if "gzip" in takes and len(self.body) >= SMALL:
            self.body = packed(bytes(self.body))
            self.headers["Content-Encoding"] = "gzip"
            self.headers["Content-Length"] = str(len(self.body))
        await super().__call__(scope, receive, send)
