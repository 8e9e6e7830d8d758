"""What must be loaded before visitors can be answered; each also shows that it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data import database, live
from geo import boroughs, gazetteer, postcodes

SILENT_SECONDS = 10.0
"""A database that has not answered for longer than this is told of as away."""


class NotReadyError(RuntimeError):
    """Reference data or the directory gives no usable answer."""


def _places() -> None:
    now = live.current()
    if not now.places:
        raise NotReadyError("No place is public: look at data/seed.")
    _ = now.columns, now.map_file, now.names


def _boroughs() -> None:
    boroughs.outline()
    if boroughs.borough_at(51.5045, 0.0152) != "Newham":
        raise NotReadyError("The borough boundaries are wrong: remake data/reference.")


def _postcodes() -> None:
    if postcodes.find("E16 1ZE").borough != "Newham":
        raise NotReadyError("The postcodes are wrong: remake data/reference.")


def _names() -> None:
    gazetteer.find("Stratford", live.current().names)


CHECKS: Mapping[str, Callable[[], object]] = {
    "places": _places,
    "boroughs": _boroughs,
    "postcodes": _postcodes,
    "names": _names,
}


def _database() -> None:
    """Say what the thread that follows the database found; ask it only where there is none.

    A database that hangs must not make this hang: the balancer would take the server away, which
    can answer the public without it.
    """
    follower = live.live()
    if not follower.is_running:
        database.check(database.current())
        return
    said = follower.following()
    if not said.database_up or said.seconds is None or said.seconds > SILENT_SECONDS:
        raise NotReadyError("The database has not answered for a while.")


EXTRAS: Mapping[str, Callable[[], object]] = {"database": _database}
"""What the public pages can do without."""
