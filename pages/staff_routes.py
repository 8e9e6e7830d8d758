"""Signing in and out: plain pages that need no JavaScript, beside Streamlit's page ``/staff``.

They are plain routes because only those can set a cookie that no script can read.
"""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import TypeVar
from urllib.parse import parse_qsl

import anyio
from markupsafe import Markup
from starlette.endpoints import HTTPEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from data import clock, database, settings
from data.database import DatabaseError
from data.sign_in import SignInError, sign_out
from data.sign_in_desk import SignInDesk, TooManyError
from geo.assets import asset_url
from pages.origin import is_ours
from pages.parts.templating import render
from pages.shell import template, top_bar
from pages.staff.who import COOKIE, NOT_WORKING, SIGN_IN, SIGN_OUT

T = TypeVar("T")
logger = logging.getLogger(__name__)

STAFF = "/staff"
FORM_COOKIE = "havens_form"
FIELD = "form"
LARGEST = 8_192
NO_PASSWORDS = "Nobody signs in with a password here. Go to the staff page and sign in there."
NOT_OURS = "This form was open too long, or came from elsewhere. Please try again."
TOO_LARGE = "That was too long. Please try again."
WRONG_METHOD = "This page can only be opened, or its form sent."
_FORM_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    # With none at all a browser says "null" instead of where the form came from.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
_few = anyio.CapacityLimiter(2)
"""Each password that is looked at takes 64 MB for a moment."""


class _RefusedError(Exception):
    """A form that can't be taken: the status and the sentence to answer with."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True)
class _Form:
    action: str
    token: str
    asks_password: bool
    name: str = ""
    field: str = FIELD


@cache
def desk() -> SignInDesk:
    """Give the desk of this process."""
    return SignInDesk(database.current)


class _StaffPage(HTTPEndpoint):
    title = ""
    address = ""
    asks_password = False

    async def get(self, request: Request) -> Response:
        return self.page(request)

    async def post(self, request: Request) -> Response:
        try:
            return await self.take(request, await _read(request))
        except _RefusedError as refused:
            return self.page(request, refused.status, refused.sentence)
        except DatabaseError as error:
            logger.error("Staff can't sign in or out: %s", error)
            return self.page(request, 503, NOT_WORKING)

    async def method_not_allowed(self, request: Request) -> Response:
        answer = self.page(request, 405, WRONG_METHOD)
        answer.headers["Allow"] = ", ".join(self._allowed_methods)
        return answer

    async def take(self, request: Request, fields: dict[str, str]) -> Response:
        raise NotImplementedError

    def page(self, request: Request, status: int = 200, said: str = "", name: str = "") -> Response:
        token = request.cookies.get(FORM_COOKIE, "")
        if not _FORM_TOKEN.fullmatch(token):
            token = secrets.token_urlsafe(32)
        has_form = settings.current().local_sign_in or not self.asks_password
        html = render(
            "staff_sign_in.html",
            title=self.title,
            said=said or ("" if has_form else NO_PASSWORDS),
            form=_Form(self.address, token, self.asks_password, name) if has_form else None,
            # Ours, and no value in them but the checked address of the exit, which is escaped.
            top_bar=Markup(top_bar(settings.current())),  # noqa: S704
            bottom_bar=Markup(template("shell_bottom.html")),  # noqa: S704
            icon=asset_url("icon.svg"),
            shell_style=asset_url("shell.css"),
            style=asset_url("sign-in.css"),
        )
        answer = HTMLResponse(html, status, _HEADERS)
        _set_cookie(request, answer, FORM_COOKIE, token)
        return answer


class _SignIn(_StaffPage):
    title = "Sign in"
    address = SIGN_IN
    asks_password = True

    async def take(self, request: Request, fields: dict[str, str]) -> Response:
        if not settings.current().local_sign_in:
            return self.page(request, 403)
        name, password = fields.get("name", ""), fields.get("password", "")
        address = request.client.host if request.client else None
        try:
            token = await _in_thread(desk().sign_in, name, password, address, clock.real())
        except SignInError as error:
            return self.page(request, 401, str(error), name)
        except TooManyError as error:
            return self.page(request, 429, str(error), name)
        await _end(request)
        answer = RedirectResponse(STAFF, 303, _HEADERS)
        _set_cookie(request, answer, COOKIE, token)
        return answer


class _SignOut(_StaffPage):
    title = "Sign out"
    address = SIGN_OUT

    async def take(self, request: Request, fields: dict[str, str]) -> Response:
        await _end(request)
        answer = RedirectResponse(STAFF, 303, _HEADERS)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return answer


async def _end(request: Request) -> None:
    """End the sign-in that the browser holds, if any."""
    if token := request.cookies.get(COOKIE):
        await _in_thread(lambda: sign_out(database.current(), token, clock.real()))


async def _read(request: Request) -> dict[str, str]:
    """Give the fields of a form that our own page sent. Raises _RefusedError."""
    if request.headers.get("origin") == "null" or not is_ours(request.headers):
        raise _RefusedError(403, NOT_OURS)
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise _RefusedError(413, TOO_LARGE)
    try:
        fields = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=10))
    except ValueError:
        raise _RefusedError(400, NOT_OURS) from None
    known, sent = request.cookies.get(FORM_COOKIE, ""), fields.get(FIELD, "")
    if not _FORM_TOKEN.fullmatch(known) or not secrets.compare_digest(
        known.encode(), sent.encode()
    ):
        raise _RefusedError(403, NOT_OURS)
    return fields


def _set_cookie(request: Request, answer: Response, name: str, value: str) -> None:
    secure = request.url.scheme == "https" or settings.current().hsts
    answer.set_cookie(name, value, path="/", httponly=True, samesite="strict", secure=secure)


async def _in_thread(do: Callable[..., T], *given: object) -> T:
    return await anyio.to_thread.run_sync(partial(do, *given), limiter=_few)


routes = [Route(SIGN_IN, _SignIn), Route(SIGN_OUT, _SignOut)]
