"""Directory: what is public at one moment, unchangeable and indexed. Every reader uses it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

import numpy as np

from data.channel_state import ChannelHours
from data.columns import Columns
from data.freshness import has_left
from data.load import Seed, public_copy
from data.place_text import place_text
from data.places_geojson import PlacesFile, PlaceText
from data.records import BoroughContact, Place, Scheme, Service, Status, Visibility
from data.state import PlaceState, place_states


@dataclass(frozen=True)
class Directory:
    """Public places (all with a point), services, schemes and borough contacts.

    ``version`` changes whenever a public fact changes. ``waiting`` counts the places that nobody
    has looked into yet, so that they are not public.
    """

    places: tuple[Place, ...]
    services: tuple[Service, ...]
    schemes: Mapping[str, Scheme]
    contacts: Mapping[str, BoroughContact]
    version: str
    waiting: int = 0

    @classmethod
    def of(cls, seed: Seed, today: date | None = None) -> Directory:
        """Keep the public records, without anything internal.

        Which places those are, ``shown_places`` says.
        """
        schemes = {s.id: public_copy(s) for s in seed.schemes if _is_public(s)}
        places = tuple(public_copy(p) for p in shown_places(seed, today))
        services = tuple(public_copy(s) for s in seed.services if _is_public(s))
        contacts = {c.borough: public_copy(c) for c in seed.borough_contacts if _is_public(c)}
        digest = hashlib.sha256()
        for record in (*places, *services, *schemes.values(), *contacts.values()):
            digest.update(record.model_dump_json().encode())
        return cls(
            places,
            services,
            MappingProxyType(schemes),
            MappingProxyType(contacts),
            digest.hexdigest()[:16],
            sum(p.visibility is Visibility.DRAFT for p in seed.places),
        )

    @cached_property
    def columns(self) -> Columns:
        """The places as arrays, in the order of ``places``."""
        return Columns.of(self.places)

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Row of each place id."""
        return MappingProxyType({place.id: row for row, place in enumerate(self.places)})

    @cached_property
    def channel_hours(self) -> ChannelHours:
        """The hours of every way to reach a service."""
        return ChannelHours.of(self.services)

    def service(self, service_id: str) -> Service | None:
        """Give the public service with an id, None where there is none."""
        return next((s for s in self.services if s.id == service_id), None)

    @cached_property
    def map_file(self) -> PlacesFile:
        """The places as the map fetches them."""
        return PlacesFile.of(self.places, self.text_of)

    @cached_property
    def _texts(self) -> Mapping[str, PlaceText]:
        return {place.id: place_text(place, self.scheme_of(place)) for place in self.places}

    def text_of(self, place: Place) -> PlaceText:
        """Give all that is said of a public place at any time. Raises KeyError for any other."""
        return self._texts[place.id]

    @cached_property
    def names(self) -> tuple[tuple[str, float, float], ...]:
        """The places as (name, lat, lon), for searching by name."""
        return tuple(
            (place.name, place.lat, place.lon)
            for place in self.places
            if place.lat is not None and place.lon is not None
        )

    def id_of(self, name: str) -> str | None:
        """Give the id of the first place with a name, None where there is none."""
        return next((place.id for place in self.places if place.name == name), None)

    def scheme_of(self, place: Place) -> Scheme | None:
        """Give the public scheme of a place, None where it has none."""
        return self.schemes.get(place.scheme) if place.scheme else None

    def state(self, row: int, at: datetime) -> PlaceState:
        """Say what is known of one place (its row) at a moment."""
        return place_states(self.columns, np.array([row], np.int32), at)[0]


def shown_places(seed: Seed, today: date | None = None) -> tuple[Place, ...]:
    """Give the places that the public sees, as they are kept.

    A place that is closed, has no point, belongs to a scheme that is suspended, or that by
    ``today`` nobody has checked for too long, is left out.
    """
    suspended = {scheme.id for scheme in seed.schemes if scheme.is_suspended}
    return tuple(
        p
        for p in seed.places
        if _is_public(p)
        and p.status is not Status.CLOSED
        and p.lat is not None
        and p.lon is not None
        and p.scheme not in suspended
        and not (today and has_left(p, today))
    )


def _is_public(record: Place | Service | Scheme | BoroughContact) -> bool:
    return record.visibility is Visibility.PUBLIC
