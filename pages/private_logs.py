"""Keeps visitors out of the server's log: who they are, where they look, what they typed.

It works on each record as it is made, before any handler: so it holds for every logger there is,
and however the lines are written (``pages/log_lines.py``).
"""

from __future__ import annotations

import logging
import re
import threading
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import TypeAlias

_Raised: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None] | None
)
_Args: TypeAlias = tuple[object, ...] | None
HIDDEN = "…"
_TRUSTED = frozenset({"data", "geo", "pages", "uvicorn", "py"})
"""Whose sentences hold nothing of a visitor: ours, the server's own, and Python's warnings."""
_LAST_PLACES = 8
_VALUES = re.compile(r"[\n(<]")


class HideAll(logging.Filter):
    """Drops every record: an access log holds addresses of visitors and of the tiles they saw."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let nothing through."""
        return False


class HideVisitors(logging.Filter):
    """Drops uvicorn's line for each WebSocket, which holds the visitor's address and the path."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let through all else."""
        return '"WebSocket %s"' not in str(record.msg)


class PrivateRecord(logging.LogRecord):
    """A record without the words of an error, which may hold a postcode; only kind and place."""

    error: str = ""
    place: str = ""

    def __init__(
        self,
        name: str,
        level: int,
        pathname: str,
        lineno: int,
        msg: object,
        args: _Args,
        exc_info: _Raised,
        func: str | None = None,
        sinfo: str | None = None,
    ) -> None:
        if str(name).partition(".")[0] not in _TRUSTED:
            msg, args = _without_values(name, msg, args)
        super().__init__(name, level, pathname, lineno, msg, args, None, func, None)
        error = exc_info[1] if exc_info else None
        if error is not None:
            self.error = type(error).__name__
            self.place = place_of(error)


def keep_private() -> None:
    """Stop the access log, and what uvicorn, Streamlit and others say of visitors elsewhere.

    A proxy in front keeps its own log: see there too.
    """
    make = logging.getLogRecordFactory()
    if getattr(make, "inner", make) is not PrivateRecord:
        logging.setLogRecordFactory(PrivateRecord)
    # Of a line that can't be written, Python would show the values it was made of.
    logging.raiseExceptions = False
    _only_once(logging.getLogger("uvicorn.access"), HideAll())
    _only_once(logging.getLogger("uvicorn.error"), HideVisitors())
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    if threading.excepthook is threading.__excepthook__:
        threading.excepthook = _thread_failed


def place_of(error: BaseException) -> str:
    """Say where an error happened: files and lines, and nothing that was in them."""
    places = traceback.extract_tb(error.__traceback__)[-_LAST_PLACES:]
    return " > ".join(f"{frame.filename}:{frame.lineno}" for frame in places)


def _without_values(name: str, msg: object, args: _Args) -> tuple[object, _Args]:
    """Leave of what others say only their own words, and numbers."""
    if name == "asyncio":
        # The first line is what happened; then come the values it happened with.
        return _VALUES.split(str(msg), maxsplit=1)[0].rstrip(), ()
    if not isinstance(msg, str):
        return type(msg).__name__, ()
    return msg, tuple(_without_value(one) for one in args or ())


def _without_value(value: object) -> object:
    if isinstance(value, Mapping):
        return dict.fromkeys(value, HIDDEN)
    return value if isinstance(value, int | float) else HIDDEN


def _only_once(logger: logging.Logger, hiding: logging.Filter) -> None:
    if not any(type(known) is type(hiding) for known in logger.filters):
        logger.addFilter(hiding)


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    error = failed.exc_value
    if error is not None:
        logging.getLogger(__name__).error(
            "A thread failed with %s at %s", type(error).__name__, place_of(error)
        )
