"""Bringing records in: what each row would do, and sending the chosen ones, all or none."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.sql import func, select

from data import exchange, live
from data.changes import ChangeError
from data.database import open_database, upgrade
from data.exchange import accept, dry_run
from data.exchange_columns import TableKind
from data.exchange_read import read_file
from data.exchange_rows import DryRow, DryRun, Outcome
from data.exchange_write import all_records, csv_of, geojson_of, wrong_rows
from data.load import Seed, read_seed
from data.records import Place
from data.revisions import RecordKind, Timeline
from data.roles import Actor, NotAllowedError
from data.store import Store
from data.tables import BATCHES, REVISIONS
from geo.boroughs import borough_at
from tests.data.staff import AMINA, BEN, NOW, VERA, propose
from tests.made_up_records import PLACE

ROOT = Path(__file__).resolve().parents[2]
SHEET = ROOT / "tests" / "data" / "sheets" / "newham-havens.csv"
HEAD = "name,kind,tier,postcode,address,source name"
NEW = "New Hall,Community centre,Public building,e16 2aa,2 Nowhere Street,Newham Council"
POSTCODES = {"E16 1ZE": (51.508, 0.016), "E16 2AA": (51.52, 0.03), "E6 1AA": (51.53, 0.05)}


def look(store: Store, body: str | bytes, name: str = "a.csv", **more: Any) -> DryRun:
    raw = body.encode() if isinstance(body, str) else body
    return dry_run(
        read_file(name, raw, more.pop("kind", None)),
        more.pop("timeline", None) or store.timeline(),
        NOW,
        validate=store.validated,
        locate=more.pop("locate", POSTCODES.get),
        waiting=store.waiting(AMINA),
        **more,
    )


def one(store: Store, body: str, **more: Any) -> DryRow:
    (row,) = look(store, body, **more).rows
    return row


def send(store: Store, run: DryRun, actor: Actor = AMINA) -> exchange.Accepted:
    return accept(store, actor, run, run.usual(), "Their sheet of 3 November.", NOW)


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


def test_the_same_file_twice_changes_nothing(store: Store) -> None:
    sheet = f"{HEAD},phone\n{NEW},020 7946 0000\nMade-up Library,,,E16 1ZE,3 Nowhere Street,,\nWith No Postcode,shop,public building,,,A source,\n"
    first = look(store, sheet)
    assert [row.outcome for row in first.rows] == [Outcome.NEW, Outcome.CHANGED, Outcome.NEW]
    done = send(store, first)
    again = look(store, sheet)
    assert {row.outcome for row in again.rows} == {Outcome.WAITING}
    assert {row.batch for row in again.rows} == {done.batch}
    assert f"already waits for approval in batch {done.batch}" in again.rows[0].what()
    with pytest.raises(ChangeError, match="already waits"):
        send(store, first)
    ids = [r.id for r in store.waiting(BEN)]
    store.approve(BEN, ids, NOW, seen=store.version())
    assert {row.outcome for row in look(store, sheet).rows} == {Outcome.UNCHANGED}


def test_what_waits_with_other_words_is_decided_first(store: Store) -> None:
    send(store, look(store, f"{HEAD}\n{NEW}\n"))
    other = one(store, f"{HEAD}\n{NEW.replace('2 Nowhere', '3 Nowhere')}\n")
    assert other.outcome is Outcome.WRONG
    assert "waits for approval in batch" in other.faults[0].words


def test_accepted_rows_are_one_batch_that_waits_and_nothing_is_public(store: Store) -> None:
    run = look(store, f"{HEAD},visibility\n{NEW},public\n")
    done = send(store, run)
    assert done.rows == 1
    assert store.batches(VERA)[done.batch][0] == "1 place from a.csv"
    (waiting,) = store.log(VERA, batch=done.batch)
    assert (waiting.author, waiting.reason, waiting.creates) == (
        "amina",
        "Their sheet of 3 November.",
        True,
    )
    assert store.timeline().values((RecordKind.PLACE, "newham-new-hall"), NOW) is None


def test_only_chosen_rows_are_sent(store: Store) -> None:
    run = look(
        store,
        f"{HEAD}\n{NEW}\n{NEW.replace('New Hall', 'Other Hall').replace('2 Nowhere', '8 Far')}\n",
    )
    accept(store, AMINA, run, {1}, "Only this.", NOW)
    assert [r.record_id for r in store.waiting(BEN)] == ["newham-other-hall"]


@pytest.mark.parametrize("chosen", [set(), {0}, {1}])
def test_rows_that_can_not_be_sent(store: Store, chosen: set[int]) -> None:
    run = look(
        store,
        f"{HEAD}\n,,,,,\nMade-up Library,,,E16 1ZE,1 Nowhere Street,\nHope refuge,shop,public building,E16 1ZE,x,y\n",
    )
    assert [row.outcome for row in run.rows] == [Outcome.UNCHANGED, Outcome.WRONG]
    with pytest.raises(ChangeError, match=r"can't be sent|No row is chosen"):
        accept(store, AMINA, run, chosen, "Why not", NOW)
    assert store.waiting(BEN) == []


def test_a_record_that_changed_since_stops_all_of_it(store: Store) -> None:
    run = look(store, f"{HEAD}\n{NEW}\nMade-up Library,,,E16 1ZE,3 Nowhere Street,\n")
    propose(store, (RecordKind.PLACE, "made-up-library"), alert="Closed today.")
    with pytest.raises(ChangeError, match=r"Row 3 \(Made-up Library\): somebody changed"):
        send(store, run)
    assert store.waiting(BEN) == []


def test_who_may_not_change_may_not_bring_in(store: Store) -> None:
    run = look(store, f"{HEAD}\n{NEW}\n")
    with pytest.raises(NotAllowedError):
        send(store, run, VERA)
    with pytest.raises(ChangeError, match="Say why"):
        accept(store, AMINA, run, run.usual(), " ", NOW)
    assert store.waiting(BEN) == []


def services(store: Store, *files: str, **more: Any) -> DryRun:
    tables = [
        table for n, text in enumerate(files) for table in read_file(f"{n}.csv", text.encode())
    ]
    return dry_run(
        tables,
        store.timeline(),
        NOW,
        validate=store.validated,
        locate=POSTCODES.get,
        waiting=store.waiting(AMINA),
        **more,
    )


def test_channels_are_added_and_changed_and_never_lost(store: Store) -> None:
    run = services(
        store,
        "service,kind,contact,free,confidence\nMade-up Line,phone,0800 000 000,yes,\nmade-up-line,sms,12345,,high\n",
    )
    (row,) = run.rows
    assert (row.outcome, row.record_id) == (Outcome.CHANGED, "made-up-line")
    before, after = row.changes["channels"].before, row.changes["channels"].after
    assert [(c["kind"], c["contact"], c["free"]) for c in after] == [
        ("phone", "0800 000 000", "yes"),
        ("sms", "12345", "unknown"),
    ]
    assert after[0]["opening_hours"] == before[0]["opening_hours"]
    send(store, run)


def test_a_new_number_of_the_only_telephone_changes_it(store: Store) -> None:
    (row,) = services(store, "service,kind,contact\nmade-up-line,phone,0800 111 111\n").rows
    assert [c["contact"] for c in row.changes["channels"].after] == ["0800 111 111"]


def test_a_new_service_with_its_channels(store: Store) -> None:
    files = (
        "name,provider,topics,source name\nNew Line,A charity,worry;school,Their site\n",
        "service,kind,contact\nNew Line,phone,0800 222 222\nNew Line,phone,\nNobody,sms,1\nmade-up-line,post,x\n",
    )
    new, nobody, wrong = services(store, *files).rows
    assert new.record_id == "new-line"
    assert new.draft is not None
    assert new.draft.values["topics"] == ["worry", "school"]
    assert nobody.outcome is Outcome.WRONG
    assert "no service with the id or name Nobody" in nobody.what()
    assert wrong.outcome is Outcome.WRONG
    assert "channel in row 5, kind" in wrong.what()


def test_schemes_and_contacts(store: Store) -> None:
    scheme = one(
        store,
        "name,run by,area,what happens,source\nNew Havens,Police,Camden;Brent,They ring.,Police site\n",
        kind=TableKind.SCHEME,
    )
    assert scheme.draft is not None, scheme.what()
    assert scheme.draft.values["area"] == ["Camden", "Brent"]
    contact = one(
        store, "borough,gss_code,day_phone,source\nNewham,E09000025,020 7946 0000,Council\n"
    )
    assert contact.record_id == "newham"
    assert contact.outcome is Outcome.NEW


def test_tables_of_several_sorts_are_refused(store: Store) -> None:
    with pytest.raises(ChangeError, match="Choose what the rows are"):
        services(store, f"{HEAD}\n{NEW}\n", "service,kind,contact\na,phone,1\n")
    with pytest.raises(ChangeError, match="Choose what the rows are"):
        services(store, "name,website\na,b\n")


def test_the_sheet_of_a_borough_and_its_six_faults(store: Store) -> None:
    run = newham()
    assert run.counts() == {
        Outcome.NEW: 34, Outcome.CHANGED: 0, Outcome.TWIN: 1, Outcome.WRONG: 5,
        Outcome.WAITING: 0, Outcome.UNCHANGED: 0,
    }  # fmt: skip
    assert {(row.number, row.faults[0].column) for row in run.of(Outcome.WRONG)} == {
        (6, "Opening times"), (11, "Post code"), (16, "Borough"), (26, "Source"), (31, "Name of place"),
    }  # fmt: skip
    (twin,) = run.of(Outcome.TWIN)
    assert (twin.number, twin.twins[0].id) == (21, "lib-newham-stratford-library")


def newham(body: bytes = b"", timeline: Timeline | None = None) -> DryRun:
    checks = Store(sa.create_engine("sqlite://"), borough_at)
    return dry_run(
        read_file(SHEET.name, body or SHEET.read_bytes()),
        timeline or live._timeline_of(read_seed()),
        NOW,
        validate=checks.validated,
        locate=live.middle_of,
    )


def test_wrong_rows_are_corrected_in_their_file_and_then_taken() -> None:
    text = wrong_rows(newham())
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][-1] == "what to do"
    assert len(rows) == 6
    assert all(row[-1] for row in rows[1:])
    assert [row.outcome for row in newham(text.encode("utf-8-sig")).rows] == [Outcome.WRONG] * 5
    for wrong, right in (
        ("; Apr 31 off", ""),
        ("E16 9QQ", "E13 9AX"),
        ("E8 1HE", "E13 9AX"),
        ("refuge", "hall"),
        (",,https", ",Newham Council,https"),
    ):
        assert wrong in text
        text = text.replace(wrong, right)
    run = newham(text.encode("utf-8-sig"))
    assert {row.outcome for row in run.rows} <= {Outcome.NEW, Outcome.TWIN}, [
        r.what() for r in run.rows
    ]
    assert not any("what to do" in note for note in run.notes)


SEED = read_seed()
SEED_TIMELINE = live._timeline_of(SEED)


def no_op(files: list[tuple[str, bytes]], timeline: Timeline) -> None:
    checks = Store(sa.create_engine("sqlite://"), borough_at)
    tables = [table for name, body in files for table in read_file(name, body)]
    for clears in (False, True):
        run = dry_run(
            tables,
            timeline,
            NOW,
            validate=checks.validated,
            locate=live.middle_of,
            empty_clears=clears,
        )
        assert run.rows
        assert {row.outcome for row in run.rows} == {Outcome.UNCHANGED}


@pytest.mark.parametrize("staff", [True, False])
@pytest.mark.parametrize(
    "kinds",
    [
        (TableKind.PLACE,),
        (TableKind.SERVICE, TableKind.CHANNEL),
        (TableKind.CHANNEL,),
        (TableKind.SCHEME,),
        (TableKind.CONTACT,),
    ],
)
def test_the_whole_seed_out_and_in_again_changes_nothing(
    kinds: tuple[TableKind, ...], staff: bool
) -> None:
    no_op(
        [
            (f"{k}.csv", csv_of(k, all_records(SEED, k), staff=staff).encode("utf-8-sig"))
            for k in kinds
        ],
        SEED_TIMELINE,
    )


def test_the_whole_seed_as_geojson_out_and_in_again_changes_nothing() -> None:
    no_op([("places.geojson", geojson_of(SEED.places, staff=True).encode())], SEED_TIMELINE)


def test_the_whole_seed_makes_the_same_records_in_an_empty_store() -> None:
    checks = Store(sa.create_engine("sqlite://"), borough_at)
    schemes = live._timeline_of(Seed((), (), SEED.schemes, ()))
    body = csv_of(TableKind.PLACE, SEED.places, staff=True).encode()
    run = dry_run(
        read_file("a.csv", body),
        schemes,
        NOW,
        validate=checks.validated,
        locate=live.middle_of,
        common={"source_name": "none"},
    )
    made = {row.record_id: row.draft.values for row in run.rows if row.draft}
    assert len(made) == len(SEED.places)
    for place in SEED.places:
        values = place.model_dump(mode="json")
        values["source_name"] = place.source_name or "none"
        if place.lat is None and place.postcode:
            values |= {f: made[place.id][f] for f in ("lat", "lon", "point_source", "borough")}
        assert made[place.id] == values


WORDS = st.text(max_size=60) | st.builds(
    lambda a, b: a + b,
    st.sampled_from(["=", "'=", "-", "@", "\n", ";", '"', "'", "<b>", "\ufeff", "\r"]),
    st.text(max_size=20),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.fixed_dictionaries(
        dict.fromkeys(
            (
                "address",
                "hours_public_note",
                "at_the_door",
                "entrance",
                "phone",
                "alert",
                "internal_notes",
                "source_name",
                "checked_how",
            ),
            WORDS,
        )
    ),
    st.text(min_size=2, max_size=40),
)
def test_any_record_text_out_and_in_again_changes_nothing(texts: dict[str, str], name: str) -> None:
    try:
        place = Place(**PLACE | texts | {"name": name})
    except ValueError:
        return
    timeline = live._timeline_of(Seed((place,), (), (), ()))
    for body in (csv_of(TableKind.PLACE, [place], staff=True).encode("utf-8-sig"),):
        no_op([("a.csv", body)], timeline)
    no_op([("a.geojson", geojson_of([place], staff=True).encode())], timeline)


def test_thousands_of_rows_in_seconds_with_progress(engine: sa.Engine) -> None:
    store = Store(engine, borough_at)
    rows = [
        f"Hall {n},shop,public building,E16 2AA,{n} Long Street,A council" for n in range(10_000)
    ]
    told: list[float] = []
    started = time.perf_counter()
    run = look(store, "\n".join([HEAD, *rows]), progress=told.append)
    looked = time.perf_counter()
    done = accept(store, AMINA, run, range(10_000), "All of them.", NOW)
    sent = time.perf_counter()
    assert done.rows == 10_000
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)
    assert looked - started < 30, "a few seconds on a quiet machine"
    assert sent - looked < 30, "under 10 seconds on a quiet machine"
    assert len(store.waiting(BEN)) == 10_000


CRASH = """
import sys, time
import sqlalchemy as sa
from datetime import datetime, UTC
from data.database import open_database
from data.exchange import accept, dry_run
from data.exchange_read import read_file
from data.roles import Actor, Role
from data.store import Store

