"""Find what is wrong with an opening hours text, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from data.hours_faults import faults
from data.hours_grammar import parse
from data.hours_rules import STATES, HoursError, Reason, Rule
from data.hours_tidy import tidy

_QUOTED = re.compile(r'"[^"]*"')
_MOST_MENDS = 12
_TRAPS = (
    (r"\|\|", "|| is read in different ways. Write each rule by itself, with ; between them."),
    (r"\bSH\b", "SH (school holidays) differ from borough to borough. Write the dates instead."),
    (
        r"\+",
        "+ leaves the end open, and nobody can know when it shuts. Write when it shuts, such as "
        "18:00-22:00.",
    ),
    (
        r"(?i)\b(?:sunrise|sunset|dawn|dusk)\b",
        "Sunrise and sunset change every day. Write the times on the clock.",
    ),
    (r"(?i)\beaster\b", "Easter moves. Write the dates with their year, such as 2027 Mar 28 off."),
    (r"(?i)\bweek\b", "Week numbers are hard to check. Write the dates instead."),
    ("/", "/ is for times that repeat. Write out each time instead."),
    (r"\[", "[ ] picks one week of a month. Write the dates instead."),
)


def lint(text: str) -> list[Reason]:
    """Return why a text can't be used; an empty list means safe to work out.

    Never raises. A reason carries a text to write instead where one can be worked out; that text
    is itself free of reasons.
    """
    return list(_check(text)[1])


def read(text: str) -> tuple[Rule, ...]:
    """Read a text that is safe to work out; raise HoursError with the reasons where it is not."""
    rules, reasons = _check(text)
    if reasons:
        raise HoursError(reasons)
    return rules


@lru_cache(maxsize=2048)
def _check(text: str) -> tuple[tuple[Rule, ...], tuple[Reason, ...]]:
    rules, messages, suggestion = _judge(text)
    if suggestion is None and messages and not rules:
        suggestion = _guess(tidy(text))
    return rules, tuple(Reason(message, suggestion) for message in messages)


def _guess(text: str) -> str | None:
    """Return a guessed text, mended if need be, or None where it still can't be used."""
    rules, messages, suggestion = _judge(text)
    return text if rules and not messages else suggestion


def _judge(text: str) -> tuple[tuple[Rule, ...], list[str], str | None]:
    """Return the rules as far as they can be read, what is wrong, and a text to write instead."""
    trapped = list(_trapped(text))
    if trapped:
        return (), trapped, None
    try:
        rules = parse(text)
    except HoursError as error:
        return (), [reason.message for reason in error.reasons], None
    found = [fault.message for fault in faults(rules)]
    return rules, found, _mended(rules) if found else None


def _trapped(text: str) -> Iterator[str]:
    if not text.isprintable():
        yield "There is a line break or a hidden sign in the hours. Write them on one line."
    for words in _QUOTED.finditer(text):
        before = text[: words.start()].split()
        if not before or before[-1] not in STATES:
            yield (
                f"{words[0]} is only a remark, so these hours would count as open. Put open, "
                f"unknown or off before it, such as unknown {words[0]}."
            )
    bare = _QUOTED.sub('""', text).replace("24/7", "")
    for pattern, message in _TRAPS:
        if re.search(pattern, bare):
            yield message


def _mended(rules: Sequence[Rule]) -> str | None:
    """Mend one fault after the other; None where that leads nowhere."""
    text = None
    for _ in range(_MOST_MENDS):
        fault = next(faults(rules), None)
        if fault is None:
            return text
        text = fault.mend() if fault.mend else None
        if text is None:
            return None
        rules = parse(text)
    return None
