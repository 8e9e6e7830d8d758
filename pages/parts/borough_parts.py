"""The parts of a borough's page, as HTML with every record text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from data.borough_summary import BoroughSummary, in_words
from data.directory import Directory
from data.places_geojson import PlaceText
from data.records import Place, Status, Tier
from data.state import PlaceState
from data.words import (
    NOT_CONFIRMED,
    NOT_CONFIRMED_MEANS,
    PROPOSED_MEANS,
    TIER_MEANS,
    date_words,
    state_words,
)
from pages.parts.place_card import MARK
from pages.parts.templating import render


@dataclass(frozen=True)
class Row:
    """One place in a line or two, and the rest folded away."""

    place: Place
    text: PlaceText
    now: PlaceState
    glyph: str
    state: str


Group = tuple[tuple[Place, ...], str, str, str]
"""Places of one kind, the id of their heading, the heading, and what they are."""
NO_PLACE = "We know no place here yet. Look at the boroughs next to it."


def groups(about: BoroughSummary) -> tuple[Group, ...]:
    """Sort the places of a borough into kinds, in reading order."""
    return (
        (about.havens, "havens", "Safe havens", TIER_MEANS[Tier.DECLARED_HAVEN]),
        (about.not_confirmed, "not-confirmed", NOT_CONFIRMED, NOT_CONFIRMED_MEANS),
        (about.emergency_points, "emergency", "Emergency points", ""),
        (about.buildings, "buildings", "Public buildings", TIER_MEANS[Tier.PUBLIC_BUILDING]),
        (about.proposed, "proposed", "Only proposed", PROPOSED_MEANS),
    )


def reportable(about: BoroughSummary) -> dict[tuple[str, str], str]:
    """Name all records of a borough's page that may be wrong, by kind and id."""
    records = {("place", place.id): place.name for place in about.places}
    if about.contact:
        records["contact", about.contact.id] = f"The council's numbers for {about.borough}"
    schemes = (*about.schemes, *about.london_schemes)
    return records | {("scheme", s.id): f"The scheme {s.name}" for s in schemes}


def places_html(
    directory: Directory,
    places: Sequence[Place],
    key: str,
    title: str,
    means: str,
    at: datetime,
    total: int | None = None,
) -> str:
    """Draw places of one kind with what is known of each at a moment; empty for none.

    ``total`` says how many of the kind there are, where these are not all.
    """
    if not places:
        return ""
    rows = [row_of(directory, place, at) for place in places]
    count = len(rows) if total is None else total
    return render("borough_places.html", id=key, title=title, means=means, rows=rows, count=count)


def open_now_html(
    directory: Directory, places: Sequence[Place], at: datetime, most: int | None = None
) -> str:
    """Name the places that may be open at a moment, surest first; the rest is counted."""
    rows = [row_of(directory, p, at) for p in places if p.status is not Status.PROPOSED]
    may_be = [row for row in rows if row.now.may_be_open]
    may_be.sort(key=lambda row: not row.now.said_to_be_open)
    shown = may_be[:most]
    return render("borough_open.html", rows=shown, more=len(may_be) - len(shown))


def facts_html(about: BoroughSummary, ring: str) -> str:
    """Draw what is not a place. ``ring`` says whom to ring, as HTML that is safe already."""
    return render(
        "borough_facts.html",
        about=about,
        name=in_words(about.borough),
        ring=Markup(ring),  # noqa: S704 (made by a template of ours)
        checked=_checked(about),
        oldest=date_words(about.oldest) if about.oldest else None,
        newest=date_words(about.newest) if about.newest else None,
    )


def row_of(directory: Directory, place: Place, at: datetime) -> Row:
    """Put together what is said of one place at a moment."""
    state = directory.state(directory.index[place.id], at)
    return Row(
        place=place,
        text=directory.text_of(place),
        now=state,
        glyph=MARK[state.state][1],
        state=state_words(place, state),
    )


def _checked(about: BoroughSummary) -> str:
    total = len(about.places)
    if not about.checked or about.last_checked is None:
        return f"We list {total} place{'' if total == 1 else 's'}. City Hall has checked none yet."
    last = date_words(about.last_checked.isoformat())
    return f"City Hall has checked {about.checked} of {total} places, the last on {last}."
