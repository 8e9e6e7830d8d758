"""Telephone numbers in Britain: what can be one, and what a call may cost."""

from __future__ import annotations

import re

_SHORT = frozenset({"999", "112", "101", "111", "105", "119", "159", "18000", "08001111"})
_TEXT_CODE = re.compile(r"[6-8]\d{4}")
_HELP_CODE = re.compile(r"116\d{3}")
_LONG = re.compile(r"0[1235-9]\d{8,9}")
_SIGNS = re.compile(r"[\d\s()+.-]*")
_COSTS = (
    ("070", "070 numbers cost a lot and can lead anywhere. Use another number."),
    ("09", "09 numbers cost a lot. Use another number."),
    ("084", "084 numbers cost extra. Is there another number?"),
    ("087", "087 numbers cost extra. Is there another number?"),
)


def digits(text: str) -> str:
    """Give a number's digits as dialled in Britain: +44 (0)20 7946 0000 is 02079460000."""
    found = re.sub(r"\D", "", text)
    if found.startswith("0044"):
        found = found[2:]
    if found.startswith("44") and len(found) > len("44000000"):
        found = "0" + found[2:].removeprefix("0")
    return found


def phone_doubt(text: str) -> str | None:
    """Say why a text may be no telephone number, or a dear one; None where it is fine.

    >>> phone_doubt("020 7946 0000"), phone_doubt("116 000")
    (None, None)
    """
    if not _SIGNS.fullmatch(text):
        return f"{text!r} has more than a number in it. Write the number alone, words elsewhere."
    number = digits(text)
    if number in _SHORT or _TEXT_CODE.fullmatch(number) or _HELP_CODE.fullmatch(number):
        return None
    for start, words in _COSTS:
        if number.startswith(start):
            return words
    if _LONG.fullmatch(number):
        return None
    if number.startswith("0"):
        return f"{text!r} has {len(number)} digits; numbers have 10 or 11. Check it."
    return f"{text!r} is no number that can be called. Write it with its 0, as 020 7946 0000."
