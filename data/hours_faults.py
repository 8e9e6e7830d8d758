"""Find rules that can be read but would mislead: nights cut short, exceptions never used."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from data.hours_mend import added_last, exceptions_last, night_kept
from data.hours_rules import ALL_DAYS, Dates, Rule

_LEAP_YEAR = 2028
_A_DATE = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and a way to a text without this fault (it may have others) or None."""

    message: str
    mend: Callable[[], str | None] | None = None


def faults(rules: Sequence[Rule]) -> Iterator[Fault]:
    """Yield what would mislead, in the order of the rules."""
    for place, rule in enumerate(rules):
        if rule.additive and (rule.state == "closed" or rule.bank_holidays):
            yield _wrongly_added(rules, place)
        fault = _never_used(rules, place) or _overruled(rules, place)
        if fault is None and rule.is_night:
            fault = _cut(rules, place)
        if fault:
            yield fault


def _wrongly_added(rules: Sequence[Rule], place: int) -> Fault:
    rule = rules[place]
    what = "closes" if rule.state == "closed" else "is for bank holidays"
    message = f"{rule.text!r} {what}, so it can't be added with a comma. Put ; before it."
    return Fault(message, partial(added_last, rules, place))


def _never_used(rules: Sequence[Rule], place: int) -> Fault | None:
    rule = rules[place]
    after = [other for other in rules[place + 1 :] if not other.additive]
    same = any(
        (other.days, other.dates, other.bank_holidays)
        == (rule.days, rule.dates, rule.bank_holidays)
        for other in after
    )
    replaced = {day for other in after if not other.dates for day in other.days}
    if not same and (rule.bank_holidays or rule.dates or not rule.days <= replaced):
        return None
    return Fault(
        f"{rule.text!r} is never used, because a later rule replaces it. Take one of them out.",
    )


def _overruled(rules: Sequence[Rule], place: int) -> Fault | None:
    """Find an exception (a date, bank holidays) that a later, more general rule replaces."""
    rule = rules[place]
    for other in rules[place + 1 :]:
        if other.additive or rule.state == other.state == "closed":
            continue
        if _least_special(other) >= rule.special or not _meet(rule, other):
            continue
        message = (
            f"{other.text!r} comes later and replaces {rule.text!r}. Put exceptions last, bank "
            "holidays (PH) in a rule of their own."
        )
        return Fault(message, partial(exceptions_last, rules))
    return None


def _least_special(rule: Rule) -> int:
    return 0 if rule.weekdays and not rule.dates else rule.special


def _meet(rule: Rule, other: Rule) -> bool:
    """Say whether two rules can be for the same day."""
    if not (rule.bank_holidays or other.bank_holidays or rule.days & other.days):
        return False
    if not (rule.dates and other.dates):
        return True
    return any(_share(one, two) for one in rule.dates for two in other.dates)


def _share(one: Dates, two: Dates) -> bool:
    if one.first_year is None and two.first_year is not None:
        one, two = two, one
    first = date(one.first_year or _LEAP_YEAR, *one.first)
    last = date(one.last_year or _LEAP_YEAR + (one.last < one.first), *one.last)
    length = min((last - first).days, 366)
    return any(two.has(first + timedelta(days=step)) for step in range(length + 1))


def _cut(rules: Sequence[Rule], place: int) -> Fault | None:
    """Find a later rule for the next weekday that ends every night of a rule at midnight."""
    night = rules[place]
    mornings = {(day + 1) % 7 for day in night.days}
    for at, other in enumerate(rules):
        if at <= place or other.additive or not other.weekdays & mornings:
            continue
        if other.bank_holidays or (other.dates and other.special == _A_DATE):
            continue
        if not _meet(replace(night, weekdays=ALL_DAYS), other):
            continue
        message = (
            f"{other.text!r} comes later and replaces its whole day, so the night of "
            f"{night.text!r} would end at midnight. Use a comma, so that the night runs on."
        )
        return Fault(message, partial(night_kept, rules, place, at))
    return None
