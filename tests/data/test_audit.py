import csv
import io
import json
from datetime import UTC, datetime

import pytest

from data.audit import csv_lines, json_lines
from data.revisions import Change, RecordKind, Revision, RevisionState

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def revision(**more):
    values = {
        "id": 7,
        "kind": RecordKind.PLACE,
        "record_id": "x",
        "changes": {"phone": Change(None, "020 1"), "alert": Change("Mind", None)},
        "author": "ann",
        "reason": "=HYPERLINK(1)",
        "made_at": AT,
        "state": RevisionState.APPROVED,
        "effective_from": AT,
        "decided_by": "ann",
        "decided_at": AT,
        "version": 3,
    }
    return Revision(**values | more)


def test_each_field_has_a_line_with_before_and_after():
    rows = list(csv.DictReader(io.StringIO("".join(csv_lines([revision()])), newline="")))
    assert [(r["number"], r["field"], r["before"], r["after"]) for r in rows] == [
        ("7", "phone", "", "020 1"),
        ("7", "alert", "Mind", ""),
    ]
    assert rows[0]["label"] == "Telephone"
    assert rows[0]["alone"] == "True"
    assert rows[0]["made_at"] == "2026-11-24T12:00:00+00:00"


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-1", "@x", "＝1", "\t=1", "line\n=1"])
def test_no_cell_is_a_formula(text):
    made = revision(changes={"phone": Change(text, text)}, reason=text, author=text)
    (row,) = csv.DictReader(io.StringIO("".join(csv_lines([made])), newline=""))
    for name in ("before", "after", "reason", "author"):
        assert row[name].startswith("'") or row[name].startswith("line")


def test_lists_are_written_so_that_they_can_be_read_back():
    channels = [{"kind": "phone", "contact": "0800 1111"}]
    made = revision(changes={"channels": Change([], channels)})
    (row,) = csv.DictReader(io.StringIO("".join(csv_lines([made])), newline=""))
    assert json.loads(row["after"]) == channels
    assert row["before"] == "[]"


def test_json_lines_hold_everything_once():
    (line,) = json_lines([revision()])
    assert line.endswith("\n")
    held = json.loads(line)
    assert held["changes"]["phone"] == {"before": None, "after": "020 1"}
    assert held["reason"] == "=HYPERLINK(1)"


def test_both_are_written_piece_by_piece():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield revision()

    for write in (csv_lines, json_lines):
        taken.clear()
        lines = write(endless())
        for _ in range(4):
            next(lines)
        assert len(taken) <= 4
