"""What somebody typed or tapped -> where to search from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from geo import gazetteer
from geo.boroughs import centre, nearest_borough
from geo.search import Point

JUST_OUTSIDE_METRES = 5_000.0
OUTSIDE = "You seem to be outside London. This map only has places in London."
JUST_OUTSIDE = "You seem to be just outside London. These are the nearest places in London."


@dataclass(frozen=True)
class Where:
    """Where to search from. Kept in the visitor's session only: never in a URL, log or database.

    ``name`` is how to call it ("E16 1ZE", "Stratford", "you"). ``point`` orders by distance;
    ``boroughs`` is set instead when a whole borough was asked for, with ``around`` its middle.
    ``message`` quotes what was typed: escape it in HTML.
    """

    name: str | None = None
    point: Point | None = None
    around: Point | None = None
    boroughs: frozenset[str] = frozenset()
    message: str | None = None
    suggestions: tuple[str, ...] = ()


def from_text(text: str, places: Iterable[tuple[str, float, float]] = ()) -> Where:
    """Say what was typed. ``places`` are public places as (name, lat, lon) in WGS84 degrees."""
    found = gazetteer.find(text, places)
    if found.kind == "borough" and found.borough:
        return Where(
            name=found.borough,
            around=Point(*centre(found.borough)),
            boroughs=frozenset({found.borough}),
            message=found.message,
            suggestions=found.suggestions,
        )
    point = Point(found.lat, found.lon) if found.lat is not None and found.lon is not None else None
    return Where(
        name=found.name if point else None,
        point=point,
        message=found.message,
        suggestions=found.suggestions,
    )


def from_position(point: Point) -> Where:
    """Say where a phone is, as it told us after a tap."""
    nearest = nearest_borough(point.lat, point.lon)
    if nearest is None or nearest.metres > JUST_OUTSIDE_METRES:
        return Where(message=OUTSIDE)
    return Where(name="you", point=point, message=JUST_OUTSIDE if nearest.metres > 500 else None)
