"""What the public reads about a service and each way to reach it, in plain words.

Every page and the open data take their sentences from here. Reading age 9 to 11.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from data.bank_holidays import is_bank_holiday
from data.channel_state import Line
from data.hours_clock import LONDON
from data.records import Answer, Channel, ChannelKind, Service, Status
from data.service_search import EVERYWHERE, How, Redirect, ServiceResults, ServiceSearch, Who
from data.state import State
from data.topics import NAMES as TOPICS
from data.words import age_words, clock_words, date_words, hours_words, next_words

WHO = MappingProxyType(
    {
        Who.YOUNG_PERSON: "A young person",
        Who.PARENT: "A parent or carer",
        Who.PROFESSIONAL: "I work with children",
    }
)
HOW = MappingProxyType(
    {
        How.CALL: "Call",
        How.TEXT: "Text",
        How.CHAT: "Chat online",
        How.WHATSAPP: "WhatsApp",
        How.WRITE: "Write or read",
        How.IN_PERSON: "In person",
    }
)
KIND = MappingProxyType(
    {
        ChannelKind.PHONE: "Call",
        ChannelKind.SMS: "Text",
        ChannelKind.WHATSAPP: "WhatsApp",
        ChannelKind.WEBCHAT: "Chat online",
        ChannelKind.CHATBOT: "Chat with a computer",
        ChannelKind.EMAIL: "E-mail",
        ChannelKind.WEBSITE: "Web page",
        ChannelKind.IN_PERSON: "In person",
    }
)
NOT_SURE_IT_RUNS = "To be confirmed: we don't know if this still runs."
MEANWHILE = (
    "Until we know, use one of these: Childline on 0800 1111, any time. "
    "Or call or text 116 000, from 9am to 11pm. In danger? Call 999."
)
NO_WAY_IN = (
    "We don't know how you can reach this service yet. "
    "To talk now, call Childline on 0800 1111. In danger? Call 999."
)
UNSURE_NAME = "We don't know a service of that name. Here is every service that fits."
UNSURE_LINK = "The link names a service that we don't know. Here is every service that fits."
PRIVATE_UNKNOWN = "We don't know what they keep private. You can ask before you give your name."
LIMIT_UNKNOWN = (
    "We don't know when they may have to tell somebody. Some must if you may be badly hurt. "
    "You can ask them."
)
EMERGENCY_NOW = "In danger? Use it now."
LIFE_AT_RISK = "If somebody may die or be badly hurt, call 999 or go to A&E."
_POLICE = frozenset({"emergency", "police"})
_ANSWERED = MappingProxyType(
    {
        "person": "A person answers.",
        "bot": "A computer answers, not a person.",
    }
)
_BY = MappingProxyType(
    {
        ChannelKind.PHONE: "calls",
        ChannelKind.SMS: "texts",
        ChannelKind.WHATSAPP: "WhatsApp messages",
        ChannelKind.WEBCHAT: "chats",
    }
)
_TALKS = frozenset({ChannelKind.PHONE, ChannelKind.SMS, ChannelKind.WHATSAPP, ChannelKind.WEBCHAT})


@dataclass(frozen=True)
class Action:
    """A link that reaches a service. ``leaves`` is True where it opens somebody else's page."""

    label: str
    href: str
    leaves: bool


@dataclass(frozen=True)
class LineText:
    """The words of one way to reach a service.

    ``shows_hours``: its state rests on hours, so that it gets a mark as places do. ``source`` is
    the (name, address) of the page it is from, None where that is the page of the whole service.
    """

    title: str | None
    action: Action | None
    contact: str | None
    how_to: str | None
    state: str
    shows_hours: bool
    note: str | None
    details: tuple[str, ...]
    source: tuple[str, str] | None


def line_text(service: Service, line: Line, *, now: bool = True) -> LineText:
    """Put one line into words; ``now`` False when another time was asked about."""
    channel = line.channel
    reach = action(channel)
    state = line_state_words(service, line, now=now)
    note = channel.hours_public_note
    named = reach is not None and (channel.label is None or channel.label in reach.label)
    return LineText(
        title=None if named else channel.label or KIND[channel.kind],
        action=reach,
        contact=None if reach and channel.kind is not ChannelKind.EMAIL else channel.contact,
        how_to=channel.how_to,
        state=state,
        shows_hours=channel.opening_hours is not None and service.status is Status.ACTIVE,
        note=None if note and note in state else note,
        details=tuple(_details(service, channel)),
        source=_own_source(service, channel),
    )


