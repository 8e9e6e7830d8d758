"""What each row of a file would do."""

import csv
import io

import pytest

from data.exchange import accept
from data.exchange_columns import TableKind
from data.exchange_rows import Outcome
from data.revisions import RecordKind
from data.store import Store
from tests.data.exchange_sheets import HEAD, NEW, look, one
from tests.data.staff import AMINA, NOW, propose


def test_a_new_row_is_a_draft_at_its_postcode_with_an_id_of_its_borough(store: Store) -> None:
    row = one(store, f"{HEAD}\n{NEW}\n")
    assert row.outcome is Outcome.NEW
    assert row.draft is not None
    assert row.draft.record_id == "newham-new-hall"
    said = {k: v for k, v in row.draft.values.items() if v not in (None, "unknown", "no")}
    assert said == {
        "id": "newham-new-hall", "name": "New Hall", "kind": "community_centre",
        "tier": "public_building", "visibility": "draft", "postcode": "E16 2AA",
        "address": "2 Nowhere Street", "borough": "Newham", "lat": 51.52, "lon": 0.03,
        "point_source": "postcode", "source_name": "Newham Council", "confidence": "medium",
    }  # fmt: skip


def test_a_new_row_is_public_only_where_its_column_says_so(store: Store) -> None:
    row = one(store, f"{HEAD},visibility\n{NEW},Public\n")
    assert row.draft is not None
    assert row.draft.values["visibility"] == "public"


def test_rows_are_found_by_id_or_by_name_and_postcode(store: Store) -> None:
    by_id = one(store, "id,postcode,phone\nmade-up-library,,020 7946 0001\n")
    by_name = one(
        store,
        "name,post code,tel\nMADE-UP  LIBRARY,e161ze,020 7946 0001\n".replace(
            "MADE-UP  LIBRARY", "Made-up Library"
        ),
    )
    for row in (by_id, by_name):
        assert (row.outcome, row.record_id) == (Outcome.CHANGED, "made-up-library")
        assert {f: (c.before, c.after) for f, c in row.changes.items()} == {
            "phone": (None, "020 7946 0001")
        }


def test_missing_columns_are_not_touched_and_empty_cells_only_where_asked(store: Store) -> None:
    sheet = "id,address,opening hours\nmade-up-library,,Mo-Fr 10:00-16:00; PH off\n"
    kept = one(store, sheet)
    assert set(kept.changes) == {"opening_hours"}
    assert "Empty cells change nothing here: address." in kept.notes
    cleared = one(store, sheet, empty_clears=True)
    assert {f: c.after for f, c in cleared.changes.items()} == {
        "opening_hours": "Mo-Fr 10:00-16:00; PH off",
        "address": None,
    }


def test_what_must_be_filled_is_never_cleared(store: Store) -> None:
    row = one(
        store, "id,name,tier,postcode,status\nmade-up-library,,,E16 1ZE,\n", empty_clears=True
    )
    assert row.outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("opening times", "Mo-Fr 09:00-17:00; Apr 31 off", "Apr 31 does not exist"),
        ("post code", "E16 9QQ", "There is no postcode E16 9QQ"),
        ("post code", "nonsense", "nonsense"),
        ("borough", "Camden", "is in Newham, not in Camden"),
        ("source name", "", "It has no source"),
        ("name", "Hope women's refuge", "never listed"),
        ("name", "", "Fill it in"),
        ("kind", "castle", "Use one of: city_hall"),
        ("scheme", "No such scheme", "There is no scheme with the id or name No such scheme"),
        ("address", "=cmd|' /C calc'!A0", "reads like a formula"),
        ("phone", "@SUM(1)", "reads like a formula"),
        ("website", "javascript:alert(1)", "can't be used"),
        ("age_min", "young", "can't be used"),
        ("source_date", "31/02/2026", "can't be used"),
        ("lat", "51.5", "Only one of latitude and longitude"),
        ("id", "Not An Id", "can't be used"),
    ],
)
def test_what_is_wrong_is_said_with_row_column_value_and_what_to_write(
    store: Store, column: str, value: str, words: str
) -> None:
    cells = dict(
        zip(HEAD.replace("postcode", "post code").split(","), NEW.split(","), strict=True)
    ) | {column: value}
    out = io.StringIO()
    csv.writer(out).writerows([cells.keys(), cells.values()])
    row = one(store, out.getvalue(), kind=TableKind.PLACE)
    assert row.outcome is Outcome.WRONG
    assert row.draft is None
    (fault,) = [f for f in row.faults if words in f.words]
    assert row.number == 2
    assert fault.column == column
    assert fault.value == value


@pytest.mark.parametrize(
    ("column", "value", "field", "kept", "note"),
    [
        ("source_date", "03/11/2026", "source_date", "2026-11-03", "was read as 3 November 2026"),
        ("phone", "2079460000", "phone", "02079460000", "lost its first 0"),
        (
            "address",
            "<script>alert(1)</script>",
            "address",
            "<script>alert(1)</script>",
            "kept as text",
        ),
        ("address", "CafÃ© Road", "address", "CafÃ© Road", "probably spoilt"),
        ("address", "a\u202eb", "address", "ab", "can't be seen"),
        ("step free", "Yes", "step_free", "yes", ""),
        ("step free", "n", "step_free", "no", ""),
        ("kind", "Hospital A&E", "kind", "hospital_ae", ""),
        ("tier", "Safe haven", "tier", "declared_haven", ""),
        ("scheme", "made-up havens", "scheme", "made-up-scheme", ""),
        ("borough", "London Borough of Newham", "borough", "Newham", ""),
    ],
)
def test_what_people_write_is_understood_and_what_was_mended_is_said(
    store: Store, column: str, value: str, field: str, kept: str, note: str
) -> None:
    cells = dict(zip(HEAD.split(","), NEW.split(","), strict=True)) | {column: value}
    out = io.StringIO()
    csv.writer(out).writerows([cells.keys(), cells.values()])
    row = one(store, out.getvalue())
    assert row.outcome is Outcome.NEW, row.what()
    assert row.draft is not None
    assert row.draft.values[field] == kept
    assert note in " ".join(row.notes)
    assert bool(note) == bool(row.notes)


