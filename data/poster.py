"""What the noticeboard sheet of a borough says: one A4 side, true on one day, never "open now"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from data.borough_help import NIGHT, NO_NUMBER
from data.borough_summary import BoroughSummary, in_words
from data.freshness import firm_until
from data.hours import OpeningHours
from data.records import Kind, Place, Tier
from data.words import date_words, is_unconfirmed, tier_words

MOST_PLACES = 40
"""More than one side holds: further ones are counted, but neither measured nor drawn."""
NOT_SURE_SHAPE = "○"
SHAPES = MappingProxyType(
    {
        Tier.DECLARED_HAVEN: "●",
        Tier.EMERGENCY_POINT: "■",
        Tier.PUBLIC_BUILDING: "◆",
    }
)
MEANS = (
    ("●", "Safe haven: a place that joined a scheme. Tell the staff you don't feel safe."),
    ("○", "Not confirmed: only an old page names it as a safe haven."),
    ("■", "Police station desk, or hospital A&E for people who are hurt or very ill."),
    ("◆", "Public building, such as a library. Nobody there has promised to help."),
)
HOURS_UNKNOWN = "We don't know the hours."
CHECK_FIRST = "Check first: we are not sure of these times."
NO_NIGHT = "Night: we have no number. Call 101. In danger, call 999."
_DOUBT = "Check first."
NO_PLACE = "We know no place here that we can name. Call one of the numbers above."
ATTRIBUTION = (
    "Borders: contains National Statistics and OS data © Crown copyright and database right. "
    "Open Government Licence v3.0."
)


@dataclass(frozen=True)
class PosterPlace:
    """One place on the sheet; its number is the one on the map."""

    number: int
    shape: str
    name: str
    kind: str
    address: str
    hours: str
    alert: str


@dataclass(frozen=True)
class Poster:
    """All words of a sheet. ``means`` explains the shapes that are on it."""

    borough: str
    title: str
    true_on: str
    places: tuple[PosterPlace, ...]
    schemes: tuple[tuple[str, str], ...]
    means: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    council: tuple[str, ...]
    sure: str
    listed: str

    @property
    def has_doubtful_hours(self) -> bool:
        """Whether some place must be checked first."""
        return any(p.hours.endswith(_DOUBT) for p in self.places)


def poster(about: BoroughSummary, on: datetime) -> Poster:
    """Write the sheet of a borough for a day. Places only proposed are left out."""
    places = places_on(about)
    rows = tuple(_place(number, p, on.date()) for number, p in enumerate(places, 1))
    shapes = {row.shape for row in rows}
    return Poster(
        borough=about.borough,
        title=f"Places to go for help in {in_words(about.borough)}",
        true_on=date_words(on.date().isoformat()),
        places=rows,
        schemes=tuple(
            (s.name, s.how_to_recognise or "We don't know the sign.") for s in about.schemes
        ),
        means=tuple((shape, words) for shape, words in MEANS if shape in shapes),
        notes=_notes(places),
        council=_council(about),
        sure=_sure(about),
        listed=_listed(places),
    )


def places_on(about: BoroughSummary) -> tuple[Place, ...]:
    """Give the places in the order of their numbers: sure havens first."""
    havens = (*about.havens, *about.not_confirmed)
    return (*havens, *about.emergency_points, *about.buildings)


def _place(number: int, place: Place, today: date) -> PosterPlace:
    return PosterPlace(
        number=number,
        shape=NOT_SURE_SHAPE if is_unconfirmed(place) else SHAPES[place.tier],
        name=place.name,
        kind=tier_words(place),
        address=", ".join(part for part in (place.address, place.postcode) if part),
        hours=_hours(place, today),
        alert="" if is_unconfirmed(place) else place.alert or "",
    )


def _notes(places: tuple[Place, ...]) -> tuple[str, ...]:
    """Give what to know of the times of police desks, once each."""
    police = [p for p in places if p.kind is Kind.POLICE_STATION and p.opening_hours]
    return tuple(dict.fromkeys(f"■ {p.hours_public_note}" for p in police if p.hours_public_note))


def _hours(place: Place, today: date) -> str:
    if not place.opening_hours:
        return place.hours_public_note or HOURS_UNKNOWN
    hours = OpeningHours(place.opening_hours).describe()
    return f"{hours} {_DOUBT}" if firm_until(place) < today else hours


def _council(about: BoroughSummary) -> tuple[str, ...]:
    contact = about.contact
    if contact is None or not (contact.day_phone or contact.night_phone):
        return (NO_NUMBER,)
    said = []
    if contact.day_phone:
        hours = OpeningHours(contact.day_hours).describe() if contact.day_hours else ""
        said.append(f"Day: {_unbroken(contact.day_phone)}. {hours or HOURS_UNKNOWN}")
    if contact.night_phone:
        said.append(f"{NIGHT}: {_unbroken(contact.night_phone)}.")
    else:
        said.append(NO_NIGHT)
    if contact.how_to:
        said.append(contact.how_to)
    if contact.source_date:
        said.append(f"These numbers are from {date_words(contact.source_date)}.")
    return tuple(said)


def _unbroken(number: str) -> str:
    return number.replace(" ", "\u00a0")


def _sure(about: BoroughSummary) -> str:
    if not about.checked:
        return "City Hall has not checked these places and numbers yet. They may have changed."
    return f"City Hall has checked {about.checked} of {len(about.places)} places, and no numbers."


def _listed(places: tuple[Place, ...]) -> str:
    names = sorted({p.source_name for p in places if p.source_name})
    return f"Places as listed by {', '.join(names)}." if names else ""
