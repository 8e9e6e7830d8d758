"""Our own lists of words as taxonomies of Open Referral, such as topics and kinds of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from data.open_referral_ids import made
from data.records import ChannelKind, Kind, Place, Service, Status
from data.service_words import KIND as CHANNEL
from data.topics import NAMES as TOPICS
from data.topics import groups_of
from data.words import KIND, NOT_CONFIRMED, PROPOSED, TIER, is_unconfirmed


class Sure(StrEnum):
    """How far the opening hours of a service may be trusted today."""

    CHECKED = "checked"
    LISTED = "listed"
    CHECK_FIRST = "check_first"
    UNKNOWN = "unknown"
    NOT_OPEN = "not_open"


SURE = {
    Sure.CHECKED: "City Hall checked the opening hours, and the check still holds",
    Sure.LISTED: "A source that is not old gives the opening hours",
    Sure.CHECK_FIRST: "Check first: the opening hours are old, or in doubt",
    Sure.UNKNOWN: "Nobody gives the opening hours",
    Sure.NOT_OPEN: "Not open at all: proposed, closed for now, or closed",
}
_READERS = {
    "young_person": "Young people",
    "parent": "Parents and carers",
    "professional": "People who work with children",
}
PROMISE, KIND_OF_PLACE, TOPIC, READER, WAY, HOURS = (
    "promise", "kind", "topic", "reader", "way", "hours",
)  # fmt: skip
_TAXONOMIES: Mapping[str, tuple[str, str, Mapping[str, str]]] = MappingProxyType(
    {
        PROMISE: (
            "What a place promises",
            "Listed is not vetted. A declared safe haven belongs to a named scheme; the other "
            "places made no promise. A proposed place is not a safe haven yet.",
            {
                **{tier.value: words for tier, words in TIER.items()},
                "not_confirmed": NOT_CONFIRMED,
                "proposed": PROPOSED,
            },
        ),
        KIND_OF_PLACE: (
            "Kind of place",
            "What sort of building a place is.",
            {kind.value: KIND[kind] for kind in Kind},
        ),
        TOPIC: ("What it helps with", "What a service to talk to helps with.", TOPICS),
        READER: ("Who it is for", "Who may use a service to talk to.", _READERS),
        WAY: (
            "How to get in touch",
            "The ways to reach a service to talk to.",
            {kind.value: CHANNEL[kind] for kind in ChannelKind},
        ),
        HOURS: (
            "How sure the opening hours are",
            "Of today, in London. Only with the first two terms may hours be shown as open.",
            {sure.value: words for sure, words in SURE.items()},
        ),
    }
)


def taxonomies() -> list[dict[str, Any]]:
    """Give all taxonomies."""
    return [
        {
            "id": made("taxonomy", key),
            "name": name,
            "description": words,
            "version": "1",
        }
        for key, (name, words, _) in _TAXONOMIES.items()
    ]


def terms() -> list[dict[str, Any]]:
    """Give the terms of all taxonomies."""
    return [term(key, code) for key, (_, _, names) in _TAXONOMIES.items() for code in names]


def term(key: str, code: str) -> dict[str, Any]:
    """Give one term of a taxonomy. Raises KeyError for one that is not in it."""
    name, _, names = _TAXONOMIES[key]
    return {
        "id": term_id(key, code),
        "code": code,
        "name": names[code],
        "term": names[code],
        "description": names[code],
        "taxonomy": name,
        "taxonomy_id": made("taxonomy", key),
        "language": "en",
    }


def term_id(key: str, code: str) -> str:
    """Give the id of a term."""
    return made("taxonomy_term", key, code)


def terms_of_place(place: Place, sure: Sure) -> list[tuple[str, str]]:
    """Give the terms of a place, as (taxonomy, code)."""
    promise: str = place.tier.value
    if place.status is Status.PROPOSED:
        promise = "proposed"
    elif is_unconfirmed(place):
        promise = "not_confirmed"
    return [(PROMISE, promise), (KIND_OF_PLACE, place.kind.value), (HOURS, sure.value)]


def terms_of_service(
    service: Service, ways: Iterable[ChannelKind], sure: Sure
) -> list[tuple[str, str]]:
    """Give the terms of a service to talk to, as (taxonomy, code)."""
    groups = groups_of(service.topics)
    return [
        *((TOPIC, group) for group in TOPICS if group in groups),
        *((READER, reader) for reader in _READERS if reader in service.audience),
        *((WAY, kind.value) for kind in dict.fromkeys(ways)),
        (HOURS, sure.value),
    ]
