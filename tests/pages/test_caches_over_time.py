"""A shared cache in front, over hours of changes and faults: never late, never wrong, never mute."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import httpx2 as httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import api, database, open_routes
from data.database import open_database, upgrade
from data.hours_clock import LONDON
from data.live import live
from data.load import Seed
from data.records import Place, Service
from data.revisions import Key, RecordKind
from data.stays_true import true_until
from data.store import Store
from geo.boroughs import borough_at
from pages.plain.routes import routes
from pages.plain.shared import keep
from tests.data.staff import AMINA, BEN, draft_of
from tests.made_up_records import CHANNEL, PLACE, SERVICE
from tests.pages.shared_cache import SharedCache, Sort

HOURS = {
    "made-up-library": "Mo-Su 09:00-17:00; PH off",
    "made-up-pool": "Mo-Su 12:00-12:40; PH off",
    "made-up-hall": "24/7",
}
PAGES = ("/plain/borough/newham", "/plain/embed?borough=newham&open=now", "/plain/talk", "/plain")
FILES = ("/data/places.csv", "/api/services")
BEGAN = datetime(2026, 11, 23, tzinfo=LONDON)
PUBLIC_WITHIN = timedelta(seconds=5)
LOOKS_EVERY = timedelta(seconds=1)
WHILE_DOWN = timedelta(seconds=603)
FILES_WHILE_DOWN = timedelta(seconds=3_603)


def name_of(place: str) -> str:
    """Give a name that stands nowhere else on a page."""
    return f"{place.replace('-', ' ').title()} Zqx"


def seed() -> Seed:
    places = (
        Place(**PLACE | {"id": one, "name": name_of(one), "opening_hours": hours})
        for one, hours in HOURS.items()
    )
    service = Service(**SERVICE | {"channels": [CHANNEL]})
    return Seed(places=tuple(places), services=(service,), schemes=(), borough_contacts=())


class World:
    """A store, a server that follows it, and the clock of both."""

    def __init__(self, patch: pytest.MonkeyPatch, at: datetime) -> None:
        self._patch = patch
        self.up = True
        self.went_down = self.decided = at
        self.takes_effect = BEGAN
        self.hidden: dict[str, datetime] = {}
        self._client = TestClient(Starlette(routes=[*routes, *api.routes, *open_routes.routes]))
        self._set(at)
        self._look()

    def _set(self, at: datetime) -> None:
        self.at = at
        self._patch.setenv("HAVENS_NOW", at.isoformat())

    def _look(self) -> None:
        live().refresh()
        self._looked = self.at

    def ask(self, address: str, headers: dict[str, str]) -> httpx.Response:
        if not self.up:
            raise ConnectionError
        return self._client.get(address, headers=headers)

    def wait(self, seconds: float) -> None:
        """Let time pass. The follower looks each second, as its thread does."""
        self._set(self.at + timedelta(seconds=seconds))
        if self.at - self._looked >= LOOKS_EVERY:
            self._look()

    def hide(self, place: str) -> None:
        if place in self.hidden:
            return
        store().amend(AMINA, key(place), {"visibility": "closed"}, "Not safe.", self.at)
        self.hidden[place] = self.decided = self.at

    def later(self, seconds: float) -> None:
        """Decide that the hall shuts at a moment from now on."""
        if "made-up-hall" in self.hidden or self.takes_effect > BEGAN:
            return
        draft = draft_of(store(), key("made-up-hall"), self.at, status="temporarily_closed")
        then = self.at + timedelta(seconds=seconds)
        (made,) = store().propose(BEN, [draft], "Works.", self.at, effective_from=then)
        assert made.at_once
        self.decided, self.takes_effect = self.at, then

    def turn(self, seconds: float) -> None:
        """Go down, or up again, which takes a look at the store first."""
        self.up = not self.up
        if self.up:
            self._look()
        else:
            self.went_down = self.at

    def true(self, address: str) -> str:
        """Give what a server that looks at all of it anew says now."""
        self._look()
        kept = dict(keep._pages)
        keep.clear()
        text = self._client.get(address).text
        keep.clear()
        keep._pages.update(kept)
        return without_clock(text)


def key(place: str) -> Key:
    return RecordKind.PLACE, place


def store() -> Store:
    return Store(database.current(), borough_at)


def without_clock(html: str) -> str:
    """Leave out the moment at which a list says that it was so."""
    return re.sub(r"as it was at [^<]*\.", "", html, flags=re.IGNORECASE)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("planted") / "store.sqlite3"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    Store(engine, borough_at).plant(seed(), BEGAN)
    engine.dispose()
    return path


@pytest.fixture(scope="module")
def worlds(
    planted: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[datetime], World]]:
    """Make worlds, each with a store of its own."""
    folder, numbers = tmp_path_factory.mktemp("worlds"), count()
    with pytest.MonkeyPatch.context() as patch:

        def make(at: datetime) -> World:
            path = folder / f"{next(numbers)}.sqlite3"
            shutil.copy(planted, path)
            patch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{path}")
            keep.clear()
            return World(patch, at)

        yield make
        database.current().dispose()


WAITS = [0.5, 1, 2, 3, 10, 60, 119, 290, 600, 1_795, 5_000]
ACTIONS = st.one_of(
    st.tuples(st.just("wait"), st.sampled_from(WAITS)),
    st.tuples(st.just("hide"), st.sampled_from([*HOURS])),
    st.tuples(st.just("later"), st.sampled_from([2, 30, 300])),
    st.tuples(st.just("turn"), st.just(0)),
)
STARTS = ("2026-11-23T11:58", "2026-11-23T16:25", "2026-11-23T23:51", "2026-12-24T16:28:30")


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.sampled_from(Sort), st.sampled_from(STARTS), st.lists(ACTIONS, min_size=3, max_size=12))
@example(Sort.NGINX, STARTS[1], [("wait", 290), ("turn", 0), ("wait", 10), ("wait", 10)])
@example(Sort.CDN, STARTS[0], [("hide", "made-up-hall"), ("wait", 3), ("wait", 3)])
@example(Sort.NGINX, STARTS[0], [("later", 2), ("wait", 2), ("turn", 0), ("wait", 60)])
@example(Sort.CDN, STARTS[2], [("turn", 0), ("wait", 290), ("wait", 290)])
def test_never_late_never_wrong_never_mute(
    worlds: Callable[[datetime], World],
    sort: Sort,
    start: str,
    actions: list[tuple[str, object]],
) -> None:
    world = worlds(datetime.fromisoformat(start).replace(tzinfo=LONDON))
    cache = SharedCache(world.ask, sort)
    for action, value in [("wait", 0.5), *actions, ("wait", 0.5), ("wait", 5)]:
        getattr(world, action)(value)
        for address in (*PAGES, *FILES):
            look_at(world, cache, address)


def look_at(world: World, cache: SharedCache, address: str) -> None:
    kept = cache.stored.get(address)
    answer = cache.get(address, world.at.timestamp())
    if answer.status != 200:
        assert not world.up
        # A page that we answer a minute ago, and that still reads the same, is not withheld.
        if kept and cache.sort is not Sort.STRICT:
            then = datetime.fromtimestamp(kept.at, LONDON)
            holds = min(true_until(live().directory(), then), live().right_until(then))
            assert world.at - then > timedelta(seconds=598) or world.at > holds - 3 * LOOKS_EVERY
        return
    while_down = FILES_WHILE_DOWN if address in FILES else WHILE_DOWN
    for place, when in world.hidden.items():
        if world.at - when > (PUBLIC_WITHIN if world.up else while_down + PUBLIC_WITHIN):
            assert name_of(place) not in answer.body, (address, answer.how)
    newest = world.at if world.up else world.went_down
    is_settled = world.decided <= newest - PUBLIC_WITHIN
    just_took_effect = timedelta() <= world.at - world.takes_effect < LOOKS_EVERY
    if is_settled and not just_took_effect:
        assert without_clock(answer.body) == world.true(address), (address, answer.how)
