"""Only a session that draws the page for files may send one: others would fill the memory."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages import uploads


@pytest.fixture
def client() -> TestClient:
    async def taken(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("taken")

    everything = Route("/{path:path}", taken, methods=["GET", "PUT", "DELETE", "OPTIONS"])
    return TestClient(uploads.OnlyWhereAsked(Starlette(routes=[everything])))


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore/upload_file/a-visitor/file",
        "/_stcore/upload_file//file",
        "/_stcore/upload_file/a-visitor/",
        "/_stcore/%75pload_file/a-visitor/file",
        "/_stcore/upload_file/a-visitor/staff-session",
    ],
)
def test_nobody_else_may_send_a_file(client: TestClient, method: str, path: str) -> None:
    uploads.allow("staff-session")
    assert client.request(method, path, content=b"x").status_code == 403


def test_a_session_that_was_asked_for_a_file_may(client: TestClient) -> None:
    uploads.allow("staff-session")
    assert client.put("/_stcore/upload_file/staff-session/file", content=b"x").text == "taken"


def test_all_else_passes(client: TestClient) -> None:
    assert client.get("/staff").text == "taken"
    assert client.options("/_stcore/upload_file/a-visitor/file").text == "taken"


def test_a_leaving_ends_it(client: TestClient) -> None:
    uploads.allow("staff-session")
    uploads.refuse("staff-session")
    assert client.put("/_stcore/upload_file/staff-session/file").status_code == 403


def test_the_oldest_are_forgotten(client: TestClient) -> None:
    for number in range(uploads.MOST_SESSIONS + 1):
        uploads.allow(f"s{number}")
    assert client.put("/_stcore/upload_file/s0/file").status_code == 403
    assert client.put("/_stcore/upload_file/s1/file").status_code == 200
