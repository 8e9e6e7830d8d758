"""The keyboard alone: where Tab leads, whether the focus can be seen, and what is under the bars."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image, ImageChops

ABOUT = """e => {
    const name = e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent || "";
    const box = e.getBoundingClientRect();
    const spots = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.2], [0.5, 0.8]];
    const shown = spots.some(([x, y]) => {
        const top = document.elementFromPoint(box.x + x * box.width, box.y + y * box.height);
        return top && (e.contains(top) || top.contains(e) || e.labels?.[0]?.contains(top));
    });
    return {
        name: name.trim().replace(/\\s+/g, " ").slice(0, 80), tag: e.tagName,
        kind: [e.tagName, e.type, e.getAttribute("role"), e.closest("[data-testid]")?.dataset.testid,
            e.className?.baseVal ?? e.className].join(" "),
        shown, still: Boolean(e.closest("body > :not(#root), main")) && !e.closest("main *"),
        box: { x: box.x, y: box.y, width: box.width, height: box.height },
        scrolled: (document.querySelector("[data-testid=stMain]")?.scrollTop ?? 0) + scrollY,
    };
}"""


@dataclass(frozen=True)
class Stop:
    """A thing that had the focus."""

    frame: str
    name: str
    kind: str
    y: float
    still: bool
    """It stays where it is while the page moves."""


@dataclass
class Keys:
    """A page that is used with keys. Each stop is looked at; each kind of thing once by its pixels."""

    page: Any
    looked_at: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    _outer: float = 0

    def stop(self) -> Stop | None:
        """Look at what has the focus: None at the end of the page, else it must be seen."""
        self._outer = 0
        element, about, frame = self._focused(self.page.main_frame)
        if about["tag"] in ("BODY", "HTML"):
            return None
        if not about["shown"]:
            # The map moves to what has the focus.
            self.page.wait_for_timeout(500)
            about = element.evaluate(ABOUT)
        name, box, size = about["name"], about["box"], self.page.viewport_size
        if frame != self.page.main_frame:
            box = element.bounding_box()
        across = box["x"] < size["width"] and box["x"] + box["width"] > 0
        down = box["y"] < size["height"] and box["y"] + box["height"] > 0
        if not (about["shown"] and across and down):
            self.faults.append(f"“{name}” has the focus and can't be seen")
        elif about["kind"] not in self.looked_at:
            self.looked_at.add(about["kind"])
            self._look_for_ring(element, name)
        return Stop(
            frame.url.partition("?")[0],
            name,
            about["kind"],
            box["y"] + about["scrolled"] + self._outer,
            about["still"],
        )

    def _focused(self, frame: Any) -> tuple[Any, dict[str, Any], Any]:
        """Give the element with the focus, what it is, and the frame in which it is."""
        element = frame.evaluate_handle("document.activeElement")
        about = element.evaluate(ABOUT)
        if about["tag"] != "IFRAME":
            return element.as_element(), about, frame
        self._outer = about["scrolled"]
        return self._focused(element.as_element().content_frame())

    def _look_for_ring(self, element: Any, name: str) -> None:
        """The focus changes as many pixels as a thin line round the thing, and clearly."""
        # Of a radio button, a tick box or a field among chosen things, what is round it is seen.
        box = element.evaluate_handle(
            "e => (e.role === 'combobox' && e.closest('[role=group]'))"
            " || (e.getBoundingClientRect().width < 8 && e.closest('label')) || e"
        ).bounding_box()
        size = self.page.viewport_size
        left, top = max(box["x"] - 6, 0), max(box["y"] - 6, 0)
        clip = {
            "x": left,
            "y": top,
            "width": min(box["x"] + box["width"] + 6, size["width"]) - left,
            "height": min(box["y"] + box["height"] + 6, size["height"]) - top,
        }
        with_focus = self._picture(clip)
        element.evaluate("e => e.blur()")
        without = self._picture(clip)
        element.evaluate("e => e.focus({ preventScroll: true })")
        changed = ImageChops.difference(with_focus, without).convert("L").point(lambda v: v > 60)
        count = sum(changed.histogram()[1:])
        if count < clip["width"]:
            self.faults.append(f"the focus on “{name}” can't be seen: {count} pixels change")

    def _picture(self, clip: dict[str, float]) -> Any:
        shot = self.page.screenshot(clip=clip, animations="disabled")
        return Image.open(io.BytesIO(shot)).convert("RGB")

    def lap(self, key: str = "Tab", most: int = 400) -> Iterator[Stop]:
        """Go round the page once, from one end to the other."""
        for _ in range(most):
            self.page.keyboard.press(key)
            stop = self.stop()
            if stop is None:
                return
            yield stop
        pytest.fail(f"{most} times {key} never came to the end of the page")

    def tab_to(self, wanted: str, most: int = 60, key: str = "Tab") -> Stop:
        """Press Tab until a thing of that name has the focus."""
        for _ in range(most):
            self.page.keyboard.press(key)
            stop = self.stop()
            assert stop is not None, f"the page ended before “{wanted}” came"
            if re.search(wanted, stop.name):
                return stop
        pytest.fail(f"{most} times {key} never came to “{wanted}”")
