"""How long a fact may be trusted, and what its age lets us say about it.

Three degrees, best first: *checked* (City Hall checked it and the check still holds), *listed*
(a source says so and is not old), *check first* (the check has lapsed, or the source is old).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from data import settings
from data.records import Answer, Channel, Kind, Place, Record, Service, Tier

LISTED_FOR = timedelta(days=730)
UNDATED_LISTED_FOR = timedelta(days=365)
LEAVES_AFTER = 2
"""How many times as long as its check holds a place stays on the map without another check."""


class Assurance(StrEnum):
    """What stands behind the opening hours of a place."""

    CHECKED = "checked"
    LISTED = "listed"
    CHECK_FIRST = "check_first"


def last_day_of(partial: str) -> date:
    """Give the last day that a year, month or day may mean.

    >>> last_day_of("2024-02")
    datetime.date(2024, 2, 29)
    """
    year, month, day = ([int(part) for part in partial.split("-")] + [0, 0])[:3]
    month = month or 12
    return date(year, month, day or monthrange(year, month)[1])


def check_holds_for(tier: Tier) -> timedelta:
    """Give how long City Hall's check of a place holds; a setting."""
    config = settings.current()
    is_haven = tier is Tier.DECLARED_HAVEN
    return timedelta(days=config.check_havens_days if is_haven else config.check_places_days)


def service_check_holds_for() -> timedelta:
    """Give how long City Hall's check of a service, a scheme or a contact holds; a setting."""
    return timedelta(days=settings.current().check_services_days)


def checked_until(place: Place) -> date | None:
    """Give the last day on which City Hall's check still holds, or None if there was none."""
    return place.checked_on + check_holds_for(place.tier) if place.checked_on else None


def service_checked_until(service: Record) -> date | None:
    """Give the last day on which City Hall's check of a service still holds, or None."""
    return service.checked_on + service_check_holds_for() if service.checked_on else None


def last_day_shown(record: Record) -> date | None:
    """Give the last day on which a place may stay on the map without another check.

    None where no end is set: a place that City Hall never checked says so, and its source's age
    decides. Services stay too: a number that may be old helps more than none.
    """
    if not isinstance(record, Place) or record.checked_on is None:
        return None
    return record.checked_on + LEAVES_AFTER * check_holds_for(record.tier)


def has_left(record: Record, today: date) -> bool:
    """Say whether a record has left the map by itself, for want of a check."""
    last = last_day_shown(record)
    return last is not None and last < today


def firm_until(place: Place) -> date:
    """Give the last day on which the hours need no "check first".

    Hours in doubt always need one, until somebody says that they no longer are. Otherwise a check
    by City Hall decides, where there was one; hours that may be in doubt need one. Otherwise the
    date of the hours, or of their source, decides; for a source without a date, the day on
    which it was read, and it is trusted for less long.
    """
    if place.hours_in_doubt is Answer.YES:
        return date.min
    if checked := checked_until(place):
        return checked
    if place.hours_in_doubt is not Answer.NO:
        return date.min
    return listed_until(place.hours_date or place.source_date, place.read_on)


def channel_firm_until(service: Service, channel: Channel) -> date:
    """Give the last day on which the hours of a channel need no "check first"."""
    checked = service_checked_until(service)
    return checked or listed_until(channel.source_date, channel.read_on)


def listed_until(dated: str | None, read_on: date | None) -> date:
    """Give the last day on which a listing needs no "check first".

    ``dated`` is the date of its source; where that has none, ``read_on`` counts, for less long.
    """
    if dated:
        return last_day_of(dated) + LISTED_FOR
    return read_on + UNDATED_LISTED_FOR if read_on else date.min


def may_turn_away_under_18s(place: Place) -> bool:
    """Say whether somebody under 18 might be sent away, as far as is known.

    True for a known no, for an adults-only age range, for a hospital without children's A&E and
    for a pub that has not said yes. Not knowing alone is not a reason.
    """
    if place.under_18_alone == "yes":
        return False
    return (
        place.under_18_alone == "no"
        or (place.age_min or 0) >= 18
        or place.paediatric_ae == "no"
        or place.kind is Kind.PUB
    )
