"""All that is said of one place at any time, in reading order: for cards, the map and exports."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from data.hours import OpeningHours
from data.places_geojson import PlaceText
from data.records import Answer, Kind, Place, PointSource, Scheme, Status, Tier
from data.words import KIND, listed_words, tier_means, tier_words

POLICE_SHAPE = "police"
OPENING_HOURS = "Opening hours"
STAFFED_HOURS = "When staff are there"
SHAPE = {
    Tier.DECLARED_HAVEN: "haven",
    Tier.EMERGENCY_POINT: "emergency",
    Tier.PUBLIC_BUILDING: "building",
}
PROPOSED_SHAPE = "proposed"
CHILDRENS_AE = {
    Answer.YES: "This A&E is for children too.",
    Answer.NO: "This A&E is for adults. If you are badly hurt, call 999.",
    Answer.UNKNOWN: (
        "We don't know if it has a children's A&E. If you are badly hurt, go in or call 999."
    ),
}
ALONE = {
    Answer.YES: "You can come on your own.",
    Answer.NO: "They may say no if you come on your own.",
    Answer.UNKNOWN: "We don't know if you can come on your own.",
}
STEPS = {
    Answer.YES: "You can get in without steps.",
    Answer.NO: "There are steps at the way in.",
    Answer.UNKNOWN: "We don't know if there are steps.",
}


def place_text(place: Place, scheme: Scheme | None) -> PlaceText:
    """Put a place into words. ``scheme`` is the public scheme it belongs to, if any."""
    return PlaceText(
        shape=_shape(place),
        tier=tier_words(place),
        kind="" if place.kind is Kind.OTHER else KIND[place.kind],
        address=address_of(place),
        directions=directions_to(place),
        facts=tuple(_facts(place, scheme)),
        listed=listed_words(place),
    )


def _shape(place: Place) -> str:
    if place.status is Status.PROPOSED:
        return PROPOSED_SHAPE
    return POLICE_SHAPE if place.kind is Kind.POLICE_STATION else SHAPE[place.tier]


def address_of(place: Place) -> str:
    """Write the address with its postcode, or the borough where no address is known."""
    parts = (place.address, place.borough, place.postcode)
    return ", ".join(part for part in parts if part)


def directions_to(place: Place) -> str:
    """Give a link to walking directions. It names the place only, never where you are."""
    to = ", ".join(part for part in (place.name, address_of(place), "London") if part)
    query = urlencode({"api": 1, "travelmode": "walking", "destination": to})
    return f"https://www.google.com/maps/dir/?{query}"


def _facts(place: Place, scheme: Scheme | None) -> Iterator[tuple[str, str]]:
    yield "What it is", tier_means(place)
    if place.at_the_door:
        yield "At the door", place.at_the_door
    if scheme and scheme.what_happens:
        yield f"What {scheme.name} says", scheme.what_happens
    if scheme and scheme.who_for:
        yield "Who it is for", scheme.who_for
    if scheme and scheme.how_to_recognise:
        yield "Sign to look for", scheme.how_to_recognise
    if place.entrance:
        yield "Which way in", place.entrance
    if place.paediatric_ae:
        yield "If you are under 18", CHILDRENS_AE[place.paediatric_ae]
    else:
        yield "If you are under 18", ALONE[place.under_18_alone]
    if ages := _age_words(place):
        yield "Ages", ages
    yield from _hours_facts(place)
    yield "Steps", STEPS[place.step_free]
    if place.point_source is PointSource.POSTCODE:
        yield "On the map", "The pin is near the door, but may not be right on it."


def _hours_facts(place: Place) -> Iterator[tuple[str, str]]:
    if place.opening_hours:
        yield OPENING_HOURS, OpeningHours(place.opening_hours).describe()
    if place.staffed_hours:
        yield STAFFED_HOURS, OpeningHours(place.staffed_hours).describe()


def _age_words(place: Place) -> str | None:
    if place.age_min is not None and place.age_max is not None:
        return f"For ages {place.age_min} to {place.age_max}."
    if place.age_min is not None:
        return f"For ages {place.age_min} and over."
    return f"For ages up to {place.age_max}." if place.age_max is not None else None
