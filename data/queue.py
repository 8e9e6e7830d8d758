"""The review queue: every record that needs a look, once, with all its reasons, by risk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from pydantic import ValidationError

from data.cover import Cover
from data.directory import shown_places
from data.hours_clock import LONDON
from data.load import Seed
from data.notes import Taken
from data.planting import records_of
from data.queue_reasons import (
    Reason,
    Why,
    is_over,
    of_age,
    of_coming,
    of_doubts,
    of_draft,
    of_reports,
    of_waiting,
)
from data.records import BoroughContact, Place, Record, Scheme, Service, Tier, Visibility
from data.reports import Report
from data.revisions import MODEL, Key, RecordKind, Revision, Timeline

NOBODY = ""
"""For the filter: taken by nobody."""
_ORDER: Mapping[Why, int] = MappingProxyType({why: rank for rank, why in enumerate(Why)})
_TIER = MappingProxyType({tier: rank for rank, tier in enumerate(Tier)})
_NO_TIER = len(_TIER)

Doubts = Callable[[Record], Iterable[str]]
"""Further sentences about what may be wrong in a record."""


@dataclass(frozen=True)
class Item:
    """A record that needs a look.

    ``record`` is None where it can't be read, or is only proposed. ``reasons`` begin with the most
    pressing. ``boroughs`` are those that it is about, empty for none or all of London.
    """

    key: Key
    record: Record | None
    name: str
    boroughs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    reports: tuple[Report, ...]
    taken: Taken | None
    based_on: int

    @property
    def tier(self) -> Tier | None:
        """The tier of a place, None for anything else."""
        return self.record.tier if isinstance(self.record, Place) else None

    @property
    def whys(self) -> frozenset[Why]:
        """The kinds of its reasons."""
        return frozenset(reason.why for reason in self.reasons)


def build(
    timeline: Timeline,
    reports: Iterable[Report],
    taken: Mapping[Key, Taken],
    now: datetime,
    *,
    waiting: Iterable[Revision] = (),
    young: Mapping[str, int] | None = None,
    doubts: Doubts | None = None,
    records: Seed | None = None,
) -> list[Item]:
    """Give everything that needs a look, the most pressing first.

    ``reports`` are the open ones, ``waiting`` the changes that wait for a second person, ``young``
    the young people of each borough. ``records`` are those of ``timeline`` at ``now``, where the
    caller has them already.
    """
    today = now.astimezone(LONDON).date()
    seed = timeline.records(now) if records is None else records
    known = {(kind, record.id): record for kind, record in records_of(seed)}
    on_map = {place.id for place in shown_places(seed)}
    public: set[Key] = set()
    cover = Cover.of(shown_places(seed, today), young or {})
    found: dict[Key, list[Reason]] = {}

    def note(key: Key, reasons: Iterable[Reason]) -> None:
        if some := list(reasons):
            found.setdefault(key, []).extend(some)

    by_record: dict[Key, list[Report]] = {}
    for report in reports:
        by_record.setdefault((RecordKind(report.kind.value), report.record_id), []).append(report)
    for key, some in by_record.items():
        note(key, of_reports(some))
    for key, record in known.items():
        is_shown = record.visibility is Visibility.PUBLIC and not is_over(record)
        if key[0] is RecordKind.PLACE:
            is_shown = key[1] in on_map
        if is_shown:
            public.add(key)
        note(key, of_age(record, is_shown, today))
        note(key, of_doubts(record, is_shown, today))
        if doubts and not is_over(record):
            note(key, (Reason(Why.DOUBT, words) for words in doubts(record)))
        if record.visibility is Visibility.DRAFT and not is_over(record):
            place = isinstance(record, Place) and record.borough
            note(key, of_draft(record, cover.words(place) if place else ""))
    for revision in waiting:
        note(revision.key, of_waiting(revision, timeline, now, today))
    for revision in timeline.revisions:
        note(revision.key, of_coming(revision, now))
    for key, reason in _broken(timeline, known, now):
        note(key, [reason])

    names = {r.key: _proposed_name(r) for r in waiting if r.creates}
    items = []
    for key, reasons in found.items():
        about = known.get(key)
        first = _pressing({reason.why for reason in reasons})
        item = Item(
            key=key,
            record=about,
            name=name_of(about) if about else names.get(key) or key[1],
            boroughs=_boroughs(about) if about else (),
            reasons=tuple(
                sorted(dict.fromkeys(reasons), key=lambda r: (r.why is not first, _ORDER[r.why]))
            ),
            reports=tuple(by_record.get(key, ())),
            taken=taken.get(key),
            based_on=timeline.based_on(key),
        )
        items.append((_rank(item, first, cover, key in public), item))
    return [item for _, item in sorted(items, key=lambda pair: pair[0])]


def filtered(
    items: Sequence[Item],
    *,
    why: Why | None = None,
    borough: str = "",
    tier: Tier | None = None,
    taken_by: str | None = None,
) -> list[Item]:
    """Keep what fits all filters, in the same order. ``taken_by`` may be NOBODY."""
    return [
        item
        for item in items
        if (why is None or why in item.whys)
        and (not borough or borough in item.boroughs)
        and (tier is None or item.tier is tier)
        and (taken_by is None or taken_by == (item.taken.taken_by if item.taken else NOBODY))
    ]


def name_of(record: Record) -> str:
    """Give the name by which staff know a record."""
    if isinstance(record, BoroughContact):
        return f"Council numbers: {record.borough}"
    return str(getattr(record, "name", record.id))


def _boroughs(record: Record) -> tuple[str, ...]:
    if isinstance(record, Place | BoroughContact):
        return (record.borough,) if record.borough else ()
    areas = record.area if isinstance(record, Scheme) else ()
    areas = record.coverage if isinstance(record, Service) else areas
    return tuple(area for area in areas if area not in ("London", "England", "UK"))


def _proposed_name(revision: Revision) -> str:
    change = revision.changes.get("name")
    return str(change.after) if change and change.after else ""


def _broken(
    timeline: Timeline, known: Mapping[Key, Record], now: datetime
) -> Iterator[tuple[Key, Reason]]:
    """Find the records that can't be read, so that nobody sees them, and say why."""
    there = {r.key for r in timeline.revisions if r.effective_from and r.effective_from <= now}
    for key in there - known.keys():
        try:
            MODEL[key[0]].model_validate(timeline.values(key, now) or {})
        except ValidationError as error:
            fields = ", ".join(sorted({str(e["loc"][0]) for e in error.errors() if e["loc"]}))
            words = f"It can't be read, so nobody sees it. Put right: {fields or 'the record'}."
            yield key, Reason(Why.BROKEN, words)


