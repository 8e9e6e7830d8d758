"""The whole site as it is run: one PostgreSQL, three processes of the app, nginx in front."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import httpx
import sqlalchemy as sa

from data import database
from data.borough_summary import slug_of
from data.directory import Directory
from data.load import read_seed
from data.revisions import Key, RecordKind, Revision
from data.roles import Actor, Role
from data.store import Store
from geo.boroughs import borough_at
from tests.databases import PostgreSQL, postgresql
from tests.scale.nginx import Nginx, nginx
from tests.scale.replicas import Replica, replicas, start_all, started

EDITOR = Actor("amina", Role.EDITOR)
APPROVER = Actor("ben", Role.APPROVER)
SECONDS = 5.0
"""Within these a change must be public everywhere."""
BUSY = 3.0
"""More than that is let pass where nginx keeps a page too, or others keep the cores busy."""
AWAY = float(os.environ.get("SCALE_AWAY_SECONDS", "4"))
"""How long the database stays away; set it to 60 to see what the README promises."""


@dataclass
class Site:
    """All of it, and what staff do in its store."""

    server: PostgreSQL
    url: str
    those: list[Replica]
    front: Nginx
    engine: sa.Engine
    store: Store

    def mend(self) -> None:
        """Start again what is stopped."""
        start_all([one for one in self.those if not one.is_running()])

    def hide(self, place: Place) -> None:
        done = self.store.amend(EDITOR, place.key, {"visibility": "closed"}, "Not safe.", _now())
        assert done.waiting is None, "one person can hide a place at once"

    def show(self, place: Place) -> None:
        """Show a hidden place again, for which a second person is needed."""
        done = self.store.amend(EDITOR, place.key, {"visibility": "public"}, "It is safe.", _now())
        assert done.waiting
        self.approve(done.waiting)

    def store_version(self) -> int | None:
        """Give the number of the newest decision; None while the database does not answer."""
        try:
            return self.store.version()
        except database.DatabaseError:
            return None

    def approve(self, waiting: Revision) -> None:
        assert waiting.id is not None
        self.store.approve(APPROVER, [waiting.id], _now(), seen=self.store.version())

    def everywhere(self, wanted: Callable[[httpx.Client], bool], what: str = "") -> None:
        """Wait until something holds on each process, and through nginx; print the seconds."""
        began = time.monotonic()
        is_overloaded = os.getloadavg()[0] > 2 * (os.cpu_count() or 1)
        for one in self.those:
            with httpx.Client(base_url=one.url, timeout=10) as client:
                last = began + SECONDS + (BUSY if is_overloaded else 0)
                until(lambda client=client: wanted(client), last)
        direct = time.monotonic() - began
        for _ in self.those:
            with self.front.client() as client:
                until(lambda client=client: wanted(client), began + SECONDS + BUSY)
        if what:
            took = time.monotonic() - began
            print(f"{what} by each process after {direct:.2f} s, through nginx after {took:.2f} s")


def until(wanted: Callable[[], bool], deadline: float) -> None:
    """Wait until something holds."""
    while not wanted():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)


@dataclass(frozen=True)
class Place:
    """A place that is public at first."""

    id: str
    name: str
    borough: str

    @property
    def key(self) -> Key:
        return (RecordKind.PLACE, self.id)

    def where(self, client: httpx.Client) -> set[str]:
        """Say in which answers it is: the borough's page, a search, the file for others."""
        asked = {"borough": self.borough, "when": "any"}
        answers = {
            "page": client.get(f"/plain/borough/{slug_of(self.borough)}"),
            "search": client.post("/plain", data=asked),
            "file": client.get("/data/places.csv"),
        }
        sign = {"page": escape(self.name), "search": escape(self.name), "file": self.id}
        return {
            name for name, answer in answers.items() if sign[name] in answer.raise_for_status().text
        }

    def is_shown(self, client: httpx.Client) -> bool:
        return len(self.where(client)) == 3

    def is_hidden(self, client: httpx.Client) -> bool:
        return not self.where(client)


def places(borough: str) -> list[Place]:
    """Give the places that the seed makes public in a borough."""
    return [
        Place(p.id, p.name, p.borough)
        for p in Directory.of(read_seed()).places
        if p.borough == borough
    ]


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Run all of it."""
    with postgresql() as server:
        url = database_in(server)
        those = replicas(folder, {"HAVENS_DATABASE_URL": url}, 3)
        with nginx(those) as front, started(those):
            engine = database.open_database(url)
            try:
                yield Site(server, url, those, front, engine, Store(engine, borough_at))
            finally:
                engine.dispose()


def database_in(server: PostgreSQL) -> str:
    """Make an empty database, and give its address."""
    admin = sa.create_engine(
        f"{server.url}/postgres".replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE site"))
    admin.dispose()
    return f"{server.url}/site"


def _now() -> datetime:
    return datetime.now(UTC)
