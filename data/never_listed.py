"""What can never be kept as a place: refuges, hidden addresses, and the Havens clinics."""

from __future__ import annotations

import re

from data.records import Place, Record

_REFUGE = re.compile(
    r"\b(women'?s\s+refuges?|refuges?|safe\s?houses?|"
    r"(?:confidential|hidden|secret|undisclosed)\s+(?:address|location))\b",
    re.IGNORECASE,
)
_CLINIC = re.compile(
    r"\bsarc\b|sexual\s+assault\s+referral|"
    r"\bthe\s+havens?\b.*\b(camberwell|paddington|whitechapel)\b|"
    r"\b(camberwell|paddington|whitechapel)\s+haven\b",
    re.IGNORECASE,
)
_READ = ("name", "address", "entrance", "at_the_door", "website")
REFUGE = (
    "This reads like a refuge or a hidden address. Those are never listed: somebody could be found "
    "there. If it is neither, write it in other words."
)
CLINIC = (
    "This reads like one of the Havens, the clinics after a sexual assault. They see people by "
    "appointment, so they are a service and never a place to walk into."
)


def never_listed(record: Record) -> list[tuple[str, str]]:
    """Say in which fields a record reads like a place that must never be kept, and why."""
    if not isinstance(record, Place):
        return []
    found = []
    for field in _READ:
        text = (getattr(record, field) or "").replace("’", "'")
        if _REFUGE.search(re.sub(r"[./_-]", " ", text)):
            found.append((field, REFUGE))
        if _CLINIC.search(text):
            found.append((field, CLINIC))
    return found
