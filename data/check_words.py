"""What a check did: what the public reads now, and until when."""

from __future__ import annotations

from datetime import date

from data.changes import Proposed
from data.freshness import checked_until, last_day_shown, service_checked_until
from data.queue_reasons import day_words
from data.records import Answer, Place, Record
from data.words import checked_words

WAITS = (
    "Noted. It had left the map, so it comes back only when a second person has looked at it. "
    "Until then the public does not see it."
)
AGAIN = "It was noted as checked today already."
STILL_IN_DOUBT = (
    "Its opening hours stay in doubt and read “check first”. If they are right, say so in the "
    "form: a second person then looks at it."
)
NOT_PUBLIC = "Noted as checked today. It is not public, so nothing changes for the public."


def after_check(done: Proposed, record: Record, state: str | None) -> str:
    """Say what a check did. ``record`` is as it is now.

    ``state`` is what the public reads of it right now besides, None where it is not public and
    empty where there is nothing such.
    """
    if done.waiting is not None:
        return WAITS
    first = "" if done.at_once else f"{AGAIN} "
    if state is None:
        return f"{first}{NOT_PUBLIC}"
    reads = " ".join(part for part in (state, checked_words(record)) if part)
    return f"{first}The public now reads: “{reads}” {_until(record)}"


def _until(record: Record) -> str:
    if not isinstance(record, Place):
        until = service_checked_until(record)
        return f"This check holds until {_day(until)}."
    if record.hours_in_doubt is Answer.YES:
        return STILL_IN_DOUBT
    return (
        f"This check holds until {_day(checked_until(record))}. Without another one it then "
        f"reads “check first”, and after {_day(last_day_shown(record))} it leaves the map."
    )


def _day(day: date | None) -> str:
    return day_words(day) if day else "further notice"
