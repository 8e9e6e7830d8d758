"""The plain page that explains the API to people who write programs, with commands to try."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import settings
from data.api import ROOT, VERSION
from data.api_query import MOST_PER_PAGE
from data.open_licence import ATTRIBUTION, LICENCE_NAME, LICENCE_URL, terms
from data.open_referral_ids import NAMESPACE, made
from data.open_referral_taxonomies import HOURS, PROMISE, SURE, term_id
from data.records import Tier
from pages.menu import address
from pages.plain.frame import page
from pages.plain.shared import Says, shared


async def _api(request: Request) -> Response:
    own = settings.current().public_url
    site = own or str(request.base_url)
    make = partial(_html, f"{site.rstrip('/')}{ROOT}")
    # The address that somebody came to, which they can make up, is for nobody else to read.
    return await shared(request, make, Says.ALWAYS, asked="" if own else None)


def _html(api: str) -> str:
    haven = term_id(PROMISE, Tier.DECLARED_HAVEN.value)
    return page(
        "plain_api.html",
        full=address("about"),
        version=VERSION,
        tries=_tries(api, haven),
        document=f"{ROOT}/openapi.json",
        most=MOST_PER_PAGE,
        hours=[(code.value, words) for code, words in SURE.items()],
        terms_of_hours=f"{ROOT}/taxonomy_terms?taxonomy_id={made('taxonomy', HOURS)}",
        namespace=NAMESPACE,
        licence=(LICENCE_NAME, LICENCE_URL),
        terms=terms(),
        credit=ATTRIBUTION,
    )


def _tries(api: str, haven: str) -> list[tuple[str, str]]:
    return [
        ("What this is", f"curl {api}"),
        ("The first page of all places and helplines", f"curl {api}/services"),
        ("All of each one, with hours", f"curl '{api}/services?full=true&per_page=100&page=2'"),
        ("Words to look for", f"curl '{api}/services?search=library+camden'"),
        ("Only declared safe havens", f"curl '{api}/services?taxonomy_term_id={haven}'"),
        (
            "Hours on Fridays that run to the end of the day",
            f"curl '{api}/services?day=FR&start_time=12:00&end_time=23:59'",
        ),
        (
            "Within 2 km of a postcode, nearest first",
            f"curl -H 'Content-Type: application/json' "
            f'-d \'{{"postcode": "SE1 2AA", "proximity": 2000}}\' {api}/service_at_locations',
        ),
        (
            "Only if it changed",
            f"curl --etag-save tag --etag-compare tag -o services.json {api}/services",
        ),
    ]


routes = [Route("/plain/api", _api)]
