"""Write records for others: CSV and GeoJSON, of what is public or, for staff, of everything.

No cell can start a formula in a spreadsheet, and what was written can be read back as it was.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from data.directory import Directory
from data.exchange_cells import cell_of, clean, marked
from data.exchange_columns import (
    SERVICE_OF_CHANNEL,
    WHAT_TO_DO,
    TableKind,
    explained,
    fields_of,
    letters,
)
from data.exchange_rows import DryRun, Outcome
from data.load import Seed
from data.records import Place, Record, Service
from data.revisions import values_of

STAFF_ONLY = ("internal_notes", "checked_by_role")


def public_records(directory: Directory, kind: TableKind) -> Sequence[Record]:
    """Give the records of one sort that the public sees now."""
    found: Mapping[TableKind, Iterable[Record]] = {
        TableKind.PLACE: directory.places,
        TableKind.SERVICE: directory.services,
        TableKind.CHANNEL: directory.services,
        TableKind.SCHEME: directory.schemes.values(),
        TableKind.CONTACT: directory.contacts.values(),
    }
    return tuple(found[kind])


def all_records(seed: Seed, kind: TableKind) -> Sequence[Record]:
    """Give all records of one sort: drafts, closed ones and internal notes among them."""
    found: Mapping[TableKind, Sequence[Record]] = {
        TableKind.PLACE: seed.places,
        TableKind.SERVICE: seed.services,
        TableKind.CHANNEL: seed.services,
        TableKind.SCHEME: seed.schemes,
        TableKind.CONTACT: seed.borough_contacts,
    }
    return found[kind]


def csv_of(kind: TableKind, records: Iterable[Record], *, staff: bool = False) -> str:
    """Write records of one sort as CSV; for channels, give the services."""
    columns = _columns(kind, staff=staff)
    return _csv(columns, ([row.get(c) for c in columns] for row in _rows(kind, records)))


def geojson_of(places: Iterable[Place], *, staff: bool = False) -> str:
    """Write places as a GeoJSON FeatureCollection (RFC 7946, WGS84), with all their fields.

    A place without a point has the geometry null. Texts are marked as in a spreadsheet.
    """
    columns = [c for c in _columns(TableKind.PLACE, staff=staff) if c not in ("lat", "lon")]
    features = []
    for place in places:
        values = values_of(place)
        point = None
        if place.lat is not None and place.lon is not None:
            point = {"type": "Point", "coordinates": [place.lon, place.lat]}
        properties = {c: _json(values.get(c)) for c in columns}
        features.append({"type": "Feature", "geometry": point, "properties": properties})
    held = {"type": "FeatureCollection", "features": features}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def template_of(kind: TableKind) -> str:
    """Write an empty sheet with the columns of one sort of record."""
    return _csv(fields_of(kind), [])


def columns_of(kind: TableKind) -> str:
    """Write what each column of a template holds, and which other names it may have."""
    return _csv(("column", "what it holds", "other names"), explained(kind))


def wrong_rows(run: DryRun) -> str:
    """Write the rows that are wrong as they came, each with what to do in a column of its own.

    Corrected there and brought in again, they are taken.
    """
    headers = [h for h in run.headers if letters(h) != letters(WHAT_TO_DO)]
    rows = ([*(row.raw.get(h) for h in headers), row.what()] for row in run.of(Outcome.WRONG))
    return _csv((*headers, WHAT_TO_DO), rows)


def _columns(kind: TableKind, *, staff: bool) -> tuple[str, ...]:
    return tuple(c for c in fields_of(kind) if staff or c not in STAFF_ONLY)


def _rows(kind: TableKind, records: Iterable[Record]) -> Iterable[Mapping[str, Any]]:
    for record in records:
        if kind is not TableKind.CHANNEL:
            yield values_of(record)
        elif isinstance(record, Service):
            for channel in record.channels:
                yield {SERVICE_OF_CHANNEL: record.id, **channel.model_dump(mode="json")}


def _csv(headers: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([marked(header) for header in headers])
    for row in rows:
        writer.writerow([cell_of(value) for value in row])
    return out.getvalue()


def _json(value: object) -> object:
    if isinstance(value, str):
        return marked(clean(value))
    return [_json(part) for part in value] if isinstance(value, list) else value
