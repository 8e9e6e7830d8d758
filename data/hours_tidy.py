"""Guess the opening hours text that a person meant by "Mon-Fri 9am to 5pm"."""

from __future__ import annotations

import re

_NAMES = {
    "mondays?|mon": "Mo",
    "tuesdays?|tues?": "Tu",
    "wednesdays?|wed": "We",
    "thursdays?|thurs?|thu": "Th",
    "fridays?|fri": "Fr",
    "saturdays?|sat": "Sa",
    "sundays?|sun": "Su",
    "january": "Jan",
    "february": "Feb",
    "march": "Mar",
    "april": "Apr",
    "june": "Jun",
    "july": "Jul",
    "august": "Aug",
    "september|sept": "Sep",
    "october": "Oct",
    "november": "Nov",
    "december": "Dec",
    "(?:public|bank) holidays?|ph": "PH",
    "weekdays?": "Mo-Fr",
    "weekends?": "Sa,Su",
    "every ?day|daily": "Mo-Su",
    "24 ?hours|open 24 ?hours": "24/7",
    "closed|off": "off",
    "midday|noon": "12:00",
    "midnight": "24:00",
    "to|until|till": "-",
    "and|&": ",",
}
_SHORT = re.compile(
    r"\b(?:mo|tu|we|th|fr|sa|su|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b", re.IGNORECASE
)
_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s*([ap])\.?m\b\.?", re.IGNORECASE)


def tidy(text: str) -> str:
    """Return the text in the spelling the hours are read in; a guess, so lint it before use."""
    text = re.sub(r"[‐-―−]", "-", " ".join(text.split()))
    text = _TIME.sub(_on_the_clock, text)
    for names, short in _NAMES.items():
        text = re.sub(rf"\b(?:{names})\b", short, text, flags=re.IGNORECASE)
    text = _SHORT.sub(lambda match: match[0].title(), text)
    text = re.sub(r"(?<![\d:])(\d)[:.](\d\d)\b", r"0\1:\2", text)
    text = re.sub(r"\b(\d\d)\.(\d\d)\b", r"\1:\2", text)
    text = re.sub(r"\b24:00-", "00:00-", re.sub(r"\s*-\s*", "-", text))
    text = re.sub(r"\s*,\s*", ",", text)
    text = re.sub(r"(?<=\d),(?=[MTWFSP])", ", ", text)
    text = re.sub(r"(?<=[a-z]):", "", text)
    return re.sub(r"\s*;\s*", "; ", text).strip(" ;,.")


def _on_the_clock(match: re.Match[str]) -> str:
    hour, minute, half = int(match[1]), match[2] or "00", match[3].lower()
    if not 1 <= hour <= 12:
        return match[0]
    return f"{hour % 12 + (12 if half == 'p' else 0):02}:{minute}"
