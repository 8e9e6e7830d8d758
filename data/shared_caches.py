"""What caches between us and a visitor may keep, and for how long, in the words of HTTP.

Nobody's own answer is ever kept. What is the same for everybody may be: for as long as no change is
late by it, and when no server of ours answers, for as long as nothing that it says turns wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from math import floor
from types import MappingProxyType

from starlette.responses import Response

NOWHERE: Mapping[str, str] = MappingProxyType({"Cache-Control": "no-store"})
FRESH_SECONDS = 1
"""How long a shared cache answers without asking: with the second until a server has seen a change,
and the second that caches round up to, it is public within five."""
MARGIN_SECONDS = 2
"""For the way to a cache, and because caches count whole seconds."""
WHILE_DOWN_SECONDS = 600
"""How long it may answer with places and states when we don't: a place that was hidden as unsafe,
where a cache could not hear of it, must not stay longer."""
FILES_WHILE_DOWN_SECONDS = 3_600
"""The same for files and the API: programs keep a copy anyway, for minutes."""
WORDS_WHILE_DOWN_SECONDS = 86_400
"""The same for what names no place and no state."""


def until(
    true_until: datetime, now: datetime, while_down: int, clients: int = 0
) -> Mapping[str, str]:
    """Give the headers of an answer that is the same for everybody and right until a moment.

    A shared cache may go on with it for ``while_down`` seconds at most when we don't answer; who
    asked may keep it for ``clients`` seconds, and must ask after that.

    ``s-maxage`` alone would forbid a cache that follows RFC 9111 to use what it has when we are
    away, so those of a CDN are told in the words of RFC 9213 too, which come before the others.
    """
    left = floor((true_until - now).total_seconds()) - MARGIN_SECONDS
    if left <= 0:
        return {"Cache-Control": "no-cache"}
    fresh = min(FRESH_SECONDS, left)
    down = f"stale-if-error={min(while_down, left) - fresh}"
    return {
        "Cache-Control": f"public, max-age={min(clients, left)}, s-maxage={fresh}, {down}",
        "CDN-Cache-Control": f"max-age={fresh}, {down}",
    }


def while_up() -> Mapping[str, str]:
    """Give those of a page that is the same for everybody, and of no use when we don't answer."""
    return {
        "Cache-Control": f"public, max-age=0, s-maxage={FRESH_SECONDS}",
        "CDN-Cache-Control": f"max-age={FRESH_SECONDS}",
    }


def tag_of(body: bytes) -> str:
    """Name a body. The tag is weak, because the same body may be sent packed."""
    return f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'


def is_known(tag: str, request: Mapping[str, str]) -> bool:
    """Say whether a client has what a tag names (``request`` are its headers), weak or not."""
    asked = request.get("if-none-match", "")
    known = {one.strip().removeprefix("W/") for one in asked.split(",")}
    return "*" in known or tag.removeprefix("W/") in known


def not_modified(headers: Mapping[str, str]) -> Response:
    """Answer that a client has it; with the headers that the whole answer would have.

    What packs answers names what they vary by, and has nothing to pack here.
    """
    return Response(status_code=304, headers={**headers, "Vary": "Accept-Encoding"})
