"""Streamlit's routes for programs and operators are not there for the public."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from tests.benchmarks.visitor import Visitor
from tests.servers import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("closed") / "log") as started:
        yield started


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "HEAD", "PUT"])
@pytest.mark.parametrize(
    "path",
    [
        "/_stcore",
        "/_stcore/",
        "/_stcore/metrics",
        "/_stcore/metrics/",
        "/_stcore/metrics?families=active_sessions",
        "/_stcore/%6detrics",
        "/_stcore/script-health-check",
        "/_stcore/agent/interact",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
        "/_stcore/message",
        "/_stcore/health/../metrics",
        "/_stcore/something-new",
    ],
)
def test_what_no_page_needs_is_not_there(server: Server, method: str, path: str) -> None:
    answer = httpx.request(method, f"{server.url}{path}")
    assert answer.status_code == 404
    assert "active_sessions" not in answer.text
    assert "openapi" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    if method != "HEAD":
        assert "tel:999" in answer.text
    assert "set-cookie" not in answer.headers
    assert "link" not in answer.headers


@pytest.mark.parametrize("path", ["/static/x", "/static/js/x.js", "/auth/x"])
@pytest.mark.parametrize("packed", ["gzip", "identity"])
def test_streamlits_own_page_is_nowhere(server: Server, path: str, packed: str) -> None:
    answer = httpx.get(f"{server.url}{path}", headers={"Accept-Encoding": packed})
    assert answer.status_code == 404
    assert "tel:999" in answer.text
    assert "noscript" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_slashes_in_front_open_nothing(server: Server) -> None:
    for path in ("//_stcore/metrics", "///_stcore/metrics"):
        assert httpx.get(f"{server.url}{path}").status_code in (400, 404)


def test_what_pages_need_is_there(server: Server) -> None:
    assert httpx.get(f"{server.url}/_stcore/health").text == "ok"
    said = httpx.get(f"{server.url}/_stcore/host-config").json()
    # Fixed words only: nothing of this server, its data or its visitors.
    assert said["allowedOrigins"]
    assert said["useExternalAuthToken"] is False
    sent = httpx.put(f"{server.url}/_stcore/upload_file/session/file", content=b"x")
    assert sent.text == "This page takes no files."
    visitor = Visitor(server.port)
    assert visitor.rerun().received > 10_000
    visitor.close()
