"""Opening hours: what is open when, in London.

`OpeningHours` answers from a text such as ``Mo-Fr 09:00-17:00; PH off``. It refuses a text that
can't be worked out safely, and says "unknown" on a bank holiday that the text does not speak of.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from data.hours_clock import LONDON, day_of, instants, later
from data.hours_days import paint
from data.hours_lint import lint, read
from data.hours_rules import DAY, HoursError, Reason, Rule, State
from data.hours_words import words

__all__ = ["HoursError", "Interval", "OpeningHours", "Reason", "State", "lint"]

Interval = tuple[datetime, datetime, State]
_FARTHEST = 366


class OpeningHours:
    """The opening hours that a text says. Cheap to make again: what was read is kept by text.

    Times asked with must have a time zone (ValueError otherwise); times given are in
    Europe/London. Python compares two such times by the clock on the wall, so around a clock
    change compare or subtract them in UTC.
    """

    __slots__ = ("_rules", "text")

    def __init__(self, text: str) -> None:
        """Read a text; raise HoursError with the reasons where `lint` has any."""
        self.text = text
        self._rules = _rules(text)

    def __repr__(self) -> str:
        return f"OpeningHours({self.text!r})"

    def state(self, at: datetime) -> State:
        """Return "open", "closed" or "unknown" at an instant."""
        state: State = "unknown"
        asked = at.astimezone(UTC)
        for start, said in self._changes(day_of(at), day_of(at)):
            if start <= asked:
                state = said
        return state

    def intervals(self, start: datetime, end: datetime) -> list[Interval]:
        """Return (start, end, state) from start to end, without gaps, neighbours all different.

        Empty where end is not after start.
        """
        first, last = start.astimezone(UTC), end.astimezone(UTC)
        if last <= first:
            return []
        marks = [mark for mark in self._changes(day_of(start), day_of(end)) if mark[0] < last]
        edges = [max(at, first) for at, _ in marks] + [last]
        return [
            (left.astimezone(LONDON), right.astimezone(LONDON), state)
            for (_, state), left, right in zip(marks, edges, edges[1:], strict=False)
            if left < right
        ]

    def next_change(self, at: datetime) -> datetime | None:
        """Return when the state next changes; None where it stays the same for a year."""
        if _never_changes(self._rules):
            day_of(at)
            return None
        days = 8
        while True:
            found = self.intervals(at, later(at, days))
            if len(found) > 1:
                return found[0][1]
            if days >= _FARTHEST:
                return None
            days = min(days * 4, _FARTHEST)

    def describe(self) -> str:
        """Return the hours as a person would say them, in whole sentences."""
        return words(self._rules)

    def _changes(self, first: int, last: int) -> list[tuple[datetime, State]]:
        return instants(
            (day * DAY + minute, state)
            for day in range(first, last + 1)
            for minute, state in paint(self._rules, datetime.fromordinal(day).date())
        )


@lru_cache(maxsize=8192)
def _rules(text: str) -> tuple[Rule, ...]:
    return read(text)


def _never_changes(rules: tuple[Rule, ...]) -> bool:
    rule, *others = rules
    says_no_day = not (rule.weekdays or rule.bank_holidays or rule.dates)
    is_all_day = says_no_day and rule.spans == ((0, DAY),)
    return not others and is_all_day and (rule.always or rule.state != "open")
