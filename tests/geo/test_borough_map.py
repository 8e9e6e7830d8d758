"""The small map: every borough, numbers apart and inside the frame, shapes by tier."""

import itertools
import math
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.records import Place, Tier
from geo.borough_map import Mark, borough_map, marks_of
from geo.boroughs import NAMES, bounds, centre

TEXT = re.compile(r'<text x="([\d.-]+)" y="([\d.-]+)"[^>]*>(\d+)<')


def numbers(svg: str) -> dict[int, tuple[float, float]]:
    return {int(n): (float(x), float(y)) for x, y, n in TEXT.findall(svg)}


@pytest.mark.parametrize("name", NAMES)
def test_every_borough_fits_and_is_well_formed(name: str) -> None:
    lat, lon = centre(name)
    svg = borough_map(name, [Mark(1, lat, lon, Tier.DECLARED_HAVEN, True)], 62, 70)
    root = ElementTree.fromstring(svg)  # noqa: S314
    width, height = (float(root.get(side, "").removesuffix("mm")) for side in ("width", "height"))
    assert width <= 62.05
    assert height <= 70.05
    assert max(width / 62, height / 70) == pytest.approx(1, abs=0.01)
    x, y = numbers(svg)[1]
    assert 0 < x < width
    assert 0 < y < height
    assert len(svg) < 40_000


def test_a_name_that_is_no_borough() -> None:
    with pytest.raises(KeyError):
        borough_map("Atlantis", [], 62, 70)


@pytest.mark.parametrize(
    ("tier", "sure", "shape", "fill"),
    [
        (Tier.DECLARED_HAVEN, True, "circle", "#000000"),
        (Tier.DECLARED_HAVEN, False, "circle", "#ffffff"),
        (Tier.EMERGENCY_POINT, True, "rect", "#ffffff"),
        (Tier.PUBLIC_BUILDING, True, "path", "#ffffff"),
    ],
)
def test_shape_and_fill_say_the_tier(tier: Tier, sure: bool, shape: str, fill: str) -> None:
    lat, lon = centre("Camden")
    bare = borough_map("Camden", [], 62, 70).count(f"<{shape} ")
    svg = borough_map("Camden", [Mark(7, lat, lon, tier, sure)], 62, 70)
    assert svg.count(f"<{shape} ") == bare + 1
    assert f'fill="{fill}" stroke="#000000"' in svg


def test_north_is_up_and_east_is_right() -> None:
    box = bounds("Camden")
    marks = [
        Mark(1, box.north, box.west, Tier.EMERGENCY_POINT, True),
        Mark(2, box.south, box.east, Tier.EMERGENCY_POINT, True),
    ]
    at = numbers(borough_map("Camden", marks, 62, 70))
    assert at[1][0] < at[2][0]
    assert at[1][1] < at[2][1]


@given(
    name=st.sampled_from(["Camden", "City of London", "Bromley"]),
    points=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=14),
)
@settings(max_examples=40, deadline=None)
def test_numbers_stay_apart_and_inside(name: str, points: list[tuple[float, float]]) -> None:
    box = bounds(name)
    marks = [
        Mark(
            number,
            box.south + up * (box.north - box.south),
            box.west + right * (box.east - box.west),
            Tier.PUBLIC_BUILDING,
            True,
        )
        for number, (up, right) in enumerate(points, 1)
    ]
    svg = borough_map(name, marks, 62, 70)
    root = ElementTree.fromstring(svg)  # noqa: S314
    width, height = (float(root.get(side, "").removesuffix("mm")) for side in ("width", "height"))
    at = numbers(svg)
    assert set(at) == {mark.number for mark in marks}
    assert all(2 <= x <= width - 2 and 2 <= y <= height for x, y in at.values())
    for one, other in itertools.combinations(at.values(), 2):
        assert math.dist(one, other) > 3.2


def test_many_at_one_door() -> None:
    lat, lon = centre("Camden")
    marks = [Mark(n, lat, lon, Tier.PUBLIC_BUILDING, True) for n in range(1, 13)]
    at = numbers(borough_map("Camden", marks, 62, 70))
    assert min(math.dist(a, b) for a, b in itertools.combinations(at.values(), 2)) > 3.2


def test_a_haven_that_is_not_confirmed_is_drawn_otherwise(make_place: Callable[..., Place]) -> None:
    sure = make_place(tier="declared_haven")
    unsure = make_place(tier="declared_haven", haven_confirmed="unknown")
    nowhere = make_place(lat=None, lon=None)
    marks = marks_of([sure, nowhere, unsure])
    assert [(mark.number, mark.sure) for mark in marks] == [(1, True), (3, False)]
