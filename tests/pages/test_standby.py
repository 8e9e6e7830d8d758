"""The pages for when no server answers: they help without us, and never say that a place is open."""

from __future__ import annotations

import gc
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import anyio
import anyio.to_thread
import pytest

from data.borough_summary import slug_of
from data.database import DatabaseError, open_database, upgrade
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import Live, live
from data.load import Seed
from data.records import BoroughContact, Channel, Place, Service, Status
from data.standby import DAYS, Standby
from data.store import Store
from geo.boroughs import NAMES, borough_at
from pages import standby, standby_pages
from pages.standby import Keeper, known_now, main, write
from pages.standby_pages import INDEX
from pages.startup import lifespan
from tests.data.staff import AMINA, LIBRARY
from tests.made_up_records import CHANNEL, PLACE, SERVICE
from tests.plain.reading import Node, assert_has_help, read

AT = datetime(2026, 11, 23, 12, tzinfo=LONDON)
NEWHAM = "plain/borough/newham.html"
TALK = "plain/talk.html"
FILES = {INDEX, *(f"plain/borough/{slug_of(name)}.html" for name in NAMES)}
FILES |= {f"{folder}{n}.html" for folder in ("", "plain/") for n in ("talk", "missing", "textsafe")}
CONTACT = {
    "id": "newham",
    "borough": "Newham",
    "gss_code": "E09000025",
    "visibility": "public",
    "confidence": "high",
    "day_phone": "020 7946 0000",
    "day_hours": "Mo-Fr 09:00-17:00",
    "night_phone": "020 7946 0001",
    "source_date": "2026-06",
}
STATES = re.compile(
    r"open now|open until|open for|listed as open|listed as closed|closed now|opens? soon"
    r"|closes soon|may be open|call this one now|should be (?:there|away)|right now, it",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_NOW", AT.isoformat())
    monkeypatch.setattr(standby, "BETWEEN_PAGES_SECONDS", 0)


@pytest.fixture(scope="module")
def real() -> dict[str, Node]:
    """Give the pages of the real records, read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HAVENS_NOW", AT.isoformat())
        live().refresh()
        return {
            name: read(html) for name, html in standby_pages.standby_pages(known_now(live(), AT))
        }


def directory_of(*places: dict[str, Any], channels: Any = (), **service: Any) -> Directory:
    made = tuple(Place(**PLACE | place) for place in places)
    services = tuple([Service(**SERVICE | service, channels=channels)] if channels else [])
    return Directory.of(Seed(made, services, (), (BoroughContact(**CONTACT),)), AT.date())


def drawn(
    now: Directory, *coming: tuple[timedelta, Directory], name: str = NEWHAM, at: datetime = AT
) -> str:
    """Give the words of one page below its bars."""
    known = Standby(now, tuple((at + ahead, then) for ahead, then in coming), at)
    pages = dict(standby_pages.standby_pages(known))
    return read(pages[name]).one("main").text


def test_there_is_a_page_for_each_address(real: dict[str, Node]) -> None:
    assert set(real) == FILES


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_page_helps_without_us(real: dict[str, Node], name: str) -> None:
    page = real[name]
    assert_has_help(page)
    words = page.one("main").text
    assert (
        "Our site has a fault right now. We can't tell you what is open. Ring before you go."
        in words
    )
    assert "what we knew on 23 November 2026. After 30 November 2026 it may be wrong." in words
    assert page.one("html")["lang"] == "en-GB"
    assert page.one("title").text == "London places"
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert page.one("h1").text
    ids = [node["id"] for node in page.all() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    # All that it needs is in it; only the exit has a script, and is a link without that.
    assert not page.all("link", rel="stylesheet")
    assert [s["src"].split("?")[0] for s in page.all("script")] == ["/assets/exit.js"]
    assert page.one("a", id="exit")["href"] == "https://www.bbc.co.uk/weather"
    assert not page.all("form")
    assert not [n for n in page.all() if "style" in n.attrs or n.tag in ("img", "iframe")]
    policy = page.one("meta", http_equiv="Content-Security-Policy")["content"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "form-action 'none'" in policy
    assert "frame-ancestors" not in policy  # Only a header can say that.


@pytest.mark.parametrize("name", sorted(FILES))
def test_every_link_leads_somewhere(real: dict[str, Node], name: str) -> None:
    ids = {node.attrs.get("id") for node in real[name].all()}
    for link in real[name].all("a"):
        to, _, within = link["href"].partition("#")
        if not to:
            assert within in ids
        elif to.startswith("/"):
            # What has no file of its own is answered with the first page, and says so.
            assert f"{to.strip('/')}.html" in FILES or to in ("/plain", "/plain/borough"), to
        elif to.startswith("http"):
            assert "noreferrer" in link["rel"]


@pytest.mark.parametrize("name", sorted(FILES))
def test_nothing_says_what_is_open(real: dict[str, Node], name: str) -> None:
    said = real[name].one("main").text.replace("We can't tell you what is open", "")
    assert not STATES.findall(said)


def test_every_place_is_there_with_its_source(real: dict[str, Node]) -> None:
    shown = 0
    for borough in NAMES:
        rows = real[f"plain/borough/{slug_of(borough)}.html"].all("li", class_="place")
        names = [row.all("strong")[0].text for row in rows]
        here = [p for p in live().directory().places if p.borough == borough]
        assert sorted(names) == sorted(p.name for p in here if p.status is not Status.PROPOSED)
        for row in rows:
            assert re.search(r"Listed (?:by|on) .*City Hall", row.text), row.text
        shown += len(rows)
    assert shown > 100


def test_hours_are_words_and_not_more_sure_than_they_are() -> None:
    def said(**place: Any) -> str:
        return drawn(directory_of(place))

    week = "Times on our list: Every day 9am to 5pm"
    assert week in said()
    assert "heck first" not in said()
    assert week in said(source_date="2021-06")
    assert "Check first: these times are from June 2021." in said(source_date="2021-06")
    assert "Check first: we are not sure of these times." in said(hours_in_doubt="yes")
    # A check of a library holds 180 days: until 28 November, within the week.
    assert "After 28 November 2026, check first." in said(checked_on="2026-06-01")
    assert "Check first: City Hall has not checked that lately." in said(checked_on="2026-05-01")
    assert "Times on our list" not in said(opening_hours=None)
    assert "We don't know its times." in said(opening_hours=None)
    shut = said(status="temporarily_closed")
    assert "Closed for now." in shut
    assert "Times on our list" not in shut
    assert "Made-up Library" not in said(status="proposed")
    assert "9.10am" not in said(status="temporarily_closed", staffed_hours="Mo 09:10-10:00")
    assert "9.10am" in said(staffed_hours="Mo 09:10-10:00")


@pytest.mark.parametrize(
    "then",
    [
        {"status": "temporarily_closed"},
        {"visibility": "closed"},
        {"opening_hours": "Mo 10:00-12:00"},
    ],
)
def test_a_dated_change_takes_the_hours_out(then: dict[str, str]) -> None:
    now, later = directory_of({}), directory_of(then)
    soon = "Something changes here on 26 November 2026. Ring before you go."
    words = drawn(now, (timedelta(days=3), later))
    assert soon in words
    assert "Times on our list" not in words
    far = drawn(now, (timedelta(days=DAYS + 1), later))
    assert "Something changes" not in far
    assert "Times on our list" in far
    assert "Something changes" not in drawn(now, (timedelta(days=1), now))


def test_a_place_that_soon_leaves_the_list_says_so() -> None:
    # Checked 360 days before 26 November: nobody checks it for twice the 180 that a check holds.
    words = drawn(directory_of({"checked_on": "2025-12-01"}))
    assert "Something changes here on 27 November 2026." in words
    both = drawn(
        directory_of({"checked_on": "2025-12-01"}),
        (timedelta(days=1), directory_of({"phone": "101"})),
    )
    assert "Something changes here on 24 November 2026." in both


def test_who_cannot_be_rung_is_said() -> None:
    assert "We have no number to ring here." in drawn(directory_of({}))
    words = drawn(directory_of({"phone": "020 7946 0009"}))
    assert "Call 020 7946 0009" in words
    assert "no number to ring" not in words


def test_people_to_talk_to_say_no_state_either() -> None:
    def said(channel: dict[str, Any] | None = None, **service: Any) -> str:
        line = Channel(**CHANNEL | (channel or {}))
        return drawn(directory_of(channels=(line,), **service), name=TALK)

    plain = said()
    assert "Call 0800 000 000" in plain
    assert "Times on our list: Every day 9am to 5pm" in plain
    assert "Not yet checked by City Hall." in plain
    assert "Check first: these times are from June 2021." in said({"source_date": "2021-06"})
    assert "We don't know the hours." in said({"opening_hours": None})
    assert "To be confirmed: we don't know if this still runs." in said(status="unknown")
    assert "Times on our list" not in said(status="unknown")
    assert "In danger? Use it now." in said(topics=["emergency"])
    assert "Made-up Line" not in said(audience=["professional"])
    line = Channel(**CHANNEL)
    now, then = directory_of(channels=(line,)), directory_of(channels=(line,), status="closed")
    soon = drawn(now, (timedelta(days=2), then), name=TALK)
    assert "Something changes here on 25 November 2026. Ring before you go." in soon
    assert "Times on our list" not in soon


def test_a_councils_numbers_are_for_any_hour() -> None:
    words = drawn(directory_of({}))
    assert "Day. Monday to Friday 9am to 5pm" in words
    assert "When the day team is away." in words
    assert "020 7946 0001" in words
    other = drawn(directory_of({}), name="plain/borough/camden.html")
    assert "We have no number for the council's children's team" in other
    assert "We know no place here yet." in other


def test_it_is_the_same_at_any_hour_of_a_day() -> None:
    """So that several servers write the same, and a file is touched once a day."""
    known = [
        dict(standby_pages.standby_pages(Standby(live().directory(), (), AT.replace(hour=hour))))
        for hour in (0, 3, 13, 23)
    ]
    assert known[0] == known[1] == known[2] == known[3]


def test_a_record_can_end_no_element() -> None:
    name = '<script>alert(1)</script>"'
    html = dict(standby_pages.standby_pages(Standby(directory_of({"name": name}), (), AT)))[NEWHAM]
    assert "<script>alert" not in html


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    pages = [("index.html", "a"), ("plain/x.html", "b")]
    assert write(tmp_path / "made", pages) == 2
    folder = tmp_path / "made"
    os.utime(folder / "index.html", (1, 1))
    assert write(folder, pages) == 0
    assert (folder / "index.html").stat().st_mtime == 1
    assert write(folder, [("index.html", "c"), pages[1]]) == 1
    assert (folder / "index.html").read_text() == "c"
    assert sorted(p.name for p in folder.rglob("*") if p.is_file()) == ["index.html", "x.html"]
    assert (folder / "index.html").stat().st_mode & 0o777 == 0o644


def test_what_was_left_half_made_goes_in_time(tmp_path: Path) -> None:
    old, new = tmp_path / ".a.html.1.1.new", tmp_path / ".b.html.1.1.new"
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (1, 1))
    write(tmp_path, [])
    assert not old.exists()
    assert new.exists()


def test_several_at_once_never_show_half_a_page(tmp_path: Path) -> None:
    whole = {letter * 200_000 for letter in "ab"}
    seen: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            if (tmp_path / "x.html").exists():
                seen.add((tmp_path / "x.html").read_text())

    reader = threading.Thread(target=look)
    reader.start()
    with ThreadPoolExecutor(4) as pool:
        for _ in range(25):
            list(pool.map(lambda text: write(tmp_path, [("x.html", text)]), [*whole, *whole]))
    done.set()
    reader.join()
    assert seen == whole
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]


@pytest.fixture
def followed(tmp_path: Path) -> Iterator[tuple[Store, Live, Callable[[bool], None]]]:
    """Give a store with the library, a server that follows it, and a way to take it away."""
    engine = open_database(f"sqlite:///{tmp_path / 'store.sqlite3'}")
    upgrade(engine)
    store = Store(engine, borough_at)
    store.plant(Seed((Place(**PLACE),), (), (), ()), AT - timedelta(days=1))
    away: list[bool] = []

    def open_store() -> Store:
        if away:
            raise DatabaseError("The database is away.")
        return store

    def take(is_away: bool) -> None:
        away[:] = [True] if is_away else []

    yield (
        store,
        Live(open_store, lambda: Seed((), (), (), ()), tmp_path / "public.json", lambda: AT),
        take,
    )
    engine.dispose()


Followed = tuple[Store, Live, Callable[[bool], None]]


def test_a_hidden_place_is_gone_at_the_next_look(followed: Followed, tmp_path: Path) -> None:
    store, records, _ = followed
    keeper = Keeper(tmp_path / "pages", records)
    page = tmp_path / "pages" / NEWHAM
    assert keeper.look() == len(FILES)
    assert "Made-up Library" in page.read_text()
    assert keeper.look() == 0
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", AT)
    records.refresh()
    assert keeper.look() == 1
    assert "Made-up Library" not in page.read_text()


def test_the_thread_does_it_by_itself_and_ends(followed: Followed, tmp_path: Path) -> None:
    store, records, _ = followed
    keeper = Keeper(tmp_path / "pages", records)
    page = tmp_path / "pages" / NEWHAM
    records.directory()
    records.start()
    keeper.start()
    try:
        _until(lambda: page.exists() and "Made-up Library" in page.read_text())
        store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", AT)
        begun = time.monotonic()
        _until(lambda: "Made-up Library" not in page.read_text())
        assert time.monotonic() - begun < 6
    finally:
        keeper.stop()
        records.stop()
    assert "keep-standby" not in {thread.name for thread in threading.enumerate()}


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_who_is_cut_off_from_the_database_brings_nothing_back(
    followed: Followed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another server has hidden the place meanwhile, and the day changes."""
    store, records, take = followed
    folder = tmp_path / "pages"
    behind, ahead = Keeper(folder, records), Keeper(folder, Live(*_same(store, tmp_path)))
    behind.look()
    take(True)
    records.refresh()
    store.amend(AMINA, LIBRARY, {"visibility": "closed"}, "Not safe.", AT)
    ahead.look()
    assert "Made-up Library" not in (folder / NEWHAM).read_text()
    monkeypatch.setenv("HAVENS_NOW", (AT + timedelta(days=1)).isoformat())
    assert behind.look() == 0
    assert "Made-up Library" not in (folder / NEWHAM).read_text()
    # Where there is nothing yet, what is known is better than nothing.
    assert Keeper(tmp_path / "new", records).look() == len(FILES)
    take(False)
    records.refresh()
    behind.look()
    assert "Made-up Library" not in (folder / NEWHAM).read_text()
    assert "24 November 2026" in (folder / NEWHAM).read_text()


def _same(store: Store, tmp_path: Path) -> tuple[Any, ...]:
    return (
        lambda: store,
        lambda: Seed((), (), (), ()),
        tmp_path / "other.json",
        lambda: AT,
    )


def test_a_folder_that_cannot_be_written_is_said_once(
    followed: Followed, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: Any
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setattr(standby, "LOOK_EVERY_SECONDS", 0.01)
    monkeypatch.setattr(standby, "AFTER_FAILURE_SECONDS", 0.01)
    keeper = Keeper(tmp_path / "file" / "pages", followed[1])
    keeper.start()
    _until(lambda: "HAVENS_STANDBY_DIR" in caplog.text)
    time.sleep(0.2)
    keeper.stop()
    assert caplog.text.count("HAVENS_STANDBY_DIR") == 1


def test_the_setting_starts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert standby.keeper() is None
    monkeypatch.setenv("HAVENS_STANDBY_DIR", str(tmp_path / "pages"))
    made = standby.keeper()
    assert made
    assert made._folder == tmp_path / "pages"


def test_the_command_makes_them_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "pages")]) == 0
    assert {str(p.relative_to(tmp_path / "pages")) for p in tmp_path.rglob("*.html")} == FILES
    assert f"Wrote {len(FILES)} pages" in capsys.readouterr().out
    assert main([]) == 2
    (tmp_path / "file").write_text("x")
    assert main([str(tmp_path / "file")]) == 1
    assert "could not be made" in capsys.readouterr().err


def test_a_server_keeps_them_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_STANDBY_DIR", str(tmp_path / "pages"))

    async def run() -> None:
        async with lifespan(warm={}, close=[])(None):  # type: ignore[arg-type]
            await anyio.to_thread.run_sync(_until, (tmp_path / "pages" / INDEX).exists)

    try:
        anyio.run(run)
    finally:
        gc.unfreeze()
    assert {str(p.relative_to(tmp_path / "pages")) for p in tmp_path.rglob("*.html")} == FILES
