"""Public places as services of Open Referral UK 3.0, each at its location.

A field that nobody knows is left out. Everything comes from a `Directory`, so nothing internal can
get in. Services to talk to are in `data/open_referral_talk.py`.
"""

from __future__ import annotations

from datetime import date

from data.directory import Directory
from data.freshness import Assurance
from data.open_referral_hours import parts
from data.open_referral_ids import made
from data.open_referral_parts import (
    CLOSED_FOR_NOW,
    NOT_CHECKED,
    NOT_OPEN,
    STATUS,
    Json,
    Listed,
    attributes,
    base,
    described,
    kept,
    organization,
    schedules,
    sentences,
)
from data.open_referral_taxonomies import Sure, terms_of_place
from data.place_text import OPENING_HOURS, STAFFED_HOURS, address_of
from data.records import Answer, Place, Scheme, Status
from data.state import PlaceState
from data.words import KIND, tier_means, tier_words, why_check_first

HOURS_UNKNOWN = "We don't know when it is open."


def listed_place(place: Place, directory: Directory, state: PlaceState, today: date) -> Listed:
    """Put a place into the words of the standard. ``state`` is of any moment of ``today``."""
    service_id = made("service", "place", place.id)
    scheme = directory.scheme_of(place)
    hours = None if place.status in NOT_OPEN else place.opening_hours
    sure = _sure(hours, place.status, state.assurance)
    terms = tuple(terms_of_place(place, sure))
    weekly = parts(hours, today) if hours else ()

    def brief() -> Json:
        return kept(
            {
                **base(place, service_id, _description(place, directory)),
                "url": place.website,
                "status": STATUS[place.status],
                "alert": _alert_of_place(place, sure),
                "organization": _operator(scheme),
            }
        )

    def rest() -> Json:
        at = {"service_id": service_id, "service_at_location_id": made("at_location", place.id)}
        return {
            "phones": _phone_of_place(place, service_id),
            "schedules": schedules(hours, weekly, at, _warning(place, sure)),
            "attributes": attributes(service_id, terms),
        }

    known = (
        place.name,
        tier_words(place),
        KIND[place.kind],
        address_of(place),
        scheme.name if scheme else "",
    )
    return Listed(
        id=service_id,
        brief=brief,
        rest=rest,
        location=lambda: _location(place),
        terms=terms,
        parts=weekly,
        words=" ".join(known),
        record=place,
    )


def _description(place: Place, directory: Directory) -> str:
    """Say all that our pages say of it at any time, but for the hours: they have a field."""
    said = [f"{tier_words(place)}. {tier_means(place)}"]
    for heading, words in directory.text_of(place).facts[1:]:
        if heading == OPENING_HOURS or (heading == STAFFED_HOURS and place.status in NOT_OPEN):
            continue
        said.append(f"{heading}: {words}")
    return described(place, said)


def _sure(hours: str | None, status: Status, assurance: Assurance) -> Sure:
    if status in NOT_OPEN:
        return Sure.NOT_OPEN
    return Sure(assurance.value) if hours else Sure.UNKNOWN


def _alert_of_place(place: Place, sure: Sure) -> str:
    said = [place.alert or ""]
    if place.status is Status.PROPOSED:
        said.append(tier_means(place))
    elif place.status is Status.TEMPORARILY_CLOSED:
        said.append(CLOSED_FOR_NOW)
    elif sure is Sure.UNKNOWN:
        said.append(HOURS_UNKNOWN)
    elif sure is Sure.CHECK_FIRST:
        said.append(_warning(place, sure))
    return sentences(said)


def _warning(place: Place, sure: Sure) -> str:
    if sure is Sure.CHECK_FIRST:
        return f"Check first: {why_check_first(place)}."
    return NOT_CHECKED if sure is Sure.LISTED else ""


def _location(place: Place) -> Json:
    location_id = made("location", place.id)
    found: Json = {
        "id": location_id,
        "location_type": "physical",
        "name": place.name,
        "latitude": place.lat,
        "longitude": place.lon,
    }
    if place.address and place.postcode:
        found["addresses"] = [
            {
                "id": made("address", place.id),
                "location_id": location_id,
                "address_1": place.address,
                "city": "London",
                "region": "Greater London",
                "state_province": place.borough or "Greater London",
                "postal_code": place.postcode,
                "country": "GB",
                "address_type": "physical",
            }
        ]
    elif address := address_of(place):
        found["description"] = address
    if place.step_free is not Answer.UNKNOWN:
        words = "without steps" if place.step_free is Answer.YES else "with steps"
        found["accessibility"] = [
            {
                "id": made("accessibility", place.id),
                "location_id": location_id,
                "description": f"The way in is {words}.",
            }
        ]
    return found


def _operator(scheme: Scheme | None) -> Json | None:
    if scheme is None or not scheme.operator:
        return None
    return organization(scheme.operator, f"Runs {scheme.name}.", scheme.website)


def _phone_of_place(place: Place, service_id: str) -> list[Json]:
    if not place.phone:
        return []
    return [
        {
            "id": made("phone", service_id, place.phone),
            "service_id": service_id,
            "number": place.phone,
            "type": "voice",
        }
    ]
