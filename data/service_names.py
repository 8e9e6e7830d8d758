"""Find services by what people call them, old names and small typing errors included."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from data.records import Service

_CLOSE_ENOUGH = 84
_SHORTEST_GUESS = 5
_WORDS = re.compile(r"[a-z0-9+]+")
_FILLERS = frozenset({"the", "of", "and", "for", "a", "to"})


def named(services: Sequence[Service], text: str) -> list[Service]:
    """Give the services that a text names, best first; empty where none is meant.

    All of its words must stand in the name, the provider, the topics or a number to ring. 999
    comes first where it is one of them.
    """
    words = _words(text)
    if not words:
        return []
    scored = [(score, s) for s in services if (score := _score(words, s)) is not None]
    return [s for _, s in sorted(scored, key=lambda pair: _rank(*pair))]


def _rank(score: int, service: Service) -> tuple[bool, int, str]:
    return "emergency" not in service.topics, score, service.name


def _score(words: list[str], service: Service) -> int | None:
    """Rank where the words stand: the whole name, the name, elsewhere; None for nowhere."""
    name = _words(service.name)
    if words == name:
        return 0
    joined = "".join(words)
    run_together = len(joined) >= _SHORTEST_GUESS and joined in "".join(name)
    if run_together or all(any(known.startswith(word) for known in name) for word in words):
        return 1
    numbers = " ".join(re.sub(r"\D", "", c.contact or "") for c in service.channels)
    known = [*name, *_words(service.provider or ""), *_words(" ".join(service.topics))]
    if all(any(k.startswith(word) for k in known) for word in words):
        return 2
    digits = "".join(words)
    return (
        3 if digits.isdigit() and len(digits) >= 3 and digits in numbers.replace(" ", "") else None
    )


def resembling(services: Sequence[Service], text: str) -> list[Service]:
    """Give the services whose names look like a text that is long enough to guess from."""
    text = " ".join(_words(text))
    if len(text) < _SHORTEST_GUESS:
        return []
    names = {row: " ".join(_words(s.name)) for row, s in enumerate(services)}
    close = process.extract(
        text, names, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH, limit=5
    ) or process.extract(
        text, names, scorer=fuzz.partial_ratio, score_cutoff=_CLOSE_ENOUGH, limit=5
    )
    return [services[row] for _, _, row in close]


def _words(text: str) -> list[str]:
    found = _WORDS.findall(text.casefold().replace("'", "").replace("’", ""))
    return [word for word in found if word not in _FILLERS]
