"""Keep on this phone: the page that offers it, the page that is kept, its list, its worker."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from data import clock
from data.hours_clock import LONDON
from data.kept_copy import Tables, council, made_at, places, what_open_means
from data.kept_helplines import helplines
from data.kept_times import MOST_DAYS
from data.live import live
from data.settings import Settings
from data.settings import current as settings
from geo.assets import asset_url
from geo.boroughs import NAMES
from geo.distance import STREETS_ARE_LONGER, WALKING_METRES_PER_MINUTE
from geo.kept_districts import areas, districts, packed
from geo.where import HELP, HELP_WORDS
from pages.parts.place_card import MARK
from pages.plain.frame import answer, page
from pages.plain.kept_files import DATA, KEEP, MANIFEST, PAGE, WORKER, kept_page, version, worker
from pages.plain.shared import Says, shared
from pages.shell import TITLE

_making = Lock()


async def _keep(request: Request) -> Response:
    return await shared(request, _keep_html, Says.ALWAYS)


def _keep_html() -> str:
    return page(
        "plain_keep.html",
        own_scripts=("keep.js",),
        manifest=MANIFEST,
        kept=PAGE,
        days=MOST_DAYS,
    )


async def _kept(_request: Request) -> Response:
    found = answer(await run_in_threadpool(kept_page))
    # Nothing of it stays in the browser by itself: only what somebody asked to be kept.
    found.headers["Cache-Control"] = "no-store"
    found.headers["Kept-Version"] = version()
    found.headers["X-Robots-Tag"] = "noindex"
    return found


async def _data(_request: Request) -> Response:
    body = await run_in_threadpool(copy_now)
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _worker(_request: Request) -> Response:
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"}
    body = await run_in_threadpool(worker)
    return Response(body, media_type="text/javascript", headers=headers)


async def _manifest(_request: Request) -> Response:
    """Name the page for whoever puts it on a home screen: neutral, and in the browser's frame."""
    icon = {"src": asset_url("icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JSONResponse(
        {
            "name": TITLE,
            "short_name": TITLE,
            "lang": "en-GB",
            "start_url": PAGE,
            "scope": "/",
            # In a frame of its own there would be no way to see where one is, and browsers would
            # offer by themselves to put it on the phone.
            "display": "browser",
            "icons": [icon],
        },
        media_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )


def copy_now() -> bytes:
    """Give the copy as of now."""
    records, now = live(), clock.shared()
    day = now.astimezone(LONDON).date()
    with _making:
        rest = _rest(records.revision, records.directory().version, day, settings())
    return _json(made_at(now))[:-1] + b"," + rest[1:]


@lru_cache(maxsize=2)
def _rest(_revision: int, _version: str, _day: date, _config: Settings) -> bytes:
    """Make all but the moment of the copy: the same until a record changes or the day ends."""
    directory = live().directory()
    now = clock.shared()
    coming = live().coming(now + timedelta(days=MOST_DAYS + 1))
    tables = Tables.of(now)
    rows = {
        "places": places(directory, tables, coming),
        "services": helplines(directory, tables, coming),
        "councils": [council(name, directory.contacts.get(name), now, tables) for name in NAMES],
    }
    return _json(
        what_open_means()
        | rows
        | tables.as_json()
        | {
            "marks": [MARK[state][1] for state in sorted(MARK)],
            "minutes_a_metre": STREETS_ARE_LONGER / WALKING_METRES_PER_MINUTE,
            "help": HELP,
            "help_words": sorted(HELP_WORDS),
            "districts": packed(districts()),
            "areas": packed(areas()),
        }
    )


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


routes = [
    Route(KEEP, _keep),
    Route(PAGE, _kept),
    Route(DATA, _data),
    Route(WORKER, _worker),
    Route(MANIFEST, _manifest),
]
