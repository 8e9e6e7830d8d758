"""How a page looks to those who see, read or move otherwise: checked on the page as it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 390, "height": 844}
BACKS = {"dark": "rgb(16, 24, 27)", "light": "rgb(255, 255, 255)"}
NARROW = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %."""
SPACED = """* {
    line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
}
p { margin-bottom: 2em !important; }"""
"""What somebody may set for every text: WCAG 2.2, 1.4.12."""
SEEN = """e => e.checkVisibility({ visibilityProperty: true })
    && !e.closest(".hidden, .skip, .spoken, svg, [aria-hidden=true], .st-key-menu")"""
CUT_OFF = f"""() => {{
    const seen = {SEEN};
    const inside = (e) => {{
        for (let p = e.parentElement; p; p = p.parentElement)
            if (/auto|scroll/.test(getComputedStyle(p).overflowX) && p.scrollWidth > p.clientWidth) return true;
        return false;
    }};
    const words = [...document.querySelectorAll("h1, h2, h3, p, li, dt, dd, td, a, button, label, summary, legend")]
        .filter(seen);
    const out = words.filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !inside(e));
    const clipped = [...document.querySelectorAll("body *")].filter((e) => {{
        const style = getComputedStyle(e);
        if (!/hidden|clip/.test(style.overflowX + style.overflowY) || !seen(e)) return false;
        if (!e.textContent.trim() || style.clipPath !== "none" || e.matches("textarea, select, input, iframe")) return false;
        return e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2;
    }});
    return [...out, ...clipped].map((e) => e.outerHTML.slice(0, 140));
}}"""
LONG_MOVES = """() => [...document.querySelectorAll("*")].flatMap((e) => ["", "::before", "::after"].flatMap((part) => {
    const style = getComputedStyle(e, part || null);
    const times = [style.transitionDuration, style.animationName === "none" ? "0s" : style.animationDuration];
    const longest = Math.max(...times.flatMap((t) => t.split(",")).map((t) => parseFloat(t) * (/ms/.test(t) ? 1 : 1000)));
    return longest > 1 && style.transitionProperty !== "none" ? [`${e.outerHTML.slice(0, 100)} ${part} ${longest}`] : [];
}))"""
UNMARKED = f"""() => {{
    const seen = {SEEN};
    const line = (e) => {{
        const style = getComputedStyle(e);
        return style.outlineStyle !== "none" ? parseFloat(style.outlineWidth) : 0;
    }};
    const edge = (e) => Math.max(...["Top", "Bottom"].map((side) =>
        parseFloat(getComputedStyle(e)["border" + side + "Width"])));
    const all = (names) => [...document.querySelectorAll(names)].filter(seen);
    const chosen = all('#root [aria-pressed="true"], #root label:has(input:checked)').filter((e) => !line(e));
    const here = all('.menu [aria-current="page"]').filter((e) =>
        getComputedStyle(e).borderBottomColor === getComputedStyle(document.body).backgroundColor);
    const flat = all('#root button[data-testid^="stBaseButton"]:not([data-testid$="tertiary"]), a.act, #exit')
        .filter((e) => !edge(e) && !line(e));
    return [...chosen, ...here, ...flat].map((e) => e.outerHTML.slice(0, 140));
}}"""


@contextmanager
def styled(page: Any, css: str) -> Iterator[None]:
    """Add styles of the reader's own, and take them away again."""
    sheet = page.add_style_tag(content=css)
    page.wait_for_timeout(300)
    yield
    sheet.evaluate("e => e.remove()")
    page.wait_for_timeout(200)


@contextmanager
def large_text(page: Any) -> Iterator[None]:
    """Set twice the size of text in the browser, as readers do in its settings."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.wait_for_timeout(400)
    yield
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 16, "fixed": 13}})
    session.detach()
    page.wait_for_timeout(200)


def resize(page: Any, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    page.wait_for_timeout(300)


def cut_off(page: Any) -> list[str]:
    """Give what has words that can't be read: out of the window, or hidden by what they are in."""
    return page.evaluate(CUT_OFF)


def long_moves(page: Any) -> list[str]:
    """Give what moves for longer than a blink, in the page and its frames."""
    return [move for frame in page.frames for move in frame.evaluate(LONG_MOVES)]


