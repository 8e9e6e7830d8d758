"""Reports: nothing of who sent them is kept, nothing is lost, "not safe" comes first."""

import csv
import io
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import notes, reports
from data.changes import ChangeError
from data.database import DatabaseError
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import current
from data.private_words import LONGEST
from data.reports import (
    LONGEST_OUTCOME,
    ReportError,
    ReportKind,
    What,
    handle,
    handled_reports,
    keep,
    open_reports,
    queue,
)
from data.revisions import RecordKind
from data.roles import Actor, NotAllowedError, Role

Opened = Callable[[str], sa.Engine]
ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 2, 47, 31, tzinfo=LONDON)
EDITOR = Actor("anna@example.org", Role.EDITOR)
VIEWER = Actor("vera@example.org", Role.VIEWER)


@pytest.fixture
def directory(make_directory: Any) -> Directory:
    return make_directory({"id": "a-library"}, {"id": "a-desk"})


@pytest.fixture
def send(engine: sa.Engine, directory: Directory) -> Any:
    def sent(what: What, words: str = "", record: str = "a-library", now: datetime = NOW) -> None:
        keep(engine, directory, ReportKind.PLACE, record, what, words, now)

    return sent


def test_what_is_kept_is_all_that_there_is(engine: sa.Engine, send: Any) -> None:
    send(What.HOURS, "Shut on Sunday")
    (report,) = queue(engine)
    assert (report.kind, report.record_id, report.what) == (
        ReportKind.PLACE,
        "a-library",
        What.HOURS,
    )
    assert (report.words, report.times) == ("Shut on Sunday", 1)
    assert report.first_at == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert report.day == date(2026, 11, 23)
    assert {c.name for c in reports.TABLE.columns} == {
        "id", "kind", "record_id", "what", "words", "day", "first_at", "times",
        "handled_by", "handled_at", "outcome",
    }  # fmt: skip


def test_the_same_on_one_day_is_counted(engine: sa.Engine, send: Any) -> None:
    for minute in range(5):
        send(What.CLOSED, "Gone", now=NOW + timedelta(minutes=minute))
    send(What.CLOSED, "Gone", now=NOW + timedelta(days=1))
    send(What.CLOSED, "Gone", record="a-desk")
    assert sorted((r.record_id, r.day.day, r.times) for r in queue(engine)) == [
        ("a-desk", 23, 1),
        ("a-library", 23, 5),
        ("a-library", 24, 1),
    ]


def test_not_safe_comes_first_then_the_oldest(engine: sa.Engine, send: Any) -> None:
    send(What.OTHER, "newer")
    send(What.OTHER, "older", now=NOW - timedelta(days=3))
    send(What.NOT_SAFE, "newest", now=NOW + timedelta(days=1))
    assert [r.words for r in queue(engine)] == ["newest", "older", "newer"]


