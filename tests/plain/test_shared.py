"""Pages that are the same for everybody: made once, kept only while they are right, never if typed."""

from __future__ import annotations

import asyncio
import gzip
import re
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from data.hours_clock import LONDON
from data.live import current
from data.records import Place
from data.shared_caches import FRESH_SECONDS
from data.stays_true import true_until
from geo.boroughs import NAMES
from pages.plain import shared as module
from pages.plain.shared import Says, keep, shared
from tests.made_up_records import PLACE
from tests.plain.conftest import NOW

NEWHAM = "/plain/borough/newham"
OF_NOW = ["/plain", NEWHAM, "/plain/talk", "/plain/missing", "/plain/textsafe"]
EMBED = "/plain/embed?borough=newham"
OF_TODAY = ["/plain/about"]
OF_NO_DAY = ["/plain/borough", "/plain/private", "/plain/keep", "/plain/embed"]
OURS = [
    *OF_NOW,
    *OF_TODAY,
    *OF_NO_DAY,
    EMBED,
    f"{EMBED}&open=now",
    "/plain/talk?for=parent",
    "/plain/talk?topic=online",
    "/plain/talk?borough=camden",
    "/plain/talk?service=childline",
    "/plain/textsafe?for=family",
    "/plain/missing?borough=city-of-london",
]
TYPED = [
    "/plain?where=E16+1ZE",
    f"{NEWHAM}?from=30",
    f"{NEWHAM}?E16+1ZE",
    "/plain/talk?for=parent&topic=online",
    "/plain/talk?for=",
    "/plain/talk?topic=E16+1ZE",
    "/plain/talk?borough=Camden",
    "/plain/talk?borough=Atlantis",
    "/plain/talk?service=my+secret",
    "/plain/talk?for=parent&x=E16",
    "/plain/talk?for=parent&for=staff",
    "/plain/textsafe?for=young",
    "/plain/textsafe?for=E16",
    "/plain/missing?borough=Camden",
    "/plain/missing?borough=Atlantis",
    "/plain/borough?borough=Atlantis",
    "/plain/embed?borough=Newham",
    "/plain/embed?borough=Atlantis",
    f"{EMBED}&open=E16",
    "/plain/private?E16",
    "/plain/about?x=1",
]


def how_long(answer: httpx.Response | Response) -> tuple[int, int]:
    """Give for how many seconds a shared cache may keep an answer, and then go on while we don't."""
    said = answer.headers["cache-control"]
    found = re.fullmatch(r"public, max-age=0, s-maxage=(\d+), stale-if-error=(\d+)", said)
    assert found, said
    fresh, down = int(found[1]), int(found[2])
    assert answer.headers["cdn-cache-control"] == f"max-age={fresh}, stale-if-error={down}"
    return fresh, down


