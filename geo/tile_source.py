"""Fetches street tiles from the provider: politely, briefly, and not at all while it fails."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx

logger = logging.getLogger(__name__)

WEEK = 7 * 24 * 3600.0
YEAR = 365 * 24 * 3600.0
PATIENCE = 2.0
REST = 60.0
AT_ONCE = 4
MOST_BYTES = 300_000
PNG = b"\x89PNG\r\n\x1a\n"

_MAX_AGE = re.compile(r"(?:^|[,\s])max-age=(\d{1,9})(?=$|[,\s])")


class TileUnavailableError(Exception):
    """The provider gives no tile just now."""


@dataclass(frozen=True, slots=True)
class FetchedTile:
    """A tile from the provider: its PNG bytes, and for how many seconds it may be kept."""

    image: bytes
    keep_for: float


class TileSource:
    """Tiles at ``url``, which holds ``{z}``, ``{x}`` and ``{y}``.

    At most four requests are under way at once. After a failure, or an answer that takes over two
    seconds, nothing is asked for a minute. The provider is told ``agent`` and the tile's numbers:
    nothing about a visitor.
    """

    def __init__(self, url: str, agent: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._agent = agent
        self._clock = clock
        self._resting_until = float("-inf")
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._client: httpx.AsyncClient | None = None

    async def fetch(self, z: int, x: int, y: int) -> FetchedTile:
        """Return one tile; raise ``TileUnavailableError`` within about four seconds otherwise."""
        self._check_rest()
        try:
            await asyncio.wait_for(self._turns.acquire(), PATIENCE)
        except TimeoutError:
            raise TileUnavailableError("too many tiles are being fetched") from None
        try:
            self._check_rest()
            async with asyncio.timeout(PATIENCE):
                return await self._ask(_fill(self._url, {"{z}": z, "{x}": x, "{y}": y}))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, _BadAnswerError) as error:
            self._rest(error)
            raise TileUnavailableError("the tile provider failed") from None
        finally:
            self._turns.release()

    async def close(self) -> None:
        """Close the connections to the provider."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _check_rest(self) -> None:
        if self._clock() < self._resting_until:
            raise TileUnavailableError("the tile provider failed less than a minute ago")

    def _rest(self, error: Exception) -> None:
        self._resting_until = self._clock() + REST
        # Neither the address nor the error's own words: they hold where a visitor is looking.
        why = str(error) if isinstance(error, _BadAnswerError) else type(error).__name__
        logger.warning("Street tiles are left alone for %.0f seconds: %s.", REST, why)

    async def _ask(self, url: str) -> FetchedTile:
        if self._client is None:
            headers = {"User-Agent": self._agent, "Accept": "image/png"}
            self._client = httpx.AsyncClient(headers=headers, timeout=PATIENCE)
        image = bytearray()
        async with self._client.stream("GET", url) as response:
            if response.status_code != httpx.codes.OK:
                raise _BadAnswerError(f"the provider answered {response.status_code}")
            async for piece in response.aiter_bytes():
                image += piece
                if len(image) > MOST_BYTES:
                    raise _BadAnswerError("the provider sent too much for a tile")
            # Cookies would tie one visitor's tiles to the next visitor's.
            self._client.cookies.clear()
        if not image.startswith(PNG):
            raise _BadAnswerError("the provider sent something that is not a PNG image")
        return FetchedTile(bytes(image), _keep_for(response.headers.get("cache-control", "")))


class _BadAnswerError(Exception):
    """The provider answered, but not with a tile."""


def _fill(url: str, numbers: dict[str, int]) -> str:
    for hole, number in numbers.items():
        url = url.replace(hole, str(number))
    return url


def _keep_for(cache_control: str) -> float:
    found = _MAX_AGE.search(cache_control.lower())
    return min(max(WEEK, float(found[1]) if found else 0.0), YEAR)
