"""What services help with, in a dozen groups that a child would name."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

NAMES = MappingProxyType(
    {
        "missing": "Running away or missing",
        "used": "Being used or controlled",
        "hurt": "Being hurt or scared",
        "sexual": "Sexual abuse",
        "online": "Trouble online",
        "mind": "Feeling low or can't cope",
        "home": "Trouble at home",
        "stay": "Nowhere to sleep",
        "lgbt": "Being LGBT+",
        "forced": "Forced marriage or FGM",
        "crime": "Crime, gangs or weapons",
        "any": "Anything else",
    }
)
"""Name of each group, in the order in which they are offered."""

_GROUPS = MappingProxyType(
    {
        "running away": ("missing",),
        "missing": ("missing",),
        "transport": ("missing", "hurt"),
        "exploitation": ("used",),
        "county lines": ("used", "crime"),
        "sexual exploitation": ("used", "sexual"),
        "modern slavery": ("used",),
        "trafficking": ("used",),
        "grooming": ("online", "used", "sexual"),
        "abuse": ("hurt", "home"),
        "neglect": ("hurt", "home"),
        "child protection": ("hurt", "home"),
        "domestic abuse": ("hurt", "home"),
        "violence": ("hurt", "crime"),
        "bullying": ("hurt", "online"),
        "harassment": ("hurt",),
        "sexual abuse": ("sexual",),
        "child sexual abuse": ("sexual",),
        "sexual violence": ("sexual",),
        "sexual assault": ("sexual",),
        "rape": ("sexual",),
        "online safety": ("online",),
        "sexual images": ("online", "sexual"),
        "sextortion": ("online", "sexual"),
        "mental health": ("mind",),
        "suicide": ("mind",),
        "self-harm": ("mind",),
        "emotional distress": ("mind",),
        "crisis": ("mind",),
        "family": ("home",),
        "family support": ("home", "missing"),
        "parents": ("home",),
        "relationships": ("home", "any"),
        "homelessness": ("stay",),
        "homelessness prevention": ("stay",),
        "somewhere to stay tonight": ("stay",),
        "housing": ("stay",),
        "LGBTQ+": ("lgbt",),
        "hate crime": ("lgbt", "crime", "hurt"),
        "forced marriage": ("forced",),
        "honour-based abuse": ("forced", "hurt"),
        "FGM": ("forced",),
        "FGM abroad": ("forced",),
        "crime": ("crime",),
        "weapons": ("crime",),
        "police": ("crime",),
        "emergency": ("crime", "hurt"),
        "hospital": ("crime", "hurt"),
        "money": ("any",),
        "employment": ("any",),
        "youth work": ("any",),
        "any worry": tuple(NAMES),
    }
)


def groups_of(topics: Iterable[str]) -> frozenset[str]:
    """Give the groups that a service's topics belong to; a topic without a group is "any"."""
    return frozenset(group for topic in topics for group in _GROUPS.get(topic, ("any",)))


def is_known(topic: str) -> bool:
    """Say whether a topic has been put into a group."""
    return topic in _GROUPS
