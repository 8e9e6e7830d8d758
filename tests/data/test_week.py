"""The hours of a week: open for the whole of one, and never wrongly so."""

from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.state import State, is_in, state_codes
from data.timed import Listing, TimedColumns
from data.week import HOURS, Week, hour_of, hour_words, week_codes

MONDAY = date(2026, 11, 30)
FAR = date(2030, 1, 1)


def codes(text, monday=MONDAY, firm=FAR, closed=False):
    columns = TimedColumns.of([Listing(text, firm, None, closed)])
    return week_codes(columns, Week(monday, monday))[:, 0].tolist()


def hours_open(text, monday=MONDAY):
    return [hour for hour, code in enumerate(codes(text, monday)) if code == State.OPEN]


@pytest.mark.parametrize(
    ("text", "tuesday"),
    [
        ("Mo-Su 09:00-17:00", range(9, 17)),
        ("Mo-Su 09:30-17:00", range(10, 17)),
        ("Mo-Su 09:00-16:59", range(9, 16)),
        ("Mo-Su 09:00-12:15,13:00-17:00", [9, 10, 11, 13, 14, 15, 16]),
        ("Mo-Su 09:00-12:15,12:30-17:00", [9, 10, 11, 13, 14, 15, 16]),
        ("24/7", range(24)),
        ("Mo-Su 22:00-02:00", [0, 1, 22, 23]),
        ("We 09:00-17:00", []),
    ],
)
def test_an_hour_counts_only_if_it_is_open_to_its_end(text, tuesday) -> None:
    found = [hour - 24 for hour in hours_open(text) if 24 <= hour < 48]
    assert found == list(tuesday)


def test_unknown_for_a_part_is_unknown() -> None:
    found = codes("Mo-Su 09:00-12:30, Mo-Su 12:30-14:00 unknown")
    assert found[11] == State.OPEN
    assert found[12] == found[13] == State.UNKNOWN
    assert found[14] == State.CLOSED


def test_no_hours_are_unknown_in_every_hour() -> None:
    assert set(codes(None)) == {State.UNKNOWN}


def test_old_hours_are_to_be_checked_first_and_a_closed_door_stays_closed() -> None:
    assert set(codes("24/7", firm=MONDAY - timedelta(days=1))) == {State.CHECK_FIRST}
    assert set(codes("24/7", closed=True)) == {State.TEMPORARILY_CLOSED}


def test_a_bank_holiday_counts() -> None:
    monday = date(2026, 12, 21)
    assert hour_of(4, 10) in hours_open("Mo-Su 09:00-17:00; PH off")
    found = codes("Mo-Su 09:00-17:00; PH off", monday)
    assert found[hour_of(4, 10)] == State.CLOSED
    assert found[hour_of(3, 10)] == State.OPEN
    # What a text does not say of bank holidays is not known.
    assert codes("Mo-Su 09:00-17:00", monday)[hour_of(4, 10)] == State.UNKNOWN


@pytest.mark.parametrize("monday", [date(2026, 3, 23), date(2026, 10, 19)])
def test_the_weeks_in_which_the_clocks_change_have_168_hours(monday) -> None:
    assert len(codes("Mo-Su 09:00-17:00", monday)) == HOURS
    assert [h - 144 for h in hours_open("Mo-Su 09:00-17:00", monday) if h >= 144] == list(
        range(9, 17)
    )
    assert hours_open("24/7", monday) == list(range(HOURS))


def test_the_hour_that_comes_twice_must_be_open_twice() -> None:
    monday = date(2026, 10, 19)
    assert hour_of(6, 1) in hours_open("Mo-Su 00:00-03:00", monday)
    assert hour_of(6, 1) not in hours_open("Mo-Su 00:00-01:30", monday)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(
        [
            "Mo-Fr 09:00-17:30; PH off",
            "Sa 22:00-26:00",
            "24/7",
            "Mo-Su 10:15-11:45",
            "Tu 00:00-24:00",
        ]
    ),
    st.integers(0, HOURS - 1),
    st.integers(0, 59),
)
def test_an_open_hour_is_open_at_each_of_its_minutes(text, hour, minute) -> None:
    columns = TimedColumns.of([Listing(text, FAR, None, False)])
    if week_codes(columns, Week(MONDAY, MONDAY))[hour, 0] != State.OPEN:
        return
    at = datetime(2026, 11, 30, tzinfo=LONDON) + timedelta(hours=hour, minutes=minute)
    assert OpeningHours(text).state(at) == "open"
    now = state_codes(columns, np.array([0], np.int32), at)
    assert is_in(now, (State.OPEN, State.CLOSING_SOON)).all()


def test_an_ordinary_week_has_no_bank_holiday() -> None:
    assert Week.ordinary(date(2026, 12, 23)).monday == date(2027, 1, 4)
    assert Week.ordinary(date(2026, 11, 25)).monday == date(2026, 11, 23)
    assert Week.of(date(2026, 12, 27), FAR).bank_holidays == (
        date(2026, 12, 25),
        date(2026, 12, 26),
    )
    with pytest.raises(ValueError, match="not a Monday"):
        Week(date(2026, 12, 1), FAR)


def test_hours_have_names() -> None:
    assert hour_words(hour_of(4, 22)) == "Friday 22:00 to 23:00"
    assert hour_words(HOURS - 1) == "Sunday 23:00 to 00:00"
