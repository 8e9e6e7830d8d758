"""Who is signed in, asked anew at every run; nobody else sees anything of the staff page."""

from __future__ import annotations

import logging

import streamlit as st

from data import clock, database, settings
from data.database import DatabaseError
from data.roles import Actor
from data.sign_in import actor_of
from pages.parts.guide import draw_title

COOKIE = "havens_staff"
SIGN_IN = "/staff/sign-in"
SIGN_OUT = "/staff/sign-out"
NOT_SIGNED_IN = "You are not signed in. This page is for staff."
NOT_WORKING = (
    "Nobody can sign in right now, because the database can't be used. The server's log says why "
    "and what to do. The pages for the public work."
)

logger = logging.getLogger(__name__)


def signed_in() -> Actor | None:
    """Give who is signed in right now, None for nobody. Raises DatabaseError.

    A visitor without our cookie costs no look into the database.
    """
    held = token()
    if not held or not settings.current().local_sign_in:
        return None
    return actor_of(database.current(), held, clock.real())


def token() -> str:
    """Give what the browser holds of a sign-in; empty for nothing."""
    held = st.context.cookies.get(COOKIE)
    return held if isinstance(held, str) else ""


def require_staff() -> Actor:
    """Give who is signed in; for anybody else draw the way to sign in, and stop the page here."""
    try:
        actor = signed_in()
    except DatabaseError as error:
        # Only the log: whoever sent a cookie need not be staff, and the words name the database.
        logger.error("Staff can't sign in: %s", error)
        _draw_closed(NOT_WORKING)
    else:
        if actor is not None:
            return actor
        _draw_closed(NOT_SIGNED_IN)
    st.stop()


def _draw_closed(sentence: str) -> None:
    draw_title("Staff")
    st.html(f'<p>{sentence}</p><p><a class="act" href="{SIGN_IN}">Sign in</a></p>')
