"""The list of a borough in a frame of a real page of somebody else, on another site."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from pages.plain import embed

EXIT = "https://www.bbc.co.uk/weather"
SITE = "http://localhost:{port}/?{frame}"

pytestmark = pytest.mark.browser


class _School(BaseHTTPRequestHandler):
    """A page that holds whatever stands in its query."""

    def do_GET(self) -> None:
        frame = unquote(urlsplit(self.path).query)
        body = f"<!DOCTYPE html><title>School</title><h1>Our school</h1>{frame}".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def school() -> Iterator[Callable[[str], str]]:
    """Run a site of somebody else; give its address with some HTML in it."""
    site = ThreadingHTTPServer(("127.0.0.1", 0), _School)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield lambda frame: SITE.format(port=site.server_port, frame=frame.replace("%", "%25"))
    site.shutdown()
    site.server_close()


@pytest.fixture
def shown(browser_page: Any, server: str, school: Callable[[str], str]) -> Callable[..., Any]:
    """Open a page with the list in it, as our own code for it says, and give what is in it."""

    def show(**more: str) -> Any:
        code = embed.snippet(server, "Camden")
        extra = "".join(f' {name}="{escape(value)}"' for name, value in more.items())
        address = school(code.replace("<iframe", f"<iframe{extra}").replace("&", "%26"))
        browser_page.goto(address.replace('"', "%22").replace("#", "%23"))
        assert browser_page.evaluate("location.hostname") == "localhost"
        frame = browser_page.frame_locator("iframe")
        frame.locator("h1").wait_for()
        return frame

    browser_page.route(
        "https://www.bbc.co.uk/**",
        lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
    )
    return show


def test_it_is_there_with_999_and_keeps_nothing(
    browser_page: Any, server: str, shown: Callable[..., Any]
) -> None:
    said: list[str] = []
    asked: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    browser_page.on("request", lambda request: asked.append(request.url))
    frame = shown()
    assert frame.locator("h1").inner_text() == "Places to go in Camden"
    assert frame.locator("a[href='tel:999']").is_visible()
    assert frame.locator("a[href='tel:08001111']").is_visible()
    assert frame.locator(".rows li").count() > 5
    (inside,) = (one for one in browser_page.frames if one.url.startswith(server))
    assert inside.evaluate("document.cookie") == ""
    assert browser_page.context.cookies() == []
    assert inside.evaluate("document.referrer") == ""
    assert {urlsplit(url).hostname for url in asked} == {"localhost", "127.0.0.1"}
    assert [words for words in said if "favicon" not in words and "404" not in words] == []


@pytest.mark.parametrize("way", ["button", "keys"])
def test_the_exit_takes_all_of_the_other_page_away(
    browser_page: Any, shown: Callable[..., Any], way: str
) -> None:
    frame = shown()
    if way == "button":
        frame.locator("#exit").click()
    else:
        frame.locator("h1").click()
        for _ in range(3):
            browser_page.keyboard.press("Shift")
    browser_page.wait_for_url(EXIT)


def test_where_the_other_page_forbids_that_at_least_the_list_goes(
    browser_page: Any, shown: Callable[..., Any]
) -> None:
    frame = shown(sandbox="allow-scripts")
    frame.locator("#exit").click()
    browser_page.wait_for_function("frames.length === 1")
    frame.locator("h1").wait_for(state="detached")
    assert browser_page.evaluate("location.hostname") == "localhost"
    assert browser_page.locator("h1").inner_text() == "Our school"


def test_no_other_page_of_ours_is_shown_in_a_frame(
    browser_page: Any, server: str, school: Callable[[str], str]
) -> None:
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    browser_page.goto(school(f"<iframe src='{server}/plain'></iframe>"))
    browser_page.wait_for_timeout(300)
    assert any("frame-ancestors" in words or "X-Frame-Options" in words for words in said)
    assert browser_page.frame_locator("iframe").locator("#exit").count() == 0
