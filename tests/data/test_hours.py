import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import opening_hours
import pytest

from data.bank_holidays import bank_holidays
from data.hours import HoursError, OpeningHours

LONDON = ZoneInfo("Europe/London")
REAL_TEXTS = Path(__file__).with_name("real_hours.txt").read_text().splitlines()
WEEK = timedelta(days=7)


def at(written, fold=0):
    return datetime.fromisoformat(written).replace(tzinfo=LONDON, fold=fold)


def spoken(text, start, end):
    """The times that are not closed, as short strings in London's time."""
    return [
        f"{left:%a %H:%M}-{right:%a %H:%M}" + ("" if state == "open" else f" {state}")
        for left, right, state in OpeningHours(text).intervals(at(start), at(end))
        if state != "closed"
    ]


# 20 to 26 October 2025 hold no bank holiday, and 26 October the end of summer time.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo 09:00-17:00", ["Mon 09:00-Mon 17:00"]),
        ("Mo 09:00-12:00,13:00-17:00", ["Mon 09:00-Mon 12:00", "Mon 13:00-Mon 17:00"]),
        ("Mo 09:00-12:00,12:00-17:00", ["Mon 09:00-Mon 17:00"]),
        ("Mo 20:00-24:00", ["Mon 20:00-Tue 00:00"]),
        ("Mo 20:00-00:00", ["Mon 20:00-Tue 00:00"]),
        ("Mo 20:00-26:00", ["Mon 20:00-Tue 02:00"]),
        ("Mo 20:00-05:30", ["Mon 20:00-Tue 05:30"]),
        ("Su 20:00-05:30", ["Mon 00:00-Mon 05:30"]),
        ("Mo-Tu 20:00-05:30", ["Mon 20:00-Tue 05:30", "Tue 20:00-Wed 05:30"]),
        ("Th-Mo 10:00-11:00", [f"{day} 10:00-{day} 11:00" for day in ("Mon", "Thu", "Fri", "Sat")]),
        # a later rule replaces, a comma adds
        ("Mo-Tu 09:00-17:00; Mo 10:00-12:00", ["Mon 10:00-Mon 12:00", "Tue 09:00-Tue 17:00"]),
        ("Mo 09:00-12:00, Mo 18:00-20:00", ["Mon 09:00-Mon 12:00", "Mon 18:00-Mon 20:00"]),
        ("Mo-Tu 09:00-17:00; Mo off", ["Tue 09:00-Tue 17:00"]),
        ("Mo-Tu 09:00-17:00; Mo closed", ["Tue 09:00-Tue 17:00"]),
        # an earlier rule for the next day doesn't end the night
        (
            "We 09:00-17:00; Mo,Tu 20:00-05:30",
            ["Mon 20:00-Tue 05:30", "Tue 20:00-Wed 05:30", "Wed 09:00-Wed 17:00"],
        ),
        ("Mo 20:00-05:30, Tu 10:00-12:00", ["Mon 20:00-Tue 05:30", "Tue 10:00-Tue 12:00"]),
        # a replaced evening leaves no morning
        ("Mo,We 20:00-05:30; Mo 10:00-12:00", ["Mon 10:00-Mon 12:00", "Wed 20:00-Thu 05:30"]),
        # states
        ("Mo 09:00-17:00 unknown", ["Mon 09:00-Mon 17:00 unknown"]),
        ('Mo 09:00-17:00 unknown "ring first"', ["Mon 09:00-Mon 17:00 unknown"]),
        ('Mo 09:00-17:00 open "side door"', ["Mon 09:00-Mon 17:00"]),
        (
            "Mo 09:00-12:00, Mo 11:00-13:00 unknown",
            ["Mon 09:00-Mon 11:00", "Mon 11:00-Mon 13:00 unknown"],
        ),
        ("unknown", ["Mon 00:00-Sun 00:00 unknown"]),
        ("off", []),
        ("24/7", ["Mon 00:00-Sun 00:00"]),
        ("24/7; Mo-Fr off", ["Sat 00:00-Sun 00:00"]),
        # dates
        ("Oct 21 09:00-17:00", ["Tue 09:00-Tue 17:00"]),
        ("Oct 21,Oct 23 09:00-17:00", ["Tue 09:00-Tue 17:00", "Thu 09:00-Thu 17:00"]),
        ("Oct 21-22 09:00-17:00", ["Tue 09:00-Tue 17:00", "Wed 09:00-Wed 17:00"]),
        ("2025 Oct 21 09:00-17:00; 2026 Oct 22 09:00-17:00", ["Tue 09:00-Tue 17:00"]),
        ("2024 Dec 30-2025 Oct 20 09:00-17:00", ["Mon 09:00-Mon 17:00"]),
        ("Nov-Feb 09:00-17:00", []),
        ("Aug-Feb Mo 09:00-17:00", ["Mon 09:00-Mon 17:00"]),
        ("Oct 24-Mar 05 09:00-10:00", ["Fri 09:00-Fri 10:00", "Sat 09:00-Sat 10:00"]),
        ("Oct 20 20:00-05:30", ["Mon 20:00-Tue 05:30"]),
        ("Mo-Su 09:00-10:00; Oct 21-Oct 31 off", ["Mon 09:00-Mon 10:00"]),
    ],
)
def test_one_week(text, expected):
    assert spoken(text, "2025-10-20", "2025-10-26") == expected


