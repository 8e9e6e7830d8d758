"""Why a record is in the review queue: each reason as a sentence to act on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from data.freshness import (
    LISTED_FOR,
    checked_until,
    has_left,
    last_day_of,
    last_day_shown,
    service_checked_until,
)
from data.hours_clock import LONDON
from data.records import Answer, Place, PointSource, Record, Service, Status, Visibility
from data.reports import WORDS, Report, What
from data.revisions import Revision, RevisionState, Timeline
from data.words import clock_words, date_words

WAITS_LONG = timedelta(days=2)
COMING_UP = timedelta(days=14)
_QUOTED = re.compile(r'"[^"]*"')


class Why(StrEnum):
    """Why a record is in the queue, the most pressing first."""

    NOT_SAFE = "not_safe"
    REPORT = "report"
    LEFT = "left"
    BROKEN = "broken"
    PAST = "past"
    NEVER = "never"
    WAITING = "waiting"
    CONFLICT = "conflict"
    COMING = "coming"
    DOUBT = "doubt"
    DRAFT = "draft"


WHY = MappingProxyType(
    {
        Why.NOT_SAFE: "Reported as not safe",
        Why.REPORT: "Other report",
        Why.LEFT: "Left the map by itself",
        Why.BROKEN: "Can't be read",
        Why.PAST: "Check is out of date",
        Why.NEVER: "Public, never checked",
        Why.WAITING: "Waits long for a second person",
        Why.CONFLICT: "Conflict, or put back to wait",
        Why.COMING: "A dated change comes up",
        Why.DOUBT: "Something to doubt",
        Why.DRAFT: "Draft",
    }
)
"""The names of the reasons, for filters and figures."""


@dataclass(frozen=True)
class Reason:
    """One reason, as a sentence. ``since`` (a day in London) is when it began, if that is known."""

    why: Why
    words: str
    since: date | None = None


def day_words(day: date) -> str:
    """Write a day.

    >>> day_words(date(2026, 3, 1))
    '1 March 2026'
    """
    return date_words(day.isoformat())


def of_reports(reports: Sequence[Report]) -> Iterator[Reason]:
    """Say what was reported about one record, "not safe" by itself."""
    unsafe = [report for report in reports if report.what is What.NOT_SAFE]
    others = [report for report in reports if report.what is not What.NOT_SAFE]
    for why, some in ((Why.NOT_SAFE, unsafe), (Why.REPORT, others)):
        if not some:
            continue
        times: Counter[str] = Counter()
        for report in some:
            chosen = WORDS[report.kind].get(report.what, report.what.value)
            times[chosen] += report.times
        said = ", ".join(f"“{words}” {_times(count)}" for words, count in times.most_common())
        first = min(report.day for report in some)
        last = max(report.day for report in some)
        when = f"on {day_words(last)}" if first == last else f"last on {day_words(last)}"
        yield Reason(why, f"The public reported {said}, {when}.", first)


def of_age(record: Record, shown: bool, today: date) -> Iterator[Reason]:
    """Say how the age of its check keeps a record here. ``shown``: would be public if fresh."""
    if not shown:
        return
    if record.checked_on is None:
        yield Reason(Why.NEVER, "It is public, and City Hall has never checked it.")
        return
    checked = f"It was last checked on {day_words(record.checked_on)}"
    last = last_day_shown(record)
    if last is not None and has_left(record, today):
        gone = last + timedelta(days=1)
        yield Reason(Why.LEFT, f"It left the map by itself on {day_words(gone)}. {checked}.", gone)
        return
    until = checked_until(record) if isinstance(record, Place) else service_checked_until(record)
    if until is None or until >= today:
        return
    days = (today - until).days
    so = ""
    if isinstance(record, Place | Service):
        so = ", so hours read “check first”"
    then = f" It leaves the map after {day_words(last)}." if last else ""
    yield Reason(
        Why.PAST,
        f"{checked}. That check ran out {_days(days)} ago{so}.{then}",
        until + timedelta(days=1),
    )


def of_draft(record: Record, cover: str) -> Iterator[Reason]:
    """Say that a record waits to be looked into; ``cover`` is a sentence about its borough."""
    if record.visibility is Visibility.DRAFT:
        yield Reason(Why.DRAFT, f"It is a draft, so the public does not see it. {cover}".strip())


def of_doubts(record: Record, shown: bool, today: date) -> Iterator[Reason]:
    """Say what in a record may be wrong or is missing."""
    if is_over(record):
        return
    if isinstance(record, Place):
        if record.hours_in_doubt is not Answer.NO:
            yield Reason(Why.DOUBT, "The opening hours are in doubt.")
        if shown and record.opening_hours is None and record.status is not Status.PROPOSED:
            yield Reason(Why.DOUBT, "It is public, and nobody knows its opening hours.")
        if shown and record.opening_hours and is_silent_on_bank_holidays(record.opening_hours):
            yield Reason(
                Why.DOUBT,
                "Its hours say nothing of bank holidays, so the public reads “we don't know” then.",
            )
        if shown and record.point_source is PointSource.POSTCODE:
            yield Reason(Why.DOUBT, "The pin is only the middle of the postcode, not the door.")
    if record.checked_on is None and record.source_date:
        last = last_day_of(record.source_date)
        if last + LISTED_FOR < today:
            yield Reason(
                Why.DOUBT, f"Its source is more than 2 years old: {date_words(record.source_date)}."
            )


def of_waiting(
    revision: Revision, timeline: Timeline, now: datetime, today: date
) -> Iterator[Reason]:
    """Say how long a change has waited for a second person, and what stands in its way."""
    if revision.state is not RevisionState.WAITING:
        return
    made = revision.made_at.astimezone(LONDON).date()
    if now - revision.made_at > WAITS_LONG:
        yield Reason(
            Why.WAITING,
            f"A change by {revision.author} has waited for a second person since "
            f"{day_words(made)} ({_days((today - made).days)}).",
            made,
        )
    if revision.decision:
        yield Reason(
            Why.CONFLICT, f"A change by {revision.author} waits again. {revision.decision}", made
        )
    if fields := conflicting(revision, timeline, now):
        yield Reason(
            Why.CONFLICT,
            f"A change by {revision.author} can't be approved as it is, because somebody changed "
            f"the same meanwhile: {', '.join(name_of(field) for field in fields)}.",
            made,
        )


def conflicting(revision: Revision, timeline: Timeline, now: datetime) -> list[str]:
    """Give the fields of a waiting change that somebody else changed since it was proposed."""
    at = max(revision.effective_from or now, now, key=datetime.timestamp)
    values = timeline.values(revision.key, at) or {}
    return [
        field
        for field, change in revision.changes.items()
        if values.get(field) not in (change.before, change.after)
    ]


def of_coming(revision: Revision, now: datetime) -> Iterator[Reason]:
    """Say that an approved change takes effect within the next fourteen days."""
    start = revision.effective_from
    if start is None or not now < start <= now + COMING_UP:
        return
    local = start.astimezone(LONDON)
    fields = ", ".join(name_of(field) for field in revision.changes)
    yield Reason(
        Why.COMING,
        f"On {day_words(local.date())} from {clock_words(local)} a change takes effect: {fields}.",
        local.date(),
    )


def is_silent_on_bank_holidays(hours: str) -> bool:
    """Say whether hours leave bank holidays unknown.

    >>> is_silent_on_bank_holidays("Mo-Fr 09:00-17:00"), is_silent_on_bank_holidays("24/7")
    (True, False)
    """
    return hours.strip() != "24/7" and re.search(r"\bPH\b", _QUOTED.sub("", hours)) is None


def is_over(record: Record) -> bool:
    """Say whether a record is closed for good or hidden, so that nothing in it needs a look."""
    return (
        record.visibility is Visibility.CLOSED or getattr(record, "status", None) is Status.CLOSED
    )


def name_of(field: str) -> str:
    """Write the name of a field.

    >>> name_of("opening_hours")
    'opening hours'
    """
    return field.replace("_", " ")


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")
