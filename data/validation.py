"""Whether a record can be kept: its fields, its links, and what is never listed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError

from data.changes import Draft, InvalidRecordError
from data.never_listed import never_listed
from data.records import Record
from data.revisions import MODEL, RecordKind
from data.sheet import problem

BoroughAt = Callable[[float, float], str | None]
"""Which borough a point (WGS84 latitude, longitude) is in."""

BrokenLinks = Callable[[Record], list[tuple[str, str]]]
"""Which fields of a record name another record that there is not, and a sentence for each."""


def validated(draft: Draft, borough_at: BoroughAt, broken_links: BrokenLinks | None) -> Record:
    """Make the record of a draft, its borough worked out from its point.

    Raises InvalidRecordError with all that is wrong with it.
    """
    model = MODEL[draft.kind]
    values = dict(draft.values)
    if values.get("id") != draft.record_id:
        raise InvalidRecordError([("id", "The id of a record never changes.")])
    wrong = _set_borough(values, borough_at) if draft.kind is RecordKind.PLACE else []
    try:
        record = model.model_validate(values)
    except ValidationError as error:
        found = [problem(e, model) for e in error.errors()]
        raise InvalidRecordError([*wrong, *((f, f"{f}{words}") for f, words in found)]) from None
    wrong += [*never_listed(record), *(broken_links(record) if broken_links else ())]
    if wrong:
        raise InvalidRecordError(wrong)
    return record


def _set_borough(values: dict[str, Any], borough_at: BoroughAt) -> list[tuple[str, str]]:
    lat, lon = values.get("lat"), values.get("lon")
    if not (isinstance(lat, int | float) and isinstance(lon, int | float)):
        return []
    borough = borough_at(lat, lon)
    if borough is None:
        return [("lat", "The pin is not in London. Move it, or check latitude and longitude.")]
    values["borough"] = borough
    return []