def _own_source(service: Service, channel: Channel) -> tuple[str, str] | None:
    theirs = (channel.source_url, channel.source_date)
    if not channel.source_url or theirs == (service.source_url, service.source_date):
        return None
    host = (urlsplit(channel.source_url).hostname or "").removeprefix("www.")
    dated = date_words(channel.source_date) if channel.source_date else "no date"
    return f"{host}, {dated}", channel.source_url


def action(channel: Channel) -> Action | None:
    """Give the link to press: tel, sms, e-mail or web; None where there is nothing to press."""
    contact = (channel.contact or "").strip()
    number = re.sub(r"\D", "", contact)
    dialled = bool(number) and not re.search(r"[A-Za-z@]", contact)
    if channel.kind is ChannelKind.PHONE and dialled:
        return Action(f"Call {contact}", f"tel:{number}", leaves=False)
    # A text to 999 goes nowhere from a phone that is not signed up, so it is no button.
    if channel.kind is ChannelKind.SMS and dialled and number != "999":
        return Action(f"Text {contact}", f"sms:{number}", leaves=False)
    if channel.kind is ChannelKind.EMAIL and re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", contact):
        return Action("Write an e-mail", f"mailto:{contact}", leaves=False)
    if re.fullmatch(r"https?://[^\s\"'<>]+", contact):
        name = channel.label or ("Open the web page" if channel.kind is ChannelKind.WEBSITE else "")
        return Action(name or KIND[channel.kind], contact, leaves=True)
    return None


def line_state_words(service: Service, line: Line, *, now: bool = True) -> str:
    """Say whether a line is listed as open, as a sentence or two."""
    channel, state = line.channel, line.state
    if "emergency" in service.topics:
        return EMERGENCY_NOW
    if service.status is Status.UNKNOWN:
        return NOT_SURE_IT_RUNS
    if state.state is State.TEMPORARILY_CLOSED:
        return "Closed for now."
    why = "City Hall has not checked that lately" if service.checked_on else None
    why = why or age_words(channel.source_date)
    if state.state is not State.UNKNOWN:
        return hours_words(state, why, now=now)
    if channel.opening_hours is not None:
        holiday = "It is a bank holiday. " if is_bank_holiday(state.at.date()) else ""
        return f"{holiday}We don't know if it is open.{next_words(state, why)}"
    if channel.kind is ChannelKind.WEBSITE:
        return "You can open this page at any time." if channel.contact else ""
    if channel.kind is ChannelKind.EMAIL:
        soon = "" if channel.hours_public_note else " We don't know how soon they answer."
        return f"You can write at any time.{soon}"
    return "" if channel.hours_public_note else "We don't know the hours."


def _details(service: Service, channel: Channel) -> Iterator[str]:
    """Say what is known; what is not matters less than calling, where somebody is in danger."""
    if service.status is Status.UNKNOWN:
        return
    if by := _answered_by(channel):
        yield _ANSWERED[by]
    if "emergency" in service.topics:
        return
    if channel.cost_note:
        yield channel.cost_note
    elif channel.free is Answer.YES:
        yield "Free."
    elif channel.free is Answer.NO:
        yield "It costs money."
    elif channel.kind in _TALKS:
        yield "We don't know if it is free."
    if channel.kind in (ChannelKind.PHONE, ChannelKind.SMS):
        yield {
            Answer.YES: "It shows on the phone bill.",
            Answer.NO: "It does not show on the phone bill.",
            Answer.UNKNOWN: "It may show on the phone bill.",
        }[channel.shows_on_bill]


def _answered_by(channel: Channel) -> str | None:
    if channel.kind is ChannelKind.CHATBOT:
        return "bot"
    return channel.answered_by if channel.answered_by in _ANSWERED else None


def for_whom(service: Service) -> str:
    """Say who a service is for: whom it names, which ages and where.

    >>> from data.records import Confidence, Visibility
    >>> for_whom(Service(id="a", visibility=Visibility.PUBLIC, confidence=Confidence.HIGH,
    ...     name="Made up", status=Status.ACTIVE, audience=("young_person",), age_max=18,
    ...     coverage=("UK",)))
    'For young people (up to 18). All of the UK.'
    """
    ages = f" ({_age_words(service)})" if _age_words(service) else ""
    known = {
        Who.YOUNG_PERSON: f"young people{ages}",
        Who.PARENT: "parents",
        Who.PROFESSIONAL: "people who work with children",
    }
    people = [name for who, name in known.items() if who in service.audience]
    who = f"For {_listed(people)}" if people else "We don't know who it is for"
    aged = "" if Who.YOUNG_PERSON in service.audience else ages
    return f"{who}{aged}. {_area_words(service)}"