@pytest.mark.parametrize(
    ("text", "when", "state"),
    [
        # Good Friday is 26 March 2027
        ("Mo-Fr 09:00-17:00", "2027-03-25 10:00", "open"),
        ("Mo-Fr 09:00-17:00", "2027-03-26 10:00", "unknown"),
        ("Mo-Fr 09:00-17:00", "2027-03-26 03:00", "unknown"),
        ("Mo-Fr 09:00-17:00", "2027-03-27 03:00", "closed"),
        ("Sa 09:00-17:00", "2027-03-26 10:00", "unknown"),
        ("Mo-Su 00:00-24:00", "2027-03-26 10:00", "unknown"),
        ("24/7", "2027-03-26 10:00", "open"),
        ("24/7; PH off", "2027-03-26 10:00", "closed"),
        ("24/7; Mar 26 off", "2027-03-26 10:00", "closed"),
        ("24/7; Fr 09:00-17:00", "2027-03-26 10:00", "unknown"),
        ("off", "2027-03-26 10:00", "closed"),
        ("unknown", "2027-03-26 10:00", "unknown"),
        ("Mo-Fr 09:00-17:00; PH off", "2027-03-26 10:00", "closed"),
        ("Mo-Fr 09:00-17:00; PH 11:00-13:00", "2027-03-26 10:00", "closed"),
        ("Mo-Fr 09:00-17:00; PH 11:00-13:00", "2027-03-26 12:00", "open"),
        ("Mo-Fr 09:00-17:00; PH unknown", "2027-03-26 03:00", "unknown"),
        ("Mo-Fr,PH 09:00-17:00", "2027-03-26 10:00", "open"),
        ("Sa,PH 09:00-17:00", "2027-03-26 10:00", "open"),
        # the summer's bank holidays say nothing of Good Friday
        ("Mo-Fr 09:00-17:00; Jun-Aug PH off", "2027-03-26 10:00", "unknown"),
        ("Mo-Fr 09:00-17:00; Jun-Aug PH off", "2027-08-30 10:00", "closed"),
        # Christmas: Saturday 26 December 2026 and its substitute, Monday 28
        ("Mo-Su 09:00-17:00", "2026-12-26 10:00", "unknown"),
        ("Mo-Su 09:00-17:00", "2026-12-27 10:00", "open"),
        ("Mo-Su 09:00-17:00", "2026-12-28 10:00", "unknown"),
        ("Mo-Su 09:00-17:00; PH off", "2026-12-28 10:00", "closed"),
        # a date settles its own day, a span of dates only where it closes
        ("Mo-Su 09:00-17:00; Dec 25 off", "2026-12-25 10:00", "closed"),
        ("Mo-Su 09:00-17:00; Dec 25 off", "2026-12-28 10:00", "unknown"),
        ("Mo-Su 09:00-17:00; Dec 25 12:00-14:00", "2026-12-25 13:00", "open"),
        ("Mo-Su 09:00-17:00; Dec 25 12:00-14:00", "2026-12-25 10:00", "closed"),
        ("Mo-Su 09:00-17:00; Dec 24-Jan 02 off", "2026-12-28 10:00", "closed"),
        ("Mo-Su 09:00-17:00; Dec 24-Jan 02 12:00-14:00", "2026-12-28 13:00", "unknown"),
        ("PH off; Dec 26 10:00-12:00", "2026-12-26 11:00", "open"),
        ("PH off; Dec 26 10:00-12:00", "2026-12-25 11:00", "closed"),
        # a night belongs to the evening it starts on
        ("Mo-Su 20:00-05:30", "2027-03-26 03:00", "open"),
        ("Mo-Su 20:00-05:30", "2027-03-26 06:00", "unknown"),
        ("Mo-Su 20:00-05:30", "2027-03-26 21:00", "unknown"),
        ("Mo-Su 20:00-05:30", "2027-03-27 03:00", "unknown"),
        ("Mo-Su 20:00-05:30", "2027-03-27 06:00", "closed"),
        ("Mo-Su 20:00-05:30", "2027-03-27 21:00", "open"),
        ("Mo-Su 20:00-05:30 unknown", "2027-03-26 03:00", "unknown"),
        ("Mo-Su 18:00-07:00, Fr 01:00-09:00 unknown", "2027-03-26 02:00", "unknown"),
        # where the text speaks of bank holidays, its last word holds from midnight
        ("Mo-Su 20:00-05:30; PH off", "2027-03-26 03:00", "closed"),
        ("Mo-Su 20:00-05:30; PH off", "2027-03-27 03:00", "closed"),
        ("Mo-Su 20:00-05:30; PH 20:00-02:00", "2027-03-27 01:00", "open"),
        ("Mo-Su 20:00-05:30; PH 20:00-02:00", "2027-03-27 03:00", "closed"),
    ],
)
def test_bank_holidays(text, when, state):
    assert OpeningHours(text).state(at(when)) == state


