"""The file of places that the map fetches once: public facts in words, under a version."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from data.records import Place

DECIMALS = 5
"""About 1 m."""


@dataclass(frozen=True)
class PlaceText:
    """What a card says of a place at any time: no opening state and no distance.

    ``shape`` is the pin: haven, emergency, police, building or proposed; the map draws a plain
    drop for any other. ``facts`` are (heading, words) in reading order. ``listed`` says who says
    so, when, and whether City Hall checked.
    """

    shape: str
    tier: str
    kind: str
    address: str
    directions: str
    facts: tuple[tuple[str, str], ...]
    listed: str


@dataclass(frozen=True)
class PlacesFile:
    """The bytes to serve at ``/data/places-{version}.geojson``, and the row of each place id."""

    body: bytes
    version: str
    rows: Mapping[str, int]

    @classmethod
    def of(cls, places: Iterable[Place], text: Callable[[Place], PlaceText]) -> PlacesFile:
        """Write the places, in the order given. Every one must have a point."""
        kept = tuple(places)
        body = places_geojson(kept, text)
        rows = {place.id: row for row, place in enumerate(kept)}
        return cls(body, version_of(body), MappingProxyType(rows))


def version_of(body: bytes) -> str:
    """Name a file after its content, so that browsers may keep it for good."""
    return hashlib.sha256(body).hexdigest()[:16]


def places_geojson(places: Iterable[Place], text: Callable[[Place], PlaceText]) -> bytes:
    """Write a GeoJSON FeatureCollection (RFC 7946, WGS84) for the map's own script.

    Properties: id, name, shape, tier, kind, address, directions (web address), listed, facts,
    and where known phone, website, alert, source (web address). ``facts`` are pairs of positions in
    ``texts``, a member beside ``features``: most sentences are shared by many places.

    Raises ValueError for a place without a point.
    """
    texts: dict[str, int] = {}
    features = [_feature(place, text(place), texts) for place in places]
    collection = {"type": "FeatureCollection", "features": features, "texts": list(texts)}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(place: Place, said: PlaceText, texts: dict[str, int]) -> dict[str, Any]:
    if place.lat is None or place.lon is None:
        msg = f"{place.id} has no point, so it can't be on the map: give it one or leave it out"
        raise ValueError(msg)
    properties = {
        "id": place.id,
        "name": place.name,
        "shape": said.shape,
        "tier": said.tier,
        "kind": said.kind,
        "address": said.address,
        "directions": said.directions,
        "phone": place.phone,
        "website": place.website,
        "alert": place.alert,
        "facts": [[texts.setdefault(words, len(texts)) for words in pair] for pair in said.facts],
        "listed": said.listed,
        "source": place.source_url,
    }
    return {
        "type": "Feature",
        "geometry": {
            "type": "Point",
            "coordinates": [round(place.lon, DECIMALS), round(place.lat, DECIMALS)],
        },
        "properties": {key: value for key, value in properties.items() if value is not None},
    }
