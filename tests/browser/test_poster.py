"""The print view of a borough's sheet: one side of paper, and nothing cut off."""

import io
from typing import Any

import pypdfium2
import pytest

from data.borough_summary import slug_of
from geo.boroughs import NAMES

pytestmark = pytest.mark.browser


def test_every_borough_prints_on_one_side_and_nothing_is_cut(
    browser_page: Any, server: str
) -> None:
    browser_page.emulate_media(media="print")
    browser_page.set_viewport_size({"width": 695, "height": 1040})
    for name in NAMES:
        browser_page.goto(f"{server}/poster/{slug_of(name)}")
        inner, outer = browser_page.locator(".columns").evaluate(
            "e => [e.scrollHeight, e.clientHeight]"
        )
        assert inner <= outer, name
        document = pypdfium2.PdfDocument(io.BytesIO(browser_page.pdf(prefer_css_page_size=True)))
        pages = len(document)
        text = document[0].get_textpage().get_text_bounded()
        document.close()
        assert pages == 1, name
        assert "True on" in text, name
        assert "999" in text, name


def test_choosing_a_borough_carries_it_in_the_address_and_leads_to_its_sheet(
    browser_page: Any, server: str
) -> None:
    browser_page.goto(f"{server}/borough")
    browser_page.get_by_label("Borough").click()
    browser_page.keyboard.type("Hack")
    browser_page.keyboard.press("Enter")
    browser_page.locator("h2.found", has_text="Hackney").wait_for()
    assert browser_page.url == f"{server}/borough?borough=Hackney"
    sheet = browser_page.get_by_role("link", name="Sheet to print")
    assert sheet.get_attribute("href") == "/poster/hackney"
    answer = browser_page.request.get(f"{server}/poster/hackney.pdf")
    assert answer.body().startswith(b"%PDF")


def test_the_next_borough_is_a_press_away(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/borough?borough=Hackney")
    browser_page.get_by_role("link", name="Islington", exact=True).click()
    browser_page.locator("h2.found", has_text="Islington").wait_for()
    assert browser_page.url == f"{server}/borough?borough=Islington"
