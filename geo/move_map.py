"""A small map of a pin that is to move: where it is, where it would be, and a line between.

Show it with ``st_folium(base_map(...), feature_group_to_add=move_layer(old, new))``, ``center`` and
``zoom`` from the same two points.
"""

from __future__ import annotations

import math

import folium

from data.reference.grid import to_grid

LatLon = tuple[float, float]
"""WGS84 degrees: latitude, longitude."""

OLD, NEW = "Old", "New"
_CLOSEST, _FARTHEST = 17, 10
_METRES_ACROSS_AT_17 = 110.0


def metres_between(old: LatLon, new: LatLon) -> float:
    """Give the distance in a straight line, in metres."""
    east, north = to_grid([old[0], new[0]], [old[1], new[1]])
    return float(math.hypot(east[1] - east[0], north[1] - north[0]))


def middle(old: LatLon, new: LatLon) -> LatLon:
    """Give the point between two."""
    return (old[0] + new[0]) / 2, (old[1] + new[1]) / 2


def zoom_for(metres: float) -> int:
    """Give the closest zoom at which two points so far apart are both on a small map."""
    steps = math.ceil(math.log2(max(metres, 1.0) / _METRES_ACROSS_AT_17))
    return max(_FARTHEST, min(_CLOSEST, _CLOSEST - steps))


def move_layer(old: LatLon, new: LatLon) -> folium.FeatureGroup:
    """Draw both points, each with its word, so that colour alone tells nothing."""
    group = folium.FeatureGroup(control=False)
    line = folium.PolyLine(  # type: ignore[no-untyped-call]
        [old, new], color="#0b5c6b", weight=3, dash_array="6 6"
    )
    line.add_to(group)
    for point, words, filled in ((old, OLD, False), (new, NEW, True)):
        folium.CircleMarker(
            point,
            radius=9,
            color="#0b5c6b",
            weight=3,
            fill=True,
            fill_color="#0b5c6b" if filled else "#ffffff",
            fill_opacity=1.0,
        ).add_to(group)
        words_beside = folium.DivIcon(html=f"<b>{words}</b>", icon_anchor=(-14, 10), class_name="")
        folium.Marker(point, icon=words_beside).add_to(group)
    return group
