"""One borough: what is public there, how sure it is, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from data.directory import Directory
from data.freshness import firm_until
from data.records import BoroughContact, Place, Scheme, Service, Status, Tier
from data.service_search import is_local
from data.words import is_unconfirmed

LONDON = "London"


@dataclass(frozen=True)
class BoroughSummary:
    """What is public in a borough. Places are sorted by name.

    ``not_confirmed`` are places that only an old page names as havens. ``schemes`` have this
    borough or a place in it; ``london_schemes`` cover all of London. ``contact`` is None where no
    number is public. ``checked`` counts places that City Hall checked; ``oldest`` and ``newest``
    are dates of sources (year, month or day), None for none. ``missing`` says in sentences what
    we don't have.
    """

    borough: str
    slug: str
    havens: tuple[Place, ...]
    not_confirmed: tuple[Place, ...]
    emergency_points: tuple[Place, ...]
    buildings: tuple[Place, ...]
    proposed: tuple[Place, ...]
    schemes: tuple[Scheme, ...]
    london_schemes: tuple[Scheme, ...]
    contact: BoroughContact | None
    services: tuple[Service, ...]
    checked: int
    last_checked: date | None
    oldest: str | None
    newest: str | None
    missing: tuple[str, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """All of its places: havens first, then emergency points, buildings, proposed ones."""
        havens = (*self.havens, *self.not_confirmed)
        return (*havens, *self.emergency_points, *self.buildings, *self.proposed)


def in_words(borough: str) -> str:
    """Write a borough's name as it stands after "in".

    >>> in_words("City of London"), in_words("Camden")
    ('the City of London', 'Camden')
    """
    return f"the {borough}" if borough.startswith("City ") else borough


def slug_of(borough: str) -> str:
    """Write a borough's name as it stands in an address.

    >>> slug_of("Barking and Dagenham")
    'barking-and-dagenham'
    """
    return re.sub(r"[^a-z]+", "-", borough.casefold()).strip("-")


def summary(directory: Directory, borough: str, on: datetime) -> BoroughSummary:
    """Sum up a borough as it is on a day. A name without public records gives empty parts."""
    here = sorted(
        (p for p in directory.places if p.borough == borough),
        key=lambda p: (p.name.casefold(), p.id),
    )
    running = [p for p in here if p.status is not Status.PROPOSED]
    havens = _of(running, Tier.DECLARED_HAVEN)
    contact = directory.contacts.get(borough)
    checked = [p.checked_on for p in here if p.checked_on]
    dates = sorted(p.source_date for p in here if p.source_date)
    return BoroughSummary(
        borough=borough,
        slug=slug_of(borough),
        havens=tuple(p for p in havens if not is_unconfirmed(p)),
        not_confirmed=tuple(p for p in havens if is_unconfirmed(p)),
        emergency_points=_of(running, Tier.EMERGENCY_POINT),
        buildings=_of(running, Tier.PUBLIC_BUILDING),
        proposed=tuple(p for p in here if p.status is Status.PROPOSED),
        schemes=_schemes(directory, borough, {p.scheme for p in running if p.scheme}),
        london_schemes=tuple(
            s for s in directory.schemes.values() if LONDON in s.area and s.status is Status.ACTIVE
        ),
        contact=contact,
        services=tuple(
            s
            for s in directory.services
            if s.status is not Status.CLOSED and is_local(s) and borough in s.coverage
        ),
        checked=len(checked),
        last_checked=max(checked, default=None),
        oldest=dates[0] if dates else None,
        newest=dates[-1] if dates else None,
        missing=tuple(_missing(running, contact, on.date())),
    )


def _of(places: Sequence[Place], tier: Tier) -> tuple[Place, ...]:
    return tuple(p for p in places if p.tier is tier)


def _schemes(directory: Directory, borough: str, named: set[str]) -> tuple[Scheme, ...]:
    return tuple(
        s
        for s in directory.schemes.values()
        if s.status is Status.ACTIVE and (borough in s.area or s.id in named)
    )


def _missing(places: Sequence[Place], contact: BoroughContact | None, today: date) -> Iterator[str]:
    if not any(p.tier is Tier.DECLARED_HAVEN and not is_unconfirmed(p) for p in places):
        yield "We know no confirmed safe haven here."
    if unknown := sum(p.opening_hours is None for p in places):
        yield f"We don't know the hours of {_count(unknown, 'place')}."
    if old := sum(p.opening_hours is not None and firm_until(p) < today for p in places):
        yield f"We are not sure of the hours of {_count(old, 'place')}."
    if contact is None or not (contact.day_phone or contact.night_phone):
        yield "We have no number for the council's children's team that we are sure of."
    elif not contact.night_phone:
        yield "We have no number for the council's children's team at night."


def _count(number: int, thing: str) -> str:
    return f"1 {thing}" if number == 1 else f"{number} {thing}s"
