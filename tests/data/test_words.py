from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from data.records import Kind, Tier
from data.words import (
    KIND,
    TIER,
    TIER_MEANS,
    arrival_words,
    checked_words,
    distance_words,
    listed_words,
    state_words,
    tier_words,
)

LONDON = ZoneInfo("Europe/London")


def london(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("changes", "at", "words"),
    [
        ({}, "2026-11-23 12:00", "Listed as open until 5pm."),
        ({"checked_on": date(2026, 11, 20)}, "2026-11-23 12:00", "Open until 5pm."),
        ({}, "2026-11-23 16:45", "Listed as open, but closes soon, at 5pm."),
        ({}, "2026-11-23 08:45", "Listed to open soon, at 9am."),
        ({}, "2026-11-23 18:00", "Listed as closed now. It is listed to open tomorrow at 9am."),
        ({}, "2026-11-23 07:00", "Listed as closed now. It is listed to open at 9am."),
        ({"opening_hours": "Fr 12:00-24:00"}, "2026-11-23 07:00", "Listed as closed now. It is listed to open on Friday at midday."),
        ({"opening_hours": "Fr 12:00-24:00"}, "2026-11-27 13:00", "Listed as open until midnight."),
        ({"opening_hours": "Fr 22:00-03:00"}, "2026-11-27 23:00", "Listed as open until 3am tomorrow."),
        ({"opening_hours": "24/7"}, "2026-11-23 03:00", "Listed as open day and night."),
        ({"opening_hours": None}, "2026-11-23 03:00", "We don't know when it is open. Choose a place that is listed as open."),
        ({"status": "temporarily_closed"}, "2026-11-23 12:00", "Closed for now."),
        ({"opening_hours": "Mo-Su 10:00-22:00"}, "2026-12-25 12:00", "It is a bank holiday. We don't know if this place is open. Check first. It is listed to open on Sunday at 10am."),
        ({"hours_date": "2022-03"}, "2026-11-23 12:00", "Check first. May be open until 5pm, but these times are from March 2022."),
    ],
)  # fmt: skip
def test_state_words(make_directory, make_place, changes, at, words):
    place = make_place(**changes)
    assert state_words(place, make_directory(place).state(0, london(at))) == words


def test_a_time_that_is_not_now_says_then(make_directory, make_place):
    place = make_place()
    state = make_directory(place).state(0, london("2026-11-23 12:00"))
    assert state_words(place, state, now=False) == "Listed as open then until 5pm."


@pytest.mark.parametrize("hours", ["24/7", "Mo-Su 09:00-17:00; PH off"])
@pytest.mark.parametrize("dated", [None, "2025-10", "2019"])
@pytest.mark.parametrize(
    "at",
    [
        "2026-11-23 12:00",
        "2026-11-23 16:40",
        "2026-11-23 08:40",
        "2026-11-23 23:00",
        "2026-11-23 06:00",
    ],
)
def test_unchecked_hours_never_read_as_plainly_open(make_directory, make_place, hours, dated, at):
    place = make_place(opening_hours=hours, source_date=dated)
    words = state_words(place, make_directory(place).state(0, london(at)))
    assert words.startswith(("Listed ", "Check first."))
    assert " Opens " not in words
    if dated == "2019":
        assert "check first" in words.casefold() or "these times are from 2019" in words


def test_listed_words(make_place):
    assert listed_words(make_place()) == (
        "Listed by Nowhere Council, June 2026. Not yet checked by City Hall."
    )
    assert "how old that page is" in listed_words(make_place(source_date=None))
    checked = make_place(checked_on=date(2026, 11, 3), checked_how="telephone")
    assert checked_words(checked) == "City Hall checked this on 3 November 2026 by phone."


def test_a_proposed_place_is_never_called_by_its_tier(make_place):
    assert tier_words(make_place(status="proposed", tier="declared_haven")) == "Proposed"


