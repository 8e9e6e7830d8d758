from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.columns import Columns
from data.hours import OpeningHours
from data.records import Place
from data.state import State, place_states, state_codes
from tests.conftest import PLACE

LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("changes", "at", "state"),
    [
        ({}, "2026-11-23 12:00", State.OPEN),
        ({}, "2026-11-23 16:29", State.OPEN),
        ({}, "2026-11-23 16:30", State.CLOSING_SOON),
        ({}, "2026-11-23 17:00", State.CLOSED),
        ({}, "2026-11-23 08:29", State.CLOSED),
        ({}, "2026-11-23 08:30", State.OPENING_SOON),
        ({}, "2026-12-25 12:00", State.CLOSED),
        ({"opening_hours": "24/7"}, "2026-12-25 03:00", State.OPEN),
        ({"opening_hours": "24/7"}, "2026-11-23 23:45", State.OPEN),
        ({"opening_hours": "Mo-Su 10:00-22:00"}, "2026-12-25 12:00", State.UNKNOWN),
        ({"opening_hours": "Mo-Su 10:00-22:00"}, "2026-12-28 12:00", State.UNKNOWN),
        ({"opening_hours": "Mo-Su 10:00-22:00"}, "2026-12-29 12:00", State.OPEN),
        ({"opening_hours": None}, "2026-11-23 12:00", State.UNKNOWN),
        ({"opening_hours": None, "status": "proposed"}, "2026-11-23 12:00", State.UNKNOWN),
        ({"status": "temporarily_closed"}, "2026-11-23 12:00", State.TEMPORARILY_CLOSED),
        ({"status": "temporarily_closed", "opening_hours": "24/7"}, "2026-11-23 03:00", State.TEMPORARILY_CLOSED),
        ({"source_date": "2023-12"}, "2026-11-23 12:00", State.CHECK_FIRST),
        ({"source_date": "2023-12"}, "2026-11-23 16:45", State.CHECK_FIRST),
        ({"source_date": "2023-12"}, "2026-11-23 20:00", State.CLOSED),
        ({"source_date": "2023-12"}, "2026-11-23 08:45", State.CLOSED),
        ({"hours_date": "2022-03"}, "2026-11-23 12:00", State.CHECK_FIRST),
        ({"checked_on": date(2026, 11, 20)}, "2026-11-23 12:00", State.OPEN),
        ({"checked_on": date(2026, 1, 20)}, "2026-11-23 12:00", State.CHECK_FIRST),
        ({"opening_hours": "Mo-Su 20:00-05:30; PH off"}, "2026-10-25 01:30", State.OPEN),
        ({"opening_hours": "Mo-Su 20:00-05:30; PH off"}, "2026-10-25 05:15", State.CLOSING_SOON),
        ({"opening_hours": "Mo-Su 20:00-05:30; PH off"}, "2026-03-29 02:30", State.OPEN),
        ({"opening_hours": "Mo-Su 20:00-05:30; PH off"}, "2026-03-29 05:30", State.CLOSED),
    ],
)  # fmt: skip
def test_state(make_directory, changes, at, state):
    assert make_directory(changes).state(0, london(at)).state is state


def test_a_closed_place_says_when_it_opens(make_directory):
    directory = make_directory({"opening_hours": "Tu-Fr 09:30-17:00; PH off"})
    state = directory.state(0, london("2026-11-20 18:00"))
    assert state.opens == london("2026-11-24 09:30")


def test_opening_after_a_day_that_is_not_known_is_not_promised(make_directory):
    directory = make_directory({"opening_hours": "Mo-Su 10:00-22:00"})
    evening_before = london("2026-12-24 23:00")
    assert directory.state(0, evening_before).opens is None


def test_the_delay_moves_the_question(make_directory):
    columns = make_directory({}, {"id": "second"}).columns
    rows = np.array([0, 1], np.int32)
    codes = state_codes(columns, rows, london("2026-11-23 16:20"), np.array([5, 45], np.int32))
    assert codes.tolist() == [State.OPEN, State.CLOSED]


HOURS = [
    "24/7",
    "Mo-Fr 10:00-22:00; Sa-Su 09:00-19:00",
    "Fr 22:00-03:00; PH off",
    "Mo,Th 09:30-20:00; PH off; Dec 25 off",
    None,
]


@settings(max_examples=200, deadline=None)
@given(
    row=st.integers(0, len(HOURS) - 1),
    minutes=st.integers(0, 60 * 24 * 400),
)
def test_open_exactly_when_the_hours_say_so(row, minutes):
    """The arrays never say open when the hours don't, nor the other way round."""
    at = london("2026-01-01 00:00") + timedelta(0)
    at = datetime.fromtimestamp(at.timestamp() + minutes * 60, LONDON)
    places = [
        Place(**(PLACE | {"id": f"p{i}", "opening_hours": text, "source_date": "2026-06"}))
        for i, text in enumerate(HOURS)
    ]
    got = place_states(Columns.of(places), np.array([row], np.int32), at)[0]
    text = HOURS[row]
    said = "unknown" if text is None else OpeningHours(text).state(at)
    assert got.said_to_be_open == (said == "open")
    assert (got.state is State.UNKNOWN) == (said == "unknown")
    if text and got.until:
        assert OpeningHours(text).next_change(at) == got.until
