"""What the plain page of places shows, and what the search says that it should."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from data.hours_clock import LONDON
from data.live import current
from geo.search import Search, search
from pages.parts.place_card import card_of
from tests.plain.reading import Node

NOON = "2026-11-23T12:00"


@dataclass(frozen=True)
class Shown:
    """What a card says of a place."""

    id: str
    name: str
    state: str
    arrival: str


def cards(page: Node) -> list[Node]:
    return page.one("section", id="answer").all("article")


def shown(page: Node) -> list[Shown]:
    found = []
    for card in cards(page):
        name = card.all("h3")[0]
        state = card.one("p", class_="place__state").one("strong").text
        alerts = [p.text for p in card.all("p", class_="place__alert")]
        arrival = [text for text in alerts if not text.startswith("Before you go:")]
        found.append(Shown(name["id"].removeprefix("name-"), name.text, state, "".join(arrival)))
    return found


def expected(asked: Search, *, now: bool = True) -> list[Shown]:
    directory = current()
    found = []
    for one in search(directory, asked).found:
        card = card_of(one, directory.text_of(one.place), now=now)
        found.append(Shown(one.place.id, card.place.name, card.state, card.arrival or ""))
    return found


def asked_at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=LONDON)
