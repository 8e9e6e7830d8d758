"""Security headers: on every kind of answer, and loose only in the map's frame."""

import asyncio
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.headers import SecurityHeaders, script_hashes
from pages.shell import installed_index

PAGE = "<script>a()</script><script src='x.js'></script><script>\n  b('£')\n</script>"


async def answer(request: Request) -> Response:
    if request.url.path == "/own":
        policy = {"Content-Security-Policy": "default-src 'none'"}
        return PlainTextResponse("", headers=policy | {"Referrer-Policy": "origin"})
    return RedirectResponse("/") if request.url.path == "/away" else PlainTextResponse("")


def client(*, hsts: bool = False) -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", answer)])
    return TestClient(SecurityHeaders(app, PAGE, hsts), follow_redirects=False)


def policy_of(path: str) -> dict[str, list[str]]:
    text = client().get(path).headers["content-security-policy"]
    parts = [part.split() for part in text.split(";")]
    return {part[0]: part[1:] for part in parts}


def test_hashes_are_of_the_exact_inline_text() -> None:
    assert script_hashes("<script>alert(1)</script>") == [
        "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    ]
    assert len(script_hashes(PAGE)) == 2
    assert len(script_hashes(installed_index())) == 1


def test_pages_run_our_scripts_only() -> None:
    policy = policy_of("/")
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'", *script_hashes(PAGE)]
    assert policy["frame-ancestors"] == ["'none'"]


@pytest.mark.parametrize("path", ["/", "/component/x/index.html"])
def test_no_policy_lets_anything_go_to_another_origin(path: str) -> None:
    allowed = {source for sources in policy_of(path).values() for source in sources}
    known = {"'self'", "'none'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"}
    assert allowed - set(script_hashes(PAGE)) <= known
    assert policy_of(path)["connect-src"] == ["'self'"]
    assert "blob:" not in policy_of(path)["script-src"]


@pytest.mark.parametrize(
    ("path", "loose"),
    [("/component/a", True), ("/components", False), ("/x/component/a", False), ("/", False)],
)
def test_only_component_frames_may_evaluate(path: str, loose: bool) -> None:
    policy = policy_of(path)
    assert ("'unsafe-eval'" in policy["script-src"]) is loose
    assert (policy["frame-ancestors"] == ["'self'"]) is loose


@pytest.mark.parametrize("path", ["/", "/away", "/component/a"])
def test_every_answer_has_the_others(path: str) -> None:
    headers = client().get(path).headers
    assert headers["permissions-policy"].startswith("geolocation=(self)")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-dns-prefetch-control"] == "off"
    assert "strict-transport-security" not in headers


def test_hsts_when_asked() -> None:
    headers = client(hsts=True).get("/").headers
    assert headers["strict-transport-security"] == "max-age=31536000"


def test_an_answer_may_bring_its_own() -> None:
    headers = client().get("/own").headers
    assert headers["content-security-policy"] == "default-src 'none'"
    assert headers["referrer-policy"] == "origin"


def test_websockets_pass_untouched() -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((receive, send))

    given = (object(), object())
    asyncio.run(SecurityHeaders(app, PAGE, False)({"type": "websocket"}, *given))  # type: ignore[arg-type]
    assert seen == [given]
