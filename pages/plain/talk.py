"""The plain page of people to talk to. What somebody chooses is in no address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import clock
from data.borough_summary import slug_of
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import current
from data.records import Service
from data.schema_org import services_data
from data.service_search import Found, How, ServiceSearch, Who, first_help, search_services
from data.service_words import HOW, UNSURE_LINK, WHO, chosen, heading, notes, redirect_words
from data.topics import NAMES as TOPICS
from geo.boroughs import NAMES, named
from pages.parts.readers import TALK
from pages.parts.service_card import first_help_html, service_html
from pages.parts.service_filters import AGES, WHEN, age_words, offered_ways
from pages.parts.service_lead import FROM_LINK, INTRO, PAGE, UNKNOWN_BOROUGH
from pages.plain.choosing import Moment, Option, moment, options
from pages.plain.forms import Form, read
from pages.plain.frame import answer, fitting, page, plain_links, with_data
from pages.plain.shared import shared

LONGEST_SEEN = 8_000
_ANY = {"": "Any age"}
_ANYWHERE = {"": "Anywhere in London"}


@dataclass(frozen=True)
class _Choices:
    """What the form holds, to be shown again as it was sent."""

    asked: ServiceSearch
    when: str
    moment: Moment
    ways: tuple[How, ...]

    @property
    def people(self) -> tuple[Option, ...]:
        return options({who.value: WHO[who] for who in Who}, [self.asked.who.value])

    @property
    def topics(self) -> tuple[Option, ...]:
        return options(dict(TOPICS), self.asked.topics)

    @property
    def whens(self) -> tuple[Option, ...]:
        return options(WHEN, [self.when])

    @property
    def hows(self) -> tuple[Option, ...]:
        return options({how.value: HOW[how] for how in self.ways}, self.asked.how)

    @property
    def ages(self) -> tuple[Option, ...]:
        names = _ANY | {str(age): age_words(age) for age in AGES}
        return options(names, [str(self.asked.age or "")])

    @property
    def boroughs(self) -> tuple[Option, ...]:
        return options(_ANYWHERE | {name: name for name in NAMES}, [self.asked.borough or ""])


async def _page(request: Request) -> Response:
    if request.method == "POST":
        form = await read(request)
        return answer(await run_in_threadpool(_answer, form), typed=True)
    query = request.query_params
    linked = {key: query.get(key, "")[:80] for key in ("for", "topic", "borough", "service")}
    return await shared(request, partial(_linked, linked), asked=_known(linked))


def _known(query: dict[str, str]) -> str | None:
    """Give a link's query as it should be written; None for what is not one word of ours."""
    said = [(key, value) for key, value in query.items() if value]
    if len(said) != 1:
        return None if said else ""
    ((key, value),) = said
    borough = named(value)
    known = {
        "for": value in TALK,
        "topic": value in TOPICS,
        "borough": borough is not None and value == slug_of(borough),
        "service": current().service(value) is not None,
    }
    return urlencode(said) if known[key] else None


def _linked(query: dict[str, str]) -> str:
    """Answer a link, which may name a reader, a topic, a borough and a service."""
    directory, now = current(), clock.now()
    borough = named(query["borough"])
    asked = ServiceSearch(
        at=now,
        who=TALK.get(query["for"], Who.YOUNG_PERSON),
        topics=frozenset({query["topic"]} & set(TOPICS)),
        borough=borough,
        linked=query["service"] or None,
    )
    said = [UNKNOWN_BOROUGH] if query["borough"] and not borough else []
    choices = _Choices(asked, "any", moment(Form(), now), tuple(offered_ways(directory)))
    drawn: list[Service] = []
    html = _drawn(directory, choices, (), said, drawn)
    return with_data(html, services_data("People to talk to", drawn, now.astimezone(LONDON).date()))


def _answer(form: Form) -> str:
    directory, now = current(), clock.now()
    when = form.one("when") if form.one("when") in WHEN else "any"
    at = moment(form, now)
    borough = form.one("borough")
    asked = ServiceSearch(
        at=at.at if when == "at" else now,
        who=next((who for who in Who if who.value == form.one("who")), Who.YOUNG_PERSON),
        topics=form.chosen("topic", TOPICS),
        age=form.number("age", AGES[0], AGES[-1]),
        borough=borough if borough in NAMES else None,
        how=form.chosen("how", How),
        open_only=when != "any",
        text=form.one("text"),
    )
    choices = _Choices(asked, when, at, tuple(offered_ways(directory)))
    known = {service.id for service in directory.services}
    seen = tuple(name for name in form.one("seen", LONGEST_SEEN).split() if name in known)
    return _drawn(directory, choices, seen, [], [])


def _drawn(
    directory: Directory,
    choices: _Choices,
    seen: Sequence[str],
    said: list[str],
    drawn: list[Service],
) -> str:
    """Draw the services that fit, and say in ``drawn`` which. Those ``seen`` before are left out.

    Their order changes by the hour, so no number would say where to go on.
    """
    asked, now = choices.asked, choices.when != "at"
    results = search_services(directory, asked)
    first = first_help(_anything(directory, asked.who, clock.now()))
    if asked.linked:
        known = " ".join(map(redirect_words, results.redirects)) or FROM_LINK
        said = [*said, UNSURE_LINK if results.not_known else known]
    rest = [(one, False) for one in results.found] + [(one, True) for one in results.police]
    rest = [(one, is_police) for one, is_police in rest if one.service.id not in seen]
    most = PAGE if sum(not is_police for _, is_police in rest) > PAGE else len(rest)

    def make(count: int) -> str:
        shown = [(one.service, _card(one, now=now), police) for one, police in rest[:count]]
        drawn[:] = [service for service, *_ in shown]
        ids = (*seen, *(service.id for service, _, _ in shown))
        return page(
            "plain_talk.html",
            active="talk",
            intro=INTRO,
            choices=choices,
            first_help="" if seen else Markup(first_help_html(first)),  # noqa: S704
            said=said,
            title=heading(results, asked, now=now),
            picked=", ".join(chosen(asked, now=now)),
            notes=() if seen else tuple(notes(results, asked)),
            seen=seen,
            shown=shown,
            more=" ".join(ids) if len(rest) > count else "",
        )

    return fitting(make, most)


def _anything(directory: Directory, who: Who, at: datetime) -> tuple[Found, ...]:
    return search_services(directory, ServiceSearch(at=at, who=who)).found


def _card(found: Found, *, now: bool) -> Markup:
    return plain_links(service_html(found, now=now))


routes = [Route("/plain/talk", _page, methods=["GET", "POST"])]
