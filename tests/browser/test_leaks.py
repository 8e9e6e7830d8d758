"""Nothing leaks: one walk through all there is, and then a look at everything that it left."""

from __future__ import annotations

import re
import shutil
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from data.roles import Role
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.leak_walk import Marks, Walk
from tests.browser.staffed import database_of
from tests.browser.traces import Asked, holding, in_files

pytestmark = pytest.mark.browser
Run = Callable[..., AbstractContextManager[str]]
COOKIES = {
    "_streamlit_xsrf": "Streamlit's own, against forged uploads; a random number",
    "havens_form": "on the pages where staff sign in and out, against forged forms",
    "havens_staff": "of staff who signed in",
}


@contextmanager
def own_browser(folder: Path, needs: Callable[[str], None], **options: Any) -> Iterator[Any]:
    """Run a browser that keeps a profile and a record of all that it asks the network for."""
    if not CHROMIUM.exists():
        needs(f"{CHROMIUM} is not there: install Debian's chromium")
    from playwright.sync_api import sync_playwright

    flags = [f"--log-net-log={folder / 'net.json'}", "--net-log-capture-mode=IncludeSensitive"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(folder / "profile"),
            executable_path=str(CHROMIUM),
            args=[*FLAGS, *flags],
            viewport={"width": 390, "height": 844},
            has_touch=True,
            **options,
        )
        try:
            yield context
        finally:
            context.close()


LEAKY = """<!DOCTYPE html><title>Help near SE9 2UG</title>
<a href="https://a-haven.invalid/">Directions</a>
<form action="/found"><input name="where"></form>
<script>
navigator.geolocation.getCurrentPosition(() => {});
document.cookie = "seen=1; max-age=1000";
localStorage.where = "SE9 2UG";
indexedDB.open("places");
caches.open("places");
fetch("https://statistics.invalid/?SE9%202UG").catch(() => {});
</script>"""


