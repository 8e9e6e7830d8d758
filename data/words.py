"""What the public reads about a place: tiers, kinds, states and sources, in plain words.

Every page, the map and the open data take their sentences from here, so that a correction is
made once. Reading age 9 to 11.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from data.bank_holidays import is_bank_holiday
from data.freshness import Assurance
from data.records import Answer, Kind, Place, Record, Status, Tier
from data.state import PlaceState, State

TIER = {
    Tier.DECLARED_HAVEN: "Safe haven",
    Tier.EMERGENCY_POINT: "Emergency point",
    Tier.PUBLIC_BUILDING: "Public building",
}
TIER_MEANS = {
    Tier.DECLARED_HAVEN: (
        "A place that joined a safe haven scheme. "
        "Go in and tell the staff you don't feel safe. They joined up to help."
    ),
    Tier.EMERGENCY_POINT: "A police station desk or a hospital A&E.",
    Tier.PUBLIC_BUILDING: (
        "A place like a library, with people about. "
        "Nobody there has promised to help. You can ask staff to call someone for you."
    ),
}
NOT_CONFIRMED = "Safe haven (not confirmed)"
NOT_CONFIRMED_MEANS = (
    "A page from some years ago names this place as a safe haven. We don't know if it still is. "
    "You can go in and ask staff to call someone for you."
)
KIND_MEANS = {
    Kind.POLICE_STATION: (
        "The front desk of a police station. "
        "Go to the desk. You can say: I need help. I don't feel safe."
    ),
    Kind.HOSPITAL_AE: (
        "A&E is for people who are hurt or very ill. If you are not hurt but don't feel safe, call "
        "999 or Childline. If you are already there, go in and tell the desk you don't feel safe."
    ),
}
PROPOSED = "Proposed"
PROPOSED_MEANS = (
    "Not a safe haven yet. The Mayor said in 2023 that City Hall would look into it. "
    "Don't go there for help yet."
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
HOURS_UNKNOWN = "We don't know when it is open. Choose a place that is listed as open."
POLICE_HOURS_UNKNOWN = (
    "We don't know when it is open. Call 101 to ask, or choose a place that is listed as open."
)


def is_unconfirmed(place: Place) -> bool:
    """Say whether only an old page names a place as a safe haven."""
    return place.tier is Tier.DECLARED_HAVEN and place.haven_confirmed is Answer.UNKNOWN


def tier_words(place: Place) -> str:
    """Name the tier, or say that the place is only proposed, or named a haven long ago."""
    if place.status is Status.PROPOSED:
        return PROPOSED
    return NOT_CONFIRMED if is_unconfirmed(place) else TIER[place.tier]


def tier_means(place: Place) -> str:
    """Say what the place is, and what it promises."""
    if place.status is Status.PROPOSED:
        return PROPOSED_MEANS
    if is_unconfirmed(place):
        return NOT_CONFIRMED_MEANS
    return KIND_MEANS.get(place.kind, TIER_MEANS[place.tier])


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
    days = (until.date() - at.date()).days
    at_midnight = (until.hour, until.minute) == (0, 0)
    if days == 0 or (days == 1 and at_midnight):
        return clock_words(until)
    if at_midnight:
        last = until.date() - timedelta(days=1)
        return f"the end of {'tomorrow' if days == 2 else f'{last:%A}'}"
    return f"{clock_words(until)} {'tomorrow' if days == 1 else f'on {until:%A}'}"


def _opens_words(opens: datetime, at: datetime) -> str:
    days = (opens.date() - at.date()).days
    if days < 2:
        return f"{'tomorrow ' if days else ''}at {clock_words(opens)}"
    day = f"{opens:%A}" if days < 7 else f"{opens:%A} {opens.day} {opens:%B}"
    return f"on {day} at {clock_words(opens)}"


def state_words(place: Place, state: PlaceState, *, now: bool = True) -> str:
    """Say whether a place is open, as a sentence or two; ``now`` False for another time."""
    if state.state is State.TEMPORARILY_CLOSED:
        return "Closed for now."
    if state.state is State.UNKNOWN:
        return _unknown_words(place, state)
    return hours_words(state, why_check_first(place), now=now)


def hours_words(state: PlaceState, why: str, *, now: bool = True) -> str:
    """Say what known hours say; ``why`` they need a check, should they need one."""
    if state.state in (State.CLOSED, State.OPENING_SOON):
        return _closed_words(state, why, now)
    return _open_words(state, why, now)


def _unknown_words(place: Place, state: PlaceState) -> str:
    if place.opening_hours is None or place.status is Status.PROPOSED:
        return POLICE_HOURS_UNKNOWN if place.kind is Kind.POLICE_STATION else HOURS_UNKNOWN
    why = "It is a bank holiday. " if is_bank_holiday(state.at.date()) else ""
    next_time = next_words(state, why_check_first(place))
    return f"{why}We don't know if this place is open. Check first.{next_time}"


def _closed_words(state: PlaceState, why: str, now: bool) -> str:
    checked = state.assurance is Assurance.CHECKED
    if state.state is State.OPENING_SOON and state.opens:
        soon = "Opens soon" if checked else "Listed to open soon"
        return f"{soon}, {_opens_words(state.opens, state.at)}."
    moment = "now" if now else "then"
    closed = f"Closed {moment}." if checked else f"Listed as closed {moment}."
    return closed + next_words(state, why)


def next_words(state: PlaceState, why: str) -> str:
    """Say when it opens next, never more surely than its source allows."""
    if state.opens is None:
        return ""
    when = _opens_words(state.opens, state.at)
    if state.assurance is Assurance.CHECK_FIRST:
        return f" May open {when}, but {why}."
    checked = state.assurance is Assurance.CHECKED
    return f" Opens {when}." if checked else f" It is listed to open {when}."


def why_check_first(place: Place) -> str:
    """Say why the hours of a place need a check, should they need one."""
    if place.checked_on and place.hours_in_doubt is not Answer.YES:
        return "City Hall has not checked that lately"
    if place.hours_in_doubt is not Answer.NO:
        return "we are not sure of these times"
    return age_words(place.hours_date or place.source_date)


def age_words(since: str | None) -> str:
    """Say why old times need a check; ``since`` is their date, None if not known."""
    return f"these times are from {date_words(since)}" if since else "we don't know how old that is"


def _open_words(state: PlaceState, why: str, now: bool) -> str:
    until = f"until {_until_words(state.until, state.at)}" if state.until else "day and night"
    moment = "" if now else " then"
    if state.state is State.CHECK_FIRST:
        return f"Check first. May be open{moment} {until}, but {why}."
    opening = "Open" if state.assurance is Assurance.CHECKED else "Listed as open"
    if state.state is State.CLOSING_SOON and state.until:
        return f"{opening}{moment}, but closes soon, at {clock_words(state.until)}."
    return f"{opening}{moment} {until}."


def arrival_words(arrival: PlaceState) -> str | None:
    """Warn when a place may not be open on arrival; None when it is listed as open then."""
    if arrival.may_be_open:
        return None
    at = clock_words(arrival.at)
    if arrival.state is State.UNKNOWN:
        return f"We don't know if it is open when you get there, at about {at}."
    return f"You would get there at about {at}. It is listed as closed then."


def listed_words(record: Record) -> str:
    """Say who listed a record, when, and whether City Hall has checked it."""
    who = f"Listed by {record.source_name}" if record.source_name else "Listed on a public page"
    when = f", {date_words(record.source_date)}" if record.source_date else ""
    age = "" if record.source_date else " We don't know how old that page is."
    return f"{who}{when}.{age} {checked_words(record)}"


def checked_words(record: Record) -> str:
    """Say whether, when and how City Hall checked a record."""
    if record.checked_on is None:
        return "Not yet checked by City Hall."
    how = {"telephone": " by phone", "visit": " with a visit", "website": " online"}
    day = f"{record.checked_on.day} {record.checked_on:%B %Y}"
    return f"City Hall checked this on {day}{how.get(record.checked_how or '', '')}."


def distance_words(metres: float, minutes: int) -> str:
    """Say how far a place is, marked as an estimate.

    >>> distance_words(1234.0, 22)
    'About 1.2 km away, about 22 minutes on foot'
    """
    far = f"{max(round(metres, -2), 100):.0f} metres" if metres < 950 else f"{metres / 1000:.1f} km"
    if minutes <= 90:
        return f"About {far} away, about {minutes} minute{'' if minutes == 1 else 's'} on foot"
    hours = "an hour and a half" if minutes < 120 else f"{minutes // 60} hours"
    return f"About {far} away, more than {hours} on foot"
