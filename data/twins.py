"""Places that may be the same place twice: same door, same telephone, same name nearby."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit

import numpy as np
from rapidfuzz import fuzz

from data.records import Place, PointSource, Status, Visibility
from data.reference.grid import to_grid

NEAR_METRES = 250.0
SAME_SPOT_METRES = 30.0
ALIKE = 85.0
"""How alike two names must be, of 100, to be taken for one."""
_SHARED_BY_MANY = 4
_SAME_PAGE_METRES = 1_000.0
_SHORTEST_NUMBER = 9
_NUMBER = re.compile(r"\d+[a-z]?\b")
_WORDLESS = re.compile(r"[^a-z0-9]+")
_SAID_BY_KIND = re.compile(
    r"\b(?:the|of|at|in|london|library|police|station|hospital|a e|centre|community|youth|church)\b"
)
_STATE = {
    Visibility.DRAFT: "It is a draft.",
    Visibility.CLOSED: "It is closed: open it again instead of adding it.",
    Visibility.PUBLIC: "It is public.",
}
Cell = tuple[int, int]
Point = tuple[float, float]


class _Sign(IntEnum):
    """What two places have in common; the surest first."""

    DOOR = 0
    NAME = 1
    PHONE = 2
    WEBSITE = 3
    SPOT = 4


_WORDS: Mapping[_Sign, str] = {
    _Sign.DOOR: "Same door: the same postcode and house number.",
    _Sign.NAME: "A similar name nearby.",
    _Sign.PHONE: "The same telephone number.",
    _Sign.WEBSITE: "The same web page.",
    _Sign.SPOT: f"Less than {SAME_SPOT_METRES:.0f} metres away.",
}


@dataclass(frozen=True)
class Twin:
    """A place that may be the same. ``metres`` is None where one of both has no point.

    ``why`` says in sentences what both share, and whether the other is public, a draft or closed.
    """

    place: Place
    metres: float | None
    why: str


def twins(place: Place, others: Sequence[Place], most: int = 5) -> list[Twin]:
    """Give the places that may be the same as one, the surest first.

    For many places make one `TwinFinder` and ask it again and again.
    """
    return TwinFinder(others).of(place, most)


class TwinFinder:
    """Finds twins among many places; made once, asked about each place in well under 1 ms.

    A telephone number or web page that more than four places share (a switchboard, a page of all
    libraries) says nothing, and short numbers such as 101 neither; nor does the web page that two
    places more than 1 km apart share.
    """

    def __init__(self, others: Sequence[Place]) -> None:
        self._others = tuple(others)
        self._points = _points(self._others)
        self._cells: dict[Cell, list[int]] = defaultdict(list)
        self._doors: dict[str, list[int]] = defaultdict(list)
        self._phones: dict[str, list[int]] = defaultdict(list)
        self._websites: dict[str, list[int]] = defaultdict(list)
        self._names = [_name(place.name) for place in self._others]
        for row, place in enumerate(self._others):
            if point := self._points[row]:
                self._cells[_cell(point)].append(row)
            for door in _doors(place):
                self._doors[door].append(row)
            if phone := _digits(place.phone):
                self._phones[phone].append(row)
            if page := _page(place.website):
                self._websites[page].append(row)

    def of(self, place: Place, most: int = 5) -> list[Twin]:
        """Give the places that may be the same, the surest first, never the place itself."""
        (here,) = _points([place])
        signs: dict[int, set[_Sign]] = defaultdict(set)
        metres: dict[int, float] = {}
        for row, sign in self._signs(place, here):
            there = self._points[row]
            if here and there:
                metres[row] = _metres(here, there)
            is_far = sign is _Sign.WEBSITE and metres.get(row, 0.0) > _SAME_PAGE_METRES
            if self._others[row].id != place.id and not is_far:
                signs[row].add(sign)
        order = sorted(signs, key=lambda row: (min(signs[row]), metres.get(row, np.inf), row))
        return [self._twin(row, signs[row], metres.get(row)) for row in order[:most]]

    def _signs(self, place: Place, here: Point | None) -> Iterator[tuple[int, _Sign]]:
        for door in _doors(place):
            yield from ((row, _Sign.DOOR) for row in self._doors.get(door, ()))
        for sign, table, value in (
            (_Sign.PHONE, self._phones, _digits(place.phone)),
            (_Sign.WEBSITE, self._websites, _page(place.website)),
        ):
            rows = table.get(value, ()) if value else ()
            if len(rows) <= _SHARED_BY_MANY:
                yield from ((row, sign) for row in rows)
        if here:
            yield from self._near(place, here)

    def _near(self, place: Place, here: Point) -> Iterator[tuple[int, _Sign]]:
        name = _name(place.name)
        east, north = _cell(here)
        for cell in ((east + x, north + y) for x in (-1, 0, 1) for y in (-1, 0, 1)):
            for row in self._cells.get(cell, ()):
                there = self._points[row]
                far = _metres(here, there) if there else np.inf
                if far < SAME_SPOT_METRES and not _stand_for_a_postcode(place, self._others[row]):
                    yield row, _Sign.SPOT
                same_kind = place.kind is self._others[row].kind
                if far < NEAR_METRES and _alike(name, self._names[row], same_kind=same_kind):
                    yield row, _Sign.NAME

    def _twin(self, row: int, signs: set[_Sign], metres: float | None) -> Twin:
        place = self._others[row]
        why = [_WORDS[sign] for sign in sorted(signs)]
        return Twin(place, metres, " ".join([*why, _state(place)]))


def _stand_for_a_postcode(one: Place, two: Place) -> bool:
    """Say whether two points are near only because one is the middle of their postcode."""
    is_middle = PointSource.POSTCODE in (one.point_source, two.point_source)
    return is_middle and one.postcode is not None and one.postcode == two.postcode


def _state(place: Place) -> str:
    if place.status is Status.CLOSED:
        return _STATE[Visibility.CLOSED]
    return _STATE[place.visibility]


def _points(places: Sequence[Place]) -> list[Point | None]:
    """Give eastings and northings in metres, None where a place has no point."""
    lats = [np.nan if place.lat is None else place.lat for place in places]
    lons = [np.nan if place.lon is None else place.lon for place in places]
    eastings, northings = to_grid(lats, lons)
    pairs = zip(eastings.tolist(), northings.tolist(), strict=True)
    return [pair if np.isfinite(pair[0]) else None for pair in pairs]


def _cell(point: Point) -> Cell:
    return int(point[0] // NEAR_METRES), int(point[1] // NEAR_METRES)


def _metres(one: Point, two: Point) -> float:
    return float(np.hypot(one[0] - two[0], one[1] - two[1]))


def _doors(place: Place) -> set[str]:
    """Give a key for each door of a place: its postcode with each house number."""
    if not place.postcode or not place.address:
        return set()
    address = place.address.casefold().replace(place.postcode.casefold(), "")
    return {f"{place.postcode} {number}" for number in _NUMBER.findall(address)}


def _digits(phone: str | None) -> str | None:
    digits = re.sub(r"\D", "", phone or "")
    if digits.startswith("0044"):
        digits = digits[2:]
    if digits.startswith("44"):
        digits = "0" + digits[2:].removeprefix("0")
    return digits if len(digits) >= _SHORTEST_NUMBER else None


def _page(website: str | None) -> str | None:
    """Give the address of a page without what two spellings of it differ in."""
    if not website:
        return None
    parts = urlsplit(website.casefold())
    path = parts.path.rstrip("/")
    return f"{parts.netloc.removeprefix('www.')}{path}" + (f"?{parts.query}" if parts.query else "")


def _name(name: str) -> str:
    return " ".join(_WORDLESS.sub(" ", name.casefold().replace("'", "")).split())


def _alike(one: str, two: str, *, same_kind: bool) -> bool:
    """Say whether two names may be of one place.

    Of two places of the same kind it is enough that what is left without words such as "library"
    is alike; otherwise "Acton Fire Station" would be "Acton Police Station".
    """
    if fuzz.token_sort_ratio(one, two) >= ALIKE:
        return True
    if not same_kind:
        return False
    own, other = (" ".join(_SAID_BY_KIND.sub(" ", name).split()) for name in (one, two))
    return bool(own and other) and fuzz.token_set_ratio(own, other) >= ALIKE
