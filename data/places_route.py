"""The route of the map's file of places: named after its content, so kept for good."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from data.live import current, live
from data.load import SeedError

GEOJSON = "application/geo+json"


def places_url(version: str) -> str:
    """Give the address of the file with a version."""
    return f"/data/places-{version}.geojson"


FOR_GOOD = "public, max-age=31536000, immutable"
_SHARED = "s-maxage=300"


def for_good(body: bytes, cache: str = FOR_GOOD) -> Response:
    """Answer with GeoJSON that never changes under its address."""
    return Response(body, media_type=GEOJSON, headers={"Cache-Control": cache})


def _places(request: Request) -> Response:
    """Answer with this version; lead an older or newer one to what is public now.

    Staff who preview a moment get its file, which no cache may keep.
    """
    version = request.path_params["version"]
    try:
        file = current().map_file
    except SeedError as error:
        raise HTTPException(503, "The places can't be read right now.") from error
    if version != file.version and (preview := live().previewed_file(version)):
        return Response(preview.body, media_type=GEOJSON, headers={"Cache-Control": "no-store"})
    if version != file.version:
        return RedirectResponse(
            places_url(file.version), 307, headers={"Cache-Control": "no-store"}
        )
    # A place that was hidden as unsafe must not stay for a year in a cache that all ask.
    return for_good(file.body, f"{FOR_GOOD}, {_SHARED}")


routes = [Route("/data/places-{version:str}.geojson", _places)]
