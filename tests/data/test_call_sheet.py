"""The call sheet asks what a child's safety hangs on, and shows what we have beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from data.call_sheet import NOT_KNOWN, CallSheet, call_sheet
from data.load import read_seed
from data.planting import records_of
from data.records import Place, Scheme


def have(sheet: CallSheet, words: str) -> str:
    (found,) = [q.have for q in sheet.questions if words in q.ask]
    return found


def test_what_we_have_stands_beside_each_question(
    make_place: Callable[..., Place], make_scheme: Callable[..., Scheme]
) -> None:
    scheme = make_scheme(how_to_recognise="A purple sticker.")
    place = make_place(
        tier="declared_haven",
        scheme=scheme.id,
        at_the_door="Ask at the desk.",
        entrance="The side door",
        under_18_alone="yes",
        age_min=11,
        opening_hours="Mo-Fr 09:00-17:00; PH off",
        staffed_hours="Mo-Fr 10:00-16:00",
        step_free="no",
        phone="020 7946 0000",
    )
    sheet = call_sheet(place, scheme)
    assert sheet.phones == (("Telephone", "020 7946 0000"),)
    assert have(sheet, "at the door or the desk") == "Ask at the desk."
    assert have(sheet, "Which door") == "The side door"
    assert have(sheet, "under 18") == "Yes."
    assert have(sheet, "what age") == "From 11."
    assert "9am to 5pm" in have(sheet, "When are you open")
    assert "10am to 4pm" in have(sheet, "When are staff")
    assert have(sheet, "sign") == "A purple sticker."
    assert have(sheet, "last briefed") == NOT_KNOWN
    assert have(sheet, "without steps") == "No."
    assert have(sheet, "ring next time") == "020 7946 0000"
    assert "Not yet checked by City Hall." in sheet.listed


@pytest.mark.parametrize(
    ("hours", "known"),
    [
        ("Mo-Fr 09:00-17:00", False),
        ("Mo-Fr 09:00-17:00; PH off", True),
        ("24/7", True),
        (None, False),
    ],
)
def test_bank_holidays_that_nobody_spoke_of_are_not_known(
    make_place: Callable[..., Place], hours: str | None, known: bool
) -> None:
    sheet = call_sheet(make_place(opening_hours=hours))
    assert (have(sheet, "bank holidays") != NOT_KNOWN) is known


def test_unknown_is_never_called_no(make_place: Callable[..., Place]) -> None:
    sheet = call_sheet(make_place(opening_hours=None))
    for words in ("under 18", "without steps", "When are you open", "When are staff", "what age"):
        assert have(sheet, words) == NOT_KNOWN


def test_only_a_haven_is_asked_about_its_sign(make_place: Callable[..., Place]) -> None:
    asked = [q.ask for q in call_sheet(make_place()).questions]
    assert not any("sign" in ask for ask in asked)
    assert any("sign" in q.ask for q in call_sheet(make_place(tier="declared_haven")).questions)


def test_services_schemes_and_councils_have_their_own(
    make_service: Callable[..., Any], make_scheme: Callable[..., Scheme]
) -> None:
    sheet = call_sheet(make_service({"label": "Night line"}))
    assert sheet.phones == (("Night line", "0800 000 000"),)
    assert "0800 000 000" in have(sheet, "Night line")
    assert have(call_sheet(make_scheme()), "the sign") == NOT_KNOWN


def test_every_record_of_the_research_has_one() -> None:
    for _, record in records_of(read_seed()):
        sheet = call_sheet(record)
        assert sheet.name
        assert all(q.ask.endswith("?") and q.have for q in sheet.questions)
        assert len(sheet.questions) >= 4
