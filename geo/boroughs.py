"""London's 33 boroughs (32 and the City): which one a point is in, and where each one is."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pyarrow.parquet as pq
import shapely

from data.reference.grid import to_grid, to_wgs84

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

GSS_CODES: Mapping[str, str] = MappingProxyType(
    {
        "Barking and Dagenham": "E09000002",
        "Barnet": "E09000003",
        "Bexley": "E09000004",
        "Brent": "E09000005",
        "Bromley": "E09000006",
        "Camden": "E09000007",
        "City of London": "E09000001",
        "Croydon": "E09000008",
        "Ealing": "E09000009",
        "Enfield": "E09000010",
        "Greenwich": "E09000011",
        "Hackney": "E09000012",
        "Hammersmith and Fulham": "E09000013",
        "Haringey": "E09000014",
        "Harrow": "E09000015",
        "Havering": "E09000016",
        "Hillingdon": "E09000017",
        "Hounslow": "E09000018",
        "Islington": "E09000019",
        "Kensington and Chelsea": "E09000020",
        "Kingston upon Thames": "E09000021",
        "Lambeth": "E09000022",
        "Lewisham": "E09000023",
        "Merton": "E09000024",
        "Newham": "E09000025",
        "Redbridge": "E09000026",
        "Richmond upon Thames": "E09000027",
        "Southwark": "E09000028",
        "Sutton": "E09000029",
        "Tower Hamlets": "E09000030",
        "Waltham Forest": "E09000031",
        "Wandsworth": "E09000032",
        "Westminster": "E09000033",
    }
)
NAMES: tuple[str, ...] = tuple(GSS_CODES)
NAMES_BY_GSS: Mapping[str, str] = MappingProxyType({gss: name for name, gss in GSS_CODES.items()})

_REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
_NEAR_LONDON = (50.5, 52.5, -1.6, 1.5)
_NEIGHBOUR_GAP = 1.0


class Bounds(NamedTuple):
    """A box in WGS84 degrees."""

    south: float
    west: float
    north: float
    east: float


class Nearest(NamedTuple):
    """A borough, and how many metres away it is: 0 inside it."""

    name: str
    metres: float


def named(text: str) -> str | None:
    """Return the borough that a link names, however it is spelt; None for none.

    >>> named("Camden"), named("city-of-london"), named("the City of London"), named("Leeds")
    ('Camden', 'City of London', 'City of London', None)
    """
    return _SPELLINGS.get(_letters(text).removeprefix("the"))


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isascii() and c.isalpha())


_SPELLINGS: Mapping[str, str] = MappingProxyType({_letters(name): name for name in NAMES})


def borough_at(lat: float, lon: float) -> str | None:
    """Return the borough that a WGS84 point is in.

    None outside London, on the tidal Thames (see `nearest_borough`), and for what is no point:
    nan, None, infinity, latitude and longitude the wrong way round. On a border two boroughs
    share, the first by name.
    """
    (easting,), (northing,) = _grid([lat], [lon])
    shapes, boxes = _shapes()
    west, south, east, north = boxes.T
    near = (west <= easting) & (easting <= east) & (south <= northing) & (northing <= north)
    for index in np.flatnonzero(near):
        if shapely.intersects_xy(shapes[index], easting, northing):
            return NAMES[index]
    return None


def boroughs_at(lats: ArrayLike, lons: ArrayLike) -> NDArray[np.object_]:
    """Return the borough of each WGS84 point, or None, as `borough_at` does.

    Takes two sequences of one length; gives an object array of names and None of that length.
    """
    eastings, northings = _grid(lats, lons)
    found = np.full(eastings.shape, None, dtype=object)
    for name, shape, (west, south, east, north) in zip(NAMES, *_shapes(), strict=True):
        near = (eastings >= west) & (eastings <= east) & (northings >= south) & (northings <= north)
        near = np.flatnonzero(near & (found == None))  # noqa: E711
        found[near[shapely.intersects_xy(shape, eastings[near], northings[near])]] = name
    return found


def nearest_borough(lat: float, lon: float) -> Nearest | None:
    """Return the borough nearest to a WGS84 point, with its distance in metres.

    For somebody on a bridge or a boat, whom `borough_at` puts in no borough. None for what is no
    point, or is more than about 100 km from London.
    """
    eastings, northings = _grid([lat], [lon])
    if not np.isfinite(eastings[0]):
        return None
    metres = shapely.distance(_shapes()[0], shapely.Point(eastings[0], northings[0]))
    index = int(np.argmin(metres))
    return Nearest(NAMES[index], float(metres[index]))


@cache
def bounds(name: str) -> Bounds:
    """Return the box around a borough. Raises KeyError for a name not in NAMES."""
    west, south, east, north = _shapes()[1][_index(name)]
    lats, lons = to_wgs84([west, east, west, east], [south, south, north, north])
    corners = (lats.min(), lons.min(), lats.max(), lons.max())
    return Bounds(*(round(float(corner), 6) for corner in corners))


@cache
def centre(name: str) -> tuple[float, float]:
    """Return a point (lat, lon) well inside a borough. Raises KeyError for a name not in NAMES."""
    shape = _shapes()[0][_index(name)]
    point = shapely.centroid(shape)
    if not shapely.intersects(shape, point):
        point = shapely.point_on_surface(shape)
    lat, lon = to_wgs84(point.x, point.y)
    return round(float(lat), 6), round(float(lon), 6)


@cache
def neighbours(name: str) -> tuple[str, ...]:
    """Return the boroughs that share a border on land with one, by name.

    Boroughs that face each other across the tidal Thames are not neighbours. Raises KeyError for
    a name not in NAMES.
    """
    shapes = _shapes()[0]
    own = _index(name)
    near = shapely.dwithin(shapes[own], shapes, _NEIGHBOUR_GAP)
    return tuple(NAMES[i] for i in np.flatnonzero(near) if i != own)


def shape(name: str) -> shapely.Geometry:
    """Return a borough's full boundary (EPSG:27700). Raises KeyError for a name not in NAMES."""
    boundary: shapely.Geometry = _shapes()[0][_index(name)]
    return boundary


@cache
def outline() -> bytes:
    """Return the outline map as GeoJSON, in WGS84, simplified for drawing (about 80 kB).

    34 features; their property kind is "borough" (with name and gss_code) or "river".
    """
    return (_REFERENCE / "outline.geojson").read_bytes().strip()


def _index(name: str) -> int:
    if name not in GSS_CODES:
        msg = f"{name!r} is not a London borough. Use a name from geo.boroughs.NAMES."
        raise KeyError(msg)
    return NAMES.index(name)


def _grid(lats: ArrayLike, lons: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eastings and northings, nan for every point that isn't near London."""
    south, north, west, east = _NEAR_LONDON
    lat, lon = np.asarray(lats, dtype=float), np.asarray(lons, dtype=float)
    near = (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    return to_grid(np.where(near, lat, np.nan), np.where(near, lon, np.nan))


@cache
def _shapes() -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """Return the full boundaries (EPSG:27700) and their boxes, in the order of NAMES."""
    with pq.ParquetFile(_REFERENCE / "boroughs.parquet") as file:
        table = file.read()
    if tuple(table["name"].to_pylist()) != NAMES:
        msg = "boroughs.parquet is not the 33 boroughs. Run: python -m data.reference.build"
        raise ValueError(msg)
    shapes = shapely.from_wkb(table["geometry"].to_pylist())
    shapely.prepare(shapes)
    # Each prepared shape builds its index at the first question: asked here, before threads share.
    shapely.intersects_xy(shapes, 530_000.0, 180_000.0)
    return shapes, shapely.bounds(shapes)
