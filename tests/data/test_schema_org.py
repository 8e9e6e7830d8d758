"""What search engines are told: nothing that our own pages would not call firm."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.load import read_seed
from data.records import Channel, Kind, Place, Service
from data.schema_org import AHEAD, hours, places_data, services_data
from tests.made_up_records import CHANNEL, PLACE, SERVICE

MONDAY = date(2026, 11, 23)
FIRM = date(2028, 6, 30)


def place(**changes: Any) -> dict[str, Any] | None:
    made = Place(**PLACE | {"hours_in_doubt": "no"} | changes)
    items = json.loads(places_data("Made up", [made], MONDAY))["itemListElement"]
    return items[0]["item"] if items else None


def said_open(given: list[dict[str, Any]], at: datetime) -> bool | None:
    """Read hours as a search engine would; None for a day of which nothing is said."""
    inside = [s for s in given if s["validFrom"] <= at.date().isoformat() <= s["validThrough"]]
    if not inside:
        return None
    minute = at.strftime("%H:%M")
    return any(
        at.strftime("%A") in s["dayOfWeek"] and s["opens"] <= minute <= s["closes"] for s in inside
    )


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "Mo-Fr 09:00-17:00; PH off",
        "Mo-Su 09:00-17:00",
        "Mo-Sa 20:00-04:00",
        "Mo,We 09:00-12:00,13:00-20:00; Sa 10:00-14:00; PH 11:00-15:00",
        "Mo-Fr 09:00-17:00; Dec 01-Dec 10 off",
        "Mo-Su 10:00-12:00; Nov 25-Dec 05 unknown",
    ],
)
def test_it_never_says_open_when_our_hours_do_not(text: str) -> None:
    ours = OpeningHours(text)
    for start in (MONDAY, date(2026, 12, 20), date(2027, 3, 24)):
        given = hours(text, FIRM, start)
        for number in range(40 * 24 * 4):
            at = datetime.combine(start, time(), LONDON) + timedelta(minutes=15 * number + 7)
            said = said_open(given, at)
            if said is not None:
                assert said is (ours.state(at) == "open"), at


def test_a_week_that_repeats_is_told_for_a_month_and_no_longer() -> None:
    (given,) = hours("Mo-Fr 09:00-17:00; PH off", FIRM, MONDAY)
    assert given["dayOfWeek"] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert (given["opens"], given["closes"]) == ("09:00", "17:00")
    assert given["validFrom"] == "2026-11-23"
    assert given["validThrough"] == (MONDAY + timedelta(days=AHEAD - 1)).isoformat()


def test_it_ends_before_a_bank_holiday_that_is_not_like_any_such_day() -> None:
    (given,) = hours("Mo-Fr 09:00-17:00; PH off", FIRM, date(2026, 12, 14))
    assert given["validThrough"] == "2026-12-24"
    assert hours("Mo-Fr 09:00-17:00", FIRM, date(2026, 12, 25)) == []


def test_it_ends_with_the_last_day_on_which_the_hours_are_firm() -> None:
    (given,) = hours("24/7", MONDAY + timedelta(days=3), MONDAY)
    assert given["validThrough"] == "2026-11-26"
    assert given["dayOfWeek"] == ["Monday", "Tuesday", "Wednesday", "Thursday"]
    assert hours("24/7", MONDAY - timedelta(days=1), MONDAY) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"hours_in_doubt": "yes"},
        {"opening_hours": None},
        {"status": "temporarily_closed"},
        {"source_date": "2019"},
    ],
    ids=str,
)
def test_hours_that_need_a_check_are_not_told(changes: dict[str, Any]) -> None:
    told = place(**changes)
    assert told
    assert "openingHoursSpecification" not in told


def test_a_place_has_its_type_address_and_warning() -> None:
    told = place(alert="Use the side door.", phone="020 7946 0000")
    assert told
    assert told["@type"] == "Library"
    assert told["address"]["postalCode"] == "E16 1ZE"
    assert told["description"].endswith("Before you go: Use the side door.")
    assert told["openingHoursSpecification"]
    assert place(status="proposed") is None
    assert all(place(kind=kind) for kind in Kind)


def test_nothing_for_staff_and_nothing_that_ends_an_element_is_in_it() -> None:
    made = Place(**PLACE | {"name": "</script><b>&", "internal_notes": "ZZ", "alert": "<!--"})
    written = places_data("Made up", [made], MONDAY)
    assert not set("<>&") & set(written)
    assert "ZZ" not in written
    assert json.loads(written)["itemListElement"][0]["item"]["name"] == "</script><b>&"


def test_a_service_says_how_to_reach_it() -> None:
    ways = (
        Channel(**CHANNEL | {"opening_hours": "24/7"}),
        Channel(**CHANNEL | {"kind": "sms", "contact": "85258"}),
        Channel(**CHANNEL | {"kind": "website", "contact": "https://example.org/chat"}),
        Channel(**CHANNEL | {"kind": "in_person", "contact": "ask there"}),
        Channel(**CHANNEL | {"contact": "0800 111 111", "audience": ("professional",)}),
    )
    line = Service(**SERVICE | {"channels": ways})
    ended = Service(**SERVICE | {"id": "ended", "status": "closed"})
    theirs = Service(**SERVICE | {"id": "theirs", "audience": ("professional",)})
    written = services_data("Made up", [line, ended, theirs], MONDAY)
    (item,) = json.loads(written)["itemListElement"]
    phone, text, web = item["item"]["availableChannel"]
    assert phone["servicePhone"]["telephone"] == "0800 000 000"
    assert phone["servicePhone"]["hoursAvailable"][0]["opens"] == "00:00"
    assert text["serviceSmsNumber"]["telephone"] == "85258"
    assert web["serviceUrl"] == "https://example.org/chat"


def test_all_of_the_seed_can_be_written() -> None:
    seed = read_seed()
    assert json.loads(places_data("All", seed.places, MONDAY))["numberOfItems"] > 100
    assert json.loads(services_data("All", seed.services, MONDAY))["numberOfItems"] > 10
