"""All services of the API at one moment, as arrays that answer any filter in milliseconds.

The JSON of a service is made when it is first asked for, and then kept.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from math import nan

import numpy as np
from numpy.typing import NDArray

from data.api_query import Query
from data.directory import Directory
from data.hours_clock import LONDON
from data.open_referral import listed_place
from data.open_referral_hours import LAST_MINUTE
from data.open_referral_ids import made
from data.open_referral_parts import Json, Listed, for_families
from data.open_referral_talk import listed_service
from data.open_referral_taxonomies import taxonomies, term_id, terms
from data.records import Place
from data.reference.grid import to_grid
from data.state import place_states
from data.timed import Bools

Rows = NDArray[np.intp]
_MOST_WORDS = 10
_NONE: Rows = np.empty(0, np.intp)


@dataclass(frozen=True)
class Index:
    """The services, sorted by name. ``day`` and ``version`` say of what they were made."""

    listed: tuple[Listed, ...]
    version: str
    day: str
    _kept: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, directory: Directory, at: datetime) -> Index:
        """Put all that is public at a moment into the words of the standard."""
        today = at.astimezone(LONDON).date()
        states = place_states(
            directory.columns, np.arange(len(directory.places), dtype=np.int32), at
        )
        lines = directory.channel_hours.lines(at)
        found = [
            *(
                listed_place(place, directory, state, today)
                for place, state in zip(directory.places, states, strict=True)
            ),
            *(
                listed_service(service, directory, lines[service.id], today)
                for service in for_families(directory.services)
            ),
        ]
        found.sort(key=lambda one: (one.record.name.casefold(), one.id))
        return cls(tuple(found), directory.version, today.isoformat())

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Row of each id of a service."""
        return {one.id: row for row, one in enumerate(self.listed)}

    @cached_property
    def row_of_link(self) -> Mapping[str, int]:
        """Row of each id of a service at a location."""
        return {
            link_id(one): row for row, one in enumerate(self.listed) if one.location is not None
        }

    @cached_property
    def _is_place(self) -> Bools:
        return np.array([one.location is not None for one in self.listed], np.bool_)

    @cached_property
    def _ages(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        records = [one.record for one in self.listed]
        least, most = [record.age_min for record in records], [record.age_max for record in records]
        # None becomes nan, which is neither more nor less than anything.
        return np.array(least, np.float64), np.array(most, np.float64)

    @cached_property
    def _points(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        places = [one.record if isinstance(one.record, Place) else None for one in self.listed]
        return to_grid(
            [nan if place is None or place.lat is None else place.lat for place in places],
            [nan if place is None or place.lon is None else place.lon for place in places],
        )

    @cached_property
    def _by_term(self) -> tuple[Mapping[str, Rows], Mapping[str, Rows]]:
        by_term: dict[str, list[int]] = defaultdict(list)
        by_taxonomy: dict[str, list[int]] = defaultdict(list)
        ids = {pair: term_id(*pair) for one in self.listed for pair in one.terms}
        groups = {key: made("taxonomy", key) for key, _ in ids}
        for row, one in enumerate(self.listed):
            for pair in one.terms:
                by_term[ids[pair]].append(row)
            for key in dict.fromkeys(key for key, _ in one.terms):
                by_taxonomy[groups[key]].append(row)
        return _arrays(by_term), _arrays(by_taxonomy)

    @cached_property
    def _hours(self) -> tuple[Rows, NDArray[np.uint8], NDArray[np.int16], NDArray[np.int16]]:
        """Give row, days (as bits), opening and closing minute of every weekly part."""
        found = [
            (row, sum(1 << day for day in part.days), part.opens, part.closes)
            for row, one in enumerate(self.listed)
            for part in one.parts
        ]
        rows, days, opens, closes = zip(*found, strict=True) if found else ((), (), (), ())
        return (
            np.array(rows, np.intp),
            np.array(days, np.uint8),
            np.array(opens, np.int16),
            np.array(closes, np.int16),
        )

    @cached_property
    def _words(self) -> tuple[list[str], list[Rows]]:
        """Give all words in order, and the rows of each."""
        found: dict[str, list[int]] = defaultdict(list)
        for row, one in enumerate(self.listed):
            for word in set(words_of(one.words)):
                found[word].append(row)
        names = sorted(found)
        return names, [np.array(found[name], np.intp) for name in names]

    def find(
        self, query: Query, near: tuple[float, float] | None = None, *, places: bool = False
    ) -> Rows:
        """Give the rows for which all holds that was asked; nearest first where ``near`` is known.

        ``near`` is the (latitude, longitude) of the postcode; ``places``: only those at a location.
        """
        mask = self._is_place.copy() if places else np.ones(len(self.listed), np.bool_)
        by_term, by_taxonomy = self._by_term
        for wanted, rows_of in ((query.terms, by_term), (query.taxonomies, by_taxonomy)):
            for one in wanted:
                mask &= self._only(rows_of.get(one, _NONE))
        least, most = self._ages
        if query.minimum_age is not None:
            mask &= least >= query.minimum_age
        if query.maximum_age is not None:
            mask &= most <= query.maximum_age
        if not (query.day is None and query.start_time is None and query.end_time is None):
            mask &= self._only(self._open_then(query))
        words = words_of(query.search)
        if query.search and not words:
            # Signs alone are in no name: all would be a strange answer to them.
            mask[:] = False
        for word in words[:_MOST_WORDS]:
            mask &= self._only(self._with_word(word))
        rows = np.flatnonzero(mask)
        if near is None:
            return rows
        (x,), (y,) = to_grid([near[0]], [near[1]])
        eastings, northings = self._points
        metres = np.hypot(eastings[rows] - x, northings[rows] - y)
        if query.proximity is not None:
            inside = metres <= query.proximity
            rows, metres = rows[inside], metres[inside]
        nearest: Rows = rows[np.argsort(metres, kind="stable")]
        return nearest

    def _only(self, rows: Rows) -> Bools:
        mask = np.zeros(len(self.listed), np.bool_)
        mask[rows] = True
        return mask

    def _open_then(self, query: Query) -> Rows:
        rows, days, opens, closes = self._hours
        fits = np.ones(len(rows), np.bool_)
        if query.day is not None:
            fits &= (days & (1 << query.day)) != 0
        if query.start_time is not None:
            fits &= opens >= query.start_time
        if query.end_time is not None:
            fits &= closes <= min(query.end_time, LAST_MINUTE)
        found: Rows = rows[fits]
        return found

    def _with_word(self, start: str) -> Rows:
        names, rows = self._words
        first = bisect_left(names, start)
        last = bisect_left(names, start + "\U0010ffff")
        return np.concatenate(rows[first:last]) if first < last else _NONE

    def service(self, row: int, *, full: bool) -> bytes:
        """Give a service as JSON: all of it, or what lists say."""
        one = self.listed[row]
        return self._made(("full" if full else "brief"), row, lambda: _service(one, full))

    def at_location(self, row: int, *, full: bool) -> bytes:
        """Give a service at its location as JSON."""
        one = self.listed[row]
        return self._made(("link+" if full else "link"), row, lambda: _at_location(one, full))

    def _made(self, sort: str, row: int, make: Callable[[], Json]) -> bytes:
        key = (sort, row)
        if (body := self._kept.get(key)) is None:
            body = self._kept[key] = encoded(make())
        return body


def link_id(one: Listed) -> str:
    """Give the id of a service at its location."""
    return made("at_location", one.record.id)


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are searched for: small, letters and digits only."""
    return re.findall(r"[^\W_]+", text.casefold().replace("'", "").replace("\u2019", ""))


def encoded(value: object) -> bytes:
    """Write JSON in the fewest bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


TAXONOMIES: Mapping[str, bytes] = {one["id"]: encoded(one) for one in taxonomies()}
TERMS: Mapping[str, tuple[str, bytes]] = {
    one["id"]: (one["taxonomy_id"], encoded(one)) for one in terms()
}
"""The terms by id, each with the id of its taxonomy."""


def _service(one: Listed, full: bool) -> Json:
    if not full:
        return one.brief()
    whole = {**one.brief(), **_rest(one)}
    if one.location is None:
        return whole
    return {**whole, "service_at_locations": [_link(one, one.location())]}


def _at_location(one: Listed, full: bool) -> Json:
    location = one.location() if one.location else {}
    if full:
        return {**_link(one, location), "service": {**one.brief(), **_rest(one)}}
    nested = ("addresses", "accessibility")
    location = {key: value for key, value in location.items() if key not in nested}
    return {**_link(one, location), "service": one.brief()}


def _rest(one: Listed) -> Json:
    return {key: value for key, value in one.rest().items() if value}


def _link(one: Listed, location: Json) -> Json:
    return {
        "id": link_id(one),
        "service_id": one.id,
        "location_id": location["id"],
        "location": location,
    }


def _arrays(found: Mapping[str, Iterable[int]]) -> Mapping[str, Rows]:
    return {key: np.array(list(rows), np.intp) for key, rows in found.items()}
