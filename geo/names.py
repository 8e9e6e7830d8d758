"""Names that people type for parts of London, and the points and boroughs they stand for."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from data.reference.grid import to_grid
from geo import boroughs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

NameKind = Literal["borough", "area", "station", "place"]
Index: TypeAlias = "Mapping[str, tuple[Name, ...]]"

_REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
_RANK: Mapping[NameKind, int] = {"borough": 0, "area": 1, "station": 2, "place": 3}
_SAME_PLACE_METRES = 2_000.0

_EVERYDAY = {
    "Barking and Dagenham": ("LBBD", "Barking & Dagenham"),
    "City of London": ("City", "The City", "Square Mile"),
    "Hammersmith and Fulham": ("H&F", "LBHF"),
    "Kensington and Chelsea": ("K&C", "RBKC", "Ken and Chelsea", "Kensington & Chelsea"),
    "Kingston upon Thames": ("Kingston", "RBK"),
    "Richmond upon Thames": ("Richmond", "LBRuT"),
    "Tower Hamlets": ("LBTH",),
    "Waltham Forest": ("LBWF",),
    "Westminster": ("City of Westminster", "WCC"),
}
_OTHER_NAMES = {
    "Knightsbridge and Belgravia": ("Knightsbridge", "Belgravia"),
    "Highbury & Islington": ("Highbury and Islington",),
    "Kensal Green": ("Kensal Rise",),
    "Maida Hill": ("Maida Vale",),
    "High Barnet": ("Chipping Barnet",),
    "Kensington Olympia": ("Olympia",),
    "Queenstown Road (Battersea)": ("Queenstown Road",),
    "St Pancras International": ("St Pancras",),
}
# GeoNames has them, but as wards named for a street, or as names another part of London has too.
_CONFUSING = frozenset(
    {"London", "Abbey Road", "Church Street", "Harrow Road", "West End of London", "World's End"}
)


@dataclass(frozen=True, slots=True)
class Name:
    """One thing a name can stand for, with a point in WGS84 degrees.

    ``label`` tells it from others of the same name, and is itself a name that finds it. A
    borough's point is its town centre where one has the borough's name, else its middle.
    """

    kind: NameKind
    label: str
    lat: float
    lon: float
    borough: str | None


def key(text: str) -> str:
    """Return how names are compared: small plain letters and digits, single spaces.

    Accents and apostrophes go, "&" is "and", "Saint" is "st".
    """
    plain = unicodedata.normalize("NFKD", text).casefold().replace("&", " and ")
    plain = re.sub(r"['’‘ʼ`´]|[\u0300-\u036f]", "", plain)
    words = re.sub(r"[^a-z0-9]+", " ", plain).split()
    return " ".join("st" if word == "saint" else word for word in words)


@lru_cache(maxsize=4)
def index(extra: tuple[tuple[str, float, float], ...]) -> Mapping[str, tuple[Name, ...]]:
    """Return what each `key` can stand for, the likeliest first.

    ``extra`` has public places as (name, lat, lon). They come after areas of the same name.
    """
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for known, names in _london().items():
        found[known] += names
    for place in _places(extra):
        found[key(place.label)].append(place)
    return {known: _told_apart(names) for known, names in found.items() if known} | {
        key(name.label): (name,)
        for names in found.values()
        for name in _told_apart(names)
        if key(name.label) not in found
    }


@cache
def towns() -> Mapping[str, str]:
    """Return the British towns outside London that share no name with a part of it, by key."""
    names = (_REFERENCE / "towns.txt").read_text(encoding="utf-8").splitlines()
    return {key(name): name for name in names if key(name) not in _london()}


def metres_between(one: Name, other: Name) -> float:
    """Return the straight-line distance between two names' points."""
    eastings, northings = to_grid([one.lat, other.lat], [one.lon, other.lon])
    return float(np.hypot(np.diff(eastings)[0], np.diff(northings)[0]))


@cache
def _london() -> Mapping[str, list[Name]]:
    """Return boroughs, areas and stations by key, an area and its station as one."""
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for area in _read("areas.csv", "area"):
        for spelling in _spellings(area):
            found[spelling].append(area)
    for station in _read("stations.csv", "station"):
        for spelling in _spellings(station):
            _add_station(found[spelling], station)
            found[f"{spelling} station"] = [station]
    for borough in boroughs.NAMES:
        spellings = {key(name) for name in (borough, *_EVERYDAY.get(borough, ()))}
        lat, lon = _town_centre(borough, [name for s in spellings for name in found[s]])
        for spelling in spellings:
            found[spelling].insert(0, Name("borough", borough, lat, lon, borough))
    return {known: names for known, names in found.items() if names}


def _add_station(namesakes: list[Name], station: Name) -> None:
    """Give an area its station's point, which is exact where GeoNames' is rounded."""
    for i, area in enumerate(namesakes):
        if area.kind == "area" and metres_between(area, station) < _SAME_PLACE_METRES:
            namesakes[i] = replace(area, lat=station.lat, lon=station.lon, borough=station.borough)
            return
    namesakes.append(station)


def _town_centre(borough: str, namesakes: list[Name]) -> tuple[float, float]:
    for name in namesakes:
        if name.borough == borough:
            return name.lat, name.lon
    return boroughs.centre(borough)


def _told_apart(names: list[Name]) -> tuple[Name, ...]:
    """Label names so that no two are alike: "Hayes (Bromley)", "Hackney (area)"."""
    if len(names) == 1:
        return (names[0],)
    has_borough = names[0].kind == "borough"
    told = []
    for name in sorted(names, key=lambda name: _RANK[name.kind]):
        label = name.label
        if name.kind == "station":
            label = f"{label} station"
        elif name.kind == "area" and has_borough:
            label = f"{label} (area)"
        elif name.kind != "borough" and name.borough and sum(n.label == label for n in names) > 1:
            label = f"{label} ({name.borough})"
        told.append(replace(name, label=label))
    return tuple(told)


def _spellings(name: Name) -> set[str]:
    return {key(spelling) for spelling in (name.label, *_OTHER_NAMES.get(name.label, ()))}


def _read(file: str, kind: NameKind) -> list[Name]:
    with (_REFERENCE / file).open(encoding="utf-8", newline="") as rows:
        return [
            Name(kind, row["name"], float(row["lat"]), float(row["lon"]), row["borough"])
            for row in csv.DictReader(rows)
            if row["name"] not in _CONFUSING
        ]


def _places(extra: Iterable[tuple[str, float, float]]) -> list[Name]:
    rows = list(extra)
    found = boroughs.boroughs_at([lat for _, lat, _ in rows], [lon for _, _, lon in rows])
    return [
        Name("place", name, lat, lon, borough)
        for (name, lat, lon), borough in zip(rows, found, strict=True)
    ]
