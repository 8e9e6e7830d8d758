"""The records of staff are read anew as soon as somebody decides, and at each dated change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from data.hours_clock import LONDON
from data.load import Seed
from data.records import Place
from data.revisions import RecordKind
from data.roles import Actor, Role
from data.staff_records import staff_records
from data.store import Store

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=LONDON)
EDITOR = Actor("anna", Role.EDITOR)
KEY = (RecordKind.PLACE, "made-up-library")


def test_it_follows_decisions_and_dates(
    engine: sa.Engine, make_place: Callable[..., Place]
) -> None:
    store = Store(engine, lambda lat, lon: "Newham")
    assert staff_records(engine, NOW).seed.places == ()
    store.plant(Seed((make_place(visibility="draft"),), (), (), ()), NOW)

    first = staff_records(engine, NOW)
    assert [p.name for p in first.seed.places] == ["Made-up Library"]
    assert staff_records(engine, NOW + timedelta(days=1)) is first

    store.amend(EDITOR, KEY, {"name": "Renamed"}, "It changed.", NOW)
    later = NOW + timedelta(hours=2)
    store.amend(EDITOR, KEY, {"phone": "101"}, "It will.", NOW, effective_from=later)
    second = staff_records(engine, NOW)
    assert (second.seed.places[0].name, second.seed.places[0].phone) == ("Renamed", None)
    assert staff_records(engine, later - timedelta(seconds=1)) is second
    assert staff_records(engine, later).seed.places[0].phone == "101"
    assert staff_records(engine, NOW).seed.places[0].phone is None
