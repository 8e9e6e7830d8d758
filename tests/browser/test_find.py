"""The find page in a real browser: keyboard, list and map, what leaks, what is announced."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import pytest
from PIL import Image

from tests.browser.find_visit import Visit
from tests.browser.keys import Keys

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
MONDAY_AFTERNOON = {"HAVENS_NOW": "2026-11-23T15:00"}
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
MOST_BYTES = 60_000
AT_NIGHT = "?open=At+another+time&time=03:00"
HERE = {"latitude": 51.512345, "longitude": 0.023456}
POSTCODE = "SE9 2UG"
"""Nearest to it is a library; then comes a hospital, which has a telephone and a web site."""
ROUNDED = {"latitude": "51.512", "longitude": "0.023"}

Run = Callable[..., AbstractContextManager[str]]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("find") / "log.txt"


@pytest.fixture(scope="module")
def server(log: Path, running: Run) -> Iterator[str]:
    """Serve the app on a Monday at three in the afternoon."""
    command = ["uvicorn", "app:app", "--port", "{port}"]
    with running(command, log, environ=MONDAY_AFTERNOON) as url:
        yield url


@pytest.fixture
def visit(browser: Any, server: str) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def start(viewport: dict[str, int] = PHONE, query: str = "", **options: Any) -> Visit:
        context = browser.new_context(viewport=viewport, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        started = Visit(context.new_page())
        started.open(f"{server}/{query}")
        return started

    yield start
    for context in contexts:
        context.close()


def test_the_keyboard_alone_finds_a_place_and_help_and_leaves(visit: Any) -> None:
    seen = visit()
    keys = Keys(seen.page)
    assert keys.tab_to("").name == "Skip to main content"
    seen.page.keyboard.press("Enter")
    keys.tab_to("^Postcode, area or borough$")
    seen.page.keyboard.type(POSTCODE)
    seen.page.keyboard.press("Enter")
    seen.settle()
    assert f"near {POSTCODE}" in seen.heading
    assert seen.focused_name() == "Postcode, area or borough"

    card = seen.page.locator("article.place", has_text="A&E").first
    name = card.locator("h3").inner_text()
    acts = card.locator("a.act").all_inner_texts()
    assert [act.split()[0] for act in acts] == ["Call", "Directions", "Website"]
    keys.tab_to(f"^{re.escape(acts[0].strip())}$")
    assert seen.focused().get_attribute("href").startswith("tel:0")
    keys.tab_to("^Directions to ", most=1)
    assert seen.focused().get_attribute("href").startswith("https://www.google.com/maps/")
    keys.tab_to(f" at {re.escape(name)}$", most=3)
    seen.page.keyboard.press("Enter")
    assert card.locator("details").evaluate("e => e.open")
    keys.tab_to(f"^Show {re.escape(name)} on the map$")
    seen.page.keyboard.press("Enter")
    shown = seen.map.get_by_role("dialog")
    shown.wait_for()
    seen.settle()
    assert shown.locator("h2").inner_text() == name
    assert seen.focused().get_attribute("role") == "dialog"
    keys.tab_to("^Directions to ", most=4)

    seen.page.keyboard.press("Escape")
    assert shown.count() == 0
    assert seen.focused_name().startswith(f"{name}, ")
    keys.tab_to("What the shapes and marks mean", most=80)
    assert keys.faults == []

    seen.page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    for _ in range(3):
        seen.page.keyboard.press("Shift")
    seen.page.wait_for_url("https://www.bbc.co.uk/weather")


def test_the_focus_is_kept_when_what_held_it_goes_away(visit: Any) -> None:
    seen = visit(query="?open=Show+all&borough=Hackney&borough=Newham")
    seen.search("London")
    seen.page.get_by_role("button", name="Brixton").press("Enter")
    seen.settle()
    assert "near Brixton" in seen.heading
    assert seen.focused_name() == seen.heading

    cards = seen.page.locator("article.place h3")
    last = cards.nth(cards.count() - 1).inner_text()
    more = seen.page.get_by_role("button", name="Show 10 more")
    more.press("Enter")
    seen.settle()
    assert cards.count() > 10
    assert more.count() == 0
    assert seen.focused_name() == f"Something is wrong here: {last}"


def test_nothing_scrolls_sideways_on_a_narrow_screen(visit: Any) -> None:
    seen = visit({"width": 320, "height": 640}, query="?open=At+another+time")
    seen.more_filters()
    seen.search("London")
    for height in (640, 256):
        seen.page.set_viewport_size({"width": 320, "height": height})
        seen.assert_fits()
    seen.search("E16 1ZE")
    seen.page.locator("article.place summary").first.click()
    for height in (256, 640):
        seen.page.set_viewport_size({"width": 320, "height": height})
        seen.assert_fits()


def test_list_and_map_hold_the_same_places(visit: Any) -> None:
    seen = visit(DESKTOP)
    seen.assert_list_and_map_agree()
    everywhere = seen.listed()
    seen.choose("Show all")
    seen.assert_list_and_map_agree()
    assert len(seen.listed()) > len(everywhere)

    seen.search("E16 1ZE")
    near = seen.listed()
    seen.assert_list_and_map_agree()
    seen.page.get_by_role("button", name="Show 10 more").click()
    seen.settle()
    assert len(seen.listed()) == len(near) + 10
    seen.assert_list_and_map_agree()

    seen.choose("Right now")
    seen.more_filters()
    seen.pill("Library")
    seen.assert_list_and_map_agree()
    assert "Library" in " ".join(seen.listed())
    assert not re.search("Hospital|Police", " ".join(seen.listed()))


def test_nothing_typed_tapped_or_chosen_leaks_and_no_policy_is_broken(
    visit: Any, server: str, log: Path
) -> None:
    seen = visit(geolocation=HERE, permissions=["geolocation"])
    for text in ("E16 1ZE", "Walthamstow", "Brent", "qwzx vbnm", "Stratfrod"):
        seen.search(text)
    seen.location.get_by_role("button").click()
    seen.settle()
    assert "near you" in seen.heading
    for name in ("Right now", "At another time", "Show all"):
        seen.choose(name)
    seen.more_filters()
    seen.pill("Newham")
    place = seen.page.locator("article.place").first
    name = place.locator("h3").inner_text()
    slug = place.get_attribute("aria-labelledby").removeprefix("name-")
    place.locator("summary").click()
    seen.page.get_by_role("button", name=f"Show {name} on the map").click()
    seen.map.get_by_role("dialog").get_by_role("button", name="Close").click()
    seen.map.locator(".pin").first.press("Enter")
    seen.map.get_by_role("dialog").wait_for()
    seen.settle()

    urls = [request.url for request in seen.asked] + seen.addresses
    local = ("data:", "blob:", "about:")
    ours = urlsplit(server).netloc
    assert {u for u in urls if not u.startswith(local) and urlsplit(u).netloc != ours} == set()
    assert any(url.startswith("ws:") for url in urls)

    secrets = ("E16 1ZE", "E161ZE", "Walthamstow", "Brent", "qwzx", "vbnm", "Stratf", name, slug)
    private = re.compile("|".join(map(re.escape, [*secrets, *ROUNDED.values()])), re.IGNORECASE)
    referers = [request.all_headers().get("referer", "") for request in seen.asked]
    bodies = [request.post_data or "" for request in seen.asked]
    kept = seen.page.evaluate("""async () => ({
        local: {...localStorage}, session: {...sessionStorage}, history: history.state,
        databases: await indexedDB.databases(), caches: await caches.keys(), title: document.title,
    })""")
    cookies = seen.page.context.cookies()
    written = [*urls, *referers, *bodies, log.read_text(), str(kept), str(cookies)]
    assert [text for text in written if private.search(unquote_plus(text))] == []
    assert any(private.search(frame.decode(errors="replace")) for frame in seen.sent)

    # All that is kept in the browser is Streamlit's own, against forged uploads.
    assert {cookie["name"] for cookie in cookies} == {"_streamlit_xsrf"}
    assert kept["local"] == kept["session"] == {}
    assert kept["databases"] == kept["caches"] == []
    assert seen.page.title() == "London places"

    broken = re.compile("Content Security Policy|Refused|Uncaught|Error", re.IGNORECASE)
    assert [text for text in seen.said if broken.search(text)] == []


def test_filters_come_back_with_the_address_and_the_search_does_not(visit: Any) -> None:
    seen = visit()
    seen.search("Walthamstow")
    seen.choose("Right now")
    seen.more_filters()
    seen.pill("Hackney")
    seen.pill("Newham")
    seen.pill("Library")
    seen.page.get_by_role("checkbox", name=re.compile("under 18")).press("Space")
    seen.settle()
    address, found = seen.page.url, seen.listed()
    for part in ("open=Right+now", "borough=Hackney", "borough=Newham", "under18=true"):
        assert part in address
    assert "Walthamstow" in seen.heading
    assert "Walthamstow" not in address

    seen.page.reload()
    seen.page.wait_for_selector("h2.found")
    seen.settle()
    assert seen.page.url == address
    assert sorted(seen.listed()) == sorted(found)
    assert seen.box.input_value() == ""
    assert "Walthamstow" not in seen.heading
    seen.more_filters()
    assert seen.page.get_by_role("radio", name="Right now").is_checked()
    assert seen.page.get_by_role("checkbox", name=re.compile("under 18")).is_checked()
    pressed = seen.page.locator("button[aria-pressed=true]").all_inner_texts()
    assert sorted(pressed) == ["Hackney", "Library", "Newham"]


def test_a_changed_filter_keeps_the_map_and_sends_little(visit: Any) -> None:
    seen = visit()
    seen.map_frame.evaluate("() => { window.sameFrame = true; }")
    frame = seen.map_frame
    seen.more_filters()

    def change(how: Callable[[str], None], name: str) -> None:
        before = len(seen.received)
        how(name)
        assert 0 < sum(seen.received[before:]) < MOST_BYTES, name
        assert seen.map_frame == frame, f"{name} made the map load again"
        assert frame.evaluate("() => window.sameFrame"), f"{name} made the map load again"
        assert seen.page.locator("details[open] .st-key-borough").count() == 1, name

    change(seen.choose, "Show all")
    change(seen.choose, "Right now")
    change(seen.search, "Walthamstow")
    change(seen.choose, "Show all")
    change(seen.pill, "Library")
    change(seen.pill, "Newham")
    change(seen.choose, "At another time")
    change(seen.choose, "When I get there")
    change(seen.search, "qwzx vbnm")
    change(seen.search, "London")


def audit(seen: Visit) -> list[Any]:
    """Ask axe about the page and its frames."""
    for frame in seen.page.frames:
        if not frame.evaluate("() => 'axe' in window"):
            # Chromium's own console runs it, so the page's policy needs no exception.
            frame.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    return seen.page.evaluate("""async () => {
        const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
        const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
        return found.violations.map((v) => [v.id, v.nodes.map((n) => [n.target, n.html])]);
    }""")


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(visit: Any, needs: Callable[[str], None], viewport: Any) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    seen = visit(viewport, query=AT_NIGHT)

    def check(state: str) -> None:
        for scheme, back in (("dark", "rgb(16, 24, 27)"), ("light", "rgb(255, 255, 255)")):
            seen.page.emulate_media(color_scheme=scheme)
            seen.page.wait_for_function(
                """back => getComputedStyle(
                    document.querySelector('[data-testid="stApp"]')).backgroundColor === back""",
                arg=back,
            )
            seen.page.wait_for_timeout(200)
            assert audit(seen) == [], f"{state}, {scheme}"

    check("first page")
    seen.search("Biggin Hill")
    assert seen.heading.startswith("No place near Biggin Hill is listed as open")
    check("nothing near at night")
    seen.choose("When I get there")
    seen.search("E16 1ZE")
    seen.more_filters()
    seen.page.get_by_role("button", name=re.compile("^Show .* on the map")).first.click()
    seen.map.get_by_role("dialog").wait_for()
    seen.settle()
    check("results with filters and a card open")
    seen.search("qwzx vbnm")
    assert "We can't find" in seen.page.locator("p.said").inner_text()
    check("nothing found")


def test_the_result_is_announced(visit: Any) -> None:
    seen = visit()
    spoken = seen.page.locator("#announcer[role=status]")
    assert spoken.inner_text() == ""
    for act, name in ((seen.search, "Stratford"), (seen.choose, "Show all")):
        act(name)
        assert "near Stratford" in seen.heading
        seen.page.locator("#announcer", has_text=re.compile(f"^{seen.heading}$")).wait_for(
            state="attached"
        )


def test_a_location_is_refused_kindly_and_a_given_one_is_rounded(visit: Any) -> None:
    seen = visit(DESKTOP)
    button = seen.location.get_by_role("button", name="Use my location")
    status = seen.location.get_by_role("status")
    button.click()
    status.get_by_text("Your phone said no to sharing. Type a postcode or an area").wait_for()
    seen.settle()
    assert "in London" in seen.heading

    seen.page.context.grant_permissions(["geolocation"])
    seen.page.context.new_cdp_session(seen.page).send("Emulation.setGeolocationOverride")
    button.click()
    status.get_by_text("Your phone could not tell where it is. Type a postcode").wait_for()
    seen.settle()
    assert "in London" in seen.heading

    seen.page.context.set_geolocation(HERE)
    seen.sent.clear()
    button.click()
    status.get_by_text("Got it.").wait_for()
    seen.settle()
    assert "near you" in seen.heading
    sent = b"".join(seen.sent)
    for given, rounded in ((HERE[name], ROUNDED[name]) for name in HERE):
        assert re.findall(rb'"(?:lat|lon)":\s*(%s\d*)' % rounded.encode(), sent)
        assert f"{given}".encode()[:-1] not in sent
        assert not re.search(re.escape(rounded).encode() + rb"\d", sent)


def pixels(element: Any) -> Any:
    return Image.open(io.BytesIO(element.screenshot())).convert("L")


def test_the_frames_have_no_white_box_in_the_dark(visit: Any) -> None:
    seen = visit(color_scheme="dark")
    frames = seen.page.locator("iframe")
    assert frames.count() == 2
    for viewport in (PHONE, DESKTOP):
        seen.page.set_viewport_size(viewport)
        seen.page.wait_for_timeout(400)
        for frame in frames.all():
            picture = pixels(frame)
            width, height = picture.size
            columns, rows = (1, width // 2, width - 2), (1, height - 2)
            assert max(picture.getpixel((x, y)) for x in columns for y in rows) < 120
            assert sum(picture.histogram()[200:]) / (width * height) < 0.25


def test_pins_and_buttons_are_seen_with_forced_colours(visit: Any) -> None:
    seen = visit(DESKTOP, forced_colors="active", query="?open=Show+all")

    def assert_seen(*elements: Any) -> None:
        for element in elements:
            darkest, lightest = pixels(element).getextrema()
            assert lightest - darkest > 150, element

    assert_seen(
        seen.page.get_by_role("link", name="Exit this page"),
        seen.page.get_by_role("button", name="Find", exact=True),
        seen.location.get_by_role("button"),
        seen.map.locator(".bubble").first,
        seen.map.locator(".pin").first,
    )
    looks = seen.map.locator("body").evaluate("""() => {
        const of = (name, side) => getComputedStyle(document.querySelector(name))[side];
        return [of(".pin-body", "stroke"), of(".leaflet-container", "backgroundColor"),
            of(".borough", "stroke"), of(".borough", "fill")];
    }""")
    assert looks[0] != looks[1]
    assert looks[2] != looks[3]
    seen.search("E16 1ZE")
    assert_seen(
        seen.page.get_by_role("button", name=re.compile("^Show .* on the map")).first,
        seen.page.locator("article a.act").first,
    )


def test_a_report_keeps_the_map_and_tells_no_address(visit: Any) -> None:
    seen = visit()
    seen.search("E16 1ZE")
    seen.map_frame.evaluate("() => { window.kept = true; }")
    button = seen.page.locator('[class*="st-key-report-place-"] button').first
    button.click()
    seen.page.get_by_label("Tell us more, if you want").wait_for()
    seen.settle()
    assert seen.map_frame.evaluate("() => window.kept") is True
    seen.page.locator("label", has_text="The times are wrong").click()
    seen.page.get_by_role("button", name="Send").click()
    seen.settle()
    assert (
        "Staff will look at this" in seen.page.locator(".said [data-say], [data-say]").inner_text()
    )
    assert seen.map_frame.evaluate("() => window.kept") is True
    assert not [address for address in seen.addresses if "E16" in address]
