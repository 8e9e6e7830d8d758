"""The place card: all that we know of one place, as HTML with every record text escaped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from data.places_geojson import PlaceText
from data.records import Place
from data.state import State
from data.words import arrival_words, distance_words, state_words
from geo.search import Result
from pages.parts.templating import render

_KEPT = 1_024
"""Cards that are kept drawn, some 7 kB each: those of public places on both sorts of pages."""
_GAP = "distance"
_GAP_HTML = f"<strong>{_GAP}</strong>"

MARK = {
    State.OPEN: ("open", "●"),
    State.CLOSING_SOON: ("closing", "◑"),
    State.OPENING_SOON: ("opening", "◔"),
    State.CLOSED: ("closed", "○"),
    State.CHECK_FIRST: ("check", "?"),
    State.UNKNOWN: ("unknown", "?"),
    State.TEMPORARILY_CLOSED: ("closed", "○"),
}


@dataclass(frozen=True)
class Card:
    """The words of one card."""

    place: Place
    text: PlaceText
    mark: str
    glyph: str
    state: str
    arrival: str | None
    distance: str | None
    tel: str | None


def card_of(result: Result, text: PlaceText, *, now: bool = True) -> Card:
    """Put one result into words; ``now`` False when another time was asked about."""
    place = result.place
    mark, glyph = MARK[result.state.state]
    distance = None
    if result.metres is not None and result.minutes is not None:
        distance = distance_words(result.metres, result.minutes)
    return Card(
        place=place,
        text=text,
        mark=mark,
        glyph=glyph,
        state=state_words(place, result.state, now=now),
        arrival=on_arrival(result),
        distance=distance,
        tel=place.phone.replace(" ", "") if place.phone else None,
    )


def on_arrival(result: Result) -> str | None:
    """Warn when a place that may be open now may not be on arrival."""
    if result.on_arrival is None or not result.state.may_be_open:
        return None
    return arrival_words(result.on_arrival)


def card_html(card: Card, *, pictured: bool = True, links: Callable[[str], str] = str) -> str:
    """Draw a card; ``pictured`` with the shape that its pin has on the map, which is fetched.

    ``links`` may change what was drawn, such as where its links lead. What is the same for
    everybody is drawn once. The distance, and when somebody would arrive, tell where they are:
    neither is kept.
    """
    if card.arrival is not None:
        return _draw(card, pictured, links)
    if card.distance is None:
        return _drawn(card, pictured, links)
    html = _drawn(replace(card, distance=_GAP), pictured, links)
    return html.replace(_GAP_HTML, f"<strong>{card.distance}</strong>", 1)


def _draw(card: Card, pictured: bool, links: Callable[[str], str]) -> str:
    # As plain text: text that counts as HTML would escape what is put into it later.
    return str(links(render("place_card.html", card=card, pictured=pictured)))


_drawn = lru_cache(maxsize=_KEPT)(_draw)
