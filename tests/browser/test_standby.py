"""The pages for when every server is down, as a proxy sends them, in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pages.standby import main
from tests.browser.looks import NARROW, too_wide, violations

pytestmark = pytest.mark.browser
SITE = "https://safe.example"


def test_they_can_be_read_and_left_when_all_else_is_gone(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_EXIT_URL", "https://weather.example/")
    assert main([str(tmp_path)]) == 0

    def answer(route: Any) -> None:
        path = urlsplit(route.request.url).path.strip("/")
        page = tmp_path / f"{path}.html"
        body = (page if page.is_file() else tmp_path / "index.html").read_text("utf-8")
        route.fulfill(status=503, content_type="text/html; charset=utf-8", body=body)

    context = browser.new_context(viewport=NARROW)
    context.route(f"{SITE}/**", answer)
    context.route("https://weather.example/", lambda route: route.fulfill(body="sunny"))
    page = context.new_page()
    for path in ("/", "/plain/borough/camden", "/talk"):
        page.goto(SITE + path)
        assert violations(page) == [], path
        assert too_wide(page) == [], path
        for number in ("999", "08001111", "116000", "101"):
            link = page.locator(f'.bar a[href="tel:{number}"]')
            box = link.bounding_box()
            assert box["height"] >= 44, number
            assert -1 < box["x"] <= NARROW["width"] - box["width"], number
    # Its style is in it, and allowed by its own policy.
    assert page.locator(".bar--top").evaluate("e => getComputedStyle(e).position") == "sticky"
    page.goto(f"{SITE}/borough?borough=camden")
    page.get_by_role("main").get_by_role("link", name="Camden", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Camden"
    page.get_by_role("link", name="Exit this page").click()
    page.wait_for_url("https://weather.example/")
    context.close()
