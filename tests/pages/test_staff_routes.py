"""Signing in and out by plain pages: what is set, what is refused, and 999 on all of it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
import sqlalchemy as sa
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import accounts, clock, database
from data.accounts import COMMAND_LINE
from data.database import DatabaseError
from data.roles import Actor, Role
from data.sign_in import actor_of
from pages import staff_routes
from pages.staff.who import COOKIE, NOT_WORKING
from pages.staff_routes import FORM_COOKIE, LARGEST, NO_PASSWORDS, NOT_OURS

PASSWORD = "four words for a test"
NAME = "ann@example.org"
IN, OUT = "/staff/sign-in", "/staff/sign-out"
Post = Callable[..., Response]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cheap_passwords: None) -> sa.Engine:
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path / 'staff.sqlite3'}")
    staff_routes.desk.cache_clear()
    engine = database.current()
    accounts.create(engine, COMMAND_LINE, NAME, Role.EDITOR, PASSWORD, clock.real())
    return engine


@pytest.fixture
def client(engine: sa.Engine) -> TestClient:
    return TestClient(Starlette(routes=staff_routes.routes), follow_redirects=False)


def token_of(answer: Response) -> str:
    return re.findall(r'name="form" value="([\w-]{43})"', answer.text)[0]


@pytest.fixture
def post(client: TestClient) -> Post:
    """Open a form and send it."""

    def posted(
        address: str = IN, name: str = NAME, password: str = PASSWORD, **headers: str
    ) -> Response:
        token = token_of(client.get(address))
        fields = {"form": token, "name": name, "password": password}
        return client.post(
            address, data=fields, headers={n.replace("_", "-"): v for n, v in headers.items()}
        )

    return posted


def set_cookies(answer: Response) -> dict[str, str]:
    """Give the lines that set cookies, by the cookie's name."""
    lines = answer.headers.get_list("set-cookie")
    return {next(iter(SimpleCookie(line))): line for line in lines}


def assert_ours(answer: Response) -> None:
    """What every answer of these pages has."""
    assert 'href="tel:999"' in answer.text
    assert "08001111" in answer.text
    assert 'id="exit"' in answer.text
    assert "<title>London places</title>" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    scripts = re.findall("<script.*", answer.text)
    own = r'<script src="/assets/exit\.js\?v=\w+" async></script>'
    assert [bool(re.fullmatch(own, script)) for script in scripts] == [True]
    assert "script-src 'self';" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("address", [IN, OUT])
