"""What somebody typed or tapped -> where to search from."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass

from geo import gazetteer
from geo.boroughs import borough_at, centre, nearest_borough
from geo.search import Point

logger = logging.getLogger(__name__)
JUST_OUTSIDE_METRES = 5_000.0
OUTSIDE = "You seem to be outside London. This map only has places in London."
HELP_WORDS = frozenset(
    {"help", "scared", "afraid", "hurt", "unsafe", "danger", "die", "suicide", "suicidal", "abuse"}
    | {"abused", "rape", "raped", "attacked", "followed", "runaway", "missing", "childline"}
)
HELP = (
    "In danger now? Call 999. To talk to someone, call Childline on 0800 1111. It is free, day and "
    "night. To find a place, type where you are, such as a postcode."
)
LOST = "We can't look that up right now. Open “More filters” and choose your borough instead."
JUST_OUTSIDE = "You seem to be just outside London. These are the nearest places in London."


@dataclass(frozen=True)
class Where:
    """Where to search from. Kept in the visitor's session only: never in a URL, log or database.

    ``name`` is how to call it ("E16 1ZE", "Stratford", "you"). ``point`` orders by distance;
    ``boroughs`` is set instead when a whole borough was asked for, with ``around`` its middle.
    ``place`` is the name of one of our places, when that is what was typed.
    ``message`` quotes what was typed: escape it in HTML.
    """

    name: str | None = None
    point: Point | None = None
    around: Point | None = None
    boroughs: frozenset[str] = frozenset()
    message: str | None = None
    suggestions: tuple[str, ...] = ()
    place: str | None = None


def from_text(text: str, places: Iterable[tuple[str, float, float]] = ()) -> Where:
    """Say what was typed. ``places`` are public places as (name, lat, lon) in WGS84 degrees.

    Reference data that can't be read is logged, and answered with another way to go on.
    """
    try:
        return _from_text(text, places)
    except (OSError, ValueError) as error:
        return _lost(error)


def from_position(point: Point) -> Where:
    """Say where a phone is, as it told us after a tap."""
    try:
        return _from_position(point)
    except (OSError, ValueError) as error:
        return _lost(error)


def borough_of(where: Where) -> str | None:
    """Give the borough that was meant, or the one that the point is in; None where unsure."""
    if len(where.boroughs) == 1:
        return next(iter(where.boroughs))
    return borough_at(where.point.lat, where.point.lon) if where.point else None


def _lost(error: Exception) -> Where:
    # Not its message: that may repeat what was typed.
    logger.error(
        "Reference data can't be read (%s). Remake it: python -m data.reference.build",
        type(error).__name__,
    )
    return Where(message=LOST)


def _from_text(text: str, places: Iterable[tuple[str, float, float]]) -> Where:
    if HELP_WORDS & set(re.findall(r"[a-z]+", text[:200].casefold())):
        return Where(message=HELP)
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
        place=found.name if found.kind == "place" else None,
    )


def _from_position(point: Point) -> Where:
    nearest = nearest_borough(point.lat, point.lon)
    if nearest is None or nearest.metres > JUST_OUTSIDE_METRES:
        return Where(message=OUTSIDE)
    return Where(name="you", point=point, message=JUST_OUTSIDE if nearest.metres > 500 else None)