@pytest.mark.parametrize(
    ("lat", "lon", "note"),
    [
        ("51.52", "0.03", ""),
        ("51,52", "0,03", ""),
        ("0.03", "51.52", "the wrong way round"),
        ("540870", "182370", "National Grid"),
        ("182370", "540870", "National Grid"),
    ],
)
def test_points_however_they_are_written(store: Store, lat: str, lon: str, note: str) -> None:
    row = one(
        store,
        f"{HEAD};latitude;longitude\n{NEW};{lat};{lon}\n".replace(",", ";").replace(
            f"{lat.replace(',', ';')};{lon.replace(',', ';')}", f"{lat};{lon}"
        ),
    )
    assert row.draft is not None, row.what()
    assert row.draft.values["lat"] == pytest.approx(51.52, abs=0.004)
    assert row.draft.values["lon"] == pytest.approx(0.03, abs=0.004)
    assert row.draft.values["point_source"] == "source"
    assert note in " ".join(row.notes)


def test_a_pin_far_from_its_postcode_is_doubted(store: Store) -> None:
    assert "km from the postcode" in one(store, f"{HEAD},lat,lon\n{NEW},51.6,0.1\n").notes[0]


@pytest.mark.parametrize(
    ("lat", "lon"), [("48.85", "2.35"), ("0", "0"), ("nan", "1"), ("x", "y"), ("6711000", "-14000")]
)
def test_points_elsewhere_are_wrong(store: Store, lat: str, lon: str) -> None:
    row = one(store, f"{HEAD},lat,lon\n{NEW},{lat},{lon}\n")
    assert row.outcome is Outcome.WRONG
    assert "not in London" in row.faults[0].words


def test_a_new_postcode_moves_a_point_that_was_only_a_postcodes_middle(store: Store) -> None:
    propose(store, (RecordKind.PLACE, "made-up-draft"), point_source="postcode")
    (moved,) = look(store, "id,postcode\nmade-up-draft,E16 2AA\n").rows
    assert {"postcode", "lat", "lon"} <= set(moved.changes)
    (stays,) = look(store, "id,postcode\nmade-up-library,E16 2AA\n").rows
    assert set(stays.changes) == {"postcode"}


def test_twins_are_pointed_out_and_only_sent_when_chosen(store: Store) -> None:
    run = look(
        store,
        f"{HEAD}\n"
        + NEW.replace("New Hall", "The Made-up Library")
        .replace("2 Nowhere", "1 Nowhere")
        .replace("e16 2aa", "E16 1ZE"),
    )
    (row,) = run.rows
    assert row.outcome is Outcome.TWIN
    assert "made-up-library" in {twin.id for twin in row.twins}
    assert run.usual() == frozenset()
    assert accept(store, AMINA, run, {0}, "It is another door.", NOW).rows == 1


def test_a_name_with_another_id_is_a_twin(store: Store) -> None:
    row = one(
        store,
        f"id,{HEAD}\nother-id,{NEW}\n".replace("New Hall", "Made-up Library").replace(
            "e16 2aa", "E16 1ZE"
        ),
    )
    assert row.outcome is Outcome.TWIN
    assert row.twins[0].id == "made-up-library"


def test_two_rows_about_one_record(store: Store) -> None:
    run = look(store, f"{HEAD}\n{NEW}\n{NEW}\n")
    assert [row.outcome for row in run.rows] == [Outcome.NEW, Outcome.WRONG]
    assert "Row 2 is about the same record" in run.rows[1].faults[0].words
    run = look(store, "id,name,postcode,phone\nmade-up-library,,,1\n,Made-up Library,E16 1ZE,2\n")
    assert [row.outcome for row in run.rows] == [Outcome.CHANGED, Outcome.WRONG]


def test_two_branches_with_one_name_get_two_ids(store: Store) -> None:
    run = look(
        store,
        f"{HEAD}\n{NEW}\n{NEW.replace('e16 2aa', 'E6 1AA').replace('2 Nowhere', '9 Else')}\n",
    )
    assert [row.record_id for row in run.rows] == ["newham-new-hall", "newham-new-hall-e6-1aa"]


def test_ids_of_many_branches_take_no_longer_than_others(store: Store) -> None:
    """Each with its postcode behind the name; none is tried again and again."""
    postcodes = [f"E{n} {m}AA" for n in range(1, 18) for m in range(10)]
    rows = [f"Bakery,shop,public building,{code},{code} Road,A council" for code in postcodes]
    run = look(store, "\n".join([HEAD, *rows]), locate=lambda _: (51.6, 0.1))
    assert len({row.record_id for row in run.rows}) == len(postcodes)
    assert run.rows[-1].record_id == "newham-bakery-e17-9aa"


def test_the_source_of_the_whole_file_is_for_new_rows_only(store: Store) -> None:
    sheet = f"{HEAD}\n{NEW.replace('Newham Council', '')}\nMade-up Library,,,E16 1ZE,3 Nowhere Street,\n"
    run = look(store, sheet, common={"source_name": "Their list", "source_date": "2026-11"})
    new, old = run.rows
    assert new.draft is not None
    assert (new.draft.values["source_name"], new.draft.values["source_date"]) == (
        "Their list",
        "2026-11",
    )
    assert set(old.changes) == {"address"}
