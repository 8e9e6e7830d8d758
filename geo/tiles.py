"""Street tiles through our own origin, so that nobody else learns where a visitor looks."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
from typing import Final

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data.settings import Settings
from geo.tile_cache import KeptTile, TileCache
from geo.tile_source import TileSource, TileUnavailableError

logger = logging.getLogger(__name__)

MIN_ZOOM: Final = 9
MAX_ZOOM: Final = 18
# Greater London with a margin of about 10 km, so that the map's edge is not blank (WGS84 degrees).
SOUTH, WEST, NORTH, EAST = 51.19, -0.66, 51.79, 0.48

_PROJECT = "SomewhereSafe/1.0 (London safe places for young people; server-side tile cache{})"


def covers(z: int, x: int, y: int) -> bool:
    """Whether a tile (Web Mercator, y from the north) shows some of London or its margin."""
    if not MIN_ZOOM <= z <= MAX_ZOOM:
        return False
    return _column(WEST, z) <= x <= _column(EAST, z) and _row(NORTH, z) <= y <= _row(SOUTH, z)


class StreetTiles:
    """Answers ``/tiles/{z}/{x}/{y}.png`` from disk, else from the provider.

    200: the tile. 204: none just now, not to be kept (an image element treats it as a failed
    load, without an error in the console). 404: never, because it is outside London, not a tile,
    or street tiles are off.
    """

    def __init__(self, settings: Settings, source: TileSource | None = None) -> None:
        contact = f"; {settings.contact}" if settings.contact else ""
        style = hashlib.sha256(settings.tiles_url.encode()).hexdigest()[:12]
        self._on = settings.tiles_on
        self._style = style
        self._cache = TileCache(settings.cache_dir / "tiles", settings.tiles_cache_mb * 1_000_000)
        self._source = source or TileSource(settings.tiles_url, _PROJECT.format(contact))
        self._under_way: dict[str, asyncio.Task[KeptTile | None]] = {}

    def route(self) -> Route:
        """Return the route to serve, for GET and HEAD."""
        return Route("/tiles/{z}/{x}/{y}.png", self.answer, name="tiles")

    async def close(self) -> None:
        """Close the connections to the provider."""
        await self._source.close()

    async def answer(self, request: Request) -> Response:
        """Answer one request. It is never logged: it says where somebody is looking."""
        numbers = [_number(request.path_params[part]) for part in ("z", "x", "y")]
        z, x, y = (-1 if number is None else number for number in numbers)
        if not self._on or not covers(z, x, y):
            return Response(status_code=404, headers={"Cache-Control": "public, max-age=3600"})
        tile = await self._tile(z, x, y)
        if tile is None:
            return Response(status_code=204, headers={"Cache-Control": "no-store"})
        keep = max(int(tile.fresh_for), 3600)
        headers = {"Cache-Control": f"public, max-age={keep}"}
        return Response(tile.image, media_type="image/png", headers=headers)

    async def _tile(self, z: int, x: int, y: int) -> KeptTile | None:
        name = f"{self._style}/{z}/{x}/{y}.png"
        kept = await to_thread.run_sync(self._cache.get, name)
        if kept is not None and kept.fresh_for > 0:
            return kept
        task = self._under_way.get(name)
        if task is None:
            task = asyncio.create_task(self._renew(name, (z, x, y)))
            self._under_way[name] = task
            task.add_done_callback(lambda _: self._under_way.pop(name, None))
        # A visitor who leaves must not take the tile away from those who wait for the same one.
        return await asyncio.shield(task) or kept

    async def _renew(self, name: str, numbers: tuple[int, int, int]) -> KeptTile | None:
        try:
            fetched = await self._source.fetch(*numbers)
        except TileUnavailableError:
            return None
        try:
            await to_thread.run_sync(self._cache.put, name, fetched.image, fetched.keep_for)
        except OSError as error:
            logger.warning("A street tile can't be kept on disk: %s.", error.strerror)
        return KeptTile(fetched.image, fetched.keep_for)


def _number(text: str) -> int | None:
    """Read a plain whole number; a second spelling (``+1``, ``01``) would be a second file."""
    return int(text) if text.isascii() and text.isdigit() and str(int(text[:9])) == text else None


def _column(lon: float, z: int) -> int:
    return math.floor((lon + 180) / 360 * (1 << z))


def _row(lat: float, z: int) -> int:
    return math.floor((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * (1 << z))
