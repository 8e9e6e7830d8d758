"""The "use my location" button: asks only after a tap and gives a rounded position."""

from __future__ import annotations

from math import isfinite
from pathlib import Path

import streamlit.components.v1 as components

from geo.search import Point

_button = components.declare_component(
    "location_button", path=str(Path(__file__).parent / "location")
)


def location_button(key: str) -> tuple[str, Point | None] | None:
    """Draw the button. Returns (tap, point) after a tap, the point None when there is no fix.

    ``tap`` differs for every tap, so that an old answer is not taken for a new one.
    """
    value = _button(key=key, default=None)
    if not isinstance(value, dict) or not isinstance(value.get("tap"), str):
        return None
    lat, lon = value.get("lat"), value.get("lon")
    if not isinstance(lat, float) or not isinstance(lon, float) or not isfinite(lat + lon):
        return value["tap"], None
    return value["tap"], Point(round(lat, 3), round(lon, 3))
