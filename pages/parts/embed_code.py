"""Choose a borough, and get the line that shows its places on the page of a school or a council."""

from __future__ import annotations

from urllib.parse import urlsplit

import streamlit as st

from data import settings
from geo.boroughs import NAMES
from pages.plain import embed

ALL = "All of them"
OPEN = "Only what may be open now"


def draw_embed_code() -> None:
    """Draw the choices, and the line once a borough is chosen."""
    borough = st.selectbox(
        "Borough of the list",
        list(NAMES),
        index=None,
        placeholder="Choose a borough",
        key="list-borough",
    )
    which = st.selectbox("Places on the list", (ALL, OPEN), key="list-which")
    if borough is None:
        return
    only_open = which == OPEN
    st.html("<p>Copy this into your page.</p>")
    st.code(embed.snippet(_site(), borough, only_open=only_open), language=None, wrap_lines=True)
    link = embed.address(borough, only_open=only_open).replace("&", "&amp;")
    st.html(f'<p><a href="{link}">See what it shows</a></p>')


def _site() -> str:
    """Give the address of this site: as it is set, else as the visitor came."""
    came = urlsplit(st.context.url or "")
    return settings.current().public_url or f"{came.scheme}://{came.netloc}"
