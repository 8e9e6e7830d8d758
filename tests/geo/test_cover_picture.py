"""The map of an hour: each square in the colour of its walk, inside London, north up."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from data.week import HOURS, hour_of
from geo.boroughs import shape
from geo.cells import cells
from geo.cover_picture import (
    BOTTOM,
    HEIGHT,
    LEFT,
    NEAREST_FIRST,
    RIGHT,
    TOP,
    WIDTH,
    band_words,
    picture,
)
from geo.coverage import BANDS, Cover
from geo.distance import metres_within
from geo.hourly import Sites

NOON = hour_of(1, 12)
CITY_HALL = (540_270.0, 180_740.0)


def cover(*points) -> Cover:
    opened = np.zeros((len(points), HOURS), np.bool_)
    opened[:, NOON] = True
    east, north = np.array(points, float).reshape(-1, 2).T
    return Cover.of(Sites.at(east, north, opened))


@pytest.fixture(scope="module")
def one() -> Cover:
    return cover(CITY_HALL)


def colours(made: bytes) -> np.ndarray:
    image = Image.open(BytesIO(made))
    assert image.format == "PNG"
    assert image.size == (WIDTH, HEIGHT)
    return np.array(image.convert("RGB"))


def rgb(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def count(pixels: np.ndarray, colour: str) -> int:
    return int((pixels == rgb(colour)).all(axis=2).sum())


def test_all_of_london_is_inside() -> None:
    here = cells()
    assert LEFT < here.easting.min() < here.easting.max() < RIGHT
    assert BOTTOM < here.northing.min() < here.northing.max() < TOP
    west, south, east, north = shape("Havering").bounds
    assert LEFT < west < east < RIGHT
    assert BOTTOM < south < north < TOP


def test_every_square_has_the_colour_of_its_walk(one: Cover) -> None:
    pixels = colours(picture(one, NOON))
    limits = [metres_within(minutes) for minutes in BANDS]
    right = checked = 0
    for cell in range(0, len(one.cells), 97):
        x = int((one.cells.easting[cell] - LEFT) / 50)
        y = int((TOP - one.cells.northing[cell]) / 50)
        band = int(np.searchsorted(limits, one.metres[NOON, cell]))
        found = pixels[y, x].tolist()
        checked += 1
        # A border may be drawn over it, and a square on one may hold two cells.
        right += found == rgb(NEAREST_FIRST[band])
    assert right > 0.95 * checked


def test_more_open_places_make_it_no_darker_anywhere_else(one: Cover) -> None:
    alone, both = (
        colours(picture(made, NOON)) for made in (one, cover(CITY_HALL, (530_000, 181_000)))
    )
    assert count(both, NEAREST_FIRST[0]) > count(alone, NEAREST_FIRST[0])
    assert count(both, NEAREST_FIRST[3]) < count(alone, NEAREST_FIRST[3])


def test_an_hour_in_which_nothing_is_open_is_all_far(one: Cover) -> None:
    pixels = colours(picture(one, hour_of(1, 3)))
    assert count(pixels, NEAREST_FIRST[3]) > 100_000
    assert [count(pixels, colour) for colour in NEAREST_FIRST[:3]] == [0, 0, 0]


def test_colours_are_told_apart_without_colour_and_each_has_words() -> None:
    light = [sum(np.array(rgb(c)) * (0.299, 0.587, 0.114)) for c in NEAREST_FIRST]
    gaps = [abs(a - b) for n, a in enumerate(light) for b in light[n + 1 :]]
    assert min(gaps) > 12
    assert len(band_words()) == len(set(band_words())) == len(NEAREST_FIRST)


def test_it_is_small_and_the_same_for_the_same_hour(one: Cover) -> None:
    made = picture(one, NOON)
    assert made == picture(one, NOON)
    assert len(made) < 60_000
