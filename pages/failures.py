"""What visitors see, and what the log keeps, when our own code fails."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from data import settings
from data.api import ROOT as API
from data.api import problem
from data.load import SeedError
from data.settings import Settings
from pages.headers import on_failure
from pages.menu import PLAIN
from pages.private_logs import place_of
from pages.shell import template

logger = logging.getLogger(__name__)
SORRY = (
    "Sorry, part of this page did not work. It is not something you did. If you are in danger, "
    "call 999. To talk, call Childline on 0800 1111, any time, free."
)
FAILED = "Sorry, this page did not work"
TRY_AGAIN = "It is not something you did. Wait a minute, then try again."
NOTHING = "There is nothing to show here"
IN_DANGER = "If somebody is in danger, call 999."
GO_TO_LIST = 'Go to <a href="{}">the list of places</a>.'
_REFUSED = {
    400: ("Sorry, we could not read that", ""),
    403: ("Sorry, we could not take that from another site", ""),
    408: ("That took too long", "Your connection may be slow. Please try again. "),
    413: ("Sorry, that was too long to send", "Please write less, then try again. "),
    414: ("That address is too long", ""),
    429: ("That was a lot at once", "Please wait 10 seconds, then try again. "),
    503: ("Many people are here now", "Please wait a minute, then try again. "),
}
"""Title, and what to do before anything else, of what is refused."""


def on_script_error(error: Exception) -> bool:
    """Show a sentence instead of the error and log where it happened, not what was typed."""
    _log("A page", error)
    st.error(SORRY)
    return True


async def on_route_error(request: Request, error: Exception) -> Response:
    """Answer 500 with a page that still holds 999 and the helplines."""
    _log("A route", error)
    # This answer is made outside of all middleware.
    headers = {"Cache-Control": "no-store", **on_failure(settings.current())}
    if _is_api(request.url.path):
        return problem(500, f"{FAILED}. {IN_DANGER}", headers=headers)
    return HTMLResponse(_page(FAILED, TRY_AGAIN), status_code=500, headers=headers)


async def on_refusal(request: Request, error: Exception) -> Response:
    """Answer what is refused, such as a form sent to a page, with 999 and the helplines too."""
    headers = getattr(error, "headers", None) or {}
    return refusal(getattr(error, "status_code", 400), headers, path=request.url.path)


def refusal(status: int, headers: Mapping[str, str], *, path: str = "") -> Response:
    """Give the answer to what is refused, with 999 and the helplines; it is kept nowhere.

    ``path`` is what was asked for: a plain page leads back to the plain pages, and a program that
    asks the API gets JSON.
    """
    title, words = _REFUSED.get(status, (NOTHING, ""))
    if _is_api(path):
        return problem(status, f"{title}. {words}{IN_DANGER}", headers=headers)
    page = _page(title, words + GO_TO_LIST.format(PLAIN if path.startswith(PLAIN) else "/"))
    return HTMLResponse(page, status, {**headers, "Cache-Control": "no-store"})


def _is_api(path: str) -> bool:
    return path == API or path.startswith(f"{API}/")


def _page(title: str, words: str) -> str:
    return _filled(title, words, settings.current())


@lru_cache(maxsize=32)
def _filled(title: str, words: str, _config: Settings) -> str:
    """Fill the page once: who floods us must not make us read files."""
    return template("plain_answer.html", title=title, words=words)


def _log(what: str, error: BaseException) -> None:
    if isinstance(error, SeedError):
        logger.error("%s can't be shown, because the records are damaged:\n%s", what, error)
        return
    # Neither the message nor the values: both may hold a postcode.
    logger.error("%s failed with %s at %s", what, type(error).__name__, place_of(error))
