"""What must be loaded before visitors can be answered; each also shows that it works."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from data import database, live
from geo import boroughs, gazetteer, postcodes


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
    database.check(database.current())


EXTRAS: Mapping[str, Callable[[], object]] = {"database": _database}
"""What the public pages can do without."""
