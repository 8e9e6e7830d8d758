"""Reading the seed: good files are read, damaged ones are explained, nothing internal leaks."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from data.load import SEED_FOLDER, SeedError, may_be_public, public_copy, read_seed
from data.records import Channel, Service

FILES = ("places.csv", "services.csv", "channels.csv", "schemes.csv", "boroughs.csv")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file in FILES:
        shutil.copy(SEED_FOLDER / file, tmp_path / file)
    return tmp_path


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(SeedError) as caught:
        read_seed(folder)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def change(file: Path, line: int, **cells: str) -> None:
    """Write other values into a row; ``line`` counts as a text editor does, header is 1."""
    with file.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    rows[line - 2].update(cells)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    file.write_text(out.getvalue(), encoding="utf-8")


def test_reads_every_row_of_the_seed() -> None:
    seed = read_seed()
    for file, records in (
        ("places.csv", seed.places),
        ("services.csv", seed.services),
        ("channels.csv", [c for s in seed.services for c in s.channels]),
        ("schemes.csv", seed.schemes),
        ("boroughs.csv", seed.borough_contacts),
    ):
        with (SEED_FOLDER / file).open(encoding="utf-8", newline="") as text:
            assert len(records) == sum(1 for _ in csv.DictReader(text)), file


def test_channels_come_in_the_order_of_the_file_and_lists_are_split() -> None:
    childline = next(s for s in read_seed().services if s.id == "childline")
    assert [c.kind for c in childline.channels] == ["phone", "webchat", "website"]
    assert childline.topics[:2] == ("abuse", "bullying")


@pytest.mark.parametrize(
    ("file", "line", "cells", "told"),
    [
        (
            "places.csv",
            3,
            {"tier": "havn"},
            "places.csv, line 3, column tier: 'havn' is not allowed. "
            "Use one of: declared_haven, emergency_point, public_building.",
        ),
        ("places.csv", 2, {"name": ""}, "places.csv, line 2, column name is empty. Fill it in"),
        ("places.csv", 9, {"lat": "0.1"}, "places.csv, line 9, column lat: '0.1' can't be used"),
        ("places.csv", 9, {"lat": "nan"}, "places.csv, line 9, column lat: 'nan' can't be used"),
        ("places.csv", 9, {"lon": "east"}, "column lon: 'east' can't be used"),
        ("places.csv", 4, {"postcode": "n12ud"}, "use capitals and one space"),
        ("places.csv", 4, {"source_date": "May 2024"}, "column source_date: 'May 2024'"),
        ("places.csv", 4, {"website": "javascript:x"}, "column website: 'javascript:x'"),
        ("places.csv", 4, {"scheme": "none-such"}, "'none-such' is not an id in schemes.csv"),
        ("places.csv", 4, {"paediatric_ae": "perhaps"}, "Use one of: yes, no, unknown."),
        ("services.csv", 2, {"age_min": "eleven"}, "services.csv, line 2, column age_min"),
        ("services.csv", 2, {"successor": "gone"}, "'gone' is not an id in services.csv"),
        ("channels.csv", 5, {"kind": "fax"}, "channels.csv, line 5, column kind: 'fax'"),
        ("channels.csv", 5, {"service": "gone"}, "channels.csv, line 5, column service: 'gone'"),
        ("channels.csv", 5, {"service": ""}, "channels.csv, line 5, column service: ''"),
        ("schemes.csv", 2, {"status": ""}, "schemes.csv, line 2, column status is empty."),
        ("boroughs.csv", 2, {"gss_code": "E10000002"}, "boroughs.csv, line 2, column gss_code"),
        ("boroughs.csv", 3, {"id": "Barnet!"}, "boroughs.csv, line 3, column id: 'Barnet!'"),
    ],
)
def test_a_bad_cell_is_named_with_file_line_column_and_advice(
    folder: Path, file: str, line: int, cells: dict[str, str], told: str
) -> None:
    change(folder / file, line, **cells)
    (problem,) = problems(folder)
    assert told in problem
    assert problem.endswith(".")


def test_all_problems_of_all_files_are_told_at_once(folder: Path) -> None:
    change(folder / "places.csv", 2, tier="a", kind="b")
    change(folder / "schemes.csv", 2, status="c")
    change(folder / "channels.csv", 2, free="d")
    assert len(problems(folder)) == 4


def test_a_repeated_id_is_told(folder: Path) -> None:
    change(folder / "places.csv", 3, id="city-hall-royal-docks")
    text = (folder / "places.csv").read_text(encoding="utf-8")
    assert text.count("\ncity-hall-royal-docks,") == 2
    assert problems(folder) == (
        "places.csv has the id city-hall-royal-docks more than once. Give each row its own id.",
    )


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda b: b"", "is empty"),
        (lambda b: b" \n\n", "is empty"),
        (lambda b: b"\xef\xbb\xbf" + b, "starts with a byte order mark"),
        (lambda b: b.decode().encode("utf-16"), "not UTF-8"),
        (lambda b: b.replace(b"Multi-Agency", b"Multi\xa0Agency", 1), "line 2: not UTF-8"),
        (lambda b: b.replace(b",", b";"), "has semicolons between its columns"),
        (lambda b: b.replace(b"borough", b"Borough", 1), "has no column borough"),
        (lambda b: b.replace(b"id,", b"id,colour,", 1), "has a column nobody knows: colour"),
        (lambda b: b.replace(b"id,", b"id,id,", 1), "has the column id twice"),
        (lambda b: b + b"\nbarking", "1 cells instead of"),
        (lambda b: b + b'\n"barking', "Check the double quotes there"),
        (lambda b: b"<html><body>404</body></html>", "has no column"),
        (lambda b: b"\x00\x00\x00", "has no column"),
    ],
)
def test_a_damaged_file_gives_a_sentence(folder: Path, damage, told: str) -> None:
    file = folder / "boroughs.csv"
    file.write_bytes(damage(file.read_bytes()))
    found = problems(folder)
    assert any(told in problem for problem in found), found
    assert all(problem.startswith("boroughs.csv") for problem in found)


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert any(problem.startswith(f"{file} can't be read.") for problem in problems(folder))


def test_columns_may_stand_in_any_order_and_blank_lines_do_not_count(folder: Path) -> None:
    file = folder / "boroughs.csv"
    with file.open(encoding="utf-8", newline="") as text:
        rows = [list(reversed(row)) for row in csv.reader(text)]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    file.write_text(out.getvalue().replace("\r\n", "\n\n"), encoding="utf-8")
    assert read_seed(folder) == read_seed()


def channel(**values: object) -> Channel:
    sure = {"kind": "phone", "confidence": "high", "source_url": "https://example.org/a"}
    return Channel.model_validate(sure | values)


@pytest.mark.parametrize(
    ("values", "public"),
    [
        ({}, True),
        ({"confidence": "medium"}, True),
        ({"confidence": "low"}, False),
        ({"source_url": None}, False),
    ],
)
def test_a_channel_needs_a_source_and_some_confidence(
    values: dict[str, object], public: bool
) -> None:
    assert may_be_public(channel(**values)) is public


def test_a_public_copy_keeps_facts_and_drops_what_is_for_staff() -> None:
    kept, dropped = channel(contact="101"), channel(contact="102", confidence="low")
    service = Service.model_validate(
        {
            "id": "a",
            "name": "Line",
            "status": "active",
            "visibility": "public",
            "confidence": "high",
            "internal_notes": "Rang twice, nobody came.",
            "checked_on": "2026-11-01",
            "checked_by_role": "Editor",
            "checked_how": "telephone",
            "channels": [kept, dropped],
        }
    )
    copy = public_copy(service)
    assert copy.channels == (kept,)
    assert (copy.internal_notes, copy.checked_by_role) == (None, None)
    assert (copy.checked_on, copy.checked_how) == (service.checked_on, "telephone")
    assert service.channels == (kept, dropped)


def test_no_public_copy_of_the_seed_holds_anything_for_staff() -> None:
    seed = read_seed()
    for record in (*seed.places, *seed.services, *seed.schemes, *seed.borough_contacts):
        copy = public_copy(record)
        assert copy.internal_notes is None
        assert copy.checked_by_role is None
        assert copy == record.model_copy(
            update={
                "internal_notes": None,
                "checked_by_role": None,
                **({"channels": copy.channels} if isinstance(copy, Service) else {}),
            }
        )


@pytest.mark.parametrize(
    ("file", "old", "new", "usable"),
    [
        ("channels.csv", "Mo-Th 10:00-20:30", "Apr 31 10:00-25:99", True),
        ("services.csv", ",active,public", ",acting,public", True),
        ("places.csv", "police_station", "police_sta", False),
        ("schemes.csv", ",active,public", ",acting,public", False),
        ("boroughs.csv", "E09000002", "E08000002", False),
    ],
)
def test_damaged_services_alone_leave_a_usable_seed(
    tmp_path: Path, file: str, old: str, new: str, usable: bool
) -> None:
    for path in SEED_FOLDER.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    damaged = (tmp_path / file).read_text(encoding="utf-8").replace(old, new, 1)
    (tmp_path / file).write_text(damaged, encoding="utf-8", newline="")
    with pytest.raises(SeedError) as caught:
        read_seed(tmp_path)
    assert (caught.value.usable is not None) is usable
    if caught.value.usable:
        whole = read_seed()
        assert caught.value.usable.places == whole.places
        lines = sum(len(s.channels) for s in caught.value.usable.services)
        assert lines < sum(len(s.channels) for s in whole.services)
