"""The table of costs: what it compares, and what it marks."""

from __future__ import annotations

import json
import os

import pytest

from tests.benchmarks import baseline
from tests.benchmarks.baseline import Row, Run


def test_a_slower_machine_is_no_slower_program():
    row = Row("search", "2 ms, 10 kB", {"ms": 2.0, "kB": 10.0})
    before = Run({}, baseline.figures_of(row, fixed=20.0))
    twice_as_slow = Row("search", "4 ms, 10 kB", {"ms": 4.0, "kB": 10.0})
    assert before.ratios(twice_as_slow, fixed=40.0) == [1.0, 1.0]
    assert baseline.line(twice_as_slow, 40.0, before) == "| search | 4 ms, 10 kB | 1.00, 1.00 |"


@pytest.mark.parametrize(
    ("now", "said"),
    [(1.4, "1.40"), (1.6, "**1.60: worse**"), (0.5, "0.50")],
)
def test_what_got_worse_is_marked(now, said):
    before = Run({}, baseline.figures_of(Row("start", "", {"s": 1.0}), fixed=20.0))
    row = Row("start", f"{now} s", {"s": now})
    assert baseline.line(row, 20.0, before) == f"| start | {now} s | {said} |"


def test_what_was_not_there_before_is_new():
    assert baseline.line(Row("a page", "9 kB", {"kB": 9.0}), 20.0, Run({}, {})).endswith("| new |")


def test_more_bytes_are_worse_on_any_machine():
    before = Run({}, {"a page (kB)": 10.0})
    assert "worse" in baseline.line(Row("a page", "16 kB", {"kB": 16.0}), 100.0, before)


def test_a_run_is_kept_and_read_again(tmp_path):
    file = tmp_path / "baseline.json"
    assert baseline.read(file) is None
    rows = list(baseline.measured([[Row("a", "", {"ms": 3.0, "MB": 200.0})]]))
    ((row, fixed),) = rows
    assert 1 < fixed < 10_000
    baseline.save(file, Run(baseline.here(), baseline.figures_of(row, fixed)))
    kept = baseline.read(file)
    assert kept.made["machine"].startswith(f"{len(os.sched_getaffinity(0))} cores")
    assert kept.ratios(row, fixed) == pytest.approx([1, 1], rel=1e-3)


def test_the_kept_baseline_says_when_and_where_it_was_made():
    kept = json.loads(baseline.FILE.read_text())
    assert {"date", "commit", "machine", "python"} <= set(kept["made"])
    assert len(kept["figures"]) > 30
    assert all(value > 0 for value in kept["figures"].values())
