"""Dates that a text for the public names, in the ways that people write them."""

from __future__ import annotations

import calendar
import re
from datetime import date

from data.freshness import last_day_of

_NAMES = calendar.month_name[1:]
_NUMBER = {name[:3].lower(): number for number, name in enumerate(_NAMES, 1)}
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]}|t)?" if len(name) > 3 else name for name in _NAMES)
_FORMS = (
    re.compile(
        r"(?:\b(?P<day>\d{1,2})(?:st|nd|rd|th)? (?:of )?)?"
        rf"\b(?P<name>{_MONTH})\.?,? (?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})(?:-(?P<day>\d{2}))?\b"),
    re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b"),
)


def last_date_named(text: str) -> date | None:
    """Give the last date with a year that a text names; a month counts as its last day.

    None where it names none: without a year nobody can tell when it is past.

    >>> last_date_named("Closed from 1 March 2026 until 3rd April 2026.")
    datetime.date(2026, 4, 3)
    """
    found = [day for form in _FORMS for match in form.finditer(text) if (day := _date(match))]
    return max(found, default=None)


def _date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    name = parts.get("name")
    month = _NUMBER[name[:3].lower()] if name else int(parts["month"])
    day = int(parts["day"]) if parts["day"] else None
    try:
        if day is None:
            return last_day_of(f"{parts['year']}-{month:02}")
        return date(int(parts["year"]), month, day)
    except ValueError:
        return None