def _age_words(service: Service) -> str:
    low, high = service.age_min, service.age_max
    if low is not None and high is not None:
        return f"{low} to {high}"
    if low is not None:
        return f"{low} and over"
    return f"up to {high}" if high is not None else ""


def _area_words(service: Service) -> str:
    if not service.coverage:
        return "We don't know which area."
    for area, words in (("UK", "All of the UK"), ("England", "All of England")):
        if area in service.coverage:
            return f"{words}."
    if "London" in service.coverage:
        return "All of London."
    return f"Only {_listed([a for a in service.coverage if a not in EVERYWHERE])}."


def facts(service: Service) -> Iterator[tuple[str, str]]:
    """Give what there is to know before getting in touch, as (question, answer)."""
    if service.confidentiality or not _POLICE & set(service.topics):
        yield "What stays private", service.confidentiality or PRIVATE_UNKNOWN
        yield "When they may have to tell", service.confidentiality_limits or LIMIT_UNKNOWN
    if service.status is Status.ACTIVE:
        yield "How you get in", _way_in(service)
    if unknown := _who_answers_unknown(service):
        yield "Who answers", unknown
    yield "Languages", service.languages or "We don't know which languages."
    if service.provider:
        yield "Who runs it", service.provider


def _who_answers_unknown(service: Service) -> str | None:
    ways = [c for c in service.channels if c.kind in _TALKS]
    if "emergency" in service.topics or all(map(_answered_by, ways)):
        return None
    names = list(dict.fromkeys(_BY[c.kind] for c in ways if not _answered_by(c)))
    return f"We don't know if a person or a computer answers {_listed(names)}."


def _way_in(service: Service) -> str:
    asked = set(service.referral)
    if "self" in asked:
        return "You can get in touch yourself."
    if asked == {"police"}:
        return "Only the police can ask for it."
    if asked:
        return "Somebody who works with you asks for it, such as a teacher, nurse or social worker."
    return "We don't know if you can ask yourself."


def redirect_words(redirect: Redirect) -> str:
    """Say that a service closed, when, and what followed it."""
    closed = redirect.closed
    ended = f" in {date_words(closed.ended_on)}" if closed.ended_on else ""
    if redirect.successor is None:
        return f"{closed.name} closed{ended}. We don't know what followed it."
    return f"{closed.name} closed{ended}. This followed it: {redirect.successor.name}."


def heading(results: ServiceResults, asked: ServiceSearch, *, now: bool = True) -> str:
    """Say how many services fit and how many of them are listed as open."""
    total = len(results.found)
    if not total:
        return "No service that we know fits all of that"
    count = "1 service" if total == 1 else f"{total} services"
    if asked.how == {How.WRITE}:
        return f"{count} that you can write to or read, at any hour"
    open_ones = sum(one.said_to_be_open for one in results.found)
    return f"{count}, {open_ones} listed as open {_moment_words(asked, now)}"


def _moment_words(asked: ServiceSearch, now: bool) -> str:
    if now:
        return "now"
    at = asked.at.astimezone(LONDON)
    return f"on {at:%A} {at.day} {at:%B} at {clock_words(at)}"


def chosen(asked: ServiceSearch, *, now: bool = True) -> Iterator[str]:
    """Name what was chosen, so that nobody forgets a choice that is folded away."""
    yield from (TOPICS[topic] for topic in TOPICS if topic in asked.topics)
    if asked.open_only:
        yield "Open now" if now else f"Open {_moment_words(asked, now)}"
    yield from (HOW[how] for how in HOW if how in asked.how)
    if asked.age is not None:
        yield f"Age {asked.age}"
    if asked.borough:
        yield asked.borough
    if asked.text.strip():
        yield f"“{asked.text.strip()}”"


def notes(results: ServiceResults, asked: ServiceSearch) -> Iterator[str]:
    """Give what to know before reading the list."""
    if asked.text.strip():
        if results.not_known:
            yield UNSURE_NAME
        yield from map(redirect_words, results.redirects)
    if results.understood:
        names = [TOPICS[topic] for topic in TOPICS if topic in results.understood]
        yield f"These are about: {', '.join(names)}."
    if "mind" in asked.topics | results.understood:
        yield LIFE_AT_RISK
    if not results.found:
        yield "Choose fewer things. To talk to someone now, call Childline on 0800 1111."
    unsure = sum(one.may_be_open and not one.said_to_be_open for one in results.found)
    if unsure:
        many = "1 more may be open" if unsure == 1 else f"{unsure} more may be open"
        yield f"{many}, but we are not sure of the times. Look for “Check first”."
    if results.hours_unknown:
        many = "1 service is" if results.hours_unknown == 1 else f"{results.hours_unknown} more are"
        yield f"{many} left out, because we don't know the hours."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
