"""In which groups, and in which order, staff fill in the fields of each sort of record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data.revisions import RecordKind

PIN = "pin"
"""Stands for latitude, longitude and how exact they are, which are chosen together on a map."""
CARRIED = frozenset({"id", "checked_on", "checked_by_role", "checked_how", "gss_code"})
"""Never typed: the id stays, a check is noted by a press of its own, each borough has its code."""
PINNED = frozenset({"borough", "lat", "lon", "point_source"})
"""Of a place: what the pin says."""


@dataclass(frozen=True)
class Group:
    """Some fields under one heading."""

    title: str
    fields: tuple[str, ...]


_SOURCE = Group(
    "Who says so", ("source_name", "source_url", "source_date", "read_on", "confidence")
)
_SEEN = Group("Who may see it", ("visibility", "internal_notes"))
GROUPS: Mapping[RecordKind, tuple[Group, ...]] = MappingProxyType(
    {
        RecordKind.PLACE: (
            Group(
                "What it is",
                ("name", "kind", "tier", "scheme", "haven_confirmed", "status", "alert"),
            ),
            Group("Where it is", ("address", "postcode", PIN, "entrance")),
            Group(
                "When it is open",
                (
                    "opening_hours",
                    "staffed_hours",
                    "hours_public_note",
                    "hours_date",
                    "hours_in_doubt",
                ),
            ),
            Group(
                "Who can come, and what happens",
                (
                    "at_the_door",
                    "under_18_alone",
                    "age_min",
                    "age_max",
                    "paediatric_ae",
                    "step_free",
                    "phone",
                    "website",
                ),
            ),
            _SOURCE,
            _SEEN,
        ),
        RecordKind.SERVICE: (
            Group("What it is", ("name", "provider", "summary", "topics")),
            Group("Ways to reach it", ("channels",)),
            Group(
                "Who it is for",
                ("audience", "age_min", "age_max", "coverage", "languages", "referral"),
            ),
            Group("What stays private", ("confidentiality", "confidentiality_limits")),
            Group("Whether it runs", ("status", "ended_on", "successor")),
            _SOURCE,
            _SEEN,
        ),
        RecordKind.SCHEME: (
            Group("What it is", ("name", "operator", "area", "status", "website")),
            Group("What it promises", ("who_for", "what_happens", "how_to_recognise")),
            _SOURCE,
            _SEEN,
        ),
        RecordKind.CONTACT: (
            Group("Which council", ("borough", "inner_outer", "bcu", "team_name")),
            Group(
                "How to reach it",
                (
                    "day_phone",
                    "day_hours",
                    "night_phone",
                    "night_hours",
                    "how_to",
                    "email",
                    "website",
                    "rhi_provider",
                ),
            ),
            _SOURCE,
            _SEEN,
        ),
    }
)
CHANNEL_FIELDS = (
    "kind",
    "label",
    "contact",
    "how_to",
    "opening_hours",
    "hours_public_note",
    "free",
    "cost_note",
    "shows_on_bill",
    "answered_by",
    "audience",
    "source_url",
    "source_date",
    "read_on",
    "confidence",
)
