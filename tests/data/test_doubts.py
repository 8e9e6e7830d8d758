"""What is worth a second look, said at its field; and nothing said of what is fine."""

from __future__ import annotations

from datetime import date

import pytest

from data.dates_named import last_date_named
from data.doubts import doubts, usual_week
from data.load import read_seed
from data.phone_numbers import digits, phone_doubt
from data.reading import reading_doubts
from data.records import BoroughContact

TODAY = date(2026, 11, 23)
LONG = "This sentence goes on " + "and on " * 9 + "."


def no_borough(postcode):
    return None


def said(record, field, **more):
    found = doubts(record, more.pop("borough", no_borough), today=TODAY, **more)
    return " ".join(words for name, words in found if name == field)


def test_a_place_that_is_fine_has_no_doubts(make_place):
    place = make_place(
        phone="020 7946 0000",
        website="https://www.example.org/library",
        at_the_door="Ask at the desk.",
        age_min=11,
        age_max=17,
        staffed_hours="Mo-Fr 09:00-17:00; PH off",
    )
    assert doubts(place, lambda postcode: "Newham", today=TODAY) == []


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"phone": "020 7946"}, "phone", "has 7 digits"),
        ({"opening_hours": "Mo 09:00-09:30"}, "opening_hours", "Open 30 minutes in a usual week"),
        ({"opening_hours": "off"}, "opening_hours", "Open 0 minutes"),
        ({"opening_hours": "24/7"}, "opening_hours", "3 in the morning (every day)"),
        ({"opening_hours": "Fr,Sa 22:00-04:00"}, "opening_hours", "3 in the morning (weekends)"),
        ({"staffed_hours": "Mo 08:00-17:00"}, "staffed_hours", "while it is closed (Monday)"),
        ({"website": "http://example.org/"}, "website", "no https"),
        (
            {"website": "https://www.example.com/"},
            "website",
            "on example.com, the source on example.org",
        ),
        ({"age_min": 18, "age_max": 11}, "age_min", "youngest age, 18, is over the oldest, 11"),
        ({"tier": "declared_haven"}, "scheme", "none is named"),
        ({"source_date": "2024-10"}, "source_date", "October 2024, more than two years ago"),
        ({"source_url": None}, "source_url", "needs its source"),
        ({"at_the_door": LONG}, "at_the_door", "has 22 words"),
        ({"alert": "Staff will always help."}, "alert", "“always” is a promise"),
        ({"alert": "Closed until 3 March 2026."}, "alert", "3 March 2026, which is past"),
        ({"alert": "Closed until 22.11.2026."}, "alert", "22 November 2026, which is past"),
    ],
)
def test_what_is_said_of_a_place(make_place, changes, field, words):
    assert words in said(make_place(**changes), field)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opening_hours": "24/7", "kind": "police_station"}, "opening_hours"),
        ({"opening_hours": "Mo 09:00-10:00"}, "opening_hours"),
        ({"website": "https://libraries.example.org/"}, "website"),
        ({"source_url": None, "website": "https://example.org/"}, "website"),
        ({"source_date": "2024-11"}, "source_date"),
        ({"age_min": 11, "age_max": 11}, "age_min"),
        ({"age_min": 11}, "age_min"),
        ({"tier": "declared_haven", "scheme": "made-up-scheme"}, "scheme"),
        ({"alert": "Closed until 23 November 2026."}, "alert"),
        ({"alert": "Closed 1 March 2026, and from 3 March 2027."}, "alert"),
        ({"alert": "Closed until 3 March."}, "alert"),
    ],
)
def test_what_is_fine(make_place, changes, field):
    assert said(make_place(**changes), field) == ""


def test_domains_of_councils_are_told_apart(make_place):
    changes = {"website": "https://camden.gov.uk/x", "source_url": "https://www.brent.gov.uk/y"}
    assert "on camden.gov.uk, the source on brent.gov.uk" in said(make_place(**changes), "website")


def test_a_postcode_in_another_borough(make_place):
    words = said(make_place(), "postcode", borough=lambda postcode: "Camden")
    assert words == "E16 1ZE is in Camden, but the pin is in Newham. Check which one is wrong."
    assert said(make_place(borough=None), "postcode", borough=lambda postcode: "Camden") == ""


@pytest.mark.parametrize("status", ["proposed", "temporarily_closed", "closed", "unknown"])
def test_a_scheme_that_is_not_active(make_place, make_scheme, status):
    place = make_place(tier="declared_haven", scheme="made-up-scheme")
    words = said(place, "scheme", scheme=make_scheme(status=status))
    assert words == f"The scheme Made-up Havens is not active ({status.replace('_', ' ')})."
    assert said(place, "scheme", scheme=make_scheme(id="another", status=status)) == ""


