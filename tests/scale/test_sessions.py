"""Two processes behind nginx: who comes back to which, and what nginx keeps and never keeps."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from tests.browser.find_visit import Visit
from tests.browser.staff_states import SHEET
from tests.browser.staffed import database_of, sign_in
from tests.scale.nginx import Nginx, nginx
from tests.scale.replicas import Replica, replicas, start_all, started
from tests.scale.site import until

TYPED = "SE9 2UG"


@dataclass(frozen=True)
class Two:
    those: list[Replica]
    front: Nginx
    engine: sa.Engine


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    folder = tmp_path_factory.mktemp("two")
    path = folder / "site.sqlite3"
    with database_of(path) as engine:
        # A Monday at noon: no opening hours end while these tests run.
        environ = {
            "HAVENS_DATABASE_URL": f"sqlite:///{path}",
            "HAVENS_NOW": "2026-11-23T12:00",
        }
        those = replicas(folder, environ, 2)
        with nginx(those) as front:
            environ["HAVENS_STANDBY_DIR"] = str(front.standby)
            with started(those):
                yield Two(those, front, engine)


@pytest.fixture
def two(whole: Two) -> Two:
    """Start what an earlier test has left stopped."""
    start_all([one for one in whole.those if not one.is_running()])
    return whole


@pytest.fixture
def page(two: Two, browser: Any) -> Iterator[Any]:
    """Open a phone that takes the certificate of the tests for what it is."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, ignore_https_errors=True)
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def answered(those: list[Replica]) -> list[int]:
    """Count what each process has answered of Streamlit's own routes."""
    counts = []
    for one in those:
        figures = httpx.get(f"http://127.0.0.1:{one.figures}/metrics", timeout=10).text
        found = re.findall(
            r'^havens_requests_total\{.*route="[^"]*_stcore[^"]*".*\} (\S+)$', figures, re.M
        )
        counts.append(int(sum(map(float, found))))
    return counts


