"""The place card: all that we know of one place, as HTML with every record text escaped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from data.hours import OpeningHours
from data.records import Answer, Kind, Place, PointSource, Scheme, Status, Tier
from data.state import State
from data.words import (
    KIND,
    arrival_words,
    distance_words,
    listed_words,
    state_words,
    tier_means,
    tier_words,
)
from geo.search import Result

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
SHAPE = {
    Tier.DECLARED_HAVEN: "haven",
    Tier.EMERGENCY_POINT: "emergency",
    Tier.PUBLIC_BUILDING: "building",
}
MARK = {
    State.OPEN: ("open", "●"),
    State.CLOSING_SOON: ("closing", "◑"),
    State.OPENING_SOON: ("opening", "◔"),
    State.CLOSED: ("closed", "○"),
    State.CHECK_FIRST: ("check", "?"),
    State.UNKNOWN: ("unknown", "?"),
    State.TEMPORARILY_CLOSED: ("closed", "○"),
}


@dataclass(frozen=True)
class Card:
    """The words of one card, in the order in which they are read."""

    id: str
    name: str
    shape: str
    tier: str
    kind: str
    mark: str
    glyph: str
    state: str
    alert: str | None
    arrival: str | None
    distance: str | None
    address: str
    phone: str | None
    tel: str | None
    directions: str
    facts: tuple[tuple[str, str], ...]
    listed: str
    source_url: str | None


def card_of(result: Result, scheme: Scheme | None, *, now: bool = True) -> Card:
    """Put one result into words; ``now`` False when another time was asked about."""
    place = result.place
    mark, glyph = MARK[result.state.state]
    metres, minutes = result.metres, result.minutes
    arrival = None
    if result.on_arrival and minutes is not None and result.state.may_be_open:
        arrival = arrival_words(result.on_arrival, minutes)
    return Card(
        id=place.id,
        name=place.name,
        shape="proposed" if place.status is Status.PROPOSED else SHAPE[place.tier],
        tier=tier_words(place),
        kind="" if place.kind is Kind.OTHER else KIND[place.kind],
        mark=mark,
        glyph=glyph,
        state=state_words(place, result.state, now=now),
        alert=place.alert,
        arrival=arrival,
        distance=None if metres is None or minutes is None else distance_words(metres, minutes),
        address=address_of(place),
        phone=place.phone,
        tel=place.phone.replace(" ", "") if place.phone else None,
        directions=directions_to(place),
        facts=tuple(_facts(place, scheme)),
        listed=listed_words(place),
        source_url=place.source_url,
    )


def card_html(card: Card) -> str:
    """Draw a card."""
    return _TEMPLATES.get_template("place_card.html").render(card=card)


def address_of(place: Place) -> str:
    """Write the address with its postcode, and the borough where no address is known."""
    parts = [place.address, place.postcode] if place.address else [place.borough, place.postcode]
    return ", ".join(part for part in parts if part)


def directions_to(place: Place) -> str:
    """Give a link to walking directions. It names the place only, never where you are."""
    to = ", ".join(part for part in (place.name, address_of(place), "London") if part)
    query = urlencode({"api": 1, "travelmode": "walking", "destination": to})
    return f"https://www.google.com/maps/dir/?{query}"


def _facts(place: Place, scheme: Scheme | None) -> list[tuple[str, str]]:
    facts = [("What it is", tier_means(place))]
    if place.at_the_door:
        facts.append(("At the door", place.at_the_door))
    elif scheme and scheme.what_happens:
        facts.append((f"What {scheme.name} says", scheme.what_happens))
    if scheme and scheme.how_to_recognise:
        facts.append(("Sign to look for", scheme.how_to_recognise))
    if place.entrance:
        facts.append(("Which way in", place.entrance))
    facts.append(("If you are under 18", _under_18_words(place)))
    if place.opening_hours:
        facts.append(("Opening hours", OpeningHours(place.opening_hours).describe()))
    if place.hours_public_note:
        facts.append(("About the hours", place.hours_public_note))
    facts.append(("Steps", _step_words(place)))
    if place.point_source is PointSource.POSTCODE:
        facts.append(("On the map", "The pin is near the door, but may not be right on it."))
    return facts


def _under_18_words(place: Place) -> str:
    if place.paediatric_ae is Answer.YES:
        return "This hospital has emergency care for children."
    if place.paediatric_ae is Answer.NO:
        return "This A&E is for adults. If you are badly hurt, call 999."
    if place.paediatric_ae is Answer.UNKNOWN:
        return "We don't know if it has a children's A&E. If you are badly hurt, go in or call 999."
    words = {
        Answer.YES: "You can come on your own.",
        Answer.NO: "You may be turned away if you are on your own.",
        Answer.UNKNOWN: "We don't know what the rule is if you come on your own.",
    }
    return words[place.under_18_alone]


def _step_words(place: Place) -> str:
    words = {
        Answer.YES: "You can get in without steps.",
        Answer.NO: "There are steps at the way in.",
        Answer.UNKNOWN: "We don't know if there are steps.",
    }
    return words[place.step_free]
