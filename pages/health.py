"""Says whether the process is up, and whether it can answer visitors."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

logger = logging.getLogger(__name__)
KEPT_SECONDS = 1.0
_UNCACHED = {"Cache-Control": "no-store"}


def routes(
    checks: Mapping[str, Callable[[], object]], extras: Mapping[str, Callable[[], object]]
) -> list[Route]:
    """Return ``/healthz`` (the process is up) and ``/readyz`` (every check passes, else 503).

    A check fails by raising. The answer says which failed; why is only in the log. ``extras`` are
    told of too, but the public pages do without them, so that they never make it 503. What was
    found is said again for a second: nobody is turned away here, so asking often must cost little.
    """
    lock = asyncio.Lock()
    # A thread of its own: where all others are busy, this server must still be able to say so.
    alone = CapacityLimiter(1)
    found: dict[str, bool] = {}
    until = 0.0

    async def look() -> dict[str, bool]:
        nonlocal found, until
        async with lock:
            if time.monotonic() >= until:
                every = {**checks, **extras}
                found = {
                    name: await to_thread.run_sync(passes, name, every[name], limiter=alone)
                    for name in every
                }
                until = time.monotonic() + KEPT_SECONDS
            return found

    async def healthy(_request: Request) -> Response:
        return JSONResponse({"up": True}, headers=_UNCACHED)

    async def ready(_request: Request) -> Response:
        results = await look()
        status = 200 if all(results[name] for name in checks) else 503
        return JSONResponse(results, status_code=status, headers=_UNCACHED)

    return [Route("/healthz", healthy), Route("/readyz", ready)]


def passes(name: str, check: Callable[[], object]) -> bool:
    """Run one check; log why it fails."""
    try:
        check()
    except Exception as error:
        # No visitor has a part in a check, so that its own words may be read.
        logger.exception("Not ready: %s. %s", name, error)
        return False
    return True
