"""Bank holidays in England, with the substitute days and the weekend days they stand for."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """Return England's bank holidays of one year.

    Both the day itself and its substitute are in: Saturday 26 and Monday 28 December 2026. Future
    years hold what the law says today, so a holiday announced later is missing until the
    ``holidays`` package is updated.
    """
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_bank_holiday(day: date) -> bool:
    """Say whether a day (a date in London) is a bank holiday in England."""
    return day in bank_holidays(day.year)


@lru_cache(maxsize=512)
def bank_holiday_name(day: date) -> str | None:
    """Name the bank holiday that a day is in England, such as "Good Friday"; None for no such."""
    name: str | None = holidays.country_holidays("GB", subdiv="ENG", years=day.year).get(day)
    return name.replace("(observed)", "(substitute day)") if name else None
