"""Made-up directories of any size for the benchmarks; no real place is in them."""

from __future__ import annotations

from functools import cache

import numpy as np

from data.columns import KINDS, TIERS, Columns
from data.directory import Directory
from data.records import Confidence, Place, Status, Visibility
from data.reference.grid import to_wgs84
from geo.boroughs import NAMES

DAYS = ("Mo-Fr", "Mo-Su", "Tu-Sa", "Mo,We,Fr", "Th-Su", "Mo-Th")


@cache
def made_up_hours() -> tuple[str | None, ...]:
    """Some 290 different texts, as a city with its own habits would have."""
    texts: list[str | None] = [None, "24/7"]
    for days in DAYS:
        for opens in range(7, 13):
            for closes in range(16, 24):
                texts.append(f"{days} {opens:02}:00-{closes:02}:30; PH off")
    return tuple(texts)


def made_up_columns(count: int) -> Columns:
    """Scatter places over Greater London's box; hours drawn with a fixed seed."""
    draw = np.random.default_rng(20261122)
    texts = made_up_hours()

    def ints(high: int) -> np.ndarray:
        return draw.integers(0, high, count, dtype=np.int32)

    return Columns(
        easting=draw.uniform(503_600, 561_900, count),
        northing=draw.uniform(155_900, 200_900, count),
        borough=ints(33),
        tier=ints(3),
        kind=ints(17),
        hours=ints(len(texts)),
        firm_until=draw.integers(20_000, 21_500, count, dtype=np.int32),
        checked_until=np.full(count, -1, np.int32),
        temporarily_closed=draw.random(count) < 0.01,
        may_turn_away_under_18s=draw.random(count) < 0.2,
        proposed=np.zeros(count, np.bool_),
        step_free=draw.random(count) < 0.5,
        by_name=draw.permutation(count).astype(np.int32),
        texts=texts,
        boroughs=tuple(sorted(NAMES)),
    )


def made_up_place(columns: Columns, row: int, lat: float, lon: float) -> Place:
    """Make the record behind a row."""
    return Place.model_construct(
        id=f"place-{row}",
        visibility=Visibility.PUBLIC,
        confidence=Confidence.HIGH,
        source_name="Nobody",
        source_url="https://example.org/",
        source_date="2026-06",
        name=f"Made-up Place {row}",
        kind=KINDS[columns.kind[row]],
        tier=TIERS[columns.tier[row]],
        status=Status.ACTIVE,
        address=f"{row % 200} Nowhere Street",
        postcode="E16 1ZE",
        borough=columns.boroughs[columns.borough[row]],
        lat=lat,
        lon=lon,
        opening_hours=columns.texts[columns.hours[row]],
    )


class Places:
    """Stands in for a tuple of a million places: makes each when it is looked at."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self.lats, self.lons = to_wgs84(columns.easting, columns.northing)

    def __len__(self) -> int:
        return len(self.columns)

    def __getitem__(self, row: int) -> Place:
        if row >= len(self):
            raise IndexError(row)
        return made_up_place(self.columns, row, float(self.lats[row]), float(self.lons[row]))


def made_up_directory(count: int) -> Directory:
    """A directory of made-up places that search can't tell from a real one."""
    columns = made_up_columns(count)
    directory = Directory(Places(columns), (), {}, {}, f"made-up-{count}")
    directory.__dict__["columns"] = columns
    return directory
