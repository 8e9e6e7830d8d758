"""What a copy kept on a phone says is what the one function says, or nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.directory import Directory
from data.hours_clock import LONDON
from data.kept_copy import Tables, council, made_at, places, what_open_means
from data.kept_helplines import helplines
from data.kept_times import MOST_DAYS
from data.load import Seed, read_seed
from data.records import BoroughContact, Channel, Place, Service
from data.service_words import line_state_words
from data.state import MAY_BE_OPEN, State, place_states
from data.words import state_words
from tests.data.kept_reader import Kept
from tests.made_up_records import CHANNEL, PLACE, SERVICE

REAL_HOURS = (Path(__file__).parent / "real_hours.txt").read_text().splitlines()
TRICKY_HOURS = (
    "Fr 22:00-03:00; PH off",
    "Mo-Su 20:00-05:30; PH off",
    "Mo-Su 00:00-01:30; PH off",
    "Mo-Su 01:15-01:45; PH off",
    "Mo-Su 10:00-22:00",
    "Mo-Su 09:00-09:20,09:40-10:05; PH off",
    "24/7",
)
NIGHTS = ("2026-03-28 12:00", "2026-10-24 12:00", "2026-12-23 12:00", "2026-04-01 12:00")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def later(at: datetime, minutes: float) -> datetime:
    return datetime.fromtimestamp(at.timestamp() + minutes * 60, LONDON)


def kept(directory: Directory, at: datetime, coming: Any = ()) -> Kept:
    tables = Tables.of(at)
    rows = {
        "places": places(directory, tables, coming),
        "services": helplines(directory, tables, coming),
        "councils": [council(n, c, at, tables) for n, c in directory.contacts.items()],
    }
    return Kept(made_at(at) | what_open_means() | rows | tables.as_json())


def truth(directory: Directory, row: int, at: datetime) -> tuple[int, str]:
    state = place_states(directory.columns, np.array([row], np.int32), at)[0]
    return int(state.state), state_words(directory.places[row], state)


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "source_date": st.sampled_from(["2023-12", "2024-10", "2024-10-25", "2026-06", None]),
        "read_on": st.sampled_from([date(2025, 10, 25), date(2026, 11, 1)]),
        "checked_on": st.sampled_from([date(2026, 11, 20), date(2026, 5, 2), date(2026, 1, 20)]),
        "hours_in_doubt": st.sampled_from(["yes", "no", "unknown"]),
        "status": st.sampled_from(["temporarily_closed", "proposed"]),
        "kind": st.sampled_from(["police_station", "library"]),
        "tier": st.sampled_from(["declared_haven", "emergency_point"]),
    },
)


@settings(max_examples=150, deadline=None)
@given(
    texts=st.lists(st.sampled_from([None, *TRICKY_HOURS, *REAL_HOURS]), min_size=1, max_size=3),
    changes=CHANGES,
    start=st.sampled_from(NIGHTS),
    ahead=st.integers(-3 * 1440, 200 * 1440),
    asked=st.lists(st.floats(0, 8 * 1440), min_size=5, max_size=40),
)
@example(
    texts=["Mo-Su 01:15-01:45; PH off"],
    changes={},
    start=NIGHTS[0],
    ahead=0,
    asked=[60 * 13.2 + m for m in range(0, 120, 5)],
)
@example(
    texts=["Mo-Su 01:15-01:45; PH off"],
    changes={},
    start=NIGHTS[1],
    ahead=0,
    asked=[60 * 13.2 + m for m in range(0, 180, 5)],
)
def test_the_copy_says_what_the_one_function_says_or_nothing(texts, changes, start, ahead, asked):
    """On any day of the copy, to the minute: clock changes and bank holidays too."""
    made = [
        Place(**(PLACE | changes | {"id": f"p{i}", "opening_hours": text}))
        for i, text in enumerate(texts)
    ]
    directory = Directory.of(Seed(tuple(made), (), (), ()))
    at = later(london(start), ahead)
    copy = kept(directory, at)
    last_midnight = datetime.fromtimestamp(copy.copy["days"][-1] * 60, LONDON)
    assert last_midnight.date() == at.date() + timedelta(days=MOST_DAYS)
    for minutes in asked:
        moment = later(at, minutes)
        for row in range(len(made)):
            said = copy.said(copy.place(row)["week"], moment)
            if moment < last_midnight and not changes.get("checked_on"):
                assert said == truth(directory, row, moment)
            elif moment >= last_midnight:
                assert said is None
            else:
                assert said in (None, truth(directory, row, moment))


@settings(max_examples=60, deadline=None)
@given(
    text=st.sampled_from([*TRICKY_HOURS, *REAL_HOURS]),
    status=st.sampled_from(["active", "active", "unknown", "temporarily_closed"]),
    start=st.sampled_from(NIGHTS),
    asked=st.lists(st.floats(0, 6 * 1440), min_size=5, max_size=20),
)
def test_lines_are_said_as_everywhere(text, status, start, asked):
    changes = ({"opening_hours": text}, {"kind": "sms", "contact": "0800 000 001"})
    channels = tuple(Channel(**(CHANNEL | change)) for change in changes)
    service = Service(**(SERVICE | {"status": status}), channels=channels)
    directory = Directory.of(Seed((), (service,), (), ()))
    at = london(start)
    copy = kept(directory, at)
    for minutes in asked:
        moment = later(at, minutes)
        for line, shown in zip(
            directory.channel_hours.lines(moment)[service.id], copy.lines(service.name), strict=True
        ):
            words = line_state_words(service, line)
            if shown["week"] is None:
                assert shown["state"] == words
            else:
                assert copy.said(shown["week"], moment) == (int(line.state.state), words)


def test_a_line_whose_state_rests_on_no_hours_keeps_its_words_for_good(make_service, directory_of):
    """999 in an old copy is still to be used now."""
    copy = kept(
        directory_of(make_service({"contact": "999"}, topics=["emergency"])),
        london("2026-11-23 12:00"),
    )
    line = copy.lines("Made-up Line")[0]
    assert line["href"] == "tel:999"
    assert line["week"] is not None or line["state"] == "In danger? Use it now."


@pytest.mark.parametrize(
    ("changes", "setting", "days"),
    [
        ({}, {}, 7),
        ({"tier": "declared_haven"}, {"HAVENS_CHECK_HAVENS_DAYS": "3"}, 3),
        ({"tier": "declared_haven"}, {"HAVENS_CHECK_PLACES_DAYS": "3"}, 7),
        ({}, {"HAVENS_CHECK_PLACES_DAYS": "1"}, 1),
        ({"checked_on": date(2026, 11, 20)}, {"HAVENS_CHECK_PLACES_DAYS": "2"}, 2),
    ],
)  # fmt: skip
def test_nothing_is_said_once_a_check_would_have_lapsed(
    changes, setting, days, make_directory, monkeypatch
):
    for name, value in setting.items():
        monkeypatch.setenv(name, value)
    at = london("2026-11-23 21:14")
    copy = kept(make_directory({"opening_hours": "24/7"} | changes), at)
    week = copy.place(0)["week"]
    end = london("2026-11-23 00:00") + timedelta(days=days)
    assert copy.said(week, end - timedelta(minutes=1))[0] in MAY_BE_OPEN
    assert copy.said(week, end) is None
    assert copy.said(week, london("2026-11-22 23:59")) is None


def test_a_service_is_not_said_to_be_open_past_its_interval(
    make_service, directory_of, monkeypatch
):
    monkeypatch.setenv("HAVENS_CHECK_SERVICES_DAYS", "2")
    copy = kept(directory_of(make_service({"opening_hours": "24/7"})), london("2026-11-23 21:14"))
    week = copy.lines("Made-up Line")[0]["week"]
    assert copy.said(week, london("2026-11-24 23:59"))[0] == State.OPEN
    assert copy.said(week, london("2026-11-25 00:00")) is None


def test_a_check_that_lapses_within_the_week_is_said_from_its_day_on(make_directory):
    copy = kept(
        make_directory({"opening_hours": "24/7", "checked_on": date(2026, 5, 29)}),
        london("2026-11-23 12:00"),
    )
    week = copy.place(0)["week"]
    assert copy.said(week, london("2026-11-25 23:59")) == (State.OPEN, "Open day and night.")
    code, words = copy.said(week, london("2026-11-26 00:00"))
    assert code == State.CHECK_FIRST
    assert words.startswith("Check first. May be open")


def test_a_place_that_leaves_the_map_is_not_spoken_of_any_more(make_directory):
    """Its check is twice as old as it may be from 25 November on."""
    copy = kept(
        make_directory({"opening_hours": "24/7", "tier": "declared_haven", "checked_on": date(2026, 9, 25)}),
        london("2026-11-23 12:00"),
    )  # fmt: skip
    week = copy.place(0)["week"]
    assert copy.said(week, london("2026-11-24 23:59")) is not None
    assert copy.said(week, london("2026-11-25 00:00")) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "temporarily_closed"},
        {"opening_hours": "Mo-Su 10:00-11:00; PH off"},
        {"visibility": "closed"},
    ],
)
def test_a_change_that_is_coming_ends_what_is_said_the_day_before(changes, make_directory):
    """City Hall knows already that it will be shut on Wednesday: the phone won't hear of it."""
    now = make_directory({"opening_hours": "24/7"}, {"id": "other", "opening_hours": "24/7"})
    then = make_directory(
        {"opening_hours": "24/7"} | changes, {"id": "other", "opening_hours": "24/7"}
    )
    copy = kept(now, london("2026-11-23 12:00"), [(london("2026-11-25 06:00"), then)])
    first, other = copy.place(0)["week"], copy.place(1)["week"]
    assert copy.said(first, london("2026-11-24 23:59"))[0] == State.OPEN
    assert copy.said(first, london("2026-11-25 00:00")) is None
    assert copy.said(other, london("2026-11-29 23:59"))[0] == State.OPEN


