"""What a form as it is typed would become: what is wrong, what is odd, what saving would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from data.changes import Draft, InvalidRecordError
from data.doubts import doubts
from data.field_words import label
from data.form_fields import form_fields
from data.form_groups import PIN, PINNED
from data.merging import onto
from data.outlook import Outlook, asks_for_source, outlook
from data.record_form import channel_problems, new_id, sentence_for
from data.records import BoroughContact, Place, Record
from data.revisions import MODEL, RecordKind, RevisionState
from data.roles import Actor
from data.store import CHECKER, Store
from data.twins import Twin
from geo.postcodes import find
from pages.staff.edit_channels import slot_of
from pages.staff.edit_typed import Typed
from pages.staff.held import Held

EMPTY = " is empty. Fill it in"
SAY_SOURCE = (
    "You changed facts. Say who says so and when, or tick that the source is still the same."
)
NEEDS_SOURCE = "Say who says so: a name, or a web address. Or say that you checked it today."
SECOND_CONTACT = "{} has a contact already. Find it in the list and edit that one."
PAST = "That moment has passed. Choose a later one, or “At once”."


@dataclass(frozen=True)
class Asked:
    """What is asked beside the record: ``how`` it was checked today, ``when`` it takes effect."""

    reason: str = ""
    how: str | None = None
    when: datetime | None = None
    same_source: bool = False


@dataclass(frozen=True)
class Judgement:
    """``problems`` and ``doubts`` are (slot, sentence), ``missing`` (slot, label) of empty fields.

    ``record`` and ``outlook`` are None while the record can't be like that.
    """

    draft: Draft
    problems: tuple[tuple[str, str], ...]
    missing: tuple[tuple[str, str], ...]
    doubts: tuple[tuple[str, str], ...] = ()
    twins: tuple[Twin, ...] = ()
    record: Record | None = None
    outlook: Outlook | None = None

    @property
    def may_be_saved(self) -> bool:
        """Whether nothing stands in the way but a reason."""
        return self.record is not None and not self.problems and not self.missing

    @property
    def is_only_check(self) -> bool:
        """Whether nothing changes but that it was checked."""
        changed = set(self.outlook.changes) if self.outlook else set()
        return bool(changed) and changed <= {"checked_on", "checked_by_role", "checked_how"}


def judge(
    actor: Actor,
    store: Store,
    now_held: Held,
    typed: Typed,
    asked: Asked,
    as_typed: Sequence[tuple[str, str]],
    now: datetime,
) -> Judgement:
    """Look at a form. ``as_typed`` is what the fields themselves found wrong."""
    draft = _draft(actor, store, now_held, typed, asked, now)
    channels = channel_problems(typed.cells.get("channels") or ())
    found = [(slot_of(number, field), sentence) for number, field, sentence in channels]
    record = None
    try:
        record = store.validated(draft)
    except InvalidRecordError as error:
        model = MODEL[typed.kind]
        found += [
            (_slot(typed, field), sentence_for(model, field, sentence))
            for field, sentence in error.problems
            if not (field == "channels" and channels)
        ]
    # The editor of hours says what is wrong by itself, and in more words.
    told = {slot for slot, _ in as_typed}
    found = [*as_typed, *(one for one in found if one[0] not in told)]
    if asked.when is not None and asked.when <= now:
        found.append(("when", PAST))
    at = asked.when or now
    will_be = None
    if record is not None:
        will_be = _outlook(now_held, typed, draft, record, at, later=asked.when is not None)
        found += _source_problems(typed, asked, record, will_be)
        found += _second_contact(now_held, record)
    missing = tuple((slot, _name(slot)) for slot, sentence in found if EMPTY in sentence)
    return Judgement(
        draft=draft,
        problems=tuple(one for one in found if EMPTY not in one[1]),
        missing=missing,
        doubts=tuple(
            (_slot(typed, field), sentence)
            for field, sentence in doubts(record, _borough_of, now_held.scheme_of(record))
        )
        if record is not None
        else (),
        twins=tuple(now_held.twins_for(typed.record_id).of(record))
        if isinstance(record, Place)
        else (),
        record=record,
        outlook=will_be,
    )


def _spelt(postcode: str) -> str:
    """Spell a postcode with capitals and one space; what is none stays, and is said to be wrong."""
    found = find(postcode)
    return postcode if found.status == "not_a_postcode" else found.text


def _borough_of(postcode: str) -> str | None:
    return find(postcode).borough


def _draft(
    actor: Actor, store: Store, now_held: Held, typed: Typed, asked: Asked, now: datetime
) -> Draft:
    record_id = typed.record_id or _id_for(actor, store, now_held, typed)
    mine = dict(typed.values) | {"id": record_id}
    if postcode := mine.get("postcode"):
        mine["postcode"] = _spelt(str(postcode))
    if asked.how:
        day = now.date().isoformat()
        mine |= {"checked_on": day, "checked_by_role": CHECKER, "checked_how": asked.how}
    key = (typed.kind, record_id)
    later = now_held.timeline.values(key, asked.when or now) or {}
    fields = form_fields(MODEL[typed.kind])
    values = {
        name: value
        for name, value in onto(typed.base, mine, later).items()
        if value is not None or name not in fields or fields[name].clearable
    }
    return Draft(typed.kind, record_id, values, typed.based_on)


def _id_for(actor: Actor, store: Store, now_held: Held, typed: Typed) -> str:
    waiting = store.log(actor, kind=typed.kind, state=RevisionState.WAITING)
    revisions = (*now_held.timeline.revisions, *waiting)
    taken = {r.record_id for r in revisions if r.kind is typed.kind}
    cells = typed.cells
    name = str(cells.get("name") or cells.get("borough") or "")
    return new_id(typed.kind, name, str(cells.get("borough") or ""), taken)


def _outlook(
    now_held: Held, typed: Typed, draft: Draft, record: Record, at: datetime, *, later: bool
) -> Outlook:
    before = now_held.timeline.values((typed.kind, draft.record_id), at)
    return outlook(typed.kind, before, record, at, later=later)


def _source_problems(
    typed: Typed, asked: Asked, record: Record, will_be: Outlook
) -> list[tuple[str, str]]:
    if asked.how or asked.same_source:
        return []
    if not typed.base:
        has_source = record.source_name or record.source_url
        return [] if has_source else [("source_name", NEEDS_SOURCE)]
    return [("source_name", SAY_SOURCE)] if asks_for_source(will_be.changes) else []


def _second_contact(now_held: Held, record: Record) -> list[tuple[str, str]]:
    """Refuse a second contact of a borough: the public sees one, and which would be chance."""
    if not isinstance(record, BoroughContact):
        return []
    others = now_held.seed.borough_contacts
    twice = any(c.borough == record.borough and c.id != record.id for c in others)
    return [("borough", SECOND_CONTACT.format(record.borough))] if twice else []


def _slot(typed: Typed, field: str) -> str:
    return PIN if typed.kind is RecordKind.PLACE and field in PINNED else field


def _name(slot: str) -> str:
    *_, number, field = ("", *slot.split(" "))[-3:]
    return f"{label(field)}, way {int(number) + 1}" if number.isdigit() else label(slot)
