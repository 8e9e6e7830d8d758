"""The public side follows the store, and goes on without it."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import sqlite3
import stat
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from data import clock, database
from data import live as records
from data.database import DatabaseError
from data.live import Following, Live
from data.load import Seed, SeedError
from data.store import Store
from tests.data.staff import AMINA, BEN, LIBRARY, LINE, NOW, draft_of, made_up_seed, propose


class Clock:
    """A clock that tests turn."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def turned() -> Clock:
    return Clock()


@pytest.fixture
def follow(store: Store, turned: Clock, tmp_path: Path) -> Iterator[Callable[..., Live]]:
    """Start another server of the same store; ``away`` makes its database fail."""
    started: list[Live] = []

    def open_store() -> Store:
        if follow_state["away"]:
            raise DatabaseError("The database is away. Nothing was changed.")
        return store

    def make(read: Callable[[], Seed] = made_up_seed, **state: bool) -> Live:
        follow_state.update(state)
        started.append(Live(open_store, read, tmp_path / "kept" / "public.json", turned))
        return started[-1]

    follow_state = {"away": False}
    make.state = follow_state  # type: ignore[attr-defined]
    yield make
    for one in started:
        one.stop()


def shown(live: Live) -> set[str]:
    return {p.id for p in live.directory().places}


def test_a_change_is_public_after_the_next_look(store: Store, follow: Any) -> None:
    live = follow()
    assert shown(live) == {"made-up-library"}
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", NOW)
    live.refresh()
    assert shown(live) == set()


def test_every_server_sees_a_change_within_five_seconds(store: Store, follow: Any) -> None:
    servers = [follow() for _ in range(3)]
    for live in servers:
        live.directory()
        live.start()
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", NOW)
    start = time.monotonic()
    while any(shown(live) for live in servers):
        assert time.monotonic() - start < 5
        time.sleep(0.05)


def test_without_a_thread_it_looks_when_asked(store: Store, follow: Any) -> None:
    live = follow()
    shown(live)
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", NOW)
    time.sleep(records.LOOK_EVERY_SECONDS + 0.1)
    assert shown(live) == set()


def test_the_directory_is_the_same_until_something_public_changes(
    store: Store, follow: Any
) -> None:
    live = follow()
    first = live.directory()
    store.amend(AMINA, LIBRARY, {"internal_notes": "Rang them."}, "Note.", NOW)
    live.refresh()
    assert live.directory() is first


def test_a_dated_change_comes_by_itself_without_the_database(
    store: Store, follow: Any, turned: Clock
) -> None:
    draft = draft_of(store, LIBRARY, status="temporarily_closed")
    store.propose(AMINA, [draft], "Works.", NOW, effective_from=NOW + timedelta(hours=2))
    live = follow()
    assert live.directory().places[0].status == "active"
    follow.state["away"] = True
    turned.at = NOW + timedelta(hours=2)
    live.refresh()
    assert live.directory().places[0].status == "temporarily_closed"
    again = follow()
    assert again.directory().places[0].status == "temporarily_closed"


def test_a_database_that_hangs_stops_neither_time_nor_anybody_else(
    store: Store, turned: Clock, tmp_path: Path
) -> None:
    draft = draft_of(store, LIBRARY, status="temporarily_closed")
    store.propose(AMINA, [draft], "Works.", NOW, effective_from=NOW + timedelta(hours=2))
    hangs, goes_on = threading.Event(), threading.Event()

    def open_store() -> Store:
        if hangs.is_set():
            goes_on.wait(60)
        return store

    live = Live(open_store, made_up_seed, tmp_path / "public.json", turned)
    live.directory()
    hangs.set()
    live.start()
    try:
        time.sleep(records.LOOK_EVERY_SECONDS + 0.5)
        turned.at = NOW + timedelta(hours=2)
        deadline = time.monotonic() + 20
        while live.directory().places[0].status == "active":
            assert time.monotonic() < deadline, "the dated change never came"
            time.sleep(0.05)
        assert live.at(NOW + timedelta(hours=1)).places[0].status == "active"
    finally:
        goes_on.set()
        live.stop()


