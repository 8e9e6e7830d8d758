"""Files of services, schemes and contacts, and a borough's own sheet."""

import csv
import io
from typing import Any

import pytest

from data.changes import ChangeError
from data.exchange import dry_run
from data.exchange_columns import TableKind
from data.exchange_read import read_file
from data.exchange_rows import DryRun, Outcome
from data.exchange_write import wrong_rows
from data.store import Store
from tests.data.exchange_sheets import HEAD, NEW, POSTCODES, newham, one, send
from tests.data.staff import AMINA, NOW


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
