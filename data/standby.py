"""What can be said of places and helplines in pages that stand when no server of ours answers.

Such a page may be days old, so nothing in it depends on the moment: no state, only hours in words,
and until when they are to be trusted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.borough_help import NIGHT, NO_NUMBER, borough_help
from data.channel_state import Line
from data.directory import Directory
from data.freshness import channel_firm_until, firm_until, last_day_shown
from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.place_text import OPENING_HOURS, STAFFED_HOURS
from data.places_geojson import PlaceText
from data.records import BoroughContact, Channel, Place, Record, Service, Status
from data.service_search import ServiceSearch, Who, search_services
from data.service_words import LineText, facts, for_whom, line_text
from data.words import age_words, date_words, listed_words, why_check_first

DAYS = 7
"""How many days such a page may be trusted after it was made."""
NOT_KNOWN = "We don't know its times."
SHUT = "Closed for now."
_ON_A_MAP = "On the map"
_READERS = (Who.YOUNG_PERSON, Who.PARENT)

Coming = Sequence[tuple[datetime, Directory]]
"""What will be public from a moment on, in order: dated changes that are approved already."""


@dataclass(frozen=True)
class Told:
    """Hours in words, and what to know before trusting them; empty where there is nothing."""

    hours: str
    sure: str


@dataclass(frozen=True)
class StandbyPlace:
    """A place as such a page shows it."""

    place: Place
    text: PlaceText
    told: Told
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class StandbyLine:
    """A way to reach a service; ``said`` is what holds at any hour, empty where hours decide."""

    text: LineText
    told: Told
    said: str
    note: str


@dataclass(frozen=True)
class StandbyService:
    """A service with the ways to reach it."""

    service: Service
    whom: str
    lines: tuple[StandbyLine, ...]
    facts: tuple[tuple[str, str], ...]
    listed: str


@dataclass(frozen=True)
class StandbyTeam:
    """A council's numbers as (when, number, hours in words), and what to know."""

    contact: BoroughContact | None
    numbers: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    listed: str


@dataclass(frozen=True)
class Standby:
    """What was public at a moment, and what of it will change in the days after."""

    directory: Directory
    coming: Coming
    at: datetime

    @property
    def day(self) -> date:
        """The day on which the pages are made."""
        return self.at.astimezone(LONDON).date()

    @property
    def last_day(self) -> date:
        """The last day on which they may be trusted."""
        return self.day + timedelta(days=DAYS)

    def place(self, place: Place) -> StandbyPlace:
        """Say what is known of a place at any hour."""
        text = self.directory.text_of(place)
        changes = self._changes(
            (place, self.directory.scheme_of(place)), lambda then: _place_in(then, place.id)
        )
        leaves = last_day_shown(place)
        if leaves and leaves < self.last_day:
            changes = min(filter(None, (changes, leaves + timedelta(days=1))))
        told = self._told(
            place.opening_hours, changes, firm_until(place), why_check_first(place), place.status
        )
        without = (OPENING_HOURS, _ON_A_MAP) if told.hours else _HOURS
        known = tuple(fact for fact in text.facts if fact[0] not in without)
        return StandbyPlace(place, text, told, known)

    def services(self) -> list[StandbyService]:
        """Give the services for young people and parents, those for the police last."""
        found: dict[str, tuple[Service, tuple[Line, ...]]] = {}
        police: dict[str, tuple[Service, tuple[Line, ...]]] = {}
        noon = self.at.astimezone(LONDON).replace(hour=12, minute=0, second=0, microsecond=0)
        for who in _READERS:
            results = search_services(self.directory, ServiceSearch(at=noon, who=who))
            for one in results.found:
                found.setdefault(one.service.id, (one.service, one.lines))
            for one in results.police:
                police.setdefault(one.service.id, (one.service, one.lines))
        return [self._service(*pair) for pair in (found | police).values()]

    def team(self, borough: str) -> StandbyTeam:
        """Give whom to ring at a council about a child, whatever the hour."""
        contact = self.directory.contacts.get(borough)
        # As of the last day, so that what is old by then says so on each of them.
        help_ = borough_help(contact, self.at + timedelta(days=DAYS))
        numbers = sorted(help_.numbers, key=lambda number: number.when == NIGHT)
        notes = list(help_.notes) if numbers else [NO_NUMBER]
        changes = self._changes(contact, lambda then: then.contacts.get(borough))
        if changes and numbers:
            notes.append(_change_words(changes))
        return StandbyTeam(
            contact,
            tuple((n.when, n.phone, n.hours) for n in numbers),
            tuple(notes),
            listed_words(contact) if contact else "",
        )

    def _service(self, service: Service, lines: Iterable[Line]) -> StandbyService:
        changes = self._changes(service, lambda then: then.service(service.id))
        return StandbyService(
            service,
            for_whom(service),
            tuple(self._line(service, line, changes) for line in lines),
            tuple(facts(service)),
            listed_words(service),
        )

    def _line(self, service: Service, line: Line, changes: date | None) -> StandbyLine:
        text = line_text(service, line)
        if not text.shows_hours or "emergency" in service.topics:
            said = _change_words(changes) if changes else text.state
            return StandbyLine(text, Told("", ""), said, text.note or "")
        channel = line.channel
        told = self._told(
            channel.opening_hours,
            changes,
            channel_firm_until(service, channel),
            _why(service, channel),
            service.status,
        )
        return StandbyLine(text, told, "", channel.hours_public_note or "")

    def _told(
        self, hours: str | None, changes: date | None, firm: date, why: str, status: Status
    ) -> Told:
        if changes:
            return Told("", _change_words(changes))
        if status is Status.TEMPORARILY_CLOSED:
            return Told("", SHUT)
        if hours is None:
            return Told("", NOT_KNOWN)
        sure = ""
        if firm < self.day:
            sure = f"Check first: {why}."
        elif firm < self.last_day:
            sure = f"After {date_words(firm.isoformat())}, check first."
        return Told(OpeningHours(hours).describe(), sure)

    def _changes(self, now: object, then: Callable[[Directory], object]) -> date | None:
        """Give the day on which a record first is another than now, None for not in these days."""
        for moment, directory in self.coming:
            day = moment.astimezone(LONDON).date()
            if day <= self.last_day and then(directory) != now:
                return day
        return None


def _place_in(directory: Directory, place_id: str) -> tuple[Record | None, Record | None]:
    row = directory.index.get(place_id)
    if row is None:
        return None, None
    place = directory.places[row]
    return place, directory.scheme_of(place)


def _why(service: Service, channel: Channel) -> str:
    if service.checked_on:
        return "City Hall has not checked that lately"
    return age_words(channel.source_date)


def _change_words(day: date) -> str:
    return f"Something changes here on {date_words(day.isoformat())}. Ring before you go."


_HOURS = (OPENING_HOURS, STAFFED_HOURS, _ON_A_MAP)