def test_arrival_after_closing_is_said(make_directory):
    directory = make_directory({})
    late = directory.state(0, london("2026-11-23 17:10"))
    assert arrival_words(late) == (
        "You would get there at about 5.10pm. It is listed as closed then."
    )
    assert arrival_words(directory.state(0, london("2026-11-23 12:00"))) is None


@pytest.mark.parametrize(
    ("metres", "minutes", "words"),
    [
        (0.0, 0, "About 100 metres away, about 0 minutes on foot"),
        (60.0, 2, "About 100 metres away, about 2 minutes on foot"),
        (940.0, 1, "About 900 metres away, about 1 minute on foot"),
        (960.0, 17, "About 1.0 km away, about 17 minutes on foot"),
        (7000.0, 122, "About 7.0 km away, more than 2 hours on foot"),
        (6000.0, 104, "About 6.0 km away, more than an hour and a half on foot"),
    ],
)
def test_distance_words(metres, minutes, words):
    assert distance_words(metres, minutes) == words


def test_every_tier_and_kind_has_words():
    assert set(TIER) == set(TIER_MEANS) == set(Tier)
    assert set(KIND) == set(Kind)


@pytest.mark.parametrize(
    ("hours", "at", "words"),
    [
        ("Mo-Su 00:00-24:00", "2026-12-23 10:00", "Listed as open until the end of tomorrow."),
        ("Mo-Su 00:00-24:00", "2026-12-22 10:00", "Listed as open until the end of Thursday."),
        (
            "Mo-Fr 09:00-17:00; Sa unknown; PH off",
            "2026-11-28 12:00",
            "We don't know if this place is open. Check first. It is listed to open on Monday at 9am.",
        ),
        (
            "Mo 09:00-17:00; PH off",
            "2026-11-23 18:00",
            "Listed as closed now. It is listed to open on Monday 30 November at 9am.",
        ),
    ],
)
def test_days_are_named_without_doubt(make_directory, make_place, hours, at, words):
    place = make_place(opening_hours=hours)
    assert state_words(place, make_directory(place).state(0, london(at))) == words


def test_hours_in_doubt_say_so(make_directory, make_place):
    place = make_place(hours_in_doubt="yes")
    words = state_words(place, make_directory(place).state(0, london("2026-11-23 12:00")))
    assert words == "Check first. May be open until 5pm, but we are not sure of these times."


def test_hours_in_doubt_say_so_although_somebody_pressed_checked(make_directory, make_place):
    place = make_place(hours_in_doubt="yes", checked_on=date(2026, 11, 20))
    words = state_words(place, make_directory(place).state(0, london("2026-11-23 12:00")))
    assert words == "Check first. May be open until 5pm, but we are not sure of these times."


def test_a_lapsed_check_is_said(make_directory, make_place):
    place = make_place(checked_on=date(2025, 1, 1))
    words = state_words(place, make_directory(place).state(0, london("2026-11-23 12:00")))
    assert words.endswith("but City Hall has not checked that lately.")


def test_police_can_be_asked_by_101_others_not(make_directory, make_place):
    for kind, asked in (("police_station", True), ("pub", False)):
        place = make_place(kind=kind, opening_hours=None)
        words = state_words(place, make_directory(place).state(0, london("2026-11-23 12:00")))
        assert ("101" in words) is asked


def test_a_proposed_place_is_never_open(make_directory, make_place):
    place = make_place(status="proposed", opening_hours="24/7")
    state = make_directory(place).state(0, london("2026-11-23 12:00"))
    assert not state.may_be_open
    assert "open" not in state_words(place, state).split(".")[0].replace("when it is open", "")


def test_the_tiers_have_their_own_names(make_place):
    names = {tier: tier_words(make_place(tier=tier)) for tier in Tier}
    assert names == {
        "declared_haven": "Safe haven",
        "emergency_point": "Emergency point",
        "public_building": "Public building",
    }
    old = make_place(tier="declared_haven", haven_confirmed="unknown")
    assert tier_words(old) == "Safe haven (not confirmed)"
