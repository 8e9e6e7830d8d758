"""The list of a borough for the page of a school or a council, in a frame there.

It asks for nothing: it has no field, no script but the exit, keeps nothing, and loads nothing from
others. So any site may show it, where all else of ours is in no frame.
"""

from __future__ import annotations

from functools import partial
from html import escape

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import clock, settings
from data.borough_summary import in_words, slug_of, summary
from data.live import current
from data.records import Status
from data.words import clock_words, date_words
from geo.boroughs import NAMES, named
from pages.headers import NOBODY
from pages.parts.borough_parts import NO_PLACE, Row, row_of
from pages.plain.frame import fitting, page, plain_address, policy
from pages.plain.guides import UNKNOWN_BOROUGH
from pages.plain.shared import Says, shared

ROOT = "/plain/embed"
AT_ONCE = 40
NONE_OPEN = "We know no place here that is listed as open now."
HEIGHT = 600
"""Of the frame, in pixels: without a script on that page nobody can fit it to the list."""


def address(borough: str, *, only_open: bool = False) -> str:
    """Give the address of the list of a borough."""
    return f"{ROOT}?borough={slug_of(borough)}{'&open=now' if only_open else ''}"


def snippet(site: str, borough: str, *, only_open: bool = False) -> str:
    """Write the HTML that shows the list on another site's page."""
    url = escape(f"{site}{address(borough, only_open=only_open)}")
    title = escape(f"Places to go in {in_words(borough)}")
    return (
        f'<iframe src="{url}" title="{title}" width="100%" height="{HEIGHT}" loading="lazy" '
        'referrerpolicy="no-referrer"></iframe>'
    )


async def _embed(request: Request) -> Response:
    asked = request.query_params
    borough = named(asked.get("borough", ""))
    more = {
        "Content-Security-Policy": _policy(),
        # A page that lets in only what agrees to it may show this too.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Robots-Tag": "noindex",
    }
    if borough is None:
        said = UNKNOWN_BOROUGH if asked.get("borough") else ""
        known = None if said else ""
        return await shared(request, partial(_choice, said), Says.ALWAYS, asked=known, more=more)
    only_open = asked.get("open") == "now"
    make = partial(_list, borough, only_open=only_open)
    known = address(borough, only_open=only_open).partition("?")[2]
    return await shared(request, make, Says.MINUTE, asked=known, more=more)


def _choice(said: str) -> str:
    names = [(address(name), name) for name in NAMES]
    return page("plain_embed.html", active="borough", borough="", names=names, said=said)


def _list(borough: str, *, only_open: bool) -> str:
    directory, now = current(), clock.now()
    running = [
        row_of(directory, place, now)
        for place in summary(directory, borough, now).places
        if place.status is not Status.PROPOSED
    ]
    rows = [row for row in running if row.now.may_be_open] if only_open else running

    def make(count: int) -> str:
        return _html(borough, rows[:count], len(rows) - count, only_open=only_open)

    return fitting(make, AT_ONCE)


def _html(borough: str, rows: list[Row], more: int, *, only_open: bool) -> str:
    now = clock.now()
    return page(
        "plain_embed.html",
        active="borough",
        borough=borough,
        name=in_words(borough),
        all=plain_address("borough", borough),
        at=f"at {clock_words(now)} on {date_words(now.date().isoformat())}",
        only_open=only_open,
        rows=rows,
        more=max(more, 0),
        nothing=NONE_OPEN if only_open else NO_PLACE.split(". ", maxsplit=1)[0] + ".",
    )


def _policy() -> str:
    """Give the policy of plain pages, but for who may show it and that it sends nothing."""
    who = settings.current().embed_ancestors
    allowed = f"frame-ancestors {' '.join(who)}" if who else NOBODY
    kept = policy().replace(NOBODY, allowed).replace("form-action 'self'", "form-action 'none'")
    return kept.replace("connect-src 'self'; worker-src 'self'; manifest-src 'self'; ", "")


routes = [Route(ROOT, _embed)]
