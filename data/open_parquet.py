"""Places as GeoParquet 1.1: one column a field, points as WKB, terms in the file's metadata."""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data.directory import Directory
from data.open_tables import Column, columns_of, rows_of

_TYPES = {
    "text": pa.string(),
    "number": pa.float64(),
    "count": pa.int32(),
    "day": pa.date32(),
    "many": pa.list_(pa.string()),
}
_GEOMETRY = "geometry"


def places_parquet(directory: Directory, about: Mapping[str, str]) -> bytes:
    """Write the public places; ``about`` goes into the metadata. The same in, the same bytes."""
    columns = columns_of("places")
    rows = list(rows_of("places", directory))
    points = [(row["lon"], row["lat"]) for row in rows]
    fields = [
        *(pa.field(c.name, _TYPES[c.sort], metadata={"description": c.words}) for c in columns),
        pa.field(_GEOMETRY, pa.binary()),
    ]
    schema = pa.schema(fields, {"geo": json.dumps(_geo(points)), **about})
    arrays = [pa.array([_value(c, row) for row in rows], _TYPES[c.sort]) for c in columns]
    arrays.append(pa.array([_point(lon, lat) for lon, lat in points], pa.binary()))
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _value(column: Column, row: Mapping[str, Any]) -> object:
    value = row[column.name]
    return date.fromisoformat(value) if column.sort == "day" and value else value


def _point(lon: float, lat: float) -> bytes:
    """Write a point as well-known binary, least byte first."""
    return struct.pack("<BIdd", 1, 1, lon, lat)


def _geo(points: list[tuple[float, float]]) -> dict[str, Any]:
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if points:
        lons, lats = zip(*points, strict=True)
        column["bbox"] = [min(lons), min(lats), max(lons), max(lats)]
    # Without a reference system it is longitude and latitude of WGS84, as the standard says.
    return {"version": "1.1.0", "primary_column": _GEOMETRY, "columns": {_GEOMETRY: column}}