def test_the_form_needs_no_script_and_asks_nobody_else(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert_ours(answer)
    assert f'<form method="post" action="{address}">' in answer.text
    assert not re.search(r'(src|href)="(https?:)?//(?!www\.bbc)', answer.text)
    cookie = set_cookies(answer)[FORM_COOKIE]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert client.head(address).status_code == 200


def test_a_form_that_is_open_twice_works_in_both(client: TestClient) -> None:
    assert token_of(client.get(IN)) == token_of(client.get(OUT))


def test_signing_in_sets_a_cookie_for_this_visit_that_no_script_reads(
    post: Post, engine: sa.Engine, client: TestClient
) -> None:
    answer = post(name=" Ann@Example.org ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert answer.headers["cache-control"] == "no-store"
    cookie = set_cookies(answer)[COOKIE]
    for part in ("HttpOnly", "SameSite=strict", "Path=/"):
        assert part in cookie
    for part in ("Max-Age", "expires", "Domain", "Secure"):
        assert part.lower() not in cookie.lower()
    token = client.cookies[COOKIE]
    assert actor_of(engine, token, clock.real()) == Actor(NAME, Role.EDITOR)


@pytest.mark.parametrize("how", ["https", "setting"])
def test_where_there_is_https_no_cookie_goes_without_it(
    post: Post, client: TestClient, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "setting":
        monkeypatch.setenv("HAVENS_HSTS", "on")
        token = token_of(client.get(IN))
        fields = {"form": token, "name": NAME, "password": PASSWORD}
        answer = client.post(IN, data=fields, headers={"Cookie": f"{FORM_COOKIE}={token}"})
    else:
        client.base_url = "https://testserver"  # type: ignore[assignment]
        answer = post()
    assert answer.status_code == 303
    assert "Secure" in set_cookies(answer)[COOKIE]


@pytest.mark.parametrize(
    "query", ["?next=https://evil.example", "?next=//evil.example", "?redirect=/x"]
)
def test_it_leads_nowhere_else(client: TestClient, query: str) -> None:
    token = token_of(client.get(IN + query))
    answer = client.post(
        IN + query, data={"form": token, "name": NAME, "password": PASSWORD, "next": "//evil"}
    )
    assert answer.headers["location"] == "/staff"


@pytest.mark.parametrize(
    ("name", "password"),
    [(NAME, "not the one"), ("nobody", PASSWORD), ("", ""), ("<b>&\"'", PASSWORD), (NAME, "")],
)
def test_who_is_not_let_in_reads_why_and_gets_no_cookie(
    post: Post, name: str, password: str
) -> None:
    answer = post(name=name, password=password)
    assert answer.status_code == 401
    assert_ours(answer)
    assert 'role="alert"' in answer.text
    assert "The name or the password is not right." in answer.text
    assert COOKIE not in set_cookies(answer)
    assert (
        "<b>"
        not in answer.text.replace("<b>Call 999</b>", "")
        .partition("<form")[2]
        .partition("</form")[0]
    )
    assert not password or password not in answer.text


def test_neither_name_nor_password_is_in_the_log(
    post: Post, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> sa.Engine:
        raise DatabaseError("The database on a-host is away.")

    with caplog.at_level(logging.DEBUG):
        post(password="a wrong password")
        post()
        monkeypatch.setattr(database, "current", away)
        staff_routes.desk.cache_clear()
        post()
    for secret in (NAME, PASSWORD, "a wrong password"):
        assert secret not in caplog.text
    assert "a-host is away" in caplog.text


def test_a_database_that_is_away_is_said_and_not_described(
    post: Post, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> sa.Engine:
        raise DatabaseError("The database on a-host is away.")

    post()
    monkeypatch.setattr(database, "current", away)
    staff_routes.desk.cache_clear()
    for address in (IN, OUT):
        answer = post(address)
        assert answer.status_code == 503
        assert_ours(answer)
        assert NOT_WORKING.replace("'", "&#39;") in answer.text
        assert "a-host" not in answer.text


def test_too_many_tries_from_one_network_are_told(post: Post) -> None:
    statuses = [post(name=f"n{n}", password="wrong").status_code for n in range(21)]
    assert statuses == [401] * 20 + [429]


def test_signing_out_ends_it(post: Post, client: TestClient, engine: sa.Engine) -> None:
    post()
    token = client.cookies[COOKIE]
    assert client.get(OUT).status_code == 200
    assert actor_of(engine, token, clock.real())
    answer = post(OUT)
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert "Max-Age=0" in set_cookies(answer)[COOKIE]
    assert actor_of(engine, token, clock.real()) is None
    assert post(OUT).status_code == 303


def test_signing_in_anew_ends_what_the_browser_held(
    post: Post, client: TestClient, engine: sa.Engine
) -> None:
    post()
    first = client.cookies[COOKIE]
    post()
    assert actor_of(engine, first, clock.real()) is None
    assert actor_of(engine, client.cookies[COOKIE], clock.real())


@pytest.mark.parametrize("address", [IN, OUT])
@pytest.mark.parametrize(
    ("sent", "held"),
    [
        (None, "own"),
        ("", "own"),
        ("x" * 43, "own"),
        ("ü" * 43, "own"),
        ("own", None),
        ("", None),
        ("", ""),
        ("short", "short"),
    ],
)
def test_a_form_that_is_not_ours_does_nothing(
    client: TestClient, post: Post, engine: sa.Engine, address: str, sent: str | None,
    held: str | None,
) -> None:  # fmt: skip
    post()
    token = client.cookies[COOKIE]
    own = token_of(client.get(address))
    client.cookies.clear()
    client.cookies.set(COOKIE, token)
    if held is not None:
        client.cookies.set(FORM_COOKIE, own if held == "own" else held)
    fields = {"name": NAME, "password": PASSWORD}
    if sent is not None:
        fields["form"] = own if sent == "own" else sent
    answer = client.post(address, data=fields)
    assert answer.status_code == 403
    assert_ours(answer)
    assert NOT_OURS in answer.text
    assert COOKIE not in set_cookies(answer)
    assert actor_of(engine, token, clock.real())


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://testserver", 303),
        ("https://evil.example", 403),
        ("http://testserver.evil.example", 403),
        ("http://testserver:8080", 403),
        ("http://sub.testserver", 403),
        ("null", 403),
        ("", 403),
    ],
)
def test_a_form_from_another_site_is_refused(post: Post, origin: str, status: int) -> None:
    assert post(origin=origin).status_code == status


def test_browsers_say_where_our_forms_come_from(client: TestClient) -> None:
    """With the site's own no-referrer they would say Origin: null."""
    assert client.get(IN).headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("address", [IN, OUT])
def test_a_body_that_is_too_large_is_not_read(client: TestClient, address: str) -> None:
    read = 0

    def endless():
        nonlocal read
        for _ in range(1000):
            read += 1024
            yield b"x" * 1024

    answer = client.post(address, content=endless())
    assert answer.status_code == 413
    assert_ours(answer)
    assert client.post(address, content=b"x" * LARGEST).status_code == 403


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"a=1&" * 50, b"", b"form=%FF%00&name=%ED%B0%80", b"name=a;name=b"]
)
def test_nonsense_is_refused_with_999(client: TestClient, body: bytes) -> None:
    answer = client.post(IN, content=body)
    assert answer.status_code in (400, 403)
    assert_ours(answer)


@pytest.mark.parametrize("address", [IN, OUT])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "DISPATCH"])
def test_another_method_still_shows_999(client: TestClient, address: str, method: str) -> None:
    answer = client.request(method, address)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST"
    assert_ours(answer)


def test_where_passwords_are_off_there_is_no_form_and_none_is_taken(
    post: Post, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_of(client.get(IN))
    monkeypatch.setenv("HAVENS_LOCAL_SIGN_IN", "off")
    page = client.get(IN)
    assert page.status_code == 200
    assert NO_PASSWORDS in page.text
    assert "<form" not in page.text
    answer = client.post(IN, data={"form": token, "name": NAME, "password": PASSWORD})
    assert answer.status_code == 403
    assert COOKIE not in set_cookies(answer)