def axe_faults(page: Any) -> list[Any]:
    """Ask axe about the page and the frames in it."""
    for frame in page.frames:
        if not frame.evaluate("() => 'axe' in window"):
            # Chromium's own console runs it, so the page's policy needs no exception.
            frame.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    return page.evaluate(
        """async (rules) => {
            const found = await axe.run(document, { runOnly: rules, resultTypes: ["violations"] });
            return found.violations.map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 200))]);
        }""",
        RULES,
    )


def violations(page: Any, include: str = "body", rules: Sequence[str] = RULES) -> list[Any]:
    """Ask axe about a part of the page, without frames."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    return page.evaluate(
        """([include, rules]) => axe.run({include: [[include]]}, {runOnly: rules, iframes: false})
            .then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))]))""",
        [include, list(rules)],
    )


def too_wide(page: Any) -> list[str]:
    """Give what has to be moved sideways to be read."""
    return page.evaluate("""() =>
        [document.scrollingElement, ...document.querySelectorAll("body *")]
            .filter((e) => e === document.scrollingElement
                || /auto|scroll/.test(getComputedStyle(e).overflowX))
            .filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1)
            .map((e) => e.outerHTML.slice(0, 120))
    """)


@dataclass
class Look:
    """Looks at a page in every way, and collects what is wrong with it."""

    page: Any
    faults: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        """Look in every way; the page is then as it was, on a phone, in the light."""
        resize(self.page, PHONE)
        self.page.mouse.move(0, 0)
        for scheme, back in BACKS.items():
            self.page.emulate_media(color_scheme=scheme)
            self.page.wait_for_function(
                "back => getComputedStyle(document.querySelector('[data-testid=stApp]'))"
                ".backgroundColor === back",
                arg=back,
            )
            self.page.wait_for_timeout(400)
            self._note(f"axe, {scheme}", axe_faults(self.page))
        self._note("moves", self._moves())
        self._forced_colours()
        for size in (NARROW, ZOOMED):
            resize(self.page, size)
            self._read(f"{size['width']} x {size['height']}")
        self._numbers_in_sight()
        resize(self.page, PHONE)
        with styled(self.page, SPACED):
            self._read("spaced")
        with large_text(self.page):
            self._read("large text")
            self._numbers_in_sight()
        return self.faults

    def _note(self, what: str, found: Iterable[Any]) -> None:
        self.faults += [f"{what}: {one}" for one in found]

    def _read(self, how: str) -> None:
        self._note(how, too_wide(self.page))
        self._note(how, cut_off(self.page))
        frames = self.page.locator("iframe:not([src*=st_folium])").all()
        inside = "e => e.contentDocument.documentElement.scrollHeight - e.clientHeight"
        self._note(
            how, [f"a frame is {n} too small" for f in frames if (n := f.evaluate(inside)) > 1]
        )

    def _numbers_in_sight(self) -> None:
        """999 and the exit can be pressed wherever the page is moved to."""
        for end in (0, 1e6):
            self.page.evaluate(
                "end => [document.scrollingElement, document.querySelector('[data-testid=stMain]')]"
                ".forEach((e) => e?.scrollTo(0, end))",
                end,
            )
            self.page.wait_for_timeout(100)
            for name in ("a[href='tel:999']", "#exit"):
                box = self.page.locator(name).first.bounding_box()
                size = self.page.viewport_size
                on_top = self.page.evaluate(
                    "([name, x, y]) => Boolean(document.elementFromPoint(x, y)?.closest(name))",
                    [name, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
                )
                whole = box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
                if not (on_top and whole):
                    self.faults.append(f"{name} is out of sight at {size}")

    def _moves(self) -> list[str]:
        self.page.emulate_media(reduced_motion="reduce")
        self.page.wait_for_timeout(200)
        found = long_moves(self.page)
        self.page.emulate_media(reduced_motion="no-preference")
        return found

    def _forced_colours(self) -> None:
        """Where the system chooses the colours, what is chosen and what can be pressed still shows."""
        self.page.emulate_media(forced_colors="active")
        self.page.wait_for_timeout(300)
        self._note("forced colours", self.page.evaluate(UNMARKED))
        self.page.emulate_media(forced_colors="none")
        self.page.wait_for_timeout(200)
