"""A visit to the find page: what somebody sees, and what their browser asked, sent and said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass
class Visit:
    """The find page in a browser. ``open`` it first."""

    page: Any
    asked: list[Any] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.context.on("request", lambda request: self.asked.append(request))
        self.page.on("framenavigated", lambda frame: self.addresses.append(frame.url))
        self.page.on("websocket", self._listen)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _listen(self, socket: Any) -> None:
        def keep(payload: str | bytes) -> None:
            self.sent.append(payload if isinstance(payload, bytes) else payload.encode())

        self.addresses.append(socket.url)
        socket.on("framesent", keep)
        socket.on("framereceived", lambda payload: self.received.append(len(payload)))

    def open(self, url: str) -> None:
        self.page.goto(url)
        self.page.wait_for_selector("h2.found")
        self.map.locator(".pin, .bubble").first.wait_for()
        self.settle()

    @property
    def map(self) -> Any:
        return self.page.frame_locator("iframe[src*='st_folium']")

    @property
    def map_frame(self) -> Any:
        return next(frame for frame in self.page.frames if "st_folium" in frame.url)

    @property
    def location(self) -> Any:
        return self.page.frame_locator("iframe[src*='location_button']")

    @property
    def box(self) -> Any:
        return self.page.get_by_label("Postcode, area or borough")

    @property
    def heading(self) -> str:
        return self.page.locator("h2.found").inner_text()

    def search(self, text: str) -> None:
        self.box.fill(text)
        self.box.press("Enter")
        self.settle()

    def choose(self, name: str) -> None:
        self.page.get_by_role("radio", name=name).focus()
        self.page.keyboard.press("Space")
        self.settle()

    def more_filters(self) -> None:
        if self.page.locator("details[open] .st-key-borough").count() == 0:
            self.page.locator("summary", has_text="More filters").click()
        self.page.get_by_role("button", name="Newham", exact=True).wait_for()

    def pill(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()
        self.settle()

    def settle(self) -> None:
        """Wait until nothing has come from the server for a while and no script runs."""
        self.page.wait_for_timeout(150)
        for _ in range(80):
            before = len(self.received)
            self.page.wait_for_timeout(200)
            still = self.page.locator('[data-test-script-state="notRunning"]').count()
            if still and len(self.received) == before:
                return
        pytest.fail("the page did not come to rest")

    def focused(self) -> Any:
        """Give the element with the focus, inside whichever frame it is in."""
        return _focused_in(self.page.main_frame)

    def focused_name(self) -> str:
        name = "e => e.getAttribute('aria-label') || e.textContent.trim() || e.tagName"
        return self.focused().evaluate(name)

    def tab_to(self, wanted: str, most: int = 40) -> None:
        """Press Tab until a thing of that name has the focus; the focus is never nowhere."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            assert self.focused().evaluate("e => e.tagName") != "BODY", "the focus was lost"
            if re.search(wanted, self.focused_name()):
                return
        pytest.fail(f"{most} times Tab never came to “{wanted}”")

    def listed(self) -> list[str]:
        """Give the names of the cards and of the rows after them, folded away or not."""
        names = self.page.locator("article.place h3, ul.rows li > strong").all_text_contents()
        return sorted(name.strip() for name in names)

    def mapped(self) -> list[str]:
        """Give the names in the map's own layer, pins and members of bubbles alike."""
        return sorted(
            self.map_frame.evaluate("""() => {
                const names = [];
                map.eachLayer((layer) => {
                    if (layer.zoomToShowLayer) layer.eachLayer((pin) => names.push(pin.place.name));
                });
                return names;
            }""")
        )

    def drawn(self) -> int:
        """Zoom out and count what can be seen: pins, and what the bubbles say they hold."""
        self.map_frame.evaluate("() => { map.setView([51.49, -0.09], 9, { animate: false }); }")
        self.page.wait_for_timeout(400)
        return self.map_frame.evaluate("""() =>
            [...document.querySelectorAll('.bubble')]
                .map((bubble) => Number(/^\\d+/.exec(bubble.getAttribute('aria-label'))[0]))
                .reduce((a, b) => a + b, document.querySelectorAll('.pin').length)
        """)

    def assert_list_and_map_agree(self) -> None:
        assert self.listed()
        assert self.mapped() == self.listed()
        assert self.drawn() == len(self.listed())

    def assert_fits(self) -> None:
        """Nothing scrolls sideways, and no words stick out of the window."""
        self.page.wait_for_timeout(200)
        too_wide = self.page.evaluate("""() =>
            [document.scrollingElement, ...document.querySelectorAll("#root *")]
                .filter((e) => e === document.scrollingElement
                    || /auto|scroll/.test(getComputedStyle(e).overflowX))
                .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth)
                .map((e) => e.outerHTML.slice(0, 100))
        """)
        assert too_wide == []
        cut_off = self.page.evaluate("""() =>
            [...document.querySelectorAll("h1, h2, h3, p, li, dd, a, button, label, summary")]
                .filter((e) => e.checkVisibility() && !e.closest(".hidden, .skip, .spoken"))
                .filter((e) => e.getBoundingClientRect().right > innerWidth)
                .map((e) => e.outerHTML.slice(0, 100))
        """)
        assert cut_off == []


def _focused_in(frame: Any) -> Any:
    element = frame.evaluate_handle("document.activeElement").as_element()
    inner = element.content_frame()
    return _focused_in(inner) if inner else element
