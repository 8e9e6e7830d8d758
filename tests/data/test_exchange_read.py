"""Files of every make, well meant and hostile: read right, or refused with what to do."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest

from data import exchange_read, exchange_xlsx
from data.exchange_columns import TableKind, columns, fields_of, guessed_kind
from data.exchange_read import read_file, read_path, read_stream
from data.exchange_table import MOST_ROWS, ReadError, Table
from tests.workbooks import Formula, column, workbook

HEAD = "Name of place,Post code,Opening times"
ROW = "Café Zoë,E16 1ZE,Mo-Fr 09:00-17:00"
CSV = f"{HEAD}\n{ROW}\n"


def only(body: bytes, name: str = "places.csv", kind: TableKind | None = None) -> Table:
    (table,) = read_file(name, body, kind)
    return table


def refused(body: bytes, name: str = "places.csv") -> str:
    with pytest.raises(ReadError) as error:
        read_file(name, body)
    return str(error.value)


@pytest.mark.parametrize(
    ("body", "note"),
    [
        (CSV.encode(), ""),
        (CSV.encode("utf-8-sig"), ""),
        (CSV.encode("utf-16"), "UTF-16"),
        (CSV.encode("utf-16-le"), "UTF-16"),
        (b"\xfe\xff" + CSV.encode("utf-16-be"), "UTF-16"),
        (CSV.encode("cp1252"), "Windows-1252. Look whether these are right: Café, Zoë"),
        (CSV.replace(",", ";").encode(), ""),
        (CSV.replace(",", "\t").encode(), ""),
        (CSV.replace("\n", "\r\n").encode(), ""),
        (CSV.replace("\n", "\r").encode(), ""),
        (CSV.strip().encode(), ""),
        (f"{HEAD},,\n{ROW},,\n".encode(), ""),
        (f"\n{HEAD}\n\n\n{ROW}\n,,\n".encode(), "row 2"),
        (
            '"Name of place","Post code","Opening times"\n"Café Zoë","E16 1ZE","Mo-Fr 09:00-17:00"'.encode(),
            "",
        ),
        (f"Safe havens of Newham 2026,,\n,,\n{CSV}".encode(), "row 3 was taken as the names"),
    ],
)
def test_csv_of_every_make(body: bytes, note: str) -> None:
    table = only(body)
    assert table.kind is TableKind.PLACE
    assert [dict(row.cells) for row in table.rows] == [
        {"name": "Café Zoë", "postcode": "E16 1ZE", "opening_hours": "Mo-Fr 09:00-17:00"}
    ]
    assert note in " ".join(table.notes)
    assert bool(note) == bool(table.notes)


def test_rows_are_numbered_as_the_spreadsheet_shows_them() -> None:
    table = only(b'name,postcode,notes\na,E1,"two\nlines"\n\nb,E2,x\n')
    assert [row.number for row in table.rows] == [2, 4]


def test_columns_are_known_by_field_label_and_other_words_in_any_order() -> None:
    table = only(
        b"lng,LATITUDE,Telephone,Under 18 alone,tel. no ,POST-CODE,url\n".replace(b",tel. no ", b"")
        + b"0,51.5,1,yes,E1,x"
    )
    assert table.used == {
        "lon": "lng",
        "lat": "LATITUDE",
        "phone": "Telephone",
        "under_18_alone": "Under 18 alone",
        "postcode": "POST-CODE",
        "website": "url",
    }


def test_unknown_columns_are_named_and_a_column_of_advice_is_not() -> None:
    table = only(b"name,postcode,Officer,what to do\na,E1,B,c\n")
    assert re.search(r"nothing is taken from these columns: Officer\.", " ".join(table.notes))
    assert "officer" not in table.rows[0].cells


def test_the_own_name_of_a_field_wins_over_other_words() -> None:
    table = only(b"name,place,postcode\na,b,E1\n")
    assert table.rows[0].cells["name"] == "a"
    assert "place" in table.notes[0]


@pytest.mark.parametrize("head", ["name,name,postcode", "tel,telephone,postcode"])
def test_two_columns_for_one_field_are_refused(head: str) -> None:
    assert "Keep one" in refused(f"{head}\na,b,E1".encode()) or "twice" in refused(
        f"{head}\na,b,E1".encode()
    )


def test_missing_cells_are_not_there_and_extra_ones_are_pointed_out() -> None:
    table = only(b"name,postcode,address\na,E1\nb,E2,1 Road, London\n")
    assert "address" not in table.rows[0].cells
    assert not table.rows[0].faults
    assert "double quotes" in table.rows[1].faults[0].words


@pytest.mark.parametrize("kind", list(TableKind))
def test_the_sort_is_found_from_the_columns(kind: TableKind) -> None:
    assert guessed_kind(fields_of(kind)) is kind
    assert set(columns(fields_of(kind), kind)) == set(fields_of(kind))


def test_the_sort_is_what_the_person_says_where_columns_do_not_tell() -> None:
    body = b"name,website\nA,https://example.org\n"
    assert only(body).kind is None
    assert only(body, kind=TableKind.SCHEME).kind is TableKind.SCHEME
    with pytest.raises(ReadError, match="no columns of a contact"):
        read_file("a.csv", b"x,y\n1,2\n", TableKind.CONTACT)


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b" \n\n", "is empty"),
        ("a.csv", b"name,postcode\na\0b,E1\n", "is not a table"),
        ("a.csv", "name,postcode\na\0b,E1\n".encode("utf-16"), "is not a table"),
        ("a.csv", b"%PDF-1.7 ...", "is not a table"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "is not a table"),
        ("a.csv", b"Just some words\nand more words\n", "is not a table"),
        ("a.csv", b"<html><table><tr><td>a</td></tr></table></html>", "web page"),
        ("a.csv", b'name,postcode\n"open,E1\n', "double quotes"),
        ("a.csv", b"\xff\xfe" + b"a\xd8", "UTF-16, but is damaged"),
        ("a.csv", ",".join(f"c{n}" for n in range(1000)).encode() + b"\n1", "1,000 columns"),
        ("a.csv", ("name,postcode\n" + "," * 3000).encode(), "columns; at most"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file (.xls) or is protected"),
        ("a.ods", b"PK\x03\x04 broken", "not a whole Excel workbook"),
        ("a.xlsx", b"name,postcode\na,E1\n", "not a whole Excel workbook"),
        ("a.geojson", b'{"type":"FeatureCollection"', "not whole"),
        ("a.geojson", b'{"type":"Topology"}', "not a GeoJSON FeatureCollection"),
        ("a.geojson", b"[1,2]", "not a GeoJSON FeatureCollection"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[]}', "no features"),
        ("a.geojson", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
        ("a.geojson", b"[" * 100_000, "nested too deeply"),
        ("a.geojson", b'{"type":"FeatureCollection","features":[NaN]}', "not whole"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_what_to_do(name: str, body: bytes, words: str) -> None:
    assert words in refused(body, name)


def test_a_huge_field_is_pointed_out_in_its_row() -> None:
    table = only(b"name,postcode,address\na,E1," + b"x" * 10_001 + b"\nb,E2,y\n")
    assert "10,001 letters" in table.rows[0].faults[0].words
    assert not table.rows[1].faults


def test_a_field_beyond_python_s_own_limit_is_refused_and_the_limit_left_alone() -> None:
    limit = csv.field_size_limit()
    assert "row 3" in refused(b"name,postcode\na,E1\n" + b"x" * (limit + 1) + b",E2\n")
    assert csv.field_size_limit() == limit


def test_more_rows_than_can_be_taken_are_refused() -> None:
    assert "more than 50,000 rows" in refused(b"name,postcode\n" + b"a,E1\n" * (MOST_ROWS + 1))
    assert len(only(b"name,postcode\n" + b"a,E1\n" * MOST_ROWS).rows) == MOST_ROWS


class Endless(io.RawIOBase):
    """A file of 200 MB that says how much of it was read."""

    taken = 0

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]
        assert size >= 0, "all of it was asked for"
        given = min(size, 200 * 1024**2 - self.taken)
        self.taken += given
        return b"a" * given


def test_a_large_file_is_refused_without_reading_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HAVENS_IMPORT_MB", "2")
    file = Endless()
    with pytest.raises(ReadError, match="larger than 2 MB"):
        read_stream("big.csv", file)  # type: ignore[arg-type]
    assert file.taken == 2 * 1024**2 + 1
    path = tmp_path / "big.csv"
    with path.open("wb") as made:
        made.truncate(200 * 1024**2)
    monkeypatch.setattr(exchange_read, "read_stream", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(ReadError, match="larger than 2 MB"):
        read_path(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="Look at its name"):
        read_path(tmp_path / "none.csv")


PLACES = [["Name", "Postcode", "Telephone", "Lat", "Step free", "Source date"]]
SERVICES = [["id", "name", "provider", "topics"], ["line", "Line", "Charity", "any worry"]]
CHANNELS = [["service", "kind", "contact"], ["line", "phone", "0800 000 000"]]


def test_a_workbook_by_its_cells() -> None:
    rows = [*PLACES, [], ["Café <b>", "E16 1ZE", 2079460000, 51.5, True, 2024]]
    table = only(workbook({"Havens": rows}), "a.xlsx")
    (row,) = table.rows
    assert row.number == 3
    assert row.cells == {
        "name": "Café <b>", "postcode": "E16 1ZE", "phone": 2079460000, "lat": 51.5,
        "step_free": True, "source_date": 2024,
    }  # fmt: skip


def test_a_workbook_with_services_and_channels_and_something_else() -> None:
    body = workbook(
        {"S": SERVICES, "C": CHANNELS, "Budget": [["a", "b"], [1, 2]], "Old": SERVICES},
        hidden=["Old"],
    )
    tables = read_file("a.xlsx", body)
    assert [t.kind for t in tables] == [TableKind.SERVICE, TableKind.CHANNEL]
    assert "nothing is taken from sheet Budget" in " ".join(tables[0].notes)
    assert [t.kind for t in read_file("a.xlsx", body, TableKind.SERVICE)] == [
        t.kind for t in tables
    ]


def test_formula_cells_give_their_last_value_and_are_named() -> None:
    rows = [["Name", "Postcode"], [Formula('"A"&"B"', "AB"), "E16 1ZE"]]
    table = only(workbook({"S": rows}), "a.xlsx")
    assert table.rows[0].cells["name"] == "AB"
    assert "A2 holds a formula" in " ".join(table.notes)


def far(reference: str) -> bytes:
    cell = f'<row r="1"><c r="{reference}"><v>1</v></c></row>'
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cell}</sheetData></worksheet>'
    return workbook({"S": xml})


def with_lie(body: bytes, name: str, size: int) -> bytes:
    """Say in the directory that a member unpacks to less than it does."""
    directory = body.index(b"PK\x01\x02")
    at = body.index(name.encode(), directory) - 46
    while body[at : at + 4] != b"PK\x01\x02":
        at = body.index(name.encode(), at + 47) - 46
    return body[: at + 24] + size.to_bytes(4, "little") + body[at + 28 :]


BIG = b"<a>" + b"0" * (60 * 1024**2)
ROWS = [["Name", "Postcode"], ["a", "E16 1ZE"]]
BAD_WORKBOOKS = {
    "zip bomb by ratio": (workbook({"S": ROWS}, {"xl/worksheets/sheet9.xml": BIG}), "would unpack"),
    "many members": (workbook({"S": ROWS}, {f"xl/media/{n}.png": b"" for n in range(1001)}), "would unpack"),
    "a zip in the zip": (workbook({"S": ROWS}, {"xl/embeddings/more.zip": b"PK"}), "would unpack"),
    "macros": (workbook({"S": ROWS}, {"xl/vbaProject.bin": b"x"}), "holds macros"),
    "truncated": (workbook({"S": ROWS})[:-200], "not a whole Excel workbook"),
    "half": (workbook({"S": ROWS})[:400], "not a whole Excel workbook"),
    "broken XML": (workbook({"S": "<worksheet><sheetData><row"}), "not a whole Excel workbook|is empty"),
    "a cell far down": (far("A1048576"), "far away from a list"),
    "a cell far right": (far("XFD1"), "far away from a list"),
    "empty": (workbook({"S": []}), "is empty"),
    "a directory that lies": (with_lie(workbook({"S": [*ROWS, *ROWS * 20_000]}), "xl/worksheets/sheet1.xml", 300), "not a whole Excel workbook"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_WORKBOOKS)
def test_hostile_workbooks(name: str) -> None:
    body, words = BAD_WORKBOOKS[name]
    assert re.search(words, refused(body, "a.xlsx"))


@pytest.mark.parametrize(
    ("rows", "columns", "letters"), [(20_000, "A", 4_000), (50_000, "BTA", 1)], ids=str
)
def test_a_small_workbook_that_is_large_in_memory_never_reaches_the_server(
    rows: int, columns: str, letters: int
) -> None:
    """One long text named by every cell, or few cells far apart."""
    cells = "".join(
        f'<row r="{r}"><c r="{columns}{r}" t="s"><v>0</v></c></row>' for r in range(1, rows + 1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{name}" Target="{target}" Type='
            f'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
            for name, target, kind in (
                ("rId1", "worksheets/sheet1.xml", "worksheet"),
                ("rId2", "sharedStrings.xml", "sharedStrings"),
            )
        )
        + "</Relationships>"
    )
    extra = {
        "xl/_rels/workbook.xml.rels": relations.encode(),
        "xl/sharedStrings.xml": (
            f'<sst xmlns="{main}"><si><t>{"x" * letters}</t></si></sst>'.encode()
        ),
    }
    body = workbook(
        {"S": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'}, extra
    )
    assert len(body) < 1024**2
    assert re.search("far more cells or text|can't be read safely", refused(body, "a.xlsx"))


def test_empty_lines_are_as_many_as_a_spreadsheet_has() -> None:
    table = only(b"name,kind\nA library,library\n" + b",\n" * 1_048_574, "a.csv")
    assert len(table.rows) == 1
    assert "lines" in refused(b"name,kind\n" + b"\n" * 2_000_000, "a.csv")


def test_a_workbook_that_hides_a_cell_far_away_ends_only_its_own_process() -> None:
    """Excel's last cell, written so that the look ahead misses it, would fill all memory."""
    cell = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD&#49;048576"><v>1</v></c></row>'
    xml = f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{cell}</sheetData></worksheet>'
    assert re.search("can't be read safely|not a whole", refused(workbook({"S": xml}), "a.xlsx"))


