"""The copy on a phone: only when asked for, true as long as it speaks, and gone when removed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from data.kept_copy import TOO_OLD
from data.live import store
from data.revisions import RecordKind
from data.roles import Actor, Role
from geo.gazetteer import find
from geo.kept_districts import areas, districts
from tests.data.kept_reader import Kept

pytestmark = pytest.mark.browser
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
STORED = """async () => ({
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  databases: (await indexedDB.databases()).length,
  local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
})"""
NOTHING = {"caches": [], "workers": 0, "databases": 0, "local": 0, "session": 0, "cookies": ""}


TRY_TO_UPDATE = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/");
  await registration.update().catch(() => {});
  const worker = registration.installing;
  const ended = (done) => (worker.onstatechange = () => /redundant|activated/.test(worker.state) && done());
  if (worker) await new Promise(ended);
  return caches.keys();
}"""


def until(page: Any, condition: str) -> None:
    """Wait for a condition, an expression of JavaScript in which ``await`` may stand."""
    for _ in range(100):
        if page.evaluate(f"async () => {condition}"):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {condition}")


@pytest.fixture(scope="module")
def trouble(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trouble") / "trouble.txt"


@pytest.fixture(scope="module")
def server(
    running: Callable[..., Any], trouble: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    log = tmp_path_factory.mktemp("server") / "log.txt"
    arguments = ["uvicorn", "tests.browser.kept_server.app:app", "--port", "{port}"]
    # Records of its own, since a place is hidden in them.
    own = {
        "TROUBLE": str(trouble),
        "HAVENS_DATABASE_URL": f"sqlite:///{trouble.parent}/own.sqlite3",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in own.items():
            patch.setenv(name, value)
        with running(arguments, log) as url:
            yield url


@pytest.fixture(autouse=True)
def _no_trouble(trouble: Path) -> Iterator[None]:
    yield
    trouble.unlink(missing_ok=True)


def press_keep(page: Any, server: str) -> None:
    page.goto(f"{server}/plain/keep")
    page.get_by_role("button", name="Keep on this phone").click()
    page.locator("#keep-said", has_text="Done.").wait_for()


def opened(page: Any, address: str) -> Any:
    """Go somewhere without a signal and wait for the copy."""
    page.goto(address)
    page.locator("#age", has_text="Copy of").wait_for()
    page.locator("#list article").first.wait_for()
    return page


@pytest.fixture
def kept(browser_page: Any, server: str) -> Any:
    """A phone with a copy on it, which has no signal any more."""
    press_keep(browser_page, server)
    browser_page.context.set_offline(True)
    return browser_page


def test_nothing_is_kept_by_itself(browser_page: Any, server: str) -> None:
    for path in ("/plain", "/plain/kept", "/plain/keep", "/"):
        browser_page.goto(server + path)
        if path == "/plain/kept":
            browser_page.locator("#age", has_text="There is no copy on this phone").wait_for()
        if path == "/":
            browser_page.get_by_role("heading", name="Find a safe place").wait_for()
        browser_page.wait_for_timeout(300)
        found = browser_page.evaluate(STORED)
        # Streamlit's own protection of uploads is the one cookie there is.
        assert found | {"cookies": ""} == NOTHING, path
    browser_page.context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        browser_page.goto(f"{server}/plain")


def test_the_button_is_there_only_where_its_meaning_is_told(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/plain/kept")
    browser_page.locator("#keep").wait_for(state="attached")
    browser_page.locator("#list article").first.wait_for()
    assert not browser_page.locator("#keep button:visible").count()


def test_every_page_opens_the_copy_without_a_signal(kept: Any, server: str) -> None:
    for path in ("/", "/plain", "/talk", "/plain/borough/newham"):
        opened(kept, server + path)
        assert kept.url == server + path
        assert "We could not reach the site" in kept.inner_text("#away")
        for link in ("tel:999", "tel:08001111", "tel:116000", "tel:101"):
            assert kept.locator(f'a[href="{link}"]').first.is_visible()
        assert kept.locator("#exit").is_visible()
        assert kept.get_by_role("heading", name="When a child is missing").count()
        assert kept.title() == "London places"
        focused = kept.evaluate("document.activeElement.id")
        assert focused == ("talk" if path == "/talk" else "")


def test_the_copy_takes_little_room(kept: Any, server: str) -> None:
    opened(kept, f"{server}/plain")
    sizes = kept.evaluate(
        """async () => {
          const cache = await caches.open((await caches.keys())[0]);
          const sizes = {};
          for (const asked of await cache.keys()) {
            sizes[new URL(asked.url).pathname] = (await (await cache.match(asked)).blob()).size;
          }
          return sizes;
        }"""
    )
    assert sum(sizes.values()) < 110_000, sizes
    assert sizes["/plain/kept.json"] < 40_000


def test_what_is_typed_is_looked_up_on_the_phone_and_written_nowhere(
    kept: Any, server: str
) -> None:
    opened(kept, f"{server}/plain")
    before = kept.evaluate("history.length")
    asked: list[str] = []
    kept.on("request", lambda request: asked.append(request.url))
    kept.fill("#typed", "E16 1ZE")
    kept.keyboard.press("Enter")
    assert kept.inner_text("#found") == "Places near E16"
    assert kept.evaluate("document.activeElement.id") == "found"
    cards = kept.locator("#list article").all_inner_texts()
    far = [re.search(r"About ([\d.]+) (km|metres) away", card) for card in cards]
    metres = [float(f[1]) * (1000 if f[2] == "km" else 1) for f in far if f]
    assert len(metres) == len(cards) == 10
    assert metres == sorted(metres)
    assert metres[0] < 3000
    assert asked == []
    assert kept.url == f"{server}/plain"
    assert kept.evaluate("history.length") == before
    assert kept.evaluate(STORED)["local"] == kept.evaluate(STORED)["session"] == 0


def test_what_is_not_one_place_is_answered_kindly(kept: Any, server: str) -> None:
    opened(kept, f"{server}/plain")
    for typed, said in (
        ("Manchester", "We can't find that in the copy"),
        ("help me", "Call 999"),
        ("<img src=x onerror=alert(1)>", "We can't find that in the copy"),
        ("hayes", "Which one do you mean?"),
    ):
        kept.fill("#typed", typed)
        kept.get_by_role("button", name="Find").click()
        assert said in kept.inner_text("#answer")
        assert kept.inner_text("#found") == "Places in London"
    kept.get_by_role("button", name="Hayes (Bromley)").click()
    assert kept.inner_text("#found") == "Places near Hayes (Bromley)"


def test_the_phone_finds_its_place_after_a_tap_and_tells_nobody(kept: Any, server: str) -> None:
    kept.context.grant_permissions(["geolocation"], origin=server)
    kept.context.set_geolocation({"latitude": 51.5085, "longitude": -0.1257})
    opened(kept, f"{server}/plain")
    kept.get_by_role("button", name="Use my location").click()
    kept.locator("#found", has_text="Places near you").wait_for()
    assert re.search(r"About [\d.]+ (km|metres) away", kept.inner_text("#list article"))


def test_the_script_reads_the_copy_as_it_was_written(browser_page: Any, server: str) -> None:
    """Every place and line, at many moments of eight days, name for name and word for word."""
    page = browser_page
    page.clock.install()
    raw = page.request.get(f"{server}/plain/kept.json").json()
    copy = Kept(raw)
    page.goto(f"{server}/plain/kept")
    page.locator("#list article").first.wait_for()
    start = datetime.fromtimestamp(raw["made"], UTC)
    for minutes in (0, 1, 61, 409, 1439, 3333, 6 * 1440, 7 * 1440, 8 * 1440, -5, -1440):
        at = start + timedelta(minutes=minutes)
        page.clock.set_fixed_time(at)
        said = page.evaluate(
            "async () => { const copy = await (await fetch('/plain/kept.json')).json();"
            " return copy.weeks.map((_, week) => window.keptCopy.stateIn(0, week)); }"
        )
        early = at.timestamp() < raw["made"] - 120
        for week, found in enumerate(said):
            wanted = None if early else copy.said(week, at)
            assert (found and (found["code"], found["words"])) == wanted, (minutes, week)


def test_names_and_districts_are_found_as_on_the_site(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/plain/kept")
    browser_page.locator("#list article").first.wait_for()
    typed = [code for code, _, _ in districts()] + [label for label, _, _ in areas()]
    typed += [
        "e16 1ze",
        "E161ZE",
        "sw1a 1aa",
        "E16 1",
        "n 1",
        "im in peckham",
        "St. John's Wood",
        "HACKNEY",
    ]
    found = browser_page.evaluate(
        "async (typed) => { const copy = await window.keptCopy.read();"
        " return typed.map((one) => window.keptWhere.find(one, copy).found ?? null); }",
        typed,
    )
    for text, one in zip(typed, found, strict=True):
        assert one, text
        wanted = find(text)
        if wanted.kind == "borough":
            assert one["name"] == wanted.borough
        elif wanted.kind in ("area", "district"):
            assert abs(one["lat"] - wanted.lat) < 0.0006, text
            assert abs(one["lon"] - wanted.lon) < 0.0006, text


def test_an_old_copy_calls_nothing_open(kept: Any, server: str) -> None:
    """Not after its last day, nor by a clock that is before it."""
    for days in (8, 400, -2):
        kept.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=days))
        opened(kept, f"{server}/plain")
        assert TOO_OLD in kept.inner_text("#count")
        assert not kept.locator("#only").is_visible()
        kept.fill("#typed", "SE1")
        kept.keyboard.press("Enter")
        cards = kept.locator("#list article").all_inner_texts()
        assert len(cards) == 10
        assert any("Opening hours: " in card for card in cards)
        for part in ("#list", "#services"):
            states = kept.locator(f"{part} .place__mark + strong").all_inner_texts()
            assert set(states) == {TOO_OLD}, (days, part)
        # 999 is in no copy too old.
        assert "In danger? Use it now." in kept.inner_text("#services")


def test_a_page_left_open_does_not_stay_open(kept: Any, server: str) -> None:
    kept.clock.install()
    opened(kept, f"{server}/plain")
    kept.clock.fast_forward(9 * 24 * 3600 * 1000)
    states = kept.locator("#list article .place__mark + strong").all_inner_texts()
    assert set(states) == {TOO_OLD}


def test_a_phone_whose_clock_is_wrong_is_told_the_right_thing(kept: Any, server: str) -> None:
    """The copy was taken by a clock twelve hours ahead: they are taken off again."""
    kept.clock.install()
    opened(kept, f"{server}/plain")
    ahead = kept.evaluate(
        """async () => {
          const [name] = await caches.keys();
          const cache = await caches.open(name);
          const text = await (await fetch("/plain/kept.json")).text();
          const headers = { "Kept-At": String(JSON.parse(text).made * 1000 + 12 * 3600000) };
          await cache.put("/plain/kept.json", new Response(text, { headers }));
          return JSON.parse(text);
        }"""
    )
    made = datetime.fromtimestamp(ahead["made"], UTC)
    kept.clock.set_fixed_time(made + timedelta(hours=12))
    opened(kept, f"{server}/plain")
    said = kept.evaluate(
        "async () => (await window.keptCopy.read()).weeks.map((_, w) => window.keptCopy.stateIn(0, w))"
    )
    copy = Kept(ahead)
    assert [s and s["words"] for s in said] == [
        (found and found[1]) for found in (copy.said(w, made) for w in range(len(said)))
    ]


def test_removing_leaves_nothing(kept: Any, server: str) -> None:
    opened(kept, f"{server}/plain")
    kept.get_by_role("button", name="Remove it").click()
    kept.locator("#keep-said", has_text="Removed.").wait_for()
    assert "history" in kept.inner_text("#keep-said")
    assert kept.evaluate(STORED) == NOTHING
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        kept.goto(f"{server}/plain")
    kept.context.set_offline(False)
    kept.goto(f"{server}/plain/kept")
    kept.locator("#age", has_text="There is no copy").wait_for()
    assert kept.evaluate(STORED) == NOTHING


def test_removed_and_kept_again_on_the_same_page(browser_page: Any, server: str) -> None:
    press_keep(browser_page, server)
    browser_page.get_by_role("button", name="Remove it").click()
    browser_page.locator("#keep-said", has_text="Removed.").wait_for()
    browser_page.get_by_role("button", name="Keep on this phone").click()
    browser_page.locator("#keep-said", has_text="Done.").wait_for()
    browser_page.context.set_offline(True)
    opened(browser_page, f"{server}/plain")


def test_staff_pages_and_everything_else_are_left_alone(kept: Any, server: str) -> None:
    for path in (
        "/staff",
        "/staff/sign-in",
        "/poster/camden",
        "/nowhere",
        "/healthz",
        "/data/places.geojson",
    ):
        with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
            kept.goto(server + path)
    kept.context.set_offline(False)
    answer = kept.goto(f"{server}/staff/sign-in")
    assert not answer.from_service_worker
    stored = kept.evaluate(
        "async () => (await (await caches.open((await caches.keys())[0])).keys()).map((r) => new URL(r.url).pathname)"
    )
    assert all(
        path in ("/plain/kept", "/plain/kept.json", "/missing/list") or path.startswith("/assets/")
        for path in stored
    )
    assert len(stored) == len(set(stored))


def test_streamlit_works_with_a_copy_there(kept: Any, server: str) -> None:
    kept.context.set_offline(False)
    kept.goto(f"{server}/")
    kept.get_by_role("heading", name="Find a safe place").wait_for()


def test_the_list_for_the_police_works_without_a_signal(kept: Any, server: str) -> None:
    opened(kept, f"{server}/missing")
    assert kept.evaluate("document.activeElement.id") == "missing"
    kept.select_option("#borough", "Newham")
    assert kept.locator('#council a[href^="tel:"]').count() >= 1
    kept.get_by_role("link", name="Open the list").click()
    kept.get_by_role("heading", name="What the police may ask").wait_for()
    box = kept.get_by_label("What they wore")
    height = box.bounding_box()["height"]
    box.fill("A blue coat. " * 60)
    # Its script runs: the box grows with the words. So does its style.
    assert box.bounding_box()["height"] > height
    assert kept.evaluate("getComputedStyle(document.querySelector('main')).maxWidth") != "none"


def test_opening_the_copy_with_a_signal_renews_it(kept: Any, server: str) -> None:
    """What City Hall hides meanwhile is in no copy that was renewed."""
    opened(kept, f"{server}/plain")
    first = kept.evaluate("async () => (await (await fetch('/plain/kept.json')).json())")
    name = first["places"][0][0]
    found = next(p for p in store().timeline().records(datetime.now(UTC)).places if p.name == name)
    store().amend(
        Actor("amina", Role.EDITOR),
        (RecordKind.PLACE, found.id),
        {"visibility": "closed"},
        "Not safe.",
        datetime.now(UTC),
    )
    kept.context.set_offline(False)
    for _ in range(50):
        if name not in kept.request.get(f"{server}/plain/kept.json").text():
            break
        kept.wait_for_timeout(200)
    kept.goto(f"{server}/plain/kept")
    until(kept, f"(await (await fetch('/plain/kept.json')).json()).made > {first['made']}")
    kept.context.set_offline(True)
    opened(kept, f"{server}/plain")
    second = kept.evaluate("async () => (await (await fetch('/plain/kept.json')).json())")
    assert name not in [place[0] for place in second["places"]]
    assert len(second["places"]) == len(first["places"]) - 1


@pytest.mark.parametrize("what", ["away", "slow"])
def test_a_site_that_does_not_answer_is_like_no_signal(
    browser_page: Any, server: str, trouble: Path, what: str
) -> None:
    press_keep(browser_page, server)
    trouble.write_text(what)
    opened(browser_page, f"{server}/talk")
    assert "We could not reach the site" in browser_page.inner_text("#away")


def test_an_update_comes_whole_or_not_at_all(browser_page: Any, server: str, trouble: Path) -> None:
    page = browser_page
    press_keep(page, server)
    (old,) = page.evaluate("caches.keys()")
    trouble.write_text("broken update")
    assert page.evaluate(TRY_TO_UPDATE) == [old]
    page.context.set_offline(True)
    opened(page, f"{server}/plain")
    page.context.set_offline(False)
    # A phone that is full in the middle of it.
    trouble.write_text("update")
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": server, "quotaSize": 5000})
    assert page.evaluate(TRY_TO_UPDATE) == [old]
    page.context.set_offline(True)
    opened(page, f"{server}/plain")
    page.context.set_offline(False)
    session.send("Storage.overrideQuotaForOrigin", {"origin": server})
    page.evaluate(TRY_TO_UPDATE)
    until(page, "String(await caches.keys()) === 'kept-ffffffffffff'")
    page.context.set_offline(True)
    opened(page, f"{server}/plain")


def test_a_phone_without_room_says_so_and_keeps_nothing(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/plain/keep")
    session = browser_page.context.new_cdp_session(browser_page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": server, "quotaSize": 5000})
    browser_page.get_by_role("button", name="Keep on this phone").click()
    browser_page.locator("#keep-said", has_text="no room").wait_for()
    assert "Nothing was kept." in browser_page.inner_text("#keep-said")
    assert browser_page.evaluate(STORED) == NOTHING


def test_a_failed_try_keeps_nothing(browser_page: Any, server: str, trouble: Path) -> None:
    browser_page.goto(f"{server}/plain/keep")
    trouble.write_text("broken update")
    browser_page.get_by_role("button", name="Keep on this phone").click()
    browser_page.locator("#keep-said", has_text="We could not get all of it.").wait_for()
    assert "Nothing was kept." in browser_page.inner_text("#keep-said")
    assert browser_page.evaluate(STORED) == NOTHING


def test_a_browser_that_forbids_it_says_so(browser_page: Any, server: str) -> None:
    browser_page.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined })"
    )
    browser_page.goto(f"{server}/plain/keep")
    browser_page.get_by_role("button", name="Keep on this phone").click()
    said = browser_page.locator("#keep-said", has_text="does not let a page keep anything")
    said.wait_for()
    assert "Nothing was kept." in said.inner_text()
    browser_page.goto(f"{server}/plain/kept")
    browser_page.locator("#list article").first.wait_for()


def test_without_scripts_both_pages_say_so(browser: Any, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("/plain/keep", "/plain/kept"):
        page.goto(server + path)
        assert "needs JavaScript" in page.inner_text("main")
        assert not page.locator("main button:visible").count()
        assert page.locator('a[href="tel:999"]').first.is_visible()
    assert page.get_by_role("heading", name="When a child is missing").is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    browser: Any, server: str, needs: Callable[[str], None], scheme: str
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": 320, "height": 640}, bypass_csp=True
    )
    page = context.new_page()
    for path in ("/plain/keep", "/plain/kept"):
        page.goto(server + path)
        if path.endswith("kept"):
            page.locator("#list article").first.wait_for()
            page.select_option("#borough", "Camden")
            page.fill("#typed", "hayes")
            page.keyboard.press("Enter")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.add_script_tag(path=str(AXE))
        found = page.evaluate(
            "async () => (await axe.run(document, { resultTypes: ['violations'] })).violations"
        )
        assert not found, json.dumps(found, indent=1)[:4000]
    context.close()
