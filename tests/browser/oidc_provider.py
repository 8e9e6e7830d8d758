"""A provider (OpenID Connect) of the tests' own.

It lets in whoever asks, as whom ``POST /next`` said last.
"""

from __future__ import annotations

import secrets
import time
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

KEY = RSAKey.generate_key(2048, {"kid": "tests", "use": "sig", "alg": "RS256"})
CLIENT = "somewhere-safe"
who: dict[str, Any] = {}
given: dict[str, dict[str, Any]] = {}


def issuer(request: Request) -> str:
    return str(request.base_url).rstrip("/")


async def metadata(request: Request) -> Response:
    base = issuer(request)
    return JSONResponse(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/authorize",
            "token_endpoint": f"{base}/token",
            "jwks_uri": f"{base}/jwks",
            "end_session_endpoint": f"{base}/logout",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


async def authorize(request: Request) -> Response:
    asked = request.query_params
    code = secrets.token_urlsafe(16)
    now = int(time.time())
    given[code] = {
        "iss": issuer(request), "aud": CLIENT, "sub": "1", "nonce": asked.get("nonce"),
        "iat": now, "exp": now + 300, "email_verified": True,
    } | who  # fmt: skip
    back = urlencode({"code": code, "state": asked["state"]})
    return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)


async def token(request: Request) -> Response:
    fields = dict(part.split("=", 1) for part in (await request.body()).decode().split("&"))
    claims = given.pop(fields["code"])
    signed = jwt.encode({"alg": "RS256", "kid": "tests"}, claims, KEY)
    return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})


async def jwks(_request: Request) -> Response:
    return JSONResponse({"keys": [KEY.as_dict(private=False)]})


async def logout(request: Request) -> Response:
    return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


async def next_person(request: Request) -> Response:
    who.clear()
    who.update(await request.json())
    return PlainTextResponse("")


async def healthy(_request: Request) -> Response:
    return PlainTextResponse("ok")


app = Starlette(
    routes=[
        Route("/.well-known/openid-configuration", metadata),
        Route("/authorize", authorize),
        Route("/token", token, methods=["POST"]),
        Route("/jwks", jwks),
        Route("/logout", logout),
        Route("/next", next_person, methods=["POST"]),
        Route("/_stcore/health", healthy),
    ]
)
