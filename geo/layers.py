"""Results -> folium map: a base map that never changes, and a small message saying what is shown.

Show both with ``st_folium(base_map(...), feature_group_to_add=places_layer(...),
returned_objects=[])``. The base map's script names the frame, so nothing that a visitor chooses
may enter it; the places are fetched by the frame itself, once for each version of the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import folium
from folium.elements import ElementAddToElement
from folium.template import Template

from data.places_geojson import PlacesFile
from data.state import State
from geo.assets import asset_url

TILES = "/tiles/{z}/{x}/{y}.png"
_HIDDEN = "-"
_SCRIPTS = (
    "away.js",
    "vendor/leaflet-1.9.4/leaflet.js",
    "vendor/leaflet.markercluster-1.5.3/leaflet.markercluster.js",
    "map-pins.js",
    "map-card.js",
    "map-places.js",
    "map-base.js",
)
_STYLES = (
    "vendor/leaflet-1.9.4/leaflet.css",
    "vendor/leaflet.markercluster-1.5.3/MarkerCluster.css",
    "map.css",
)


@dataclass(frozen=True)
class Shown:
    """A place to show: its state now, and the sentences that say so (the state comes first).

    ``arrival`` is the warning that it may not be open on arrival. ``metres`` (straight line) and
    ``minutes`` (on foot) are both None when nobody said where they are.
    """

    id: str
    state: State
    lines: tuple[str, ...]
    metres: float | None = None
    minutes: int | None = None
    arrival: str | None = None


class OutlineMap(folium.Map):
    """A folium map that loads only our own files and draws London's outline."""

    default_js = [(name, asset_url(name)) for name in _SCRIPTS]  # noqa: RUF012
    default_css = [(name, asset_url(name)) for name in _STYLES]  # noqa: RUF012
    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = SafeMap.create(
                {{ this.get_name()|tojson }}, {{ this.said }}
            );
        {% endmacro %}
        """
    )

    def __init__(self, said: str) -> None:
        super().__init__(tiles=None)
        self.said = said

    def render(self, **_kwargs: object) -> str:
        """Write nothing: a frame needs only the script, not the page folium writes around it."""
        return ""


class PlacesLayer(folium.FeatureGroup):
    """The message to the frame: which places are shown, and how."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = SafeMapPlaces.show({{ this.said }});
        {% endmacro %}
        """
    )

    def __init__(self, said: str) -> None:
        super().__init__(control=False)
        self.said = said

    def render(self, **_kwargs: object) -> str:
        """Be put on the map; and, as the map, write no page."""
        if self._parent is not None:
            name = self.get_name()
            added = ElementAddToElement(name, self._parent.get_name())
            self.add_child(added, name=f"{name}_add")
        return ""


def base_map(*, outline: str, tiles: bool, label: str | None = None) -> OutlineMap:
    """Make the map of London, with street tiles from our own origin or without.

    ``label`` names a map of something else than the places of a list; such a map keeps its middle
    while its frame grows.

    ``outline`` is the address of the GeoJSON of boroughs (properties: name) and river
    (properties: kind "river"). Make a new map for every run: st_folium adds to it.
    """
    said = {"outline": outline, "tiles": TILES if tiles else None}
    return OutlineMap(script_json(said if label is None else said | {"label": label}))


def places_layer(
    file: PlacesFile,
    shown: Iterable[Shown],
    *,
    view: str,
    selected: str | None = None,
    here: tuple[float, float] | None = None,
    until: datetime | None = None,
) -> PlacesLayer:
    """Say which places of the file are shown, and how.

    The map moves only when ``view`` differs from last time: to the place with id ``selected``,
    whose card opens, or else to what is shown and ``here`` (lat, lon, WGS84 degrees). After
    ``until``, the first moment at which one of the states changes, nothing looks open any more.

    Raises KeyError when a shown place is not in the file.
    """
    rows = {file.rows[one.id]: one for one in shown}
    states = [_HIDDEN] * len(file.rows)
    for row, one in rows.items():
        states[row] = str(int(one.state))
    ordered = [rows[row] for row in sorted(rows)]
    said_of = [(one.lines, one.arrival) for one in ordered]
    numbers = {words: number for number, words in enumerate(dict.fromkeys(said_of))}
    known = all(one.metres is not None and one.minutes is not None for one in ordered)
    said = {
        "version": file.version,
        "states": "".join(states),
        "lines": [lines for lines, _ in numbers],
        "arrivals": [arrival for _, arrival in numbers],
        "line": [numbers[words] for words in said_of],
        "far": [_hundreds(one.metres or 0.0) for one in ordered] if known else None,
        "walk": [one.minutes for one in ordered] if known else None,
        "here": [round(degrees, 5) for degrees in here] if here else None,
        "selected": file.rows.get(selected) if selected else None,
        "view": view,
        "until": int(until.timestamp() * 1000) if until else None,
    }
    return PlacesLayer(script_json(said))


def _hundreds(metres: float) -> int:
    return max(round(metres / 100), 1)


def script_json(value: object) -> str:
    """Write JSON that is safe inside a script, whatever text is in it.

    Branca reads a finished script as a Jinja template once more, so that text which opens an
    expression would run on the server. JSON itself never has these pairs of signs.
    """
    text = json.dumps(value, separators=(",", ":"))
    for sign in "<>&'":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    for opening in ("{{", "{%", "{#"):
        text = text.replace(opening, opening.replace("{", "\\u007b"))
    return text
