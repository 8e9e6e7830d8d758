"""What browsers, and others, send: read without trust, kept nowhere, refused from other sites."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from pages.plain.forms import LARGEST, MOST_FIELDS, Form
from tests.hostile import BYTES, TEXTS
from tests.plain.reading import assert_has_help, assert_sound, fields_of, read

POSTS = ("/plain", "/plain/talk", "/plain/missing", "/plain/borough", "/plain/wrong")
TYPED_IN = {"/plain": "where", "/plain/talk": "text", "/plain/missing": "typed", "/plain/borough": "typed"}  # fmt: skip
HEADERS = {"content-type": "application/x-www-form-urlencoded"}


def form(**fields: str | tuple[str, ...]) -> Form:
    return Form({k: (v,) if isinstance(v, str) else v for k, v in fields.items()})


@pytest.mark.parametrize(
    ("sent", "line", "lines"),
    [
        ("", "", ""),
        ("  E16 1ZE ", "E16 1ZE", "E16 1ZE"),
        ("E16\u00a01ZE", "E16 1ZE", "E16 1ZE"),
        ("City\u2003of\tLondon", "City of London", "City of London"),
        ("one\r\ntwo\n\nthree", "one two three", "one\ntwo\n\nthree"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc", "ab[31mc"),
        ("\u202eabc\u2066\ufeff\u200b", "abc", "abc"),
        ("\u2028a\x85b\x0bc", "a b c", "a b c"),
        ("🧒 né", "🧒 né", "🧒 né"),
        ("\ud800x", "x", "x"),
    ],
)
def test_a_text_is_on_one_line_and_holds_what_can_be_seen(sent: str, line: str, lines: str) -> None:
    assert form(a=sent).one("a") == line
    assert form(a=sent).lines("a", 80) == lines
    assert form(a=(sent, "b")).all_of("a") == (line, "b")


def test_a_text_is_cut() -> None:
    assert form(a="x" * 81).one("a") == "x" * 80
    assert form(a="x" * 81).one("a", 10) == "x" * 10
    assert form(a="x" * 81).lines("a", 10) == "x" * 10
    assert form(a=("x" * 81, "y")).all_of("a") == ("x" * 80, "y")


def test_the_first_of_several_counts_where_one_is_asked_for() -> None:
    assert form(a=("1", "2")).one("a") == "1"
    assert form(a=("1", "2")).many("a") == ("1", "2")
    assert form(a=()).one("a") == ""
    assert form().one("a") == form().lines("a", 9) == ""
    assert form().all_of("a") == form().many("a") == ()


@pytest.mark.parametrize(
    ("sent", "number"),
    [("0", 0), ("7", 7), ("007", 7), ("99", 99), ("100", None), ("-1", None), ("1.0", None),
     ("1e1", None), ("٣", None), ("²", None), ("", None), ("x", None), ("9" * 5000, None),
     ("1 0", None), ("+1", None), ("1_0", None)],
)  # fmt: skip
def test_numbers(sent: str, number: int | None) -> None:
    assert form(a=sent).number("a", 0, 99) == number


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=200), max_size=3)))
def test_nothing_that_can_be_sent_breaks_the_reading(sent: dict[str, list[str]]) -> None:
    read_back = Form({name: tuple(values) for name, values in sent.items()})
    for name in sent:
        line = read_back.one(name)
        assert line == " ".join(line.split())
        assert line.isprintable()
        assert len(line) <= 80
        assert all(c == "\n" or c.isprintable() for c in read_back.lines(name, 500))
        read_back.number(name, 0, 9)
        degrees = read_back.degrees(name, 90)
        assert degrees is None or -90 <= degrees <= 90
        assert read_back.chosen(name, ["a", "b"]) <= {"a", "b"}


@pytest.mark.parametrize("address", TYPED_IN)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:24]))
def test_what_is_typed_comes_back_only_as_text(client: TestClient, address: str, text: str) -> None:
    answer = client.post(address, data={TYPED_IN[address]: text, "from": text[:200]})
    assert answer.status_code == 200
    page = assert_sound(answer)
    back = dict(fields_of(page.one("form", id="search")))
    # A borough that was understood is not offered again.
    assert back.get(TYPED_IN[address], "") in ("", " ".join(Form({"a": (text,)}).one("a").split()))
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize("body", BYTES, ids=lambda body: ascii(body[:16]))
def test_bytes_that_are_no_form(client: TestClient, address: str, body: bytes) -> None:
    answer = client.post(address, content=body, headers=HEADERS)
    assert answer.status_code in (200, 400, 404, 413)
    assert_has_help(read(answer.text))


@pytest.mark.parametrize("address", POSTS)
def test_a_form_is_limited_in_length_and_fields(client: TestClient, address: str) -> None:
    long = "a=" + "b" * (LARGEST - 2)
    many = "&".join(f"f{n}=x" for n in range(MOST_FIELDS))
    for body, status in (
        (long, 200),
        (long + "b", 413),
        (many, 200),
        (many + "&one=more", 400),
    ):
        answer = client.post(address, content=body, headers=HEADERS)
        assert answer.status_code == (
            400 if address == "/plain/wrong" and status == 200 else status
        )
        assert_has_help(read(answer.text))


def test_a_long_form_that_comes_in_pieces_is_stopped(client: TestClient) -> None:
    sent: list[int] = []

    def pieces() -> Any:
        for _ in range(100):
            sent.append(1)
            yield b"a" * 1_000

    assert client.post("/plain", content=pieces(), headers=HEADERS).status_code == 413


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize(
    ("headers", "taken"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "nonsense"}, False),
        ({"origin": "http://testserver"}, True),
        ({"origin": "null"}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "http://testserver.evil.example"}, False),
        ({"origin": "http://[::1"}, False),
        ({"origin": "https://evil.example", "sec-fetch-site": "same-origin"}, False),
        ({"origin": "http://testserver", "sec-fetch-site": "cross-site"}, False),
    ],
    ids=str,
)
def test_a_form_of_another_site_is_refused(
    client: TestClient, address: str, headers: dict[str, str], taken: bool
) -> None:
    answer = client.post(address, data={"where": "SE9 2UG", "typed": "SE9 2UG"}, headers=headers)
    assert (answer.status_code == 403) is not taken
    assert_has_help(read(answer.text))
    if not taken:
        assert "SE9" not in answer.text
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("address", POSTS)
def test_nothing_sent_is_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    marked = {
        "where": "SE9 2UG",
        "typed": "SE9 2UG",
        "text": "qzxv",
        "words": "qzxv",
        "about": "qzxv",
    }
    with caplog.at_level(logging.DEBUG):
        for more in ({}, {"lat": "51.4512", "lon": "0.0523"}, {"x": "y" * LARGEST}):
            client.post(address, data=marked | more)
        client.post(address, data=marked, headers={"sec-fetch-site": "cross-site"})
        client.put(address, data=marked)
    for word in ("SE9", "qzxv", "51.45", "0.052"):
        assert word not in caplog.text


def test_names_may_be_anything_too(client: TestClient) -> None:
    body = urlencode([(text[:60], "x") for text in TEXTS])
    body += "&" + "&".join(f"{quote_plus(text[:60])}" for text in TEXTS)
    assert_sound(client.post("/plain", content=body, headers=HEADERS))


def test_another_encoding_of_a_form_is_read_as_nothing(client: TestClient) -> None:
    page = assert_sound(client.post("/plain", files={"where": (None, "SE9 2UG")}))
    assert "SE9" not in page.text
