"""Whom to ring at a council about a child, as HTML."""

from __future__ import annotations

from datetime import datetime

from data.hours import OpeningHours
from data.records import BoroughContact
from pages.parts.templating import render


def ring_html(contact: BoroughContact | None, at: datetime) -> str:
    """Draw the numbers of a borough's children's team, by day and at night."""
    hours = OpeningHours(contact.day_hours).describe() if contact and contact.day_hours else None
    return render("borough_ring.html", contact=contact, day_hours=hours)
