from enum import StrEnum
from typing import get_args

import pytest

from data.field_words import (
    DATE_FIELDS,
    HOURS_FIELDS,
    LABEL,
    NOT_KNOWN,
    channel_words,
    label,
    value_words,
)
from data.records import BoroughContact, Channel, Place, Scheme, Service

MODELS = (Place, Service, Channel, Scheme, BoroughContact)
FIELDS = sorted({field for model in MODELS for field in model.model_fields})


def enum_of(annotation):
    found = [annotation, *get_args(annotation)]
    return next((a for a in found if isinstance(a, type) and issubclass(a, StrEnum)), None)


ENUMS = [
    (field, value)
    for model in MODELS
    for field, info in model.model_fields.items()
    if (kind := enum_of(info.annotation))
    for value in kind
]


@pytest.mark.parametrize("field", FIELDS)
def test_every_field_has_a_label_in_plain_words(field):
    assert field in LABEL
    assert "_" not in label(field)


def test_no_label_is_left_over():
    assert set(LABEL) == set(FIELDS)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_two_fields_of_a_record_have_the_same_label(model):
    labels = [label(field) for field in model.model_fields]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(("field", "value"), ENUMS, ids=str)
def test_every_value_of_a_list_has_words(field, value):
    words = value_words(field, str(value))
    assert words
    assert "_" not in words


def test_a_field_of_old_is_named_after_itself():
    assert label("fax_number") == "Fax number"


@pytest.mark.parametrize("empty", [None, "", [], ()])
def test_empty_is_not_known(empty):
    assert value_words("address", empty) == NOT_KNOWN
    assert value_words("alert", empty) == "no warning"


@pytest.mark.parametrize("field", sorted(HOURS_FIELDS))
def test_hours_come_with_their_plain_reading(field):
    text, reading = value_words(field, "Mo-Fr 09:00-17:00; PH off").split("\n")
    assert text == "Mo-Fr 09:00-17:00; PH off"
    assert "9am to 5pm" in reading


def test_hours_that_nobody_can_read_stand_as_they_are():
    assert value_words("opening_hours", "sometimes") == "sometimes"


@pytest.mark.parametrize("field", sorted(DATE_FIELDS))
def test_dates_are_words(field):
    assert value_words(field, "2026-03-03") == "3 March 2026"


@pytest.mark.parametrize("text", ["2026-99", "soon", "2026-02-30"])
def test_a_date_that_is_none_stands_as_it_is(text):
    assert value_words("hours_date", text) == text


def test_zero_is_a_value():
    assert value_words("age_min", 0) == "0"


def test_lists_are_read_out():
    assert value_words("audience", ["young_person", "parent"]) == "young people, parents and carers"


def test_ways_to_reach_a_service_come_one_by_one():
    phone = {"kind": "phone", "contact": "0800 1111", "free": "yes", "how_to": None}
    chat = {"kind": "webchat", "contact": None, "opening_hours": "24/7"}
    first, second = value_words("channels", [phone, chat]).split("\n\n")
    assert first.split("\n") == ["Telephone 0800 1111", "Free to use?: yes"]
    assert second.startswith("Web chat\nOpening hours: 24/7")
    assert channel_words(phone) == first
