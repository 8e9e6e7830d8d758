"""What the public reads of one record, drawn by the same code as on the public pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import streamlit as st
from markupsafe import Markup

from data.directory import Directory
from data.freshness import has_left
from data.hours_clock import LONDON
from data.load import Seed
from data.place_text import place_text
from data.records import BoroughContact, Place, Record, Scheme, Service, Status, Visibility
from data.service_search import ServiceSearch, Who, search_services
from geo.search import Result
from pages.parts.borough_ring import ring_html
from pages.parts.place_card import card_html, card_of
from pages.parts.service_card import service_html
from pages.parts.templating import render


@dataclass(frozen=True)
class PublicView:
    """Why the public does not see a record, in sentences, and its HTML: what they read, or would.

    ``hidden`` is empty where they see it. ``html`` is empty where even making it public would show
    nothing.
    """

    hidden: tuple[str, ...]
    html: str


def draw_public_view(record: Record, scheme: Scheme | None, now: datetime) -> None:
    """Show what the public reads of a record at a moment, or say why they don't see it.

    ``scheme`` is the scheme that a place belongs to, None for none. ``now`` needs a time zone.
    """
    view = public_view(record, scheme, now)
    st.html(render("public_view.html", hidden=view.hidden, html=Markup(view.html)))  # noqa: S704


def public_view(record: Record, scheme: Scheme | None, now: datetime) -> PublicView:
    """Work out the same without drawing it; all text in the HTML is escaped."""
    today = now.astimezone(LONDON).date()
    as_public = record.model_copy(update={"visibility": Visibility.PUBLIC})
    directory = Directory.of(_seed(as_public, scheme), today)
    return PublicView(tuple(_hidden(record, scheme, now)), _html(directory, as_public, now))


def _seed(record: Record, scheme: Scheme | None) -> Seed:
    schemes = (record,) if isinstance(record, Scheme) else (scheme,) if scheme else ()
    return Seed(
        places=(record,) if isinstance(record, Place) else (),
        services=(record,) if isinstance(record, Service) else (),
        schemes=schemes,
        borough_contacts=(record,) if isinstance(record, BoroughContact) else (),
    )


def _hidden(record: Record, scheme: Scheme | None, now: datetime) -> Iterator[str]:
    if record.visibility is Visibility.DRAFT:
        yield "It is a draft."
    if record.visibility is Visibility.CLOSED:
        yield "It is closed."
    if isinstance(record, Place):
        yield from _hidden_place(record, scheme, now)
    if isinstance(record, Scheme) and record.status is not Status.ACTIVE:
        yield "The scheme is not active, so it is on no page."
    if isinstance(record, Service) and record.status is Status.CLOSED:
        led = " Whoever looks for it is led to the one that followed." if record.successor else ""
        yield f"Its status is closed.{led}"


def _hidden_place(place: Place, scheme: Scheme | None, now: datetime) -> Iterator[str]:
    if place.status is Status.CLOSED:
        yield "Its status is closed."
    if place.lat is None or place.lon is None:
        yield "It has no pin."
    if scheme is not None and place.scheme == scheme.id and scheme.is_suspended:
        yield f"Its scheme, {scheme.name}, is closed or suspended."
    if has_left(place, now.astimezone(LONDON).date()):
        yield "City Hall has not checked it for too long. Check it, and it comes back."


def _html(directory: Directory, record: Record, now: datetime) -> str:
    if isinstance(record, Place):
        return _place_html(directory, now)
    if isinstance(record, Service):
        return _service_html(directory, record, now)
    if isinstance(record, Scheme):
        is_listed = record.status is Status.ACTIVE
        return render("scheme_view.html", scheme=record) if is_listed else ""
    if isinstance(record, BoroughContact):
        return ring_html(directory.contacts.get(record.borough), now)
    return ""


def _place_html(directory: Directory, now: datetime) -> str:
    if not directory.places:
        return ""
    (place,) = directory.places
    result = Result(place, directory.state(0, now))
    return card_html(card_of(result, place_text(place, directory.scheme_of(place))))


def _service_html(directory: Directory, service: Service, now: datetime) -> str:
    """Draw the card as it is for whom the service is for, young people first.

    Empty for a service that closed.
    """
    who = next((one for one in Who if one in service.audience), Who.YOUNG_PERSON)
    results = search_services(directory, ServiceSearch(now, who, linked=service.id))
    return "".join(service_html(one) for one in (*results.found, *results.police))
