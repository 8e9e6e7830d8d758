from datetime import date

import pytest

from data.bank_holidays import bank_holidays, is_bank_holiday


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 29),  # Easter Monday, which the opening hours library misses
        date(2026, 12, 26),  # a Saturday ...
        date(2026, 12, 28),  # ... and its substitute
        date(2022, 1, 3),
        date(2020, 5, 8),  # moved from the Monday
        date(2022, 9, 19),  # announced ten days before
    ],
)
def test_england_has_a_bank_holiday_on(day):
    assert is_bank_holiday(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 4),
        date(2026, 3, 17),  # Northern Ireland only
        date(2026, 11, 30),  # Scotland only
        date(2026, 12, 27),
        date(2027, 3, 28),  # Easter Sunday
    ],
)
def test_england_has_none_on(day):
    assert not is_bank_holiday(day)


def test_every_year_has_at_least_eight():
    counts = [len(bank_holidays(year)) for year in range(2019, 2031)]
    assert sum(counts) == 109
    assert min(counts) == 8
