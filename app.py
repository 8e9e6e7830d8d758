"""The ASGI application: ``streamlit run app.py``, or ``uvicorn app:app`` in this folder."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from data import api, open_routes, places_route, settings
from data.live import live
from geo import outline
from geo.tiles import StreetTiles
from pages import (
    assets_route,
    components,
    failures,
    health,
    missing_list,
    poster_route,
    shell,
    staff_routes,
)
from pages.allowance import allowance
from pages.client import Client
from pages.closed import OnlyWhatPagesNeed
from pages.headers import SecurityHeaders, frame_ancestors
from pages.limits import Limits
from pages.metrics import Measured, Metrics
from pages.origin import OnlyOurSockets
from pages.packed import PackedOnce
from pages.plain import routes as plain
from pages.readiness import CHECKS, EXTRAS
from pages.staff_landing import StaffLanding
from pages.startup import keep_logs, lifespan
from pages.uploads import OnlyWhereAsked
from pages.warm import load_parts

config = settings.current()
keep_logs(config.log)
tiles = StreetTiles(config)
metrics = Metrics(lambda: live().following())
app = st.App(
    Path(__file__).resolve().parent / "pages" / "navigation.py",
    routes=[
        # Most of a crowd asks for these, and routes are tried in order.
        *plain.routes,
        *health.routes(CHECKS, EXTRAS),
        *places_route.routes,
        *api.routes,
        *open_routes.routes,
        *outline.routes,
        *missing_list.routes,
        *poster_route.routes,
        *staff_routes.routes,
        assets_route.route,
        tiles.route(),
        *shell.routes(config),
    ],
    middleware=[
        Middleware(Measured, metrics=metrics, on=bool(config.metrics_port)),
        Middleware(Client, proxies=config.proxies),
        Middleware(
            SecurityHeaders,
            index=shell.installed_index(),
            hsts=config.hsts,
            embedders=frame_ancestors(config),
        ),
        Middleware(Limits, allowance=allowance(config), tell=metrics.refused),
        Middleware(OnlyWhatPagesNeed),
        Middleware(OnlyOurSockets),
        Middleware(StaffLanding, hsts=config.hsts),
        Middleware(OnlyWhereAsked),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6),
        Middleware(PackedOnce),
    ],
    lifespan=lifespan(
        warm={
            **CHECKS,
            **EXTRAS,
            "components": components.register,
            "pages": load_parts,
        },
        close=[tiles.close],
        metrics=metrics,
    ),
    on_script_error=failures.on_script_error,
    exception_handlers={
        Exception: failures.on_route_error,
        HTTPException: failures.on_refusal,
    },
)
