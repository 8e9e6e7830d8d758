"""Made-up records for tests; nothing here is a real place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from data.directory import Directory
from data.load import Seed
from data.records import Place, Scheme

PLACE = {
    "id": "made-up-library",
    "name": "Made-up Library",
    "kind": "library",
    "tier": "public_building",
    "status": "active",
    "visibility": "public",
    "address": "1 Nowhere Street",
    "postcode": "E16 1ZE",
    "borough": "Newham",
    "lat": 51.508,
    "lon": 0.016,
    "point_source": "source",
    "opening_hours": "Mo-Su 09:00-17:00; PH off",
    "source_name": "Nowhere Council",
    "source_url": "https://example.org/",
    "source_date": "2026-06",
    "confidence": "high",
}
SCHEME = {
    "id": "made-up-scheme",
    "name": "Made-up Havens",
    "status": "active",
    "visibility": "public",
    "confidence": "high",
}


@pytest.fixture(scope="session", autouse=True)
def _own_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what tests report, servers that they start included, out of the project's own store."""
    path = tmp_path_factory.mktemp("store") / "test.sqlite3"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "HAVENS_DATABASE_URL", f"sqlite:///{path}")
        yield


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
def make_scheme() -> Callable[..., Scheme]:
    def make(**changes: Any) -> Scheme:
        return Scheme(**(SCHEME | changes))

    return make
