"""What is said of a record's publication is what the directory does."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from data.directory import Directory
from data.load import Seed
from data.publication import is_past_interval, publication, why_not_shown
from data.records import BoroughContact, Service, Status, Visibility
from tests.made_up_records import SERVICE

TODAY = date(2026, 11, 23)
OLD = (TODAY - timedelta(days=361)).isoformat()


def test_why_not_shown_agrees_with_the_directory(make_place, make_scheme):
    sides = (list(Visibility), list(Status), [None, "s"], [None, 51.5], [None, OLD, "2026-11-01"])
    for scheme_status in Status:
        schemes = {"s": make_scheme(id="s", status=scheme_status)}
        for visibility, status, scheme, lat, checked in product(*sides):
            place = make_place(
                visibility=visibility, status=status, scheme=scheme, lat=lat, checked_on=checked
            )
            shown = Directory.of(Seed((place,), (), tuple(schemes.values()), ()), TODAY).places
            assert bool(shown) == (why_not_shown(place, schemes, TODAY) is None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Public."),
        ({"alert": "Shut."}, "Public. With a warning."),
        ({"status": "proposed"}, "Public, as proposed only."),
        ({"status": "temporarily_closed"}, "Public, as closed for now."),
        ({"status": "closed"}, "Closed for good: not shown to the public."),
        ({"visibility": "draft"}, "Draft: only staff see it."),
        ({"visibility": "closed"}, "Closed: kept, but not shown to the public."),
        ({"lat": None}, "Not shown: it has no pin on the map yet."),
        ({"checked_on": OLD}, "Not shown: nobody has checked it for too long."),
        ({"scheme": "s"}, "Not shown: its scheme Made-up Havens is suspended."),
        ({"scheme": "elsewhere"}, "Public."),
    ],
)
def test_places_in_words(make_place, make_scheme, changes, said):
    schemes = {"s": make_scheme(id="s", status="temporarily_closed")}
    assert publication(make_place(**changes), schemes, TODAY) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("active", "Public."),
        ("proposed", "Public, but named on no page, because it is only proposed."),
        ("unknown", "Public, but named on no page, because nobody knows whether it runs."),
        ("closed", "Closed for good: none of its places is on the map."),
        ("temporarily_closed", "Suspended: none of its places is on the map."),
    ],
)
def test_schemes_in_words(make_scheme, status, said):
    assert publication(make_scheme(status=status), {}, TODAY) == said


def test_services_and_contacts_in_words():
    assert publication(Service(**SERVICE), {}, TODAY) == "Public."
    closed = Service(**SERVICE | {"status": "closed"})
    assert publication(closed, {}, TODAY) == "Public, as closed for good."
    contact = BoroughContact(
        id="x", visibility="draft", confidence="low", borough="X", gss_code="E09000001"
    )
    assert publication(contact, {}, TODAY) == "Draft: only staff see it."


@pytest.mark.parametrize(
    ("tier", "days", "past"),
    [
        ("declared_haven", 30, False),
        ("declared_haven", 31, True),
        ("public_building", 180, False),
        ("public_building", 181, True),
    ],
)
def test_past_its_interval(make_place, tier, days, past):
    place = make_place(tier=tier, checked_on=TODAY - timedelta(days=days))
    assert is_past_interval(place, TODAY) is past
    assert not is_past_interval(make_place(tier=tier), TODAY)
    service = Service(**SERVICE | {"checked_on": TODAY - timedelta(days=days)})
    assert is_past_interval(service, TODAY) is (days > 90)
