"""Whom to ring at a council about a child at a moment: day team, night number, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.bank_holidays import is_bank_holiday
from data.freshness import listed_until
from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.records import BoroughContact
from data.words import clock_words, date_words

DAY = "Day"
NIGHT = "When the day team is away"
ALWAYS = "Day and night"
NO_NUMBER = (
    "We have no number for the council's children's team that we are sure of. Call 101. "
    "In danger, call 999."
)
NO_NIGHT_NUMBER = (
    "We have no number for this council at night and at weekends. Call 101. In danger, call 999. "
    "You can also try the NSPCC on 0808 800 5000, but we don't know its hours."
)
WHAT_TO_SAY = "You can say: I am worried about a child."
OFFICE_HOURS = range(9, 17)


@dataclass(frozen=True)
class Number:
    """A telephone number and when it is for: DAY, NIGHT or ALWAYS; ``hours`` in words, or empty."""

    when: str
    phone: str
    hours: str = ""


@dataclass(frozen=True)
class BoroughHelp:
    """The numbers to try, in that order, and what to know first.

    ``now`` is the one to ring at that moment; None where that is not known, or there is none.
    """

    numbers: tuple[Number, ...]
    now: Number | None
    words: str
    notes: tuple[str, ...]


def borough_help(contact: BoroughContact | None, at: datetime) -> BoroughHelp:
    """Say whom to ring at a moment (which needs a time zone).

    Hours that say nothing of a bank holiday count as the day team being away on it.
    """
    if contact is None or not (contact.day_phone or contact.night_phone):
        return BoroughHelp((), None, NO_NUMBER, ())
    notes = tuple(_notes(contact, at))
    hours = OpeningHours(contact.day_hours) if contact.day_hours else None
    day = None
    if contact.day_phone:
        day = Number(DAY, contact.day_phone, hours.describe() if hours else "")
    night = Number(NIGHT, contact.night_phone) if contact.night_phone else None
    if day and night and _digits(day.phone) == _digits(night.phone):
        both = Number(ALWAYS, day.phone)
        return BoroughHelp((both,), both, "One number, day and night.", notes)
    if day is None or hours is None:
        return _not_known(day, night, at, notes)
    if hours.state(at) == "open":
        until = hours.next_change(at)
        said = f"The day team should be there until {clock_words(until)}." if until else ""
        return BoroughHelp(_only(day, night), day, said or "The day team should be there.", notes)
    if night is None:
        return BoroughHelp((day,), None, NO_NIGHT_NUMBER, notes)
    why = "It is a bank holiday. " if is_bank_holiday(at.astimezone(LONDON).date()) else ""
    said = f"{why}The day team should be away now. Call the other number."
    return BoroughHelp((night, day), night, said, notes)


def _not_known(
    day: Number | None, night: Number | None, at: datetime, notes: tuple[str, ...]
) -> BoroughHelp:
    local = at.astimezone(LONDON)
    office = local.weekday() < 5 and local.hour in OFFICE_HOURS
    office = office and not is_bank_holiday(local.date())
    said = "We don't know the hours of the day team. Try the first number first."
    if night is None:
        said = "We don't know the hours of this team. No answer? Call 101."
        said = said if office else NO_NIGHT_NUMBER
    elif day is None:
        said = "We know one number only."
    return BoroughHelp(_only(day, night) if office else _only(night, day), None, said, notes)


def _only(*numbers: Number | None) -> tuple[Number, ...]:
    return tuple(number for number in numbers if number)


def _notes(contact: BoroughContact, at: datetime) -> list[str]:
    notes = [contact.how_to] if contact.how_to else []
    dated, read_on = contact.source_date, contact.read_on
    if listed_until(dated, read_on) < at.date():
        since = f"are from {date_words(dated)}" if dated else "may be old"
        notes.append(f"These numbers {since}. If one is wrong, call 101.")
    return notes


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())