@pytest.mark.parametrize("year", range(2019, 2031))
def test_no_bank_holiday_is_open_unless_the_text_says_so(year):
    every_day, with_them_closed = OpeningHours("00:00-24:00"), OpeningHours("00:00-24:00; PH off")
    for day in bank_holidays(year):
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=LONDON)
        assert every_day.state(noon) == "unknown"
        assert with_them_closed.state(noon) == "closed"


# Clocks go back on Sunday 25 October 2026 at 02:00 and forward on Sunday 29 March 2026 at 01:00.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sa 20:00-05:30", [("2026-10-24T19:00", "2026-10-25T05:30")]),  # ten and a half hours
        ("Sa 20:00-01:30", [("2026-10-24T19:00", "2026-10-25T00:30")]),  # the first 01:30
        ("Sa 20:00-02:00", [("2026-10-24T19:00", "2026-10-25T02:00")]),
        ("Su 01:30-05:00", [("2026-10-25T01:30", "2026-10-25T05:00")]),  # the second 01:30
        ("Su 01:00-05:00", [("2026-10-25T01:00", "2026-10-25T05:00")]),
        ("Su 00:00-01:30,01:30-05:00", [("2026-10-24T23:00", "2026-10-25T05:00")]),
        ("Su 01:15-01:45", []),  # too little to be sure of
        ("Su 20:00-02:00", [("2026-10-25T20:00", "2026-10-26T02:00")]),
    ],
)
def test_clocks_go_back(text, expected):
    assert in_utc(text, "2026-10-24T06:00", "2026-10-26T12:00") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sa 20:00-05:30", [("2026-03-28T20:00", "2026-03-29T04:30")]),  # eight and a half hours
        ("Sa 20:00-01:30", [("2026-03-28T20:00", "2026-03-29T01:00")]),
        ("Sa 20:00-01:00", [("2026-03-28T20:00", "2026-03-29T01:00")]),
        ("Sa 20:00-02:00", [("2026-03-28T20:00", "2026-03-29T01:00")]),
        ("Su 01:30-05:00", [("2026-03-29T01:30", "2026-03-29T04:00")]),  # an hour later, 02:30
        ("Su 02:00-05:00", [("2026-03-29T01:00", "2026-03-29T04:00")]),
        ("Su 01:15-01:45", []),
        ("Su 20:00-02:00", [("2026-03-29T19:00", "2026-03-30T01:00")]),
    ],
)
def test_clocks_go_forward(text, expected):
    found = in_utc(text, "2026-03-28T06:00", "2026-03-30T12:00")
    assert found == expected