Rank = tuple[float, float, float, str, int, str, str]


def _rank(item: Item, first: Why, cover: Cover, is_public: bool) -> Rank:
    """Sort by the most pressing reason; drafts by how little their borough has.

    A report on what nobody sees presses less than anything that is public.
    """
    tier = _NO_TIER if item.tier is None else _TIER[item.tier]
    if first is Why.DRAFT:
        borough = item.boroughs[0] if item.boroughs else ""
        places, per_head = cover.least_first(borough) if borough else (float("inf"), 0.0)
        return _ORDER[first], places, per_head, borough, tier, item.name.casefold(), item.key[1]
    oldest = min(
        (r.since for r in item.reasons if r.why is first and r.since), default=date.max
    ).toordinal()
    unseen = first is Why.REPORT and not is_public
    order = _ORDER[Why.CONFLICT] + 0.5 if unseen else _ORDER[first]
    return order, float(oldest), 0.0, "", tier, item.name.casefold(), item.key[1]


def _pressing(whys: Set[Why]) -> Why:
    """Give the reason that a record is sorted by.

    A doubt about a draft does not press more than another draft does.
    """
    if Why.DRAFT in whys and whys <= {Why.DRAFT, Why.DOUBT}:
        return Why.DRAFT
    return min(whys, key=_ORDER.__getitem__)
