"""Postcode districts, boroughs and parts of London with a point each, for a copy kept on a phone.

A phone that has no signal looks up in them what somebody types; nobody else sees it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from geo import names, postcodes

_KINDS = ("borough", "area")
_DEGREE = 1_000
_SOUTH = 51

Named = tuple[str, float, float]


@cache
def districts() -> tuple[Named, ...]:
    """Give every postcode district of London, such as "E16", with the middle of what is in it.

    Districts that are split, such as SW1 into SW1A to SW1Y, are there as a whole too.
    """
    codes = postcodes.london_districts()
    whole = {code[:-1] for code in codes if code[-1].isalpha()}
    found = (postcodes.outward(code) for code in sorted(codes | whole))
    return tuple((one.code, one.lat, one.lon) for one in found if one)


@cache
def areas() -> tuple[Named, ...]:
    """Give boroughs and areas by name; each name finds one of them, no two are alike."""
    index = names.index(())
    labels = {name.label for options in index.values() for name in options if name.kind in _KINDS}
    found = {n.label: n for label in labels for n in index[names.key(label)] if n.label == label}
    return tuple((label, found[label].lat, found[label].lon) for label in sorted(found))


def packed(named: Iterable[Named]) -> str:
    """Write names with their points, in thousandths of a degree north of 51 and east of Greenwich.

    >>> packed([("Abbey Wood", 51.48688, 0.10747), ("E16", 51.511, -0.02)])
    'Abbey Wood 487 107|E16 511 -20'
    """
    return "|".join(
        f"{name} {round((lat - _SOUTH) * _DEGREE)} {round(lon * _DEGREE)}"
        for name, lat, lon in named
    )
