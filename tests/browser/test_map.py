"""The map in a real browser: what is seen, said, reached by keyboard, and asked of servers."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from data.places_geojson import PlacesFile, PlaceText
from data.state import State
from data.words import distance_words
from geo.layers import Shown, places_layer

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
TEXT = PlaceText("haven", "Public building", "Library", "", "https://example.org/", (), "")
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}

pytestmark = pytest.mark.browser


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.1)


def is_up(url: str) -> bool:
    try:
        with urlopen(f"{url}/_stcore/health") as answer:
            return answer.status == 200
    except URLError:
        return False


@pytest.fixture(scope="module")
def map_url() -> Iterator[str]:
    folder = HERE / "map_server"
    port = free_port()
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(folder)])}
    command = [sys.executable, "-m", "uvicorn", "app:app", "--app-dir", str(folder)]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--no-access-log", "--log-level", "error"],
        env=environment,
        cwd=ROOT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: is_up(url) or server.poll() is not None)
        assert server.poll() is None, "the map server did not start"
        yield url
    finally:
        server.terminate()
        server.wait(10)


@dataclass
class Seen:
    """An open page, its map frame, and what the browser said and asked for."""

    page: object
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def frame(self) -> object:
        return self.page.frame_locator("iframe")

    def run(self, script: str) -> object:
        return self.frame.locator("html").evaluate(script)

    def focused(self) -> str:
        return self.run(
            "() => document.activeElement.getAttribute('aria-label')"
            " || document.activeElement.textContent"
        )

    def labels(self) -> list[str]:
        return self.run(
            "() => [...document.querySelectorAll('.pin, .bubble')]"
            ".map((e) => e.getAttribute('aria-label'))"
        )

    def ask(self, what: str) -> None:
        self.page.get_by_role("radiogroup").get_by_text(what, exact=True).click()

    def enter_first_bubble_until_a_pin(self) -> None:
        self.frame.locator(".bubble").first.focus()
        for _ in range(12):
            if "Zoom in" not in self.focused():
                return
            before = self.focused()
            self.page.keyboard.press("Enter")
            wait_until(lambda before=before: self.focused() != before)
        pytest.fail("never came to a pin")


@pytest.fixture
def open_map(browser, map_url) -> Iterator[Callable[..., Seen]]:
    contexts = []

    def open_(viewport: dict = PHONE, tile: bytes = b"", **options: object) -> Seen:
        context = browser.new_context(viewport=viewport, **options)
        if tile:
            context.route("**/tiles/**", lambda r: r.fulfill(body=tile, content_type="image/png"))
        context.set_default_timeout(15_000)
        contexts.append(context)
        seen = Seen(context.new_page())
        noisy = ("error",)
        seen.page.on("console", lambda m: m.type in noisy and seen.said.append(m.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.goto(map_url)
        seen.frame.locator(".bubble").first.wait_for()
        return seen

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nobody_else_is_asked_and_nothing_breaks_the_policy(open_map, map_url, viewport) -> None:
    seen = open_map(viewport)
    seen.ask("one")
    seen.frame.locator(".card h2").wait_for()
    elsewhere = [u for u in seen.asked if not u.startswith((map_url, "data:", "blob:", "ws:"))]
    assert elsewhere == []
    assert [line for line in seen.said if "404" not in line] == []


def test_150_places_fit_a_phone_in_bubbles_that_say_what_they_hold(open_map) -> None:
    seen = open_map()
    bubbles = [label for label in seen.labels() if label.endswith("Zoom in")]
    assert bubbles
    assert len(seen.labels()) < 30
    assert all("listed as open. Zoom in" in label for label in bubbles)
    boxes = seen.run(
        "() => [...document.querySelectorAll('.pin, .bubble')]"
        ".map((e) => [e.offsetWidth, e.offsetHeight])"
    )
    assert all(min(box) >= 44 for box in boxes)


def test_a_rerun_keeps_the_frame_and_asks_for_nothing_again(open_map) -> None:
    seen = open_map()
    seen.run("() => { window.sameFrame = true; }")
    before = len([url for url in seen.asked if "/data/" in url])
    seen.ask("closed")
    wait_until(lambda: all("none listed as open" in s or "closed" in s for s in seen.labels()))
    assert seen.run("() => window.sameFrame")
    assert len([url for url in seen.asked if "/data/" in url]) == before == 2


def test_a_rerun_leaves_the_view_alone_unless_another_was_asked_for(open_map) -> None:
    seen = open_map()
    zoom = "() => [map.getZoom(), map.getCenter().lat]"
    start = seen.run(zoom)
    seen.ask("near")
    seen.frame.locator(".here").wait_for()
    wait_until(lambda: seen.run(zoom) != start)
    seen.run("() => map.setView([51.6, 0], 13, { animate: false })")
    moved = seen.run(zoom)
    seen.page.get_by_text("After the map").click()
    seen.page.wait_for_timeout(1000)
    assert seen.run(zoom) == moved


def test_a_new_version_replaces_every_place(open_map, make_place) -> None:
    seen = open_map()
    said = PlacesFile.of([make_place(id="made-up-1", name="Made-up Place 1")], lambda place: TEXT)
    seen.page.route(f"**/data/places-{said.version}.geojson", lambda r: r.fulfill(body=said.body))
    layer = places_layer(said, [Shown("made-up-1", State.OPEN, ("Listed as open.",))], view="new")
    seen.run(f"() => {{ SafeMapPlaces.show({layer.said}); }}")
    name = "Made-up Place 1, Public building, Library, Listed as open."
    wait_until(lambda: seen.labels() == [name])


def test_no_places_leaves_no_pins(open_map) -> None:
    seen = open_map()
    seen.ask("none")
    wait_until(lambda: seen.labels() == [])


def test_after_its_time_nothing_looks_open(open_map) -> None:
    seen = open_map()
    seen.ask("over")
    filled = "() => document.querySelectorAll('.bubble--open, .bubble--some').length"
    wait_until(lambda: seen.run(filled) == 0)
    assert all("none listed as open" in s or "Check first" in s for s in seen.labels())


def test_the_card_does_not_cover_its_pin_with_all_of_london_in_view(open_map, make_place) -> None:
    seen = open_map()
    south = PlacesFile.of([make_place(lat=51.33, lon=-0.1)], lambda place: TEXT)
    seen.page.route(f"**/data/places-{south.version}.geojson", lambda r: r.fulfill(body=south.body))
    shown = [Shown("made-up-library", State.OPEN, ("Listed as open.",))]
    said = places_layer(south, shown, view="all").said
    seen.run(f"() => {{ SafeMapPlaces.show({said}); }}")
    wait_until(lambda: len(seen.labels()) == 1)
    seen.run("() => map.setView([51.5, -0.1], 9, { animate: false })")
    seen.frame.locator(".pin").focus()
    seen.page.keyboard.press("Enter")
    gap = (
        "() => document.querySelector('.card').getBoundingClientRect().top"
        " - document.querySelector('.pin--selected').getBoundingClientRect().bottom"
    )
    seen.page.wait_for_timeout(1000)
    assert seen.run(gap) >= -4


def test_unknown_shapes_are_a_plain_drop_and_every_shape_keeps_its_sign(open_map) -> None:
    seen = open_map()
    drawn = seen.run("""() => {
        const shapes = ["haven", "emergency", "police", "building", "constructor", undefined];
        return shapes.map((shape) => SafeMapPins.LOOKS.map((look) => {
            const element = SafeMapPins.pin(shape, look, "a name", false).createIcon();
            const detail = element.querySelector(".pin-detail");
            const body = element.querySelector(".pin-body").getAttribute("d");
            return [body, detail && detail.getAttribute("d"), element.innerHTML];
        }));
    }""")
    signs = [{(body, detail) for body, detail, _ in looks} for looks in drawn]
    assert [len(sign) for sign in signs] == [1] * 6
    assert signs[4] == signs[5]
    assert len(set.union(*signs)) == 5
    for looks in drawn:
        assert len({html for _, _, html in looks}) == 4


def test_proposed_looks_the_same_whatever_is_said_of_its_hours(open_map) -> None:
    seen = open_map()
    drawings = seen.run(
        "() => SafeMapPins.LOOKS.map("
        "(look) => SafeMapPins.pin('proposed', look, '', false).createIcon().innerHTML)"
    )
    assert len(set(drawings)) == 1


@pytest.mark.parametrize(
    ("count", "listed_open", "look"), [(9, 0, "closed"), (9, 1, "some"), (9, 9, "open")]
)
def test_a_bubble_is_as_full_as_its_places_are_open(open_map, count, listed_open, look) -> None:
    seen = open_map()
    made = seen.run(
        f"() => SafeMapPins.bubble({count}, {listed_open}).createIcon().className.split(' ')"
    )
    assert [name for name in made if name.startswith("bubble--")] == [f"bubble--{look}"]


@pytest.mark.parametrize("asked", ["one", "alone"])
def test_without_streets_the_map_stays_far_enough_away(open_map, asked) -> None:
    seen = open_map()
    wait_until(lambda: seen.run("() => document.querySelectorAll('.leaflet-tile').length") == 0)
    seen.ask(asked)
    wait_until(lambda: seen.run("() => map.getZoom()") == 13)
    if asked == "one":
        seen.frame.get_by_role("dialog").wait_for()
        seen.frame.locator(".pin--selected").wait_for()
    seen.page.wait_for_timeout(1000)
    assert seen.run("() => map.getZoom()") == 13


def test_with_streets_it_comes_closer(open_map) -> None:
    blank = bytes.fromhex(
        "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
        "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
        "0000000049454e44ae426082"
    )
    seen = open_map(tile=blank)
    seen.frame.locator(".leaflet-tile-loaded").first.wait_for()
    seen.ask("alone")
    wait_until(lambda: seen.run("() => map.getZoom()") == 16)


@pytest.mark.parametrize("height", [300, 420, 700])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_map_and_its_card_fill_the_frame_the_page_gives(open_map, viewport, height) -> None:
    seen = open_map(viewport)
    seen.page.add_style_tag(content=f"iframe {{ height: {height}px !important; }}")
    seen.ask("one")
    seen.frame.get_by_role("dialog").wait_for()
    wait_until(lambda: seen.run("() => map.getSize().y") == height)
    box = seen.run("() => document.querySelector('.card').getBoundingClientRect().toJSON()")
    assert box["top"] >= 0
    assert box["bottom"] <= height
    assert box["height"] > height / 2
    assert seen.run("() => document.documentElement.scrollHeight") == height


def test_the_words_where_you_searched_lie_over_a_pin_at_the_same_point(open_map) -> None:
    seen = open_map()
    seen.ask("spot")
    seen.frame.locator(".here").wait_for()
    wait_until(lambda: len(seen.labels()) == 1)
    boxes = "() => ['.pin', '.here-words'].map((e) => document.querySelector(e))"
    top, bottom = seen.run(
        f"{boxes}.map((e) => e.getBoundingClientRect()).map((b, i) => i ? b.bottom : b.top)"
    )
    assert bottom < top
    above, pin = seen.run(
        "() => ['.here', '.pin'].map("
        "(e) => Number(getComputedStyle(document.querySelector(e)).zIndex))"
    )
    assert above > pin


def test_hostile_text_stays_text(open_map) -> None:
    seen = open_map()
    seen.ask("one")
    title = seen.frame.locator(".card h2")
    title.wait_for()
    assert title.text_content().startswith('<img src=x onerror="window.hurt=1">')
    alert = seen.frame.locator(".card-alert").first.text_content()
    assert alert.endswith("</script><script>window.hurt=1</script>{{ 7*7 }}")
    assert seen.run("() => document.querySelectorAll('.card img').length") == 0
    assert seen.run("() => window.hurt") is None
    assert seen.page.evaluate("() => window.hurt") is None


def test_the_card_says_what_the_list_says_in_the_same_order(open_map) -> None:
    seen = open_map()
    seen.ask("one")
    card = seen.frame.get_by_role("dialog")
    card.wait_for()
    text = card.inner_text()
    places = [
        text.index(words)
        for words in (
            "Public building · Library",
            "Listed as closed now.",
            "The hours are from last year.",
            "Before you go:",
            "It may be shut when you get there.",
            "0 Nowhere Street",
            "Call 020 7946 0000",
            "Directions",
            "Website",
            "Directions open Google Maps, which will see where you are going.",
            "At the door",
            "Go to the desk.",
            "Listed by Nowhere Council, June 2026. Not yet checked by City Hall.",
            "See the source",
        )
    ]
    assert places == sorted(places)
    away = card.locator("a[target=_blank][rel='noreferrer noopener']")
    addresses = [link.get_attribute("href") for link in away.all()]
    site = "https://example.org/"
    assert addresses == [f"{site}directions", site, f"{site}source"]
    assert card.locator("a:not([href^='tel:'])").count() == 3


def test_a_call_starts_from_the_page_because_the_frame_may_not(open_map) -> None:
    seen = open_map()
    seen.page.evaluate(
        "() => document.addEventListener('click', (event) => {"
        " if (event.target.matches('a[href^=\"tel:\"]')) {"
        " window.called = event.target.href; event.preventDefault(); } })"
    )
    seen.ask("one")
    seen.frame.get_by_text("Call 020 7946 0000").click()
    assert seen.page.evaluate("() => window.called") == "tel:02079460000"
    assert seen.frame.get_by_role("dialog").is_visible()


def test_the_keyboard_reaches_a_place_and_comes_back(open_map) -> None:
    seen = open_map(DESKTOP)
    seen.enter_first_bubble_until_a_pin()
    pin = seen.focused()
    seen.page.keyboard.press("Enter")
    assert seen.run("() => document.activeElement.getAttribute('role')") == "dialog"
    heading = seen.frame.locator(".card h2").text_content()
    assert pin.startswith(f"{heading}, Public building, Library, ")
    seen.page.keyboard.press("Escape")
    assert seen.frame.get_by_role("dialog").count() == 0
    assert seen.focused() == pin


def test_the_keyboard_can_skip_the_map(open_map) -> None:
    seen = open_map()
    seen.frame.locator(".map-skip").focus()
    seen.page.keyboard.press("Enter")
    seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("() => document.activeElement.textContent") == "After the map"


def test_the_outline_stays_when_the_streets_fail(open_map, map_url) -> None:
    seen = open_map()
    wait_until(lambda: "/tiles/" in " ".join(seen.asked))
    wait_until(lambda: seen.run("() => document.querySelectorAll('.leaflet-tile').length") == 0)
    assert seen.run("() => document.querySelectorAll('path.borough').length") == 33
    assert seen.run("() => document.querySelectorAll('path.river').length") == 1


def test_it_says_so_when_the_places_do_not_come(browser, map_url) -> None:
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    page.route("**/data/places-*", lambda route: route.abort())
    page.goto(map_url)
    words = page.frame_locator("iframe").get_by_text("The list has all of them.")
    words.wait_for()
    context.close()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_glides_for_who_wants_no_motion(open_map, motion) -> None:
    seen = open_map(reduced_motion=motion)
    # Half way through a move the map is still where it was.
    moved = seen.run("""() => {
        const pane = () => L.DomUtil.getPosition(map.getPane("mapPane")).x;
        const start = pane();
        map.panBy([80, 0]);
        const panned = pane() - start === -80;
        const options = ["zoomAnimation", "fadeAnimation", "markerZoomAnimation", "inertia"];
        return [panned, options.some((name) => map.options[name])];
    }""")
    assert moved == ([True, False] if motion == "reduce" else [False, True])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_page(open_map, scheme) -> None:
    seen = open_map(color_scheme=scheme)
    assert seen.run("() => document.documentElement.dataset.theme") == scheme


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_map, needs, scheme) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    seen = open_map(DESKTOP, color_scheme=scheme)
    seen.ask("one")
    seen.frame.get_by_role("dialog").wait_for()
    seen.run(f"() => {{ {AXE.read_text()} }}")
    rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'] }"
    found = seen.run(
        f"async () => (await axe.run(document, {rules})).violations"
        ".map((v) => [v.id, ...v.nodes.map((n) => n.html)])"
    )
    assert found == []


def test_distances_read_as_on_the_cards(open_map) -> None:
    seen = open_map()
    for metres, minutes in [(0, 1), (40, 1), (251, 5), (930, 17), (1000, 18), (1234, 22),
                            (9960, 90), (5000, 91), (9000, 150), (20000, 347)]:  # fmt: skip
        hundreds = max(round(metres / 100), 1)
        said = seen.run(f"() => SafeMapCard.distanceWords({hundreds}, {minutes})")
        assert said == distance_words(float(metres), minutes)
