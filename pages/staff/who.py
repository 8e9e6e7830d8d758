"""Who is signed in, asked anew at every run; nobody else sees anything of the staff page."""

from __future__ import annotations

import logging
from html import escape

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data import clock, database, settings
from data.database import DatabaseError
from data.provider import ProviderError, actor_of_claims, end
from data.roles import Actor
from data.sign_in import actor_of, sign_out
from pages import uploads
from pages.parts.guide import draw_title
from pages.staff import provider_sign_in

COOKIE = "havens_staff"
SIGN_IN = "/staff/sign-in"
SIGN_OUT = "/staff/sign-out"
NOT_SIGNED_IN = "You are not signed in. This page is for staff."
NOT_WORKING = (
    "Nobody can sign in right now, because the database can't be used. The server's log says why "
    "and what to do. The pages for the public work."
)
NO_WAY_IN = (
    "Signing in with a password is off, and no provider is set up. Set HAVENS_LOCAL_SIGN_IN to on, "
    "or write [auth] into .streamlit/secrets.toml."
)

logger = logging.getLogger(__name__)


def signed_in() -> Actor | None:
    """Give who is signed in right now, None for nobody. Raises ProviderError, DatabaseError.

    A visitor who holds no sign-in costs no look into the database.
    """
    held = token() if settings.current().local_sign_in else ""
    actor = actor_of(database.current(), held, clock.real()) if held else None
    if actor is not None:
        return actor
    claims = provider_sign_in.claims()
    return actor_of_claims(database.current(), claims, clock.real()) if claims else None


def require_staff() -> Actor:
    """Give who is signed in; for anybody else draw the way to sign in, and stop the page here."""
    try:
        actor = signed_in()
    except DatabaseError as error:
        # Only the log: whoever sent a cookie need not be staff, and the words name the database.
        logger.error("Staff can't sign in: %s", error)
        _draw_closed(NOT_WORKING)
    except ProviderError as error:
        _draw_closed(str(error), held=True)
    else:
        if actor is not None:
            return actor
        _draw_closed(NOT_SIGNED_IN)
    if (running := get_script_run_ctx(suppress_warning=True)) is not None:
        uploads.refuse(running.session_id)
    st.stop()


def token() -> str:
    """Give what the browser holds of a sign-in with a password; empty for nothing."""
    held = st.context.cookies.get(COOKIE)
    return held if isinstance(held, str) else ""


def draw_sign_out() -> None:
    """Draw the way out, for how somebody came in."""
    if provider_sign_in.claims() is None:
        st.html(f'<a href="{SIGN_OUT}">Sign out</a>')
    else:
        st.button("Sign out", type="tertiary", on_click=leave)


def leave() -> None:
    """End a sign-in with a provider here, then in the browser and there; for ``on_click``."""
    claims = provider_sign_in.claims() or {}
    try:
        end(database.current(), claims, clock.real())
        sign_out(database.current(), token(), clock.real())
    except DatabaseError as error:
        logger.error("A sign-in could not be ended: %s", error)
    st.logout()


def _draw_closed(sentence: str, held: bool = False) -> None:
    draw_title("Staff")
    st.html(f"<p>{escape(sentence)}</p>")
    passwords = settings.current().local_sign_in
    if passwords:
        st.html(f'<p><a class="act" href="{SIGN_IN}">Sign in with a password</a></p>')
    if not passwords and not provider_sign_in.names():
        st.html(f"<p>{NO_WAY_IN}</p>")
    provider_sign_in.draw_sign_in(held)
