from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from data.load import SeedError
from pages import failures
from pages.headers import SecurityHeaders

WAIT = {"Retry-After": "10"}


@pytest.fixture
def shown(monkeypatch):
    said = []
    monkeypatch.setattr(failures.st, "error", said.append)
    return said


def test_a_visitor_reads_a_sentence_with_999(shown):
    assert failures.on_script_error(RuntimeError("anything"))
    assert "call 999" in shown[0]
    assert "0800 1111" in shown[0]
    assert "anything" not in shown[0]


def test_the_log_names_kind_and_place_but_not_what_was_typed(shown, caplog):
    try:
        raise ValueError("my secret street")
    except ValueError as error:
        failures.on_script_error(error)
    assert "ValueError" in caplog.text
    assert "test_failures.py" in caplog.text
    assert "secret" not in caplog.text


def test_a_failed_answer_has_the_headers_of_all_others():
    """Starlette answers what failed outside of every middleware, the one of headers too."""

    async def fail(_request):
        raise ValueError("my secret street")

    async def work(_request):
        return await failures.on_refusal(_request, ValueError())

    app = Starlette(
        routes=[Route("/fails", fail), Route("/works", work)],
        middleware=[Middleware(SecurityHeaders, index="", hsts=False)],
        exception_handlers={Exception: failures.on_route_error},
    )
    client = TestClient(app, raise_server_exceptions=False)
    failed, fine = client.get("/fails"), client.get("/works")
    assert failed.status_code == 500
    assert {**failed.headers, "content-length": ""} == {**fine.headers, "content-length": ""}
    assert failed.headers["referrer-policy"] == "no-referrer"
    assert failed.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", ["/api", "/api/services"])
@pytest.mark.parametrize("status", [400, 408, 413, 414, 429, 500, 503])
def test_a_program_is_refused_in_json(path: str, status: int) -> None:
    async def fail(_request: Request) -> Response:
        raise ValueError("E16 1ZE") if status == 500 else HTTPException(status, None, WAIT)

    app = Starlette(
        routes=[Route(path, fail)],
        exception_handlers={
            HTTPException: failures.on_refusal,
            Exception: failures.on_route_error,
        },
    )
    answer = TestClient(app, raise_server_exceptions=False).get(path)
    assert answer.status_code == status
    assert answer.json()["problems"] == {}
    assert "999" in answer.json()["message"]
    assert "E16" not in answer.text
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers.get("retry-after") == (None if status == 500 else "10")


def test_what_only_begins_like_the_api_is_refused_as_a_page() -> None:
    assert failures.refusal(429, {}, path="/apis").media_type == "text/html"


def test_damaged_records_are_logged_with_file_row_and_column(shown, caplog):
    failures.on_script_error(SeedError(["places.csv, line 7, column lat: write degrees"]))
    assert "places.csv, line 7, column lat" in caplog.text
    assert "line 7" not in shown[0]
