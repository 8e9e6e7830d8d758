"""The files for others: they say what they hold, and hold nothing that is not public."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import geopandas
import pyarrow.parquet as pq
import pytest
from csvw import TableGroup

from data.directory import Directory
from data.load import Seed, read_seed
from data.open_files import OpenFile, open_files
from data.open_licence import ATTRIBUTION, NOT_CONFIRMED, OF_OTHERS
from data.open_tables import TABLES, columns_of, rows_of
from data.records import Channel, Place, Scheme, Service
from tests.made_up_records import CHANNEL, PLACE, SCHEME, SERVICE

TODAY = date(2026, 11, 25)
UPDATED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
MARK = "ZZMARKZZ"
HIDDEN: dict[str, Any] = {"internal_notes": f"{MARK} note", "checked_by_role": f"{MARK} role"}


@pytest.fixture(scope="module")
def seed() -> Directory:
    return Directory.of(read_seed(), TODAY)


@pytest.fixture(scope="module")
def files(seed: Directory) -> dict[str, OpenFile]:
    return dict(open_files(seed, UPDATED))


def directory_of(**records: tuple[Any, ...]) -> Directory:
    empty: dict[str, tuple[Any, ...]] = dict.fromkeys(
        ("places", "services", "schemes", "borough_contacts"), ()
    )
    return Directory.of(Seed(**(empty | records)), TODAY)


def made_up(**changes: Any) -> Place:
    return Place(**(PLACE | changes))


def csv_rows(files: Any, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[name].body.decode(), newline=""), strict=True))


@pytest.mark.parametrize("table", TABLES)
def test_csv_holds_to_what_its_metadata_says(
    files: dict[str, OpenFile], seed: Directory, tmp_path: Path, table: str
) -> None:
    for file in files.values():
        (tmp_path / file.name).write_bytes(file.body)
    group = TableGroup.from_file(tmp_path / f"{table}.csv-metadata.json")
    # As others read it: each cell must be of its datatype, each key must lead somewhere.
    group.check_referential_integrity()
    (held,) = [one for one in group.tables if str(one.url) == f"{table}.csv"]
    found = list(held.iterdicts(strict=True))
    assert len(found) == len(list(rows_of(table, seed))) > 10
    assert {column.name for column in columns_of(table)} == set(found[0])
    assert all(column.words for column in columns_of(table))


def test_a_value_that_the_metadata_forbids_is_found(
    files: dict[str, OpenFile], tmp_path: Path
) -> None:
    for file in files.values():
        (tmp_path / file.name).write_bytes(file.body)
    stray = files["channels.csv"].body.replace(b"emergency-999,phone", b"nobody,phone", 1)
    (tmp_path / "channels.csv").write_bytes(stray)
    group = TableGroup.from_file(tmp_path / "channels.csv-metadata.json")
    with pytest.raises(ValueError, match="nobody"):
        group.check_referential_integrity()
    pigeon = files["channels.csv"].body.replace(b"emergency-999,phone", b"emergency-999,pigeon", 1)
    (tmp_path / "channels.csv").write_bytes(pigeon)
    with pytest.raises(ValueError, match="pigeon"):
        group.check_referential_integrity()


def test_geojson_holds_every_public_place_its_terms_and_its_version(
    files: dict[str, OpenFile], seed: Directory
) -> None:
    held = json.loads(files["places.geojson"].body)
    assert held["version"] == seed.version
    assert held["updated"] == "2026-11-20T09:30:00+00:00"
    assert held["attribution"] == ATTRIBUTION
    assert held["terms"] == f"{NOT_CONFIRMED} {OF_OTHERS}"
    frame = geopandas.read_file(io.BytesIO(files["places.geojson"].body))
    assert frame.crs.to_epsg() == 4326
    assert list(frame["id"]) == [place.id for place in seed.places]
    points = list(zip(frame.geometry.x, frame.geometry.y, strict=True))
    assert points == [(place.lon, place.lat) for place in seed.places]


def test_parquet_is_read_by_others_with_its_points_days_and_terms(
    files: dict[str, OpenFile], seed: Directory
) -> None:
    body = files["places.parquet"].body
    frame = geopandas.read_parquet(io.BytesIO(body))
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_authority() == ("OGC", "CRS84")
    points = list(zip(frame.geometry.x, frame.geometry.y, strict=True))
    assert points == [(place.lon, place.lat) for place in seed.places]
    table = pq.read_table(io.BytesIO(body))
    texts = {row["id"]: row for row in csv_rows(files, "places.csv")}
    for row in table.to_pylist():
        assert str(row["hours_firm_until"] or "") == texts[row["id"]]["hours_firm_until"]
    about = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    assert about["version"] == seed.version
    assert about["attribution"] == ATTRIBUTION


def test_the_same_records_make_the_same_bytes_on_every_server(seed: Directory) -> None:
    tags = [{f.name: f.tag for f in open_files(seed, UPDATED).values()} for _ in range(2)]
    assert tags[0] == tags[1]


def test_what_is_only_for_staff_is_in_no_file() -> None:
    service = SERVICE | {"channels": (Channel(**CHANNEL),)}
    directory = directory_of(
        places=(
            made_up(**HIDDEN),
            made_up(id="a-draft", name=f"{MARK} draft", visibility="draft"),
            made_up(id="hidden", name=f"{MARK} hidden", visibility="closed"),
            made_up(id="of-draft", name="Of a scheme that waits", scheme="zzmarkzz-scheme"),
            made_up(id="suspended", name=f"{MARK} off", scheme="suspended"),
        ),
        services=(
            Service(**service, **HIDDEN),
            Service(**service | {"id": "other", "successor": "zzmarkzz-service"}),
            Service(**service | {"id": "zzmarkzz-service", "visibility": "draft"}),
        ),
        schemes=(
            Scheme(**SCHEME, **HIDDEN),
            Scheme(**SCHEME | {"id": "zzmarkzz-scheme", "visibility": "draft"}),
            Scheme(**SCHEME | {"id": "suspended", "status": "temporarily_closed"}),
        ),
    )
    assert [place.id for place in directory.places] == ["made-up-library", "of-draft"]
    for file in open_files(directory, None).values():
        text = file.body.decode("latin-1").lower()
        assert MARK.lower() not in text, file.name
        for staff_only in (*HIDDEN, "visibility"):
            assert staff_only not in text, file.name
    held = pq.read_table(io.BytesIO(open_files(directory, None)["places.parquet"].body))
    assert MARK.lower() not in str(held.to_pylist()).lower()


@pytest.mark.parametrize(
    ("changes", "hours", "firm"),
    [
        ({}, PLACE["opening_hours"], "2028-06-29"),
        ({"hours_in_doubt": "yes"}, PLACE["opening_hours"], ""),
        ({"status": "proposed"}, "", ""),
        ({"status": "temporarily_closed"}, "", ""),
        ({"opening_hours": None}, "", ""),
    ],
    ids=str,
)
def test_nobody_can_take_doubtful_hours_for_firm(
    changes: dict[str, Any], hours: str, firm: str
) -> None:
    firm_place = made_up(**{"hours_in_doubt": "no", **changes})
    (row,) = csv_rows(open_files(directory_of(places=(firm_place,)), None), "places.csv")
    assert (row["opening_hours"], row["hours_firm_until"]) == (hours, firm)


def test_no_cell_starts_a_formula() -> None:
    directory = directory_of(places=(made_up(name="=HYPERLINK(1)"),))
    (row,) = csv_rows(open_files(directory, None), "places.csv")
    assert row["name"] == "'=HYPERLINK(1)"
    held = json.loads(open_files(directory, None)["places.geojson"].body)
    assert held["features"][0]["properties"]["name"] == "=HYPERLINK(1)"


def test_terms_are_certain_only_once_somebody_confirmed_them(
    seed: Directory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_LICENCE_CONFIRMED", "on")
    held = json.loads(open_files(seed, None)["places.geojson"].body)
    assert held["terms"] == OF_OTHERS
    assert "updated" not in held