@pytest.mark.parametrize("address", OURS)
def test_what_is_the_same_for_all_may_be_kept(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    fresh, down = how_long(answer)
    assert fresh == FRESH_SECONDS
    assert 0 < down <= 86_400
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"].startswith('W/"')
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("address", TYPED)
def test_what_may_be_typed_is_kept_nowhere(client: TestClient, address: str) -> None:
    for headers in ({}, {"if-none-match": "*"}):
        answer = client.get(address, headers=headers)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert "cdn-cache-control" not in answer.headers


@pytest.mark.parametrize("address", OURS)
def test_who_has_it_gets_no_body(client: TestClient, address: str) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": f'"x", {first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    kept = ("etag", "vary", "cache-control", "content-security-policy", "x-robots-tag")
    assert {n: again.headers[n] for n in kept} == {n: first.headers[n] for n in kept}
    assert client.get(address, headers={"if-none-match": 'W/"x"'}).status_code == 200


@pytest.mark.parametrize("address", [NEWHAM, EMBED])
def test_packed_or_not_it_is_the_same(client: TestClient, address: str) -> None:
    packed = client.get(address, headers={"accept-encoding": "gzip"})
    plain = client.get(address, headers={"accept-encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.headers["etag"] == plain.headers["etag"]
    head = client.head(address, headers={"accept-encoding": "gzip"})
    assert head.status_code == 200
    assert (head.content, head.headers["etag"]) == (b"", packed.headers["etag"])
    assert head.headers["content-length"] == packed.headers["content-length"]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T12:00:00", (1, 599)),
        ("2026-11-23T16:25:00", (1, 297)),
        ("2026-11-23T16:29:30", (1, 27)),
        ("2026-11-23T16:29:57", (1, 0)),
        ("2026-11-23T23:59:00", (1, 57)),
    ],
)
def test_no_longer_than_nothing_changes(
    client: TestClient,
    public: Callable[..., object],
    at: Callable[[str], None],
    moment: str,
    expected: tuple[int, int],
) -> None:
    """The library opens from 9 to 17: at 16.30 it closes soon."""
    at(moment)
    module.live().refresh()
    public(places=(Place(**PLACE),))
    for address in (NEWHAM, EMBED, "/plain"):
        assert how_long(client.get(address)) == expected


def test_nothing_in_the_last_seconds(
    client: TestClient, public: Callable[..., object], at: Callable[[str], None]
) -> None:
    at("2026-11-23T16:29:58")
    module.live().refresh()
    public(places=(Place(**PLACE),))
    answer = client.get(NEWHAM)
    assert answer.headers["cache-control"] == "no-cache"
    assert "cdn-cache-control" not in answer.headers


@pytest.mark.parametrize("address", [*OF_NOW, EMBED, f"{EMBED}&open=now", "/plain/about"])
def test_a_page_reads_the_same_until_then(
    client: TestClient, at: Callable[[str], None], address: str
) -> None:
    """At moments over days with a bank holiday and a change of the clocks."""
    for moment in ("2026-12-24T15:10", "2026-12-25T23:10", "2027-03-28T00:40", "2027-06-08T08:17"):
        begins = datetime.fromisoformat(moment).replace(tzinfo=LONDON)
        ends = true_until(current(), begins).astimezone(LONDON) - timedelta(seconds=1)
        read = []
        for one in (begins, ends):
            at(one.isoformat())
            keep.clear()
            text = client.get(address).text
            # When it was so is said, and stays true.
            read.append(re.sub(r"as it was at [^<]*\.", "", text, flags=re.IGNORECASE))
        assert read[0] == read[1], (address, moment)


def test_one_that_names_no_state_holds_for_a_day(client: TestClient) -> None:
    for address in OF_NO_DAY:
        assert how_long(client.get(address)) == (1, 86_399)
    for address in OF_TODAY:
        assert how_long(client.get(address)) == (1, 12 * 3_600 - 2 - 1)


@pytest.mark.parametrize("page", ["/plain/data", "/plain/api", "/poster/camden"])
def test_an_address_that_anyone_can_make_up_is_kept_for_nobody(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    if page.startswith("/poster"):
        from pages import poster_route

        client = TestClient(Starlette(routes=list(poster_route.routes)))
    asked = {"host": "evil.example"}
    answer = client.get(page, headers=asked)
    assert "public" not in answer.headers["cache-control"]
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://safe.example")
    answer = client.get(page, headers=asked)
    assert how_long(answer)[0] == FRESH_SECONDS
    assert "evil.example" not in answer.text


def counted(says: Says = Says.NOW) -> tuple[Starlette, list[int], Callable[[str], None]]:
    """Make an app of one page; it counts how often the page is drawn, or fails to be."""
    drawn: list[int] = []
    words = ["first"]

    def draw() -> str:
        drawn.append(threading.get_ident())
        if words[0] == "fail":
            raise RuntimeError(words[0])
        return f"<p>{words[0]}</p>"

    async def page(request: Request) -> Response:
        return await shared(request, draw, says)

    def say(text: str) -> None:
        words[0] = text

    return Starlette(routes=[Route("/page", page)]), drawn, say


def test_it_is_drawn_once_until_something_public_changes(public: Callable[..., object]) -> None:
    app, drawn, say = counted()
    client = TestClient(app)
    public(places=(Place(**PLACE),))
    assert [client.get("/page").text for _ in range(3)] == ["<p>first</p>"] * 3
    # What somebody adds to the address changes nothing that is read, and fills no memory.
    assert client.get("/page?E16+1ZE").text == "<p>first</p>"
    assert len(drawn) == 1
    say("second")
    public(places=(Place(**PLACE | {"alert": "Flood."}),))
    assert client.get("/page").text == "<p>second</p>"
    assert len(drawn) == 2


@pytest.mark.parametrize(
    ("says", "minutes", "times"),
    [
        (Says.NOW, 1, 1),
        (Says.NOW, 271, 2),
        (Says.MINUTE, 1, 2),
        (Says.TODAY, 700, 1),
        (Says.TODAY, 721, 2),
        (Says.ALWAYS, 1_000, 1),
        (Says.NOW, -1, 2),
    ],
)
def test_it_is_drawn_again_when_it_may_be_wrong(
    public: Callable[..., object],
    at: Callable[[str], None],
    says: Says,
    minutes: int,
    times: int,
) -> None:
    """The library says something else at 16.30."""
    app, drawn, _ = counted(says)
    module.live().refresh()
    public(places=(Place(**PLACE),))
    client = TestClient(app)
    client.get("/page")
    later = datetime.fromisoformat(NOW) + timedelta(minutes=minutes)
    at(later.isoformat())
    client.get("/page")
    assert len(drawn) == times


def test_a_setting_that_changes_makes_it_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app, drawn, _ = counted()
    client = TestClient(app)
    client.get("/page")
    monkeypatch.setenv("HAVENS_EXIT_URL", "https://example.org/")
    client.get("/page")
    assert len(drawn) == 2


def test_many_at_once_wait_for_one_that_draws() -> None:
    app, drawn, _ = counted()

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await asyncio.gather(*(client.get("/page") for _ in range(50)))

    answers = asyncio.run(ask())
    assert {answer.text for answer in answers} == {"<p>first</p>"}
    assert len(drawn) == 1


def test_one_that_fails_is_tried_again() -> None:
    app, drawn, say = counted()
    say("fail")
    client = TestClient(app, raise_server_exceptions=False)
    assert [client.get("/page").status_code for _ in range(2)] == [500, 500]
    say("now")
    assert client.get("/page").text == "<p>now</p>"
    assert len(drawn) == 3


def test_the_keep_has_bounds(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_KEPT", 3)
    for name in NAMES[:6]:
        client.get(f"/plain/embed?borough={name.lower()}")
    assert len(keep._pages) == 3
    assert all(len(gzip.decompress(page.packed)) > 1_000 for page in keep._pages.values())


def test_a_change_that_came_but_is_not_made_yet_is_kept_nowhere(
    client: TestClient, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past midnight the directory is yesterday's until the follower has looked."""
    module.live().refresh()
    monkeypatch.setattr(type(module.live()), "_is_due", lambda _self: False)
    at("2026-11-24T00:00:00.5")
    assert client.get(NEWHAM).headers["cache-control"] == "no-cache"
    module.live().refresh()
    assert how_long(client.get(NEWHAM))[0] == FRESH_SECONDS
