from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.live import current
from geo.search import Point
from geo.where import from_position, from_text


@pytest.mark.parametrize("text", ["E16 1ZE", "e161ze", "E16", "Stratford", "City Hall"])
def test_a_text_with_a_point(text):
    where = from_text(text, current().names)
    assert where.point is not None
    assert not where.boroughs


@pytest.mark.parametrize(
    ("text", "borough"),
    [
        ("Newham", "Newham"),
        ("newham borough", "Newham"),
        ("Westminster", "Westminster"),
        ("RBKC", "Kensington and Chelsea"),
        ("K&C", "Kensington and Chelsea"),
        ("LBBD", "Barking and Dagenham"),
    ],
)
def test_a_borough_has_no_point_but_a_middle(text, borough):
    where = from_text(text)
    assert where.boroughs == {borough}
    assert where.point is None
    assert where.around is not None


@pytest.mark.parametrize(
    "text",
    ["", "   ", "E16 9QQ", "M1 1AE", "zzzzqqq", "🙂", "<script>alert(1)</script>", "'; drop--", "x" * 10_000],
)  # fmt: skip
def test_what_is_no_place_in_london_says_so(text):
    where = from_text(text)
    assert where.point is None
    assert where.message


def test_a_position_in_london():
    where = from_position(Point(51.508, 0.016))
    assert where.point == Point(51.508, 0.016)
    assert where.message is None


def test_on_a_bridge_is_still_london():
    assert from_position(Point(51.508, -0.1218)).message is None


@pytest.mark.parametrize(("lat", "lon"), [(53.48, -2.24), (0.0, 0.0), (float("nan"), 0.0)])
def test_far_away_says_so_and_has_no_point(lat, lon):
    where = from_position(Point(lat, lon))
    assert where.point is None
    assert "outside London" in where.message


def test_just_outside_london_still_helps():
    where = from_position(Point(51.66, 0.11))
    assert where.point is not None
    assert "just outside" in where.message


@given(st.text(max_size=300) | st.text("EeNnSsWw0123456789 OoIil.-", max_size=12))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    where = from_text(text, current().names)
    assert where.point or where.boroughs or where.message
    assert len(where.message or "") < 500


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))  # fmt: skip
def test_wherever_a_phone_says_it_is(lat: float, lon: float) -> None:
    where = from_position(Point(lat, lon))
    assert where.point or where.message
