"""Records out: what is public, what is for staff, templates; and the columns as documented."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from data.directory import Directory
from data.exchange_columns import TableKind, columns, explained, fields_of
from data.exchange_write import (
    STAFF_ONLY,
    all_records,
    columns_of,
    csv_of,
    geojson_of,
    public_records,
    template_of,
)
from data.load import read_seed

ROOT = Path(__file__).resolve().parents[2]
SEED = read_seed()
FILES = {
    TableKind.PLACE: "places",
    TableKind.SERVICE: "services",
    TableKind.CHANNEL: "channels",
    TableKind.SCHEME: "schemes",
    TableKind.CONTACT: "boroughs",
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("kind", list(TableKind))
def test_the_columns_are_those_that_the_readme_of_the_seed_explains(kind: TableKind) -> None:
    readme = (ROOT / "data" / "seed" / "README.md").read_text()
    (part,) = re.findall(rf"^### {FILES[kind]}\.csv\n(.*?)(?=\n###|\Z)", readme, re.M | re.S)
    documented = dict(re.findall(r"^\| (\w+) \| (.+) \|$", part, re.M))
    assert documented.pop("Column") == "Holds"
    assert set(fields_of(kind)) == set(documented)
    for name, holds, _ in explained(kind):
        first, again = (re.findall(r"\w+", text)[0] for text in (holds, documented[name]))
        assert first == again, f"{name}: {holds} / {documented[name]}"


def test_the_readme_says_what_the_import_does() -> None:
    readme = (ROOT / "README.md").read_text()
    (part,) = re.findall(r"^## Import and export\n(.*?)(?=\n## )", readme, re.M | re.S)
    assert "`data/seed/README.md`" in part
    for word in re.findall(r'\("([^)]*)"\)', part):
        for name in word.split('", "'):
            assert columns([name], TableKind.PLACE), f"{name} is not a name of a column"
    for number in ("50,000 rows", "200 columns", "HAVENS_IMPORT_MB"):
        assert number in part


@pytest.mark.parametrize("kind", list(TableKind))
def test_templates_have_all_columns_and_no_rows(kind: TableKind) -> None:
    assert template_of(kind).strip().split(",") == list(fields_of(kind))
    assert [row["column"] for row in rows(columns_of(kind))] == list(fields_of(kind))
    assert all(row["what it holds"] for row in rows(columns_of(kind)))


def test_every_other_name_in_the_template_is_understood() -> None:
    for kind in TableKind:
        for name, _, others in explained(kind):
            for other in filter(None, others.split(", ")):
                assert columns([other], kind) == {name: [other]}


def test_what_is_public_holds_nothing_for_staff() -> None:
    directory = Directory.of(SEED)
    for kind in TableKind:
        text = csv_of(kind, public_records(directory, kind))
        assert not set(rows(text)[0]) & set(STAFF_ONLY)
        if kind is not TableKind.CHANNEL:
            assert {row["visibility"] for row in rows(text)} == {"public"}
    channels = {
        (r["service"], r["contact"])
        for r in rows(csv_of(TableKind.CHANNEL, public_records(directory, TableKind.CHANNEL)))
    }
    hidden = {
        (s.id, c.contact) for s in SEED.services for c in s.channels if c.confidence.value == "low"
    }
    assert hidden
    assert not channels & hidden


def test_staff_get_everything() -> None:
    for kind in TableKind:
        got = rows(csv_of(kind, all_records(SEED, kind), staff=True))
        assert list(got[0]) == list(fields_of(kind))
    places = rows(csv_of(TableKind.PLACE, SEED.places, staff=True))
    assert len(places) == len(SEED.places)
    assert any(row["internal_notes"] for row in places)
    assert {row["visibility"] for row in places} == {"public", "draft", "closed"}


def test_no_cell_starts_a_formula(make_place: Any) -> None:
    place = make_place(
        name="=1+1", address="@SUM(1)", phone="+44 20 7946 0000", alert="-1", lon=-0.1
    )
    (row,) = rows(csv_of(TableKind.PLACE, [place]))
    assert (row["name"], row["address"], row["alert"]) == ("'=1+1", "'@SUM(1)", "'-1")
    assert row["phone"] == "'+44 20 7946 0000"
    assert row["lon"] == "-0.1"


def test_geojson_is_points_in_wgs84(make_place: Any) -> None:
    nowhere = make_place(id="b", lat=None, lon=None)
    held = json.loads(geojson_of([make_place(), nowhere]))
    assert held["features"][0]["geometry"] == {"type": "Point", "coordinates": [0.016, 51.508]}
    assert held["features"][1]["geometry"] is None
    assert not set(held["features"][0]["properties"]) & {"lat", "lon", *STAFF_ONLY}