def test_a_scheme_that_will_stop_ends_what_is_said_of_its_places(make_place, make_scheme):
    place = make_place(scheme="made-up-scheme", opening_hours="24/7")
    now, then = (
        Directory.of(Seed((place,), (), (make_scheme(status=status),), ()))
        for status in ("active", "temporarily_closed")
    )
    copy = kept(now, london("2026-11-23 12:00"), [(london("2026-11-24 00:00"), then)])
    week = copy.place(0)["week"]
    assert copy.said(week, london("2026-11-23 23:59"))[0] == State.OPEN
    assert copy.said(week, london("2026-11-24 00:00")) is None


def test_a_service_that_will_close_is_not_said_to_be_open_then(make_service, directory_of):
    service = make_service({"opening_hours": "24/7"})
    then = directory_of(make_service({"opening_hours": "24/7"}, status="closed"))
    copy = kept(
        directory_of(service), london("2026-11-23 12:00"), [(london("2026-11-24 00:00"), then)]
    )
    week = copy.lines("Made-up Line")[0]["week"]
    assert copy.said(week, london("2026-11-23 23:59"))[0] == State.OPEN
    assert copy.said(week, london("2026-11-24 00:00")) is None


def test_a_place_keeps_all_that_its_card_says(make_place, make_scheme):
    place = make_place(
        scheme="made-up-scheme",
        tier="declared_haven",
        at_the_door="Ring the bell, then wait.",
        alert="The lift is broken.",
        hours_public_note="Quiet hour on Monday.",
        phone="020 0000 0000",
    )
    scheme = make_scheme(what_happens="Staff let you sit down.")
    copy = kept(Directory.of(Seed((place,), (), (scheme,), ())), london("2026-11-23 12:00"))
    shown = copy.place(0)
    assert (shown["name"], shown["tier"], shown["kind"]) == (
        "Made-up Library",
        "Safe haven",
        "Library",
    )
    assert (round(shown["lat"], 4), round(shown["lon"], 4)) == (51.508, 0.016)
    assert (shown["address"], shown["borough"], shown["postcode"]) == (
        "1 Nowhere Street",
        "Newham",
        "E16 1ZE",
    )
    assert shown["phone"] == "020 0000 0000"
    assert shown["alert"] == "The lift is broken."
    assert shown["note"] == "Quiet hour on Monday."
    assert shown["hours"] == "Every day 9am to 5pm. Bank holidays: closed."
    assert shown["facts"]["At the door"] == "Ring the bell, then wait."
    assert shown["facts"]["What Made-up Havens says"] == "Staff let you sit down."
    assert shown["listed"] == "Listed by Nowhere Council, June 2026. Not yet checked by City Hall."


