"""A visit to a plain page in a real browser: where the focus is, what can be seen, what was asked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest


@dataclass
class PlainVisit:
    """A page of the browser, and every request that it sent."""

    page: Any
    base: str
    asked: list[Any] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def open(self, address: str) -> None:
        self.page.goto(self.base + address)

    @property
    def found(self) -> str:
        return self.page.locator("#found").inner_text()

    def names(self) -> list[str]:
        return self.page.locator("article.place h3").all_inner_texts()

    def find(self, text: str) -> None:
        """Type where one is and press Enter."""
        self.page.locator("#where").fill(text)
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.locator("#where").press("Enter")

    def focused(self) -> str:
        """Give what has the focus: a field's id or name, the words of anything else."""
        return self.page.evaluate(
            """() => {
                const here = document.activeElement;
                if (here === document.body) return "";
                if (here.matches("input, select, textarea")) return here.id || here.name;
                return here.textContent.trim();
            }"""
        )

    def tab_to(self, wanted: str, most: int = 60) -> None:
        """Press Tab until what is wanted has the focus; it can be seen, and is never covered."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            now = self.focused()
            if re.fullmatch(wanted, now):
                assert self.is_clear(), now
                return
        pytest.fail(f"{most} times Tab never came to “{wanted}”, last was “{now}”")

    @property
    def spoken(self) -> str:
        """Give what every region says that speaks when it changes."""
        return "".join(self.page.locator("[role=status], [role=alert]").all_inner_texts())

    def is_clear(self) -> bool:
        """Say whether no bar covers what has the focus."""
        return self.page.evaluate(
            """() => {
                const here = document.activeElement, box = here.getBoundingClientRect();
                const x = box.left + Math.min(box.width / 2, 60), y = (box.top + box.bottom) / 2;
                const top = document.elementFromPoint(x, y);
                return !!top && (here.contains(top) || top.contains(here));
            }"""
        )

    def is_below_the_bar(self, selector: str) -> bool:
        return self.page.evaluate(
            """(selector) => {
                const bar = document.querySelector(".bar--top").getBoundingClientRect();
                const box = document.querySelector(selector).getBoundingClientRect();
                return box.top >= bar.bottom && box.bottom <= innerHeight;
            }""",
            selector,
        )

    def small_targets(self) -> list[str]:
        """Give what is pressed and too small: 44 px high, or in a line of text of 24 px."""
        return self.page.evaluate("""() =>
            [...document.querySelectorAll("a, button, summary, select, input, textarea, label")]
                .filter((e) => e.checkVisibility() && !e.closest(".hidden, .skip") && e.type !== "hidden")
                .filter((e) => !(e.tagName === "LABEL" && !e.querySelector("[type=checkbox], [type=radio]")))
                .filter((e) => !(e.tagName === "INPUT" && e.closest("label")))
                .filter((e) => {
                    const box = e.getBoundingClientRect();
                    const inLine = e.tagName === "A" && getComputedStyle(e).display === "inline";
                    const isLink = e.tagName === "A" && !e.matches(".act, .bar a, .menu a");
                    if (inLine) return false;
                    return Math.round(box.height) < (isLink ? 24 : 44) || box.width < 24;
                })
                .map((e) => e.outerHTML.slice(0, 120))
        """)

    def cut_off(self) -> list[str]:
        """Give what sticks out of the window to the right."""
        return self.page.evaluate("""() =>
            [...document.querySelectorAll("body *")]
                .filter((e) => e.checkVisibility() && !e.closest(".hidden, .skip, .spoken"))
                .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5)
                .map((e) => e.outerHTML.slice(0, 120))
        """)


STATES: dict[str, tuple[str, dict[str, str]]] = {
    "places": ("/plain", {}),
    "places found": ("/plain", {"where": "E16 1ZE"}),
    "place not found": ("/plain", {"where": "Hayes"}),
    "another time": ("/plain", {"where": "Hounslow", "when": "at", "kind": "library"}),
    "talk": ("/plain/talk", {}),
    "talk found": ("/plain/talk", {"topic": "sexual", "who": "parent", "when": "at"}),
    "missing": ("/plain/missing", {"borough": "Camden"}),
    "textsafe": ("/plain/textsafe", {}),
    "boroughs": ("/plain/borough", {"typed": "zzzzqqq"}),
    "borough": ("/plain/borough/hounslow", {}),
    "about": ("/plain/about", {}),
    "private": ("/plain/private", {}),
    "coverage": ("/plain/coverage", {}),
    "data": ("/plain/data", {"borough": "camden"}),
    "list for a frame": ("/plain/embed?borough=camden", {}),
    "api": ("/plain/api", {}),
    "report": ("/plain/wrong", {"about": "service:childline"}),
    "thanked": ("/plain/wrong", {"about": "service:childline", "send": "yes", "what": "other"}),
}


def arrive(page: Any, base: str, address: str, sent: dict[str, str]) -> None:
    """Open a page, or send a form that gives it."""
    page.goto(base + ("/plain" if sent else address))
    if not sent:
        return
    with page.expect_navigation():
        page.evaluate(
            """([address, sent]) => {
                const form = document.createElement("form");
                Object.assign(form, { method: "post", action: address });
                for (const [name, value] of Object.entries(sent)) {
                    const field = document.createElement("input");
                    Object.assign(field, { name, value });
                    form.append(field);
                }
                document.body.append(form);
                form.submit();
            }""",
            [address, sent],
        )
