from __future__ import annotations

import json

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import places_route
from data.live import current
from data.load import SeedError
from data.places_route import places_url, routes


@pytest.fixture
def client():
    return TestClient(Starlette(routes=list(routes)))


def test_this_version_is_kept_for_good(client):
    file = current().map_file
    answer = client.get(places_url(file.version))
    assert "immutable" in answer.headers["cache-control"]
    assert len(json.loads(answer.content)["features"]) == len(current().places)


def test_another_version_leads_to_this_one_and_is_not_kept(client):
    answer = client.get(places_url("old"), follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == places_url(current().map_file.version)
    assert answer.headers["cache-control"] == "no-store"


def test_a_damaged_seed_is_a_plain_503(client, monkeypatch):
    def damaged():
        raise SeedError(["places.csv, row 7"])

    monkeypatch.setattr(places_route, "current", damaged)
    answer = client.get(places_url("any"))
    assert answer.status_code == 503
    assert "row 7" not in answer.text
