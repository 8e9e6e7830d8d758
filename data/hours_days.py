"""Put the rules of a text together into what one day on London's clock looks like.

A rule after ``;`` replaces what earlier rules start on its day, a rule after ``,`` adds to it. A
night belongs to the day it starts on and runs on into the next, unless a later rule replaces that
next day. We work this out ourselves: the ``opening_hours`` library cuts a night at midnight when
an earlier rule covers the next day, and knows half of England's bank holidays. It stays as a
second reader of each text (`data.hours_grammar`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from data.bank_holidays import is_bank_holiday
from data.hours_rules import DAY, Rule, State

Piece = tuple[int, int, State]
_ONE_DAY = timedelta(days=1)


def starting(rules: Sequence[Rule], day: date) -> list[int]:
    """Return the places (in the text) of the rules that count for what starts on a day."""
    found: list[int] = []
    for place, rule in enumerate(rules):
        if rule.matches(day):
            if not rule.additive:
                found.clear()
            found.append(place)
    return found


def is_unsaid(rules: Sequence[Rule], day: date) -> bool:
    """Say whether a day is a bank holiday that the text says nothing about."""
    if not is_bank_holiday(day):
        return False
    if any(rule.bank_holidays and rule.matches(day) for rule in rules):
        return False
    counting = starting(rules, day)
    return not counting or not all(rules[place].is_said_of(day) for place in counting)


def paint(rules: Sequence[Rule], day: date) -> list[tuple[int, State]]:
    """Return the day's states as (minute from midnight, state from then on), from minute 0."""
    nights = _nights_into(rules, day)
    own: list[Piece] = []
    for place, rule in enumerate(rules):
        if rule.matches(day):
            if not rule.additive:
                own.clear()
                nights = {at: pieces for at, pieces in nights.items() if at >= place}
            own += [(start, min(end, DAY), rule.state) for start, end in rule.spans]
        own += nights.get(place, ())
    if is_unsaid(rules, day):
        kept = [piece for pieces in nights.values() for piece in pieces]
        doubtful = [piece for piece in own if piece[2] == "unknown"]
        own = [(0, DAY, "unknown"), *kept, *doubtful]
    return _flatten(own)


def _nights_into(rules: Sequence[Rule], day: date) -> dict[int, list[Piece]]:
    """Return what the evening before leaves to this day, by the rule that it comes from."""
    evening = day - _ONE_DAY
    unsaid = is_unsaid(rules, evening)
    nights = {}
    for place in starting(rules, evening):
        state: State = "unknown" if unsaid else rules[place].state
        pieces = [(0, end - DAY, state) for _, end in rules[place].spans if end > DAY]
        if pieces:
            nights[place] = pieces
    return nights


def _flatten(pieces: list[Piece]) -> list[tuple[int, State]]:
    """Lay pieces over each other, the last on top, on a day that is otherwise closed."""
    edges = sorted({0, DAY, *(edge for start, end, _ in pieces for edge in (start, end))})
    found: list[tuple[int, State]] = []
    for left, right in pairwise(edges):
        state: State = "closed"
        for start, end, said in pieces:
            if start <= left and right <= end:
                state = said
        if not found or found[-1][1] != state:
            found.append((left, state))
    return found
