"""A picture of London in one hour: how far each square is from an open place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from geo.boroughs import NAMES, shape
from geo.cells import METRES
from geo.coverage import BANDS, Cover
from geo.distance import metres_within

LEFT, BOTTOM, RIGHT, TOP = 503_000, 155_500, 562_000, 201_000
"""What the picture shows: Greater London (EPSG:27700, metres)."""
PIXELS = 2
"""Width of a square of 100 m in the picture."""
WIDTH, HEIGHT = PIXELS * (RIGHT - LEFT) // METRES, PIXELS * (TOP - BOTTOM) // METRES

NEAREST_FIRST = ("#0b5c6b", "#4fa3ad", "#f0c27a", "#9c3d1f")
"""The colours of up to 15, 30 and 60 minutes, and of more; each of another lightness."""
_GROUND, _LINE, _EMPTY = "#ffffff", "#5b6b72", "#e9edef"
_COLOURS = (_GROUND, _LINE, _EMPTY, *NEAREST_FIRST)
_PALETTE = [int(colour[at : at + 2], 16) for colour in _COLOURS for at in (1, 3, 5)]

Pixels = NDArray[np.uint8]


def band_words() -> tuple[str, ...]:
    """Name the colours, nearest first."""
    steps = (
        "at most 15",
        *(f"{low} to {high}" for low, high in pairwise(BANDS)),
    )
    return (*(f"{step} minutes' walk" for step in steps), f"more than {BANDS[-1]} minutes, or none")


def picture(cover: Cover, hour: int) -> bytes:
    """Draw one hour (0 is Monday 00:00) as a PNG of some 20 kB; squares without homes are grey."""
    limits = [metres_within(minutes) for minutes in BANDS]
    band = np.searchsorted(limits, cover.metres[hour]).astype(np.uint8)
    here = cover.cells
    column = ((here.easting - LEFT) // METRES).astype(np.intp)
    row = ((TOP - here.northing) // METRES).astype(np.intp)
    ground = _ground().copy()
    for down in range(PIXELS):
        for right in range(PIXELS):
            ground[row * PIXELS + down, column * PIXELS + right] = band + _COLOURS.index(
                NEAREST_FIRST[0]
            )
    ground[_lines()] = _COLOURS.index(_LINE)
    image = Image.fromarray(ground, "P")
    image.putpalette(_PALETTE)
    made = BytesIO()
    image.save(made, "PNG", optimize=True)
    return made.getvalue()


@cache
def _ground() -> Pixels:
    image = Image.new("P", (WIDTH, HEIGHT), _COLOURS.index(_GROUND))
    draw = ImageDraw.Draw(image)
    for ring in _rings():
        draw.polygon(ring, fill=_COLOURS.index(_EMPTY))
    return np.array(image)


@cache
def _lines() -> NDArray[np.bool_]:
    image = Image.new("1", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(image)
    for ring in _rings():
        draw.line([*ring, ring[0]], fill=1)
    return np.array(image)


@cache
def _rings() -> tuple[list[tuple[float, float]], ...]:
    return tuple(ring for name in NAMES for ring in _rings_of(shape(name)))


def _rings_of(of: shapely.Geometry) -> Iterator[list[tuple[float, float]]]:
    scale = PIXELS / METRES
    for part in shapely.get_parts(of):
        edge = shapely.get_coordinates(shapely.get_exterior_ring(part).simplify(50))
        yield [((east - LEFT) * scale, (TOP - north) * scale) for east, north in edge]