def holder(those: list[Replica], seconds: float = 30) -> Replica:
    """Give the process that holds the one page that is open."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        holding = [one for one in those if one.is_running() and one.open_pages()]
        if len(holding) == 1:
            return holding[0]
        time.sleep(0.1)
    pytest.fail("no process holds the page")


FRAMES = ("streamlit_folium.st_folium", "pages.parts.location_button.location_button")


@pytest.mark.parametrize("name", FRAMES)
def test_a_process_that_nobody_has_visited_knows_the_frames_of_a_page(two: Two, name: str) -> None:
    """A page may have been opened at another process."""
    for one in two.those:
        assert one.open_pages() == 0
        assert httpx.get(f"{one.url}/component/{name}/index.html").status_code == 200


def test_a_browser_comes_back_to_the_process_that_it_was_at(two: Two) -> None:
    chosen = set()
    for number in range(8):
        with two.front.client(headers={"User-Agent": f"Phone {number}"}) as phone:
            phone.get("/_stcore/health")
            assert "_streamlit_xsrf" in phone.cookies, "what it is known by"
            before = answered(two.those)
            for path in ("/_stcore/health", "/_stcore/host-config") * 3:
                assert phone.get(path).status_code == 200
            more = [now - then for now, then in zip(answered(two.those), before, strict=True)]
        assert sorted(more) == [0, 6]
        chosen.add(more.index(6))
    assert chosen == {0, 1}


def test_a_school_with_one_address_and_one_kind_of_browser_is_spread(two: Two) -> None:
    before = answered(two.those)
    with two.front.client(headers={"User-Agent": "Tablet of the school"}) as client:
        for second in range(1_790_000_000, 1_790_000_040):
            # As Streamlit writes it: a mask, the masked token, and when it was first set.
            cookie = f'_streamlit_xsrf="2|0a0b0c0d|{second:032x}|{second}"'
            assert client.get("/_stcore/host-config", headers={"Cookie": cookie}).status_code == 200
    more = [now - then for now, then in zip(answered(two.those), before, strict=True)]
    assert sum(more) == 40
    assert min(more) >= 8


def test_nothing_that_is_somebodys_own_is_kept_by_nginx(two: Two) -> None:
    with two.front.client() as client:
        for _ in range(2):
            for answer in (
                client.post("/plain", data={"where": TYPED}),
                client.post("/api/services", json={"postcode": TYPED}),
                client.get("/api/services", params={"postcode": TYPED}),
                client.get("/api/services", params={"query": TYPED}),
                client.get("/staff"),
                client.get("/staff/sign-in"),
                client.get("/_stcore/health"),
                client.get("/_stcore/host-config"),
                client.get("/healthz"),
                client.get("/readyz"),
                client.get("/nowhere"),
            ):
                kept = answer.headers.get("Havens-Cache", "MISS")
                assert kept == "MISS", f"{answer.request.url} {kept}"
                assert answer.status_code < 500
    assert TYPED.encode() not in two.front.written()
    assert b"SE9" not in two.front.written()
    assert b"et-cookie" not in two.front.written()


def test_what_is_the_same_for_all_is_asked_for_once(two: Two) -> None:
    with two.front.client() as client:
        (script,) = re.findall(r'"(/assets/plain\.js\?v=[^"]+)"', client.get("/plain").text)
        for packed in ("gzip, deflate, br", "identity"):
            said = [client.get(script, headers={"Accept-Encoding": packed}) for _ in range(2)]
            assert [one.headers["Havens-Cache"] for one in said] == ["MISS", "HIT"]
            assert (said[1].headers.get("Content-Encoding") == "gzip") is ("gzip" in packed)
            assert said[0].text == said[1].text


PUBLIC = (
    "/",
    "/plain",
    "/plain/borough/camden",
    "/plain/talk",
    "/data/places.csv",
    "/api/services",
)


def test_what_changes_is_kept_for_seconds(two: Two) -> None:
    with two.front.client() as client:
        first = {path: client.get(path).text for path in PUBLIC}
        for path in PUBLIC:
            assert client.get(path).headers["Havens-Cache"] == "HIT", path
        time.sleep(3.1)
        for path in PUBLIC:
            answer = client.get(path)
            assert answer.headers["Havens-Cache"] in ("EXPIRED", "REVALIDATED"), path
            assert answer.text == first[path]


def test_an_old_map_of_places_is_not_kept(two: Two) -> None:
    with two.front.client() as client:
        where = client.get("/data/places-now.geojson").headers["location"]
        said = [client.get(where).headers["Havens-Cache"] for _ in range(2)]
        assert said == ["MISS", "HIT"]
        time.sleep(3.1)
        assert client.get(where).headers["Havens-Cache"] == "EXPIRED"


@pytest.mark.browser
def test_each_file_of_staff_comes_to_the_process_of_their_page(
    two: Two, page: Any, tmp_path: Path
) -> None:
    sign_in(page, two.front.url, "editor", "/staff?view=exchange")
    for number in range(4):
        sheet = tmp_path / f"sheet-{number}.csv"
        sheet.write_bytes(Path(SHEET).read_bytes())
        with page.expect_response(lambda answer: "/upload_file/" in answer.url) as sent:
            page.locator("input[type=file]").set_input_files(str(sheet))
        assert sent.value.ok
        page.get_by_text(sheet.name).first.wait_for()
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="What the file would do").wait_for()


@pytest.mark.browser
def test_a_search_is_still_there_when_its_process_is_killed(two: Two, page: Any) -> None:
    visit = Visit(page)
    visit.open(f"{two.front.url}/")
    visit.search("E16 1ZE")
    heading, listed = visit.heading, visit.listed()
    assert "E16 1ZE" in heading
    one = holder(two.those)
    began = time.monotonic()
    one.end(signal.SIGKILL)
    (other,) = (each for each in two.those if each is not one)
    assert holder([other]) is other
    visit.settle()
    print(f"connected again after {time.monotonic() - began:.1f} s")
    assert visit.heading == heading
    assert visit.box.input_value() == "E16 1ZE"
    assert visit.listed() == listed
    assert page.locator('a[href="tel:999"]').first.is_visible()


def test_without_any_process_what_still_holds_is_answered(whole: Two) -> None:
    standby = whole.front.standby
    until(lambda: (standby / "plain" / "borough" / "newham.html").exists(), time.monotonic() + 20)
    with whole.front.client() as client:
        kept = {path: client.get(path).text for path in PUBLIC[1:]}
        for one in whole.those:
            if one.is_running():
                one.end(signal.SIGKILL)
        time.sleep(3.1)
        for path, text in kept.items():
            answer = client.get(path)
            assert (answer.status_code, answer.headers["Havens-Cache"]) == (200, "STALE"), path
            assert answer.text == text
        for path, answer in {
            # A page of Streamlit would only wait for a process.
            "index": client.get("/"),
            "plain/borough/newham": client.get("/plain/borough/newham"),
            "plain/textsafe": client.get("/plain/textsafe"),
            # What was typed is no part of it.
            "index ": client.post("/plain", data={"where": TYPED}),
            "plain/talk": client.post("/plain/talk", data={"topic": "online"}),
        }.items():
            assert answer.status_code == 503
            assert answer.text == (standby / f"{path.strip()}.html").read_text()
            assert answer.text.count('href="tel:999"') >= 1
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
