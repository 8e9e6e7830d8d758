"""A walk of one visitor, and then of staff, through all that there is, with marked words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pages.staff.views import VIEWS
from tests.browser.find_visit import Visit
from tests.browser.staffed import PASSWORD
from tests.browser.traces import careless_links, history_of, kept_by

PRESSED_ON = """() => {
    for (const name of ["getCurrentPosition", "watchPosition"]) {
        const real = Geolocation.prototype[name];
        Geolocation.prototype[name] = function (...given) {
            window.positionAsked(navigator.userActivation.isActive);
            return real.apply(this, given);
        };
    }
}"""


@dataclass(frozen=True)
class Marks:
    """What is typed on the walk, each found in no record, and where the visitor stands."""

    typed: tuple[str, ...] = (
        "SE9 2UG", "Snaresbrook", "qwzx vbnm", "Falconwood", "E17 4JF", "SE6 4RU", "SW9 8PS",
        "N16 7UY", "Zebedee Quux",
        "kooth", "galop",
    )  # fmt: skip
    latitude: float = 51.457328
    longitude: float = 0.053769
    reported: tuple[str, ...] = ("zqxwhine", "zqxplea")
    """Words of reports, which are meant to be kept."""
    private: tuple[str, ...] = ("SE15 5EB", "020 7946 0958", "quux@example.org")
    """What reports hold beside them, which is not."""
    looked_up: tuple[str, ...] = ("Lewisham", "Lambeth")
    """Boroughs of the postcodes that were typed on the pages of a missing child."""
    addressed: str = "zqxaddress"
    """A word in an address that somebody mistyped."""
    refused: tuple[str, ...] = ("zqxrude", "zqxlong")
    """Sent where nothing may be sent, and too much of it, by forms that are not ours."""
    staff: tuple[str, ...] = ("zqxsearch", "zqxform")

    @property
    def positions(self) -> tuple[str, ...]:
        """Give where the visitor stands, as the phone says it and less exactly."""
        both = (self.latitude, self.longitude)
        return tuple(f"{degrees:.{digits}f}" for degrees in both for digits in (3, 4, 5, 6))


@dataclass
class Walk:
    """One tab, what was noted on the way, and the places that were looked at."""

    page: Any
    server: str
    marks: Marks
    log_in_as: str
    places: set[str] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)
    entries: set[str] = field(default_factory=set)
    frames: set[str] = field(default_factory=set)
    kept: list[Any] = field(default_factory=list)
    careless: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    touched: set[str] = field(default_factory=set)
    tapped: bool = False
    asked_position: list[tuple[bool, bool]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.visit = Visit(self.page)
        context = self.page.context
        context.set_default_timeout(20_000)
        context.expose_binding(
            "positionAsked",
            lambda _source, active: self.asked_position.append((self.tapped, active)),
        )
        context.add_init_script(f"({PRESSED_ON})()")
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(f"Uncaught {error}"))
        self.page.on("framenavigated", lambda frame: self.frames.add(frame.url))
        self.page.on("dialog", lambda dialog: dialog.accept())

    def note(self) -> None:
        """Write down what the browser keeps and shows at this moment."""
        host = self.server.removeprefix("http://")
        self.titles.add(self.page.title())
        self.entries.update(history_of(self.page))
        self.entries.add(str(self.page.evaluate("JSON.stringify(history.state)")))
        self.kept += kept_by(self.page)
        self.careless += careless_links(self.page, host)

    def go(self, address: str) -> None:
        answer = self.page.goto(self.server + address)
        self.answers.append(answer.status)
        self.page.locator("h1").first.wait_for()

    def menu(self, name: str) -> None:
        """Change the page by the menu, as visitors do."""
        title = self.page.locator("#root h1")
        before = title.inner_text()
        self.page.locator("#menu").get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_function(
            "old => (document.querySelector('#root h1')?.textContent ?? old) !== old", arg=before
        )
        self.visit.settle()

    def choose(self, label: str, typed: str) -> None:
        box = self.page.locator("#root").get_by_role("combobox", name=label, exact=True)
        box.click()
        self.page.keyboard.type(typed)
        self.page.keyboard.press("Enter")
        self.visit.settle()

    def tap(self, button: Any) -> None:
        """Ask the phone where it is."""
        self.tapped = True
        button.click()
        self.page.wait_for_timeout(300)
        self.tapped = False

    def touch(self, link: Any) -> None:
        """Rest the mouse on a link, then a finger, and scroll: browsers may call ahead for it."""
        assert link.get_attribute("href").startswith("http")
        link.evaluate("e => e.scrollIntoView({ block: 'center' })")
        link.hover()
        box = link.bounding_box()
        finger = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        session = self.page.context.new_cdp_session(self.page)
        for moved in (None, 0, 20, 40):
            session.send(
                "Input.dispatchTouchEvent",
                {
                    "type": "touchStart" if moved is None else "touchMove",
                    "touchPoints": [{**finger, "y": finger["y"] - (moved or 0)}],
                },
            )
        session.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})
        session.detach()
        self.page.mouse.move(0, 0)
        self.touched.add(link.get_attribute("href"))

    # The visitor.

    def find(self) -> None:
        seen, page = self.visit, self.page
        seen.open(f"{self.server}/")
        for text in ("qwzx vbnm", "Snaresbrook", "SE9 2UG"):
            seen.search(text)
        for name in ("Right now", "At another time", "Show all"):
            seen.choose(name)
        seen.more_filters()
        for name in ("Public building", "Library"):
            seen.pill(name)
            seen.pill(name)
        for box in page.get_by_role("checkbox").all():
            box.focus()
            page.keyboard.press("Space")
        seen.pill("Newham")
        seen.pill("Newham")
        self.note()
        for box in page.get_by_role("checkbox").all():
            box.focus()
            page.keyboard.press("Space")
        seen.settle()
        self._look_at_cards()
        self.tap(seen.location.get_by_role("button"))
        seen.settle()
        assert "near you" in seen.heading
        self._look_at_cards()
        self._report("zqxwhine")
        self.note()

    def _look_at_cards(self) -> None:
        """Open the nearest place, see it on the map, press a pin there."""
        seen, page = self.visit, self.page
        card = page.locator("article.place").first
        name = card.locator("h3").inner_text()
        self.places |= {name, card.get_attribute("aria-labelledby").removeprefix("name-")}
        card.locator("summary").click()
        page.get_by_role("button", name=f"Show {name} on the map").click()
        shown = seen.map.get_by_role("dialog")
        shown.wait_for()
        self.touch(shown.get_by_role("link", name="Directions"))
        self.touch(card.get_by_role("link", name="Directions"))
        shown.get_by_role("button", name="Close").click()
        pin = seen.map.locator(".pin").first
        pin.press("Enter")
        self.places.add(shown.locator("h2").inner_text())
        self.note()
        page.keyboard.press("Escape")

    def _report(self, word: str) -> None:
        page = self.page
        page.locator('[class*="st-key-report-"] button').first.click()
        words = page.get_by_label("Tell us more, if you want")
        words.wait_for()
        page.locator("#root label", has_text="Something else").click()
        words.fill(f"{word} {' or '.join(self.marks.private)}")
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Staff will look at this").wait_for()
        self.visit.settle()

    def talk(self) -> None:
        page = self.page
        self.menu("Talk")
        for name in ("Sexual abuse", "Trouble online"):
            page.get_by_role("button", name=name, exact=True).click()
            self.visit.settle()
        page.get_by_role("radio", name="A parent or carer").focus()
        page.keyboard.press("Space")
        self.visit.settle()
        page.locator("summary", has_text="More choices").click()
        for name in ("Open now", "Open at another time", "Show all"):
            self.visit.choose(name)
        page.get_by_role("button", name="Call", exact=True).click()
        self.visit.settle()
        self.choose("Your age, or the child's", "13")
        self.choose("Borough", "Camd")
        page.get_by_role("button", name="Take back all choices").click()
        self.visit.settle()
        name = page.get_by_label("Name of a service")
        name.fill("kooth")
        name.press("Enter")
        self.visit.settle()
        page.locator("article.service summary").first.click()
        self.touch(page.locator("article.service a[target=_blank]").first)
        self.note()

    def missing(self) -> None:
        page = self.page
        self.menu("Missing")
        frame = page.frame_locator("iframe[src='/missing/list']")
        frame.get_by_label("Full name, and any other name they use").fill("Zebedee Quux")
        self._look_up("SE6 4RU", "Lewisham")
        self.note()
        self.menu("TextSafe")
        for choice in page.get_by_role("radio").all():
            choice.focus()
            page.keyboard.press("Space")
            self.visit.settle()
        self.note()

    def _look_up(self, postcode: str, borough: str) -> None:
        page = self.page
        page.locator("summary", has_text="I don't know which borough").click()
        box = page.get_by_label("Postcode or area")
        box.fill(postcode)
        box.press("Enter")
        page.get_by_text(f"It is in {borough}.").first.wait_for(state="attached")
        self.visit.settle()

    def borough(self) -> None:
        page = self.page
        self.menu("Boroughs")
        self._look_up("N16 7UY", "Hackney")
        self.choose("Is something wrong on this page?", "Hackney")
        self.note()
        self.menu("About")
        self.note()
        page.go_back()
        page.get_by_role("heading", name="Your borough").wait_for()
        self.go("/poster/camden")
        page.emulate_media(media="print")
        page.pdf(prefer_css_page_size=True)
        page.emulate_media(media="screen")
        self.note()

    def plain(self) -> None:
        page = self.page
        self.go("/plain")
        for text in ("qwzx vbnm", "Falconwood", "E17 4JF"):
            page.locator("[name=where]").fill(text)
            self._ask()
        self.places.add(page.locator("article.place h3").first.inner_text())
        self.touch(page.get_by_role("link", name="Directions").first)
        self.tap(page.get_by_role("button", name="Use my location"))
        page.locator("#found", has_text="near you").wait_for()
        page.locator("form summary").click()
        page.get_by_role("checkbox", name="Library").check()
        page.get_by_label("Open when?").select_option("any")
        self._ask()
        page.get_by_role("button", name="Show more places").click()
        page.wait_for_load_state("networkidle")
        self.note()
        wrong = page.get_by_role("button", name=re.compile("^Something is wrong here")).first
        self.places.add(wrong.get_attribute("value").partition(":")[2])
        wrong.click()
        page.get_by_label("Something else").check()
        page.get_by_label("Tell us more, if you want").fill(
            f"zqxplea {' or '.join(self.marks.private)}"
        )
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Staff will look at this").wait_for()
        self.note()
        self.go("/plain/talk")
        page.get_by_label("Sexual abuse").first.check()
        page.locator("form summary").click()
        page.locator("[name=text]").fill("galop")
        self._ask()
        self.note()
        self.go("/plain/missing")
        page.locator("[name=typed]").fill("SW9 8PS")
        self._ask()
        assert "Lambeth" in page.locator("#found").inner_text()
        self.note()
        for name in ("textsafe", "borough", "borough/camden", "about", "private", "keep", "data"):
            self.go(f"/plain/{name}")
            self.note()

    def _ask(self) -> None:
        with self.page.expect_response(lambda answer: answer.request.method == "POST"):
            self.page.locator("#search button.go:visible").first.click()
        self.page.wait_for_load_state("networkidle")

    def errors(self) -> None:
        """Meet what is not there, what may not be done, and what is too long."""
        page, word, (rude, long) = self.page, self.marks.addressed, self.marks.refused
        self.go(f"/plain/borough/{word}")
        self.note()
        self.go(f"/poster/{word}")
        for address, text in (("/plain/about", rude), ("/plain", f"{long} " * 3000)):
            self.go("/plain")
            with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
                page.evaluate(
                    """([action, text]) => {
                        const form = document.createElement("form");
                        form.method = "post";
                        form.autocomplete = "off";
                        form.action = action;
                        form.append(Object.assign(document.createElement("input"), { name: "where", value: text }));
                        document.body.append(form);
                        form.submit();
                    }""",
                    [address, text],
                )
            self.answers.append(answer.value.status)
            page.locator("a[href='tel:999']").first.wait_for()
            self.note()
        self.go(f"/{word}?near={word}")
        page.locator("#slow").filter(has_text="We have no page of that name.").wait_for()
        self.note()

    # Staff.

    def staff(self) -> None:
        page = self.page
        self.go("/staff/sign-in")
        page.get_by_label("Name").fill(self.log_in_as)
        page.get_by_label("Password").fill(PASSWORD)
        self.note()
        page.get_by_role("button", name="Sign in").click()
        page.get_by_text("Signed in as").wait_for()
        self.visit.settle()
        for view in VIEWS.values():
            if view.in_menu:
                page.locator(".st-key-staff-menu").get_by_role(
                    "button", name=view.label, exact=True
                ).click()
                page.get_by_role("heading", level=1).wait_for()
                self.visit.settle()
                self.note()
        self._staff_records()

    def _staff_records(self) -> None:
        page, (search, form) = self.page, self.marks.staff
        page.locator(".st-key-staff-menu").get_by_role("button", name="Find a record").click()
        box = page.get_by_role("textbox", name="Name, address, postcode")
        for text in (search, "Romford"):
            box.fill(text)
            box.press("Enter")
            self.visit.settle()
        page.locator("#root").get_by_role("button", name=re.compile("^Open ")).first.click()
        self.visit.settle()
        self.note()
        page.get_by_role("button", name="Edit", exact=True).first.click()
        warning = page.locator("#root").get_by_role("textbox", name="Warning shown first")
        warning.fill(form)
        warning.press("Tab")
        self.visit.settle()
        self.note()

    def steps(self) -> tuple[Callable[[], None], ...]:
        """Give the parts of the walk, in order."""
        return (
            self.find, self.talk, self.missing, self.borough, self.plain, self.errors, self.staff,
        )  # fmt: skip
