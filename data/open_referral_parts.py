"""What places and services to talk to have in common in the words of Open Referral UK 3.0."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from data.hours import OpeningHours
from data.open_referral_hours import Part
from data.open_referral_ids import made
from data.open_referral_taxonomies import term
from data.records import Place, Record, Service, Status
from data.service_search import Who
from data.words import listed_words

Json = dict[str, Any]
_FAMILIES = (Who.YOUNG_PERSON, Who.PARENT)
STATUS = {
    Status.ACTIVE: "active",
    # Our pages list such a place too, by its hours: its source only does not say that it runs.
    Status.UNKNOWN: "active",
    Status.PROPOSED: "inactive",
    Status.TEMPORARILY_CLOSED: "temporarily closed",
    Status.CLOSED: "defunct",
}
NOT_OPEN = (Status.PROPOSED, Status.TEMPORARILY_CLOSED, Status.CLOSED)
CLOSED_FOR_NOW = "Closed for now."
LONDON_TIME = "All times are London time."
NOT_CHECKED = "As a public page lists it; City Hall has not checked."


@dataclass(frozen=True)
class Listed:
    """One service of the API, with what it is found by.

    ``brief`` makes what lists say of it, ``rest`` what comes on top for one alone, ``location``
    where it is: None for a service to talk to. They are made only when somebody asks, because most
    of a city is asked for by nobody. ``parts`` are its weekly hours.
    """

    id: str
    brief: Callable[[], Json]
    rest: Callable[[], Json]
    location: Callable[[], Json] | None
    terms: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    words: str
    record: Place | Service


def for_families(services: Iterable[Service]) -> Iterator[Service]:
    """Keep the services that a young person or a parent may use."""
    return (service for service in services if is_for_families(service.audience))


def is_for_families(audience: Sequence[str]) -> bool:
    """Say whether a young person or a parent may use what is for an audience."""
    return not audience or any(who in audience for who in _FAMILIES)


def base(record: Place | Service, service_id: str, description: str) -> Json:
    """Give the fields that both sorts of services have; None where not known."""
    return {
        "id": service_id,
        "name": record.name,
        "description": description,
        "minimum_age": record.age_min,
        "maximum_age": record.age_max,
        "assured_date": _day(record),
    }


def _day(record: Record) -> str | None:
    return record.checked_on.isoformat() if record.checked_on else None


def kept(values: Json) -> Json:
    """Leave out what is not known."""
    return {key: value for key, value in values.items() if value not in (None, "")}


def schedules(
    hours: str | None,
    weekly: Sequence[Part],
    of: Json,
    warning: str,
    way: str | None = None,
    number: int = 0,
) -> list[Json]:
    """Give a schedule for each weekly part; where none can be said, one of words alone."""
    if not hours:
        return []
    words = " ".join(x for x in (warning, OpeningHours(hours).describe(), LONDON_TIME) if x)
    said = [_rule(part) for part in weekly] or [{}]
    owner = of.get("service_at_location_id") or of["service_id"]
    return [
        kept(
            {
                "id": made("schedule", owner, str(number), str(at)),
                **of,
                **rule,
                "description": words,
                "attending_type": way,
            }
        )
        for at, rule in enumerate(said)
    ]


def _rule(part: Part) -> Json:
    return {
        "freq": "WEEKLY",
        "interval": 1,
        "byday": part.byday,
        "opens_at": _time(part.opens),
        "closes_at": _time(part.closes),
        "valid_from": part.first.isoformat() if part.first else None,
        "valid_to": part.last.isoformat() if part.last else None,
    }


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def attributes(service_id: str, terms: Iterable[tuple[str, str]]) -> list[Json]:
    """Give the terms of a service, each with what it means."""
    found = []
    for key, code in terms:
        known = term(key, code)
        found.append(
            {
                "id": made("attribute", service_id, key, code),
                "link_id": service_id,
                "link_type": key,
                "link_entity": "service",
                "taxonomy_term_id": known["id"],
                "taxonomy_term": known,
            }
        )
    return found


def organization(name: str, words: str, website: str | None = None) -> Json:
    """Give who runs something."""
    return kept(
        {
            "id": made("organization", name),
            "name": name,
            "description": words,
            "website": website,
        }
    )


def sentences(parts: Iterable[str | None]) -> str:
    """Put parts into one text, each a sentence of its own."""
    return " ".join(
        part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part
    )


def described(record: Place | Service, said: Iterable[str | None]) -> str:
    """Put what is said of a record before who says so, when, and where to read it."""
    words = sentences([*said, listed_words(record)])
    return f"{words} Source: {record.source_url}" if record.source_url else words
