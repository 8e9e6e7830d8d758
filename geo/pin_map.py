"""A small map with one pin that can be dragged, or put somewhere by a click.

Show it with ``st_folium(pin_map(...), feature_group_to_add=pin_layer(...),
returned_objects=["last_clicked"])``. Both ways, and the arrow keys, come back as ``last_clicked``;
`picked` reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import folium
from folium.template import Template

from geo.assets import asset_url
from geo.layers import TILES, OutlineMap, script_json

_SCRIPTS = ("vendor/leaflet-1.9.4/leaflet.js", "map-pin.js", "map-base.js")
_STYLES = ("vendor/leaflet-1.9.4/leaflet.css", "map.css")
_DIGITS = 6


class PinMap(OutlineMap):
    """The map of London, without any places, that waits for a pin."""

    default_js = [(name, asset_url(name)) for name in _SCRIPTS]  # noqa: RUF012
    default_css = [(name, asset_url(name)) for name in _STYLES]  # noqa: RUF012
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = SafeMapPin.create(
                {{ this.get_name()|tojson }}, {{ this.said }}
            );
        {% endmacro %}
        """
    )


class PinLayer(folium.FeatureGroup):
    """The message to the frame: where the pin is."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = SafeMapPin.show({{ this.said }});
        {% endmacro %}
        """
    )

    def __init__(self, said: str) -> None:
        super().__init__(control=False)
        self.said = said


def pin_map(*, outline: str, tiles: bool) -> PinMap:
    """Make the map, with street tiles from our own origin or without.

    ``outline`` is the address of the GeoJSON of boroughs and river, as for `geo.layers.base_map`.
    """
    return PinMap(script_json({"outline": outline, "tiles": TILES if tiles else None}))


def pin_layer(lat: float | None, lon: float | None, *, view: str) -> PinLayer:
    """Say where the pin is (WGS84 degrees), None for no pin.

    The map moves to the pin only when ``view`` differs from last time, so that it stays where it
    is while somebody drags.
    """
    at = None if lat is None or lon is None else [round(lat, _DIGITS), round(lon, _DIGITS)]
    return PinLayer(script_json({"at": at, "view": view}))


def picked(clicked: Mapping[str, Any] | None) -> tuple[float, float] | None:
    """Give the point (lat, lon; 6 digits) of st_folium's ``last_clicked``, None for none."""
    if not clicked:
        return None
    try:
        return round(float(clicked["lat"]), _DIGITS), round(float(clicked["lng"]), _DIGITS)
    except (KeyError, TypeError, ValueError):
        return None
