"""Free text (a postcode, district, area, station, borough or place) to a point in London."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from geo import found, names, near_misses, postcodes
from geo.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from geo.names import Index, Name

_LONGEST_INPUT = 200
_LONGEST_NAME = 6
_SHORTEST_WORD = 4
_FILLER_WORDS = """
    i im am we are at in on near nearby by close to the a my me us from around next is find show
    where safe place places haven havens help please station tube underground overground dlr train
    bus stop town centre center central area london greater borough council of uk england
"""
_FILLERS = frozenset(_FILLER_WORDS.split())
_SIDES = frozenset({"north", "south", "east", "west", "inner", "outer"})
_STREET_WORDS = """
    road rd street st avenue ave lane ln close way drive gardens grove crescent terrace court mews
    place square row walk rise view circus
"""
_STREETS = frozenset(_STREET_WORDS.split())
# Words of other names too ("City Hall"), so a part of London only when nothing else is typed.
_ONLY_ALONE = frozenset({"city", "hook", "the city"})


def find(text: str, extra: Iterable[tuple[str, float, float]] = ()) -> Found:
    """Return what a text means, and a kind sentence where it means nothing. Never raises.

    ``extra`` has public places as (name, lat, lon), so that "City Hall" is found too; give the
    same ones each time, as the index made from them is kept. Only the first 200 characters count.
    """
    words = " ".join(text[:_LONGEST_INPUT].split())
    typed = names.key(words)
    index = names.index(tuple(extra))
    return (
        _postcode(words)
        or _district(words)
        or _name(typed, index)
        or _among(typed, index)
        or _whole_city(typed)
        or _elsewhere(typed)
        or _beginning(typed, index)
        or _misspelt(typed, index)
        or (found.nothing(words) if typed else found.empty())
    )


def _postcode(words: str) -> Found | None:
    code = postcodes.find(words)
    if code.status == "not_a_postcode":
        return None
    return found.postcode(code, postcodes.outward(code.text.split()[0]))


def _district(words: str) -> Found | None:
    district = postcodes.outward(words)
    if district:
        return found.outward(district)
    return found.elsewhere(words.upper()) if postcodes.is_district_elsewhere(words) else None


def _name(typed: str, index: Index) -> Found | None:
    for spelling in (typed, _without_fillers(typed)):
        if spelling in index:
            return _choose(spelling, index[spelling])
    return None


def _among(typed: str, index: Index) -> Found | None:
    """Find a postcode, else a name, else a district among other words."""
    words = typed.split()
    for text in (*map(" ".join, pairwise(words)), *words):
        code = postcodes.find(text)
        as_typed = code.text.replace(" ", "").lower() == text.replace(" ", "")
        if code.status in ("live", "retired") and as_typed:
            return found.postcode(code, None)
    districts = [district for district in map(postcodes.outward, words) if district]
    spellings = list(_names_among(words, index))
    if not spellings:
        return found.outward(districts[0]) if districts else None
    near = {borough for district in districts for borough in district.boroughs}
    near |= {index[spelling][0].label for spelling in spellings}
    best = max(spellings, key=lambda each: (index[each][0].kind != "borough", len(each)))
    chosen = _choose(best, index[best], frozenset(near))
    if chosen.lat is None:
        return chosen
    return found.picked(chosen, [index[each][0] for each in spellings if each != best])


def _names_among(words: list[str], index: Index) -> Iterator[str]:
    """Yield the names in a row of words, longest first at each word, none inside a street's."""
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + _LONGEST_NAME), start, -1):
            spelling = " ".join(words[start:end])
            street = end < len(words) and words[end] in _STREETS
            too_short = len(spelling) < _SHORTEST_WORD or spelling in _ONLY_ALONE
            if spelling in index and not street and not too_short:
                yield spelling
                start = end - 1
                break
        start += 1


def _whole_city(typed: str) -> Found | None:
    words = set(typed.split())
    return found.which_part() if "london" in words and words <= _FILLERS | _SIDES else None


def _elsewhere(typed: str) -> Found | None:
    for spelling in (typed, _without_fillers(typed)):
        town = names.towns().get(spelling)
        if town:
            return found.elsewhere(town)
    return None


def _beginning(typed: str, index: Index) -> Found | None:
    """Take "Dalston" for Dalston Junction, and ask where "Clapham" can be two places."""
    options = near_misses.beginning_with(_without_fillers(typed), index)
    if not options:
        return None
    if near_misses.are_close_together(options):
        return found.guess(options[0], 0.8, options[1:])
    return found.question(typed, options)


def _misspelt(typed: str, index: Index) -> Found | None:
    """Take "peckam" for Peckham where nothing else is as near."""
    wanted = _without_fillers(typed)
    close = near_misses.spelt_like(wanted, index)
    if near_misses.is_plain(wanted, close):
        best, *others = close
        return found.guess(best.name, best.likeness, [miss.name for miss in others])
    return found.did_you_mean(typed, [miss.name for miss in close]) if close else None


def _choose(typed: str, options: tuple[Name, ...], near: frozenset[str] = frozenset()) -> Found:
    """Return the likeliest option, or a question where two or more are as likely.

    ``near`` has boroughs that the rest of the text names.
    """
    likely = [option for option in options if option.kind == options[0].kind]
    nearby = [option for option in likely if option.borough in near] or likely
    if len(nearby) > 1:
        return found.question(typed, nearby)
    return found.exactly(nearby[0], [option for option in options if option != nearby[0]])


def _without_fillers(typed: str) -> str:
    words = typed.split()
    while words and words[0] in _FILLERS:
        words.pop(0)
    while words and words[-1] in _FILLERS:
        words.pop()
    return " ".join(words)
