"""Names that are close to what somebody typed: begun with it, or spelt almost like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from geo.names import metres_between, towns

if TYPE_CHECKING:
    from geo.names import Index, Name

_SHORTEST_BEGINNING = 4
_SHORTEST_MISSPELT = 5
_LONG = 9
_CLOSE_METRES = 2_000.0
_LIKE_ENOUGH = 0.65
_MOST = 5


class Miss(NamedTuple):
    """A name, how many letters differ from what was typed, and how alike they are (0 to 1)."""

    name: Name
    letters: int
    likeness: float


def beginning_with(typed: str, index: Index) -> list[Name]:
    """Return the names whose first whole words are what was typed.

    Public places come back only where no area, station or borough begins like that.
    """
    if len(typed) < _SHORTEST_BEGINNING:
        return []
    starts = typed + " "
    names = [options[0] for spelling, options in index.items() if spelling.startswith(starts)]
    parts = [name for name in names if name.kind != "place"]
    return list(dict.fromkeys(parts or names))[:_MOST]


def are_close_together(names: list[Name]) -> bool:
    """Tell whether names are within a walk of each other, so that either point will do."""
    return all(metres_between(names[0], name) < _CLOSE_METRES for name in names)


def spelt_like(typed: str, index: Index) -> list[Miss]:
    """Return the names spelt most like what was typed, the nearest first, each once."""
    if not typed:
        return []
    near = process.extract(
        typed, index.keys(), scorer=OSA.normalized_similarity, score_cutoff=_LIKE_ENOUGH, limit=20
    )
    misses: dict[str, Miss] = {}
    for spelling, likeness, _ in near:
        name = index[spelling][0]
        misses.setdefault(name.label, Miss(name, OSA.distance(typed, spelling), likeness))
    return sorted(misses.values(), key=lambda miss: (miss.letters, -miss.likeness))[:_MOST]


def is_plain(typed: str, misses: list[Miss]) -> bool:
    """Tell whether the first miss is surely what was meant.

    One letter wrong (two in a long name), never the first letter, no other name as near, and no
    town elsewhere at most as far: "Watfod" must not become Catford.
    """
    if not misses or len(typed) < _SHORTEST_MISSPELT:
        return False
    best = misses[0]
    allowed = 2 if len(typed) >= _LONG else 1
    if best.letters > allowed or best.name.label[:1].lower() != typed[:1]:
        return False
    if len(misses) > 1 and misses[1].letters == best.letters:
        return False
    rival = process.extractOne(
        typed, towns().keys(), scorer=OSA.distance, score_cutoff=best.letters
    )
    return rival is None
