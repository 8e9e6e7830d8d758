"""The plain pages in a real browser, with and without JavaScript, by keyboard, small and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from tests.browser.looks import AXE, too_wide, violations
from tests.browser.plain_visit import STATES, PlainVisit, arrive

NOW = "2026-11-23T12:00"
PHONE = {"width": 390, "height": 844}

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{tmp_path_factory.mktemp('plain') / 'store.sqlite3'}"


@pytest.fixture(scope="module")
def server(
    running: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
    database: str,
) -> Iterator[str]:
    """Give the app at a fixed time, with a database of its own."""
    environ = {"HAVENS_NOW": NOW, "HAVENS_DATABASE_URL": database, "HAVENS_LIMITS": "off"}
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with running(["uvicorn", "app:app", "--port", "{port}"], log, environ=environ) as url:
        yield url


@pytest.fixture
def visit(browser: Any, server: str) -> Iterator[PlainVisit]:
    context = browser.new_context(viewport=PHONE)
    yield PlainVisit(context.new_page(), server)
    context.close()


@pytest.fixture
def without_script(browser: Any, server: str) -> Iterator[PlainVisit]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    yield PlainVisit(context.new_page(), server)
    context.close()


def reports(database: str) -> list[tuple[str, str]]:
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT what, words FROM reports ORDER BY id")).all()
    engine.dispose()
    return [tuple(row) for row in rows]


def test_places_without_a_script_by_keyboard_alone(
    without_script: PlainVisit, database: str
) -> None:
    visit, keys = without_script, without_script.page.keyboard
    visit.open("/plain")
    visit.tab_to("where")
    keys.type("E16 1ZE")
    keys.press("Enter")
    visit.page.wait_for_url("**/plain#answer")
    assert "near E16 1ZE" in visit.found
    assert visit.is_below_the_bar("#found")
    near = visit.names()
    visit.tab_to("Call .*")
    visit.tab_to("Show more places", 120)
    keys.press("Enter")
    visit.page.locator("text=These come after").wait_for()
    assert len(visit.names()) == 10
    assert not set(visit.names()) & set(near)
    # Filters: the focus begins at the answer, so back from there.
    visit.page.locator("summary", has_text="More filters").press("Enter")
    visit.tab_to("tier")
    keys.press("Space")
    visit.tab_to("Find with these filters", 80)
    keys.press("Enter")
    visit.page.locator(".chosen").wait_for()
    assert visit.page.locator(".chosen").inner_text() == "You chose: Safe haven."
    assert visit.page.locator("#where").input_value() == "E16 1ZE"
    # A report, and back to the same list.
    listed = visit.names()
    if not listed:
        visit.page.locator("#when").select_option("any")
        visit.page.locator(".go").first.press("Enter")
        visit.page.locator("article.place").first.wait_for()
        listed = visit.names()
    visit.tab_to("Something is wrong here: .*", 120)
    keys.press("Enter")
    visit.page.locator("h1", has_text="Something is wrong").wait_for()
    visit.tab_to("what")
    keys.press("ArrowDown")
    visit.tab_to("words")
    keys.type("It is shut")
    visit.tab_to("Send")
    keys.press("Enter")
    visit.page.locator(".said", has_text="Thank you").wait_for()
    assert reports(database) == [("moved", "It is shut")]
    visit.tab_to("Back to the page")
    keys.press("Enter")
    visit.page.locator("#found").wait_for()
    assert visit.names() == listed


def test_missing_and_talk_without_a_script_by_keyboard_alone(without_script: PlainVisit) -> None:
    visit, keys = without_script, without_script.page.keyboard
    visit.open("/plain/missing")
    visit.tab_to("borough")
    keys.type("Cam")
    visit.tab_to("Find the numbers")
    keys.press("Enter")
    visit.page.wait_for_url("**/plain/missing#answer")
    assert visit.found.endswith("Camden")
    assert visit.is_below_the_bar("#found")
    visit.tab_to("Call 020 .*")
    visit.open("/plain/talk")
    visit.tab_to("topic")
    keys.press("Space")
    visit.tab_to("See who can help")
    keys.press("Enter")
    visit.page.wait_for_url("**/plain/talk#answer")
    assert visit.is_below_the_bar("#found")
    assert visit.page.locator(".chosen").inner_text().startswith("You chose: Running away")


def test_another_time_is_asked_for_only_when_it_is_chosen(without_script: PlainVisit) -> None:
    visit = without_script
    visit.open("/plain")
    assert not visit.page.locator("[name=day]").is_visible()
    visit.page.locator("#when").select_option("at")
    assert visit.page.locator("[name=day]").is_visible()
    visit.page.locator("[name=day]").select_option(label="Tomorrow")
    visit.page.locator("[name=time]").fill("03:15")
    visit.find("E16 1ZE")
    visit.page.locator("article.place").first.wait_for()
    assert visit.found.endswith("on Tuesday 24 November at 3.15am")
    assert visit.page.locator("[name=day]").is_visible()


def test_answers_come_in_place_and_leave_no_trace(visit: PlainVisit) -> None:
    page = visit.page
    visit.open("/plain")
    before = page.evaluate("() => history.length")
    visit.find("E16 1ZE")
    page.locator("#found", has_text="near E16 1ZE").wait_for()
    assert visit.focused() == visit.found
    assert visit.is_below_the_bar("#found")
    near = visit.names()
    # The heading speaks because it has the focus; nothing else says it a second time.
    assert visit.spoken == ""
    page.get_by_role("button", name="Show more places").click()
    page.locator("text=These come after").wait_for()
    assert not set(visit.names()) & set(near)
    assert visit.is_below_the_bar("#found")
    page.locator("summary", has_text="More filters").click()
    page.locator("[value=hospital_ae]").check()
    page.get_by_role("button", name="Find with these filters").click()
    page.locator(".chosen").wait_for()
    assert page.locator("#search details").get_attribute("open") is not None
    listed = visit.names()
    page.get_by_role("button", name="Something is wrong here").first.click()
    page.locator("h1", has_text="Something is wrong").wait_for()
    page.get_by_role("button", name="Back to the page").click()
    page.locator(".chosen").wait_for()
    assert visit.names() == listed
    visit.find("zzzzqqq")
    page.locator(".said", has_text="We can't find").wait_for()
    assert "We can't find" in visit.focused()
    assert visit.is_below_the_bar(".said")
    assert (page.url, page.evaluate("() => history.length")) == (f"{visit.base}/plain", before)
    assert visit.said == []
    # Back from elsewhere gives an empty form, and nothing to send again.
    page.locator(".menu a", has_text="About").click()
    page.locator("h1", has_text="About").wait_for()
    page.go_back()
    page.locator("h1", has_text="Find a safe place").wait_for()
    assert page.locator("#where").input_value() == ""
    assert "places in London" in visit.found
    assert page.locator("article.place").count() == 0


def test_the_last_question_is_the_one_that_is_answered(visit: PlainVisit) -> None:
    page = visit.page
    visit.open("/plain")
    held: list[Any] = []

    def hold(route: Any) -> None:
        if "E16" in (route.request.post_data or ""):
            held.append(route)
        else:
            route.continue_()

    page.route("**/plain", hold)
    page.locator("#where").fill("E16 1ZE")
    page.locator("#where").press("Enter")
    page.locator(".saying", has_text="One moment").wait_for()
    assert visit.spoken == "One moment…"
    visit.find("Camden")
    page.locator("#found", has_text="Camden").wait_for()
    for route in held:
        route.continue_()
    page.wait_for_timeout(300)
    assert "Camden" in visit.found
    assert page.locator(".saying").count() == 0
    assert visit.said == []


def test_a_lost_connection_says_so_and_keeps_what_was_typed(visit: PlainVisit) -> None:
    page = visit.page
    visit.open("/plain")
    page.context.set_offline(True)
    page.locator("#where").fill("E16 1ZE")
    page.locator("#where").press("Enter")
    page.locator(".saying", has_text="We can't reach the site").wait_for()
    assert visit.spoken.startswith("We can't reach the site")
    assert "999" in visit.spoken
    assert page.locator("#where").input_value() == "E16 1ZE"
    page.context.set_offline(False)
    visit.find("E16 1ZE")
    page.locator("#found", has_text="near E16 1ZE").wait_for()
    assert page.locator(".saying").count() == 0


def test_a_position_is_asked_for_after_a_tap_and_sent_rounded(visit: PlainVisit) -> None:
    page = visit.page
    visit.open("/plain")
    page.get_by_role("button", name="Use my location").click()
    page.locator(".saying", has_text="said no").wait_for()
    page.context.grant_permissions(["geolocation"], origin=visit.base)
    page.context.set_geolocation({"latitude": 51.5081234, "longitude": 0.0164321})
    page.locator("#where").fill("half a postcode")
    page.get_by_role("button", name="Use my location").click()
    page.locator("#found", has_text="near you").wait_for()
    (sent,) = [r for r in visit.asked if r.method == "POST"]
    fields = parse_qs(sent.post_data, keep_blank_values=True)
    assert (fields["lat"], fields["lon"], fields["where"]) == (["51.508"], ["0.016"], [""])
    assert set(fields) == {"page", "where", "lat", "lon", "when", "day", "time"}
    # Kept for the next press in the page alone, and counts no more once something is typed.
    assert page.locator("[name=lat]").input_value() == "51.508"
    visit.find("Camden")
    page.locator("#found", has_text="Camden").wait_for()
    assert page.locator("[name=lat]").input_value() == ""


@pytest.mark.parametrize("state", STATES)
def test_every_page_and_answer_can_be_used_by_everybody(
    visit: PlainVisit, state: str, needs: Callable[[str], None]
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    page = visit.page
    arrive(page, visit.base, *STATES[state])
    page.evaluate("() => document.querySelectorAll('details').forEach((part) => part.open = true)")
    # So tall that no bar lies over a part of anything.
    tall = page.evaluate("() => document.documentElement.scrollHeight + 200")
    page.set_viewport_size({"width": 390, "height": tall})
    assert violations(page) == []
    assert visit.small_targets() == []
    page.emulate_media(color_scheme="dark")
    assert violations(page, rules=["color-contrast"]) == []
    for width, height in ((320, 640), (320, 256)):
        page.set_viewport_size({"width": width, "height": height})
        assert too_wide(page) == []
        assert visit.cut_off() == []
    # At 400 % the bars leave room to read, with the exit and 999 in sight.
    shown = page.evaluate("() => innerHeight - document.querySelector('.bar--top').offsetHeight")
    assert shown >= 150
    for selector in (".bar__exit", ".bar__danger"):
        assert page.locator(selector).first.is_visible()
    page.emulate_media(media="print", color_scheme="light")
    page.set_viewport_size({"width": 700, "height": 900})
    assert not page.locator("form:visible, button:visible, .menu:visible").count()
    assert page.locator("h1").is_visible()
    for card in page.locator("article.place h3").all()[:2]:
        assert card.is_visible()
    assert page.locator("a[href='tel:999']").first.is_visible()
    assert visit.said == []


def test_forced_colours_keep_buttons_focus_and_the_chosen_page_apart(visit: PlainVisit) -> None:
    page = visit.page
    page.emulate_media(forced_colors="active")
    visit.open("/plain")
    menu = "a => getComputedStyle(a).borderBottomColor"
    here = page.locator(".menu a[aria-current]").evaluate(menu)
    other = page.locator(".menu a:not([aria-current])").first.evaluate(menu)
    assert here != other
    for button in (".bar__exit", "button.go", "#where", "#when"):
        style = page.locator(button).first.evaluate(
            "e => { const s = getComputedStyle(e); return [s.borderTopWidth, s.borderTopColor, s.backgroundColor]; }"
        )
        assert style[0] == "2px"
        assert style[1] != style[2], button
    visit.tab_to("where")
    outline = page.locator("#where").evaluate(
        "e => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth]; }"
    )
    assert outline == ["solid", "3px"]
    page.locator("summary").first.click()
    box = page.locator("[name=tier]").first
    before = box.screenshot()
    box.check()
    page.keyboard.press("Tab")
    assert box.screenshot() != before


def test_a_whole_walk_asks_for_little_and_keeps_nothing(visit: PlainVisit) -> None:
    page = visit.page
    for address, sent in list(STATES.values())[:9]:
        arrive(page, visit.base, address, sent)
    page.wait_for_load_state("networkidle")
    assert page.context.cookies() == []
    assert page.context.storage_state() == {"cookies": [], "origins": []}
    kept = page.evaluate(
        """async () => [
            await indexedDB.databases(), await caches.keys(),
            (await navigator.serviceWorker.getRegistrations()).length,
        ]"""
    )
    assert kept == [[], [], 0]
    paths = {urlsplit(r.url).path for r in visit.asked if not r.url.startswith("data:")}
    others = {path for path in paths if not path.startswith("/plain")}
    assert others <= {"/assets/icon.svg", "/assets/plain.js", "/assets/away.js", "/assets/exit.js"}
    assert {urlsplit(r.url).netloc for r in visit.asked} == {urlsplit(visit.base).netloc}
    assert not [r.url for r in visit.asked if "E16" in r.url or "Hounslow" in r.url]
    assert visit.said == []
