"""The map of the pin: our own files only, never reloaded, and read carefully."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from streamlit_folium import _get_feature_group_string, _get_map_string

from geo.pin_map import PinMap, picked, pin_layer, pin_map

OUTLINE = "/data/outline-1.geojson"


def test_the_map_does_not_depend_on_the_pin() -> None:
    scripts = set()
    for lat in (51.5, 51.6):
        made = pin_map(outline=OUTLINE, tiles=False)
        made.render()
        scripts.add(_get_map_string(made))
        pin_layer(lat, 0.1, view="1").add_to(made)
    [only] = scripts
    assert OUTLINE in only
    assert "SafeMapPin.create" in only


def test_only_our_own_files() -> None:
    files = [url for _, url in (*PinMap.default_js, *PinMap.default_css)]
    assert files
    assert all(url.startswith("/assets/") and "?v=" in url for url in files)


def test_the_message_says_where() -> None:
    layer = pin_layer(51.50812345, 0.01612345, view="7")
    assert json.loads(layer.said) == {"at": [51.508123, 0.016123], "view": "7"}
    script = _get_feature_group_string(layer, pin_map(outline=OUTLINE, tiles=True))
    assert "SafeMapPin.show" in script


@pytest.mark.parametrize(("lat", "lon"), [(None, None), (51.5, None), (None, 0.1)])
def test_half_a_point_is_no_pin(lat: float | None, lon: float | None) -> None:
    assert json.loads(pin_layer(lat, lon, view="1").said)["at"] is None


@pytest.mark.parametrize(
    ("clicked", "point"),
    [
        (None, None),
        ({}, None),
        ({"lat": 51.5}, None),
        ({"lat": "x", "lng": 0}, None),
        ({"lat": None, "lng": None}, None),
        ({"lat": 51.508123004, "lng": 0.01612349}, (51.508123, 0.016123)),
        ({"lat": 51.508123399, "lng": -0.1}, (51.508123, -0.1)),
    ],
)
def test_what_was_picked(clicked: dict, point: Callable) -> None:
    assert picked(clicked) == point
