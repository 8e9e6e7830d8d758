"""Makes the borough boundaries for deciding and the outline for drawing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from data.reference.grid import to_wgs84

if TYPE_CHECKING:
    from pathlib import Path

    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

# Wide enough to close the gap where London ends, between Crayford Ness and Purfleet.
_RIVER_HALF_WIDTH = 1500.0
_RIVER_END_EASTING = 553_660.0
_TOLERANCE = 90.0
_BANK_TOLERANCE = 5.0
_CUT_METRES = 2.0


def boroughs(source: Path) -> gpd.GeoDataFrame:
    """Read the GLA's boundaries: columns name, gss_code, geometry (EPSG:27700), by name."""
    frame = gpd.read_file(source)[["name", "gss_code", "geometry"]]
    return frame.sort_values("name", ignore_index=True)


def river(frame: gpd.GeoDataFrame) -> BaseGeometry:
    """Return the tidal Thames with its creeks: the gap between the boroughs, in EPSG:27700."""
    land = shapely.union_all(frame.geometry.to_numpy())
    wide = shapely.buffer(land, _RIVER_HALF_WIDTH, join_style="mitre")
    closed = shapely.buffer(wide, -_RIVER_HALF_WIDTH, join_style="mitre")
    _, south, _, north = land.bounds
    upstream = shapely.intersection(closed, shapely.box(0, south, _RIVER_END_EASTING, north))
    gaps: list[BaseGeometry] = list(shapely.get_parts(shapely.difference(upstream, land)))
    return max(gaps, key=lambda gap: gap.area)


def banks(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return London's land north and south of the Thames: bank, geometry (EPSG:27700).

    Above Teddington, where the river is no gap, the border of Richmond and Kingston runs in its
    middle; a short line joins the two. Within London that border is on land only where both sides
    of it lie south.
    """
    land = shapely.union_all(frame.geometry.to_numpy())
    shapes = dict(zip(frame["name"], frame.geometry, strict=True))
    tidal = river(frame)
    ends = (shapes["Richmond upon Thames"].boundary, shapes["Kingston upon Thames"].boundary)
    border = shapely.intersection(*ends)
    cut = shapely.union_all(
        [
            tidal,
            shapely.buffer(border, _CUT_METRES),
            shapely.buffer(shapely.shortest_line(border, tidal), _CUT_METRES),
        ]
    )
    parts = sorted(shapely.get_parts(shapely.difference(land, cut)), key=lambda part: -part.area)
    # The north is the larger part. Whatever is cut off from both is too small to live on.
    simple = [shapely.simplify(part, _BANK_TOLERANCE) for part in parts[:2]]
    return gpd.GeoDataFrame({"bank": ["north", "south"]}, geometry=simple, crs=frame.crs)


def outline(frame: gpd.GeoDataFrame) -> str:
    """Return GeoJSON (RFC 7946, WGS84) of the boroughs and the river, simplified for drawing.

    Properties are kind ("borough" or "river"), and name and gss_code for a borough. Edges that
    two shapes share are simplified once, so that no gap opens between them.
    """
    shapes = [*frame.geometry, river(frame)]
    properties: list[dict[str, str]] = [
        {"kind": "borough", "name": name, "gss_code": code}
        for name, code in zip(frame["name"], frame["gss_code"], strict=True)
    ]
    properties.append({"kind": "river"})
    simple = shapely.coverage_simplify(shapes, _TOLERANCE)
    features = [
        {"type": "Feature", "properties": about, "geometry": _geometry(shape)}
        for about, shape in zip(properties, simple, strict=True)
    ]
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, separators=(",", ":")) + "\n"


def _geometry(shape: BaseGeometry) -> dict[str, Any]:
    polygons = [_rings(part) for part in shapely.get_parts(shape)]
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _rings(polygon: Polygon) -> list[list[list[float]]]:
    turned = shapely.orient_polygons(polygon, exterior_cw=False)
    return [_positions(ring) for ring in (turned.exterior, *turned.interiors)]


def _positions(ring: shapely.LinearRing) -> list[list[float]]:
    eastings, northings = shapely.get_coordinates(ring).T
    lats, lons = to_wgs84(eastings, northings)
    return [[round(float(x), 5), round(float(y), 5)] for x, y in zip(lons, lats, strict=True)]
