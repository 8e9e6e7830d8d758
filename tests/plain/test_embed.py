"""The list for other sites' pages: any may show it, and it asks for nothing and keeps nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from starlette.testclient import TestClient

from data.records import Place
from geo.boroughs import NAMES
from pages.plain import embed
from tests.made_up_records import PLACE
from tests.plain.reading import Node, assert_sound

NEWHAM = "/plain/embed?borough=newham"


def made_up(**changes: Any) -> Place:
    return Place(**PLACE | {"hours_in_doubt": "no"} | changes)


@pytest.mark.parametrize("name", NAMES)
def test_every_borough_has_one_that_only_leads_out_to_new_tabs(
    client: TestClient, name: str
) -> None:
    page = assert_sound(client.get(embed.address(name)))
    for link in page.all("a"):
        if link["href"].startswith("/"):
            assert (link["target"], link["rel"]) == ("_blank", "noreferrer noopener"), link.text
    assert not [node for node in page.all() if node.tag in ("form", "input", "select", "textarea")]
    assert [script["src"].split("/")[-1].split(".")[0] for script in page.all("script")] == ["exit"]


def test_any_site_may_show_it_and_nothing_else_of_ours(client: TestClient) -> None:
    answer = client.get(NEWHAM)
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors *" in policy
    assert "form-action 'none'" in policy
    assert "connect-src" not in policy
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "set-cookie" not in answer.headers
    for other in ("/plain", "/plain/borough/newham", "/plain/data"):
        assert "frame-ancestors 'none'" in client.get(other).headers["content-security-policy"]


@pytest.mark.parametrize(
    ("setting", "who"), [("none", "'none'"), ("https://a.example", "https://a.example")]
)
def test_who_may_show_it_can_be_narrowed(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, setting: str, who: str
) -> None:
    monkeypatch.setenv("HAVENS_EMBED_ANCESTORS", setting)
    policy = client.get(NEWHAM).headers["content-security-policy"]
    assert policy.endswith(f"frame-ancestors {who}")


def test_it_says_what_is_open_as_our_own_pages_do(
    client: TestClient, public: Callable[..., Any]
) -> None:
    public(
        places=(
            made_up(),
            made_up(id="shut", name="Shut Library", opening_hours="Mo 20:00-21:00"),
            made_up(id="doubt", name="Doubtful Library", hours_in_doubt="yes"),
            made_up(id="soon", name="Only an Idea", status="proposed"),
            made_up(id="off", name="Closed Library", status="temporarily_closed"),
            made_up(id="far", name="Far Library", borough="Camden"),
        )
    )
    states = rows_of(assert_sound(client.get(NEWHAM)))
    theirs = rows_of(client_page(client, "/plain/borough/newham"))
    assert set(states) == {"Made-up Library", "Shut Library", "Doubtful Library", "Closed Library"}
    assert states.items() <= theirs.items()
    assert set(rows_of(assert_sound(client.get(f"{NEWHAM}&open=now")))) == {
        "Made-up Library",
        "Doubtful Library",
    }
    assert "at midday on 23 November 2026" in client.get(NEWHAM).text


def client_page(client: TestClient, address: str) -> Node:
    return assert_sound(client.get(address))


def rows_of(page: Node) -> dict[str, str]:
    """Give the state of each place in full rows."""
    found = {}
    for item in page.all("li"):
        strong = item.all("strong")
        state = [p for p in item.all("p") if p.all("span", class_="place__mark")]
        if state:
            found[strong[0].text] = state[0].text
    return found


def test_a_long_list_says_how_much_more_there_is(
    client: TestClient, public: Callable[..., Any]
) -> None:
    public(places=tuple(made_up(id=f"n{n}", name=f"Library {n:03}") for n in range(60)))
    page = assert_sound(client.get(NEWHAM))
    shown = len(rows_of(page))
    assert 10 < shown <= embed.AT_ONCE
    assert f"And {60 - shown} more." in page.text


def test_nothing_open_and_nothing_at_all_are_said(
    client: TestClient, public: Callable[..., Any]
) -> None:
    public(places=())
    assert "We know no place here yet." in assert_sound(client.get(NEWHAM)).text
    assert embed.NONE_OPEN in assert_sound(client.get(f"{NEWHAM}&open=now")).text


def test_a_borough_that_is_not_one_gets_the_choice(client: TestClient) -> None:
    for query in ("", "?borough=", "?borough=%3Cb%3Eatlantis"):
        page = assert_sound(client.get(f"/plain/embed{query}"))
        links = {a["href"] for a in page.all("a") if a["href"].startswith("/plain/")}
        assert links == {embed.address(name) for name in NAMES}
        assert "atlantis" not in page.text


def test_record_texts_cannot_break_out(client: TestClient, public: Callable[..., Any]) -> None:
    public(places=(made_up(name="<script>alert(1)</script>", alert="</p><form>"),))
    page = assert_sound(client.get(NEWHAM))
    assert not page.all("form")
    assert "<script>alert(1)</script>" in page.text


def test_the_snippet_is_one_frame_that_tells_nobody_where_it_stands() -> None:
    found: list[dict[str, str | None]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag == "iframe"
            found.append(dict(attrs))

    written = embed.snippet("https://havens.example.org", "City of London", only_open=True)
    Reader().feed(written)
    (frame,) = found
    address = "https://havens.example.org/plain/embed?borough=city-of-london&open=now"
    assert frame["src"] == address
    assert frame["title"] == "Places to go in the City of London"
    assert frame["referrerpolicy"] == "no-referrer"
    assert "allow" not in frame
    assert "sandbox" not in frame
    assert re.fullmatch(r"<iframe [^<]*></iframe>", written)
