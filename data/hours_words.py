"""Say opening hours in plain English: "Monday to Friday 10am to 10pm, weekends 9am to 7pm."."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence

from data.bank_holidays import bank_holidays
from data.hours_rules import ALL_DAYS, DAY, Dates, MonthDay, Rule

_DAYS = tuple(calendar.day_name)
_MONTHS = tuple(calendar.month_name)
_MONTH_ENDS = {(month, calendar.monthrange(2028, month)[1]) for month in range(1, 13)} | {(2, 28)}
_NIGHT_ENDS = DAY + 12 * 60


def words(rules: Sequence[Rule]) -> str:
    """Return whole sentences: the usual week, then dates, then bank holidays.

    Bank holidays are "not known" where no rule speaks of them.
    """
    if len(rules) == 1 and _is_every_day(rules[0]) and rules[0].state != "open":
        return _sentence(_hours([rules[0]]) if rules[0].state == "closed" else "hours not known")
    usual = [rule for rule in rules if not rule.dates]
    said = [*_week(usual), *(_dated(rule) for rule in rules if rule.dates)]
    return " ".join([*map(_sentence, said), *_bank_holidays(rules)])


def _is_every_day(rule: Rule) -> bool:
    return not (rule.weekdays or rule.bank_holidays or rule.dates)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _week(rules: Sequence[Rule]) -> list[str]:
    """Say the usual week: one sentence of days and hours, one of days that have none."""
    counting = {day: _counting(rules, day) for day in ALL_DAYS}
    closed = {day for day, rules in counting.items() if not _opens(rules)}
    if closed == ALL_DAYS:
        return ["closed"] if any(rule.state == "closed" and rule.days for rule in rules) else []
    groups: dict[str, set[int]] = {}
    for day in sorted(ALL_DAYS - closed):
        groups.setdefault(_hours(counting[day]), set()).add(day)
    if [*groups] == ["all day"] and not closed:
        return ["open all day, every day"]
    parts = [f"{day_names(days)} {hours}" for hours, days in groups.items()]
    said = [("; " if any("," in part for part in parts) else ", ").join(parts)]
    if 1 <= len(closed) <= 2:
        said.append("closed on " + _listed(_DAYS[day] for day in sorted(closed)))
    return said


def _counting(rules: Sequence[Rule], weekday: int) -> list[Rule]:
    found: list[Rule] = []
    for rule in rules:
        if weekday in rule.days:
            found = [*found, rule] if rule.additive else [rule]
    return found


def _opens(rules: Sequence[Rule]) -> bool:
    return any(rule.state != "closed" for rule in rules)


def _hours(rules: Sequence[Rule]) -> str:
    """Say the hours of rules that count on the same day, in the order of the clock."""
    said = [
        (span, _said(rule, span)) for rule in rules if rule.state != "closed" for span in rule.spans
    ]
    if not said:
        return "closed" + "".join(_comment(rule) for rule in rules)
    return _listed(text for _, text in sorted(said))


def _said(rule: Rule, span: tuple[int, int]) -> str:
    if rule.state != "unknown":
        return _span(span) + _comment(rule)
    when = "" if span == (0, DAY) else f"{_span(span)}: "
    return f"{when}not known{_comment(rule)}"


def _comment(rule: Rule) -> str:
    return f" ({rule.comment})" if rule.comment else ""


def _span(span: tuple[int, int]) -> str:
    start, end = span
    if span == (0, DAY):
        return "all day"
    after = ""
    if end > DAY:
        after = " the next morning" if end < _NIGHT_ENDS else " the next day"
    return f"{clock(start)} to {clock(end)}{after}"


def clock(minute: int) -> str:
    """Say a time of day, in minutes after midnight: 10am, 9.30am, midday, midnight."""
    hour, rest = divmod(minute % DAY, 60)
    if not rest and hour in (0, 12):
        return "midday" if hour else "midnight"
    minutes = f".{rest:02}" if rest else ""
    return f"{hour % 12 or 12}{minutes}{'pm' if hour >= 12 else 'am'}"


def day_names(days: Iterable[int]) -> str:
    """Say weekdays (Monday is 0): "Monday and Wednesday to Friday", "weekends", "every day"."""
    chosen = sorted(days)
    if chosen == [5, 6]:
        return "weekends"
    if len(chosen) == len(_DAYS):
        return "every day"
    runs: list[list[int]] = []
    for day in chosen:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    names = []
    for run in runs:
        long = len(run) > 2
        names += [f"{_DAYS[run[0]]} to {_DAYS[run[-1]]}"] if long else [_DAYS[day] for day in run]
    return _listed(names)


def _dated(rule: Rule) -> str:
    who = []
    if rule.weekdays:
        who.append(day_names(rule.weekdays))
    if rule.bank_holidays:
        who.append("bank holidays")
    days = f", {' and '.join(who)}" if who else ""
    also = " also" if rule.additive else ""
    return f"{_listed(map(_dates, rule.dates))}{days}{also} {_hours([rule])}"


def _dates(dates: Dates) -> str:
    whole = dates.first[1] == 1 and dates.last in _MONTH_ENDS
    first, last = (_month if whole else _day for _ in (0, 1))
    start, end = first(dates.first), last(dates.last)
    if dates.first_year == dates.last_year:
        year = f" {dates.last_year}" if dates.last_year else ""
        if start == end:
            return f"{start}{year}"
        if dates.first[0] == dates.last[0]:
            start = str(dates.first[1])
        return f"{start} to {end}{year}"
    return f"{start} {dates.first_year} to {end} {dates.last_year}"


def _month(at: MonthDay) -> str:
    return _MONTHS[at[0]]


def _day(at: MonthDay) -> str:
    return f"{at[1]} {_MONTHS[at[0]]}"


def _bank_holidays(rules: Sequence[Rule]) -> list[str]:
    last = max((at for at, rule in enumerate(rules) if _is_for_bank_holidays(rule)), default=-1)
    if last < 0 and any(rule.always for rule in rules):
        return []
    hours = _hours([rules[last]]) if last >= 0 else "not known"
    other = any(_names_bank_holiday(rule) for rule in rules[last + 1 :])
    return [f"{'Other bank' if other else 'Bank'} holidays: {hours}."]


def _is_for_bank_holidays(rule: Rule) -> bool:
    return rule.bank_holidays and not rule.dates


def _names_bank_holiday(rule: Rule) -> bool:
    """Say whether a dated rule settles a bank holiday; of moving ones only with their year."""
    days = {day for year in range(2020, 2041) for day in bank_holidays(year)}
    fixed = {day for day in days if (day.month, day.day) in ((1, 1), (12, 25), (12, 26))}
    return any(
        rule.is_said_of(day) and rule.matches(day)
        for dates in rule.dates
        for day in (days if dates.first_year else fixed)
    )


def _listed(items: Iterable[str]) -> str:
    *most, last = items
    return f"{', '.join(most)} and {last}" if most else last
