"""A record as the public would see it, from its own cards."""

from __future__ import annotations

from datetime import datetime
from html import escape

import streamlit as st

from data.directory import Directory
from data.load import Seed
from data.records import BoroughContact, Place, Record, Scheme, Service
from data.service_search import Found
from geo.search import Result
from pages.parts.borough_ring import ring_html
from pages.parts.place_card import card_html, card_of
from pages.parts.service_card import service_html

NOT_SHOWN = "The public would not see this."


def draw_public_view(record: Record, scheme: Scheme | None, now: datetime) -> None:
    """Draw the card of a record at a moment; ``scheme`` is that of a place, if it has one."""
    html = _html(record, scheme, now)
    st.html(f'<div class="staff-public">{html}</div>' if html else f"<p>{NOT_SHOWN}</p>")


def _html(record: Record, scheme: Scheme | None, now: datetime) -> str:
    places = (record,) if isinstance(record, Place) else ()
    services = (record,) if isinstance(record, Service) else ()
    contacts = (record,) if isinstance(record, BoroughContact) else ()
    schemes = tuple(s for s in (scheme, record) if isinstance(s, Scheme))
    directory = Directory.of(Seed(places, services, schemes, contacts), now.date())
    for row, place in enumerate(directory.places):
        result = Result(place, directory.state(row, now), None, None, None)
        return card_html(card_of(result, directory.scheme_of(place)))
    for service in directory.services:
        return service_html(Found(service, directory.channel_hours.lines(now)[service.id]))
    for contact in directory.contacts.values():
        return ring_html(contact, now)
    if isinstance(record, Scheme) and record.id in directory.schemes:
        return _scheme_html(directory.schemes[record.id])
    return ""


def _scheme_html(scheme: Scheme) -> str:
    facts = (
        (f"What {scheme.name} says", scheme.what_happens),
        ("Who it is for", scheme.who_for),
        ("Sign to look for", scheme.how_to_recognise),
    )
    listed = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(words)}</dd>" for term, words in facts if words
    )
    return f'<div class="place"><p>{escape(scheme.name)}</p><dl>{listed}</dl></div>'
