"""The routes of the files for others below ``/data``: made once, then answered from memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import changes_feed, clock, settings
from data.live import live
from data.load import SeedError
from data.open_files import OpenFile, open_files
from data.open_licence import LICENCE_URL

ROOT = "/data"
CACHE = "public, max-age=300, stale-if-error=86400"
"""A place that turned out to be unsafe must be gone from copies soon: so, for minutes only."""
VERSION = "Havens-Data-Version"
_EXPOSED = f"ETag, Last-Modified, Link, Content-Disposition, {VERSION}"


@dataclass(frozen=True)
class OpenData:
    """What was public at one moment, as files."""

    version: str
    updated: datetime | None
    files: Mapping[str, OpenFile]


class Making:
    """Makes the files anew where what is public has changed, and keeps the newest."""

    def __init__(self) -> None:
        self._newest: OpenData | None = None
        self._made_of: tuple[object, ...] | None = None
        self._making = threading.Lock()

    def newest(self) -> OpenData:
        """Give the files of what is public now. Raises SeedError."""
        with self._making:
            directory = live().directory()
            # The feed also changes with a decision that was undone since, and with the day.
            about_feed = live().following().version, clock.shared().date()
            made_of = directory.version, settings.current(), *about_feed
            if self._newest is None or made_of != self._made_of:
                updated = live().since()
                files = open_files(directory, updated, live().changes())
                self._newest = OpenData(directory.version, updated, files)
                self._made_of = made_of
            return self._newest


data = Making()
# Threads of their own: where all wait for new files, the pages for people must not.
THREADS = CapacityLimiter(4)


def answer(file: OpenFile, request: Headers, version: str) -> Response:
    """Answer with a file, or with 304 where the client has it already."""
    packed = "gzip" in request.get("accept-encoding", "")
    # What is packed has other bytes, so it needs another tag.
    tag = f'"{file.tag}-gzip"' if packed else f'"{file.tag}"'
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": _EXPOSED,
        "Cache-Control": CACHE,
        "ETag": tag,
        "Link": ", ".join(_links(file)),
        "Vary": "Accept-Encoding",
        VERSION: version,
    }
    if file.name != changes_feed.NAME:
        # A feed is read where it is, all others are saved.
        headers["Content-Disposition"] = f'attachment; filename="{saved_as(file.name)}"'
    if file.changed and (shown := _full_second(file.changed)) <= clock.real():
        headers["Last-Modified"] = format_datetime(shown, usegmt=True)
    if _has_it(request, tag, file.changed):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = file.packed if packed else file.body
    # Not as media_type: Starlette would add a character set.
    return Response(body, headers=headers | {"Content-Type": file.media_type})


def _full_second(at: datetime) -> datetime:
    """Give the first full second that is not before a moment.

    A date is only told once that second has come. Else somebody who asked between two changes of
    one second would have the date of both, and never hear that the second took a place away.
    """
    whole = at.astimezone(UTC).replace(microsecond=0)
    return whole if whole == at else whole + timedelta(seconds=1)


def saved_as(name: str) -> str:
    """Give the name under which a browser keeps a file."""
    return f"somewhere-safe-{name}"


async def _file(request: Request) -> Response:
    try:
        newest = await to_thread.run_sync(data.newest, limiter=THREADS)
    except SeedError as error:
        raise HTTPException(503, "The records can't be read right now.") from error
    file = newest.files[request.url.path.removeprefix(f"{ROOT}/")]
    return answer(file, request.headers, newest.version)


def _links(file: OpenFile) -> list[str]:
    links = [f'<{LICENCE_URL}>; rel="license"']
    if file.described_by:
        described = f'<{file.described_by}>; rel="describedby"; type="application/csvm+json"'
        links.append(described)
    return links


def _has_it(request: Headers, tag: str, updated: datetime | None) -> bool:
    """Say whether the client's copy is this one; its tag counts more than its date."""
    if tags := request.get("if-none-match"):
        known = {one.strip().removeprefix("W/") for one in tags.split(",")}
        return "*" in known or tag in known
    if not updated or not (since := request.get("if-modified-since")):
        return False
    try:
        return parsedate_to_datetime(since) >= updated
    except (ValueError, TypeError):
        return False


NAMES = (
    "places.geojson",
    "places.parquet",
    changes_feed.NAME,
    *(
        f"{table}.csv{rest}"
        for table in ("places", "services", "channels", "schemes", "boroughs")
        for rest in ("", "-metadata.json")
    ),
)
routes = [Route(f"{ROOT}/{name}", _file) for name in NAMES]