def test_a_day_is_londons(engine: sa.Engine, send: Any) -> None:
    send(What.OTHER, now=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert queue(engine)[0].day == date(2026, 7, 2)


@pytest.mark.parametrize("record", ["a-draft", "", "a-library' OR 1=1 --", "x" * 5000])
def test_only_what_is_public_can_be_reported(
    engine: sa.Engine, directory: Directory, record: str
) -> None:
    with pytest.raises(ReportError):
        keep(engine, directory, ReportKind.PLACE, record, What.OTHER, "", NOW)
    with pytest.raises(ReportError):
        keep(engine, directory, ReportKind.SERVICE, "a-library", What.OTHER, "", NOW)
    assert queue(engine) == []


def test_words_of_any_letters_come_back(engine: sa.Engine, send: Any) -> None:
    words = "Zażółć 日本語 🙂 'quoted' \"twice\" %s {} \\"
    send(What.OTHER, words)
    assert queue(engine)[0].words == words


def test_it_is_on_the_disk_when_keep_returns(database_url: str, opened: Opened) -> None:
    program = f"""
import os, signal, sys
from datetime import datetime
from data.database import open_database, upgrade
from data.live import current
from data.reports import ReportKind, What, keep, TABLE
engine = open_database({database_url!r}); upgrade(engine)
place = current().places[0].id
keep(engine, current(), ReportKind.PLACE, place, What.NOT_SAFE, "kept", datetime.fromisoformat({NOW.isoformat()!r}))
connection = engine.connect(); transaction = connection.begin()
connection.execute(TABLE.delete())
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert [r.words for r in queue(opened(database_url))] == ["kept"]


def test_a_database_that_is_away_is_told(directory: Directory, opened: Opened) -> None:
    engine = opened("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseError):
        keep(engine, directory, ReportKind.PLACE, "a-library", What.OTHER, "", NOW)
    with pytest.raises(DatabaseError):
        queue(engine)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_no_cell_of_the_csv_is_a_formula(engine: sa.Engine, send: Any, start: str) -> None:
    send(What.OTHER, f"{start}1+cmd|' /C calc'!A0, \"quoted\"")
    out = io.StringIO()
    reports.write_csv(queue(engine), out)
    header, row = list(csv.reader(io.StringIO(out.getvalue())))
    assert header[:8] == ["id", "kind", "record_id", "what", "words", "day", "first_at", "times"]
    assert row[4] == f"'{start}1+cmd|' /C calc'!A0, \"quoted\""


def test_staff_can_print_the_queue(database_url: str) -> None:
    environ = os.environ | {"HAVENS_DATABASE_URL": database_url}
    command = [sys.executable, "-m", "data.reports"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("id,kind,record_id")


def test_a_broken_database_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"broken" * 1000)
    environ = os.environ | {"HAVENS_DATABASE_URL": f"sqlite:///{path}"}
    command = [sys.executable, "-m", "data.reports"]
    done = subprocess.run(
        command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "backup" in done.stderr


@pytest.mark.parametrize("start", ["\t", "\r", "\n", " =", "＝"])
def test_what_a_spreadsheet_would_trim_to_a_formula_is_none(start: str) -> None:
    made = reports.Report(
        1, ReportKind.PLACE, "a", What.OTHER, f"{start}=1", date(2026, 1, 1), NOW, 1
    )
    out = io.StringIO()
    reports.write_csv([made], out)
    assert list(csv.reader(io.StringIO(out.getvalue(), newline="")))[1][4].startswith("'")


@pytest.mark.parametrize(("kind", "record"), [(ReportKind.CONTACT, "camden"), (ReportKind.SCHEME, "camden-safe-havens"), (ReportKind.SERVICE, "childline")])  # fmt: skip
def test_every_sort_of_record_can_be_reported(
    engine: sa.Engine, kind: ReportKind, record: str
) -> None:
    keep(engine, current(), kind, record, What.NOT_SAFE, "", NOW)
    assert [(r.kind, r.record_id) for r in queue(engine)] == [(kind, record)]
    with pytest.raises(ReportError):
        keep(engine, current(), kind, "havering", What.OTHER, "", NOW)


def test_what_was_dealt_with_leaves_the_open_ones_and_is_kept(engine: sa.Engine, send: Any) -> None:
    send(What.HOURS, "Shut on Sunday")
    send(What.CLOSED, "Gone")
    hours = next(r for r in open_reports(engine, VIEWER) if r.what is What.HOURS)
    done = handle(engine, EDITOR, hours.id, "  Rang them:\nopen again. ", NOW)
    assert (done.handled_by, done.outcome) == (EDITOR.name, "Rang them: open again.")
    assert [r.what for r in open_reports(engine, VIEWER)] == [What.CLOSED]
    assert handled_reports(engine, VIEWER) == [done]
    assert len(queue(engine)) == 2


def test_the_same_report_opens_again_on_the_same_day(engine: sa.Engine, send: Any) -> None:
    send(What.NOT_SAFE, "A man waits outside")
    (report,) = open_reports(engine, VIEWER)
    handle(engine, EDITOR, report.id, "Told the police.", NOW)
    send(What.NOT_SAFE, "A man waits outside", now=NOW + timedelta(hours=1))
    (again,) = open_reports(engine, VIEWER)
    assert (again.id, again.times, again.handled_at, again.handled_by, again.outcome) == (
        report.id, 2, None, None, "",
    )  # fmt: skip
    assert handled_reports(engine, VIEWER) == []
    (note,) = notes.of(engine, VIEWER, (RecordKind.PLACE, "a-library"))
    assert "Told the police." in note.words
    assert "I did not feel safe: A man waits outside" in note.words


def test_what_came_again_meanwhile_is_not_closed_unseen(engine: sa.Engine, send: Any) -> None:
    send(What.STAFF)
    (seen,) = open_reports(engine, VIEWER)
    send(What.STAFF)
    with pytest.raises(ChangeError, match="came again"):
        handle(engine, EDITOR, seen.id, "Rang.", NOW, times=seen.times)
    assert len(open_reports(engine, VIEWER)) == 1
    handle(engine, EDITOR, seen.id, "Rang.", NOW, times=2)
    assert open_reports(engine, VIEWER) == []


def test_a_second_person_learns_that_it_is_done(engine: sa.Engine, send: Any) -> None:
    send(What.OTHER)
    (report,) = open_reports(engine, VIEWER)
    handle(engine, EDITOR, report.id, "Rang them.", NOW)
    with pytest.raises(ChangeError, match=r"anna@example\.org has already .* Rang them\."):
        handle(engine, Actor("ben", Role.APPROVER), report.id, "Other words", NOW)
    assert queue(engine)[0].outcome == "Rang them."


@pytest.mark.parametrize("words", ["", "  \n ", "x" * (LONGEST_OUTCOME + 1)])
def test_an_outcome_has_words_that_fit(engine: sa.Engine, send: Any, words: str) -> None:
    send(What.OTHER)
    with pytest.raises(ChangeError):
        handle(engine, EDITOR, queue(engine)[0].id, words, NOW)
    assert len(open_reports(engine, VIEWER)) == 1


def test_the_longest_report_and_outcome_fit_a_note(engine: sa.Engine, send: Any) -> None:
    send(What.NOT_SAFE, "w" * LONGEST)
    handle(engine, EDITOR, queue(engine)[0].id, "o" * LONGEST_OUTCOME, NOW)
    (note,) = notes.of(engine, VIEWER, (RecordKind.PLACE, "a-library"))
    assert note.words.endswith("o" * LONGEST_OUTCOME)


def test_only_editors_deal_with_reports(engine: sa.Engine, send: Any) -> None:
    send(What.OTHER)
    with pytest.raises(NotAllowedError):
        handle(engine, VIEWER, queue(engine)[0].id, "Done.", NOW)
    with pytest.raises(ChangeError, match="no such report"):
        handle(engine, EDITOR, 999, "Done.", NOW)
    assert len(open_reports(engine, VIEWER)) == 1


def test_the_csv_has_the_newest_state(engine: sa.Engine, send: Any) -> None:
    send(What.OTHER, "first")
    handle(engine, EDITOR, queue(engine)[0].id, "=Done", NOW)
    send(What.HOURS, "second")
    out = io.StringIO()
    reports.write_csv(queue(engine), out)
    held = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert [(r["words"], r["handled_by"], r["outcome"]) for r in held] == [
        ("first", EDITOR.name, "'=Done"),
        ("second", "", ""),
    ]
