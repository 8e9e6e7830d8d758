"""Answers of the API against a schema written after the standard itself, not after our own one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import api
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import current
from data.open_referral_index import TAXONOMIES, TERMS, Index
from data.records import Service
from tests.data.open_referral_schema import faults, page_faults, root_faults

Json = dict[str, Any]
AT = datetime(2026, 11, 25, 13, 0, tzinfo=LONDON)
CHRISTMAS = datetime(2026, 12, 25, 3, 0, tzinfo=LONDON)
OLD = {"source_date": "2020", "read_on": "2026-11-01"}
NO_SOURCE = {"source_url": None, "source_name": None, "source_date": None}
AWKWARD_PLACES: list[Json] = [
    {"address": None, "postcode": None, "borough": None, "opening_hours": None, **NO_SOURCE},
    {"status": "unknown"},
    {"status": "proposed"},
    {"status": "temporarily_closed"},
    {"alert": "Use the side door."},
    {"name": 'Ann\'s "Best" <b>&amp;</b> 🏠 \u202eeman', "address": "\\ / \u2028 line"},
    {"postcode": None},
    {"address": None},
    {"age_min": 0, "age_max": 120, "step_free": "yes", "phone": "020 7946 0000"},
    {"step_free": "no", "kind": "hospital_ae", "tier": "emergency_point", "paediatric_ae": "no"},
    {"hours_in_doubt": "yes"},
    {"checked_on": "2026-11-01", "checked_how": "visit"},
    *(
        {"opening_hours": text}
        for text in (
            "24/7",
            "Fr,Sa 22:00-03:00",
            "PH 10:00-12:00",
            "Mo unknown",
            "2026 Dec 24 10:00-12:00",
            "Jan-Mar Mo-Fr 10:00-16:00; Apr-Dec Mo-Fr 09:00-18:00",
        )
    ),
]
AWKWARD_SERVICES: list[tuple[list[Json], Json]] = [
    ([], {}),
    ([{}], {"status": "unknown"}),
    ([{}], {"status": "closed", "ended_on": "2025"}),
    ([{}], {"status": "closed", "successor": "not-there"}),
    ([{}], {"status": "temporarily_closed"}),
    ([{}], {"summary": None, "coverage": [], "topics": [], "audience": [], "referral": []}),
    ([{}], NO_SOURCE),
    ([{}, {}], {"provider": "Made-up Charity", "age_max": 18, "coverage": ["Camden", "Brent"]}),
    ([{"kind": kind} for kind in ("sms", "whatsapp", "webchat", "chatbot", "in_person")], {}),
    ([{"kind": "email", "contact": "hello@example.org"}, {"kind": "website", "contact": None}], {}),
    ([{"kind": "website", "contact": "example.org"}, {"kind": "email", "contact": "ask us"}], {}),
    ([{"contact": None, "opening_hours": None}], {}),
    ([{"label": "Night line", "opening_hours": "Fr,Sa 22:00-03:00", "free": "no"}, {}], {}),
    ([OLD, {"free": "yes", "cost_note": "Free, also from a mobile"}], {}),
]


def things(index: Index) -> Iterator[tuple[str, Json]]:
    """Give every answer about one thing, with the name that the schema has for it."""
    for row, one in enumerate(index.listed):
        yield "service", json.loads(index.service(row, full=True))
        yield "service_in_list", json.loads(index.service(row, full=False))
        if one.location is not None:
            yield "service_at_location_whole", json.loads(index.at_location(row, full=True))
            yield "service_at_location_in_list", json.loads(index.at_location(row, full=False))


def wrong(index: Index) -> list[str]:
    return [f"{thing['id']} {f}" for name, thing in things(index) for f in faults(name, thing)]


@pytest.mark.parametrize("at", [AT, CHRISTMAS], ids=str)
def test_every_public_record(at: datetime) -> None:
    index = Index.of(current(), at)
    assert wrong(index) == []
    assert sum(one.location is not None for one in index.listed) == len(current().places)
    assert len(index.listed) > len(current().places) + 30


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("services", "service_in_list"),
        ("services?full=true", "service"),
        ("services?page=99", "service_in_list"),
        ("service_at_locations", "service_at_location_in_list"),
        ("service_at_locations?full=true", "service_at_location_whole"),
        ("taxonomies", "taxonomy"),
        ("taxonomy_terms", "taxonomy_term"),
    ],
)
def test_pages(address: str, name: str) -> None:
    client = TestClient(Starlette(routes=api.routes))
    assert page_faults(name, client.get(f"/api/{address}").json()) == []
    assert root_faults(client.get("/api").json()) == []


@pytest.mark.parametrize("changes", AWKWARD_PLACES, ids=str)
def test_awkward_places(make_directory: Callable[..., Directory], changes: Json) -> None:
    index = Index.of(make_directory(changes), AT)
    assert len(index.listed) == 1
    assert wrong(index) == []


@pytest.mark.parametrize(("lines", "changes"), AWKWARD_SERVICES, ids=str)
def test_awkward_services(
    make_service: Callable[..., Service],
    directory_of: Callable[..., Directory],
    lines: list[Json],
    changes: Json,
) -> None:
    index = Index.of(directory_of(make_service(*lines, **changes)), AT)
    assert len(index.listed) == 1
    assert wrong(index) == []


def test_taxonomies() -> None:
    known = [json.loads(body) for body in TAXONOMIES.values()]
    terms = [json.loads(body) for _, body in TERMS.values()]
    assert [f for one in known for f in faults("taxonomy", one)] == []
    assert [f for one in terms for f in faults("taxonomy_term", one)] == []
    assert {one["taxonomy_id"] for one in terms} == set(TAXONOMIES)


def test_every_term_that_a_service_has_is_listed() -> None:
    index = Index.of(current(), AT)
    for row in range(len(index.listed)):
        for one in json.loads(index.service(row, full=True))["attributes"]:
            assert json.loads(TERMS[one["taxonomy_term_id"]][1]) == one["taxonomy_term"]


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "made-up-library"},
        {"name": ""},
        {"status": "open"},
        {"alert": None},
        {"url": "example.org"},
        {"assured_date": "2026-02-30"},
        {"minimum_age": "11"},
        {"schedules": []},
        {"schedules": [{"id": "e94c9f38-1e8f-4564-91d4-d53501ab1765", "opens_at": "24:00"}]},
        {"opening_hours": "24/7"},
    ],
    ids=str,
)
def test_the_schema_notices_what_is_broken(
    make_directory: Callable[..., Directory], broken: Json
) -> None:
    _, good = next(things(Index.of(make_directory({}), AT)))
    assert faults("service", good) == []
    assert len(faults("service", good | broken)) >= 1


def test_the_page_that_a_fact_comes_from_is_not_called_its_own(
    make_directory: Callable[..., Directory],
    make_service: Callable[..., Service],
    directory_of: Callable[..., Directory],
) -> None:
    for directory in (make_directory({}), directory_of(make_service({}))):
        _, service = next(things(Index.of(directory, AT)))
        assert "url" not in service
        assert "Source: https://example.org/" in service["description"]
