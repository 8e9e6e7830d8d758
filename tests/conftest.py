"""Made-up records for tests; nothing here is a real place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from argon2 import PasswordHasher

from data import passwords
from data.directory import Directory
from data.load import Seed
from data.records import Channel, Place, Scheme, Service
from tests.made_up_records import CHANNEL, PLACE, SCHEME, SERVICE


@pytest.fixture(scope="session", autouse=True)
def _own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests report, servers that they start included, out of the project's own store."""
    path = tmp_path_factory.mktemp("store") / "test.sqlite3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "HAVENS_DATABASE_URL", f"sqlite:///{path}")
        yield


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little work, where a test is about something else."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(1, 8, 1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def make_place() -> Callable[..., Place]:
    def make(**changes: Any) -> Place:
        return Place(**(PLACE | changes))

    return make


@pytest.fixture
def make_directory(make_place: Callable[..., Place]) -> Callable[..., Directory]:
    def make(*places: Place | dict[str, Any], schemes: tuple[Scheme, ...] = ()) -> Directory:
        made = tuple(p if isinstance(p, Place) else make_place(**p) for p in places)
        return Directory.of(Seed(places=made, services=(), schemes=schemes, borough_contacts=()))

    return make


@pytest.fixture
def make_service() -> Callable[..., Service]:
    """Make a service; ``channels`` are dictionaries of what differs from an ordinary line."""

    def make(*channels: dict[str, Any], **changes: Any) -> Service:
        lines = [Channel(**(CHANNEL | channel)) for channel in channels]
        return Service(**(SERVICE | changes), channels=tuple(lines))

    return make


@pytest.fixture
def directory_of() -> Callable[..., Directory]:
    """Make a directory of services."""

    def make(*services: Service) -> Directory:
        return Directory.of(Seed(places=(), services=services, schemes=(), borough_contacts=()))

    return make


@pytest.fixture
def make_scheme() -> Callable[..., Scheme]:
    def make(**changes: Any) -> Scheme:
        return Scheme(**(SCHEME | changes))

    return make
