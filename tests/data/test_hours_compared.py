from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from data.hours import OpeningHours, lint
from data.hours_clock import LONDON
from data.hours_compared import YEARS, only_shorter

AT = datetime(2026, 11, 24, 12, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00; PH off"),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 10:00-16:00; PH off"),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Th 09:00-17:00; PH off"),
        ("24/7", "Mo-Su 20:00-04:00"),
        ("24/7", "24/7; Dec 25 off"),
        ("Mo-Su 09:00-17:00", "Mo-Su 09:00-17:00; 2027 Mar 03-2027 Mar 09 off"),
        ("Mo-Su 22:00-02:00", "Mo-Su 22:00-01:00"),
        ("Mo-Su 09:00-12:00,13:00-17:00", "Mo-Su 13:00-17:00"),
        ("Mo-Fr 09:00-17:00", None),
        (None, None),
        ("24/7", "24/7 off"),
        ("24/7", '24/7 unknown "ring first"'),
        (None, "Mo-Su off"),
    ],
)
def test_what_only_takes_away(before, after):
    assert only_shorter(before, after, AT)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:01; PH off"),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Sa 09:00-17:00; PH off"),
        ("Mo-Fr 09:00-17:00; PH off", "Mo-Fr 09:00-17:00; PH 09:00-17:00"),
        ("Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00; PH 10:00-11:00"),
        ("24/7; Dec 25 off", "24/7"),
        ("Mo-Su 09:00-12:00,13:00-17:00", "Mo-Su 09:00-17:00"),
        ("Mo-Su 22:00-01:00", "Mo-Su 22:00-02:00"),
        ('24/7 unknown "ring first"', "Mo 09:00-10:00"),
        # Once in many years is still once.
        ("Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00; Dec 24 Su 10:00-12:00"),
        ("Mo-Fr 09:00-17:00", "Mo-Fr 09:00-17:00; 2033 Dec 24 10:00-20:00"),
        ("24/7; 2040 Dec 24 off", "24/7"),
        ("24/7; 2060 Dec 24 off", "24/7; 2060 Dec 25 off"),
        (
            "Mo-Su 09:00-17:00; Jun-Aug Mo-Su 09:00-18:00",
            "Mo-Su 09:00-17:00; May-Aug Mo-Su 09:00-18:00",
        ),
    ],
)
def test_what_opens_something(before, after):
    assert not only_shorter(before, after, AT)


def test_a_year_too_far_ahead_to_look_at_counts_as_opening():
    far = f"24/7; {AT.year + YEARS} Dec 24 off"
    assert not only_shorter("24/7", far, AT)


def test_what_is_over_does_not_count():
    assert only_shorter("24/7", "24/7; 2026 Nov 23 00:00-24:00", AT)


WEEK = st.sampled_from(["Mo-Fr", "Mo-Su", "Sa-Su", "We", "Mo,Fr", "Th-Mo"])
TIMES = st.sampled_from(
    ["09:00-17:00", "10:00-16:00", "00:00-24:00", "22:00-02:00", "09:00-12:00,13:00-17:00", "off"]
)
MORE = st.sampled_from(
    [
        "PH off",
        "PH 10:00-14:00",
        "Dec 25 off",
        "Dec 24-Jan 02 10:00-12:00",
        "Jun-Aug Mo-Su 08:00-20:00",
        "Feb Mo-Su 08:00-20:00",
        "2027 Mar 03-2027 Mar 09 off",
        "2041 May 01 09:00-21:00",
        "Dec 24 Su 10:00-12:00",
    ]
)
TEXTS = st.builds(
    lambda days, times, more: "; ".join([f"{days} {times}", *more]),
    WEEK,
    TIMES,
    st.lists(MORE, max_size=2, unique=True),
).filter(lambda text: not lint(text))
MOMENTS = st.integers(0, 28 * 366 * 48).map(
    lambda n: AT.astimezone(UTC) + timedelta(minutes=30 * n)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(TEXTS, TEXTS, st.lists(MOMENTS, min_size=200, max_size=200))
def test_nothing_opens_at_any_moment_where_it_says_shorter(before, after, moments):
    assume(only_shorter(before, after, AT))
    was, now = OpeningHours(before), OpeningHours(after)
    for moment in moments:
        if now.state(moment) == "open":
            assert was.state(moment) == "open"


@settings(max_examples=40, deadline=None)
@given(TEXTS, TEXTS, TEXTS)
def test_shorter_is_an_order(one, two, three):
    assert only_shorter(one, one, AT)
    if only_shorter(one, two, AT) and only_shorter(two, three, AT):
        assert only_shorter(one, three, AT)
