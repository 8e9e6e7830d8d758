"""Reports: nothing of who sent them is kept, nothing is lost, "not safe" comes first."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from data import reports
from data.database import DatabaseError
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import current
from data.reports import LONGEST, TAKEN_OUT, ReportError, ReportKind, What, clean, keep, queue

Opened = Callable[[str], sa.Engine]
ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 23, 2, 47, 31, tzinfo=LONDON)


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


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Ring me on 07700 900123 please", f"Ring me on {TAKEN_OUT} please"),
        ("it is now +44 (0)20 7946 0123!", f"it is now {TAKEN_OUT}!"),
        ("me@example.org said so", f"{TAKEN_OUT} said so"),
        ("I live at e16 1ze, near it", f"I live at {TAKEN_OUT}, near it"),
        ("SW1A1AA", TAKEN_OUT),
        ("open 9 to 5, not 10 to 6", "open 9 to 5, not 10 to 6"),
        ("shut since 3 March 2026", "shut since 3 March 2026"),
        ("line\none\x00\x1b[31mred", "line one [31mred"),
        ("  much   space  ", "much space"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_who_wrote_it_is_taken_out(written: str, kept: str) -> None:
    assert clean(written) == kept


@pytest.mark.parametrize(
    "private",
    [
        "me @ example.org",
        "me @example.org",
        "me@ example.org",
        "me＠example.org",
        "me at example dot org",
        "jane dot doe at example dot co dot uk",
        "me(at)example.org",
        "me [at] example dot org",
        "jane.doe at gmail.com",
        "jane at Gmail",
        "@jane_doe",
        "07700–900–123",
        "07700\u2011900\u2011123",
        "07700_900_123",
        "07700/900/123",
        "07700 / 900 / 123",
        "07700 . 900 . 123",
        "07700     900     123",
        "07700,900,123",
        "0\u200b\u200b\u200b\u200b7700\u200b900\u200b123",
        "０７７００９００１２３",
        "٠٧٧٠٠٩٠٠١٢٣",
        "0770O9OO123",
        "07.12.34.56.78",
        "0 7 7 0 0 9 0 0 1 2 3",
        "e16-1ze",
        "E16.1ZE",
        "E16_1ZE",
        "E16 - 1ZE",
        "E16 1 ZE",
        "E 16 1 ZE",
        "Ｅ16 1ZE",
        "_E16 1ZE_",
        "E\u200b1\u200b6 1Z\u200bE",
        "\u202eE16 1ZE\u202c",
    ],
)
def test_it_is_taken_out_however_it_is_spelt(private: str) -> None:
    assert clean(f"Well, {private} !").replace("_", "") == f"Well, {TAKEN_OUT} !"


@pytest.mark.parametrize("mark", ["\ufe0f\u20e3", "\u0332"])
def test_marks_on_digits_hide_no_number(mark: str) -> None:
    assert TAKEN_OUT in (cleaned := clean(mark.join("07700900123")))
    assert not any(c.isdigit() for c in cleaned)


@pytest.mark.parametrize(
    "plain",
    [
        "open 9-5, not 10-6",
        "open 10.00-17.30 now",
        "open 9.30 - 17.30 (10.00 - 16.00 on Saturdays)",
        "open 0900-1700 and 24/7 at weekends",
        "open at 9-5pm, or 10-6pm in N1 5pm",
        "open 9-5 9-5 10-4 10-4 10-4",
        "open @ 9.30am, shut @ 5",
        "closed since 12 March 2024",
        "closed since 12/03/2024, or 12-03-2024, or 12.03.2024",
        "closed 2024-03-12 10.00-17.00",
        "closed 24/12/2026-02/01/2027 and 2019-2024",
        "moved on 3-5th May from E16 to SW9",
        "for ages 11, 12, 13, 14, 15 and buses 25, 86, 104, 238",
        "costs £10.00 - £12.50 now",
        "look at www.example.org, ring 999, 101 or 116 000",
        "the sign is at the door. Nobody came at nine on the dot",
    ],
)
def test_a_plain_sentence_is_left_whole(plain: str) -> None:
    assert clean(plain) == plain


@pytest.mark.parametrize("piece", ["a", "1", "1 ", "a@", "@", "a.", "a ", "e1 ", "1o", "12 o", "ﷺ"])
def test_a_flood_of_letters_is_cleaned_at_once(piece: str) -> None:
    # Whoever is cleaning keeps every other visitor waiting.
    start = time.process_time()
    assert len(clean(piece * 1_000_000)) <= LONGEST
    assert time.process_time() - start < 1


@given(st.text(max_size=2000))
def test_cleaned_words_are_short_printable_and_clean(text: str) -> None:
    once = clean(text)
    assert len(once) <= LONGEST
    assert once == "" or once.isprintable()


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


def test_words_are_cut_after_what_gives_somebody_away_is_taken_out() -> None:
    # Cut first, the number would be too short to be known as one.
    words = "x" * (LONGEST - 6) + " 07700 900123"
    assert "0770" not in clean(words)
    assert len(clean("y" * 5000)) == LONGEST


@pytest.mark.parametrize(("kind", "record"), [(ReportKind.CONTACT, "camden"), (ReportKind.SCHEME, "camden-safe-havens"), (ReportKind.SERVICE, "childline")])  # fmt: skip
def test_every_sort_of_record_can_be_reported(
    engine: sa.Engine, kind: ReportKind, record: str
) -> None:
    keep(engine, current(), kind, record, What.NOT_SAFE, "", NOW)
    assert [(r.kind, r.record_id) for r in queue(engine)] == [(kind, record)]
    with pytest.raises(ReportError):
        keep(engine, current(), kind, "havering", What.OTHER, "", NOW)
