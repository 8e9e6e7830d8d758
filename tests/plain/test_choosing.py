"""What the forms offer, and the day and time that are made of what was sent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from data.hours_clock import LONDON
from data.moment_asked import DAYS_AHEAD, PASSED
from pages.plain.choosing import Option, chosen, moment, options
from pages.plain.forms import Form

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)


def asked(day: str = "", hour: str = "", now: datetime = NOW) -> tuple[datetime, str]:
    made = moment(Form({"day": (day,), "time": (hour,)}), now)
    return made.at, made.said


def test_options_say_which_are_chosen() -> None:
    made = options({"a": "First", "b": "Second"}, ["b", "nonsense"])
    assert made == (Option("a", "First", False), Option("b", "Second", True))
    assert chosen(made) == ("Second",)
    assert chosen(options({"a": "First"}, [])) == ()


def test_days_begin_today_and_go_on_for_two_weeks() -> None:
    days = moment(Form(), NOW).days
    assert len(days) == DAYS_AHEAD + 1
    assert [d.words for d in days[:3]] == ["Today", "Tomorrow", "Wednesday 25 November"]
    assert [d.value for d in days if d.chosen] == ["2026-11-23"]


def test_after_midnight_today_is_the_day_in_london() -> None:
    utc = datetime.fromisoformat("2026-06-30T23:30+00:00")
    assert moment(Form(), utc).days[0].value == "2026-07-01"


@pytest.mark.parametrize(
    ("day", "hour", "at", "said"),
    [
        ("", "", "2026-11-23T20:00", ""),
        ("2026-11-23", "12:00", "2026-11-23T12:00", ""),
        ("2026-11-23", "11:45", "2026-11-23T11:45", ""),
        ("2026-11-23", "11:44", "2026-11-24T11:44", PASSED),
        ("2026-11-24", "00:00", "2026-11-24T00:00", ""),
        ("2026-12-07", "23:59", "2026-12-07T23:59", ""),
        ("2026-12-08", "10:00", "2026-11-24T10:00", PASSED),
        ("2026-11-22", "20:00", "2026-11-23T20:00", ""),
        ("nonsense", "24:00", "2026-11-23T20:00", ""),
        ("2026-11-25", "8pm", "2026-11-25T20:00", ""),
        ("2026-11-25", "20:15:59.9", "2026-11-25T20:15", ""),
        ("2026-11-25", "20:15+05:00", "2026-11-25T20:15", ""),
        ("2026-11-25", "T2015", "2026-11-25T20:15", ""),
        ("2026-11-25", "25:00", "2026-11-25T20:00", ""),
        ("2026-11-25", "-1:00", "2026-11-25T20:00", ""),
    ],
)
def test_a_day_and_a_time(day: str, hour: str, at: str, said: str) -> None:
    assert asked(day, hour) == (datetime.fromisoformat(at).replace(tzinfo=LONDON), said)


@pytest.mark.parametrize("hour", ["01:30", "00:59", "02:00"])
def test_the_hour_that_comes_twice_is_the_first_one(hour: str) -> None:
    now = datetime(2026, 10, 24, 12, tzinfo=LONDON)
    at, _ = asked("2026-10-25", hour, now)
    assert at.fold == 0
    assert at.isoformat(timespec="minutes").startswith(f"2026-10-25T{hour}")


def test_the_hour_that_is_left_out_is_still_a_moment() -> None:
    now = datetime(2027, 3, 27, 12, tzinfo=LONDON)
    at, said = asked("2027-03-28", "01:30", now)
    assert said == ""
    assert at.timestamp() - now.timestamp() == timedelta(hours=13.5).total_seconds()


def test_what_was_chosen_is_offered_again() -> None:
    made = moment(Form({"day": ("2026-11-25",), "time": ("07:05",)}), NOW)
    assert [d.value for d in made.days if d.chosen] == ["2026-11-25"]
    assert made.hour == "07:05"
