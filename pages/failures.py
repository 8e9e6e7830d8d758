"""What visitors see, and what the log keeps, when our own code fails."""

from __future__ import annotations

import logging
import traceback

import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from data.load import SeedError
from pages.headers import ON_FAILURE
from pages.shell import template

logger = logging.getLogger(__name__)
SORRY = (
    "Sorry, part of this page did not work. It is not something you did. If you are in danger, "
    "call 999. To talk, call Childline on 0800 1111, any time, free."
)
FAILED = "Sorry, this page did not work"
TRY_AGAIN = "It is not something you did. Wait a minute, then try again."
NOTHING = "There is nothing to show here"
GO_TO_LIST = 'Go to <a href="/">the list of places</a>.'


def on_script_error(error: Exception) -> bool:
    """Show a sentence instead of the error and log where it happened, not what was typed."""
    _log("A page", error)
    st.error(SORRY)
    return True


async def on_route_error(_request: Request, error: Exception) -> Response:
    """Answer 500 with a page that still holds 999 and the helplines."""
    _log("A route", error)
    headers = {"Cache-Control": "no-store", **ON_FAILURE}
    page = template("plain_answer.html", title=FAILED, words=TRY_AGAIN)
    return HTMLResponse(page, status_code=500, headers=headers)


async def on_refusal(_request: Request, error: Exception) -> Response:
    """Answer what is refused, such as a form sent to a page, with 999 and the helplines too."""
    status = getattr(error, "status_code", 400)
    headers = {**(getattr(error, "headers", None) or {}), "Cache-Control": "no-store"}
    page = template("plain_answer.html", title=NOTHING, words=GO_TO_LIST)
    return HTMLResponse(page, status_code=status, headers=headers)


def _log(what: str, error: BaseException) -> None:
    if isinstance(error, SeedError):
        logger.error("%s can't be shown, because the records are damaged:\n%s", what, error)
        return
    # Neither the message nor the values: both may hold a postcode.
    places = traceback.extract_tb(error.__traceback__)[-8:]
    path = " > ".join(f"{frame.filename}:{frame.lineno}" for frame in places)
    logger.error("%s failed with %s at %s", what, type(error).__name__, path)
