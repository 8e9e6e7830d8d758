"""Where a row says that a place is: latitude and longitude, mended where that is certain."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from data.exchange_cells import clean, same_cell, unmarked
from data.exchange_table import Fault, Read, Row
from data.records import PointSource
from data.reference.grid import to_wgs84

POINT_FIELDS = ("lat", "lon")
Locate = Callable[[str], tuple[float, float] | None]
"""The middle of a postcode (WGS84 latitude, longitude); None for one that there is not."""

FAR_METRES = 1_000
_LATS = (51.2, 51.75)
_LONS = (-0.6, 0.4)
_EASTINGS = (490_000, 575_000)
_NORTHINGS = (145_000, 210_000)
_DECIMALS = 6
_NOT_HERE = (
    "This point is not in London. Write latitude (about 51.5) and longitude (about -0.1) in "
    "degrees, or leave both empty: then the middle of the postcode is taken."
)
_NO_POINT = (
    "The shape of this feature is not a point. Draw it as a point at the door, or give latitude "
    "and longitude."
)
_HALF = "Only one of latitude and longitude is filled in. Write both, or leave both empty."


def read_point(
    found: Read,
    row: Row,
    headers: Mapping[str, str],
    before: Mapping[str, Any] | None,
    *,
    empty_clears: bool,
) -> None:
    """Put latitude and longitude of a row into ``found``, where they differ from the record's."""
    given = {name: row.cells[name] for name in POINT_FIELDS if name in row.cells}
    if not given:
        return
    held = before or {}
    if before is not None and all(same_cell(held.get(n), c) for n, c in given.items()):
        return
    header = headers.get("lat", headers.get("lon", "lat"))
    texts = {name: _text(cell) for name, cell in given.items()}
    if not any(texts.values()):
        if before is not None and held.get("lat") is not None:
            if empty_clears:
                found.values |= {"lat": None, "lon": None, "point_source": None}
            else:
                found.kept.append("lat")
        return
    said = ", ".join(text for text in texts.values() if text)
    if len([t for t in texts.values() if t]) < len(POINT_FIELDS):
        found.faults.append(Fault(header, said, _HALF))
        return
    try:
        first, second = float(texts["lat"]), float(texts["lon"])
    except ValueError:
        is_shape = texts["lat"] == "not a point"
        found.faults.append(
            Fault("geometry" if is_shape else header, said, _NO_POINT if is_shape else _NOT_HERE)
        )
        return
    mended = _mended(first, second)
    if mended is None:
        found.faults.append(Fault(header, said, _NOT_HERE))
        return
    lat, lon, note = mended
    if note:
        found.notes.append(f"{header}: {said} {note} latitude {lat}, longitude {lon}.")
    if before is not None and (lat, lon) == (held.get("lat"), held.get("lon")):
        return
    found.values |= {"lat": lat, "lon": lon}
    found.values.setdefault("point_source", PointSource.BUILDING.value)


def place_at_postcode(
    found: Read, before: Mapping[str, Any] | None, headers: Mapping[str, str], locate: Locate
) -> None:
    """Give a place without a point that of its postcode, and doubt a pin far away from it.

    A new postcode that there is not is a fault. One that is not changed is left alone.
    """
    held = dict(before or {})
    after = {**held, **found.values}
    postcode = after.get("postcode")
    if not isinstance(postcode, str) or not postcode:
        return
    is_new = postcode != held.get("postcode")
    has_point = after.get("lat") is not None and after.get("lon") is not None
    if not is_new and has_point and "lat" not in found.values:
        return
    middle = locate(postcode)
    header = headers.get("postcode", "postcode")
    if middle is None:
        if is_new:
            found.faults.append(
                Fault(
                    header,
                    postcode,
                    f"There is no postcode {postcode} in London. Look it up, and write it like "
                    "E16 1ZE.",
                )
            )
        return
    was_middle = after.get("point_source") == PointSource.POSTCODE.value
    if not has_point or (was_middle and is_new and "lat" not in found.values):
        lat, lon = (round(degrees, _DECIMALS) for degrees in middle)
        found.values |= {"lat": lat, "lon": lon, "point_source": PointSource.POSTCODE.value}
        return
    metres = _metres((after["lat"], after["lon"]), middle)
    if metres > FAR_METRES:
        found.notes.append(
            f"The pin is {metres / 1000:.1f} km from the postcode {postcode}. Look which is right."
        )


def _mended(first: float, second: float) -> tuple[float, float, str] | None:
    """Give latitude, longitude and what was done, None for what is nowhere near London."""
    if _within(first, _LATS) and _within(second, _LONS):
        return first, second, ""
    if _within(second, _LATS) and _within(first, _LONS):
        return second, first, "has latitude and longitude the wrong way round. It was read as"
    for easting, northing in ((first, second), (second, first)):
        if _within(easting, _EASTINGS) and _within(northing, _NORTHINGS):
            lats, lons = to_wgs84([easting], [northing])
            lat, lon = round(float(lats[0]), _DECIMALS), round(float(lons[0]), _DECIMALS)
            if _within(lat, _LATS) and _within(lon, _LONS):
                return lat, lon, "is a National Grid easting and northing. It was turned into"
    return None


def _within(number: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= number <= limits[1]


def _text(cell: object) -> str:
    text = "" if cell is None else clean(unmarked(clean(str(cell))))
    whole, comma, rest = text.partition(",")
    return f"{whole}.{rest}" if comma and rest.isdigit() else text


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance of two points of one city, good to 1 %."""
    north = (one[0] - other[0]) * 111_200
    east = (one[1] - other[1]) * 111_200 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)
