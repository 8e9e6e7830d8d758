"""Whom somebody can call or text without the internet, for the copy kept on a phone."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from data.channel_state import Line
from data.directory import Directory
from data.freshness import service_check_holds_for
from data.hours import OpeningHours
from data.kept_copy import Coming, Row, Tables, days_of
from data.records import Channel, ChannelKind, Service
from data.service_search import ServiceSearch, Who, search_services
from data.service_words import facts, for_whom, line_state_words, line_text
from data.state import PlaceState, place_states
from data.words import listed_words

_READERS = (Who.YOUNG_PERSON, Who.PARENT)
_WITHOUT_INTERNET = frozenset({ChannelKind.PHONE, ChannelKind.SMS})


def helplines(directory: Directory, tables: Tables, coming: Coming = ()) -> list[Row]:
    """Give a row for each service that can be called or texted, as young people would find them.

    In it: name, summary, for whom, ways to reach it, facts, source. Services for parents and the
    police come last.
    """
    midnight = tables.times.calendar.midnights[0]
    hours = directory.channel_hours
    pairs = [(service, channel) for service in hours.services for channel in service.channels]
    days = _days(pairs, tables, coming)

    def words(row: int, state: PlaceState) -> str:
        service, channel = pairs[row]
        return line_state_words(service, Line(channel, state))

    weeks = tables.times.add(hours.columns, days, words)
    states = place_states(hours.columns, np.arange(len(pairs), dtype=np.int32), midnight)
    lines: dict[str, list[Row]] = {}
    for (service, channel), state, week in zip(pairs, states, weeks, strict=True):
        line = _line(tables, service, Line(channel, state), week) if _is_kept(channel) else []
        if line:
            lines.setdefault(service.id, []).append(line)
    return [
        _service(tables, service, lines[service.id])
        for service in _found(directory, midnight)
        if service.id in lines
    ]


def _days(pairs: list[tuple[Service, Channel]], tables: Tables, coming: Coming) -> list[int]:
    calendar, interval = tables.times.calendar, service_check_holds_for()
    later = [(calendar.before(moment), {s.id: s for s in then.services}) for moment, then in coming]
    days = []
    for service, channel in pairs:
        changes = [before for before, then in later if then.get(service.id) != service]
        kept = days_of(service, interval, calendar, changes)
        days.append(kept if _is_kept(channel) else 0)
    return days


def _found(directory: Directory, at: datetime) -> list[Service]:
    found: dict[str, Service] = {}
    police: dict[str, Service] = {}
    for who in _READERS:
        results = search_services(directory, ServiceSearch(at=at, who=who))
        found |= {one.service.id: one.service for one in results.found}
        police |= {one.service.id: one.service for one in results.police}
    return list((found | police).values())


def _is_kept(channel: Channel) -> bool:
    theirs = not channel.audience or any(who in channel.audience for who in _READERS)
    return channel.kind in _WITHOUT_INTERNET and theirs


def _service(tables: Tables, service: Service, ways: list[Row]) -> Row:
    texts = tables.texts
    return [
        service.name,
        texts.row(service.summary),
        texts.row(for_whom(service)),
        ways,
        tables.fact_rows(facts(service)),
        texts.row(listed_words(service)),
    ]


def _line(tables: Tables, service: Service, line: Line, week: int) -> Row:
    """Give one way to reach a service; empty where there is nothing to press.

    In it: label, link, opening, state, how to, details. The opening is -1 where the state rests on
    no hours: then its sentence holds whatever the age of the copy.
    """
    text = line_text(service, line)
    if text.action is None:
        return []
    texts, hours = tables.texts, line.channel.opening_hours
    opening = -1
    if text.shows_hours and hours:
        said = texts.row(OpeningHours(hours).describe())
        opening = tables.openings.row((week, said, texts.row(line.channel.hours_public_note)))
    return [
        text.action.label,
        text.action.href,
        opening,
        texts.row("" if text.shows_hours else text.state),
        texts.row(text.title),
        texts.row(text.note if opening < 0 else None),
        texts.row(text.how_to),
        texts.row(" ".join(text.details)),
    ]
