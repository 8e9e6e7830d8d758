"""What is said before a save is what the store then does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from data.changes import Draft, Proposed
from data.field_words import label
from data.hours_clock import LONDON
from data.load import Seed
from data.outlook import asks_for_source, came_to, fields_words, outlook
from data.records import Place
from data.revisions import Change, RecordKind, values_of
from data.roles import Actor, Role
from data.store import Store
from tests.made_up_records import CHANNEL, PLACE

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
KEY = (RecordKind.PLACE, "made-up-library")
ANN = Actor("ann", Role.EDITOR)
CHANGES = [
    {},
    {"alert": "Shut."},
    {"opening_hours": "Mo-Fr 09:00-17:00; PH off"},
    {"opening_hours": "Mo-Su 08:00-17:00; PH off"},
    {"opening_hours": "Mo-Fr 09:00-17:00; PH off", "name": "Other Library"},
    {"visibility": "draft", "name": "Other Library"},
    {"status": "temporarily_closed", "phone": "1"},
    {"internal_notes": "Ask Jo.", "lat": 51.51},
    {"checked_on": "2026-11-20", "alert": "Shut."},
]


@pytest.mark.parametrize("later", [False, True])
@pytest.mark.parametrize("visibility", ["public", "draft"])
@pytest.mark.parametrize("fields", CHANGES)
def test_the_store_does_what_was_said(engine, fields, visibility, later):
    store = Store(engine, lambda lat, lon: "Newham")
    place = Place.model_validate(PLACE | {"visibility": visibility})
    store.plant(Seed((place,), (), (), ()), NOW)
    when = NOW + timedelta(days=7) if later else None
    timeline = store.timeline()
    draft = Draft(*KEY, {**values_of(place), **fields}, timeline.based_on(KEY))
    before = timeline.values(KEY, when or NOW)
    said = outlook(KEY[0], before, store.validated(draft), when or NOW, later=later)
    (done,) = store.propose(ANN, [draft], "Because.", NOW, effective_from=when)
    assert set(said.at_once) == set(done.at_once.changes if done.at_once else ())
    assert set(said.waits) == set(done.waiting.changes if done.waiting else ())
    assert said.reasons == done.reasons
    assert set(said.changes) == {*said.at_once, *said.waits}
    assert bool(fields) == bool(said.changes)
    assert len(came_to(done)) == max(1, (done.at_once is not None) + (done.waiting is not None))


def test_a_new_public_place_waits_wholly(engine):
    store = Store(engine, lambda lat, lon: "Newham")
    place = Place.model_validate(PLACE)
    said = outlook(KEY[0], None, place, NOW)
    (done,) = store.propose(ANN, [Draft(*KEY, values_of(place))], "New.", NOW)
    assert said.at_once == ()
    assert set(said.waits) == set(done.waiting.changes)
    assert came_to(done)[0].endswith("and 12 more. It would become public.")


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        (["phone"], True),
        (["phone", "source_date"], False),
        (["source_url"], False),
        (["alert", "visibility", "internal_notes", "checked_on"], False),
        (["alert", "opening_hours"], True),
        ([], False),
    ],
)
def test_when_a_source_is_asked_for(fields, asks):
    assert asks_for_source(dict.fromkeys(fields, Change(None, "x"))) is asks


@pytest.mark.parametrize(
    ("after", "asks"),
    [
        ([], True),
        ([CHANNEL | {"contact": "0800 1"}], True),
        ([CHANNEL, CHANNEL | {"source_url": "https://other.example/"}], False),
        ([CHANNEL | {"source_date": "2026-11"}], False),
    ],
)
def test_a_way_may_bring_its_own_source(after, asks):
    assert asks_for_source({"channels": Change([CHANNEL], after)}) is asks


def test_nothing_done_is_said():
    assert came_to(Proposed()) == ("Nothing changed: the record was like that already.",)


def test_a_long_list_of_fields_is_cut():
    assert fields_words(["lat", "lat", "phone"]) == f"{label('lat')}, {label('phone')}"
    assert fields_words(map(str, range(20))).endswith("7 and 12 more")
