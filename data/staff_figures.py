"""How things stand, for the page where staff start: counted from the records, never typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.cover import Cover
from data.directory import shown_places
from data.freshness import checked_until, has_left, last_day_shown
from data.hours_clock import LONDON
from data.load import Seed
from data.planting import records_of
from data.queue import name_of
from data.queue_reasons import name_of as field_name
from data.records import Place, Scheme, Tier, Visibility
from data.reports import Report, What
from data.revisions import Key, RecordKind, Revision, Timeline
from data.roles import MACHINE, Action, Actor

LOOK_BACK = timedelta(days=30)
BY_ITSELF = "by itself, because nobody checked it again"
SOONEST = 8
"""How many of the coming changes are named."""


@dataclass(frozen=True)
class BoroughFigures:
    """One borough: public places by tier, how many were checked in time, and its drafts."""

    borough: str
    tiers: Mapping[Tier, int]
    public: int
    in_time: int
    drafts: int


@dataclass(frozen=True)
class WaitingFor:
    """What one person proposed and nobody has decided about; ``days`` is the oldest's age."""

    author: str
    count: int
    days: int
    mine: bool


@dataclass(frozen=True)
class Happening:
    """Something that happened to a record, or will, and how, in a few words."""

    key: Key
    name: str
    at: datetime
    words: str


@dataclass(frozen=True)
class StaffFigures:
    """All figures at one moment. ``oldest_report`` is a day in London, None for no open report.

    ``can_approve`` counts what the actor may decide about. ``left`` is newest first.
    """

    boroughs: tuple[BoroughFigures, ...]
    public: int
    in_time: int
    drafts: int
    reports: int
    not_safe: int
    oldest_report: date | None
    waiting: tuple[WaitingFor, ...]
    can_approve: int
    coming: tuple[Happening, ...]
    left: tuple[Happening, ...]
    last: Happening | None


def staff_figures(
    timeline: Timeline,
    records: Seed,
    reports: Sequence[Report],
    waiting: Sequence[Revision],
    young: Mapping[str, int],
    actor: Actor,
    now: datetime,
) -> StaffFigures:
    """Count. ``records`` are those of ``timeline`` at ``now``; ``reports`` the open ones.

    ``young`` are the young people of each borough: every borough named there is shown.
    """
    today = now.astimezone(LONDON).date()
    shown = shown_places(records, today)
    drafts = [p for p in records.places if p.visibility is Visibility.DRAFT]
    names = {(kind, record.id): name_of(record) for kind, record in records_of(records)}
    return StaffFigures(
        boroughs=_boroughs(shown, drafts, young, today),
        public=len(shown),
        in_time=sum(_is_in_time(place, today) for place in shown),
        drafts=len(drafts),
        reports=len(reports),
        not_safe=sum(report.what is What.NOT_SAFE for report in reports),
        oldest_report=min((report.day for report in reports), default=None),
        waiting=_waiting(waiting, actor, today),
        can_approve=sum(
            actor.may(Action.APPROVE) and revision.author != actor.name for revision in waiting
        ),
        coming=_coming(timeline, names, now),
        left=tuple(
            sorted(
                _left(timeline, records, {place.id for place in shown}, now),
                key=lambda each: each.at,
                reverse=True,
            )
        ),
        last=_last(timeline, names),
    )


def _is_in_time(place: Place, today: date) -> bool:
    until = checked_until(place)
    return until is not None and until >= today


def _boroughs(
    shown: Sequence[Place], drafts: Sequence[Place], young: Mapping[str, int], today: date
) -> tuple[BoroughFigures, ...]:
    """Sort boroughs as the queue does: least covered first."""
    cover = Cover.of(shown, young)
    tiers = Counter((place.borough, place.tier) for place in shown)
    in_time = Counter(place.borough for place in shown if _is_in_time(place, today))
    to_do = Counter(place.borough for place in drafts)
    names = {*young, *cover.places, *(place.borough for place in drafts if place.borough)}
    return tuple(
        BoroughFigures(
            borough=name,
            tiers={tier: tiers[name, tier] for tier in Tier},
            public=cover.places.get(name, 0),
            in_time=in_time[name],
            drafts=to_do[name],
        )
        for name in sorted(names, key=lambda name: (cover.least_first(name), name))
    )


