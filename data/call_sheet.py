"""What to ask when you ring or visit a place, with what we have now beside each question."""

from __future__ import annotations

from dataclasses import dataclass

from data.hours import OpeningHours
from data.place_text import address_of
from data.queue import name_of
from data.queue_reasons import is_silent_on_bank_holidays
from data.records import Answer, BoroughContact, ChannelKind, Place, Record, Scheme, Service, Tier
from data.words import checked_words, listed_words

NOT_KNOWN = "We don't know."


@dataclass(frozen=True)
class Question:
    """One question, and what we have now: empty text never, ``NOT_KNOWN`` where we have nothing."""

    ask: str
    have: str = NOT_KNOWN


@dataclass(frozen=True)
class CallSheet:
    """What to have at hand while somebody is on the telephone.

    ``phones`` are (what it is, number). ``where`` is the address, empty where it has none.
    """

    name: str
    where: str
    phones: tuple[tuple[str, str], ...]
    website: str | None
    listed: str
    questions: tuple[Question, ...]


def call_sheet(record: Record, scheme: Scheme | None = None) -> CallSheet:
    """Make the sheet of a record; ``scheme`` is the one that a place belongs to, if any."""
    place = record if isinstance(record, Place) else None
    return CallSheet(
        name=name_of(record),
        where=address_of(place) if place else "",
        phones=_phones(record),
        website=getattr(record, "website", None),
        listed=listed_words(record) if record.source_name else checked_words(record),
        questions=_of_place(place, scheme) if place else _of_other(record),
    )


def _phones(record: Record) -> tuple[tuple[str, str], ...]:
    if isinstance(record, Place):
        return (("Telephone", record.phone),) if record.phone else ()
    if isinstance(record, BoroughContact):
        both = (("By day", record.day_phone), ("At night", record.night_phone))
        return tuple((what, number) for what, number in both if number)
    if isinstance(record, Service):
        return tuple(
            (channel.label or "Telephone", channel.contact)
            for channel in record.channels
            if channel.kind is ChannelKind.PHONE and channel.contact
        )
    return ()


def _of_place(place: Place, scheme: Scheme | None) -> tuple[Question, ...]:
    is_haven = place.tier is Tier.DECLARED_HAVEN
    sign = scheme.how_to_recognise if scheme else None
    first = (
        Question("Who is at the door or the desk, and what do they do when a child asks for help?",
                 place.at_the_door or NOT_KNOWN),
        Question("Which door does a child use?", place.entrance or NOT_KNOWN),
        Question("May somebody under 18 come alone?", _answer(place.under_18_alone)),
        Question("From what age, and up to what age?", _ages(place.age_min, place.age_max)),
        Question("When are you open?", _hours(place.opening_hours, place.hours_public_note)),
        Question("When are staff there, if that differs?", _hours(place.staffed_hours)),
        Question("What about bank holidays, Christmas and New Year?",
                 _bank_holidays(place.opening_hours)),
    )  # fmt: skip
    haven = (
        Question("What sign is in the window or at the door?", sign or NOT_KNOWN),
        Question("Who trained the staff, and when were they last briefed?"),
        Question("Are you still a safe haven, and are you content to be listed as one?",
                 scheme.name if scheme else NOT_KNOWN),
    )  # fmt: skip
    building = (Question("Do staff know what to do when a child does not feel safe?"),)
    last = (
        Question("Can you get in without steps?", _answer(place.step_free)),
        Question("Are address and postcode right?", address_of(place) or NOT_KNOWN),
        Question("Who should we ring next time, and on which number?", place.phone or NOT_KNOWN),
    )
    return (*first, *(haven if is_haven else building), *last)


def _of_other(record: Record) -> tuple[Question, ...]:
    questions = []
    if isinstance(record, Service):
        questions = [
            Question("Is the service still running, under this name?", record.name),
            Question("Who is it for, and from what age?", _ages(record.age_min, record.age_max)),
            *(
                Question(
                    f"Is this right: {(c.label or c.kind.value.replace('_', ' '))}?",
                    ". ".join(part for part in (c.contact, _hours(c.opening_hours)) if part),
                )
                for c in record.channels
            ),
            Question("What stays private?", record.confidentiality or NOT_KNOWN),
            Question("When can it not stay private?", record.confidentiality_limits or NOT_KNOWN),
        ]
    if isinstance(record, BoroughContact):
        questions = [
            Question("Whom does this number reach?", record.team_name or NOT_KNOWN),
            Question("Which number by day, and until when?",
                     _both(record.day_phone, record.day_hours)),
            Question("Which number at night and at weekends?",
                     _both(record.night_phone, record.night_hours)),
            Question("May a child or a parent ring it themselves?", record.how_to or NOT_KNOWN),
            Question("Who offers interviews after a return?", record.rhi_provider or NOT_KNOWN),
        ]  # fmt: skip
    if isinstance(record, Scheme):
        questions = [
            Question("Is the scheme still running?", record.status.value.replace("_", " ")),
            Question("Who is it for?", record.who_for or NOT_KNOWN),
            Question("What do staff do?", record.what_happens or NOT_KNOWN),
            Question("What is the sign?", record.how_to_recognise or NOT_KNOWN),
            Question("Which places belong to it now, and who keeps that list?"),
            Question("Who trains the staff, and when were they last briefed?"),
        ]
    return (*questions, Question("Who should we ring next time, and on which number?"))


def _answer(answer: Answer) -> str:
    return {Answer.YES: "Yes.", Answer.NO: "No."}.get(answer, NOT_KNOWN)


def _ages(youngest: int | None, oldest: int | None) -> str:
    parts = []
    if youngest is not None:
        parts.append(f"from {youngest}")
    if oldest is not None:
        parts.append(f"up to {oldest}")
    return f"{' '.join(parts).capitalize()}." if parts else NOT_KNOWN


def _hours(text: str | None, note: str | None = None) -> str:
    said = OpeningHours(text).describe() if text else NOT_KNOWN
    return f"{said} {note}" if note else said


def _both(number: str | None, hours: str | None) -> str:
    if not number:
        return NOT_KNOWN
    return f"{number}. {OpeningHours(hours).describe()}" if hours else number


def _bank_holidays(text: str | None) -> str:
    if not text or is_silent_on_bank_holidays(text):
        return NOT_KNOWN
    return OpeningHours(text).describe()
