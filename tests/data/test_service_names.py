"""What somebody types for a service, and which one it finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.live import current
from data.service_names import named, resembling

SERVICES = current().services


def ids(text: str) -> list[str]:
    return [service.id for service in named(SERVICES, text) or resembling(SERVICES, text)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Childline", "childline"),
        ("childline", "childline"),
        ("CHILD LINE", "childline"),
        ("chidline", "childline"),
        ("0800 1111", "childline"),
        ("08001111", "childline"),
        ("samaritan", "samaritans"),
        ("116123", "samaritans"),
        ("is this ok", "is-this-ok"),
        ("Is This OK?", "is-this-ok"),
        ("rescue and response", "rescue-and-response"),
        ("rescue & response", "rescue-and-response"),
        ("resque and responce", "rescue-and-response"),
        ("LGE", "london-gang-exit"),
        ("London Gang Exit", "london-gang-exit"),
        ("london gang exit (lge)", "london-gang-exit"),
        ("Empower", "empower"),
        ("the havens", "the-havens"),
        ("St. Giles", "st-giles"),
        ("nspcc fgm", "nspcc-fgm"),
        ("safe call", "safecall"),
    ],
)
def test_names_people_use(typed: str, first: str) -> None:
    assert ids(typed)[:1] == [first]


@pytest.mark.parametrize("typed", ["police", "999", "missing"])
def test_where_999_is_meant_too_it_comes_first(typed: str) -> None:
    assert ids(typed)[0] == "emergency-999"
    assert len(ids(typed)) > 1 or typed == "999"


def test_116_000_finds_both_who_answer_there() -> None:
    assert {"missing-people-helpline", "safecall"} <= set(ids("116 000"))


@pytest.mark.parametrize("typed", ["", "   ", "?!", "xyzzy", "qqqqqqqqqq", "12", "the", "x" * 5000])
def test_what_names_nothing(typed: str) -> None:
    assert ids(typed) == []


@given(st.text(max_size=60))
def test_anything_may_be_typed(text: str) -> None:
    found = ids(text)
    assert len(found) == len(set(found))


@pytest.mark.parametrize("typed", ["line help", "centre of london", "youth group"])
def test_words_that_only_look_a_little_alike_are_no_guess(typed: str) -> None:
    assert resembling(SERVICES, typed) == []
