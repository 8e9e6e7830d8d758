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

from data.field_words import CHANNEL_KIND, label
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
        ChannelKind: CHANNEL_KIND,
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