def test_dated_changes_that_are_coming_are_known_before_they_hold(
    store: Store, follow: Any, turned: Clock
) -> None:
    """A copy that somebody keeps must not promise what is known to end."""
    live = follow()
    first = live.revision
    assert live.coming(NOW + timedelta(days=7)) == ()
    draft = draft_of(store, LIBRARY, status="temporarily_closed")
    when = NOW + timedelta(days=2)
    store.propose(AMINA, [draft], "Works.", NOW, effective_from=when)
    live.refresh()
    assert live.revision != first
    ((at, then),) = live.coming(NOW + timedelta(days=7))
    assert at == when
    assert then.places[0].status == "temporarily_closed"
    assert live.directory().places[0].status == "active"
    assert live.coming(when) == ()
    turned.at = when
    assert live.coming(NOW + timedelta(days=7)) == ()


@pytest.mark.parametrize(("days", "left"), [(360, False), (361, True)])
def test_a_place_leaves_at_midnight_in_london(
    store: Store, follow: Any, turned: Clock, days: int, left: bool
) -> None:
    store.check(AMINA, LIBRARY, "visit", NOW, based_on=1)
    live = follow()
    assert shown(live)
    midnight = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(days=days)
    turned.at = midnight - timedelta(seconds=1) if not left else midnight
    live.refresh()
    assert (shown(live) == set()) is left


def test_the_last_records_stay_when_the_database_goes(
    store: Store, follow: Any, caplog: pytest.LogCaptureFixture
) -> None:
    live = follow()
    store.amend(AMINA, LIBRARY, {"alert": "Door B"}, "Rang.", NOW)
    live.refresh()
    follow.state["away"] = True
    for _ in range(3):
        live.refresh()
    assert live.directory().places[0].alert == "Door B"
    assert caplog.text.count("The database is away") == 1
    follow.state["away"] = False
    store.amend(AMINA, LIBRARY, {"alert": "Door C"}, "Rang.", NOW)
    live.refresh()
    assert live.directory().places[0].alert == "Door C"
    assert "follow the database again" in caplog.text


def test_it_says_how_well_it_follows(store: Store, follow: Any) -> None:
    live = follow()
    assert live.following() == Following(version=-1, seconds=None, database_up=False)
    live.refresh()
    first = live.following()
    assert first.database_up
    assert first.version == store.version()
    store.amend(AMINA, LIBRARY, {"alert": "Door B"}, "Rang.", NOW)
    follow.state["away"] = True
    live.refresh()
    away = live.following()
    assert not away.database_up
    assert away.version == first.version
    assert away.seconds > first.seconds
    follow.state["away"] = False
    live.refresh()
    back = live.following()
    assert (back.database_up, back.version) == (True, store.version())
    assert back.seconds < away.seconds


def test_a_start_without_the_database_shows_what_was_public_last(
    store: Store, follow: Any, tmp_path: Path
) -> None:
    """Not the seed: that would bring back what was closed as unsafe."""
    follow().directory()
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", NOW)
    follow().directory()
    again = follow(away=True)
    assert shown(again) == set()
    assert again.directory().service("made-up-line")
    follow.state["away"] = False
    again.refresh()
    assert shown(again) == set()


def test_what_is_kept_holds_nothing_private(store: Store, follow: Any, tmp_path: Path) -> None:
    store.amend(AMINA, LIBRARY, {"internal_notes": "secret note"}, "secret reason", NOW)
    store.check(BEN, LINE, "telephone", NOW, based_on=1)
    follow().directory()
    kept = tmp_path / "kept" / "public.json"
    text = kept.read_text()
    for private in ("secret", "amina", "ben", "City Hall staff"):
        assert private not in text
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700
    assert [p.name for p in kept.parent.iterdir()] == ["public.json"]


