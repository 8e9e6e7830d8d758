"""Which columns a spreadsheet may have, under which names, and what sort of table they make."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel

from data.records import BoroughContact, Channel, Place, Scheme, Service
from data.revisions import RecordKind


class TableKind(StrEnum):
    """What the rows of a table are. A channel is one way to reach a service."""

    PLACE = "place"
    SERVICE = "service"
    CHANNEL = "channel"
    SCHEME = "scheme"
    CONTACT = "contact"

    @property
    def record(self) -> RecordKind:
        """What sort of record the rows make."""
        return RecordKind.SERVICE if self is TableKind.CHANNEL else RecordKind(self.value)


MODELS: Mapping[TableKind, type[BaseModel]] = MappingProxyType(
    {
        TableKind.PLACE: Place,
        TableKind.SERVICE: Service,
        TableKind.CHANNEL: Channel,
        TableKind.SCHEME: Scheme,
        TableKind.CONTACT: BoroughContact,
    }
)
SERVICE_OF_CHANNEL = "service"
WHAT_TO_DO = "what to do"
"""The column that is added to rows that are wrong; nobody minds it when they come back."""

_SOURCE = {
    "source_name": ("source", "listed_by", "name_of_source"),
    "source_url": ("source_link", "source_web_page", "source_website", "source_web_address"),
    "source_date": ("date_of_source",),
    "internal_notes": ("notes", "note", "comments", "comment"),
    "checked_on": ("last_checked", "date_checked"),
}
_PHONE = ("tel", "telephone", "telephone_number", "phone_number", "phone_no", "tel_no", "call")
_WEB = ("url", "web", "web_site", "webpage", "web_page", "web_address", "link")
_HOURS = ("opening_times", "hours", "times", "opening", "open", "open_hours", "openinghours")
_AGES = {
    "age_min": ("minimum_age", "min_age", "youngest_age", "age_from"),
    "age_max": ("maximum_age", "max_age", "oldest_age", "age_to"),
}
_SYNONYMS: Mapping[TableKind, Mapping[str, Sequence[str]]] = MappingProxyType(
    {
        TableKind.PLACE: _SOURCE
        | _AGES
        | {
            "name": (
                "name_of_place",
                "place",
                "place_name",
                "venue",
                "venue_name",
                "site",
                "site_name",
                "premises",
                "name_of_venue",
                "location_name",
                "haven",
                "haven_name",
            ),
            "kind": ("type", "type_of_place", "place_type", "building_type", "category"),
            "tier": ("promise",),
            "scheme": ("scheme_name", "scheme_id", "name_of_scheme"),
            "address": ("street_address", "full_address", "postal_address"),
            "postcode": ("post_code", "postal_code", "zip", "zip_code"),
            "borough": ("local_authority", "council", "london_borough"),
            "lat": ("latitude", "northing", "northings", "y"),
            "lon": ("longitude", "lng", "long", "easting", "eastings", "x"),
            "opening_hours": _HOURS,
            "staffed_hours": ("staffed_times", "staffed"),
            "under_18_alone": ("under_18s_alone",),
            "step_free": ("step_free_access",),
            "phone": _PHONE,
            "website": _WEB,
            "at_the_door": ("what_happens_at_the_door", "what_happens"),
            "alert": ("warning",),
        },
        TableKind.SERVICE: _SOURCE
        | _AGES
        | {
            "name": ("service_name", "name_of_service"),
            "provider": ("organisation", "run_by"),
            "topics": ("topic", "helps_with"),
            "coverage": ("area", "areas"),
        },
        TableKind.CHANNEL: {
            "service": ("service_id", "service_name"),
            "kind": ("type", "channel"),
            "contact": ("number", "contact_details"),
            "opening_hours": _HOURS,
            "source_url": _SOURCE["source_url"],
            "source_date": _SOURCE["source_date"],
        },
        TableKind.SCHEME: _SOURCE
        | {
            "name": ("scheme_name", "name_of_scheme"),
            "operator": ("run_by", "organisation"),
            "area": ("areas", "boroughs"),
            "website": _WEB,
        },
        TableKind.CONTACT: _SOURCE
        | {
            "borough": ("council", "local_authority", "london_borough"),
            "day_phone": ("daytime_phone", "office_phone", "day_telephone"),
            "night_phone": ("out_of_hours_phone", "night_telephone", "emergency_duty_team"),
            "day_hours": ("office_hours",),
            "email": ("e_mail", "mail", "email_address"),
            "website": _WEB,
        },
    }
)
_TELLING = MappingProxyType(
    {
        TableKind.PLACE: {"tier", "postcode", "lat", "address", "staffed_hours"},
        TableKind.SERVICE: {"provider", "topics", "coverage", "referral", "confidentiality"},
        TableKind.CHANNEL: {"service", "contact", "shows_on_bill", "answered_by"},
        TableKind.SCHEME: {"operator", "who_for", "how_to_recognise", "area"},
        TableKind.CONTACT: {"gss_code", "day_phone", "night_phone", "rhi_provider", "bcu"},
    }
)
"""Columns that no other sort of table is likely to have."""


def fields_of(kind: TableKind) -> tuple[str, ...]:
    """Name the columns of a table, in the order in which an export writes them."""
    own = tuple(name for name in MODELS[kind].model_fields if name != "channels")
    return (SERVICE_OF_CHANNEL, *own) if kind is TableKind.CHANNEL else own


def explained(kind: TableKind) -> list[tuple[str, str, str]]:
    """Give (column, what it holds, other names it may have) for each column of a table."""
    fields = MODELS[kind].model_fields
    synonyms = _SYNONYMS[kind]
    return [
        (
            name,
            fields[name].description or ""
            if name in fields
            else "Id of the service that the channel belongs to.",
            ", ".join(other.replace("_", " ") for other in synonyms.get(name, ())),
        )
        for name in fields_of(kind)
    ]


def letters(header: str) -> str:
    """Write the name of a column the way fields are written: "Opening hours" -> opening_hours."""
    return re.sub(r"[^a-z0-9]+", "_", header.casefold()).strip("_")


def columns(headers: Iterable[str], kind: TableKind) -> dict[str, list[str]]:
    """Give, for each field of a table, the headers that may mean it, the surest first only.

    A header that is the field's own name wins over one that is only another word for it.
    """
    known = set(fields_of(kind))
    other_words = {word: f for f, words in _SYNONYMS[kind].items() for word in words}
    own: dict[str, list[str]] = {}
    loose: dict[str, list[str]] = {}
    for header in headers:
        word = letters(header)
        if word in known:
            own.setdefault(word, []).append(header)
        elif word in other_words:
            loose.setdefault(other_words[word], []).append(header)
    return loose | own


def guessed_kind(headers: Sequence[str]) -> TableKind | None:
    """Say what the rows of a table with these headers are, None where that can't be told."""
    scores = {}
    for kind in TableKind:
        found = set(columns(headers, kind))
        telling = len(found & _TELLING[kind])
        scores[kind] = (telling > 0) * (10 * telling + len(found))
    best = max(scores.values())
    winners = [kind for kind, score in scores.items() if score == best]
    return winners[0] if best and len(winners) == 1 else None
