"""Says whether the process is up, and whether it can answer visitors."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

logger = logging.getLogger(__name__)
_UNCACHED = {"Cache-Control": "no-store"}


def routes(
    checks: Mapping[str, Callable[[], object]], extras: Mapping[str, Callable[[], object]]
) -> list[Route]:
    """Return ``/healthz`` (the process is up) and ``/readyz`` (every check passes, else 503).

    A check fails by raising. The answer says which failed; why is only in the log. ``extras`` are
    told of too, but the public pages do without them, so that they never make it 503.
    """

    async def healthy(_request: Request) -> Response:
        return JSONResponse({"up": True}, headers=_UNCACHED)

    async def ready(_request: Request) -> Response:
        results = {name: await run_in_threadpool(passes, name, checks[name]) for name in checks}
        status = 200 if all(results.values()) else 503
        more = {name: await run_in_threadpool(passes, name, extras[name]) for name in extras}
        return JSONResponse(results | more, status_code=status, headers=_UNCACHED)

    return [Route("/healthz", healthy), Route("/readyz", ready)]


def passes(name: str, check: Callable[[], object]) -> bool:
    """Run one check; log why it fails."""
    try:
        check()
    except Exception:
        logger.exception("Not ready: %s.", name)
        return False
    return True
