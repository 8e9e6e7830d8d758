"""Doubts about a record: no errors, but worth a second look before it is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from urllib.parse import urlsplit

from data.bank_holidays import is_bank_holiday
from data.clock import now
from data.dates_named import last_date_named
from data.freshness import LISTED_FOR, last_day_of
from data.hours_days import paint
from data.hours_lint import read
from data.hours_rules import DAY
from data.hours_words import day_names
from data.phone_numbers import phone_doubt
from data.reading import reading_doubts
from data.records import (
    BoroughContact,
    Channel,
    ChannelKind,
    Kind,
    Place,
    Record,
    Scheme,
    Service,
    Status,
    Tier,
)
from data.words import date_words

Doubt = tuple[str, str]
PostcodeBorough = Callable[[str], str | None]

_MOST_DAYS = 60
_NIGHT = 3 * 60
_LEAST_MINUTES = 60
_SHUT_AT_NIGHT = frozenset(
    {
        Kind.LIBRARY,
        Kind.COUNCIL_OFFICE,
        Kind.COMMUNITY_CENTRE,
        Kind.YOUTH_CENTRE,
        Kind.LEISURE_CENTRE,
        Kind.PLACE_OF_WORSHIP,
        Kind.PHARMACY,
        Kind.SHOP,
        Kind.PUB,
        Kind.STADIUM,
    }
)
_DIALLED = (ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.WHATSAPP)
_PUBLIC_TEXTS: Mapping[type[Record], tuple[str, ...]] = MappingProxyType(
    {
        Place: ("hours_public_note", "at_the_door", "entrance", "alert"),
        Service: ("summary", "confidentiality", "confidentiality_limits"),
        Scheme: ("who_for", "what_happens", "how_to_recognise"),
        BoroughContact: ("how_to",),
    }
)
_CHANNEL_TEXTS = ("how_to", "hours_public_note", "cost_note")
_PHONES = ("phone", "day_phone", "night_phone")
_HOURS = ("opening_hours", "staffed_hours", "day_hours", "night_hours")
_SECOND_LEVEL = frozenset({"co", "org", "gov", "ac", "nhs", "police", "sch", "ltd", "me", "net"})


def doubts(
    record: Record,
    postcode_borough: PostcodeBorough,
    scheme: Scheme | None = None,
    today: date | None = None,
) -> list[Doubt]:
    """Give (field, sentence) for each thing about a record that may be wrong.

    ``postcode_borough`` gives the borough that a postcode lies in, None where that is not known.
    ``scheme`` is the scheme that a place names, where there is one. ``today`` is the day in London,
    the clock's where it is not given. Fields are those of the record; of a service's ways to reach
    it the field is "channels" and the sentence says which.
    """
    today = today or now().date()
    found = [*_source(record, today), *_contacts(record), *_texts(record), *_ages(record)]
    found += _hours(record, today)
    if isinstance(record, Place):
        found += _place(record, postcode_borough, scheme, today)
    if isinstance(record, Service):
        found += _channels(record, today)
    return found


def _source(record: Record, today: date) -> Iterator[Doubt]:
    if record.source_url is None:
        yield "source_url", "No page is named that says so. Every fact needs its source."
    dated = record.source_date
    if dated and last_day_of(dated) + LISTED_FOR < today:
        yield (
            "source_date",
            f"The source is from {date_words(dated)}, more than two years ago. Is there a newer?",
        )


def _contacts(record: Record) -> Iterator[Doubt]:
    for field in _PHONES:
        value = getattr(record, field, None)
        if value and (words := phone_doubt(value)):
            yield field, words
    website = getattr(record, "website", None)
    if not website:
        return
    if website.startswith("http://"):
        yield "website", "The page has no https. Try it with https:// in front."
    own, source = _domain(website), _domain(record.source_url)
    if source and own != source:
        yield (
            "website",
            f"The page is on {own}, the source on {source}. Check that both are of this record.",
        )


def _domain(address: str | None) -> str | None:
    """Give the part of an address that somebody owns: islington.gov.uk, example.org."""
    host = urlsplit(address).hostname if address else None
    if host is None:
        return None
    parts = host.split(".")
    size = 3 if parts[-1] == "uk" and len(parts) > 2 and parts[-2] in _SECOND_LEVEL else 2
    return ".".join(parts[-size:])


def _texts(record: Record) -> Iterator[Doubt]:
    for field in _PUBLIC_TEXTS.get(type(record), ()):
        for words in reading_doubts(getattr(record, field) or ""):
            yield field, words


def _ages(record: Record) -> Iterator[Doubt]:
    if not isinstance(record, Place | Service):
        return
    if None not in (record.age_min, record.age_max) and record.age_min > record.age_max:  # type: ignore[operator]
        yield (
            "age_min",
            f"The youngest age, {record.age_min}, is over the oldest, {record.age_max}.",
        )


def _place(
    place: Place, postcode_borough: PostcodeBorough, scheme: Scheme | None, today: date
) -> Iterator[Doubt]:
    if place.postcode and place.borough:
        there = postcode_borough(place.postcode)
        if there and there != place.borough:
            yield (
                "postcode",
                f"{place.postcode} is in {there}, but the pin is in {place.borough}. "
                "Check which one is wrong.",
            )
    if place.tier is Tier.DECLARED_HAVEN and place.scheme is None:
        yield "scheme", "A declared safe haven belongs to a scheme, and none is named."
    if scheme is not None and place.scheme == scheme.id and scheme.status is not Status.ACTIVE:
        status = scheme.status.replace("_", " ")
        yield "scheme", f"The scheme {scheme.name} is not active ({status})."
    if place.alert and (last := last_date_named(place.alert)) and last < today:
        yield (
            "alert",
            f"The alert names {date_words(last.isoformat())}, which is past. Take it out?",
        )


def _hours(record: Record, today: date) -> Iterator[Doubt]:
    week = {
        field: usual_week(text, today) for field in _HOURS if (text := getattr(record, field, None))
    }
    for field, days in week.items():
        yield from ((field, words) for words in _week_doubts(days))
    if isinstance(record, Place) and record.kind in _SHUT_AT_NIGHT:
        for field, days in week.items():
            if late := [day for day, minutes in enumerate(days) if _NIGHT in minutes]:
                yield field, f"Open at 3 in the morning ({day_names(late)}). Is that right?"
    if {"opening_hours", "staffed_hours"} <= week.keys():
        pairs = zip(week["staffed_hours"], week["opening_hours"], strict=True)
        if extra := [day for day, (staffed, is_open) in enumerate(pairs) if staffed - is_open]:
            yield "staffed_hours", f"Staff are there while it is closed ({day_names(extra)})."


def _week_doubts(days: list[set[int]]) -> Iterator[str]:
    minutes = sum(len(one) for one in days)
    if minutes < _LEAST_MINUTES:
        yield f"Open {minutes} minutes in a usual week. Is that right?"


def usual_week(text: str, today: date) -> list[set[int]]:
    """Give the minutes after midnight at which a text says open, Monday to Sunday.

    Of each weekday the next one that is no bank holiday counts. Raises HoursError for a text that
    can't be used.
    """
    rules = read(text)
    week: dict[int, set[int]] = {}
    for ahead in range(_MOST_DAYS):
        day = today + timedelta(days=ahead)
        if day.weekday() in week or is_bank_holiday(day):
            continue
        marks = [*paint(rules, day), (DAY, "closed")]
        week[day.weekday()] = {
            minute
            for (start, state), (end, _) in pairwise(marks)
            if state == "open"
            for minute in range(start, end)
        }
    return [week[day] for day in range(7)]


def _channels(service: Service, today: date) -> Iterator[Doubt]:
    for place, channel in enumerate(service.channels, 1):
        kind = channel.kind.replace("_", " ")
        for words in _channel(channel, today):
            yield "channels", f"Way {place} ({kind}): {words}"


def _channel(channel: Channel, today: date) -> Iterator[str]:
    if channel.kind in _DIALLED and channel.contact and (words := phone_doubt(channel.contact)):
        yield words
    if channel.kind is ChannelKind.WEBSITE and (channel.contact or "").startswith("http://"):
        yield "The page has no https. Try it with https:// in front."
    for field in _CHANNEL_TEXTS:
        yield from reading_doubts(getattr(channel, field) or "")
    if channel.opening_hours:
        yield from _week_doubts(usual_week(channel.opening_hours, today))