def test_what_is_kept_is_for_the_server_alone(follow: Any, tmp_path: Path) -> None:
    """Drafts are in it; and nothing is written through a link that somebody laid there."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("theirs")
    kept = tmp_path / "kept" / "public.json"
    kept.parent.mkdir(exist_ok=True)
    kept.with_name(f"{kept.name}.{os.getpid()}.new").symlink_to(elsewhere)
    follow().refresh()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert elsewhere.read_text() == "theirs"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"revisions": [{}]}', '{"revisions": 7}', "null"])
def test_a_damaged_kept_file_is_said_and_the_seed_is_shown(
    follow: Any, tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept = tmp_path / "kept" / "public.json"
    kept.parent.mkdir()
    kept.write_text(text)
    live = follow(away=True)
    assert shown(live) == {"made-up-library"}
    assert "can't be read" in caplog.text
    assert "those of the seed" in caplog.text


def test_a_kept_file_that_cannot_be_written_is_said(
    store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    live = Live(lambda: store, made_up_seed, tmp_path / "file" / "public.json", lambda: NOW)
    assert shown(live) == {"made-up-library"}
    assert "HAVENS_SNAPSHOT_FILE" in caplog.text


def test_a_damaged_seed_is_never_planted(
    engine: sa.Engine, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    usable = dataclasses.replace(made_up_seed(), services=())
    empty = Store(engine, lambda _lat, _lon: None)
    reads = []

    def damaged() -> Seed:
        reads.append(1)
        raise SeedError(["channels.csv, line 7 is wrong."], usable)

    live = Live(lambda: empty, damaged, tmp_path / "public.json", lambda: NOW)
    for _ in range(3):
        live.refresh()
    assert live.directory().services == ()
    assert shown(live) == {"made-up-library"}
    assert "channels.csv, line 7 is wrong." in caplog.text
    assert empty.version() == 0
    assert reads == [1]


def test_without_anything_it_says_so(engine: sa.Engine, tmp_path: Path) -> None:
    empty = Store(engine, lambda _lat, _lon: None)

    def damaged() -> Seed:
        raise SeedError(["places.csv is empty."])

    live = Live(lambda: empty, damaged, tmp_path / "public.json", lambda: NOW)
    for _ in range(2):
        with pytest.raises(SeedError, match=r"places\.csv is empty"):
            live.directory()


def test_a_record_that_can_no_longer_be_read_is_left_out(
    store: Store, follow: Any, engine: sa.Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE revisions SET changes = :c WHERE record_id = 'made-up-library'"),
            {"c": json.dumps({"id": [None, "made-up-library"], "kind": [None, "castle"]})},
        )
    live = follow()
    assert shown(live) == set()
    assert live.directory().service("made-up-line")
    assert "made-up-library is left out" in caplog.text


def test_what_it_will_be_at_a_moment(store: Store, follow: Any) -> None:
    later = NOW + timedelta(days=30)
    draft = draft_of(store, LIBRARY, visibility="closed")
    store.propose(AMINA, [draft], "Ends.", NOW, effective_from=later)
    live = follow()
    assert [p.id for p in live.at(later).places] == []
    assert shown(live) == {"made-up-library"}


def test_waiting_changes_are_no_one_s_to_see(store: Store, follow: Any) -> None:
    propose(store, LIBRARY, name="A Secret Name")
    live = follow()
    assert [p.name for p in live.directory().places] == ["Made-up Library"]


@pytest.mark.parametrize("damage", ["damaged", "newer"])
def test_the_app_starts_on_a_bad_database_with_the_last_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    path = tmp_path / "a.sqlite3"
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{path}")
    _forget()
    place = records.current().places[0]
    records.store().amend(
        AMINA, (LIBRARY[0], place.id), {"visibility": "closed"}, "Not safe.", clock.now()
    )
    records.live().refresh()
    assert place.id not in records.current().index

    _forget()
    for part in tmp_path.glob("a.sqlite3-*"):
        part.unlink()
    if damage == "newer":
        with sqlite3.connect(path) as connection:
            connection.execute("UPDATE alembic_version SET version_num = 'tomorrow'")
        connection.close()
        before = _told(path)
    else:
        path.write_bytes(b"no database" * 500)
        before = path.read_bytes()
    assert len(records.current().places) > 100
    assert place.id not in records.current().index
    assert (_told(path) if damage == "newer" else path.read_bytes()) == before
    with pytest.raises(DatabaseError):
        records.store()
    _forget()


def _forget() -> None:
    """Do as a new process would."""
    records._live.cache_clear()
    with contextlib.suppress(DatabaseError):
        database.current().dispose()
    database._ready.cache_clear()


def _told(path: Path) -> list[str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())
