"""The plain page of a borough: its places, schemes, whom to ring, and what we don't know."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from data import clock
from data.borough_summary import BoroughSummary, in_words, slug_of, summary
from data.hours_clock import LONDON
from data.live import current
from data.records import Place
from data.schema_org import places_data
from data.shared_caches import NOWHERE
from geo.boroughs import NAMES, named, neighbours
from pages.menu import address
from pages.parts.borough_parts import (
    NO_PLACE,
    Group,
    facts_html,
    groups,
    open_now_html,
    places_html,
    reportable,
)
from pages.parts.borough_ring import ring_html
from pages.plain.forms import Form, read
from pages.plain.frame import answer, fitting, page, plain_address, plain_links, with_data
from pages.plain.guides import UNKNOWN_BOROUGH, borough_asked
from pages.plain.shared import Says, shared

AT_ONCE = 30
"""Places on one page, if they fit."""
OPEN_AT_ONCE = 10
"""Places that may be open now, named first."""
MOST = 5_000
ROOT = "/plain/borough"


async def _all(request: Request) -> Response:
    if request.method == "POST":
        form = await read(request)
        return answer(await run_in_threadpool(_asked, form), typed=True)
    linked = request.query_params.get("borough", "")
    if borough := named(linked):
        return RedirectResponse(plain_address("borough", borough), 308, NOWHERE)
    if linked:
        return answer(await run_in_threadpool(_list, "", UNKNOWN_BOROUGH))
    return await shared(request, partial(_list, "", ""), Says.ALWAYS)


async def _one(request: Request) -> Response:
    slug = request.path_params["name"]
    borough = named(slug)
    if borough is None:
        raise HTTPException(404)
    if slug != slug_of(borough):
        return RedirectResponse(plain_address("borough", borough), 308, NOWHERE)
    start = Form({"from": (request.query_params.get("from", ""),)}).number("from", 0, MOST)
    make = partial(_borough, borough, start or 0, for_engines=True)
    return await shared(request, make, asked=None if start else "")


def _asked(form: Form) -> str:
    borough, said = borough_asked(form)
    return _borough(borough) if borough else _list(form.one("typed"), said)


def _list(typed: str, said: str) -> str:
    return page(
        "plain_boroughs.html", active="borough", names=_links(NAMES), typed=typed, said=said
    )


def _borough(borough: str, start: int = 0, *, for_engines: bool = False) -> str:
    directory, now = current(), clock.now()
    shown: list[Place] = []
    about = summary(directory, borough, now)
    total = len(about.places)
    start = start if start < total else 0
    ring = ring_html(about.contact, now)

    def make(count: int) -> str:
        end = start + count
        kinds = tuple(_slice(groups(about), start, end))
        shown[:] = [place for places, *_ in kinds for place in places]
        totals = [len(places) for places, *_ in groups(about)]
        drawn = [
            places_html(directory, *kind, now, total)
            for kind, total in zip(kinds, totals, strict=True)
        ]
        most = min(count, OPEN_AT_ONCE)
        return page(
            "plain_borough.html",
            active="borough",
            borough=borough,
            slug=about.slug,
            full=f"{address('borough')}?borough={about.slug}",
            start=start,
            open_now=""
            if start
            else plain_links(open_now_html(directory, about.places, now, most)),
            places=plain_links("".join(drawn)),
            nothing=NO_PLACE if not total else "",
            next=end if end < total else None,
            facts=plain_links(facts_html(about, ring)) if not start else "",
            neighbours=_links(neighbours(borough)),
            reportable=_reportable(about, kinds, facts=not start),
        )

    html = fitting(make, AT_ONCE)
    if not for_engines or not shown:
        return html
    name = f"Places to go in {in_words(borough)}"
    return with_data(html, places_data(name, shown, now.astimezone(LONDON).date()))


def _slice(kinds: tuple[Group, ...], start: int, end: int) -> Iterator[Group]:
    """Take the places from ``start`` to ``end`` as if all kinds were one list."""
    passed = 0
    for places, key, title, means in kinds:
        yield places[max(start - passed, 0) : max(end - passed, 0)], key, title, means
        passed += len(places)


def _reportable(
    about: BoroughSummary, kinds: tuple[Group, ...], *, facts: bool
) -> list[tuple[str, str]]:
    """Name what stands on one page and may be wrong."""
    drawn = {place.id for places, *_ in kinds for place in places}
    return [
        (f"{kind}:{key}", name)
        for (kind, key), name in reportable(about).items()
        if (key in drawn if kind == "place" else facts)
    ]


def _links(names: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(plain_address("borough", name), name) for name in names]


routes = [
    Route(ROOT, _all, methods=["GET", "POST"]),
    Route(f"{ROOT}/{{name:str}}", _one),
]