def _waiting(waiting: Sequence[Revision], actor: Actor, today: date) -> tuple[WaitingFor, ...]:
    """Say who waits, the longest first."""
    since: dict[str, date] = {}
    count = Counter(revision.author for revision in waiting)
    for revision in waiting:
        day = revision.made_at.astimezone(LONDON).date()
        since[revision.author] = min(day, since.get(revision.author, day))
    return tuple(
        WaitingFor(author, count[author], (today - day).days, author == actor.name)
        for author, day in sorted(since.items(), key=lambda pair: (pair[1], pair[0]))
    )


def _fields(revision: Revision) -> str:
    if revision.creates:
        return "new record"
    return ", ".join(field_name(field) for field in revision.changes)


def _coming(timeline: Timeline, names: Mapping[Key, str], now: datetime) -> tuple[Happening, ...]:
    ahead = sorted(
        (r for r in timeline.revisions if r.effective_from and r.effective_from > now),
        key=lambda r: (r.effective_from or now, r.id),
    )
    return tuple(
        Happening(r.key, names.get(r.key, r.record_id), r.effective_from or now, _fields(r))
        for r in ahead[:SOONEST]
    )


def _last(timeline: Timeline, names: Mapping[Key, str]) -> Happening | None:
    """Find the newest decision that a person made."""
    made = [r for r in timeline.revisions if r.author != MACHINE]
    if not made:
        return None
    newest = max(made, key=lambda r: (r.version or 0, r.id))
    who = newest.author
    if newest.decided_by and not newest.alone:
        who = f"{newest.author}, approved by {newest.decided_by}"
    words = f"{_fields(newest)}, by {who}. {newest.reason}"
    name = names.get(newest.key, newest.record_id)
    return Happening(newest.key, name, newest.decided_at or newest.made_at, words)


def _left(timeline: Timeline, records: Seed, shown: set[str], now: datetime) -> Iterator[Happening]:
    """Find the places that the public saw in the last thirty days and sees no more."""
    start = now - LOOK_BACK
    for place in records.places:
        if place.id in shown:
            continue
        key = (RecordKind.PLACE, place.id)
        changes = sorted(_changes_of(timeline, place, start, now), key=lambda pair: pair[0])
        last = last_day_shown(place)
        may_have_left = (
            last is not None
            and has_left(place, now.astimezone(LONDON).date())
            and last >= start.astimezone(LONDON).date()
        )
        if not (changes or may_have_left):
            continue
        yield from _last_seen(timeline, key, start, changes, now)


def _last_seen(
    timeline: Timeline,
    key: Key,
    start: datetime,
    changes: Sequence[tuple[datetime, Revision]],
    now: datetime,
) -> Iterator[Happening]:
    """Say when and how a place left that was shown at ``start`` or after a change."""
    moments = [start, *(at for at, _ in changes)]
    ends = [*changes, (now, None)]
    for at, (end, revision) in zip(reversed(moments), reversed(ends), strict=True):
        place = _shown_at(timeline, key, at)
        if place is None:
            continue
        last = last_day_shown(place)
        if last is not None and last < end.astimezone(LONDON).date():
            gone = last + timedelta(days=1)
            midnight = datetime(gone.year, gone.month, gone.day, tzinfo=LONDON)
            yield Happening(key, place.name, midnight, BY_ITSELF)
        elif revision is not None:
            yield Happening(key, place.name, end, f"{revision.author}: {revision.reason}")
        return


def _changes_of(
    timeline: Timeline, place: Place, start: datetime, now: datetime
) -> Iterator[tuple[datetime, Revision]]:
    """Give what took effect on a place or its scheme between two moments."""
    keys = [(RecordKind.PLACE, place.id)]
    if place.scheme:
        keys.append((RecordKind.SCHEME, place.scheme))
    for key in keys:
        for revision in timeline.of(key):
            at = revision.effective_from
            if at is not None and start < at <= now:
                yield at, revision


def _shown_at(timeline: Timeline, key: Key, at: datetime) -> Place | None:
    """Give a place as it was at a moment, None where the public did not see it then."""
    values = timeline.values(key, at, as_known_then=True)
    if values is None:
        return None
    place = Place.model_validate(values)
    schemes: tuple[Scheme, ...] = ()
    if place.scheme and (
        held := timeline.values((RecordKind.SCHEME, place.scheme), at, as_known_then=True)
    ):
        schemes = (Scheme.model_validate(held),)
    shown = shown_places(Seed((place,), (), schemes, ()), at.astimezone(LONDON).date())
    return place if shown else None