def test_what_is_said_of_a_service(make_service):
    service = make_service(
        {"contact": "0909 879 0000", "how_to": LONG},
        {"kind": "email", "contact": "help@example.org"},
        {"kind": "sms", "contact": "85258", "opening_hours": "Mo 09:00-09:10"},
        {"kind": "website", "contact": "http://example.org/"},
        summary="We guarantee it.",
        age_min=20,
        age_max=10,
    )
    words = said(service, "channels")
    assert "Way 1 (phone): 09 numbers cost a lot." in words
    assert "Way 1 (phone): The sentence" in words
    assert "Way 2" not in words
    assert "Way 3 (sms): Open 10 minutes" in words
    assert "Way 4 (website): The page has no https." in words
    assert "“guarantee” is a promise" in said(service, "summary")
    assert "youngest age" in said(service, "age_min")


def test_what_is_said_of_a_scheme_and_of_a_contact(make_scheme):
    assert "has 22 words" in said(make_scheme(who_for=LONG), "who_for")
    contact = BoroughContact.model_validate(
        {
            "id": "newham",
            "visibility": "public",
            "confidence": "high",
            "borough": "Newham",
            "gss_code": "E09000025",
            "day_phone": "020 8430",
            "night_hours": "Mo 17:00-17:30",
            "how_to": LONG,
        }
    )
    assert "digits" in said(contact, "day_phone")
    assert "30 minutes" in said(contact, "night_hours")
    assert "22 words" in said(contact, "how_to")


@pytest.mark.parametrize(
    "text",
    ["020 7946 0000", "+44 20 7946 0000", "+44 (0)20 7946 0000", "0044 20 7946 0000", "01689 863000",
     "0800 1111", "0800 555 111", "0300 123 4567", "07700 900000", "999", "101", "111", "116 000",
     "116123", "85258", "61016", "18000", "(020) 7946-0000"],
)  # fmt: skip
def test_numbers_that_can_be_called(text):
    assert phone_doubt(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7946 0000", "no number that can be called"),
        ("020 7946 00000", "has 12 digits"),
        ("020 7946 00", "has 9 digits"),
        ("040 7946 0000", "Check it"),
        ("123", "no number that can be called"),
        ("+33 1 42 68 53 00", "no number that can be called"),
        ("070 1234 5678", "070 numbers cost a lot"),
        ("0909 879 0000", "09 numbers cost a lot"),
        ("0845 123 4567", "084 numbers cost extra"),
        ("0871 123 4567", "087 numbers cost extra"),
        ("020 7946 0000 ext 5", "more than a number"),
        ("help@example.org", "more than a number"),
        ("", "no number"),
    ],
)
def test_numbers_to_look_at_again(text, words):
    assert words in (phone_doubt(text) or "")


def test_digits():
    assert digits("+44 (0)20 7946 0000") == digits("020 7946 0000") == "02079460000"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("One two three. " * 20, 0),
        ("word " * 20, 0),
        ("word " * 21, 1),
        ("word " * 21 + ".\n" + "word " * 21, 2),
        ("Always ask. They ALWAYS help.", 1),
        ("A guarantee, 100% sure.", 2),
        ("In the hallways.", 0),
    ],
)
def test_hard_words(text, count):
    assert len(list(reading_doubts(text))) == count


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Until 3 March 2026", date(2026, 3, 3)),
        ("Until 3rd Mar. 2026", date(2026, 3, 3)),
        ("Until March 2026", date(2026, 3, 31)),
        ("Until 5 May 2026, then June 2026", date(2026, 6, 30)),
        ("Until Sept 2026", date(2026, 9, 30)),
        ("Until 2026-13-03 or 9/2026", None),
        ("Until 2026-03-03", date(2026, 3, 3)),
        ("Until 03/03/2026", date(2026, 3, 3)),
        ("31 February 2026", None),
        ("Call 2026 1234", None),
        ("nothing", None),
    ],
)
def test_dates_that_a_text_names(text, day):
    assert last_date_named(text) == day


def test_a_usual_week_leaves_bank_holidays_out():
    week = usual_week("Mo-Su 10:00-12:00; PH off", date(2026, 12, 24))
    assert [len(minutes) for minutes in week] == [120] * 7


def test_every_seed_record_can_be_asked_about():
    seed = read_seed()
    schemes = {scheme.id: scheme for scheme in seed.schemes}
    for place in seed.places:
        doubts(place, no_borough, schemes.get(place.scheme or ""), TODAY)
    for record in (*seed.services, *seed.schemes, *seed.borough_contacts):
        assert not [w for f, w in doubts(record, no_borough, today=TODAY) if "digits" in w], (
            record.id
        )
