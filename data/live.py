"""The directory that is public now: follows the store, and goes on without it.

Every reader asks ``current()``. A change that any replica makes is seen here within seconds. When
the database is away or damaged, what was public last is kept, from a file where the server has
just started: records that were closed since the seed stay closed.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from data import clock, database, moment, settings
from data.database import DatabaseError
from data.directory import Directory
from data.hours_clock import LONDON
from data.load import Seed, SeedError, read_seed
from data.places_geojson import PlacesFile
from data.public_changes import PublicChange, public_changes
from data.public_since import public_since
from data.revisions import Timeline
from data.snapshot import read_snapshot, timeline_of, written
from data.store import Store
from geo.boroughs import borough_at
from geo.postcodes import find as find_postcode

LOOK_EVERY_SECONDS = 1.0
PREVIEWS = 8

logger = logging.getLogger(__name__)


def store() -> Store:
    """Give the store of the configured database. Raises DatabaseError."""
    return Store(database.current(), borough_at)


def timeline() -> Timeline:
    """Give the records of the store, or of the seed where nobody has planted it yet.

    Changes nothing. Raises DatabaseError or SeedError.
    """
    found = store().timeline()
    return found if found.version else timeline_of(read_seed())


def middle_of(postcode: str) -> tuple[float, float] | None:
    """Give the middle of a London postcode, live or retired; None for any other text."""
    found = find_postcode(postcode)
    return None if found.lat is None or found.lon is None else (found.lat, found.lon)


@dataclass(frozen=True)
class Following:
    """How well the store is followed.

    ``version``: number of its newest decision, -1 for records that were kept without it.
    ``seconds``: how long ago it said what is public, None for never.
    """

    version: int
    seconds: float | None
    database_up: bool


class Live:
    """Follows one store; ``open_store`` may raise DatabaseError at any time."""

    def __init__(
        self,
        open_store: Callable[[], Store],
        read: Callable[[], Seed],
        snapshot: Path,
        now: Callable[[], datetime],
    ) -> None:
        self._open_store = open_store
        self._read_seed = read
        self._snapshot = snapshot
        self._now = now
        self._timeline: Timeline | None = None
        self._directory: Directory | None = None
        self._from = datetime.min.replace(tzinfo=UTC)
        self._until = datetime.min.replace(tzinfo=UTC)
        self._looked = -LOOK_EVERY_SECONDS
        self._answered: float | None = None
        self._database_up = False
        self._complaint = ""
        self._seed_error: SeedError | None = None
        self._previews: dict[tuple[int, datetime], Directory] = {}
        # Two, so that a database that hangs holds up nobody but who asks it.
        self._asking = threading.RLock()
        self._changing = threading.RLock()
        self._followers: tuple[threading.Thread, ...] = ()
        self._end = threading.Event()

    def directory(self) -> Directory:
        """Give what is public now. Raises SeedError where there is neither store nor seed."""
        if self._directory is None or (not self._followers and self._is_due()):
            self.refresh()
        if self._directory is None:
            raise SeedError(["No records could be read."])
        return self._directory

    def at(self, moment: datetime) -> Directory:
        """Give what will be public at a moment, as far as it is approved now."""
        self.directory()
        timeline = self._timeline
        if timeline is None:
            return self.directory()
        key = (timeline.version, moment)
        with self._changing:
            kept = self._previews.pop(key, None)
            if kept is None:
                kept = Directory.of(timeline.records(moment), moment.astimezone(LONDON).date())
            self._previews[key] = kept
            while len(self._previews) > PREVIEWS:
                del self._previews[next(iter(self._previews))]
        return kept

    def since(self) -> datetime | None:
        """Say when what is public changed last, None for never since the seed."""
        directory, now = self.directory(), self._now()
        timeline = self._timeline
        if timeline is None:
            return None
        return public_since(timeline.revisions, timeline.records(now), directory, now)

    @property
    def revision(self) -> int:
        """The number of the newest decision known here; dated ones count before they hold."""
        self.directory()
        return self._timeline.version if self._timeline else 0

    def coming(self, until: datetime) -> tuple[tuple[datetime, Directory], ...]:
        """Give what will be public from each dated change on, as far as it is approved now."""
        self.directory()
        found = []
        at: datetime | None = self._now()
        while at and self._timeline and (at := self._timeline.next_change(at)) and at < until:
            day = at.astimezone(LONDON).date()
            found.append((at, Directory.of(self._timeline.records(at), day)))
        return tuple(found)

    def previewed_file(self, version: str) -> PlacesFile | None:
        """Give the map's file of a preview that somebody looked at lately, None for any other."""
        with self._changing:
            kept = [d for d in self._previews.values() if "map_file" in vars(d)]
        return next((d.map_file for d in kept if d.map_file.version == version), None)

    def changes(self) -> tuple[PublicChange, ...]:
        """Say what changed lately in what is public, oldest first."""
        self.directory()
        timeline = self._timeline
        return public_changes(timeline.revisions, self._now()) if timeline else ()

    def refresh(self) -> None:
        """Look at the store now, and rebuild what changed."""
        with self._asking:
            self._looked = time.monotonic()
            self._follow_store()
        self.keep_time()

    def keep_time(self) -> None:
        """Rebuild what time changed: dated changes, and the day. Asks no database."""
        with self._changing:
            now = self._now().astimezone(UTC)
            if self._timeline and (self._directory is None or not self._from <= now < self._until):
                self._build(self._timeline, now)

    def following(self) -> Following:
        """Say how well the store is followed, without asking it."""
        answered = self._answered
        return Following(
            version=self._timeline.version if self._timeline else -1,
            seconds=None if answered is None else time.monotonic() - answered,
            database_up=self._database_up,
        )

    @property
    def is_running(self) -> bool:
        """Whether a thread follows the store, so that nobody else needs to ask it."""
        return bool(self._followers)

    def start(self) -> None:
        """Follow the store in threads of their own, so that no visitor waits for a database.

        One asks it, and may hang where it hangs; the other keeps the time meanwhile.
        """
        self._end.clear()
        self._followers = tuple(
            threading.Thread(target=self._each_second, args=(do,), name=name, daemon=True)
            for name, do in (("follow-store", self.refresh), ("keep-time", self.keep_time))
        )
        for thread in self._followers:
            thread.start()

    def stop(self) -> None:
        """End the threads; one that hangs is left to itself."""
        self._end.set()
        for thread in self._followers:
            thread.join(timeout=5)
        self._followers = ()

    def _each_second(self, do: Callable[[], None]) -> None:
        while not self._end.wait(LOOK_EVERY_SECONDS):
            try:
                do()
            except Exception:
                logger.exception("The records could not be refreshed; the last ones stay.")

    def _is_due(self) -> bool:
        return time.monotonic() - self._looked >= LOOK_EVERY_SECONDS

    def _follow_store(self) -> None:
        try:
            found = self._open_store()
            version = found.version()
            self._database_up = True
            if self._timeline is not None and self._timeline.version == version:
                self._answered = time.monotonic()
                self._complain("")
                return
            if version == 0:
                found.plant(self._seed(), self._now())
            timeline = found.timeline()
        except DatabaseError as error:
            self._database_up = False
            self._complain(str(error))
            if self._timeline is None:
                self._take(self._without_database())
            return
        except SeedError as error:
            if self._timeline is None and error.usable is None:
                raise
            self._complain(f"Some rows of the seed are damaged, and are left out:\n{error}")
            if self._timeline is None and error.usable is not None:
                self._take(timeline_of(error.usable))
            return
        self._answered = time.monotonic()
        self._complain("")
        self._take(timeline)
        self._keep(timeline)

    def _seed(self) -> Seed:
        """Read the seed; a damaged one only once, because it does not mend itself."""
        if self._seed_error:
            raise self._seed_error
        try:
            return self._read_seed()
        except SeedError as error:
            self._seed_error = error
            raise

    def _take(self, timeline: Timeline) -> None:
        with self._changing:
            self._timeline = timeline
            self._until = self._from

    def _build(self, timeline: Timeline, now: datetime) -> None:
        local = now.astimezone(LONDON)
        midnight = datetime(local.year, local.month, local.day, tzinfo=LONDON) + timedelta(days=1)
        directory = Directory.of(timeline.records(now), local.date())
        if self._directory is None or directory.version != self._directory.version:
            # Made here, so that the first visitor after a change doesn't wait for it.
            _ = directory.columns, directory.map_file, directory.names, directory.channel_hours
            self._directory = directory
        self._from = now
        self._until = min(filter(None, (timeline.next_change(now), midnight.astimezone(UTC))))

    def _complain(self, words: str) -> None:
        """Log a trouble once, and its end."""
        if words and words != self._complaint:
            logger.error("%s\nThe public pages go on with the last records.", words)
        if self._complaint and not words:
            logger.warning("The records follow the database again.")
        self._complaint = words

    def _without_database(self) -> Timeline:
        try:
            timeline = read_snapshot(self._snapshot)
        except (OSError, ValueError, KeyError, TypeError) as error:
            if not isinstance(error, FileNotFoundError):
                logger.error("The kept records %s can't be read: %s", self._snapshot, error)
            logger.error(
                "There are no kept records, so the public sees those of the seed. What staff "
                "changed since is missing until the database is back."
            )
            try:
                return timeline_of(self._seed())
            except SeedError as damaged:
                if damaged.usable is None:
                    raise
                return timeline_of(damaged.usable)
        logger.error("The public sees the records kept in %s.", self._snapshot)
        return timeline

    def _keep(self, timeline: Timeline) -> None:
        """Write the public side of a timeline to the file, wholly or not at all."""
        beside = self._snapshot.with_name(f"{self._snapshot.name}.{os.getpid()}.new")
        try:
            self._snapshot.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            # Drafts are in it too: for nobody else who has an account on this machine.
            made = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(made, "w", encoding="utf-8") as file:
                json.dump(written(timeline), file, ensure_ascii=False)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(self._snapshot)
        except OSError as error:
            logger.error(
                "The newest records could not be kept in %s (%s). Without the database, a start "
                "would show older ones. Set HAVENS_SNAPSHOT_FILE to a place that can be written.",
                self._snapshot,
                error.strerror,
            )


def current() -> Directory:
    """Give the directory that is public now, or at the moment that a member of staff previews.

    Raises SeedError where there is neither a store nor a usable seed.
    """
    at = moment.asked()
    return live().directory() if at is None else live().at(at)


def live() -> Live:
    """Give the follower of this process."""
    config = settings.current()
    return _live(config.database_url, config.snapshot)


@lru_cache(maxsize=4)
def _live(_url: str, snapshot: Path) -> Live:
    return Live(store, read_seed, snapshot, clock.shared)
