"""Fields and their values in words, for staff: what changed must be readable without a manual."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from data.hours import HoursError, OpeningHours
from data.words import KIND, TIER, date_words

NOT_KNOWN = "not known"

LABEL: Mapping[str, str] = MappingProxyType(
    {
        "id": "Id",
        "visibility": "Who may see it",
        "source_url": "Page of the source",
        "source_name": "Who says so",
        "source_date": "Date of the source",
        "read_on": "Source last read on",
        "confidence": "How sure the research was",
        "checked_on": "Last checked by City Hall on",
        "checked_by_role": "Checked by",
        "checked_how": "How it was checked",
        "internal_notes": "Notes for staff",
        "name": "Name",
        "kind": "Sort",
        "tier": "What it promises",
        "scheme": "Scheme",
        "status": "Is it running?",
        "address": "Address",
        "postcode": "Postcode",
        "borough": "Borough",
        "lat": "Pin: latitude",
        "lon": "Pin: longitude",
        "point_source": "How exact the pin is",
        "opening_hours": "Opening hours",
        "staffed_hours": "When staff are there",
        "hours_public_note": "Words about the hours",
        "hours_date": "Hours were true on",
        "hours_in_doubt": "Are the hours in doubt?",
        "haven_confirmed": "Confirmed as a haven?",
        "at_the_door": "What happens at the door",
        "entrance": "Which way in",
        "paediatric_ae": "Children's A&E?",
        "age_min": "Youngest age",
        "age_max": "Oldest age",
        "under_18_alone": "May a child come alone?",
        "step_free": "Way in without steps?",
        "phone": "Telephone",
        "website": "Web page",
        "alert": "Warning shown first",
        "label": "Its own name",
        "contact": "Number or address",
        "how_to": "What to do",
        "free": "Free to use?",
        "cost_note": "Words about the cost",
        "shows_on_bill": "Shows on a phone bill?",
        "answered_by": "Who answers",
        "audience": "Who it is for",
        "provider": "Who runs it",
        "successor": "What followed it",
        "ended_on": "Ended on",
        "summary": "In short",
        "topics": "What it helps with",
        "coverage": "Where it works",
        "languages": "Languages",
        "confidentiality": "What stays private",
        "confidentiality_limits": "When it can't stay private",
        "referral": "Who can make contact",
        "channels": "Ways to reach it",
        "operator": "Who runs it",
        "area": "Where it works",
        "who_for": "Who it is for",
        "what_happens": "What staff do",
        "how_to_recognise": "Sign to look for",
        "gss_code": "Code of the borough",
        "inner_outer": "Inner or outer London",
        "bcu": "Police unit",
        "team_name": "Name of the team",
        "day_phone": "Telephone by day",
        "day_hours": "Hours of the day number",
        "night_phone": "Telephone at night",
        "night_hours": "Hours of the night number",
        "email": "E-mail address",
        "rhi_provider": "Who talks to a child after they come back",
    }
)
"""Label of each field of every record and of a channel."""

HOURS_FIELDS = frozenset({"opening_hours", "staffed_hours", "day_hours", "night_hours"})
DATE_FIELDS = frozenset(
    {"source_date", "read_on", "checked_on", "hours_date", "ended_on"},
)
_EMPTY: Mapping[str, str] = MappingProxyType(
    {
        "alert": "no warning",
        "audience": "not said",
        "checked_by_role": "nobody",
        "checked_how": "not checked",
        "checked_on": "never",
        "channels": "none",
        "ended_on": "has not ended",
        "haven_confirmed": "nothing to confirm",
        "internal_notes": "none",
        "paediatric_ae": "not a hospital",
        "scheme": "none",
        "successor": "nothing",
    }
)
_STATUS = MappingProxyType(
    {
        "active": "running",
        "proposed": "only proposed",
        "temporarily_closed": "closed for now",
        "closed": "closed for good",
        "unknown": NOT_KNOWN,
    }
)
_ANSWER = MappingProxyType({"yes": "yes", "no": "no", "unknown": NOT_KNOWN})
CHANNEL_KIND: Mapping[str, str] = MappingProxyType(
    {
        "phone": "Telephone",
        "sms": "Text message",
        "whatsapp": "WhatsApp",
        "webchat": "Web chat",
        "chatbot": "Chatbot",
        "email": "E-mail",
        "website": "Website",
        "in_person": "In person",
    }
)
_VALUES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "visibility": {
            "public": "everybody",
            "draft": "staff only: a draft",
            "closed": "staff only: taken off",
        },
        "status": _STATUS,
        "confidence": {"high": "high", "medium": "medium", "low": "low"},
        "kind": {str(k): words for k, words in KIND.items()} | dict(CHANNEL_KIND),
        "tier": {str(t): words for t, words in TIER.items()},
        "point_source": {
            "source": "the building itself",
            "postcode": "the middle of the postcode, 50 to 100 m off",
        },
        "checked_how": {
            "telephone": "by telephone",
            "visit": "with a visit",
            "website": "on its website",
        },
        "audience": {
            "young_person": "young people",
            "parent": "parents and carers",
            "professional": "professionals",
        },
        "referral": {
            "self": "anybody for themselves",
            "professional": "professionals",
            "police": "the police",
        },
        **dict.fromkeys(
            (
                "hours_in_doubt",
                "haven_confirmed",
                "paediatric_ae",
                "under_18_alone",
                "step_free",
                "free",
                "shows_on_bill",
            ),
            _ANSWER,
        ),
    }
)


def label(field: str) -> str:
    """Name a field in plain words; one that nobody knows any more by its own name."""
    return LABEL.get(field) or field.replace("_", " ").capitalize()


def value_words(field: str, value: object) -> str:
    """Say a value, as JSON would hold it, in words; may have several lines.

    Hours come as their text and, below, as a person would say them; ways to reach a service one
    by one. A value that can't be read is given as it stands.
    """
    if value is None or value in ("", [], ()):
        return _EMPTY.get(field, NOT_KNOWN)
    if isinstance(value, list | tuple):
        if field == "channels":
            return "\n\n".join(channel_words(channel) for channel in value)
        return ", ".join(_one(field, part) for part in value)
    return _one(field, value)


def channel_words(channel: Mapping[str, Any]) -> str:
    """Describe one way to reach a service: a heading, then a line for each thing known of it."""
    lines = [
        f"{label(field)}: {value_words(field, value)}"
        for field, value in channel.items()
        if field not in ("kind", "contact", "label") and value not in (None, "", [], ())
    ]
    return "\n".join((channel_name(channel), *lines))


def channel_name(channel: Mapping[str, Any]) -> str:
    """Name one way to reach a service, such as "Telephone 0800 1111"."""
    kind = str(channel.get("kind") or "")
    parts = [CHANNEL_KIND.get(kind, kind), channel.get("label"), channel.get("contact")]
    return " ".join(str(part) for part in parts if part)


def _one(field: str, value: object) -> str:
    if field in HOURS_FIELDS:
        return _hours(str(value))
    if field in DATE_FIELDS:
        return _read(date_words, str(value))
    if field in ("lat", "lon") and isinstance(value, int | float):
        return f"{value:.5f}"
    if isinstance(value, date):
        return date_words(value.isoformat())
    return _VALUES.get(field, {}).get(str(value), str(value))


def _hours(text: str) -> str:
    try:
        return f"{text}\n{OpeningHours(text).describe()}"
    except HoursError:
        return text


def _read(words: Callable[[str], str], text: str) -> str:
    try:
        return words(text)
    except ValueError:
        return text
