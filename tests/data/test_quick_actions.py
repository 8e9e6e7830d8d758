"""What one press sets: taking away is never kept waiting, bringing back always is."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest

from data.hours_clock import LONDON
from data.quick_actions import LABELS, QuickAction, fields, offered
from data.records import BoroughContact, Place, Service, Status, Visibility
from data.revisions import values_of
from data.two_people import is_shown, reasons_to_wait
from tests.made_up_records import PLACE, SCHEME, SERVICE

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
CONTACT = {"id": "newham", "confidence": "high", "borough": "Newham", "gss_code": "E09000025"}


def records(make_scheme):
    for visibility, status in product(Visibility, Status):
        now = {"visibility": visibility, "status": status}
        yield Place(**PLACE | now)
        yield Service(**SERVICE | now)
        yield make_scheme(**now)
        yield BoroughContact(**CONTACT, visibility=visibility)


def test_each_offered_action_is_at_once_or_a_proposal(make_scheme):
    seen = set()
    for before in records(make_scheme):
        for action in offered(before):
            changed = fields(action, before, warning="Shut.")
            after = type(before).model_validate({**values_of(before), **changed})
            assert after != before
            waits = reasons_to_wait(before, after, NOW)
            assert bool(waits) == (action is QuickAction.BRING_BACK), (before, action)
            seen.add(action)
    assert seen == set(QuickAction) == set(LABELS)


def test_what_is_not_public_can_always_be_brought_back_and_what_is_public_hidden(make_scheme):
    for record in records(make_scheme):
        is_public = record.visibility is Visibility.PUBLIC
        assert (QuickAction.HIDE in offered(record)) is is_public
        if not is_shown(record):
            assert QuickAction.BRING_BACK in offered(record)


@pytest.mark.parametrize(
    ("now", "was", "status"),
    [
        ("closed", "active", "active"),
        ("closed", "unknown", "unknown"),
        ("temporarily_closed", "temporarily_closed", "active"),
        ("closed", None, "active"),
        ("proposed", "active", None),
    ],
)
def test_it_comes_back_as_it_was_shown_last(now, was, status):
    place = Place(**PLACE | {"status": now, "visibility": "closed"})
    last = None if was is None else PLACE | {"status": was}
    back = fields(QuickAction.BRING_BACK, place, last_shown=last)
    assert back == {"visibility": "public"} | ({"status": status} if status else {})


@pytest.mark.parametrize(("model", "values"), [(Service, SERVICE)])
def test_a_closed_service_stays_listed_so_that_its_name_leads_on(model, values):
    assert fields(QuickAction.CLOSE, model(**values)) == {"status": "closed"}


def test_a_closed_scheme_stays_listed_too(make_scheme):
    assert SCHEME["visibility"] == "public"
    assert fields(QuickAction.CLOSE, make_scheme()) == {"status": "closed"}
