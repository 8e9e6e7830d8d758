"""How much is known, counted from the records and never typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from data.directory import Directory
from data.freshness import (
    LISTED_FOR,
    UNDATED_LISTED_FOR,
    check_holds_for,
    firm_until,
    service_check_holds_for,
)
from data.records import Place, Status, Tier
from data.words import NOT_CONFIRMED, PROPOSED, TIER, is_unconfirmed


def figures(directory: Directory, on: datetime) -> tuple[tuple[str, int], ...]:
    """Count what is public on a day, as (what, how many), in reading order."""
    places = directory.places
    running = [s for s in directory.services if s.status is not Status.CLOSED]
    return (
        *((name, sum(_name(p) == name for p in places)) for name in _NAMES),
        ("Places whose times we are sure enough of", _firm(places, on)),
        ("Places that City Hall has checked", sum(p.checked_on is not None for p in places)),
        ("Places that wait until somebody has looked into them", directory.waiting),
        ("Safe haven schemes, and help points of transport", len(directory.schemes)),
        ("Services to talk to", len(running)),
        ("Boroughs with a council number for worries about a child", len(directory.contacts)),
    )


_NAMES = (
    TIER[Tier.DECLARED_HAVEN],
    NOT_CONFIRMED,
    TIER[Tier.EMERGENCY_POINT],
    TIER[Tier.PUBLIC_BUILDING],
    PROPOSED,
)


def _name(place: Place) -> str:
    if place.status is Status.PROPOSED:
        return PROPOSED
    return NOT_CONFIRMED if is_unconfirmed(place) else TIER[place.tier]


def _firm(places: tuple[Place, ...], on: datetime) -> int:
    today = on.date()
    return sum(p.opening_hours is not None and firm_until(p) >= today for p in places)


def rules() -> Iterator[str]:
    """Say how long a fact may be trusted, from the rules that the pages use."""
    haven = check_holds_for(Tier.DECLARED_HAVEN).days
    other = check_holds_for(Tier.EMERGENCY_POINT).days
    service = service_check_holds_for().days
    yield f"A check of a safe haven holds for {haven} days, of a service {service}, else {other}."
    yield "After that the times read “check first” until somebody has checked again."
    yield "A place that nobody checks for twice as long leaves the map by itself."
    years = LISTED_FOR.days // 365
    year = UNDATED_LISTED_FOR.days // 365
    yield (
        f"Times that only a source gives read “listed as open” for {years} years. "
        f"From a page without a date, for {year} year after we read it."
    )
    yield "Then they too read “check first”."
