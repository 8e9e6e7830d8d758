"""About this site: why it is here, what the lists promise, what is kept, how to say it is wrong."""

from __future__ import annotations

from html import escape

import streamlit as st

from data import clock
from data.figures import figures, rules
from data.guides import guide
from data.live import current
from data.records import Tier
from data.words import (
    NOT_CONFIRMED,
    NOT_CONFIRMED_MEANS,
    PROPOSED,
    PROPOSED_MEANS,
    TIER,
    TIER_MEANS,
)
from pages.parts.guide import draw_section, draw_signature, draw_title


def draw() -> None:
    """Draw the page."""
    text = guide("about")
    draw_title(text.title)
    for section in text.sections:
        draw_section(section)
        if section.id == "places":
            _draw_tiers()
        if section.id == "check":
            _draw_checks()
    draw_signature(text)


def _draw_tiers() -> None:
    promises = [(TIER[tier], TIER_MEANS[tier]) for tier in Tier]
    promises += [(NOT_CONFIRMED, NOT_CONFIRMED_MEANS), (PROPOSED, PROPOSED_MEANS)]
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(means)}</dd>" for name, means in promises)
    st.html(f'<section class="guide"><dl class="place">{items}</dl></section>')


def _draw_checks() -> None:
    said = "".join(f"<li>{escape(rule)}</li>" for rule in rules())
    counts = "".join(
        f'<tr><th scope="row">{escape(what)}</th><td>{many}</td></tr>'
        for what, many in figures(current(), clock.now())
    )
    st.html(
        f'<section class="guide"><ul>{said}</ul><table><caption>What is on the site today'
        f"</caption><tbody>{counts}</tbody></table></section>"
    )


draw()
