"""GeoJSON files: points in WGS84, and nothing else that a file may claim to be."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from data.exchange_columns import TableKind, columns, letters
from data.exchange_table import MOST_COLUMNS, MOST_ROWS, Line, Lines, ReadError
from data.exchange_text import decoded

_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326", "WGS84", "WGS 84")
NOT_A_POINT = "not a point"
"""Stands for a geometry that is no point: no place can be kept at a line or an area."""


def read_geojson(name: str, body: bytes) -> Lines:
    """Read a FeatureCollection (or one Feature). Raises ReadError, which says what to do.

    A row is numbered by its feature, from 1. ``lat`` and ``lon`` come from the geometry.
    """
    text, note = decoded(name, body)
    try:
        held = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ReadError(
            f"{name} is nested too deeply to be a list of places. Export it again as points."
        ) from None
    except ValueError:
        raise ReadError(
            f"{name} is not whole or not GeoJSON. Export it again from the map program."
        ) from None
    features = _features(name, held)
    _refuse_other_grid(name, held)
    if len(features) > MOST_ROWS:
        raise ReadError(
            f"{name} has more than {MOST_ROWS:,} features. Split it into several files."
        )
    lines = [_line(number, feature) for number, feature in enumerate(features, 1)]
    headers = tuple(dict.fromkeys(h for line in lines for h in line.values))
    if len(headers) > MOST_COLUMNS:
        raise ReadError(
            f"{name} has {len(headers):,} different properties; at most {MOST_COLUMNS} can be "
            "read. Keep those of the template."
        )
    notes = (f"{name}: rows are numbered by feature, the first one is 1.", note)
    return Lines(name, headers, lines, tuple(filter(None, notes)), is_places=True)


def _features(name: str, held: object) -> list[object]:
    if isinstance(held, dict) and held.get("type") == "Feature":
        return [held]
    found = held.get("features") if isinstance(held, dict) else None
    if not isinstance(found, list) or not isinstance(held, dict):
        raise ReadError(
            f"{name} is JSON, but not a GeoJSON FeatureCollection. Export the layer of points "
            "again as GeoJSON."
        )
    if not found:
        raise ReadError(f"{name} has no features. Choose the file with the places in it.")
    return found


def _refuse_other_grid(name: str, held: object) -> None:
    crs = held.get("crs") if isinstance(held, dict) else None
    if crs is None:
        return
    said = json.dumps(crs)[:200]
    if not any(known in said for known in _WGS84):
        raise ReadError(
            f"{name} says that its points are not in WGS84 (it says {said}). Export it again in "
            "WGS84 (EPSG:4326)."
        )


def _line(number: int, feature: object) -> Line:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return Line(number, {}, ("This feature is not a GeoJSON feature.",))
    properties = feature.get("properties")
    values = (
        {str(key): value for key, value in (properties or {}).items()}
        if _is_map(properties)
        else {}
    )
    named = columns(values, TableKind.PLACE)
    for field in ("lat", "lon"):
        for header in named.get(field, ()):
            values.pop(header)
    if "id" not in values and isinstance(feature.get("id"), str) and letters(feature["id"]):
        values["id"] = feature["id"]
    lat, lon = _point(feature.get("geometry"))
    return Line(number, {**values, "lat": lat, "lon": lon})


def _point(geometry: object) -> tuple[Any, Any]:
    if geometry is None:
        return None, None
    if not _is_map(geometry) or geometry.get("type") != "Point":  # type: ignore[attr-defined]
        return NOT_A_POINT, NOT_A_POINT
    found = geometry.get("coordinates")  # type: ignore[attr-defined]
    if not isinstance(found, list) or len(found) < 2:
        return NOT_A_POINT, NOT_A_POINT
    lon, lat = found[:2]
    if not all(
        isinstance(n, int | float) and not isinstance(n, bool) and math.isfinite(n)
        for n in (lon, lat)
    ):
        return NOT_A_POINT, NOT_A_POINT
    return lat, lon


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping)


def _no_number(text: str) -> float:
    msg = f"{text} is no number"
    raise ValueError(msg)
