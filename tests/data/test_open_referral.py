"""Our records in the words of Open Referral UK: true, complete, and never more than is public."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import pytest

from data.directory import Directory
from data.hours_clock import LONDON
from data.live import live
from data.load import Seed
from data.open_referral_hours import parts
from data.open_referral_index import TAXONOMIES, TERMS, Index
from data.records import Place, Scheme, Service
from tests.data.open_referral_checks import faults
from tests.made_up_records import CHANNEL, PLACE, SCHEME, SERVICE

AT = datetime(2026, 11, 23, 12, tzinfo=LONDON)
MARK = "zz-for-staff-only"


def index_of(*records: Place | Service, scheme: dict[str, Any] | None = None) -> Index:
    seed = Seed(
        places=tuple(r for r in records if isinstance(r, Place)),
        services=tuple(r for r in records if isinstance(r, Service)),
        schemes=(Scheme(**(scheme or SCHEME)),),
        borough_contacts=(),
    )
    return Index.of(Directory.of(seed), AT)


def place(**fields: Any) -> dict[str, Any]:
    (found,) = all_of(index_of(Place(**PLACE | fields)))
    return found


def service(*channels: dict[str, Any], **fields: Any) -> dict[str, Any]:
    made = [CHANNEL | channel for channel in channels or ({},)]
    (found,) = all_of(index_of(Service(**SERVICE | {"channels": made} | fields)))
    return found


def all_of(index: Index) -> list[dict[str, Any]]:
    return [json.loads(index.service(row, full=True)) for row in range(len(index.listed))]


def codes(found: dict[str, Any], kind: str) -> list[str]:
    return [a["taxonomy_term"]["code"] for a in found["attributes"] if a["link_type"] == kind]


def test_every_real_record_is_as_the_standard_says() -> None:
    directory = live().directory()
    index = Index.of(directory, AT)
    assert len(index.listed) >= len(directory.places) > 100
    for row, one in enumerate(index.listed):
        assert not faults("Service", json.loads(index.service(row, full=True))), one.id
        assert not faults("ServiceInList", json.loads(index.service(row, full=False))), one.id
        if one.location:
            whole, brief = (json.loads(index.at_location(row, full=f)) for f in (True, False))
            assert not faults("ServiceAtLocation", whole), one.id
            assert not faults("ServiceAtLocationInList", brief), one.id


def test_no_two_things_share_an_id() -> None:
    index = Index.of(live().directory(), AT)
    found = all_of(index)
    ids = [one["id"] for one in found]
    ids += [s["id"] for one in found for s in one.get("schedules", ())]
    ids += [p["id"] for one in found for p in one.get("phones", ())]
    ids += [a["id"] for one in found for a in one["attributes"]]
    assert len(ids) == len(set(ids))


def test_taxonomies_and_terms_are_as_the_standard_says() -> None:
    for body in TAXONOMIES.values():
        assert not faults("Taxonomy", json.loads(body))
    for of, body in TERMS.values():
        assert not faults("TaxonomyTerm", json.loads(body))
        assert of in TAXONOMIES


def test_ids_never_change() -> None:
    found = place()
    assert found["id"] == "fd293a94-0205-52b5-ba1a-c02cc0ba391e"
    assert found["id"] == place(name="Another Name", opening_hours="24/7")["id"]


def test_a_place_is_a_service_at_a_location() -> None:
    found = place(phone="020 7946 0000", step_free="yes")
    (at,) = found["service_at_locations"]
    (address,) = at["location"]["addresses"]
    assert (address["address_1"], address["postal_code"]) == ("1 Nowhere Street", "E16 1ZE")
    assert (at["location"]["latitude"], at["location"]["longitude"]) == (51.508, 0.016)
    assert found["phones"][0]["number"] == "020 7946 0000"
    assert found["status"] == "active"
    assert "Nobody there has promised to help" in found["description"]
    assert found["description"].endswith("Source: https://example.org/")


def test_assured_only_where_city_hall_checked() -> None:
    assert "assured_date" not in place()
    assert place(checked_on="2026-11-01")["assured_date"] == "2026-11-01"


def test_listed_hours_are_never_plainly_open() -> None:
    (schedule,) = place()["schedules"]
    assert "City Hall has not checked" in schedule["description"]
    assert "Bank holidays: closed" in schedule["description"]
    (checked,) = place(checked_on="2026-11-01")["schedules"]
    assert "not checked" not in checked["description"]


@pytest.mark.parametrize("fields", [{"source_date": "2019"}, {"hours_in_doubt": "yes"}])
def test_old_or_doubtful_hours_say_check_first_everywhere(fields: dict[str, Any]) -> None:
    found = place(**fields)
    assert found["alert"].startswith("Check first:")
    assert all(s["description"].startswith("Check first:") for s in found["schedules"])
    assert codes(found, "hours") == ["check_first"]


@pytest.mark.parametrize(
    ("fields", "status", "alert", "sure"),
    [
        ({"opening_hours": None}, "active", "We don't know when it is open.", "unknown"),
        ({"status": "proposed"}, "inactive", "Not a safe haven yet", "not_open"),
        ({"status": "temporarily_closed"}, "temporarily closed", "Closed for now.", "not_open"),
    ],
)
def test_no_schedule_where_nobody_may_be_sent(
    fields: dict[str, Any], status: str, alert: str, sure: str
) -> None:
    found = place(**fields)
    assert "schedules" not in found
    assert (found["status"], codes(found, "hours")) == (status, [sure])
    assert found["alert"].startswith(alert)


def test_the_alert_of_a_place_comes_first() -> None:
    assert place(alert="Use the side door", opening_hours=None)["alert"] == (
        "Use the side door. We don't know when it is open."
    )


def test_a_helpline_has_phones_costs_and_areas() -> None:
    found = service(
        {"free": "yes", "how_to": "Ask for Sam"},
        {"kind": "sms", "contact": "85258", "opening_hours": None},
        {"kind": "webchat", "contact": "https://example.org/chat"},
        {"kind": "email", "contact": "a@example.org"},
    )
    assert [(p["type"], p["number"]) for p in found["phones"]] == [
        ("voice", "0800 000 000"),
        ("text", "85258"),
    ]
    assert found["phones"][0]["description"] == "Ask for Sam."
    assert (found["url"], found["email"]) == ("https://example.org/chat", "a@example.org")
    assert found["cost_options"][0]["amount"] == 0
    assert [area["name"] for area in found["service_areas"]] == ["UK"]
    assert {s["attending_type"] for s in found["schedules"]} == {"Call", "Chat online", "E-mail"}
    assert "service_at_locations" not in found


def test_what_is_for_professionals_only_is_left_out() -> None:
    assert not index_of(Service(**SERVICE | {"audience": ["professional"]})).listed
    found = service({}, {"contact": "020 7946 0999", "audience": ["professional"]})
    assert "0999" not in json.dumps(found)


def test_a_closed_service_is_defunct_and_says_what_followed() -> None:
    after = Service(**SERVICE)
    closed = SERVICE | {"id": "made-up-old", "name": "Old Line", "channels": [CHANNEL]}
    closed |= {"status": "closed", "successor": after.id, "ended_on": "2025-03"}
    (old,) = [
        one for one in all_of(index_of(after, Service(**closed))) if one["name"] == "Old Line"
    ]
    assert old["status"] == "defunct"
    assert "Made-up Line" in old["alert"]
    assert "schedules" not in old
    hidden = after.model_copy(update={"audience": ("professional",)})
    (old,) = all_of(index_of(hidden, Service(**closed)))
    assert "Made-up Line" not in old["alert"]


def test_a_service_that_may_not_run_is_not_active() -> None:
    found = service(status="unknown")
    assert found["status"] == "inactive"
    assert "schedules" not in found


def test_nothing_internal_comes_out() -> None:
    marked = {"internal_notes": MARK, "checked_by_role": MARK}
    index = index_of(
        Place(**PLACE | marked),
        Place(**PLACE | {"id": "made-up-draft", "visibility": "draft", "name": MARK}),
        Service(**SERVICE | marked | {"channels": [CHANNEL]}),
        Service(**SERVICE | {"id": "made-up-2", "visibility": "draft", "name": MARK}),
        scheme=SCHEME | marked,
    )
    rows = range(len(index.listed))
    bodies = [index.service(row, full=full) for row in rows for full in (True, False)]
    bodies += [index.at_location(row, full=True) for row in rows if index.listed[row].location]
    assert len(index.listed) == 2
    assert all(MARK not in body.decode() for body in bodies)
    assert all(MARK not in one.words for one in index.listed)


TODAY = date(2026, 11, 23)


def weekly(text: str, today: date = TODAY) -> list[tuple[str, int, int]]:
    return [(part.byday, part.opens, part.closes) for part in parts(text, today)]


def test_a_night_is_cut_at_midnight() -> None:
    assert weekly("Fr,Sa 22:00-03:00; PH off") == [
        ("FR,SA", 22 * 60, 23 * 60 + 59),
        ("SA,SU", 0, 180),
    ]


def test_all_day_is_to_the_last_minute() -> None:
    assert weekly("24/7") == [("MO,TU,WE,TH,FR,SA,SU", 0, 23 * 60 + 59)]


def test_what_is_not_known_has_no_part() -> None:
    assert weekly("Mo-Fr unknown; PH unknown") == []


@pytest.mark.parametrize("today", [date(2026, 12, 24), date(2026, 12, 28), date(2027, 3, 25)])
def test_bank_holidays_do_not_change_the_usual_week(today: date) -> None:
    text = "Mo-Fr 09:00-17:00; Fr 20:00-02:00; PH off"
    assert weekly("Mo-Fr 09:00-17:00; PH off", today) == [("MO,TU,WE,TH,FR", 540, 1020)]
    assert weekly(text, today) == weekly(text)


def test_a_dated_closing_ends_what_the_parts_say() -> None:
    (part,) = parts("Mo-Su 09:00-17:00; PH off; 2026 Dec 01-2026 Dec 04 off", TODAY)
    assert (part.first, part.last) == (TODAY, date(2026, 11, 30))


def test_a_closing_on_the_day_after_a_bank_holiday_counts() -> None:
    (part,) = parts("Mo-Su 09:00-17:00; PH off; 2026 Dec 29 off", TODAY)
    assert part.last == date(2026, 12, 28)


def test_a_closing_today_is_not_called_open() -> None:
    found = parts("Mo-Su 09:00-17:00; PH off; 2026 Nov 23 off", TODAY)
    assert all(0 not in part.days for part in found)
    assert found[0].last == date(2026, 11, 29)
