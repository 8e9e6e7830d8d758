"""The smallest app with our map: our files, the places, no street tiles, the real policy."""

from pathlib import Path

import made_up
import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo.assets import ASSETS
from geo.boroughs import outline

COMMON = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; "
)
FRAME = COMMON + "script-src 'self' 'unsafe-inline' 'unsafe-eval'; frame-ancestors 'self'"
PAGE = COMMON + "script-src 'self' 'unsafe-inline'; frame-src 'self'; worker-src 'self' blob:"


class Policy:
    """Sends the content security policy that the product sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        policy = FRAME if scope.get("path", "").startswith("/component/") else PAGE

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                header = (b"content-security-policy", policy.encode())
                message["headers"] = [*message["headers"], header]
            await send(message)

        await self.app(scope, receive, send_with_policy if scope["type"] == "http" else send)


def places(request: Request) -> Response:
    if request.path_params["version"] != made_up.FILE.version:
        return Response(status_code=404)
    return Response(made_up.FILE.body, media_type="application/geo+json")


def borough_outline(request: Request) -> Response:
    return Response(outline(), media_type="application/geo+json")


def no_tile(request: Request) -> Response:
    return Response(status_code=404)


app = st.App(
    Path(__file__).parent / "page.py",
    routes=[
        Mount("/assets", StaticFiles(directory=ASSETS)),
        Route("/data/places-{version}.geojson", places),
        Route("/data/outline-1.geojson", borough_outline),
        Route("/tiles/{z}/{x}/{y}.png", no_tile),
    ],
    middleware=[Middleware(Policy)],
)
