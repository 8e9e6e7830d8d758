"""Notes on records, and who is on which: nothing is lost, and one of two gets it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data import notes
from data.changes import ChangeError
from data.hours_clock import LONDON
from data.load import Seed
from data.revisions import RecordKind
from data.roles import Actor, NotAllowedError, Role
from data.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
ANNA = Actor("anna@example.org", Role.EDITOR)
BEN = Actor("ben@example.org", Role.EDITOR)
VERA = Actor("vera@example.org", Role.VIEWER)
LIBRARY = (RecordKind.PLACE, "made-up-library")
NOWHERE = (RecordKind.PLACE, "nowhere")


@pytest.fixture
def engine(engine: sa.Engine, make_place: Callable[..., Any]) -> sa.Engine:
    """Give a database with one place."""
    Store(engine, lambda lat, lon: "Newham").plant(Seed((make_place(),), (), (), ()), NOW)
    return engine


def test_notes_come_newest_first_as_they_were_written(engine: sa.Engine) -> None:
    hostile = '<script>alert("é 🙂")</script> %s {} \\'
    notes.add(engine, ANNA, LIBRARY, f" {hostile}\nsecond line ", NOW)
    notes.add(engine, BEN, LIBRARY, "Rang again.", NOW + timedelta(minutes=1))
    newest, oldest = notes.of(engine, VERA, LIBRARY)
    assert (newest.author, newest.words) == (BEN.name, "Rang again.")
    assert (oldest.author, oldest.words) == (ANNA.name, f"{hostile}\nsecond line")
    assert oldest.made_at == NOW
    assert notes.of(engine, VERA, (RecordKind.SCHEME, "made-up-library")) == []


@pytest.mark.parametrize("words", ["", " \n ", "\x00", "x" * (notes.LONGEST + 1)])
def test_a_note_has_words_that_fit(engine: sa.Engine, words: str) -> None:
    with pytest.raises(ChangeError):
        notes.add(engine, ANNA, LIBRARY, words, NOW)
    assert notes.of(engine, VERA, LIBRARY) == []


def test_hidden_signs_are_kept_out(engine: sa.Engine) -> None:
    assert notes.add(engine, ANNA, LIBRARY, "a\x00b\x1b[31m", NOW).words == "a b [31m"
    assert len(notes.add(engine, ANNA, LIBRARY, "x" * notes.LONGEST, NOW).words) == notes.LONGEST


def test_there_must_be_a_record(engine: sa.Engine) -> None:
    with pytest.raises(ChangeError, match="no such record"):
        notes.add(engine, ANNA, NOWHERE, "words", NOW)
    with pytest.raises(ChangeError, match="no such record"):
        notes.take(engine, ANNA, NOWHERE, NOW)


def test_a_viewer_reads_and_changes_nothing(engine: sa.Engine) -> None:
    notes.take(engine, ANNA, LIBRARY, NOW)
    for forbidden in (
        lambda: notes.add(engine, VERA, LIBRARY, "words", NOW),
        lambda: notes.take(engine, VERA, LIBRARY, NOW + timedelta(days=9)),
        lambda: notes.give_back(engine, VERA, LIBRARY),
    ):
        with pytest.raises(NotAllowedError):
            forbidden()
    assert notes.taken(engine, VERA)[LIBRARY].taken_by == ANNA.name


def test_one_has_it_until_they_give_it_back(engine: sa.Engine) -> None:
    notes.take(engine, ANNA, LIBRARY, NOW)
    with pytest.raises(ChangeError, match=r"anna@example\.org is on it.*Thursday 26 November"):
        notes.take(engine, BEN, LIBRARY, NOW)
    with pytest.raises(ChangeError, match="only they"):
        notes.give_back(engine, BEN, LIBRARY)
    notes.give_back(engine, ANNA, LIBRARY)
    notes.give_back(engine, ANNA, LIBRARY)
    assert notes.taken(engine, VERA) == {}
    assert notes.take(engine, BEN, LIBRARY, NOW).taken_by == BEN.name


@pytest.mark.parametrize(
    ("later", "over"),
    [
        (timedelta(days=3) - timedelta(seconds=1), False),
        (timedelta(days=3), True),
        (timedelta(days=30), True),
    ],
)
def test_after_three_days_somebody_else_may_take_it(
    engine: sa.Engine, later: timedelta, over: bool
) -> None:
    notes.take(engine, ANNA, LIBRARY, NOW)
    if over:
        notes.take(engine, BEN, LIBRARY, NOW + later)
    else:
        with pytest.raises(ChangeError):
            notes.take(engine, BEN, LIBRARY, NOW + later)
    assert notes.taken(engine, VERA)[LIBRARY].taken_by == (BEN if over else ANNA).name


def test_taking_again_starts_the_three_days_anew(engine: sa.Engine) -> None:
    notes.take(engine, ANNA, LIBRARY, NOW)
    notes.take(engine, ANNA, LIBRARY, NOW + timedelta(days=2))
    with pytest.raises(ChangeError):
        notes.take(engine, BEN, LIBRARY, NOW + timedelta(days=4))


def test_of_many_who_take_it_at_once_one_gets_it(engine: sa.Engine) -> None:
    def tries(number: int) -> bool:
        try:
            notes.take(engine, Actor(f"person-{number}", Role.EDITOR), LIBRARY, NOW)
        except ChangeError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tries, range(16))) == 1
