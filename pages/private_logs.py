"""Keeps visitors out of the server's log: who they are, and where they look."""

from __future__ import annotations

import logging


class HideAll(logging.Filter):
    """Drops every record: an access log holds addresses of visitors and of the tiles they saw."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let nothing through."""
        return False


class HideVisitors(logging.Filter):
    """Drops uvicorn's line for each WebSocket (the visitor's address) and errors' own words."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let through all else. ``pages.failures`` logs where an error happened."""
        record.exc_info = None
        return '"WebSocket %s"' not in str(record.msg)


def keep_private() -> None:
    """Stop the access log, and what uvicorn, Streamlit and httpx say of visitors elsewhere.

    A proxy in front keeps its own log: see there too.
    """
    _only_once(logging.getLogger("uvicorn.access"), HideAll())
    for name in ("uvicorn.error", "streamlit.error_util"):
        _only_once(logging.getLogger(name), HideVisitors())
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)


def _only_once(logger: logging.Logger, hiding: logging.Filter) -> None:
    if not any(type(known) is type(hiding) for known in logger.filters):
        logger.addFilter(hiding)
