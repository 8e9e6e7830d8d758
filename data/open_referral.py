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
    kept,
    organization,
    schedules,
    sentences,
    source_words,
)
from data.open_referral_taxonomies import Sure, terms_of_place
from data.records import Answer, Place, Scheme, Status
from data.state import PlaceState
from data.words import tier_means, tier_words, why_check_first

HOURS_UNKNOWN = "We don't know when it is open."


def listed_place(place: Place, directory: Directory, state: PlaceState, today: date) -> Listed:
    """Put a place into the words of the standard. ``state`` is of any moment of ``today``."""
    service_id = made("service", "place", place.id)
    scheme, text = directory.scheme_of(place), directory.text_of(place)
    hours = None if place.status in NOT_OPEN else place.opening_hours
    sure = _sure(hours, place.status, state.assurance)
    alert = _alert_of_place(place, sure)
    terms = tuple(terms_of_place(place, sure))
    said = [f"{tier_words(place)}. {tier_means(place)}"]
    said += [f"{heading}: {words}" for heading, words in text.facts[1:] if "hours" not in heading]
    said.append(source_words(place))
    weekly = parts(hours, today) if hours else ()
    where = {"service_id": service_id, "service_at_location_id": made("at_location", place.id)}
    brief = kept(
        {
            **base(place, service_id, sentences(said)),
            "url": place.website,
            "status": STATUS[place.status],
            "alert": alert,
            "organization": _operator(scheme),
        }
    )
    location = _location(place, text.address)
    return Listed(
        id=service_id,
        brief=brief,
        rest={
            "phones": _phone_of_place(place, service_id),
            "schedules": schedules(hours, weekly, where, _warning(place, sure)),
            "attributes": attributes(service_id, terms),
        },
        location=location,
        terms=terms,
        parts=weekly,
        words=" ".join(
            (place.name, text.tier, text.kind, text.address, scheme.name if scheme else "")
        ),
        record=place,
    )


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


def _location(place: Place, address: str) -> Json:
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
    elif address:
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