engine = open_database(sys.argv[1])
store = Store(engine, lambda lat, lon: "Newham")
now = datetime(2026, 11, 23, 12, tzinfo=UTC)
rows = [f"Hall {n},shop,public_building,,A council" for n in range(3000)]
body = "\\n".join(["name,kind,tier,address,source name", *rows]).encode()
tables = read_file("a.csv", body)
run = dry_run(tables, store.timeline(), now, validate=store.validated, locate=lambda p: None)
inserts = 0

@sa.event.listens_for(engine, "after_cursor_execute")
def stop(conn, cursor, statement, parameters, context, executemany):
    global inserts
    inserts += statement.lower().startswith("insert into revisions")
    if inserts == 2:
        print("in the middle", flush=True)
        time.sleep(60)

accept(store, Actor("amina", Role.EDITOR), run, run.usual(), "why", now)
print("done", flush=True)
"""


def test_a_crash_in_the_middle_leaves_nothing(
    database_url: str, opened: Callable[[str], sa.Engine]
) -> None:
    engine = opened(database_url)
    upgrade(engine)
    with subprocess.Popen(
        [sys.executable, "-c", CRASH, database_url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        os.kill(child.pid, signal.SIGKILL)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(REVISIONS)) == 0
        assert connection.scalar(select(func.count()).select_from(BATCHES)) == 0
    store = Store(engine, lambda lat, lon: "Newham")
    assert send(store, look(store, f"{HEAD}\n{NEW}\n")).rows == 1


def test_the_command_prints_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    monkeypatch.setenv("HAVENS_DATABASE_URL", url)
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    out = io.StringIO()
    assert exchange.main([str(SHEET), "--kind", "place"], out) == 1
    said = out.getvalue().splitlines()
    assert said[-1] == "34 new, 1 possible twin, 5 wrong. Nothing was changed."
    assert any(line.startswith("row 6: wrong: Ember Gym. Opening times: ") for line in said)
    engine = open_database(url)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(REVISIONS)) == 0
    engine.dispose()
    assert exchange.main([str(tmp_path / "none.csv")], out) == 1
    assert "can't be read" in capsys.readouterr().err
