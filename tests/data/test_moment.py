from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time

import pytest

from data import clock, moment
from data.hours_clock import LONDON

AT = datetime(2027, 3, 3, 10, tzinfo=LONDON)


@pytest.fixture(autouse=True)
def _sources(monkeypatch):
    monkeypatch.setattr(moment, "_sources", [])
    monkeypatch.setenv("HAVENS_NOW", "2026-11-24T12:00")


def test_without_a_preview_the_clock_is_everybodys():
    assert clock.now() == clock.shared() == datetime(2026, 11, 24, 12, tzinfo=LONDON)


def test_a_preview_moves_the_clock_but_not_the_shared_one():
    token = moment.previewed.set(AT)
    try:
        assert clock.now() == AT
        assert clock.shared() == datetime(2026, 11, 24, 12, tzinfo=LONDON)
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(clock.now).result() == clock.shared()
    finally:
        moment.previewed.reset(token)
    assert clock.now() == clock.shared()


def test_a_source_is_asked_where_the_frame_says_nothing():
    said = [None]
    moment.follow(lambda: said[0])
    assert clock.now() == clock.shared()
    said[0] = AT
    assert clock.now() == AT


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 3), time(10), datetime(2027, 3, 3, 10, tzinfo=UTC)),
        (date(2027, 7, 1), time(0), datetime(2027, 6, 30, 23, tzinfo=UTC)),
        # The hour that comes twice: the first.
        (date(2027, 10, 31), time(1, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(2), datetime(2027, 3, 28, 1, tzinfo=UTC)),
    ],
)
def test_days_and_times_in_london(day, at, utc):
    assert moment.on(day, at).astimezone(UTC) == utc


def test_an_hour_that_is_skipped_is_told():
    with pytest.raises(ValueError, match="01:30 is skipped"):
        moment.on(date(2027, 3, 28), time(1, 30))
