"""How staff fill in each field of a record: its label, what sort of cell it is, its choices.

What a field holds is said by ``data/records.py``; the forms show those words as help.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from data.records import (
    Answer,
    Channel,
    ChannelKind,
    Confidence,
    HoursText,
    Kind,
    PartialDate,
    PastDay,
    PointSource,
    Status,
    Tier,
    Visibility,
)
from data.revisions import RecordKind
from data.words import KIND, TIER


class Sort(StrEnum):
    """What sort of cell a field has in a form."""

    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    SINCE = "since"
    WORDS = "words"
    HOURS = "hours"
    LINK = "link"
    CHANNELS = "channels"


@dataclass(frozen=True)
class FormField:
    """One field of a form. ``choices`` are value -> plain words, for Sort.CHOICE.

    ``needed``: it can't be empty. ``clearable``: an empty cell stands for "not known".
    """

    name: str
    label: str
    help: str
    sort: Sort
    needed: bool
    clearable: bool
    choices: Mapping[str, str]
    longest: int | None


KIND_WORDS: Mapping[RecordKind, str] = MappingProxyType(
    {
        RecordKind.PLACE: "place",
        RecordKind.SERVICE: "service",
        RecordKind.SCHEME: "scheme",
        RecordKind.CONTACT: "council contact",
    }
)
_YES_NO = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Not known"}
_CHOICES: Mapping[type[StrEnum], Mapping[Any, str]] = MappingProxyType(
    {
        Tier: TIER,
        Kind: KIND,
        Status: {
            Status.ACTIVE: "Running",
            Status.PROPOSED: "Proposed: not there yet",
            Status.TEMPORARILY_CLOSED: "Closed for now (a scheme: suspended)",
            Status.CLOSED: "Closed for good",
            Status.UNKNOWN: "Not known whether it still runs",
        },
        Visibility: {
            Visibility.PUBLIC: "Public: everybody sees it",
            Visibility.DRAFT: "Draft: only staff see it",
            Visibility.CLOSED: "Closed: kept, but never shown",
        },
        Answer: _YES_NO,
        Confidence: {
            Confidence.HIGH: "High: a good source says so",
            Confidence.MEDIUM: "Medium",
            Confidence.LOW: "Low: needs another look",
        },
        PointSource: {
            PointSource.BUILDING: "On the building",
            PointSource.POSTCODE: "In the middle of the postcode",
        },
        ChannelKind: {
            ChannelKind.PHONE: "Telephone",
            ChannelKind.SMS: "Text message",
            ChannelKind.WHATSAPP: "WhatsApp",
            ChannelKind.WEBCHAT: "Chat on a web page",
            ChannelKind.CHATBOT: "Chat with a computer",
            ChannelKind.EMAIL: "E-mail",
            ChannelKind.WEBSITE: "Web page",
            ChannelKind.IN_PERSON: "In person",
        },
    }
)
_TEXT_CHOICES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "answered_by": {"person": "A person", "bot": "A computer"},
        "inner_outer": {"inner": "Inner London", "outer": "Outer London"},
        "checked_how": {"telephone": "By telephone", "visit": "By a visit", "website": "Online"},
    }
)
_LONG = frozenset(
    {
        "alert",
        "at_the_door",
        "confidentiality",
        "confidentiality_limits",
        "how_to",
        "how_to_recognise",
        "internal_notes",
        "summary",
        "what_happens",
        "who_for",
    }
)
_LINKS = frozenset({"scheme", "successor"})
WORD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "young_person": "Young people",
        "parent": "Parents and carers",
        "professional": "Professionals",
        "self": "Anybody can ask by themselves",
        "police": "Police",
    }
)
"""Plain words for the entries of lists that are written for machines."""
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "id": "Id",
        "visibility": "Who may see it",
        "source_url": "Web address of the source",
        "source_name": "Who says so",
        "source_date": "Date of the source",
        "read_on": "Day the source was read",
        "confidence": "How sure we are",
        "checked_on": "Last checked",
        "checked_by_role": "Checked by",
        "checked_how": "How it was checked",
        "internal_notes": "Notes for staff",
        "kind": "What it is",
        "tier": "What it promises",
        "lat": "Latitude",
        "lon": "Longitude",
        "point_source": "Where the pin is",
        "staffed_hours": "When staff are there",
        "hours_public_note": "Words about the hours",
        "hours_date": "Date of the hours",
        "hours_in_doubt": "Hours in doubt?",
        "haven_confirmed": "Confirmed as a haven?",
        "at_the_door": "What happens at the door",
        "entrance": "Which way in",
        "paediatric_ae": "Children's A&E?",
        "age_min": "Youngest age",
        "age_max": "Oldest age",
        "under_18_alone": "May a child come alone?",
        "step_free": "Step-free way in?",
        "phone": "Telephone",
        "alert": "Warning",
        "label": "Its own name",
        "contact": "Number or address",
        "how_to": "What to know or do",
        "free": "Free to use?",
        "cost_note": "Words about the cost",
        "shows_on_bill": "Shows on a phone bill?",
        "answered_by": "Who answers",
        "audience": "Who it is for",
        "provider": "Who runs it",
        "operator": "Who runs it",
        "successor": "What followed it",
        "ended_on": "When it ended",
        "confidentiality": "What stays private",
        "confidentiality_limits": "When it can't stay private",
        "referral": "Who can ask for help",
        "coverage": "Where it helps",
        "channels": "Ways to reach it",
        "area": "Where it is",
        "who_for": "Who it is for",
        "what_happens": "What staff do",
        "how_to_recognise": "Sign to look for",
        "gss_code": "GSS code",
        "inner_outer": "Inner or outer London",
        "bcu": "Police unit (BCU)",
        "team_name": "Name of the team",
        "day_phone": "Number in office hours",
        "day_hours": "Office hours",
        "night_phone": "Number out of hours",
        "night_hours": "Hours of that number",
        "email": "E-mail address",
        "rhi_provider": "Who does return home interviews",
        "website": "Web page",
    }
)
_HELP: Mapping[str, str] = MappingProxyType(
    {
        "visibility": "Only what is public reaches visitors.",
        "tier": "Say safe haven only where a scheme names this place.",
        "status": "Whether it runs, as far as its source says.",
        "confidence": "How sure you are that all of this is right.",
        "kind": "What sort it is.",
        "source_date": "Year, month or day: 2026, 2026-06 or 2026-06-14.",
        "hours_date": "When the hours were true: 2026, 2026-06 or 2026-06-14.",
        "ended_on": "When it ended, if it did: 2026, 2026-06 or 2026-06-14.",
        "hours_in_doubt": "Yes when sources disagree, or when nobody read the hours of this place.",
        "scheme": "The safe-haven scheme that it belongs to.",
        "successor": "The service that people are led to now.",
        "audience": "Young people, parents and carers, professionals.",
        "referral": "Who can ask for help there.",
        "answered_by": "A person or a computer; empty where it is not known.",
        "lat": "Between 51.2 and 51.75.",
    }
)


@cache
def form_fields(model: type[BaseModel]) -> Mapping[str, FormField]:
    """Give the fields of a record, or of a channel, in the order of the model."""
    return MappingProxyType({name: _field(name, i) for name, i in model.model_fields.items()})


def label(field: str) -> str:
    """Name a field in plain words."""
    return _LABELS.get(field, field.replace("_", " ").capitalize())


def _field(name: str, info: FieldInfo) -> FormField:
    parts = get_args(info.annotation) if type(None) in get_args(info.annotation) else ()
    kinds = [part for part in parts or (info.annotation,) if part is not type(None)]
    enum = next((k for k in kinds if isinstance(k, type) and issubclass(k, StrEnum)), None)
    choices = _CHOICES[enum] if enum else _TEXT_CHOICES.get(name, {})
    return FormField(
        name=name,
        label=label(name),
        help=_HELP.get(name, info.description or ""),
        sort=_sort(name, kinds[0], bool(choices)),
        needed=info.is_required(),
        clearable=bool(parts),
        choices=MappingProxyType({str(value): words for value, words in choices.items()}),
        longest=next((m.max_length for m in info.metadata if hasattr(m, "max_length")), None),
    )


def _sort(name: str, kind: object, has_choices: bool) -> Sort:
    if has_choices:
        return Sort.CHOICE
    if get_origin(kind) is tuple:
        return Sort.CHANNELS if Channel in get_args(kind) else Sort.WORDS
    if name in _LINKS:
        return Sort.LINK
    by_kind: Mapping[object, Sort] = {
        int: Sort.WHOLE,
        float: Sort.NUMBER,
        HoursText: Sort.HOURS,
        PastDay: Sort.DAY,
        PartialDate: Sort.SINCE,
    }
    return by_kind.get(kind, Sort.TEXT if name in _LONG else Sort.LINE)
