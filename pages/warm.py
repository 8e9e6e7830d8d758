"""Loads the largest part of what Streamlit's pages import before the first visitor comes.

Streamlit runs a page's file for each visitor, and only that first run would load what it imports:
the map's library and tables alone take most of a second.

Nothing here may declare a component of Streamlit, as ``streamlit_folium`` does: declared outside of
a visitor's run, it would not be known to the server, and its frame would stay empty.
"""

from __future__ import annotations

import importlib

LARGE = ("geo.layers", "geo.where", "pages.parts.filters", "pages.parts.results")


def load_parts() -> None:
    """Import what takes long, with all that it needs itself."""
    for name in LARGE:
        importlib.import_module(name)
