"""The pin editor in a real browser: dragged, clicked, pushed with keys, put at the postcode."""

import os
import re

import pytest

from geo.boroughs import borough_at
from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser
HERE = ROOT / "tests" / "browser" / "editor_server"


@pytest.fixture(scope="module")
def pin_url(running, tmp_path_factory):
    log = tmp_path_factory.mktemp("pin") / "log.txt"
    arguments = ["uvicorn", "app:app", "--app-dir", str(HERE), "--port", "{port}"]
    with running(arguments, log, environ={"PYTHONPATH": os.pathsep.join([str(ROOT)])}) as url:
        yield url


class Editor:
    """The open page: where the pin is said to be, and where it stands in the map."""

    def __init__(self, page, said):
        self.page = page
        self.said = said
        self.frame = page.frame_locator("iframe")
        self.pin = self.frame.locator(".pin")

    def chosen(self):
        words = self.page.get_by_text("chosen ").inner_text().split(" ", 4)
        return float(words[1]), float(words[2]), words[3], words[4]

    def wait_for_another(self, than):
        self.page.wait_for_function(
            "before => { const e = [...document.querySelectorAll('[data-testid=stText]')]"
            ".find(e => e.textContent.startsWith('chosen ')); return e && !e.textContent.includes(before) }",
            arg=f"{than[0]} {than[1]}",
            timeout=20_000,
        )
        return self.chosen()

    def middle(self):
        box = self.pin.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def wait_until_still(self):
        """Wait until nothing has moved for a second: the page and the frame grow as they load."""
        seen = []
        while len(seen) < 5 or len(set(seen[-5:])) > 1:
            assert len(seen) < 100
            seen.append(self.middle())
            self.page.wait_for_timeout(250)

    def number(self, name):
        return float(self.page.get_by_label(name, exact=True).input_value())


@pytest.fixture
def editor(browser, pin_url):
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(pin_url)
    opened = Editor(page, said)
    opened.pin.wait_for(timeout=30_000)
    page.get_by_text("chosen ").wait_for()
    opened.wait_until_still()
    yield opened
    context.close()


def test_the_pin_stands_in_the_middle_of_the_map(editor):
    frame = editor.page.locator("iframe").bounding_box()
    x, y = editor.middle()
    assert x == pytest.approx(frame["x"] + frame["width"] / 2, abs=5)
    assert y == pytest.approx(frame["y"] + frame["height"] / 2, abs=25)


def test_dragging_the_pin_gives_the_new_point(editor):
    before = editor.chosen()
    x, y = editor.middle()
    editor.page.mouse.move(x, y)
    editor.page.mouse.down()
    editor.page.mouse.move(x + 40, y - 30, steps=8)
    editor.page.mouse.move(x + 80, y - 60, steps=8)
    editor.page.mouse.up()
    lat, lon, source, _ = editor.wait_for_another(before)
    assert lat > before[0]
    assert lon > before[1]
    assert source == "source"
    assert (editor.number("Latitude"), editor.number("Longitude")) == (lat, lon)
    editor.wait_until_still()
    assert editor.middle() == pytest.approx((x + 80, y - 60), abs=2)


def test_a_click_puts_the_pin_there_and_a_second_one_too(editor):
    before = editor.chosen()
    x, y = editor.middle()
    editor.page.mouse.click(x - 70, y - 40)
    first = editor.wait_for_another(before)
    assert first[1] < before[1]
    editor.wait_until_still()
    editor.page.mouse.click(x + 70, y - 40)
    second = editor.wait_for_another(first)
    assert second[1] > before[1]
    assert editor.pin.count() == 1


def test_the_same_spot_can_be_clicked_again_after_the_postcode(editor):
    before = editor.chosen()
    editor.page.get_by_role("button", name="Put the pin at the postcode").click()
    at_postcode = editor.wait_for_another(before)
    assert at_postcode[2] == "postcode"
    editor.wait_until_still()
    x, y = editor.middle()
    editor.page.mouse.click(x - 70, y)
    first = editor.wait_for_another(at_postcode)
    editor.page.get_by_role("button", name="Put the pin at the postcode").click()
    assert editor.wait_for_another(first)[2] == "postcode"
    editor.wait_until_still()
    assert editor.middle() == pytest.approx((x, y), abs=2)
    editor.page.mouse.click(x - 70, y)
    again = editor.wait_for_another(at_postcode)
    assert again[:2] == pytest.approx(first[:2], abs=2e-5)
    assert again[2] == "source"


def test_arrow_keys_move_the_pin(editor):
    before = editor.chosen()
    editor.pin.focus()
    for _ in range(5):
        editor.page.keyboard.press("ArrowUp")
    lat, lon, *_ = editor.wait_for_another(before)
    assert lat > before[0]
    assert lon == pytest.approx(before[1], abs=1e-5)


def test_numbers_move_the_pin_and_the_map(editor):
    before = editor.chosen()
    box = editor.page.get_by_label("Latitude", exact=True)
    box.fill("51.6")
    box.press("Enter")
    lat, _, source, borough = editor.wait_for_another(before)
    assert (lat, source, borough) == (51.6, "source", borough_at(51.6, before[1]))
    editor.wait_until_still()
    frame = editor.page.locator("iframe").bounding_box()
    x, y = editor.middle()
    assert frame["x"] < x < frame["x"] + frame["width"]
    assert frame["y"] < y < frame["y"] + frame["height"]


def test_what_does_not_fit_is_said_at_once(editor):
    before = editor.chosen()
    editor.page.get_by_label("Postcode", exact=True).fill("NW1 5DB")
    editor.page.get_by_label("Postcode", exact=True).press("Enter")
    editor.page.get_by_text(re.compile("but the pin is in Newham")).wait_for(timeout=10_000)
    editor.page.get_by_text(re.compile("km from the postcode NW1 5DB")).wait_for()
    assert editor.chosen() == before


def test_nothing_breaks_the_policy(editor):
    editor.page.wait_for_timeout(500)
    assert [words for words in editor.said if "Content Security Policy" in words] == []
    assert (
        editor.frame.locator(".leaflet-container")
        .get_attribute("aria-label")
        .startswith("Map with the pin")
    )
    assert (
        editor.pin.get_attribute("aria-label") == "The pin of this place. The arrow keys move it."
    )