def in_utc(text, start, end):
    return [
        tuple(f"{edge.astimezone(UTC):%Y-%m-%dT%H:%M}" for edge in (left, right))
        for left, right, state in OpeningHours(text).intervals(
            datetime.fromisoformat(start).replace(tzinfo=UTC),
            datetime.fromisoformat(end).replace(tzinfo=UTC),
        )
        if state == "open"
    ]


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("Sa 20:00-05:30", "open", "open"),
        ("Sa 20:00-01:20", "closed", "closed"),
        ("Sa 20:00-01:40", "open", "closed"),
        ("Su 01:20-05:00", "closed", "open"),
        ("Su 01:40-05:00", "closed", "closed"),
    ],
)
def test_half_past_one_comes_twice(text, first, second):
    hours = OpeningHours(text)
    assert hours.state(at("2026-10-25 01:30", fold=0)) == first
    assert hours.state(at("2026-10-25 01:30", fold=1)) == second


def test_times_given_are_in_london_whatever_zone_is_asked_in():
    tokyo = datetime(2026, 7, 6, 17, tzinfo=ZoneInfo("Asia/Tokyo"))
    ((start, end, state),) = OpeningHours("24/7").intervals(tokyo, tokyo + WEEK)
    assert (start.tzinfo, end.tzinfo, state) == (LONDON, LONDON, "open")
    assert (start, end) == (tokyo, tokyo + WEEK)
    assert OpeningHours("Mo 09:00-10:00").state(tokyo) == "open"


@pytest.mark.parametrize(
    ("text", "when", "expected"),
    [
        ("Mo-Fr 09:00-17:00", "2026-07-06 10:00", "2026-07-06 17:00"),
        ("Mo-Fr 09:00-17:00", "2026-07-06 17:00", "2026-07-07 09:00"),
        ("Mo-Fr 09:00-17:00", "2026-12-24 18:00", "2026-12-25 00:00"),  # then not known
        ("24/7; Dec 25 off", "2026-01-05 10:00", "2026-12-25 00:00"),
        ("24/7; 2026 Dec 25 off", "2026-12-26 10:00", None),
        ("24/7", "2026-07-06 10:00", None),
        ("unknown", "2026-07-06 10:00", None),
        ("off", "2026-07-06 10:00", None),
        ("00:00-24:00", "2026-07-06 10:00", "2026-08-31 00:00"),
    ],
)
def test_next_change(text, when, expected):
    assert OpeningHours(text).next_change(at(when)) == (expected and at(expected))


def test_a_time_without_a_zone_is_refused():
    naive = datetime(2026, 7, 6, 10)
    hours = OpeningHours("24/7")
    for ask in (
        lambda: hours.state(naive),
        lambda: hours.next_change(naive),
        lambda: hours.intervals(naive, at("2026-07-07")),
        lambda: hours.intervals(at("2026-07-05"), naive),
    ):
        with pytest.raises(ValueError, match="no time zone"):
            ask()


def test_no_time_has_no_intervals():
    assert OpeningHours("24/7").intervals(at("2026-07-06"), at("2026-07-06")) == []
    assert OpeningHours("24/7").intervals(at("2026-07-06"), at("2026-07-05")) == []


def test_a_refusal_carries_its_reasons():
    with pytest.raises(HoursError, match="Use a comma") as caught:
        OpeningHours("Fr 20:00-05:30; Sa 10:00-12:00")
    (reason,) = caught.value.reasons
    assert reason.suggestion == "Fr 20:00-05:30, Sa 10:00-12:00"
    assert reason.suggestion in str(caught.value)


def test_hours_survive_pickling():
    hours = OpeningHours("Mo-Fr 09:00-17:00; PH off")
    again = pickle.loads(pickle.dumps(hours))  # noqa: S301
    assert again.state(at("2026-07-06 10:00")) == "open"
    assert repr(again) == "OpeningHours('Mo-Fr 09:00-17:00; PH off')"


@pytest.mark.parametrize("text", REAL_TEXTS)
@pytest.mark.parametrize("start", ["2026-02-02", "2026-07-06", "2026-10-19", "2027-03-01"])
def test_real_texts_agree_with_the_library_where_no_bank_holiday_is(text, start):
    library = opening_hours.OpeningHours(text, timezone=LONDON, max_interval_days=366)
    first, last = at(start), at(start) + WEEK
    theirs = [
        (left, right, str(state).lower().removeprefix("state."))
        for left, right, state, _ in library.intervals(first, last)
    ]
    assert OpeningHours(text).intervals(first, last) == theirs