@pytest.fixture
def leaky_site() -> Iterator[str]:
    """Serve a page that does all that ours must not."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(LEAKY)))
            self.end_headers()
            self.wfile.write(LEAKY.encode())

        def log_message(self, *_given: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}"
        site.shutdown()


def test_the_look_finds_what_leaks(
    leaky_site: str, tmp_path: Path, needs: Callable[[str], None]
) -> None:
    where = {"latitude": 51.5, "longitude": 0.1}
    with own_browser(tmp_path, needs, geolocation=where, permissions=["geolocation"]) as context:
        page = context.pages[0]
        walk = Walk(page, leaky_site, Marks(), "")
        page.goto(leaky_site)
        page.locator("input").fill("Snaresbrook")
        page.keyboard.press("Enter")
        page.wait_for_url("**/found?where=Snaresbrook")
        page.wait_for_timeout(300)
        walk.touch(page.locator("a"))
        walk.note()
        walk.visit.page.wait_for_timeout(300)
        cookies = context.cookies()
    asked = Asked.read(tmp_path / "net.json", "http://127.0.0.1")
    assert asked.hosts == {"127.0.0.1", "statistics.invalid", "a-haven.invalid"}
    assert holding(["SE9 2UG", "Snaresbrook"], asked.addresses)
    assert any(address.startswith(leaky_site) for address in asked.values("Referer"))
    assert {w for w, _ in holding(["SE9 2UG", "Snaresbrook"], walk.entries | walk.titles)} == {
        "SE9 2UG", "Snaresbrook",
    }  # fmt: skip
    assert walk.asked_position[0] == (False, False)
    assert [(kept["local"], kept["caches"], len(kept["databases"])) for kept in walk.kept] == [
        ({"where": "SE9 2UG"}, ["places"], 1)
    ]
    assert len(walk.careless) == 1
    assert [cookie["expires"] > 0 for cookie in cookies] == [True]
    profile = tmp_path / "profile" / "Default"
    assert {word for _file, word in in_files(profile, ["Snaresbrook", "SE9 2UG"])} == {
        "Snaresbrook", "SE9 2UG",
    }  # fmt: skip
    assert holding(["Snaresbrook"], [(profile / "History").read_bytes().decode("utf-8", "replace")])


def rows(database: Path) -> Counter[str]:
    """Give every row of every table."""
    with closing(sqlite3.connect(database)) as connection:
        return Counter(row for row in connection.iterdump() if "sqlite_sequence" not in row)


def test_nothing_leaks_on_a_walk_through_all_there_is(
    running: Run, tmp_path: Path, needs: Callable[[str], None]
) -> None:
    marks, disk, log = Marks(), tmp_path / "disk", tmp_path / "log.txt"
    disk.mkdir()
    database = disk / "store.sqlite3"
    with database_of(database, {"administrator": Role.ADMINISTRATOR}):
        pass
    environ = {
        "HAVENS_DATABASE_URL": f"sqlite:///{database}",
        "HAVENS_CACHE_DIR": str(disk / "cache"),
        "HAVENS_NOW": "2026-11-23T15:00",
        "HOME": str(disk / "home"),
    }
    where = {"latitude": marks.latitude, "longitude": marks.longitude}
    with running(["uvicorn", "app:app", "--port", "{port}"], log, environ=environ) as url:
        before = rows(database)
        start = tmp_path / "start"
        shutil.copytree(disk, start)
        with own_browser(
            tmp_path, needs, geolocation=where, permissions=["geolocation"]
        ) as context:
            walk = Walk(context.pages[0], url, marks, "administrator")
            for step in walk.steps():
                step()
            cookies = {cookie["name"]: cookie for cookie in context.cookies()}
        after = rows(database)
    asked = Asked.read(tmp_path / "net.json", "http://127.0.0.1")
    typed = {*marks.typed, *marks.positions, *marks.private, *marks.reported}
    looked_at = {*walk.places, *marks.looked_up}
    assert len(walk.places) >= 4

    # Nobody else was asked, not even for an address.
    assert asked.origins() == {urlsplit(url).netloc}
    assert asked.hosts == {"127.0.0.1"}
    assert any(address.startswith("ws:") for address in asked.addresses)
    broken = re.compile("Content Security Policy|Refused|Uncaught")
    assert [text for text in walk.said if broken.search(text)] == []
    assert any("st_folium" in address for address in asked.addresses)
    # The card and the pin may be of one place, and so have the same link.
    assert len(walk.touched) >= 3

    # What was typed, tapped and looked at stands in no address and no title.
    seen = {*asked.addresses, *walk.frames, *walk.entries, *walk.titles}
    assert holding({*typed, *looked_at, *marks.refused, *marks.staff}, seen) == set()
    assert walk.titles == {"London places"}
    referers = {urlsplit(address).path for address in asked.values("Referer")}
    assert referers <= {"/staff/sign-in", "/staff/sign-out"}
    assert walk.careless == []

    # The phone is asked where it is by a tap alone.
    assert walk.asked_position == [(True, True)] * 2

    # The browser keeps nothing but what is stated.
    assert walk.kept == []
    assert set(cookies) <= set(COOKIES)
    assert {name for name, cookie in cookies.items() if cookie["expires"] != -1} == set()
    profile = tmp_path / "profile" / "Default"
    assert in_files(profile, typed) == set()
    tabs = {*looked_at, *typed}
    assert in_files(profile / "Sessions", tabs) == set()
    assert holding(tabs, [(profile / "History").read_bytes().decode("utf-8", "replace")]) == set()

    # The server keeps nothing but the reports, without what could tell who wrote them.
    assert sorted(set(walk.answers)) == [200, 404, 405, 413]
    words = {*typed, *looked_at, *marks.refused, *marks.staff, marks.addressed}
    assert holding(words, [log.read_text()]) == set()
    known = {word for _file, word in in_files(start, words)}
    assert {word for _file, word in in_files(disk, words - known)} <= set(marks.reported)
    changed = [*(after - before).elements(), *(before - after).elements()]
    tables = Counter(re.search(r'INTO "(\w+)"', row).group(1) for row in changed)
    assert tables == {"reports": 2, "sign_ins": 1}
    assert holding({*marks.typed, *marks.private, *marks.positions}, changed) == set()
