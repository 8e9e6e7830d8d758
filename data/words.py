"""What the public reads about a place: tiers, kinds, states and sources, in plain words.

Every page, the map and the open data take their sentences from here, so that a correction is
made once. Reading age 9 to 11.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from data.freshness import Assurance
from data.records import Kind, Place, Status, Tier
from data.state import PlaceState, State

TIER = {
    Tier.DECLARED_HAVEN: "Safe haven",
    Tier.EMERGENCY_POINT: "Emergency point",
    Tier.PUBLIC_BUILDING: "Public building",
}
TIER_MEANS = {
    Tier.DECLARED_HAVEN: (
        "A place that joined a safe haven scheme. "
        "Go in and tell the staff you don't feel safe. They said they would help."
    ),
    Tier.EMERGENCY_POINT: (
        "A police station desk or a hospital A&E. "
        "The police can help if you are in danger. A&E is for when you are hurt or very ill."
    ),
    Tier.PUBLIC_BUILDING: (
        "A place like a library. There are people about. "
        "The staff have not promised to keep you safe, but you can ask them to call someone."
    ),
}
PROPOSED = "Proposed"
PROPOSED_MEANS = (
    "Not a safe haven yet. The Mayor said in 2023 that City Hall would look into it. "
    "We don't know that anyone there can help you today."
)
KIND = {
    Kind.CITY_HALL: "City Hall",
    Kind.POLICE_STATION: "Police station desk",
    Kind.HOSPITAL_AE: "Hospital A&E",
    Kind.FIRE_STATION: "Fire station",
    Kind.LIBRARY: "Library",
    Kind.COUNCIL_OFFICE: "Council office",
    Kind.COMMUNITY_CENTRE: "Community centre",
    Kind.YOUTH_CENTRE: "Youth centre",
    Kind.LEISURE_CENTRE: "Leisure centre",
    Kind.PLACE_OF_WORSHIP: "Place of worship",
    Kind.UNIVERSITY: "University",
    Kind.PHARMACY: "Pharmacy",
    Kind.SHOP: "Shop",
    Kind.PUB: "Pub",
    Kind.STADIUM: "Stadium",
    Kind.TRANSPORT: "Transport",
    Kind.OTHER: "Other",
}
HOURS_UNKNOWN = (
    "We don't know the opening hours. Call 101 first, or go somewhere that we know is open."
)


def tier_words(place: Place) -> str:
    """Name the tier, or say that the place is only proposed."""
    return PROPOSED if place.status is Status.PROPOSED else TIER[place.tier]


def tier_means(place: Place) -> str:
    """Say what the tier promises."""
    return PROPOSED_MEANS if place.status is Status.PROPOSED else TIER_MEANS[place.tier]


def clock_words(at: datetime) -> str:
    """Write a time of day as GOV.UK does.

    >>> clock_words(datetime(2026, 3, 1, 21, 30)), clock_words(datetime(2026, 3, 1, 0, 0))
    ('9.30pm', 'midnight')
    """
    if at.minute == 0 and at.hour in (0, 12):
        return "midnight" if at.hour == 0 else "midday"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def date_words(partial: str) -> str:
    """Write a year, month or day in words.

    >>> date_words("2025-10"), date_words("2026-03-03"), date_words("2023")
    ('October 2025', '3 March 2026', '2023')
    """
    parts = [int(part) for part in partial.split("-")]
    if len(parts) == 1:
        return partial
    day = date(parts[0], parts[1], parts[2] if len(parts) == 3 else 1)
    return f"{day.day} {day:%B %Y}" if len(parts) == 3 else f"{day:%B %Y}"


def _until_words(until: datetime, at: datetime) -> str:
    last = until - timedelta(minutes=1)
    if last.date() == at.date():
        return clock_words(until)
    if until.date() == at.date() + timedelta(days=1):
        return f"{clock_words(until)} tomorrow"
    return f"{clock_words(until)} on {until:%A}"


def _opens_words(opens: datetime, at: datetime) -> str:
    if opens.date() == at.date():
        return f"at {clock_words(opens)}"
    if opens.date() == at.date() + timedelta(days=1):
        return f"tomorrow at {clock_words(opens)}"
    return f"on {opens:%A} at {clock_words(opens)}"


def state_words(place: Place, state: PlaceState, *, now: bool = True) -> str:
    """Say whether a place is open, as a sentence or two; ``now`` False for another time."""
    if state.state is State.TEMPORARILY_CLOSED:
        return "Closed for now."
    if state.state is State.UNKNOWN:
        return _unknown_words(place, state)
    if state.state in (State.CLOSED, State.OPENING_SOON):
        return _closed_words(state, now)
    return _open_words(place, state, now)


def _unknown_words(place: Place, state: PlaceState) -> str:
    if place.opening_hours is None:
        return HOURS_UNKNOWN
    opens = f" Listed to open {_opens_words(state.opens, state.at)}." if state.opens else ""
    return f"It is a bank holiday. We don't know if this place is open. Check first.{opens}"


def _closed_words(state: PlaceState, now: bool) -> str:
    checked = state.assurance is Assurance.CHECKED
    if state.state is State.OPENING_SOON and state.opens:
        soon = "Opens soon" if checked else "Listed to open soon"
        return f"{soon}, {_opens_words(state.opens, state.at)}."
    moment = "now" if now else "then"
    closed = f"Closed {moment}." if checked else f"Listed as closed {moment}."
    return closed + (f" Opens {_opens_words(state.opens, state.at)}." if state.opens else "")


def _open_words(place: Place, state: PlaceState, now: bool) -> str:
    until = f"until {_until_words(state.until, state.at)}" if state.until else "day and night"
    moment = "" if now else " then"
    if state.state is State.CHECK_FIRST:
        since = place.hours_date or place.source_date
        age = f"from {date_words(since)}" if since and not place.checked_on else "old"
        return f"Check first. May be open{moment} {until}, but these times are {age}."
    opening = "Open" if state.assurance is Assurance.CHECKED else "Listed as open"
    if state.state is State.CLOSING_SOON and state.until:
        return f"{opening}{moment}, but closes soon, at {clock_words(state.until)}."
    return f"{opening}{moment} {until}."


def arrival_words(arrival: PlaceState, minutes: int) -> str | None:
    """Warn when a place may not be open on arrival; None when it is listed as open then."""
    if arrival.said_to_be_open:
        return None
    at = clock_words(arrival.at)
    if arrival.state is State.CHECK_FIRST:
        return None
    if arrival.state is State.UNKNOWN:
        return f"We don't know if it is open when you get there, at about {at}."
    return f"You would get there at about {at}. It is listed as closed then."


def listed_words(place: Place) -> str:
    """Say who listed a place, when, and whether City Hall has checked it."""
    who = f"Listed by {place.source_name}" if place.source_name else "Listed on a public page"
    when = f", {date_words(place.source_date)}" if place.source_date else " (no date)"
    return f"{who}{when}. {checked_words(place)}"


def checked_words(place: Place) -> str:
    """Say whether, when and how City Hall checked a place."""
    if place.checked_on is None:
        return "Not yet checked by City Hall."
    how = {"telephone": " by phone", "visit": " with a visit", "website": " online"}
    day = f"{place.checked_on.day} {place.checked_on:%B %Y}"
    return f"City Hall checked this on {day}{how.get(place.checked_how or '', '')}."


def distance_words(metres: float, minutes: int) -> str:
    """Say how far a place is, marked as an estimate.

    >>> distance_words(1234.0, 22)
    'About 1.2 km away, about 22 minutes on foot'
    """
    far = f"{max(round(metres, -2), 100):.0f} metres" if metres < 950 else f"{metres / 1000:.1f} km"
    if minutes <= 90:
        return f"About {far} away, about {minutes} minute{'' if minutes == 1 else 's'} on foot"
    hours = "an hour" if minutes < 120 else f"{minutes // 60} hours"
    return f"About {far} away, more than {hours} on foot"
