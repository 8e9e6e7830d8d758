"""A server that is killed in the middle of saving leaves the store whole."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.revisions import RevisionState
from data.store import Store
from data.tables import COUNTER
from tests.data.staff import AMINA, DRAFT, LIBRARY, NOW, VERA

ROOT = Path(__file__).resolve().parents[2]
SAVES_FOR_EVER = """
import itertools, sys
from data.changes import Draft
from data.database import open_database
from data.hours_clock import LONDON
from data.revisions import RecordKind
from data.roles import Actor, Role
from data.store import Store
from datetime import datetime
NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
store = Store(open_database(sys.argv[1]), lambda lat, lon: "Newham")
for number in itertools.count():
    timeline = store.timeline()
    both = [
        Draft(*key, {**timeline.values(key, NOW), "internal_notes": f"{number}"},
              timeline.based_on(key))
            for key in [(RecordKind.PLACE, name) for name in sys.argv[2:]]
    ]
    store.propose(Actor("amina", Role.EDITOR), both, f"Save {number}", NOW)
    print(number, flush=True)
"""


@pytest.mark.parametrize("after", [0.0, 0.03, 0.11])
def test_both_of_two_records_are_saved_or_none(
    store: Store, engine: sa.Engine, database_url: str, after: float
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SAVES_FOR_EVER, database_url, LIBRARY[1], DRAFT[1]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout
        said = [program.stdout.readline() for _ in range(3)]
        time.sleep(after)
        program.send_signal(signal.SIGKILL)
        said += [line for line in program.stdout if line.endswith("\n")]
    assert program.returncode == -signal.SIGKILL

    library, draft = (store.history(VERA, key)[:-1] for key in (LIBRARY, DRAFT))
    saves = [r.reason for r in library]
    assert [r.reason for r in draft] == saves
    assert len(saves) >= len(said) >= 3
    for revisions in (library, draft):
        assert {r.state for r in revisions} == {RevisionState.APPROVED}
        for newer, older in itertools.pairwise(revisions):
            assert newer.changes["internal_notes"].before == older.changes["internal_notes"].after
    with engine.connect() as connection:
        counted = connection.scalar(sa.select(COUNTER.c.version))
    assert counted == max(r.version or 0 for r in (*library, *draft))
    done = store.amend(AMINA, LIBRARY, {"internal_notes": "after"}, "It goes on.", NOW)
    assert done.at_once
