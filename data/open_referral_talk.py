"""Services to talk to as services of Open Referral UK 3.0, with their phones.

Ways to reach one that are only for people who work with children are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from data.channel_state import Line
from data.directory import Directory
from data.freshness import Assurance
from data.open_referral_hours import Part, parts
from data.open_referral_ids import made
from data.open_referral_parts import (
    CLOSED_FOR_NOW,
    NOT_CHECKED,
    NOT_OPEN,
    STATUS,
    Json,
    Listed,
    attributes,
    base,
    described,
    is_for_families,
    kept,
    organization,
    schedules,
    sentences,
)
from data.open_referral_taxonomies import Sure, terms_of_service
from data.records import Answer, Channel, ChannelKind, Service, Status
from data.service_search import Redirect, successor_of
from data.service_words import KIND as WAY
from data.service_words import NOT_SURE_IT_RUNS, action, facts, for_whom, redirect_words
from data.words import age_words

_NUMBERS = {ChannelKind.PHONE: "voice", ChannelKind.SMS: "text"}


def listed_service(
    service: Service, directory: Directory, lines: Sequence[Line], today: date
) -> Listed:
    """Put a service to talk to into the words of the standard."""
    service_id = made("service", "talk", service.id)
    lines = [line for line in lines if is_for_families(line.channel.audience)]
    channels = [line.channel for line in lines]
    running = service.status is Status.ACTIVE
    timed = [line for line in lines if line.channel.opening_hours] if running else []
    sure = _surest(service, timed)
    terms = tuple(terms_of_service(service, (c.kind for c in channels), sure))
    said = [service.summary or "", for_whom(service)]
    said += [f"{question}: {words}" for question, words in facts(service)]
    said += _other_ways(channels)
    timetable: list[Json] = []
    weekly: list[Part] = []
    for number, line in enumerate(timed):
        hours = line.channel.opening_hours or ""
        found = parts(hours, today)
        key = {"service_id": service_id}
        timetable += schedules(
            hours, found, key, _warning(service, line), _way(line.channel), number
        )
        weekly += found
    status = "inactive" if service.status is Status.UNKNOWN else STATUS[service.status]
    brief = kept(
        {
            **base(service, service_id, described(service, said)),
            "url": _first_link(channels),
            "email": _first_email(channels),
            "status": status,
            "alert": _alert_of_service(service, directory, sure),
            "organization": _provider(service),
        }
    )
    rest = {
        "phones": _phones(service_id, channels),
        "schedules": timetable,
        "service_areas": [
            {
                "id": made("service_area", service_id, area),
                "service_id": service_id,
                "name": area,
                "service_area": area,
            }
            for area in service.coverage
        ],
        "cost_options": _costs(service_id, channels),
        "attributes": attributes(service_id, terms),
    }
    return Listed(
        id=service_id,
        brief=lambda: brief,
        rest=lambda: rest,
        location=None,
        terms=terms,
        parts=tuple(weekly),
        words=" ".join(
            (service.name, service.provider or "", service.summary or "", *service.topics)
        ),
        record=service,
    )


def _surest(service: Service, timed: Sequence[Line]) -> Sure:
    """Give how sure the least sure of its hours are."""
    if service.status in NOT_OPEN:
        return Sure.NOT_OPEN
    found = {line.state.assurance for line in timed}
    for assurance in (Assurance.CHECK_FIRST, Assurance.LISTED, Assurance.CHECKED):
        if assurance in found:
            return Sure(assurance.value)
    return Sure.UNKNOWN


def _alert_of_service(service: Service, directory: Directory, sure: Sure) -> str | None:
    if service.status is Status.CLOSED:
        after = successor_of(directory, service)
        known = after if after and is_for_families(after.audience) else None
        return redirect_words(Redirect(service, known))
    if service.status is Status.UNKNOWN:
        return NOT_SURE_IT_RUNS
    if service.status is Status.TEMPORARILY_CLOSED:
        return CLOSED_FOR_NOW
    return "Check first: some of these times may be old." if sure is Sure.CHECK_FIRST else None


def _warning(service: Service, line: Line) -> str:
    if line.state.assurance is not Assurance.CHECK_FIRST:
        return NOT_CHECKED if line.state.assurance is Assurance.LISTED else ""
    lately = "City Hall has not checked that lately" if service.checked_on else None
    return f"Check first: {lately or age_words(line.channel.source_date)}."


def _provider(service: Service) -> Json | None:
    return organization(service.provider, f"Runs {service.name}.") if service.provider else None


def _phones(service_id: str, channels: Sequence[Channel]) -> list[Json]:
    found: dict[str, Json] = {}
    for channel in channels:
        if channel.kind not in _NUMBERS or not channel.contact:
            continue
        phone_id = made("phone", service_id, channel.kind.value, channel.contact)
        said = (channel.label, channel.how_to, channel.hours_public_note, channel.cost_note)
        found.setdefault(
            phone_id,
            kept(
                {
                    "id": phone_id,
                    "service_id": service_id,
                    "number": channel.contact,
                    "type": _NUMBERS[channel.kind],
                    "description": sentences(said),
                }
            ),
        )
    return list(found.values())


def _other_ways(channels: Sequence[Channel]) -> list[str]:
    """Say the ways that have no field of their own: chats, apps, addresses."""
    return [
        ": ".join(part for part in (_way(c), c.contact or c.how_to or c.hours_public_note) if part)
        for c in channels
        if c.kind not in _NUMBERS
    ]


def _way(channel: Channel) -> str:
    words = WAY[channel.kind]
    return f"{words}, {channel.label}" if channel.label else words


def _first_link(channels: Sequence[Channel]) -> str | None:
    links = [x for c in channels if (x := action(c)) and x.href.startswith("http")]
    return links[0].href if links else None


def _first_email(channels: Sequence[Channel]) -> str | None:
    links = [x.href for c in channels if (x := action(c)) and x.href.startswith("mailto:")]
    return links[0].removeprefix("mailto:") if links else None


def _costs(service_id: str, channels: Sequence[Channel]) -> list[Json]:
    found: dict[str, Json] = {}
    for channel in channels:
        words = channel.cost_note or {Answer.YES: "Free.", Answer.NO: "It costs money."}.get(
            channel.free
        )
        if not words:
            continue
        option = ": ".join(part for part in (_way(channel), channel.contact) if part)
        cost: Json = {
            "id": made("cost_option", service_id, option),
            "service_id": service_id,
            "option": option,
            "amount_description": words,
        }
        if channel.free is Answer.YES:
            cost["amount"] = 0
        found.setdefault(cost["id"], cost)
    return list(found.values())
