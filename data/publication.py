"""Whether the public sees a record, and if not, why not: in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from data.freshness import checked_until, has_left, service_checked_until
from data.records import Place, Record, Scheme, Status, Visibility

_OF_PLACE = {
    Status.PROPOSED: "Public, as proposed only.",
    Status.TEMPORARILY_CLOSED: "Public, as closed for now.",
}
_OF_OTHERS = _OF_PLACE | {Status.CLOSED: "Public, as closed for good."}
_OF_SCHEME = {
    Status.PROPOSED: "Public, but named on no page, because it is only proposed.",
    Status.UNKNOWN: "Public, but named on no page, because nobody knows whether it runs.",
    Status.TEMPORARILY_CLOSED: "Suspended: none of its places is on the map.",
    Status.CLOSED: "Closed for good: none of its places is on the map.",
}


def why_not_shown(record: Record, schemes: Mapping[str, Scheme], today: date) -> str | None:
    """Say why the public does not see a record; None where it does.

    ``schemes`` are all schemes by id, public or not.
    """
    if record.visibility is Visibility.CLOSED:
        return "Closed: kept, but not shown to the public."
    if record.visibility is Visibility.DRAFT:
        return "Draft: only staff see it."
    return _why_off_the_map(record, schemes, today) if isinstance(record, Place) else None


def publication(record: Record, schemes: Mapping[str, Scheme], today: date) -> str:
    """Say in a sentence what the public sees of a record."""
    if why := why_not_shown(record, schemes, today):
        return why
    status = getattr(record, "status", None)
    words = _OF_PLACE if isinstance(record, Place) else _OF_OTHERS
    if isinstance(record, Scheme):
        words = words | _OF_SCHEME
    said = words.get(status, "Public.") if status else "Public."
    warned = isinstance(record, Place) and record.alert
    return f"{said} With a warning." if warned else said


def is_past_interval(record: Record, today: date) -> bool:
    """Say whether City Hall checked a record, but too long ago."""
    until = checked_until(record) if isinstance(record, Place) else service_checked_until(record)
    return until is not None and until < today


def _why_off_the_map(place: Place, schemes: Mapping[str, Scheme], today: date) -> str | None:
    if place.status is Status.CLOSED:
        return "Closed for good: not shown to the public."
    scheme = schemes.get(place.scheme or "")
    if scheme and scheme.is_suspended:
        return f"Not shown: its scheme {scheme.name} is suspended."
    if place.lat is None or place.lon is None:
        return "Not shown: it has no pin on the map yet."
    if has_left(place, today):
        return "Not shown: nobody has checked it for too long."
    return None
