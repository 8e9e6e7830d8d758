"""Plain pages that are the same for everybody: made once for all, and what caches may do with them.

A page is made again when what is public changes, and when something that it says may turn wrong.
"""

from __future__ import annotations

import asyncio
import gzip
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from data import clock, settings, shared_caches
from data.live import current, live
from data.settings import Settings
from data.shared_caches import is_known, not_modified, tag_of
from data.stays_true import true_until
from pages.plain.frame import answer, headers_of

MOST_KEPT = 300
_MINUTE = timedelta(minutes=1)
_NO_MORE: Mapping[str, str] = MappingProxyType({})


class Says(Enum):
    """What a page speaks of, and so what makes it wrong by itself."""

    NOW = "what is open now"
    MINUTE = "what is open now, with the time on the clock"
    TODAY = "what is public today"
    ALWAYS = "nothing that changes without us"


@dataclass(frozen=True)
class _Made:
    """A page. ``right_until`` is for caches, ``ends`` for us: then it is made again."""

    packed: bytes
    tag: str
    version: str
    config: Settings
    begins: datetime
    ends: datetime
    right_until: datetime

    def holds(self, version: str, config: Settings, now: datetime) -> bool:
        same = self.version == version and self.config == config
        return same and self.begins <= now < self.ends


class Keep:
    """The pages that were made, by address: those asked for last."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, _Made] = OrderedDict()
        self._making: dict[str, asyncio.Event] = {}

    def clear(self) -> None:
        """Forget all."""
        self._pages.clear()

    async def page(self, key: str, make: Callable[[], str], says: Says) -> _Made:
        """Give a page; ``make`` draws it where there is none that holds."""
        kept = self._pages.get(key)
        if kept and kept.holds(current().version, _config(), clock.now()):
            self._pages.move_to_end(key)
            return kept
        if making := self._making.get(key):
            await making.wait()
            newer = self._pages.get(key)
            # What was drawn while we waited is as new as what we would draw.
            return newer if newer and newer is not kept else await self.page(key, make, says)
        made = self._making[key] = asyncio.Event()
        try:
            page = await run_in_threadpool(_made, make, says)
            self._pages.pop(key, None)
            self._pages[key] = page
            while len(self._pages) > MOST_KEPT:
                self._pages.popitem(last=False)
            return page
        finally:
            del self._making[key]
            made.set()


keep = Keep()


async def shared(
    request: Request,
    make: Callable[[], str],
    says: Says = Says.NOW,
    *,
    asked: str | None = "",
    more: Mapping[str, str] = _NO_MORE,
    anew: bool = False,
) -> Response:
    """Answer with what ``make`` draws: the same for everybody who asks for it.

    ``asked`` is all of the query that the page reads, written in the one way that counts; None
    where it holds anything but our own words. Only an address with just that query may be kept by
    caches: in any other may stand what somebody typed. ``more`` are headers of its own. ``anew``:
    draw it each time, because more than the public records is in it.
    """
    if asked is None:
        response: Response = answer(await run_in_threadpool(make))
        response.headers.update(more)
        return response
    if anew:
        page = await run_in_threadpool(_made, make, says)
    else:
        page = await keep.page(f"{request.url.path}?{asked}", make, says)
    headers = {**headers_of(), **more, "Vary": "Accept-Encoding"}
    if request.url.query == asked:
        headers |= {**_how_long(page, says), "ETag": page.tag}
        if is_known(page.tag, request.headers):
            return not_modified(headers)
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(page.packed), 200, headers, "text/html")
    headers["Content-Encoding"] = "gzip"
    return Response(page.packed, 200, headers, "text/html")


def _config() -> Settings:
    """Give the settings, but for a fixed time: that is looked at as what it is, the time."""
    config = settings.current()
    return config if config.now is None else replace(config, now=None)


def _how_long(page: _Made, says: Says) -> Mapping[str, str]:
    names_places = says in (Says.NOW, Says.MINUTE)
    while_down = (
        shared_caches.WHILE_DOWN_SECONDS if names_places else shared_caches.WORDS_WHILE_DOWN_SECONDS
    )
    return shared_caches.until(page.right_until, clock.now(), while_down)


def _made(make: Callable[[], str], says: Says) -> _Made:
    # All this before it is drawn: what changes meanwhile makes it end early, never late.
    directory, config, now = current(), _config(), clock.now()
    right_until = now + timedelta(days=2)
    if says is not Says.ALWAYS:
        right_until = min(live().right_until(now), right_until)
    if says in (Says.NOW, Says.MINUTE):
        right_until = min(true_until(directory, now), right_until)
    ends = right_until
    if says is Says.MINUTE:
        ends = min(ends, now.replace(second=0, microsecond=0) + _MINUTE)
    html = make().encode()
    return _Made(
        packed=gzip.compress(html, 9, mtime=0),
        tag=tag_of(html),
        version=directory.version,
        config=config,
        begins=now,
        ends=ends,
        right_until=right_until,
    )
