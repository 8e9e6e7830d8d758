"""Whom to ring at a council about a child, as HTML."""

from __future__ import annotations

from datetime import datetime

from data.borough_help import WHAT_TO_SAY, borough_help
from data.records import BoroughContact
from data.words import listed_words
from pages.parts.templating import render


def ring_html(contact: BoroughContact | None, at: datetime) -> str:
    """Draw the numbers of a borough's children's team, the one for this moment first."""
    return render(
        "borough_ring.html",
        contact=contact,
        help=borough_help(contact, at),
        what_to_say=WHAT_TO_SAY,
        listed=listed_words(contact) if contact else "",
    )
