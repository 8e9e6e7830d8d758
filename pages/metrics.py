"""Figures of this process for Prometheus, on a port of their own; off unless it is set.

No label holds anything that a visitor chose: no path, no query, no address.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from wsgiref.simple_server import WSGIServer

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

from data.live import Following

logger = logging.getLogger(__name__)

PORTS = 10
"""How many ports are tried: each process of a server needs one."""
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_FILES = "/*"
"""Streamlit's own files, which lie at the root."""
_SESSIONS = "active_sessions"

disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """Counts for one process. ``following`` says how well the records are followed."""

    def __init__(self, following: Callable[[], Following]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "havens_requests",
            "Answers, by the route that gave them, and the class of their status.",
            ["route", "method", "status"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "havens_request_seconds",
            "Seconds until an answer was sent wholly.",
            ["route"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._sockets = Gauge(
            "havens_open_pages", "Streamlit pages that are open.", registry=self._registry
        )
        self._refused = Counter(
            "havens_refused", "What limits turned away.", ["limit"], registry=self._registry
        )
        self._registry.register(_Records(following))
        self._registry.register(_Sessions())
        ProcessCollector(registry=self._registry)
        self._server: WSGIServer | None = None

    def refused(self, limit: str) -> None:
        """Count what one of our limits, by its name, turned away."""
        self._refused.labels(limit).inc()

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer; a status of 0 is none, because somebody left."""
        route = getattr(scope.get("route"), "path", "none") or _FILES
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._requests.labels(route, method, f"{status // 100}xx" if status else "none").inc()
        self._seconds.labels(route).observe(seconds)

    def opened(self, step: int) -> None:
        """Count a page that was opened, or with -1 one that was closed."""
        self._sockets.inc(step)

    def start(self, host: str, port: int) -> int | None:
        """Give the figures out on the first free port from ``port`` on; None where none is."""
        for number in range(port, port + PORTS):
            try:
                self._server, _ = start_http_server(number, host, self._registry)
            except OSError:
                continue
            logger.info("Figures for Prometheus are on port %d.", number)
            return number
        logger.error("No port from %d on is free: there are no figures for Prometheus.", port)
        return None

    def stop(self) -> None:
        """Give nothing out any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class Measured:
    """ASGI middleware: counts and times every answer if ``on``. It must be the outermost."""

    def __init__(self, app: ASGIApp, metrics: Metrics, on: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._on = on

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything as it is."""
        if self._on and scope["type"] == "http":
            await self._timed(scope, receive, send)
        elif self._on and scope["type"] == "websocket":
            self._metrics.opened(1)
            try:
                await self._app(scope, receive, send)
            finally:
                self._metrics.opened(-1)
        else:
            await self._app(scope, receive, send)

    async def _timed(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0
        began = time.perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        except Exception:
            # Our page for failures is made further out.
            status = status or 500
            raise
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        try:
            self._metrics.answered(scope, status, seconds)
        except Exception as error:
            # Nobody gets less of an answer because it can't be counted.
            logger.error("An answer could not be counted: %s.", type(error).__name__)


class _Records(Collector):
    """How old the records are that the public sees, and whether the database answers."""

    def __init__(self, following: Callable[[], Following]) -> None:
        self._following = following

    def collect(self) -> Iterator[Metric]:
        now = self._following()
        yield _gauge("havens_records_version", "Number of the newest decision.", now.version)
        if now.seconds is not None:
            yield _gauge(
                "havens_records_age_seconds",
                "Seconds since the database said what is public.",
                now.seconds,
            )
        yield _gauge("havens_database_up", "Whether the database answers.", now.database_up)

    def describe(self) -> list[Metric]:
        return []


class _Sessions(Collector):
    """How many sessions Streamlit holds."""

    def collect(self) -> Iterator[Metric]:
        if not Runtime.exists():
            return
        found = Runtime.instance().stats_mgr.get_stats([_SESSIONS]).get(_SESSIONS, ())
        for stat in found:
            yield _gauge("havens_sessions", "Sessions of Streamlit.", getattr(stat, "value", 0))

    def describe(self) -> list[Metric]:
        return []


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(name, words, value=float(value))
