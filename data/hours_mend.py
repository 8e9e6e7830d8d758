"""Rewrite rules into a text that means what people mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from data.hours_days import starting
from data.hours_rules import WEEKDAYS, Rule

_ONE_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_WEEKDAYS = re.compile(rf"\b{_ONE_WEEKDAY}(?:[,-]{_ONE_WEEKDAY})*\b")


def text_of(rules: Sequence[Rule]) -> str:
    """Return the text of rules, in normal spelling."""
    return "".join((", " if rule.additive else "; ") + rule.text for rule in rules)[2:]


def added_last(rules: Sequence[Rule], place: int) -> str | None:
    """Let a rule replace instead of add, after all the others."""
    rest = [*rules[:place], *rules[place + 1 :]]
    return text_of([*rest, replace(rules[place], additive=False)])


def exceptions_last(rules: Sequence[Rule]) -> str | None:
    """Put usual days first, then dates, then bank holidays in a rule of their own."""
    if any(rule.additive for rule in rules):
        return None
    parts: list[Rule] = []
    for rule in rules:
        if rule.bank_holidays and rule.weekdays and not rule.dates:
            usual = re.sub("PH,|,PH", "", rule.text)
            parts.append(replace(rule, text=usual, bank_holidays=False))
            parts.append(replace(rule, text=f"PH {_hours(rule)}", weekdays=frozenset()))
        else:
            parts.append(rule)
    return text_of(sorted(parts, key=lambda rule: rule.special))


def night_kept(rules: Sequence[Rule], place: int, at: int) -> str | None:
    """Keep the night of the rule at ``place`` from being cut by the rule at ``at``.

    None where no way is found that starts the same hours on the same days.
    """
    other = rules[at]
    added = [] if other.state == "closed" else [replace(other, additive=True)]
    for before in (rules, _narrowed(rules, place, at)):
        changed = [*before[:at], *added, *before[at + 1 :]]
        if _start_alike(rules, changed):
            return text_of(changed)
    return None


def _narrowed(rules: Sequence[Rule], place: int, at: int) -> list[Rule]:
    """Take the weekdays of a later rule out of an earlier one."""
    rule = rules[place]
    left = rule.days - rules[at].days
    narrow = list(rules)
    if not left or rule.bank_holidays or rule.always:
        return narrow
    if rule.weekdays:
        text = _WEEKDAYS.sub(day_names(left), rule.text, count=1)
        narrow[place] = replace(rule, text=text, weekdays=left)
    elif not rule.dates:
        narrow[place] = replace(rule, text=f"{day_names(left)} {rule.text}", weekdays=left)
    return narrow


def _hours(rule: Rule) -> str:
    return rule.text.split(" ", 1)[1]


def day_names(days: frozenset[int]) -> str:
    """Write weekdays (Monday is 0) as the text does: "Mo-Fr", "Sa,Su"."""
    runs = groupby(enumerate(sorted(days)), key=lambda pair: pair[1] - pair[0])
    named = []
    for _, pairs in runs:
        run = [WEEKDAYS[day] for _, day in pairs]
        named.append(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run))
    return ",".join(named)


def _start_alike(rules: Sequence[Rule], others: Sequence[Rule]) -> bool:
    """Say whether the same hours start on every day of a leap year and of all years named."""
    named = {year for rule in rules for one in rule.dates for year in (one.first_year,) if year}
    return all(
        _started(rules, day) == _started(others, day)
        for year in {2028} | named
        for day in (date(year, 1, 1) + timedelta(days=step) for step in range(366))
    )


def _started(rules: Sequence[Rule], day: date) -> list[tuple[int, int, str]]:
    counting = [rules[place] for place in starting(rules, day)]
    return sorted(
        (start, end, rule.state)
        for rule in counting
        for start, end in rule.spans
        if rule.state != "closed"
    )
