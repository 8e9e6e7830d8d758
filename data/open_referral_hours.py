"""Opening hours as Open Referral says them: weekly parts that hold in a regular week, and words.

All times are London time. A night is two parts, cut at midnight; a part that runs to the end of
its day closes at 23:59, because the standard has no 24:00. What a weekly rule can't say (bank
holidays, single dates, "not known") is in the description only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from data.bank_holidays import is_bank_holiday
from data.hours import OpeningHours
from data.hours_clock import LONDON, later
from data.hours_rules import DAY

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST_MINUTE = DAY - 1
_ONE_DAY = timedelta(days=1)
_NEAR = 23
"""Days in which each weekday is a usual one at least once, Christmas and New Year or not."""
_FAR = 182
_NAMES_DATES = re.compile("Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
_Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Part:
    """Hours of some weekdays (Monday is 0), in minutes after midnight.

    ``first`` and ``last`` are the days between which they hold, None where no end is known.
    """

    days: tuple[int, ...]
    opens: int
    closes: int
    first: date | None = None
    last: date | None = None

    @property
    def byday(self) -> str:
        """The days as the standard writes them."""
        return ",".join(DAYS[day] for day in self.days)


@lru_cache(maxsize=16_384)
def parts(text: str, today: date) -> tuple[Part, ...]:
    """Give the weekly parts of a text that hold from a day on; empty where none can be said.

    The week is that of the coming days that are no bank holiday. Where a later day differs from
    it, such as at the end of a summer, the parts say until when they hold.
    """
    days = _regular_days(text, today)
    week: dict[int, _Spans] = {}
    last: date | None = None
    for day, spans in days:
        if is_bank_holiday(day - _ONE_DAY):
            # What the night of a bank holiday leaves over says nothing of the week.
            usual = week.get(day.weekday())
            differs = usual is not None and _by_day(spans) != _by_day(usual)
        else:
            differs = week.setdefault(day.weekday(), spans) != spans
        if differs:
            last = day - _ONE_DAY
            break
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for weekday in sorted(week):
        for span in week[weekday]:
            groups[span].append(weekday)
    first = today if last else None
    return tuple(
        Part(tuple(weekdays), opens, min(closes, LAST_MINUTE), first, last)
        for (opens, closes), weekdays in sorted(groups.items(), key=lambda one: (one[1], one[0]))
    )


def _regular_days(text: str, today: date) -> Sequence[tuple[date, _Spans]]:
    """Give the open times of coming days that are no bank holidays."""
    start = datetime.combine(today, time(), LONDON)
    ahead = _FAR if _NAMES_DATES.search(text) else _NEAR
    spans: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for begin, end, state in OpeningHours(text).intervals(start, later(start, ahead)):
        if state != "open":
            continue
        day, opens = begin.date(), begin.hour * 60 + begin.minute
        while day < end.date():
            spans[day].append((opens, DAY))
            day, opens = day + _ONE_DAY, 0
        if closes := end.hour * 60 + end.minute:
            spans[day].append((opens, closes))
    all_days = [today + n * _ONE_DAY for n in range(ahead)]
    return [(day, tuple(spans[day])) for day in all_days if not is_bank_holiday(day)]


def _by_day(spans: _Spans) -> _Spans:
    """Leave out what a night before may have left."""
    return tuple((opens, closes) for opens, closes in spans if opens or closes == DAY)
