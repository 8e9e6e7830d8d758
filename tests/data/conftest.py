"""Empty databases of both kinds: every test that asks for one runs on SQLite and PostgreSQL."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from data.database import open_database, upgrade
from data.store import Store
from tests import databases
from tests.data.staff import NOW, made_up_seed

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    with databases.postgresql_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Give the address of a database that nobody has used."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'made' / 'test.sqlite3'}"
    server = request.getfixturevalue("postgresql_server")
    name = f"test_{next(_numbers)}"
    admin = sa.create_engine(
        f"{server}/postgres".replace("postgresql://", "postgresql+psycopg://"),
        isolation_level="AUTOCOMMIT",
    )
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    admin.dispose()
    return f"{server}/{name}"


@pytest.fixture
def opened() -> Iterator[Callable[[str], sa.Engine]]:
    """Open databases and close them all at the end."""
    engines: list[sa.Engine] = []

    def opens(url: str) -> sa.Engine:
        engines.append(open_database(url))
        return engines[-1]

    yield opens
    for engine in engines:
        engine.dispose()


@pytest.fixture
def engine(database_url: str, opened: Callable[[str], sa.Engine]) -> sa.Engine:
    """Give an engine of a database that is up to date."""
    made = opened(database_url)
    upgrade(made)
    return made


@pytest.fixture
def store(engine: sa.Engine) -> Store:
    """Give a store with two places, a service and a scheme, all made up."""
    made = Store(engine, lambda lat, lon: "Newham" if 51.2 < lat < 51.75 else None)
    made.plant(made_up_seed(), NOW)
    return made
