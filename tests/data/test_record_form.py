"""Records as cells of a form, and back: nothing lost, nothing made up."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.field_words import label
from data.form_fields import Sort, form_fields
from data.form_groups import CARRIED, CHANNEL_FIELDS, GROUPS, PIN, PINNED
from data.load import read_seed
from data.record_form import (
    channel_problems,
    new_cells,
    new_channel,
    new_id,
    sentence_for,
    to_cells,
    to_values,
)
from data.records import BoroughContact, Channel, Place, Scheme, Service
from data.revisions import MODEL, RecordKind, values_of
from tests.made_up_records import CHANNEL, PLACE, SERVICE

MODELS = [*MODEL.values(), Channel]


@cache
def seed_records():
    seed = read_seed()
    return (*seed.places, *seed.services, *seed.schemes, *seed.borough_contacts)


@pytest.mark.parametrize("model", [Place, Service, Scheme, BoroughContact])
def test_every_seed_record_comes_back_as_it_was(model):
    records = [r for r in seed_records() if type(r) is model]
    assert records
    for record in records:
        values = values_of(record)
        cells = to_cells(model, values)
        assert to_values(model, cells) == values
        assert to_cells(model, to_values(model, cells)) == cells
        assert model.model_validate(to_values(model, cells)) == record


WORD = st.text(min_size=1).map(str.strip).filter(bool)
TEXTS = {
    name: st.none() | WORD
    for name in ("provider", "summary", "languages", "confidentiality", "internal_notes")
}
LISTS = {n: st.lists(WORD, unique=True) for n in ("topics", "audience", "coverage", "referral")}
NUMBERS = {name: st.none() | st.integers(0, 120) for name in ("age_min", "age_max")}
CHANNELS = st.lists(
    st.fixed_dictionaries({"label": st.none() | WORD, "audience": st.lists(WORD, unique=True)})
)


@given(st.fixed_dictionaries(TEXTS | LISTS | NUMBERS), CHANNELS)
def test_any_text_list_and_number_comes_back(fields, channels):
    lines = [CHANNEL | channel for channel in channels]
    values = values_of(Service.model_validate(SERVICE | fields | {"channels": lines}))
    assert to_values(Service, to_cells(Service, values)) == values


@pytest.mark.parametrize("cell", ["", "   ", "\n", None])
def test_an_empty_cell_is_not_known(cell):
    cells = to_cells(Place, PLACE) | {"phone": cell, "name": cell, "topics": cell}
    values = to_values(Place, cells)
    assert values["phone"] is None
    assert "name" not in values


def test_words_lose_blanks_and_doubles_and_keep_their_order():
    cells = to_cells(Service, SERVICE) | {"topics": [" b", "a", "", "b", "  "]}
    assert to_values(Service, cells)["topics"] == ["b", "a"]


def test_what_a_form_does_not_show_stays():
    values = values_of(Place.model_validate(PLACE | {"checked_on": "2026-01-02"}))
    assert to_values(Place, to_cells(Place, values) | {"uid": 7}) == values


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_field_is_in_one_group_or_carried(kind):
    shown = [name for group in GROUPS[kind] for name in group.fields if name != PIN]
    if kind is RecordKind.PLACE:
        assert not set(shown) & PINNED
        shown += PINNED
    assert len(shown) == len(set(shown))
    assert set(shown) == set(MODEL[kind].model_fields) - CARRIED


def test_every_field_of_a_channel_is_shown():
    assert set(CHANNEL_FIELDS) == set(Channel.model_fields)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_has_a_label_in_words_and_help(model):
    labels = [field.label for field in form_fields(model).values()]
    assert len(labels) == len(set(labels))
    for name, field in form_fields(model).items():
        assert "_" not in label(name)
        assert field.help
        assert (field.sort is Sort.CHOICE) == bool(field.choices)


@pytest.mark.parametrize(
    ("name", "sort", "needed", "clearable"),
    [
        ("name", Sort.LINE, True, False),
        ("status", Sort.CHOICE, True, False),
        ("step_free", Sort.CHOICE, False, False),
        ("haven_confirmed", Sort.CHOICE, False, True),
        ("age_min", Sort.WHOLE, False, True),
        ("lat", Sort.NUMBER, False, True),
        ("opening_hours", Sort.HOURS, False, True),
        ("read_on", Sort.DAY, False, True),
        ("source_date", Sort.SINCE, False, True),
        ("scheme", Sort.LINK, False, True),
        ("internal_notes", Sort.TEXT, False, True),
    ],
)
def test_sorts_of_cells(name, sort, needed, clearable):
    field = form_fields(Place)[name]
    assert (field.sort, field.needed, field.clearable) == (sort, needed, clearable)


@pytest.mark.parametrize("kind", list(RecordKind))
def test_a_new_record_is_a_draft_and_guesses_nothing(kind):
    values = to_values(MODEL[kind], new_cells(kind))
    known = {n: v for n, v in values.items() if v not in (None, [])}
    guessed = {"hours_in_doubt": "no", "step_free": "unknown", "under_18_alone": "unknown"}
    assert known == {"visibility": "draft"} | (guessed if kind is RecordKind.PLACE else {})


def test_a_new_way_starts_with_the_source_of_its_service():
    cells = new_channel({"source_url": "https://example.org/", "source_date": None})
    assert (cells["source_url"], cells["source_date"]) == ("https://example.org/", "")
    assert (cells["kind"], cells["free"], cells["confidence"]) == ("", "unknown", "")


@pytest.mark.parametrize(
    ("kind", "name", "borough", "made"),
    [
        ("place", "St Mary's Café", "Tower Hamlets", "tower-hamlets-st-marys-cafe"),
        ("place", "St Mary’s", None, "st-marys"),
        ("place", "日本", "", "place"),
        ("service", "Line 4 U!", "Camden", "line-4-u"),
        ("contact", "City of London", None, "city-of-london"),
        ("scheme", " -- ", None, "scheme"),
        ("scheme", "taken", None, "taken-3"),
        ("scheme", "x" * 200, None, "x" * 120),
        ("scheme", "y" * 200, None, "y" * 118 + "-2"),
    ],
)
def test_ids_of_new_records(kind, name, borough, made):
    taken = {"taken", "taken-2", "y" * 120}
    assert new_id(RecordKind(kind), name, borough, taken) == made


@given(st.text(), st.text(), st.sets(st.integers(2, 9)))
def test_an_id_can_always_be_kept_and_is_never_taken(name, borough, numbers):
    first = new_id(RecordKind.PLACE, name, borough, ())
    taken = {first, *(f"{first}-{number}" for number in numbers)}
    made = new_id(RecordKind.PLACE, name, borough, taken)
    assert made not in taken
    assert Place.model_validate(PLACE | {"id": made}).id == made


def test_problems_of_a_channel_name_its_place_and_field():
    good = to_cells(Channel, CHANNEL)
    found = channel_problems([good, good | {"kind": "", "source_url": "nowhere"}])
    assert found == [
        (1, "kind", f"{label('kind')} is empty. Fill it in: phone, sms, webchat, ..."),
        (
            1,
            "source_url",
            f"{label('source_url')}: write the whole web address. It starts with https://",
        ),
    ]


@pytest.mark.parametrize(
    ("field", "sentence", "said"),
    [
        ("age_min", "age_min: 'x' can't be used", "Youngest age: 'x' can't be used"),
        ("name", "This reads like a refuge.", "This reads like a refuge."),
        ("nothing", "nothing is wrong", "nothing is wrong"),
    ],
)
def test_sentences_start_with_the_label(field, sentence, said):
    assert sentence_for(Place, field, sentence) == said
