"""The plain page of places: the search of the first page, answered without a script."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property, lru_cache

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import clock
from data.directory import Directory
from data.live import current
from data.records import Kind, Tier
from data.words import KIND, TIER
from geo.boroughs import NAMES
from geo.headline import footnotes, heading, notes
from geo.search import NEAR_METRES, Point, Result, Search, When, search
from geo.where import Where, from_position, from_text
from pages.parts.filters import STEP_FREE, UNDER_18, WHEN
from pages.parts.legend import LISTED, meanings
from pages.parts.place_card import card_html, card_of
from pages.parts.templating import render
from pages.plain.choosing import Moment, Option, chosen, moment, options
from pages.plain.forms import Form, read
from pages.plain.frame import ROOT, answer, fitting, page, plain_address, plain_links

AT_ONCE = 10
"""Places on one page, if they fit."""
MOST = 5_000
_WHEN = {"there": When.ARRIVAL, "now": When.NOW, "at": When.NOW, "any": When.ANY}


_FILTERS = ("when", "day", "time", "tier", "kind", "borough", "under18", "stepfree")


@dataclass(frozen=True)
class _Filters:
    """What is chosen in the form, to be shown again as it was sent."""

    when: str
    moment: Moment
    tiers: tuple[Option, ...]
    kinds: tuple[Option, ...]
    boroughs: tuple[Option, ...]
    under_18: bool
    step_free: bool

    @cached_property
    def html(self) -> Markup:
        """That part of the form; it says nothing of where somebody is."""
        # Our own template has escaped every value.
        return Markup(  # noqa: S704
            render("plain_find_filters.html", chosen=self, under_18=UNDER_18, step_free=STEP_FREE)
        )

    @property
    def picked(self) -> tuple[str, ...]:
        """What is chosen in the part that is folded away, in words."""
        yes = ((UNDER_18, self.under_18), (STEP_FREE, self.step_free))
        return (
            *chosen((*self.tiers, *self.kinds, *self.boroughs)),
            *(words for words, ticked in yes if ticked),
        )

    @property
    def asks_all_london(self) -> bool:
        """Whether enough is chosen to search without a place to start from."""
        return bool(self.picked) or self.when == "at"

    @property
    def whens(self) -> tuple[Option, ...]:
        """When places must be open."""
        return options(WHEN, [self.when])


@dataclass(frozen=True)
class _Choices:
    """What the form holds: where from, and what is chosen."""

    text: str
    point: Point | None
    filters: _Filters


async def _page(request: Request) -> Response:
    if request.method == "POST":
        form = await read(request)
        # Not in a thread: it takes a millisecond or two, and handing it over and back takes more.
        return answer(_answer(form), typed=True)
    return answer(_start())


def _start() -> str:
    directory, now = current(), clock.now()
    return _overview(directory, _choices(directory, Form(), now), Where(), now)


def _answer(form: Form) -> str:
    directory, now = current(), clock.now()
    choices = _choices(directory, form, now)
    where = _where(directory, form, choices)
    anywhere = not where.point and not where.boroughs
    filters = choices.filters
    if anywhere and not filters.asks_all_london:
        return _overview(directory, choices, where, now)
    last = form.one("from", 120)
    asked = Search(
        at=filters.moment.at if filters.when == "at" else now,
        point=where.point,
        around=where.around,
        boroughs=form.chosen("borough", NAMES) | where.boroughs,
        when=_WHEN[filters.when],
        tiers=form.chosen("tier", Tier),
        kinds=form.chosen("kind", directory.columns.kinds),
        under_18=filters.under_18,
        step_free=filters.step_free,
        named=directory.id_of(where.place) if where.place else None,
        limit=MOST if last else AT_ONCE,
    )
    results = search(directory, asked)
    start = _after(directory, asked, results.found, last)

    def make(count: int) -> str:
        end = start + count
        return _drawn(
            choices,
            where,
            title=heading(results, asked, where.name, now),
            notes=() if start else notes(results, asked, now),
            cards=_cards(directory, results.found[start:end], now=filters.when != "at"),
            on=bool(start),
            more=results.more or len(results.found) > end,
            after=footnotes(results, asked),
        )

    return fitting(make, AT_ONCE)


def _after(directory: Directory, asked: Search, found: tuple[Result, ...], last: str) -> int:
    """Say from where to go on after a place, by its id; 0 for none.

    It may have closed since, and others opened: so no number would do.
    """
    if last not in directory.index:
        return 0
    ids = [one.place.id for one in found]
    if last in ids:
        return ids.index(last) + 1
    every = search(directory, replace(asked, when=When.ANY)).found
    order = {one.place.id: number for number, one in enumerate(every)}
    return sum(order[name] < order[last] for name in ids) if last in order else 0


def _overview(directory: Directory, choices: _Choices, where: Where, now: datetime) -> str:
    """Draw the form with every borough below it, and how much is open in each."""
    asked = Search(at=now, when=When.ANY, limit=MOST)
    results = search(directory, asked)
    places = Counter(one.place.borough or "" for one in results.found)
    open_now = Counter(
        one.place.borough or "" for one in results.found if one.state.said_to_be_open
    )
    boroughs = [
        (plain_address("borough", name), name, places[name], open_now[name])
        for name in NAMES
        if places[name]
    ]
    return _drawn(
        choices, where, title=heading(results, asked, None, now), notes=(), boroughs=boroughs
    )


def _drawn(choices: _Choices, where: Where, **values: object) -> str:
    empty = {"cards": (), "on": False, "more": False, "after": (), "boroughs": ()}
    return page(
        "plain_find.html",
        active="find",
        choices=choices,
        filters=choices.filters,
        where=where,
        legend=_legend(),
        **(empty | values),
    )


def _cards(
    directory: Directory, found: tuple[Result, ...], *, now: bool
) -> list[tuple[str, str, Markup, bool]]:
    """Give id, name and card of each place, and whether those from here on are far away."""
    cards = []
    far = False
    for one in found:
        begins = not far and one.metres is not None and one.metres > NEAR_METRES
        far = far or begins
        card = card_of(one, directory.text_of(one.place), now=now)
        # Ours, and every text in it was escaped.
        html = Markup(card_html(card, pictured=False, links=plain_links))  # noqa: S704
        cards.append((one.place.id, one.place.name, html, begins))
    return cards


@cache
def _legend() -> Markup:
    return Markup(render("plain_legend.html", listed=LISTED, meanings=meanings()))  # noqa: S704


def _choices(directory: Directory, form: Form, now: datetime) -> _Choices:
    lat, lon = form.degrees("lat", 90), form.degrees("lon", 180)
    return _Choices(
        text=form.one("pick") or form.one("where"),
        point=None if lat is None or lon is None else Point(round(lat, 3), round(lon, 3)),
        filters=_filters(directory, form, now),
    )


def _filters(directory: Directory, form: Form, now: datetime) -> _Filters:
    when = form.one("when")
    when = when if when in WHEN else "there"
    offered = tuple(directory.columns.kinds), tuple(directory.columns.boroughs)
    if when == "at" or any(map(form.many, _FILTERS[1:])):
        return _chosen(form, when, *offered, now)
    return _usual(when, *offered, now.replace(second=0, microsecond=0))


@lru_cache(maxsize=16)
def _usual(
    when: str, kinds: tuple[Kind, ...], boroughs: tuple[str, ...], minute: datetime
) -> _Filters:
    """Give the filters of nearly everybody: none but when. The same for a minute."""
    return _chosen(Form(), when, kinds, boroughs, minute)


def _chosen(
    form: Form, when: str, kinds: tuple[Kind, ...], boroughs: tuple[str, ...], now: datetime
) -> _Filters:
    return _Filters(
        when=when,
        moment=moment(form, now),
        tiers=options({tier.value: TIER[tier] for tier in Tier}, form.many("tier")),
        kinds=options({kind.value: KIND[kind] for kind in kinds}, form.many("kind")),
        boroughs=options({name: name for name in boroughs}, form.many("borough")),
        under_18="yes" in form.many("under18"),
        step_free="yes" in form.many("stepfree"),
    )


def _where(directory: Directory, form: Form, choices: _Choices) -> Where:
    """Say where to search from: what was typed, or else the phone's own position."""
    if choices.text:
        return from_text(choices.text, directory.names)
    if choices.point:
        return from_position(choices.point)
    return Where() if choices.filters.asks_all_london else from_text("", directory.names)


routes = [Route(ROOT, _page, methods=["GET", "POST"])]
