"""The weekly parts of opening hours say what the hours themselves say, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from data.bank_holidays import is_bank_holiday
from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.open_referral_hours import LAST_MINUTE, Part, parts

REAL = (Path(__file__).parent / "real_hours.txt").read_text(encoding="utf-8").splitlines()
TODAYS = [date(2026, 11, 25), date(2026, 12, 24), date(2026, 3, 28), date(2026, 7, 1)]
STEP = 15
WEEKS = 3


@pytest.mark.parametrize("today", TODAYS, ids=str)
@pytest.mark.parametrize("text", REAL)
def test_parts_of_real_hours(text: str, today: date) -> None:
    assert_true(text, today)


@pytest.mark.parametrize(
    "text",
    [
        "Jan-Mar Mo-Fr 10:00-16:00; Apr-Dec Mo-Fr 09:00-18:00",
        "Mo-Su 09:00-17:00; Dec 20-Jan 04 off",
        "Mo-Su 09:00-17:00; 2026 Dec 01 off",
        "Mo-Su 09:00-17:00; 2026 Nov 25 off",
        "2026 Dec 24 10:00-12:00",
        "Mo-Sa 20:00-02:00, Su 10:00-12:00",
        "Fr 22:00-24:00, Sa 00:00-06:00",
        "Mo-Su 00:00-24:00; PH off",
        "Mo 09:00-12:00,13:00-17:00; We unknown",
    ],
)
@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_parts_of_awkward_hours(text: str, today: date) -> None:
    assert_true(text, today)


def assert_true(text: str, today: date) -> None:
    """Hold the parts to the hours at every quarter of an hour of usual days."""
    found = parts(text, today)
    hours = OpeningHours(text)
    days = [today + timedelta(days=n) for n in range(7 * WEEKS)]
    for before, day in pairwise([today - timedelta(days=1), *days]):
        if is_bank_holiday(day) or is_bank_holiday(before):
            continue
        if any(part.last and day > part.last for part in found):
            # No part is said to hold on.
            continue
        for minute in range(0, 24 * 60, STEP):
            at = datetime(day.year, day.month, day.day, tzinfo=LONDON) + timedelta(minutes=minute)
            if at.astimezone(UTC).astimezone(LONDON).hour != at.hour:
                # The clocks go forward over it.
                continue
            said = any(covers(part, day, minute) for part in found)
            assert said is (hours.state(at) == "open" and bool(found)), (at, found)


def covers(part: Part, day: date, minute: int) -> bool:
    closes = 24 * 60 if part.closes == LAST_MINUTE else part.closes
    return day.weekday() in part.days and part.opens <= minute < closes


def test_real_hours_mostly_have_parts() -> None:
    """Nearly all of them are weekly, so the others can't be the rule."""
    with_parts = sum(bool(parts(text, TODAYS[0])) for text in REAL)
    assert with_parts >= len(REAL) * 0.95


@pytest.mark.parametrize("text", ["unknown", "PH 10:00-12:00", "2030 Dec 24 10:00-12:00"])
def test_what_is_not_weekly_has_none(text: str) -> None:
    assert parts(text, TODAYS[0]) == ()


def test_a_night_is_cut_at_midnight() -> None:
    assert parts("Fr 22:00-03:00", TODAYS[0]) == (
        Part(days=(4,), opens=22 * 60, closes=LAST_MINUTE),
        Part(days=(5,), opens=0, closes=3 * 60),
    )


def test_hours_of_a_season_end_with_it() -> None:
    (winter,) = parts("Jan-Mar Mo-Fr 10:00-16:00; Apr-Dec Mo-Fr 09:00-18:00", date(2026, 3, 2))
    assert (winter.first, winter.last) == (date(2026, 3, 2), date(2026, 3, 31))
    assert (winter.opens, winter.closes) == (10 * 60, 16 * 60)
