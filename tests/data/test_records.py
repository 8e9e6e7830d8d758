"""What a record accepts, refuses and takes for unknown."""

from typing import get_args

import pytest
from pydantic import BaseModel, ValidationError

from data.records import (
    Answer,
    BoroughContact,
    Channel,
    Place,
    PointSource,
    Record,
    Scheme,
    Service,
    Visibility,
)

HALL = {
    "id": "town-hall",
    "name": "Town Hall",
    "kind": "council_office",
    "tier": "public_building",
    "status": "active",
    "visibility": "draft",
    "confidence": "medium",
}


def hall(**values: object) -> Place:
    return Place.model_validate(HALL | values)


@pytest.mark.parametrize("postcode", ["E16 1ZE", "EC1V 4NB", "N1 2UD", "SW1A 1AA", "W1D 5ET"])
def test_a_postcode_with_capitals_and_one_space_is_taken(postcode: str) -> None:
    assert hall(postcode=postcode).postcode == postcode


@pytest.mark.parametrize(
    "postcode",
    ["e16 1ze", "E161ZE", "E16  1ZE", "E16 1Z", "1E6 1ZE", "E16\u00a01ZE", "E16 1ZE, London"],
)
def test_other_spellings_of_a_postcode_are_refused_with_advice(postcode: str) -> None:
    with pytest.raises(ValidationError, match="use capitals and one space, E16 1ZE"):
        hall(postcode=postcode)


@pytest.mark.parametrize("empty", ["", "  ", "\t", None])
def test_empty_text_is_unknown(empty: str | None) -> None:
    place = hall(phone=empty, opening_hours=empty, lat=empty, paediatric_ae=empty)
    assert (place.phone, place.opening_hours, place.lat, place.paediatric_ae) == (None,) * 4


def test_what_nobody_said_is_unknown_and_never_no() -> None:
    place = hall()
    assert (place.under_18_alone, place.step_free) == (Answer.UNKNOWN, Answer.UNKNOWN)
    channel = Channel.model_validate({"kind": "phone", "confidence": "high"})
    assert (channel.free, channel.shows_on_bill) == (Answer.UNKNOWN, Answer.UNKNOWN)


def test_text_is_stripped() -> None:
    assert hall(name="  Town Hall ").name == "Town Hall"


@pytest.mark.parametrize(
    "values",
    [
        {"id": "Town Hall"},
        {"id": "town--hall"},
        {"id": "town-hall/../x"},
        {"id": "a" * 121},
        {"name": ""},
        {"name": "A"},
        {"tier": "haven"},
        {"kind": "castle"},
        {"status": None},
        {"visibility": "published"},
        {"confidence": ""},
        {"lat": 50.0},
        {"lat": float("nan")},
        {"lon": 51.5},
        {"age_min": -1},
        {"age_max": 200},
        {"source_url": "www.example.org"},
        {"source_url": "javascript:alert(1)"},
        {"source_url": 'https://example.org/"><script>'},
        {"source_url": "https://example.org/a b"},
        {"website": "ftp://example.org"},
        {"source_date": "2024-5"},
        {"source_date": "10/2025"},
        {"hours_date": "2024-05-01T10:00"},
        {"checked_on": "last week"},
        {"alert": "a" * 301},
        {"colour": "blue"},
    ],
)
def test_a_value_that_cannot_be_right_is_refused(values: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        hall(**values)


@pytest.mark.parametrize("date", ["2024", "2024-05", "2024-05-31"])
def test_a_source_date_may_be_a_year_a_month_or_a_day(date: str) -> None:
    assert hall(source_date=date).source_date == date


def test_records_cannot_be_changed_in_place() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        hall().visibility = Visibility.PUBLIC


@pytest.mark.parametrize("model", [Record, Place, Channel, Service, Scheme, BoroughContact])
def test_every_field_says_what_it_holds(model: type[BaseModel]) -> None:
    undescribed = [name for name, info in model.model_fields.items() if not info.description]
    assert undescribed == []


def test_the_description_of_the_point_names_its_values() -> None:
    info = Place.model_fields["point_source"]
    assert PointSource in get_args(info.annotation)
    assert all(value in (info.description or "") for value in PointSource)


@pytest.mark.parametrize("code", ["E09000001", "E09000033"])
def test_a_gss_code_is_that_of_a_london_borough(code: str) -> None:
    contact = {"id": "a", "visibility": "draft", "confidence": "low", "borough": "Barnet"}
    assert BoroughContact.model_validate(contact | {"gss_code": code}).gss_code == code
    with pytest.raises(ValidationError):
        BoroughContact.model_validate(contact | {"gss_code": code.replace("E09", "E08")})
