"""The smallest app with the parts of the editor: the product's own files and policy."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from geo import outline
from pages import assets_route, shell
from pages.headers import SecurityHeaders

app = st.App(
    Path(__file__).parent / "page.py",
    routes=[*outline.routes, assets_route.route],
    middleware=[Middleware(SecurityHeaders, index=shell.installed_index(), hsts=False)],
)
