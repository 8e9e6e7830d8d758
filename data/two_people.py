"""What one person may do at once, and what waits for a second.

Taking away is at once: closing, hiding, shortening hours, a warning. Everything else that the
public would see waits, and each reason to wait is said in words. What is not public may be
changed freely, because the second person looks at the whole record before it becomes public.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType

from pydantic import ValidationError

from data.hours_compared import only_shorter
from data.records import Answer, Place, Record, Scheme, Service, Status, Visibility
from data.revisions import Change, values_of

_RUNNING = (Status.ACTIVE, Status.UNKNOWN)
_SURENESS = MappingProxyType({Answer.YES: 2, Answer.UNKNOWN: 1, None: 1, Answer.NO: 0})
_DOUBT = MappingProxyType({Answer.NO: 0, Answer.UNKNOWN: 1, Answer.YES: 2})

Takes = Callable[[object, object, datetime], bool]


def is_shown(record: Record | None) -> bool:
    """Say whether a record by itself may reach the public (its scheme may still hold it back)."""
    if record is None or record.visibility is not Visibility.PUBLIC:
        return False
    return not (isinstance(record, Place) and record.status is Status.CLOSED)


def reasons_to_wait(before: Record | None, after: Record, at: datetime) -> tuple[str, ...]:
    """Say why a change waits for a second person; empty where one may do it at once.

    ``at`` is when it takes effect. ``before`` is None for a new record.
    """
    return tuple(dict.fromkeys(_reasons(before, after, at)))


def _reasons(before: Record | None, after: Record, at: datetime) -> Iterator[str]:
    if isinstance(after, Scheme) and _comes_back(before, after):
        yield "The places of the scheme would come back."
    if not is_shown(after):
        return
    if before is None or not is_shown(before):
        yield "It would become public."
        return
    old, new = values_of(before), values_of(after)
    for field, words in after_words(after).items():
        if old.get(field) == new.get(field):
            continue
        takes = _TAKES.get(field)
        if field == "channels" and isinstance(before, Service) and isinstance(after, Service):
            if not _channels_only_less(before, after, at):
                yield words
        elif takes is None or not takes(old.get(field), new.get(field), at):
            yield words


def part_at_once(
    before: Record | None, changes: Mapping[str, Change], at: datetime
) -> dict[str, Change]:
    """Give those changes that one person may make at once, taken by themselves."""
    if before is None or not is_shown(before):
        return {}
    values = values_of(before)
    less: dict[str, Change] = {}
    for field, change in changes.items():
        try:
            after = type(before).model_validate({**values, field: change.after})
        except ValidationError:
            continue
        if is_shown(after) and not reasons_to_wait(before, after, at):
            less[field] = change
    return less


def after_words(record: Record) -> Mapping[str, str]:
    """Give the words for a change of each field that could need a second person."""
    return {
        field: _WORDS.get(field, f"Changed: {field.replace('_', ' ')}.")
        for field in type(record).model_fields
        if field != "internal_notes"
    }


def _comes_back(before: Record | None, after: Scheme) -> bool:
    if not isinstance(before, Scheme):
        return False
    return before.is_suspended and not after.is_suspended


def _channels_only_less(before: Service, after: Service, at: datetime) -> bool:
    """Say whether every way to reach a service was there before, with no longer hours."""
    for channel in after.channels:
        same = [
            old
            for old in before.channels
            if old.model_copy(update={"opening_hours": channel.opening_hours}) == channel
        ]
        if not any(only_shorter(old.opening_hours, channel.opening_hours, at) for old in same):
            return False
    return True


def _is_shorter(before: object, after: object, at: datetime) -> bool:
    return only_shorter(_text(before), _text(after), at)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _warns(_before: object, after: object, _at: datetime) -> bool:
    return bool(after)


def _is_staffed_less(before: object, after: object, at: datetime) -> bool:
    """Without these hours, people would take staff to be there whenever it is open."""
    return after is not None and _is_shorter(before, after, at)


def _suspends(before: object, after: object, _at: datetime) -> bool:
    return after == Status.CLOSED or (after == Status.TEMPORARILY_CLOSED and before in _RUNNING)


def _is_less_sure(before: object, after: object, _at: datetime) -> bool:
    """From no to not known is more, not less: a child would no longer be warned."""
    return _sureness(after) < _sureness(before)


def _sureness(answer: object) -> int:
    return _SURENESS[Answer(answer) if isinstance(answer, str) else None]


def _is_doubted(before: object, after: object, _at: datetime) -> bool:
    return _DOUBT[Answer(str(after))] > _DOUBT[Answer(str(before))]


def _is_unsure(_before: object, after: object, _at: datetime) -> bool:
    return after == Answer.UNKNOWN


def _is_taken_out(_before: object, after: object, _at: datetime) -> bool:
    return after is None


_TAKES: Mapping[str, Takes] = MappingProxyType(
    {
        "alert": _warns,
        "status": _suspends,
        "opening_hours": _is_shorter,
        "staffed_hours": _is_staffed_less,
        "under_18_alone": _is_less_sure,
        "step_free": _is_less_sure,
        "paediatric_ae": _is_less_sure,
        "haven_confirmed": _is_unsure,
        "hours_in_doubt": _is_doubted,
        "phone": _is_taken_out,
        "website": _is_taken_out,
        "at_the_door": _is_taken_out,
        "day_phone": _is_taken_out,
        "night_phone": _is_taken_out,
        "email": _is_taken_out,
        "rhi_provider": _is_taken_out,
    }
)
_WORDS = MappingProxyType(
    {
        "lat": "The pin would move.",
        "lon": "The pin would move.",
        "address": "The address would change.",
        "postcode": "The postcode would change.",
        "borough": "The borough would change.",
        "entrance": "The way in would change.",
        "tier": "What it promises (its tier) would change.",
        "scheme": "Its scheme would change.",
        "status": "It would open, or its status would change.",
        "opening_hours": "It would be open longer, or at other times.",
        "staffed_hours": "Staff would be there longer, or at other times.",
        "age_min": "The ages would change.",
        "age_max": "The ages would change.",
        "under_18_alone": "A child could come alone.",
        "alert": "A warning would go.",
        "hours_in_doubt": "The hours would no longer be in doubt.",
        "haven_confirmed": "It would count as a confirmed haven.",
        "checked_on": "It would count as checked.",
        "phone": "The telephone number would change.",
        "channels": "Ways to reach it would change or open longer.",
    }
)
