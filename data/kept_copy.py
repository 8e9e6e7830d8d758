"""The copy of places, helplines and councils' numbers that somebody may keep on their phone.

The phone judges nothing: what is open when, and in which words, is worked out here for the days
ahead. After those days the phone only says that the copy is too old.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from data.borough_help import NIGHT, NO_NUMBER, borough_help
from data.directory import Directory
from data.freshness import check_holds_for, last_day_shown
from data.hours_clock import LONDON
from data.kept_tables import Table, Texts
from data.kept_times import MOST_DAYS, Calendar, KeptTimes
from data.place_text import place_text
from data.records import BoroughContact, Place, Record
from data.state import MAY_BE_OPEN, SAID_TO_BE_OPEN, PlaceState
from data.words import clock_words, listed_words, state_words

FORMAT = 1
"""Raise it when a page that was kept before could not read a copy made now."""
TOO_OLD = "This copy is too old to say what is open."
_HOURS = "Opening hours"
_ON_A_MAP = "On the map"
_DEGREE = 10_000
_SOUTH = 51

Row = list[object]
Coming = Sequence[tuple[datetime, Directory]]
"""What will be public from a moment on, in order: dated changes that are approved already."""


@dataclass(frozen=True)
class Tables:
    """What the rows of a copy point to."""

    times: KeptTimes
    texts: Texts
    facts: Table[tuple[int, int]] = field(default_factory=Table)
    sorts: Table[tuple[object, ...]] = field(default_factory=Table)
    openings: Table[tuple[int, ...]] = field(default_factory=Table)

    @classmethod
    def of(cls, at: datetime) -> Tables:
        """Make empty tables for the days from a moment on."""
        texts = Texts()
        return cls(KeptTimes(Calendar.of(at), texts), texts)

    def fact_rows(self, found: Iterable[tuple[str, str]]) -> tuple[int, ...]:
        """Keep facts, each a question and its answer."""
        return tuple(self.facts.row((self.texts.row(t), self.texts.row(w))) for t, w in found)

    def as_json(self) -> dict[str, object]:
        """Give all tables."""
        return {
            "days": [round(m.timestamp() / 60) for m in self.times.calendar.midnights],
            "states": self.times.states.values,
            "blocks": self.times.blocks.values,
            "weeks": self.times.weeks.values,
            "sorts": self.sorts.values,
            "openings": self.openings.values,
            "facts": self.facts.values,
            "texts": self.texts.values,
            "clauses": self.texts.clauses.values,
        }


def made_at(at: datetime) -> dict[str, object]:
    """Give the moment of a copy: in seconds since 1970, and in words."""
    local = at.astimezone(LONDON)
    said = f"{local:%A} {local.day} {local:%B %Y} at {clock_words(local)}"
    return {"format": FORMAT, "made": int(at.timestamp()), "made_words": said}


def what_open_means() -> dict[str, object]:
    """Give which codes of states are called open, and what is said when a copy is too old."""
    return {
        "said_open": [int(state) for state in SAID_TO_BE_OPEN],
        "may_be_open": [int(state) for state in MAY_BE_OPEN],
        "too_old": TOO_OLD,
    }


def places(directory: Directory, tables: Tables, coming: Coming = ()) -> list[Row]:
    """Give a row for each place: name, point, sort, opening, borough, address, postcode, ...

    Empty values at the end of a row are left out. Of a place whose facts change at a date, nothing
    is said past the day before.
    """
    calendar = tables.times.calendar
    later = [
        (calendar.before(moment), {p.id: (p, then.scheme_of(p)) for p in then.places})
        for moment, then in coming
    ]
    days = []
    for place in directory.places:
        own = (place, directory.scheme_of(place))
        changes = [before for before, then in later if then.get(place.id) != own]
        days.append(days_of(place, check_holds_for(place.tier), calendar, changes))

    def words(row: int, state: PlaceState) -> str:
        return state_words(directory.places[row], state)

    weeks = tables.times.add(directory.columns, days, words)
    return [
        _place(directory, tables, place, week)
        for place, week in zip(directory.places, weeks, strict=True)
    ]


def days_of(record: Record, interval: timedelta, calendar: Calendar, changes: Iterable[int]) -> int:
    """Count the days that a copy may speak of a record: never longer than a check of it holds."""
    last = last_day_shown(record)
    shown = MOST_DAYS if last is None else calendar.until(last)
    return min(MOST_DAYS, interval.days, shown, *changes)


def _place(directory: Directory, tables: Tables, place: Place, week: int) -> Row:
    text = place_text(place, directory.scheme_of(place))
    texts = tables.texts
    hours = next((words for term, words in text.facts if term == _HOURS), None)
    told = tables.fact_rows(fact for fact in text.facts if fact[0] not in (_HOURS, _ON_A_MAP))
    sort = (texts.row(text.tier), texts.row(text.kind), texts.row(text.listed), told)
    row: Row = [
        place.name,
        *_point(place),
        tables.sorts.row(sort),
        tables.openings.row((week, texts.row(hours), texts.row(place.hours_public_note))),
        texts.row(place.borough),
        place.address or "",
        place.postcode or "",
        place.phone or "",
        texts.row(place.alert),
    ]
    while not row[-1]:
        row.pop()
    return row


def _point(place: Place) -> tuple[int, int]:
    """Give a point in steps of about ten metres: north of 51 degrees, and east of Greenwich."""
    if place.lat is None or place.lon is None:
        msg = f"{place.name} has no point."
        raise ValueError(msg)
    return round((place.lat - _SOUTH) * _DEGREE), round(place.lon * _DEGREE)


def council(borough: str, contact: BoroughContact | None, at: datetime, tables: Tables) -> Row:
    """Give a council's numbers, that of the day team first, what to know, and the source."""
    texts = tables.texts
    help_ = borough_help(contact, at)
    numbers = sorted(help_.numbers, key=lambda number: number.when == NIGHT)
    notes = help_.notes if numbers else (NO_NUMBER,)
    return [
        borough,
        [[texts.row(n.when), n.phone, texts.row(n.hours)] for n in numbers],
        [texts.row(note) for note in notes],
        texts.row(listed_words(contact) if contact else None),
    ]
