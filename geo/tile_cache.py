"""Street tiles kept on disk: read, written whole or not at all, and never more than agreed."""

from __future__ import annotations

import os
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_FULL = 0.95  # of the limit: from here on, the oldest tiles go
_AFTER_CLEARING = 0.90
_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True, slots=True)
class KeptTile:
    """A tile from disk: its PNG bytes, and for how many seconds more it counts as fresh."""

    image: bytes
    fresh_for: float


class TileCache:
    """PNG tiles below ``folder``, one file each, its modification time being when it goes stale.

    ``limit`` is in bytes. Several processes may share a folder: each looks at the whole folder
    after having written a twentieth of the limit, so n of them may pass it by n twentieths.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit
        self._until_look = 0
        self._lock = threading.Lock()

    def get(self, name: str) -> KeptTile | None:
        """Return the tile kept as ``name`` (a relative path), stale or not, or None."""
        path = self._folder / name
        try:
            return KeptTile(path.read_bytes(), path.stat().st_mtime - time.time())
        except OSError:
            return None

    def put(self, name: str, image: bytes, fresh_for: float) -> None:
        """Keep ``image`` as ``name`` for ``fresh_for`` seconds; raise OSError if it can't be."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(image)
            stale_at = time.time() + fresh_for
            os.utime(part, (stale_at, stale_at))
            os.replace(part, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(part)
            raise
        self._make_room(len(image))

    def _make_room(self, added: int) -> None:
        with self._lock:
            self._until_look -= added
            if self._until_look > 0:
                return
            self._until_look = int(self._limit * _BETWEEN_LOOKS)
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        kept: list[tuple[float, int, Path]] = []
        for path in self._folder.rglob("*.p*"):
            with suppress(OSError):
                about = path.stat()
                kept.append((about.st_mtime, about.st_size, path))
        used = sum(size for _, size, _ in kept)
        if used <= self._limit * _FULL:
            return
        for _, size, path in sorted(kept):
            if used <= self._limit * _AFTER_CLEARING:
                return
            with suppress(OSError):
                path.unlink()
                used -= size
