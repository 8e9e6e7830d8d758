"""Places and services in the words of schema.org (JSON-LD), for search engines and assistants.

Those show hours as plain facts. So hours are given only where our own pages call them firm, and
only for days in a row on which the text says for certain when it is open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from data.freshness import channel_firm_until, firm_until
from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.open_referral_parts import is_for_families
from data.records import Channel, ChannelKind, Kind, Place, Service, Status
from data.words import tier_words

AHEAD = 28
"""Days for which hours are told at most: who reads them then reads them again."""
_TYPES: Mapping[Kind, str] = {
    Kind.CITY_HALL: "CityHall",
    Kind.POLICE_STATION: "PoliceStation",
    Kind.HOSPITAL_AE: "Hospital",
    Kind.FIRE_STATION: "FireStation",
    Kind.LIBRARY: "Library",
    Kind.COUNCIL_OFFICE: "GovernmentOffice",
    Kind.LEISURE_CENTRE: "SportsActivityLocation",
    Kind.PLACE_OF_WORSHIP: "PlaceOfWorship",
    Kind.PHARMACY: "Pharmacy",
    Kind.SHOP: "Store",
    Kind.PUB: "BarOrPub",
    Kind.STADIUM: "StadiumOrArena",
    Kind.OTHER: "Place",
}
_ELSE = "CivicStructure"
_DAYS: Final = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
_SPOKEN = (ChannelKind.PHONE,)
_WRITTEN = (ChannelKind.SMS, ChannelKind.WHATSAPP)
_ONLINE = (ChannelKind.WEBCHAT, ChannelKind.CHATBOT, ChannelKind.WEBSITE)
_LAST_MINUTE = time(23, 59)
_Spans = tuple[tuple[time, time], ...]


def places_data(name: str, places: Iterable[Place], today: date) -> str:
    """Write places, but those that are only proposed; nothing in it can end an HTML element."""
    running = (place for place in places if place.status is not Status.PROPOSED)
    return _written(name, (_place(place, today) for place in running))


def services_data(name: str, services: Iterable[Service], today: date) -> str:
    """Write the services that run, each with the ways to reach it; as safe as places.

    Lines only for people who work with children are left out: others would ring them in vain.
    """
    told = (
        service
        for service in services
        if service.status is not Status.CLOSED and is_for_families(service.audience)
    )
    return _written(name, (_service(service, today) for service in told))


def hours(text: str | None, firm: date, today: date) -> list[dict[str, Any]]:
    """Say when a text is open, from today until it stops to be certain or to repeat each week."""
    if text is None:
        return []
    last = min(firm, today + timedelta(days=AHEAD - 1))
    found: list[_Spans] = []
    for number in range((last - today).days + 1):
        spans = _open_on(OpeningHours(text), today + timedelta(days=number))
        if spans is None or (number >= len(_DAYS) and spans != found[number % len(_DAYS)]):
            break
        found.append(spans)
    if not found:
        return []
    until = today + timedelta(days=len(found) - 1)
    return list(_specified(found[: len(_DAYS)], today, until))


def _specified(week: list[_Spans], today: date, until: date) -> Iterator[dict[str, Any]]:
    days: dict[tuple[time, time], list[str]] = {}
    for number, spans in enumerate(week):
        for span in spans:
            name = _DAYS[(today.weekday() + number) % len(_DAYS)]
            days.setdefault(span, []).append(name)
    for (opens, closes), names in days.items():
        yield {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": sorted(names, key=_DAYS.index),
            "opens": opens.isoformat("minutes"),
            "closes": closes.isoformat("minutes"),
            "validFrom": today.isoformat(),
            "validThrough": until.isoformat(),
        }


def _open_on(text: OpeningHours, day: date) -> _Spans | None:
    """Give the times of one day from midnight to midnight, None where any of it is not known."""
    start = datetime.combine(day, time(), LONDON)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON)
    found = []
    for opens, closes, state in text.intervals(start, end):
        if state == "unknown":
            return None
        if state == "open":
            # Midnight as an end would be read as that of the day before.
            until = closes.time() if closes.date() == day else _LAST_MINUTE
            found.append((opens.time(), until))
    return tuple(found)


def _place(place: Place, today: date) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": place.address,
        "addressLocality": place.borough,
        "addressRegion": "London",
        "postalCode": place.postcode,
        "addressCountry": "GB",
    }
    alert = f" Before you go: {place.alert}" if place.alert else ""
    is_running = place.status is not Status.TEMPORARILY_CLOSED
    text = place.opening_hours if is_running else None
    return _without_gaps(
        {
            "@type": _TYPES.get(place.kind, _ELSE),
            "identifier": place.id,
            "name": place.name,
            "description": f"{tier_words(place)}.{'' if is_running else ' Closed for now.'}{alert}",
            "address": _without_gaps(address),
            "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
            "telephone": place.phone,
            "url": place.website,
            "openingHoursSpecification": hours(text, firm_until(place), today),
        }
    )


def _service(service: Service, today: date) -> dict[str, Any]:
    provider = {"@type": "Organization", "name": service.provider} if service.provider else None
    ways = (_channel(service, channel, today) for channel in service.channels)
    return _without_gaps(
        {
            "@type": "Service",
            "identifier": service.id,
            "name": service.name,
            "description": service.summary,
            "provider": provider,
            "areaServed": list(service.coverage),
            "availableChannel": [way for way in ways if way],
        }
    )


def _channel(service: Service, channel: Channel, today: date) -> dict[str, Any] | None:
    """Say one way to reach a service; None for one that schema.org has no word for."""
    way: dict[str, Any] = {"@type": "ServiceChannel", "name": channel.label}
    if channel.contact is None or not is_for_families(channel.audience):
        return None
    if channel.kind in _ONLINE:
        way["serviceUrl"] = channel.contact
    elif channel.kind in (*_SPOKEN, *_WRITTEN):
        firm = channel_firm_until(service, channel)
        point = {
            "@type": "ContactPoint",
            "telephone": channel.contact,
            "hoursAvailable": hours(channel.opening_hours, firm, today),
        }
        name = "servicePhone" if channel.kind in _SPOKEN else "serviceSmsNumber"
        way[name] = _without_gaps(point)
    else:
        return None
    return _without_gaps(way)


def _written(name: str, items: Iterable[Mapping[str, Any]]) -> str:
    listed = [
        {"@type": "ListItem", "position": number, "item": item}
        for number, item in enumerate(items, 1)
    ]
    about = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "name": name,
        "numberOfItems": len(listed),
        "itemListElement": listed,
    }
    written = json.dumps(about, ensure_ascii=False, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _without_gaps(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [])}
