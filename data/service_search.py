"""Which services fit what was asked, in which order, and what followed the ones that closed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from data.channel_state import Line
from data.directory import Directory
from data.records import Answer, ChannelKind, Service, Status
from data.service_names import named, resembling
from data.state import State
from data.topics import groups_named, groups_of

EVERYWHERE = frozenset({"UK", "England", "London"})
_POLICE = frozenset({"emergency", "police"})
_TO_SPEAK_TO = (ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.WHATSAPP, ChannelKind.WEBCHAT)
_AT_ONCE = (ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.WEBCHAT)
_MAY_ANSWER = 3
_FEELINGS = "mind"
_SHORTEST_LINK = 3


class Who(StrEnum):
    """Who asks; the values are those of ``Service.audience``."""

    YOUNG_PERSON = "young_person"
    PARENT = "parent"
    PROFESSIONAL = "professional"


class How(StrEnum):
    """The way somebody wants to get in touch."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"
    WHATSAPP = "whatsapp"
    WRITE = "write"
    IN_PERSON = "in_person"


KINDS: Mapping[How, frozenset[ChannelKind]] = {
    How.CALL: frozenset({ChannelKind.PHONE}),
    How.TEXT: frozenset({ChannelKind.SMS}),
    How.CHAT: frozenset({ChannelKind.WEBCHAT, ChannelKind.CHATBOT}),
    How.WHATSAPP: frozenset({ChannelKind.WHATSAPP}),
    How.WRITE: frozenset({ChannelKind.EMAIL, ChannelKind.WEBSITE}),
    How.IN_PERSON: frozenset({ChannelKind.IN_PERSON}),
}


@dataclass(frozen=True)
class ServiceSearch:
    """What was asked. Empty sets and None mean "any". ``at`` needs a time zone.

    ``linked`` is the id of a service that somebody else's link names.
    """

    at: datetime
    who: Who = Who.YOUNG_PERSON
    topics: frozenset[str] = frozenset()
    age: int | None = None
    borough: str | None = None
    how: frozenset[How] = frozenset()
    open_only: bool = False
    text: str = ""
    linked: str | None = None


@dataclass(frozen=True)
class Found:
    """A service that fits, with its lines: those asked for first, then by what is open.

    ``kinds`` are the ways that were asked for, empty for any. Only they make it open.
    """

    service: Service
    lines: tuple[Line, ...]
    kinds: frozenset[ChannelKind] = frozenset()

    @property
    def asked_for(self) -> tuple[Line, ...]:
        """The lines of the ways that were asked for."""
        return tuple(x for x in self.lines if not self.kinds or x.channel.kind in self.kinds)

    @property
    def said_to_be_open(self) -> bool:
        """Whether somebody can be spoken or written to now, as a source that is not old says."""
        return any(line.state.said_to_be_open for line in self.asked_for)

    @property
    def may_be_open(self) -> bool:
        """The same, or an older source says so."""
        return any(line.state.may_be_open for line in self.asked_for)

    @property
    def waits_for_you(self) -> bool:
        """Whether one can write to it, or read it, at any hour."""
        write = KINDS[How.WRITE]
        return bool(self.kinds & write) and any(x.channel.kind in write for x in self.lines)


@dataclass(frozen=True)
class Redirect:
    """A service that closed, and what followed it: None where that is not public."""

    closed: Service
    successor: Service | None


@dataclass(frozen=True)
class ServiceResults:
    """What fits, best first. ``police`` are 999, 101 and the like, kept apart from ``found``.

    ``hours_unknown`` counts services that "open only" left out just because no source gives
    their hours. ``understood`` are the topics that the text was taken for, where it names no
    service. ``not_known`` says that the text or the link names nothing we know; then ``found`` is
    what fits without it.
    """

    found: tuple[Found, ...]
    police: tuple[Found, ...]
    redirects: tuple[Redirect, ...]
    hours_unknown: int
    understood: frozenset[str]
    not_known: bool


def search_services(directory: Directory, asked: ServiceSearch) -> ServiceResults:
    """Find services. Never by distance: a telephone is equally near everywhere."""
    chosen = _chosen(directory, asked)
    understood = frozenset() if chosen else groups_named(asked.text)
    if not chosen and not understood:
        chosen = resembling(directory.services, asked.text)
    asked = replace(asked, topics=asked.topics | understood)
    redirects = tuple(
        Redirect(s, successor_of(directory, s)) for s in chosen if s.status is Status.CLOSED
    )
    first = [s for s in chosen if s.status is not Status.CLOSED]
    first += [r.successor for r in redirects if r.successor]
    wanted = list(dict.fromkeys(s.id for s in first))
    lines = directory.channel_hours.lines(asked.at)
    if asked.text.strip() and wanted:
        pool = [s for s in directory.services if s.id in wanted]
    else:
        pool = [s for s in directory.services if s.status is not Status.CLOSED]
    found, unknown = [], 0
    for service in pool:
        one = Found(service, _lines(lines[service.id], asked), _kinds(asked.how))
        if service.id not in wanted and not _fits(one, asked):
            continue
        if asked.open_only and not _open_enough(one, wanted):
            unknown += any(line.state.state is State.UNKNOWN for line in one.asked_for)
            continue
        found.append(one)
    found.sort(key=lambda one: (_rank_of(one.service.id, wanted), *_order(one, asked)))
    return ServiceResults(
        found=tuple(one for one in found if not _is_police(one.service, wanted)),
        police=tuple(one for one in found if _is_police(one.service, wanted)),
        redirects=redirects,
        hours_unknown=unknown,
        understood=understood,
        not_known=bool(asked.text.strip() or asked.linked) and not (chosen or understood),
    )


