"""150 made-up places, one of them with hostile text; no real place is among them."""

from datetime import UTC, datetime
from math import hypot

from data.places_geojson import PlacesFile, PlaceText
from data.records import Place
from data.state import State
from geo.layers import Shown

HERE = (51.5055, 0.0163)
SPOT = (51.5056, 0.0164)
PAST = datetime(2026, 1, 1, tzinfo=UTC)
HOSTILE = "made-up-0"
HOSTILE_NAME = '<img src=x onerror="window.hurt=1"> \u202eleft</script>\'"'
HOSTILE_ALERT = "</script><script>window.hurt=1</script>{{ 7*7 }}"
SHAPES = ("haven", "emergency", "building", "proposed", "police", "constructor")
NOTE = "The hours are from last year."
ARRIVAL = "It may be shut when you get there."
SENTENCES = {
    State.CLOSED: "Listed as closed now.",
    State.OPEN: "Listed as open until 5pm.",
    State.UNKNOWN: "We don't know the opening hours.",
    State.CLOSING_SOON: "Listed as open, but closes soon, at 5pm.",
    State.OPENING_SOON: "Listed to open soon, at 5pm.",
    State.CHECK_FIRST: "Check first. May be open until 5pm.",
    State.TEMPORARILY_CLOSED: "Closed for now.",
}


def _place(number: int) -> Place:
    hostile = number == 0
    return Place(
        id=f"made-up-{number}",
        visibility="public",
        confidence="high",
        name=HOSTILE_NAME if hostile else f"Made-up Place {number}",
        kind="library",
        tier="public_building",
        status="active",
        lat=SPOT[0] if hostile else 51.36 + 0.28 * ((number * 37) % 150) / 150,
        lon=SPOT[1] if hostile else -0.35 + 0.5 * ((number * 61) % 150) / 150,
        phone="020 7946 0000",
        website="https://example.org/",
        source_url="https://example.org/source",
        alert=HOSTILE_ALERT if hostile else None,
    )


def _text(place: Place) -> PlaceText:
    number = int(place.id.rsplit("-", 1)[1])
    return PlaceText(
        shape=SHAPES[number % len(SHAPES)],
        tier="Public building",
        kind="Library",
        address=f"{number} Nowhere Street, E16 1ZE",
        directions="https://example.org/directions",
        facts=(("At the door", "Go to the desk."), ("Steps", "We don't know.")),
        listed="Listed by Nowhere Council, June 2026. Not yet checked by City Hall.",
    )


PLACES = [_place(number) for number in range(150)]
FILE = PlacesFile.of(PLACES, _text)


def shown(asked: str) -> list[Shown]:
    """Show all places, or none, or only the first, or all of them as closed."""
    count = {"none": 0, "alone": 1, "spot": 1}.get(asked, 150)
    return [_shown(n, asked) for n in range(count)]


def _shown(number: int, asked: str) -> Shown:
    state = State.CLOSED if asked == "closed" else State(number % 7)
    metres = _metres(PLACES[number]) if asked == "near" else None
    return Shown(
        id=f"made-up-{number}",
        state=State.OPEN if asked == "over" else state,
        lines=(SENTENCES[State.OPEN if asked == "over" else state], NOTE),
        metres=metres,
        minutes=None if metres is None else round(metres / 60),
        arrival=ARRIVAL,
    )


def _metres(place: Place) -> float:
    return hypot((place.lat - HERE[0]) * 111_000, (place.lon - HERE[1]) * 69_000)
