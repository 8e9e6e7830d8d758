"""What services help with, in a dozen groups that a child would name."""

from __future__ import annotations

import re
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


_WORDS = MappingProxyType(
    {
        "missing": "runaway, runaways, run away, ran away, running away, missing, left home",
        "used": (
            "gang, gangs, county lines, drugs, selling drugs, carry drugs, dealer, grooming, "
            "groomed, exploited, exploitation, debt, made me, make me, trap house"
        ),
        "hurt": (
            "hit, hits, hitting, beat, beats, beaten, hurt, hurts, scared, unsafe, not safe, "
            "bully, bullied, bullying, abuse, abused, followed, stalked, violence"
        ),
        "sexual": "sex, sexual, rape, raped, touched, touches me, sexual assault",
        "online": "online, nude, nudes, sextortion, blackmail, snapchat, instagram, tiktok, game",
        "mind": (
            "die, dying, kill, kill myself, suicide, suicidal, overdose, self harm, selfharm, cut "
            "myself, cutting, sad, depressed, depression, anxious, anxiety, panic, lonely, stress, "
            "cope, hate myself"
        ),
        "home": "parents, mum, dad, stepdad, stepmum, carer, foster, argue, row, rows, divorce",
        "stay": (
            "homeless, sleep, bed, kicked out, thrown out, nowhere to go, street, streets, hostel, "
            "housing"
        ),
        "lgbt": "gay, lesbian, bi, bisexual, trans, transgender, queer, lgbt, lgbtq, coming out",
        "forced": "forced marriage, marriage, marry, married, fgm, honour",
        "crime": "crime, knife, knives, weapon, weapons, stabbed, gun, robbed, mugged, arrested",
    }
)
"""What somebody may type for each group, apart from the group's own name."""


def groups_named(text: str) -> frozenset[str]:
    """Give the groups that a text in a child's own words is about; empty for none.

    >>> sorted(groups_named("I ran away from a gang"))
    ['missing', 'used']
    """
    said = f" {' '.join(re.findall(r'[a-z0-9+]+', text.casefold()))} "
    return frozenset(
        group
        for group, words in _WORDS.items()
        if any(f" {word.strip()} " in said for word in (*words.split(","), NAMES[group].casefold()))
    )


def groups_of(topics: Iterable[str]) -> frozenset[str]:
    """Give the groups that a service's topics belong to; a topic without a group is "any"."""
    return frozenset(group for topic in topics for group in _GROUPS.get(topic, ("any",)))


def is_known(topic: str) -> bool:
    """Say whether a topic has been put into a group."""
    return topic in _GROUPS
