from __future__ import annotations

from datetime import date, datetime

import pytest

from data.bank_holidays import bank_holiday_name
from data.hours import HoursError
from data.hours_clock import LONDON
from data.next_days import next_days, public_words

MONDAY = date(2026, 12, 21)


def words(text, start=MONDAY, days=7):
    return [day.words for day in next_days(text, start, days)]


def test_two_weeks_with_their_bank_holidays():
    days = next_days("Mo-Fr 09:00-17:00; PH off", MONDAY)
    assert len(days) == 14
    assert [(d.date.day, d.weekday, d.bank_holiday) for d in days if d.bank_holiday] == [
        (25, "Friday", "Christmas Day"),
        (26, "Saturday", "Boxing Day"),
        (28, "Monday", "Boxing Day (substitute day)"),
        (1, "Friday", "New Year's Day"),
    ]
    assert [d.words for d in days[:5]] == ["09:00 to 17:00"] * 4 + ["closed"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, ["not known"] * 3),
        ("24/7", ["all day"] * 3),
        ("Mo 09:00-12:00,13:00-17:00", ["09:00 to 12:00, 13:00 to 17:00", "closed", "closed"]),
        ("Mo 18:00-24:00", ["18:00 to 24:00", "closed", "closed"]),
        ("Mo 00:00-06:00", ["00:00 to 06:00", "closed", "closed"]),
        ("Mo 22:00-03:00", ["22:00 to 03:00 the next morning", "until 03:00", "closed"]),
        (
            "Mo 22:00-24:00, Tu 00:00-24:00, We 00:00-05:00",
            ["from 22:00", "all day", "until 05:00"],
        ),
        ("Mo 20:00-18:00", ["from 20:00", "until 18:00", "closed"]),
        ("Mo unknown", ["not known", "closed", "closed"]),
        ("Mo 09:00-10:00 unknown", ["not known 09:00 to 10:00", "closed", "closed"]),
        (
            "Mo 22:00-03:00, Tu 09:00-10:00",
            ["22:00 to 03:00 the next morning", "until 03:00, 09:00 to 10:00", "closed"],
        ),
        ("Mo 22:00-24:00, Tu 00:00-24:00", ["from 22:00", "all day", "closed"]),
    ],
)
def test_each_day_in_words(text, said):
    assert words(text, date(2026, 11, 23), 3) == said


def test_an_unsaid_bank_holiday_is_not_known_but_the_night_into_it_is():
    assert words("Mo-Su 22:00-03:00", date(2026, 12, 24), 2) == [
        "until 03:00, 22:00 to 03:00 the next morning",
        "until 03:00, not known from 03:00",
    ]


def test_around_the_clock_changes():
    assert words("Sa 22:00-06:00", date(2026, 10, 24), 2) == [
        "22:00 to 06:00 the next morning",
        "until 06:00",
    ]
    assert words("Su 01:30-05:00", date(2026, 3, 29), 1) == ["02:30 to 05:00"]


def test_no_days_and_a_wrong_text():
    assert next_days("24/7", MONDAY, 0) == ()
    with pytest.raises(HoursError):
        next_days("Mo-Fr 9-5", MONDAY)


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("Mo-Fr 09:00-17:00", (2026, 11, 23), "Listed as open then until 5pm."),
        ("Tu 09:00-17:00", (2026, 11, 23), "Listed as closed then. It is listed to open tomorrow"),
        ("Mo-Su 09:00-17:00", (2026, 12, 25), "It is a bank holiday. We don't know"),
        ("24/7", (2026, 12, 25), "Listed as open then day and night."),
        (None, (2026, 11, 23), "We don't know when it is open."),
    ],
)
def test_what_the_public_would_read_at_midday(text, at, said):
    assert public_words(text, datetime(*at, 12, tzinfo=LONDON)).startswith(said)


def test_names_of_bank_holidays():
    assert bank_holiday_name(date(2027, 3, 26)) == "Good Friday"
    assert bank_holiday_name(date(2027, 3, 25)) is None
