"""Security headers: on every kind of answer, and loose only in the map's frame."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from data.settings import read
from pages import failures
from pages.headers import NOBODY, SecurityHeaders, frame_ancestors, script_hashes
from pages.plain import frame
from pages.shell import installed_index

PAGE = "<script>a()</script><script src='x.js'></script><script>\n  b('£')\n</script>"

SAME_ORIGIN = "default-src 'none'; frame-ancestors 'self'"
EMBEDDERS = "frame-ancestors 'self' https://www.camden.gov.uk"


async def answer(request: Request) -> Response:
    if request.url.path.startswith("/plain/own"):
        return PlainTextResponse("", headers={"Content-Security-Policy": frame.policy()})
    if request.url.path == "/list":
        return PlainTextResponse("", headers={"Content-Security-Policy": SAME_ORIGIN})
    if request.url.path == "/own":
        policy = {"Content-Security-Policy": "default-src 'none'"}
        return PlainTextResponse("", headers=policy | {"Referrer-Policy": "origin"})
    return RedirectResponse("/") if request.url.path == "/away" else PlainTextResponse("")


def client(*, hsts: bool = False, embedders: str = NOBODY) -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", answer)])
    return TestClient(SecurityHeaders(app, PAGE, hsts, embedders), follow_redirects=False)


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


def test_nothing_powerful_but_the_position_may_be_asked_for() -> None:
    allowed = client().get("/").headers["permissions-policy"].split(", ")
    assert allowed[0] == "geolocation=(self)"
    assert {part.partition("=")[2] for part in allowed[1:]} == {"()"}
    assert {"camera=()", "microphone=()", "payment=()", "usb=()"} <= set(allowed)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "same-origin"),
        ("/plain", "same-origin"),
        ("/assets/icon.svg", "same-origin"),
        ("/data/places.csv", "cross-origin"),
        ("/api", "cross-origin"),
        ("/api/services", "cross-origin"),
        ("/apis", "same-origin"),
        ("/database", "same-origin"),
    ],
)
def test_only_open_data_may_be_read_by_other_sites(path: str, expected: str) -> None:
    headers = client().get(path).headers
    assert headers["cross-origin-resource-policy"] == expected
    assert headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("path", "denied"),
    [
        ("/", True),
        ("/plain", True),
        ("/plain/own", True),
        ("/component/a", False),
        ("/list", False),
    ],
)
def test_old_browsers_too_keep_out_of_frames_what_nobody_may_embed(path: str, denied: bool) -> None:
    assert client().get(path).headers.get("x-frame-options") == ("DENY" if denied else None)


@pytest.mark.parametrize("path", ["/plain", "/plain/", "/plain/own/x"])
def test_a_plain_page_may_be_embedded_by_whom_we_name(path: str) -> None:
    headers = client(embedders=EMBEDDERS).get(path).headers
    text = headers["content-security-policy"]
    assert text.count("frame-ancestors") == 1
    assert EMBEDDERS in text
    assert "default-src 'none'" in text
    assert "x-frame-options" not in headers


@pytest.mark.parametrize("path", ["/", "/plains", "/staff", "/x/plain", "/component/a", "/list"])
def test_no_other_page_may(path: str) -> None:
    headers = client(embedders=EMBEDDERS).get(path).headers
    assert "camden" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("", NOBODY),
        ("none", NOBODY),
        ("self", "frame-ancestors 'self'"),
        ("self https://www.camden.gov.uk", EMBEDDERS),
    ],
)
def test_who_may_embed_is_a_setting(setting: str, expected: str) -> None:
    config = read({"HAVENS_FRAME_ANCESTORS": setting}, Path("no-such-file.toml"))
    assert frame_ancestors(config) == expected


def test_a_failure_outside_of_everything_has_them_too() -> None:
    async def broken(_request: Request) -> Response:
        raise ValueError("E16 1ZE")

    app = Starlette(
        routes=[Route("/", broken)], exception_handlers={Exception: failures.on_route_error}
    )
    headers = TestClient(app, raise_server_exceptions=False).get("/").headers
    assert NOBODY in headers["content-security-policy"]
    usual = client().get("/").headers
    for name in ("permissions-policy", "x-frame-options", "x-content-type-options"):
        assert headers[name] == usual[name]


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