def first_help(found: Sequence[Found]) -> tuple[tuple[Service, Line], ...]:
    """Give the first call, text and chat that are not known to be shut, whatever the worry is."""
    anyone = [one for one in found if _FEELINGS in groups_of(one.service.topics)]
    lines = [(one.service, x) for one in anyone for x in one.lines if _line_rank(x) <= _MAY_ANSWER]
    firsts = [[pair for pair in lines if pair[1].channel.kind is kind][:1] for kind in _AT_ONCE]
    return tuple(pair for first in firsts for pair in first)


def _chosen(directory: Directory, asked: ServiceSearch) -> list[Service]:
    """Give the services that the text, or else the link, names; closed ones too."""
    if asked.text.strip():
        return named(directory.services, asked.text)
    linked = directory.service(asked.linked) if asked.linked else None
    if linked:
        return [linked]
    name = " ".join(re.findall(r"[a-z0-9]+", (asked.linked or "").casefold()))
    return named(directory.services, name)[:1] if len(name) >= _SHORTEST_LINK else []


def _open_enough(one: Found, wanted: list[str]) -> bool:
    """Say whether "open only" keeps a service; the police and what was named always stay."""
    if one.may_be_open or one.waits_for_you:
        return True
    return one.service.id in wanted or _is_police(one.service, wanted)


def successor_of(directory: Directory, service: Service) -> Service | None:
    """Give the service that runs in place of a closed one, None where that is not public."""
    seen: set[str] = set()
    after: Service | None = service
    while after and after.status is Status.CLOSED and after.id not in seen:
        seen.add(after.id)
        after = directory.service(after.successor) if after.successor else None
    return after if after and after.status is not Status.CLOSED else None


def _fits(one: Found, asked: ServiceSearch) -> bool:
    service = one.service
    if service.audience and asked.who not in service.audience:
        return False
    if asked.topics and not asked.topics & groups_of(service.topics):
        return False
    if asked.age is not None and not _is_for_age(service, asked.age):
        return False
    if asked.borough and not covers(service, asked.borough):
        return False
    kinds = _kinds(asked.how)
    return not kinds or any(line.channel.kind in kinds for line in one.lines)


def covers(service: Service, borough: str) -> bool:
    """Say whether a service is for a borough; one that names no area may be."""
    areas = set(service.coverage)
    return not areas or bool(areas & EVERYWHERE) or borough in areas


def is_local(service: Service) -> bool:
    """Say whether a service is for named boroughs only."""
    return bool(service.coverage) and not set(service.coverage) & EVERYWHERE


def _is_for_age(service: Service, age: int) -> bool:
    return (service.age_min or 0) <= age <= (service.age_max or 150)


def _kinds(how: Iterable[How]) -> frozenset[ChannelKind]:
    return frozenset(kind for one in how for kind in KINDS[one])


def _lines(lines: Iterable[Line], asked: ServiceSearch) -> tuple[Line, ...]:
    """Keep the lines that whoever asks may use: those wanted first, then those open."""
    kinds = _kinds(asked.how)
    theirs = [x for x in lines if not x.channel.audience or asked.who in x.channel.audience]
    if asked.open_only and kinds:
        theirs = [line for line in theirs if line.channel.kind in kinds]
    return tuple(
        sorted(theirs, key=lambda line: (line.channel.kind not in kinds, _line_rank(line)))
    )


def _line_rank(line: Line) -> int:
    """Rank a line: somebody to speak to now, then a machine, then later, then to write or read."""
    speaks = line.channel.kind in _TO_SPEAK_TO
    if line.state.said_to_be_open:
        return 0 if speaks else 1
    if line.state.may_be_open:
        return 2
    if line.state.state is State.UNKNOWN:
        return 3 if speaks else 5
    return 4 if speaks else 6


def _rank_of(service_id: str, wanted: list[str]) -> int:
    return wanted.index(service_id) if service_id in wanted else len(wanted)


def _order(one: Found, asked: ServiceSearch) -> tuple[object, ...]:
    """Order: can I get in myself, now, to a person; is it about my worry; is it free; name."""
    service = one.service
    by_self = not service.referral or "self" in service.referral
    running = service.status is Status.ACTIVE
    groups = groups_of(service.topics)
    local = is_local(service) and asked.borough in service.coverage
    only_theirs = service.audience == (asked.who.value,)
    free = any(line.channel.free is Answer.YES for line in one.asked_for)
    return (
        not (by_self and running),
        min((_line_rank(line) for line in one.asked_for), default=9),
        "any" not in groups and not asked.topics,
        _is_special(groups) and not asked.topics,
        not local,
        not only_theirs,
        not free,
        service.name.casefold(),
    )


def _is_special(groups: frozenset[str]) -> bool:
    """Say whether a service is for one kind of trouble: not the first when none was named."""
    return not groups & {"mind", "missing"}


def _is_police(service: Service, wanted: list[str]) -> bool:
    return service.id not in wanted and bool(_POLICE & set(service.topics))
