"""The plain page that says how near an open place is, for the children of each borough."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import clock
from data.hours_clock import LONDON
from data.live import current
from data.week import Week
from geo.boroughs import NAMES
from geo.cover_summary import TIMES, CoverSummary, summary_of
from geo.hour_spans import Span
from pages.plain.frame import page, plain_address
from pages.plain.shared import Says, shared

_SHOWN = Span("the hours of the table", tuple(TIMES.values()))


async def _coverage(request: Request) -> Response:
    return await shared(request, _html, Says.TODAY)


def _html() -> str:
    today = clock.now().astimezone(LONDON).date()
    found = summary_of(current(), Week.ordinary(today))
    return page(
        "plain_coverage.html",
        active="about",
        times=list(TIMES),
        rows=[
            _row(found, "All of London", None),
            *(_row(found, name, plain_address("borough", name), name) for name in NAMES),
        ],
        counted_on=f"{today.day} {today:%B %Y}",
        monday=f"{found.week.monday.day} {found.week.monday:%B %Y}",
    )


def _row(
    found: CoverSummary, title: str, href: str | None, borough: str | None = None
) -> tuple[str, str | None, list[str], str]:
    unknown, places = found.not_known(_SHOWN, borough)
    shares = [found.share(hour, borough).words for hour in TIMES.values()]
    return title, href, shares, f"{unknown} of {places}"


routes = [Route("/plain/coverage", _coverage)]
