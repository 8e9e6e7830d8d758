"""A day and a time -> a moment; what has passed is tomorrow's."""

from datetime import date, datetime, time

import pytest

from data.hours_clock import LONDON
from data.moment_asked import coming, day_words, days_ahead

NOW = datetime(2026, 3, 28, 20, 10, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("day", "hour", "at", "moved"),
    [
        (date(2026, 3, 28), time(20), datetime(2026, 3, 28, 20), False),
        (date(2026, 3, 28), time(19, 54), datetime(2026, 3, 29, 19, 54), True),
        (date(2026, 3, 28), time(23), datetime(2026, 3, 28, 23), False),
        (date(2026, 4, 4), time(1), datetime(2026, 4, 4, 1), False),
    ],
)
def test_a_time_that_has_passed_is_for_tomorrow(
    day: date, hour: time, at: datetime, moved: bool
) -> None:
    assert coming(day, hour, NOW) == (at.replace(tzinfo=LONDON), moved)


def test_the_days_start_today_and_are_named() -> None:
    days = days_ahead(NOW)
    assert len(days) == 15
    names = [day_words(day, days[0]) for day in days[:3]]
    assert names == ["Today", "Tomorrow", "Monday 30 March"]
