"""What the page about this site counts and promises, as HTML."""

from __future__ import annotations

from datetime import datetime
from html import escape

from data.directory import Directory
from data.figures import figures, rules
from data.records import Tier
from data.words import (
    NOT_CONFIRMED,
    NOT_CONFIRMED_MEANS,
    PROPOSED,
    PROPOSED_MEANS,
    TIER,
    TIER_MEANS,
)


def tiers_html() -> str:
    """Say what each sort of place promises."""
    promises = [(TIER[tier], TIER_MEANS[tier]) for tier in Tier]
    promises += [(NOT_CONFIRMED, NOT_CONFIRMED_MEANS), (PROPOSED, PROPOSED_MEANS)]
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(means)}</dd>" for name, means in promises)
    return f'<section class="guide"><dl class="place">{items}</dl></section>'


def checks_html(directory: Directory, at: datetime) -> str:
    """Say how long facts are trusted, and how much there is of each on a day."""
    said = "".join(f"<li>{escape(rule)}</li>" for rule in rules())
    counts = "".join(
        f'<tr><th scope="row">{escape(what)}</th><td>{many}</td></tr>'
        for what, many in figures(directory, at)
    )
    return (
        f'<section class="guide"><ul>{said}</ul><table><caption>What is on the site today'
        f"</caption><tbody>{counts}</tbody></table></section>"
    )
