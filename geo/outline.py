"""The route of London's outline: boroughs and river, fetched once by the map."""

from __future__ import annotations

import hashlib

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.places_route import for_good
from geo.boroughs import outline

OUTLINE_URL = f"/data/outline-{hashlib.sha256(outline()).hexdigest()[:16]}.geojson"


async def _outline(_request: Request) -> Response:
    return for_good(outline())


routes = [Route(OUTLINE_URL, _outline)]
