"""The files for others: which there are, and their bytes, made once for what is public now."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from data import changes_feed, settings
from data.directory import Directory
from data.exchange_cells import cell_of
from data.open_csvw import TITLES, metadata
from data.open_licence import (
    ATTRIBUTION,
    HOW_TO_USE,
    LICENCE_NAME,
    LICENCE_URL,
    PUBLISHER,
    terms,
)
from data.open_parquet import places_parquet
from data.open_tables import TABLES, columns_of, rows_of
from data.public_changes import PublicChange

CSV = "text/csv; charset=utf-8; header=present"
CSVW = "application/csvm+json"
GEOJSON = "application/geo+json"
PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class OpenFile:
    """One file. ``described_by`` is the name of the file that says what its columns hold.

    ``changed`` is when what it holds changed last, None where nothing has since the seed.
    """

    name: str
    title: str
    media_type: str
    body: bytes
    packed: bytes
    tag: str
    described_by: str = ""
    changed: datetime | None = None

    @classmethod
    def of(
        cls, name: str, title: str, media_type: str, body: bytes, described_by: str = ""
    ) -> OpenFile:
        """Pack the bytes, and name them after their content."""
        tag = hashlib.sha256(body).hexdigest()[:20]
        packed = gzip.compress(body, 9, mtime=0)
        return cls(name, title, media_type, body, packed, tag, described_by)


def open_files(
    directory: Directory, updated: datetime | None, changes: Sequence[PublicChange] = ()
) -> Mapping[str, OpenFile]:
    """Make every file of what is public; ``updated`` is when that changed last, if known.

    ``changes`` are those of the last days, for the feed.

    The same records make the same bytes on every server, so no time of making is in them.
    """
    since = updated.isoformat(timespec="seconds") if updated else None
    described = metadata(directory.version, since)
    made = [
        OpenFile.of("places.geojson", TITLES["places"], GEOJSON, _geojson(directory, since)),
        OpenFile.of(
            "places.parquet",
            f"{TITLES['places']} (GeoParquet)",
            PARQUET,
            places_parquet(directory, _about(directory, since)),
        ),
    ]
    for name in TABLES:
        beside = f"{name}.csv-metadata.json"
        body = _csv(name, directory).encode()
        made.append(OpenFile.of(f"{name}.csv", TITLES[name], CSV, body, beside))
        made.append(OpenFile.of(beside, "What the columns hold (CSVW)", CSVW, described))
    made = [replace(file, changed=updated) for file in made]
    site = settings.current().public_url
    atom = changes_feed.feed(directory, changes, site)
    told = OpenFile.of(changes_feed.NAME, "What changed lately", changes_feed.MEDIA_TYPE, atom)
    made.append(replace(told, changed=changes_feed.updated(changes) if changes else None))
    return MappingProxyType({file.name: file for file in made})


def _about(directory: Directory, updated: str | None) -> dict[str, str]:
    about = {
        "title": TITLES["places"],
        "publisher": PUBLISHER,
        "version": directory.version,
        "licence": LICENCE_NAME,
        "licence_url": LICENCE_URL,
        "attribution": ATTRIBUTION,
        "terms": terms(),
        "how_to_use": HOW_TO_USE,
    }
    return about | ({"updated": updated} if updated else {})


def _geojson(directory: Directory, updated: str | None) -> bytes:
    """Write a FeatureCollection (RFC 7946). Other members say version, licence and so on."""
    features = []
    for row in rows_of("places", directory):
        lon, lat = row.pop("lon"), row.pop("lat")
        point = {"type": "Point", "coordinates": [lon, lat]}
        known: dict[str, Any] = {"type": "Feature", "id": row["id"], "geometry": point}
        features.append(known | {"properties": row})
    held = {"type": "FeatureCollection", **_about(directory, updated), "features": features}
    return json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()


def _csv(table: str, directory: Directory) -> str:
    """Write a table; people open it in spreadsheets, so no cell can start a formula."""
    names = [column.name for column in columns_of(table)]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    for row in rows_of(table, directory):
        writer.writerow([cell_of(row[name]) for name in names])
    return out.getvalue()
