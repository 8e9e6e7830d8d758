"""What a server process does before its first visitor and after its last."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import streamlit as st
from starlette.concurrency import run_in_threadpool

from data import live as records
from data import settings
from pages.health import passes
from pages.log_lines import write_lines
from pages.metrics import Metrics
from pages.private_logs import keep_private
from pages.standby import keeper

logger = logging.getLogger(__name__)

Lifespan = Callable[[st.App], AbstractAsyncContextManager[None]]


def lifespan(
    warm: Mapping[str, Callable[[], object]],
    close: Sequence[Callable[[], Awaitable[None]]],
    metrics: Metrics | None = None,
) -> Lifespan:
    """Make the lifespan of the app: call all of ``warm``, serve, then call all of ``close``.

    While it serves, a thread follows the records in the store. Others give out ``metrics`` if there
    is a port for them, and keep the pages for when no server answers if there is a folder for them.

    What can't be warmed is logged and ``/readyz`` tells of it, but the app starts: its pages then
    still show 999 and the helplines.
    """

    @asynccontextmanager
    async def live(_app: st.App) -> AsyncIterator[None]:
        keep_logs(settings.current().log)
        check_configuration()
        for name, fill in warm.items():
            await run_in_threadpool(passes, name, fill)
        # What is loaded now stays, so no search for garbage need ever look at it.
        gc.collect()
        gc.freeze()
        follower = records.live()
        follower.start()
        standby = keeper()
        if standby:
            standby.start()
        config = settings.current()
        if metrics and config.metrics_port:
            await run_in_threadpool(metrics.start, config.metrics_host, config.metrics_port)
        try:
            with settings.held():
                yield
        finally:
            if standby:
                await run_in_threadpool(standby.stop)
            await run_in_threadpool(follower.stop)
            if metrics:
                await run_in_threadpool(metrics.stop)
            for end in close:
                await end()

    return live


def keep_logs(form: str) -> None:
    """Keep visitors out of the log, and write it in one form; before the server says anything."""
    keep_private()
    write_lines(form)


def check_configuration() -> None:
    """Raise RuntimeError for a configuration that would tell on visitors; warn of a fixed time."""
    if st.get_option("browser.gatherUsageStats") or st.get_option("logger.enableRich"):
        raise RuntimeError(
            "Visitors' browsers would report to Streamlit's makers, or what visitors typed would be"
            " in the log, because .streamlit/config.toml was not read or was changed. Start the"
            " app from the project's folder."
        )
    moment = settings.current().now
    if moment is not None:
        logger.warning(
            "HAVENS_NOW is set: every opening time is shown as of %s, not as of now.", moment
        )
