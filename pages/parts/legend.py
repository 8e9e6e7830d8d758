"""The legend: what the shapes and marks mean, in a child's words."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.place_text import POLICE_SHAPE, PROPOSED_SHAPE, SHAPE
from data.records import Tier
from data.words import PROPOSED, PROPOSED_MEANS, TIER, TIER_MEANS

MARKS = (
    ("●", "Listed as open."),
    ("◑ ◔", "Closing or opening in the next half hour."),
    ("○", "Listed as closed."),
    ("?", "Check first: the times are old or not sure, or we don't know them."),
)


def _image(shape: str) -> str:
    return f'<img src="/assets/pins/{shape}.svg" alt="" width="28" height="28">'


def _shapes(tier: Tier) -> str:
    police = _image(POLICE_SHAPE) if tier is Tier.EMERGENCY_POINT else ""
    return police + _image(SHAPE[tier])


LISTED = (
    "Listed does not mean checked. Nobody from City Hall has visited for this list unless it says "
    "so."
)


def meanings() -> tuple[tuple[str, str], ...]:
    """Give what names and marks mean, without pictures."""
    tiers = tuple((TIER[tier], TIER_MEANS[tier]) for tier in Tier)
    return (*tiers, (PROPOSED, PROPOSED_MEANS), *MARKS)


def draw_legend() -> None:
    """Draw the three tiers, the proposed one and the marks."""
    tiers = [(_shapes(tier), TIER[tier], TIER_MEANS[tier]) for tier in Tier]
    rows = [
        f"<li><span>{shapes}</span>"
        f"<span><strong>{escape(name)}.</strong> {escape(means)}</span></li>"
        for shapes, name, means in [*tiers, (_image(PROPOSED_SHAPE), PROPOSED, PROPOSED_MEANS)]
    ]
    rows += [
        f'<li><span aria-hidden="true">{mark}</span><span>{escape(means)}</span></li>'
        for mark, means in MARKS
    ]
    with st.expander("What the shapes and marks mean"):
        st.html(f'<p>{LISTED}</p><ul class="legend">{"".join(rows)}</ul>')
