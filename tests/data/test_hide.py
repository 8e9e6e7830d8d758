"""``python -m data.hide``: a place is off the public pages at once, without a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from data import clock, database, hide
from data.database import upgrade
from data.directory import Directory
from data.store import Store
from tests.data.staff import DRAFT, LIBRARY, VERA, made_up_seed


@pytest.fixture
def store(
    tmp_path: Path, opened: Callable[[str], sa.Engine], monkeypatch: pytest.MonkeyPatch
) -> Store:
    url = f"sqlite:///{tmp_path / 'a.sqlite3'}"
    monkeypatch.setenv("HAVENS_DATABASE_URL", url)
    engine = opened(url)
    upgrade(engine)
    monkeypatch.setattr(database, "current", lambda: engine)
    made = Store(engine, lambda _lat, _lon: "Newham")
    made.plant(made_up_seed(), clock.real() - timedelta(days=1))
    return made


def public(store: Store) -> set[str]:
    now = clock.real()
    return {place.id for place in Directory.of(store.timeline().records(now), now.date()).places}


def test_a_place_is_gone_and_the_history_says_why(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert public(store) == {LIBRARY[1]}
    assert hide.main([LIBRARY[1], "--why", "The police rang."]) == 0
    assert public(store) == set()
    last = store.history(VERA, LIBRARY)[0]
    assert (last.author, last.reason) == ("command line", "The police rang.")
    assert "is hidden" in capsys.readouterr().out


def test_what_is_not_public_stays_as_it_is(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    before = store.version()
    assert hide.main([DRAFT[1], "--why", "To be sure."]) == 0
    assert store.version() == before
    assert "Nothing was changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "why"), [("made-up-nowhere", "It is not safe."), (LIBRARY[1], " ")]
)
def test_what_can_not_be_done_is_said(
    store: Store, capsys: pytest.CaptureFixture[str], name: str, why: str
) -> None:
    assert hide.main([name, "--why", why]) == 1
    assert capsys.readouterr().err.strip()
    assert public(store) == {LIBRARY[1]}
