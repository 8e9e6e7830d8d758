"""The routes of the noticeboard sheet of each borough: a page to print, and a PDF."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from data import clock, settings
from data.borough_summary import slug_of, summary
from data.hours_clock import LONDON
from data.live import current, live
from data.poster import (
    ATTRIBUTION,
    CHECK_FIRST,
    MOST_PLACES,
    NO_PLACE,
    Poster,
    PosterPlace,
    places_on,
    poster,
)
from data.shared_caches import NOWHERE, WHILE_DOWN_SECONDS, is_known, not_modified, tag_of, until
from geo.assets import asset_url
from geo.borough_map import borough_map, marks_of
from geo.boroughs import NAMES, named
from pages.parts.templating import render
from pages.poster_pdf import poster_pdf, qr_svg, shown_url
from pages.shell import template

BOROUGHS = {slug_of(name): name for name in NAMES}
MAP_MILLIMETRES = (62.0, 70.0)
_ROOM = 196.0
"""Millimetres that the places may take on the print view, so that it stays on one side."""
_LINE, _GAP, _LETTERS, _SMALL_LETTERS = 3.4, 1.7, 70, 82
_ROOMY = 6
"""With no more places than this the print view uses large type."""
_HOST = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9.-]{0,98}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?", re.IGNORECASE
)
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {"Content-Security-Policy": _POLICY}
_KEPT = 66
_one_at_a_time = anyio.Lock()


@dataclass(frozen=True)
class _Sheet:
    poster: Poster
    map_svg: str
    url: str


async def _print_view(request: Request) -> Response:
    if elsewhere := _spelt_otherwise(request.path_params["slug"]):
        return RedirectResponse(f"/poster/{elsewhere}", 308, NOWHERE)
    borough, site = _asked(request)
    if borough is None or site is None:
        return _unknown()
    how_long = _how_long(request)
    sheet = await run_in_threadpool(_sheet, borough, site, _noon())
    return _answer(request, _html(sheet).encode(), "text/html", how_long)


async def _pdf(request: Request) -> Response:
    borough, site = _asked(request)
    if borough is None or site is None:
        return _unknown()
    how_long, today = _how_long(request), _noon()
    # The first look takes the request's empty body away, so that the second sees who hung up.
    await request.is_disconnected()
    async with _one_at_a_time:
        if await request.is_disconnected():
            return Response(status_code=204)
        made = await run_in_threadpool(_pdf_of, borough, site, current().version, today)
    name = f"places-{slug_of(borough)}-{today:%Y-%m-%d}.pdf"
    more = {**how_long, "Content-Disposition": f'inline; filename="{name}"'}
    return _answer(request, made, "application/pdf", more)


def _answer(request: Request, body: bytes, media_type: str, more: Mapping[str, str]) -> Response:
    headers = {**_HEADERS, **more, "ETag": tag_of(body)}
    if is_known(headers["ETag"], request.headers):
        return not_modified(headers)
    return Response(body, headers=headers, media_type=media_type)


def _how_long(request: Request) -> Mapping[str, str]:
    """Let caches keep a sheet, unless the site's address in it is what somebody came to or made up.

    To be asked before the sheet is drawn, which may be too late for what it says.
    """
    if not settings.current().public_url or request.url.query:
        return {"Cache-Control": "private, no-cache"}
    now = clock.shared()
    return until(live().right_until(now), now, WHILE_DOWN_SECONDS)


def _spelt_otherwise(slug: str) -> str | None:
    """Give the address of a borough that is not written as it should be, None for all else."""
    borough = named(slug)
    return slug_of(borough) if borough and slug not in BOROUGHS else None


def _fitting(places: Sequence[PosterPlace]) -> int:
    """Count the places that surely fit on one side, by how many lines their words may take."""
    left = _ROOM
    for count, place in enumerate(places):
        lines = sum(-(-len(t) // _LETTERS) for t in (f"{place.name} {place.kind}", place.address))
        lines += sum(-(-len(t) // _SMALL_LETTERS) for t in (place.hours, place.alert))
        left -= lines * _LINE + _GAP
        if left < 0:
            return count
    return len(places)


def _asked(request: Request) -> tuple[str | None, str | None]:
    """Give the borough asked for and the site's address; None for what is none."""
    borough = BOROUGHS.get(request.path_params["slug"])
    if site := settings.current().public_url:
        return borough, site
    host = request.headers.get("host", "")
    return borough, f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else None


def _sheet(borough: str, site: str, now: datetime) -> _Sheet:
    about = summary(current(), borough, now)
    return _Sheet(
        poster(about, now),
        borough_map(borough, marks_of(places_on(about)[:MOST_PLACES]), *MAP_MILLIMETRES),
        f"{site}/borough?{urlencode({'borough': borough})}",
    )


@lru_cache(maxsize=_KEPT)
def _pdf_of(borough: str, site: str, _version: str, today: datetime) -> bytes:
    sheet = _sheet(borough, site, today)
    return poster_pdf(sheet.poster, sheet.map_svg, sheet.url)


def _noon() -> datetime:
    """Give one moment of today: the sheet says what is true on a day, not at an hour."""
    return clock.now().astimezone(LONDON).replace(hour=12, minute=0, second=0, microsecond=0)


def _html(sheet: _Sheet) -> str:
    return render(
        "poster.html",
        poster=sheet.poster,
        shown=sheet.poster.places[: _fitting(sheet.poster.places[:MOST_PLACES])],
        roomy=len(sheet.poster.places) <= _ROOMY,
        slug=slug_of(sheet.poster.borough),
        exit_url=settings.current().exit_url,
        script=asset_url("poster.js"),
        exit_script=asset_url("exit.js"),
        check_first=CHECK_FIRST if sheet.poster.has_doubtful_hours else "",
        no_place=NO_PLACE,
        attribution=ATTRIBUTION,
        map_image=_image(sheet.map_svg),
        qr_image=_image(qr_svg(sheet.url)),
        url=sheet.url,
        shown_url=shown_url(sheet.url),
        style=asset_url("poster.css"),
        icon=asset_url("icon.svg"),
    )


def _image(svg: str) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


NO_SHEET = "We have no sheet of that name"
CHOOSE_BOROUGH = (
    'Choose a borough on <a href="/borough">the page of boroughs</a>. Its sheet is there.'
)


def _unknown() -> Response:
    page = template("plain_answer.html", title=NO_SHEET, words=CHOOSE_BOROUGH)
    return HTMLResponse(page, 404, NOWHERE)


routes = [
    Route("/poster/{slug:str}.pdf", _pdf),
    Route("/poster/{slug:str}", _print_view),
]
