from __future__ import annotations

import pytest

from geo.search import Point
from pages.parts import location_button


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (None, None),
        ("text", None),
        ([], None),
        ({}, None),
        ({"tap": 7, "lat": 51.5, "lon": 0.1}, None),
        ({"tap": "1", "problem": "refused"}, ("1", None)),
        ({"tap": "1", "lat": 51.50849, "lon": -0.12551}, ("1", Point(51.508, -0.126))),
        ({"tap": "1", "lat": "51.5", "lon": 0.1}, ("1", None)),
        ({"tap": "1", "lat": True, "lon": 0.1}, ("1", None)),
        ({"tap": "1", "lat": 10**400, "lon": 0.1}, ("1", None)),
        ({"tap": "1", "lat": float("nan"), "lon": 0.1}, ("1", None)),
        ({"tap": "1", "lat": float("inf"), "lon": 0.1}, ("1", None)),
    ],
)
def test_only_a_tap_with_real_numbers_gives_a_rounded_point(monkeypatch, value, answer):
    monkeypatch.setattr(location_button, "_button", lambda **_: value)
    assert location_button.location_button("any") == answer
