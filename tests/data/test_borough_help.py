"""Whom to ring about a child: by the hour, on bank holidays, and where a number is missing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.borough_help import ALWAYS, DAY, NIGHT, NO_NIGHT_NUMBER, NO_NUMBER, borough_help
from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.live import current
from data.load import read_seed
from data.records import BoroughContact

CONTACTS = current().contacts
NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NIGHT_TIME = datetime(2026, 11, 23, 2, tzinfo=LONDON)
SATURDAY = datetime(2026, 11, 21, 12, tzinfo=LONDON)
BOXING_DAY = datetime(2026, 12, 28, 12, tzinfo=LONDON)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(
    lambda naive: naive.replace(tzinfo=LONDON)
)


def contact(**changes: Any) -> BoroughContact:
    return BoroughContact(
        **{
            "id": "nowhere",
            "borough": "Nowhere",
            "gss_code": "E09000099",
            "visibility": "public",
            "confidence": "high",
            "day_phone": "020 7946 0001",
            "day_hours": "Mo-Fr 09:00-17:00",
            "night_phone": "020 7946 0002",
            "source_date": "2026-01",
        }
        | changes
    )


@pytest.mark.parametrize(
    ("at", "when", "said"),
    [
        (NOON, DAY, "The day team should be there until 5pm."),
        (NIGHT_TIME, NIGHT, "The day team should be away now. Call the other number."),
        (SATURDAY, NIGHT, "The day team should be away now. Call the other number."),
        (BOXING_DAY, NIGHT, "It is a bank holiday. The day team should be away now. Call the other number."),
    ],
)  # fmt: skip
def test_by_the_hour(at: datetime, when: str, said: str) -> None:
    told = borough_help(contact(), at)
    assert told.now is not None
    assert (told.now.when, told.words) == (when, said)
    assert told.numbers[0] == told.now
    assert len(told.numbers) == 2


@pytest.mark.parametrize("at", [NOON, NIGHT_TIME, SATURDAY, BOXING_DAY])
def test_one_number_for_both(at: datetime) -> None:
    told = borough_help(contact(night_phone="020 79460001"), at)
    assert [n.when for n in told.numbers] == [ALWAYS]
    assert told.now == told.numbers[0]


def test_no_night_number_is_said_and_no_team_that_is_away_is_rung() -> None:
    told = borough_help(contact(night_phone=None), NIGHT_TIME)
    assert (told.now, told.words) == (None, NO_NIGHT_NUMBER)
    assert "999" in told.words


@pytest.mark.parametrize(("at", "first"), [(NOON, DAY), (NIGHT_TIME, NIGHT), (SATURDAY, NIGHT), (BOXING_DAY, NIGHT)])  # fmt: skip
def test_unknown_hours_show_both_and_promise_nothing(at: datetime, first: str) -> None:
    told = borough_help(contact(day_hours=None), at)
    assert told.now is None
    assert told.numbers[0].when == first
    assert len(told.numbers) == 2
    assert "don't know the hours" in told.words


def test_unknown_hours_and_no_night_number() -> None:
    for at, words in ((NOON, "No answer? Call 101."), (NIGHT_TIME, NO_NIGHT_NUMBER)):
        told = borough_help(contact(day_hours=None, night_phone=None), at)
        assert (told.now, [n.when for n in told.numbers]) == (None, [DAY])
        assert told.words.endswith(words)


def test_the_number_of_the_nspcc_is_that_of_its_record() -> None:
    nspcc = current().service("nspcc-helpline")
    assert nspcc is not None
    (phone,) = (c for c in nspcc.channels if c.kind == "phone")
    assert f"on {phone.contact}, but we don't know its hours" in NO_NIGHT_NUMBER
    assert phone.opening_hours is None


def test_the_hours_of_the_day_team_stand_beside_its_number() -> None:
    hours = {n.when: n.hours for n in borough_help(contact(), NOON).numbers}
    assert hours[DAY].startswith("Monday to Friday 9am to 5pm.")
    assert hours[NIGHT] == ""


@pytest.mark.parametrize("nothing", [None, contact(day_phone=None, night_phone=None)])
def test_no_number_at_all(nothing: BoroughContact | None) -> None:
    told = borough_help(nothing, NOON)
    assert (told.numbers, told.now, told.words) == ((), None, NO_NUMBER)


def test_havering_has_no_number_that_we_are_sure_of() -> None:
    assert borough_help(CONTACTS.get("Havering"), NOON).words == NO_NUMBER


@pytest.mark.parametrize(
    ("dated", "read_on", "warned"),
    [
        ("2018-09", "2026-11-22", "are from September 2018"),
        ("2026-01", None, ""),
        (None, "2026-11-22", ""),
        (None, "2025-11-01", "may be old"),
        (None, None, "may be old"),
    ],
)
def test_old_numbers_are_called_old(dated: str | None, read_on: str | None, warned: str) -> None:
    notes = borough_help(contact(source_date=dated, read_on=read_on), NOON).notes
    assert bool(notes) is bool(warned)
    assert warned in "".join(notes)


@given(st.sampled_from(sorted(CONTACTS)), MOMENTS)
@settings(max_examples=300, deadline=None)
def test_every_borough_at_every_moment(borough: str, at: datetime) -> None:
    theirs = CONTACTS[borough]
    told = borough_help(theirs, at)
    assert told.numbers
    assert told.words
    phones = {n.phone: n.when for n in told.numbers}
    assert set(phones) <= {theirs.day_phone, theirs.night_phone}
    if theirs.night_phone and theirs.night_phone != theirs.day_phone:
        assert phones[theirs.night_phone] == NIGHT
    if told.now and told.now.when == DAY:
        assert OpeningHours(str(theirs.day_hours)).state(at) == "open"


def test_no_line_for_professionals_is_shown() -> None:
    for theirs in read_seed().borough_contacts:
        for at in (NOON, NIGHT_TIME):
            told = borough_help(CONTACTS.get(theirs.borough), at)
            shown = " ".join([*(n.phone for n in told.numbers), *told.notes])
            for number in ("8937 2228", "8753 6610", "8489 4533", "8825 5236"):
                assert number not in shown


def test_numbers_are_old_only_after_their_last_day() -> None:
    dated = contact(source_date="2024-11-23")
    assert borough_help(dated, NOON).notes == ()
    assert borough_help(dated, NOON + timedelta(days=1)).notes != ()


@pytest.mark.parametrize(
    ("hour", "first"), [(8, NIGHT), (9, DAY), (16, DAY), (17, NIGHT), (18, NIGHT)]
)
def test_office_hours_are_guessed_narrowly(hour: int, first: str) -> None:
    told = borough_help(contact(day_hours=None), NOON.replace(hour=hour))
    assert told.numbers[0].when == first


def test_a_time_in_another_zone_is_the_same_moment() -> None:
    summer = datetime(2026, 6, 1, 16, 30, tzinfo=UTC)
    assert borough_help(contact(day_hours=None), summer).numbers[0].when == NIGHT
    assert borough_help(contact(), summer) == borough_help(contact(), summer.astimezone(LONDON))
    late = datetime(2026, 8, 30, 23, 30, tzinfo=UTC)
    assert borough_help(contact(), late).words.startswith("It is a bank holiday.")


def test_what_to_know_before_ringing_is_passed_on() -> None:
    assert (
        "By day choose option 2."
        in borough_help(contact(how_to="By day choose option 2."), NOON).notes
    )
