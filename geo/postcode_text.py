"""What people type for a postcode, and the postcodes they can have meant by it."""

from __future__ import annotations

import re
import unicodedata
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTER_FOR = {"0": "O", "1": "IL"}
_DIGIT_FOR = {"O": "0", "I": "1", "L": "1"}
# A is a letter and 9 a digit: the six shapes of the part before the space.
_SHAPES = {2: ("A9",), 3: ("A99", "AA9", "A9A"), 4: ("AA99", "AA9A")}
_INWARD = "9AA"
_LONGEST_INPUT = 40


class Reading(NamedTuple):
    """One postcode that a text can mean, and how many letters or digits had to be swapped."""

    outward: str
    inward: str
    swaps: int

    @property
    def text(self) -> str:
        """The usual spelling: capitals, one space."""
        return f"{self.outward} {self.inward}".rstrip()


def compact(text: str) -> str:
    """Return only the letters and digits of a text, as plain capitals; "" if it is too long.

    Wide, accented and decorated characters become plain ones; spaces, dashes and dots go.
    """
    if len(text) > _LONGEST_INPUT:
        return ""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[^\w]|_", "", plain)


def units(letters: str) -> list[Reading]:
    """Return the full postcodes that a `compact` text can mean, fewest swaps first.

    O is read as 0, and I and L as 1, where a postcode has a digit, and the other way round.
    """
    if not (5 <= len(letters) <= 7 and _has_digit(letters)):
        return []
    inwards = _spellings(letters[-3:], _INWARD)
    return _ordered(
        Reading(out, inward, swaps + inward_swaps)
        for out, swaps in _outwards(letters[:-3])
        for inward, inward_swaps in inwards
    )


def districts(letters: str) -> list[Reading]:
    """Return the outward codes ("E16") that a `compact` text can mean, fewest swaps first."""
    if not _has_digit(letters):
        return []
    return _ordered(Reading(out, "", swaps) for out, swaps in _outwards(letters))


def sectors(letters: str) -> list[Reading]:
    """Return the sectors ("E16 1") that a `compact` text can mean, fewest swaps first."""
    if not _has_digit(letters):
        return []
    return _ordered(
        Reading(out, digit, swaps + digit_swaps)
        for out, swaps in _outwards(letters[:-1])
        for digit, digit_swaps in _spellings(letters[-1:], "9")
    )


def _has_digit(letters: str) -> bool:
    return letters.isascii() and any(letter.isdigit() for letter in letters)


def _ordered(readings: Iterable[Reading]) -> list[Reading]:
    return sorted(readings, key=lambda reading: reading.swaps)


def _outwards(letters: str) -> list[tuple[str, int]]:
    shapes = _SHAPES.get(len(letters), ())
    return [spelling for shape in shapes for spelling in _spellings(letters, shape)]


def _spellings(letters: str, shape: str) -> list[tuple[str, int]]:
    """Return each way to write the letters in the shape, with the number of swaps it takes."""
    choices = [_choices(letter, kind) for letter, kind in zip(letters, shape, strict=True)]
    return [("".join(ways), sum(map(str.__ne__, ways, letters))) for ways in product(*choices)]


def _choices(letter: str, kind: str) -> str:
    if kind == "9":
        return letter if letter.isdigit() else _DIGIT_FOR.get(letter, "")
    return letter if letter.isalpha() else _LETTER_FOR.get(letter, "")
