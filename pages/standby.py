"""Keeps the pages that stand when no server of ours answers, in the folder of a setting.

Makes them once, too: ``python -m pages.standby FOLDER``.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
import time
from collections.abc import Hashable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from data import clock, settings
from data.hours_clock import LONDON
from data.live import Live, live
from data.load import SeedError
from data.standby import DAYS, Standby
from pages.standby_pages import standby_pages

LOOK_EVERY_SECONDS = 1.0
AFTER_FAILURE_SECONDS = 60.0
STILL_NEW_SECONDS = 10.0
BETWEEN_PAGES_SECONDS = 0.02
"""So that visitors hardly wait for the processor while the pages are drawn."""
_LEFT_BEHIND_SECONDS = 3_600
_NEW = ".new"

logger = logging.getLogger(__name__)


def write(folder: Path, pages: Iterable[tuple[str, str]]) -> int:
    """Write pages into a folder, each wholly or not at all; give how many were not so already.

    Several servers may do this at once. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, html in pages:
        path, body = folder / name, html.encode()
        if path.is_file() and path.read_bytes() == body:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}{_NEW}")
        with beside.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        # The proxy, which is somebody else on this machine, must be able to read it.
        beside.chmod(0o644)
        beside.replace(path)
        written += 1
    _clear(folder)
    return written


def _clear(folder: Path) -> None:
    """Take away what a server that was killed has left behind."""
    for path in folder.rglob(f".*{_NEW}"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > _LEFT_BEHIND_SECONDS:
                path.unlink()


def known_now(records: Live, at: datetime) -> Standby:
    """Give what the pages are made of. Raises SeedError."""
    return Standby(records.directory(), records.coming(at + timedelta(days=DAYS + 1)), at)


class Keeper:
    """Keeps the pages in a folder like the records of a follower, in a thread of its own."""

    def __init__(self, folder: Path, records: Live) -> None:
        self._folder = folder
        self._records = records
        self._made_of: Hashable = None
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin."""
        self._end.clear()
        self._thread = threading.Thread(target=self._keep, name="keep-standby", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; a page that is under way is written first."""
        self._end.set()
        if self._thread:
            self._thread.join(timeout=10)
        self._thread = None

    def look(self) -> int:
        """Write what is not as it should be. Raises OSError or SeedError."""
        records, at = self._records, clock.shared()
        day = at.astimezone(LONDON).date()
        made_of = records.directory().version, records.revision, day, settings.current()
        if made_of == self._made_of:
            return 0
        if not self._knows_the_newest() and any(self._folder.glob("*.html")):
            # Another server may know better: what it took away must not come back.
            return 0
        written = write(self._folder, self._slowly(known_now(records, at)))
        if not self._end.is_set():
            self._made_of = made_of
        return written

    def _knows_the_newest(self) -> bool:
        followed = self._records.following()
        heard = followed.seconds is not None and followed.seconds < STILL_NEW_SECONDS
        return followed.database_up and heard

    def _slowly(self, known: Standby) -> Iterable[tuple[str, str]]:
        for page in standby_pages(known):
            yield page
            if self._end.wait(BETWEEN_PAGES_SECONDS):
                return

    def _keep(self) -> None:
        complaint, wait = "", LOOK_EVERY_SECONDS
        while not self._end.wait(wait):
            try:
                self.look()
                said, wait = "", LOOK_EVERY_SECONDS
            except OSError as error:
                said, wait = error.strerror or type(error).__name__, AFTER_FAILURE_SECONDS
            except Exception as error:
                said, wait = type(error).__name__, AFTER_FAILURE_SECONDS
            if said and said != complaint:
                logger.error(
                    "The pages for when no server answers could not be kept in %s (%s). They may"
                    " be old. Set HAVENS_STANDBY_DIR to a folder that can be written.",
                    self._folder,
                    said,
                )
            complaint = said


def keeper() -> Keeper | None:
    """Give the keeper of the configured folder, None where there is none."""
    folder = settings.current().standby_dir
    return Keeper(Path(folder), live()) if folder else None


def main(arguments: list[str]) -> int:
    """Write the pages into a folder once, and say how many changed."""
    if len(arguments) != 1:
        sys.stderr.write("Name the folder to write to: python -m pages.standby FOLDER\n")
        return 2
    try:
        written = write(Path(arguments[0]), standby_pages(known_now(live(), clock.shared())))
    except (OSError, SeedError) as error:
        sys.stderr.write(f"The pages could not be made: {error}\n")
        return 1
    sys.stdout.write(f"Wrote {written} pages into {arguments[0]}; the others were so already.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