def test_lines_for_professionals_and_those_that_need_the_internet_stay_out(
    make_service, directory_of
):
    young = make_service(
        {"contact": "0800 111 111"},
        {"contact": "0800 222 222", "audience": ("professional",)},
        {"kind": "webchat", "contact": "https://example.org/chat"},
        {"kind": "sms", "contact": "85258", "cost_note": "It costs the same as any text."},
        name="For you",
    )
    theirs = make_service(
        {"contact": "0800 333 333"}, id="work", name="For work", audience=["professional"]
    )
    gone = make_service({"contact": "0800 444 444"}, id="gone", name="Gone", status="closed")
    copy = kept(directory_of(young, theirs, gone), london("2026-11-23 12:00"))
    assert [line["href"] for line in copy.lines("For you")] == ["tel:0800111111", "sms:85258"]
    assert copy.lines("For you")[1]["details"].startswith("It costs the same as any text.")
    assert [service[0] for service in copy.copy["services"]] == ["For you"]


CONTACT = {
    "id": "newham", "borough": "Newham", "gss_code": "E09000025", "visibility": "public", "confidence": "high",
    "source_date": "2026-01", "day_phone": "020 0000 0001", "day_hours": "Mo-Fr 09:00-17:00; PH off",
}  # fmt: skip


