"""Loads what Streamlit's pages are made of before the first visitor comes.

Streamlit runs a page's file for each visitor, and only that first run would load what it imports:
the map's library and tables alone take a second.
"""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

PARTS = "parts"


def load_parts() -> None:
    """Import every part that pages share, with all that it needs itself."""
    folder = Path(__file__).parent / PARTS
    for part in pkgutil.iter_modules([str(folder)]):
        importlib.import_module(f"{__package__}.{PARTS}.{part.name}")
