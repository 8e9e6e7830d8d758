"""Every London postcode, live or retired, found offline from any spelling."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from data.reference.grid import to_wgs84
from geo import postcode_text
from geo.boroughs import NAMES_BY_GSS, Bounds

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from geo.postcode_text import Reading

Status = Literal["live", "retired", "outside_london", "unknown", "not_a_postcode"]

_REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
_CODE_WIDTH = 7
_DISTRICT_WIDTH = 4
# Per cent of a district's postcodes that may lie elsewhere: boxes at far-off sorting offices.
_FEW = 1


@dataclass(frozen=True, slots=True)
class Postcode:
    """What `find` knows. ``lat``, ``lon`` and ``borough`` are None unless live or retired.

    ``text`` is the usual spelling ("E16 1ZE"), or what was typed where it is no postcode. The
    point is the postcode's middle in WGS84 degrees, often 50 to 100 m from a front door.
    """

    text: str
    lat: float | None
    lon: float | None
    borough: str | None
    status: Status


@dataclass(frozen=True, slots=True)
class Outward:
    """A postcode district ("E16") or sector ("E16 1"), as far as it lies in London.

    ``lat`` and ``lon`` are the middle (median) of its live postcodes, or of its retired ones where
    none is live; ``extent`` is the box around them; ``boroughs`` has the one with most first. The
    outermost 1 % is left out of extent and boroughs: post boxes are listed at sorting offices.
    """

    code: str
    lat: float
    lon: float
    boroughs: tuple[str, ...]
    extent: Bounds


class Live(NamedTuple):
    """Postcodes in use: metres (EPSG:27700), number of the borough (of E09...), district."""

    easting: NDArray[np.int32]
    northing: NDArray[np.int32]
    borough: NDArray[np.uint8]
    district: NDArray[np.bytes_]


class _Table(NamedTuple):
    codes: NDArray[np.bytes_]
    eastings: NDArray[np.int32]
    northings: NDArray[np.int32]
    boroughs: NDArray[np.uint8]
    live: NDArray[np.bool_]


def find(text: str) -> Postcode:
    """Return the postcode a text means, in any spelling: small letters, no space, O for 0.

    The status is

    - "live": in use when Code-Point Open was made;
    - "retired": in the ONS directory but not in Code-Point Open, so given up, or only made after
      Code-Point Open was (SOURCES.md has the dates);
    - "outside_london": in a district or on a list that is not London's;
    - "unknown": the district or area is London's, but the directory has no such postcode;
    - "not_a_postcode": not written like a postcode, or no area of the UK begins like that.

    The borough is the local authority that the ONS gives. 115 postcodes lie on the tidal Thames,
    where `geo.boroughs.borough_at` says None, and 0.04 % in all differ from it.
    """
    readings = postcode_text.units(postcode_text.compact(text))
    for reading in readings:
        row = _row(reading)
        if row is not None:
            return _from_row(reading, row)
        if _is_outside(reading):
            return Postcode(reading.text, None, None, None, "outside_london")
    for reading in readings:
        if _area(reading.outward) in _london_areas():
            return Postcode(reading.text, None, None, None, "unknown")
    return Postcode(text, None, None, None, "not_a_postcode")


def outward(text: str) -> Outward | None:
    """Return the district ("E16", "sw1") or sector ("E16 1") that a text means.

    A district that is split by a last letter is taken whole: "SW1" is SW1A to SW1Y. None for
    everything else, full postcodes and districts with no postcode in London among it.
    """
    letters = postcode_text.compact(text)
    return next(filter(None, map(_of_district, _whole_first(text, letters))), None)


@lru_cache(maxsize=4_096)
def _of_district(reading: Reading) -> Outward | None:
    """Give a district or sector, of which there are few, so that each is worked out once."""
    found = _spans(reading)
    return _outward(reading.text, np.concatenate(found)) if found else None


def live_postcodes() -> Live:
    """Return every live postcode of London as arrays of equal length."""
    table = _table()
    live = table.live
    return Live(
        table.eastings[live],
        table.northings[live],
        table.boroughs[live],
        table.codes[live].astype(f"S{_DISTRICT_WIDTH}"),
    )


def is_district_elsewhere(text: str) -> bool:
    """Tell whether a text is a district of the UK, such as "M1", with no postcode in London."""
    readings = postcode_text.districts(postcode_text.compact(text))
    exact = [reading for reading in readings if not reading.swaps]
    return any(reading.outward in _districts_elsewhere() for reading in exact)


def _whole_first(text: str, letters: str) -> list[Reading]:
    districts, sectors = postcode_text.districts(letters), postcode_text.sectors(letters)
    parts = text.split()
    spaced = len(parts) == 2 and len(parts[1]) == 1 and not parts[1].isalpha()
    return sectors + districts if spaced else districts + sectors


def _from_row(reading: Reading, row: int) -> Postcode:
    table = _table()
    lat, lon = to_wgs84(table.eastings[row], table.northings[row])
    status: Status = "live" if table.live[row] else "retired"
    borough = _borough(int(table.boroughs[row]))
    return Postcode(reading.text, round(float(lat), 6), round(float(lon), 6), borough, status)


def _row(reading: Reading) -> int | None:
    codes = _table().codes
    code = _key(reading)
    row = int(np.searchsorted(codes, code))
    return row if row < len(codes) and codes[row] == code else None


def _is_outside(reading: Reading) -> bool:
    if reading.outward in _districts_elsewhere():
        return True
    area = _area(reading.outward)
    if area in _areas() and area not in _london_areas():
        return True
    shared = _shared()
    row = int(np.searchsorted(shared, _key(reading)))
    return row < len(shared) and bool(shared[row] == _key(reading))


def _spans(reading: Reading) -> list[NDArray[np.intp]]:
    """Return the rows of a district or sector, and of the districts it is split into."""
    codes = _table().codes
    prefixes = [_key(reading)]
    if not reading.inward and reading.outward[-1].isdigit():
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        split = [reading.outward + letter for letter in letters]
        prefixes += [code.ljust(_DISTRICT_WIDTH).encode() for code in split if len(code) <= 4]
    ends = [(np.searchsorted(codes, p), np.searchsorted(codes, p + b"~")) for p in prefixes]
    return [np.arange(start, end) for start, end in ends if end > start]


def _outward(code: str, rows: NDArray[np.intp]) -> Outward:
    table = _table()
    live = rows[table.live[rows]]
    rows = live if live.size else rows
    eastings, northings = table.eastings[rows], table.northings[rows]
    lat, lon = to_wgs84(np.median(eastings), np.median(northings))
    lats, lons = to_wgs84(
        np.percentile(eastings, [_FEW, 100 - _FEW] * 2),
        np.percentile(northings, [_FEW, _FEW, 100 - _FEW, 100 - _FEW]),
    )
    corners = (lats.min(), lons.min(), lats.max(), lons.max())
    extent = Bounds(*(round(float(corner), 6) for corner in corners))
    boroughs = _most_first(table.boroughs[rows])
    return Outward(code, round(float(lat), 6), round(float(lon), 6), boroughs, extent)


def _most_first(numbers: NDArray[np.uint8]) -> tuple[str, ...]:
    unique, counts = np.unique(numbers, return_counts=True)
    enough = counts * 100 >= len(numbers) * _FEW
    order = np.argsort(-counts[enough], kind="stable")
    return tuple(_borough(int(number)) for number in unique[enough][order])


def _key(reading: Reading) -> bytes:
    return (reading.outward.ljust(_DISTRICT_WIDTH) + reading.inward).encode()


def _area(district: str) -> str:
    return district[:2] if district[1].isalpha() else district[:1]


def _borough(number: int) -> str:
    return NAMES_BY_GSS[f"E09{number:06d}"]


@cache
def _table() -> _Table:
    with pq.ParquetFile(_REFERENCE / "postcodes.parquet") as file:
        table = file.read()
    columns = [table[name].to_numpy() for name in ("easting", "northing", "borough", "live")]
    return _Table(_codes(table["postcode"]), *columns)


@cache
def _shared() -> NDArray[np.bytes_]:
    with pq.ParquetFile(_REFERENCE / "postcodes_shared.parquet") as file:
        return _codes(file.read()["postcode"])


def _codes(column: pa.ChunkedArray) -> NDArray[np.bytes_]:
    chunk = column.combine_chunks()
    return np.frombuffer(chunk.buffers()[1], dtype=f"S{_CODE_WIDTH}", count=len(chunk))


@cache
def london_districts() -> frozenset[str]:
    """Return every postcode district that has a postcode in London: "E16", "SW1A"."""
    districts = _table().codes.astype(f"S{_DISTRICT_WIDTH}")
    return frozenset(code.decode().strip() for code in np.unique(districts))


@cache
def _uk_districts() -> frozenset[str]:
    return frozenset((_REFERENCE / "districts.txt").read_text(encoding="ascii").split())


@cache
def _districts_elsewhere() -> frozenset[str]:
    return _uk_districts() - london_districts()


@cache
def _areas() -> frozenset[str]:
    return frozenset(map(_area, _uk_districts()))


@cache
def _london_areas() -> frozenset[str]:
    return frozenset(map(_area, london_districts()))
