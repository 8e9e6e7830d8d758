"""What a text was taken to be, and the sentence that says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.names import Name
    from geo.postcodes import Outward, Postcode

Kind = Literal["postcode", "outward", "borough", "area", "station", "place", "elsewhere", "nothing"]

MAX_SUGGESTIONS = 5
_LONGEST_SHOWN = 40
_PARTS = ("Stratford", "Croydon", "Brixton", "Wembley", "Camden")


@dataclass(frozen=True, slots=True)
class Found:
    """What a text was taken to be.

    ``lat`` and ``lon`` (WGS84 degrees) are both None where there is nothing to search near: the
    kinds "elsewhere" and "nothing", and postcodes that are unknown or outside London.
    ``borough`` is set where the words mean or lie in just one. ``confidence`` runs from 0 (nothing
    found) to 1 (exactly that). Each suggestion is a text that finds something itself.
    ``message`` is the sentence to show, None when there is nothing to say; it quotes what was
    typed, so escape it in HTML.
    """

    kind: Kind
    name: str
    lat: float | None = None
    lon: float | None = None
    borough: str | None = None
    confidence: float = 0.0
    suggestions: tuple[str, ...] = ()
    message: str | None = None


def postcode(code: Postcode, district: Outward | None) -> Found:
    """Return what to say of a postcode; ``district`` is offered where London has no such one."""
    found = Found("postcode", code.text, code.lat, code.lon, code.borough, 1.0)
    if code.status == "live":
        return found
    if code.status == "retired":
        message = f"{code.text} is an old postcode, or a very new one. We show places near it."
        return replace(found, confidence=0.9, message=message)
    if code.status == "outside_london":
        return replace(found, message=_not_london(code.text))
    message = (
        f"We can't find the postcode {code.text}. "
        "Check the letters and numbers, or type an area, such as Stratford."
    )
    suggestions = (district.code,) if district else ()
    return replace(found, confidence=0.0, suggestions=suggestions, message=message)


def outward(district: Outward) -> Found:
    """Return a postcode district or sector; with its borough where it has only one."""
    only = district.boroughs[0] if len(district.boroughs) == 1 else None
    return Found("outward", district.code, district.lat, district.lon, only, 1.0)


def elsewhere(name: str) -> Found:
    """Return a town or postcode district that is not in London."""
    return Found("elsewhere", name, confidence=1.0, message=_not_london(name))


def exactly(name: Name, others: Iterable[Name]) -> Found:
    """Return a name; the others of the same name are offered."""
    suggestions = _labels(others)
    return Found(name.kind, name.label, name.lat, name.lon, name.borough, 1.0, suggestions)


def picked(found: Found, others: Iterable[Name]) -> Found:
    """Return a name found among other words, saying which."""
    suggestions = tuple(dict.fromkeys((*_labels(others), *found.suggestions)))[:MAX_SUGGESTIONS]
    message = f"We show places near {found.name}."
    return replace(found, confidence=0.8, suggestions=suggestions, message=message)


def guess(name: Name, confidence: float, others: Iterable[Name]) -> Found:
    """Return a name that is not quite what was typed, saying so."""
    message = f"We show places near {name.label}. If that is wrong, type a postcode instead."
    return replace(exactly(name, others), confidence=confidence, message=message)


def question(typed: str, options: Iterable[Name]) -> Found:
    """Ask which of two or more names was meant."""
    suggestions = _labels(options)
    message = f"Which “{_short(typed)}” do you mean: {_either(suggestions)}?"
    return Found("nothing", _short(typed), suggestions=suggestions, message=message)


def did_you_mean(typed: str, options: Iterable[Name]) -> Found:
    """Say that nothing was found, and offer names that are spelt alike."""
    suggestions = _labels(options)
    message = f"We can't find “{_short(typed)}”. Did you mean {_either(suggestions)}?"
    return Found("nothing", _short(typed), suggestions=suggestions, message=message)


def which_part() -> Found:
    """Ask for a smaller part of London."""
    message = "Which part of London? Type a postcode, an area or a borough."
    return Found("nothing", "London", suggestions=_PARTS, message=message)


def empty() -> Found:
    """Say what to type."""
    message = "Type a postcode, an area or a borough, such as Stratford."
    return Found("nothing", "", suggestions=_PARTS, message=message)


def nothing(typed: str) -> Found:
    """Say that nothing was found, and what to try."""
    message = (
        f"We can't find “{_short(typed)}” in London. "
        "Try a postcode. The first half is enough, like E13."
    )
    return Found("nothing", _short(typed), message=message)


def _labels(names: Iterable[Name]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.label for name in names))[:MAX_SUGGESTIONS]


def _not_london(name: str) -> str:
    return (
        f"{name} is not in London. This map only has places in London. "
        "If you are in danger, call 999. Childline on 0800 1111 works anywhere in the UK."
    )


def _either(labels: tuple[str, ...]) -> str:
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} or {labels[-1]}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1].rstrip() + "…"