@pytest.mark.parametrize("hour", ["12:00", "22:00"])
def test_the_number_of_the_day_comes_first_whenever_the_copy_was_made(hour):
    contact = BoroughContact(**CONTACT, night_phone="020 0000 0002")
    copy = kept(Directory.of(Seed((), (), (), (contact,))), london(f"2026-11-23 {hour}"))
    name, numbers, notes, source = copy.copy["councils"][0]
    assert name == "Newham"
    assert [(copy.text(when), phone) for when, phone, _ in numbers] == [
        ("Day", "020 0000 0001"),
        ("When the day team is away", "020 0000 0002"),
    ]
    assert (
        copy.text(numbers[0][2])
        == "Monday to Friday 9am to 5pm. Closed on Saturday and Sunday. Bank holidays: closed."
    )
    assert notes == []
    assert copy.text(source).startswith("Listed on a public page, January 2026.")


def test_a_council_without_numbers_says_so():
    tables = Tables.of(london("2026-11-23 12:00"))
    _name, numbers, notes, _source = council("Newham", None, london("2026-11-23 12:00"), tables)
    assert numbers == []
    assert "Call 101" in Kept(tables.as_json()).text(notes[0])


def test_the_moment_of_the_copy_is_in_words():
    said = made_at(london("2026-11-24 21:14"))
    assert said["made_words"] == "Tuesday 24 November 2026 at 9.14pm"
    assert said["made"] == london("2026-11-24 21:14").timestamp()


def test_every_real_place_and_line_is_said_truly_all_week():
    """The whole seed, at moments that no round number hides."""
    directory = Directory.of(read_seed())
    at = london("2026-12-23 21:14")
    copy = kept(directory, at)
    assert len(copy.copy["places"]) == len(directory.places)
    rows = np.arange(len(directory.places), dtype=np.int32)
    for minutes in range(7, 6 * 1440, 673):
        moment = later(at, minutes)
        states = place_states(directory.columns, rows, moment)
        for row, (place, state) in enumerate(zip(directory.places, states, strict=True)):
            said = copy.said(copy.place(row)["week"], moment)
            assert said == (int(state.state), state_words(place, state)), place.id