def test_an_open_document_and_a_word_file_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<a/>")
    assert "OpenDocument" in refused(out.getvalue(), "a.ods")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "not a whole Excel" in refused(out.getvalue(), "a.docx")


def test_a_workbook_is_looked_at_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange_xlsx.subprocess, "run", lambda *_, **__: pytest.fail("opened"))
    for name in ("zip bomb by ratio", "many members", "a zip in the zip", "macros"):
        refused(BAD_WORKBOOKS[name][0], "a.xlsx")


def test_columns_of_tests_workbooks_are_named_as_excel_does() -> None:
    assert [column(n) for n in (1, 26, 27, 702, 703)] == ["A", "Z", "AA", "ZZ", "AAA"]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def collection(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def test_geojson_points_and_properties() -> None:
    point = {"type": "Point", "coordinates": [0.016, 51.508, 3]}
    table = only(
        collection(feature(point, Name="A", tel="1", latitude=99), feature(None, Name="B")),
        "a.geojson",
    )
    assert [dict(row.cells) for row in table.rows] == [
        {"name": "A", "phone": "1", "lat": 51.508, "lon": 0.016},
        {"name": "B", "lat": None, "lon": None},
    ]
    assert [row.number for row in table.rows] == [1, 2]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": ["0", "51"]},
        {"type": "Point", "coordinates": [True, False]},
        {"type": "Point", "coordinates": []},
        {"type": "Point"},
        "Point",
        [1, 2],
    ],
)
def test_geojson_that_is_no_point(geometry: Any) -> None:
    table = only(collection(feature(geometry, name="A")), "a.geojson")
    assert table.rows[0].cells["lat"] == "not a point"


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"]
)
def test_geojson_that_says_wgs84(name: str) -> None:
    assert only(
        collection(feature(None, name="A"), crs={"type": "name", "properties": {"name": name}}),
        "a.geojson",
    ).rows


def test_geojson_in_another_grid_is_refused() -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    assert "not in WGS84" in refused(collection(feature(None, name="A"), crs=crs), "a.geojson")


def test_geojson_features_that_are_none() -> None:
    table = only(
        collection(1, None, {"type": "Point"}, feature(None, name="A", postcode="E1")), "a.geojson"
    )
    assert [bool(row.faults) for row in table.rows] == [True, True, True, False]
