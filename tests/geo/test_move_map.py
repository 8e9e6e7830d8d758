import math

import folium
import pytest

from geo.move_map import metres_between, middle, move_layer, zoom_for

HERE = (51.508, 0.016)
HEIGHT = 260


@pytest.mark.parametrize(
    ("there", "metres"),
    [(HERE, 0), ((51.518, 0.016), 1112), ((51.508, 0.026), 694), ((51.5081, 0.016), 11)],
)
def test_metres_in_a_straight_line(there, metres):
    assert metres_between(HERE, there) == pytest.approx(metres, abs=1.5)
    assert metres_between(there, HERE) == pytest.approx(metres, abs=1.5)


@pytest.mark.parametrize("metres", [0, 1, 50, 110, 111, 524, 1112, 5000, 12_000])
def test_both_points_are_on_the_map(metres):
    metres_a_pixel = 156_543 * math.cos(math.radians(51.5)) / 2 ** zoom_for(metres)
    assert metres / metres_a_pixel <= 0.7 * HEIGHT


def test_the_middle_lies_between():
    assert middle((51.0, 0.0), (52.0, 0.2)) == (51.5, 0.1)


def test_each_point_has_its_word_and_lies_where_it_should():
    there = (51.518, 0.016)
    parts = list(move_layer(HERE, there)._children.values())
    points = {tuple(p.location): p.icon.options["html"] for p in parts if getattr(p, "icon", None)}
    assert points == {HERE: "<b>Old</b>", there: "<b>New</b>"}
    (line,) = [p for p in parts if isinstance(p, folium.PolyLine)]
    assert [tuple(point) for point in line.locations] == [HERE, there]
