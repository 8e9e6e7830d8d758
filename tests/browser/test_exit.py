"""Exit this page, on every sort of page there is, with and without all else that a page needs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from data.guides import guide

EXIT = "https://www.bbc.co.uk/weather"
PAGES = ["/", "/plain", "/missing/list", "/poster/camden", "/staff/sign-in"]
SMALL_ANSWERS = ["/poster/nowhere", "/plain/borough/nowhere"]
TWO_MORE = "Shift: press 2 more times to exit."
ONE_MORE = "Shift: press 1 more time to exit."
OVER = "You are still on this page. To exit, press Shift 3 times."

pytestmark = pytest.mark.browser


class Outside:
    """The site that the exit leads to. While it is ``silent``, the browser stays where it was."""

    def __init__(self, page: Any) -> None:
        self.asked: list[dict[str, str]] = []
        self.silent = False
        page.route("https://www.bbc.co.uk/**", self._answer)

    def _answer(self, route: Any) -> None:
        self.asked.append(route.request.headers)
        if self.silent:
            route.fulfill(status=204)
        else:
            route.fulfill(body="<title>Weather</title>", content_type="text/html")


@pytest.fixture
def outside(browser_page: Any) -> Outside:
    return Outside(browser_page)


def press_shift(page: Any, times: int = 3) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def said(page: Any) -> str:
    return str(page.locator("#exit + [role=status]").text_content())


def lights_on(page: Any) -> int:
    """Count the lights that are on; -1 where none is seen."""
    return int(
        page.evaluate("""() => {
            const lights = document.querySelector("#exit [aria-hidden]");
            if (getComputedStyle(lights).display === "none") return -1;
            return [...lights.children].filter((l) => parseFloat(getComputedStyle(l).borderWidth) > 3).length;
        }""")
    )


def by_button(page: Any) -> None:
    page.locator("#exit").click()


def by_first_link(page: Any) -> None:
    # The skip link comes first, where there is one.
    for _ in range(2):
        page.keyboard.press("Tab")
        if page.evaluate("'exit' in document.activeElement.dataset"):
            break
    link = page.locator("[data-exit]:focus:not(#exit)")
    box = link.bounding_box()
    assert box["height"] >= 44
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert link.inner_text() == "Exit now, or press Shift 3 times"
    page.keyboard.press("Enter")


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("way", [by_button, by_first_link, press_shift])
def test_every_way_leaves_without_a_trace_in_history_or_request(
    browser_page: Any, server: str, outside: Outside, address: str, way: Any
) -> None:
    browser_page.goto(server + address)
    before = browser_page.evaluate("history.length")
    way(browser_page)
    browser_page.wait_for_url(EXIT)
    assert browser_page.evaluate("history.length") == before
    assert ["referer" in headers for headers in outside.asked] == [False]
    browser_page.go_back()
    assert browser_page.url == "about:blank"


@pytest.mark.parametrize("address", SMALL_ANSWERS)
def test_what_is_refused_has_an_exit_too(
    browser_page: Any, server: str, outside: Outside, address: str
) -> None:
    assert browser_page.goto(server + address).status == 404
    box = browser_page.locator("#exit").bounding_box()
    assert box["height"] >= 44
    press_shift(browser_page)
    browser_page.wait_for_url(EXIT)


@pytest.mark.parametrize("way", [by_button, by_first_link])
@pytest.mark.parametrize("address", ["/plain", "/missing/list", "/poster/camden"])
def test_without_javascript_both_are_plain_links(
    browser: Any, server: str, address: str, way: Any
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    outside = Outside(page)
    page.goto(server + address)
    for link in page.locator("[data-exit]").all():
        assert link.get_attribute("href") == EXIT
        assert link.get_attribute("rel") == "nofollow noreferrer noopener"
    if way is by_button:
        page.locator("#exit").click()
    else:
        page.locator("[data-exit]").first.focus()
        page.keyboard.press("Enter")
    page.wait_for_url(EXIT)
    assert "referer" not in outside.asked[0]
    context.close()


@pytest.mark.parametrize("way", [by_button, press_shift])
def test_it_works_before_streamlit_has_come(
    browser_page: Any, server: str, outside: Outside, way: Any
) -> None:
    asked: list[Any] = []
    # Neither refused nor answered: it is still on its way.
    browser_page.route("**/static/**", lambda route: asked.append(route))
    browser_page.goto(server, wait_until="commit")
    browser_page.locator("#exit [aria-hidden]").wait_for(state="attached")
    way(browser_page)
    browser_page.wait_for_url(EXIT)
    assert asked


def test_the_page_is_covered_and_cleared_before_the_other_one_is_there(
    browser_page: Any, server: str, outside: Outside
) -> None:
    browser_page.goto(f"{server}/missing")
    browser_page.frame_locator("iframe[src='/missing/list']").get_by_label("What they wore").fill(
        "Quilted coat"
    )
    browser_page.evaluate("""() => {
        document.cookie = "_xsrf=left; path=/";
        const field = document.createElement("input");
        field.id = "typed";
        field.value = "SE13 7PP";
        document.getElementById("root").append(field);
    }""")
    assert {c["name"] for c in browser_page.context.cookies()} == {"_streamlit_xsrf", "_xsrf"}
    outside.silent = True
    browser_page.locator("#exit").click()
    cover = browser_page.locator("body > [role=alert]")
    assert cover.inner_text() == "Loading."
    seen = browser_page.evaluate("""() => {
        const cover = document.querySelector("body > [role=alert]");
        const spots = [[5, 5], [385, 5], [195, 422], [5, 839], [385, 839]];
        return {
            covered: spots.every(([x, y]) => document.elementFromPoint(x, y) === cover),
            words: document.body.innerText.trim(),
            typed: document.getElementById("typed").value,
            frames: document.querySelectorAll("iframe").length,
            color: getComputedStyle(cover).backgroundColor,
        };
    }""")
    assert seen == {
        "covered": True,
        "words": "Loading.",
        "typed": "",
        "frames": 0,
        "color": "rgb(255, 255, 255)",
    }
    assert browser_page.context.cookies() == []
    # Who waits in vain can try once more.
    outside.silent = False
    press_shift(browser_page)
    browser_page.wait_for_url(EXIT)


@pytest.mark.parametrize("media", [{"color_scheme": "dark"}, {"forced_colors": "active"}])
def test_the_cover_looks_like_an_empty_page_of_the_browser(
    browser_page: Any, server: str, outside: Outside, media: dict[str, str]
) -> None:
    browser_page.emulate_media(**media)
    browser_page.goto(f"{server}/plain")
    outside.silent = True
    press_shift(browser_page)
    cover = browser_page.locator("body > [role=alert]")
    cover.wait_for()
    expected = browser_page.evaluate("""() => {
        const empty = document.createElement("p");
        empty.style.background = "Canvas";
        document.documentElement.append(empty);
        return getComputedStyle(empty).backgroundColor;
    }""")
    assert cover.evaluate("e => getComputedStyle(e).backgroundColor") == expected


def test_presses_are_said_and_shown_and_run_out(
    browser_page: Any, server: str, outside: Outside
) -> None:
    browser_page.clock.install()
    browser_page.goto(f"{server}/plain")
    assert (said(browser_page), lights_on(browser_page)) == ("", -1)
    press_shift(browser_page, 1)
    assert (said(browser_page), lights_on(browser_page)) == (TWO_MORE, 1)
    browser_page.clock.run_for(4_000)
    press_shift(browser_page, 1)
    assert (said(browser_page), lights_on(browser_page)) == (ONE_MORE, 2)
    # Each press starts the five seconds anew.
    browser_page.clock.run_for(4_000)
    assert said(browser_page) == ONE_MORE
    browser_page.clock.run_for(1_500)
    assert (said(browser_page), lights_on(browser_page)) == (OVER, -1)
    press_shift(browser_page, 1)
    assert said(browser_page) == TWO_MORE
    browser_page.clock.run_for(5_500)
    assert said(browser_page) == OVER
    browser_page.clock.run_for(5_500)
    assert said(browser_page) == ""
    assert browser_page.url == f"{server}/plain"
    assert outside.asked == []
    press_shift(browser_page)
    browser_page.wait_for_url(EXIT)


def test_another_key_in_between_starts_the_count_again(
    browser_page: Any, server: str, outside: Outside
) -> None:
    browser_page.goto(f"{server}/plain")
    press_shift(browser_page, 2)
    browser_page.keyboard.press("Tab")
    assert (said(browser_page), lights_on(browser_page)) == (OVER, -1)
    press_shift(browser_page, 2)
    assert said(browser_page) == ONE_MORE
    assert outside.asked == []


def test_shift_with_another_key_or_a_click_is_not_counted(
    browser_page: Any, server: str, outside: Outside
) -> None:
    browser_page.goto(f"{server}/plain")
    field = browser_page.locator("#where")
    field.click()
    for keys in ("Shift+A", "Shift+Tab", "Control+Shift", "Alt+Shift", "Shift+ArrowLeft"):
        for _ in range(4):
            browser_page.keyboard.press(keys)
        assert (keys, said(browser_page), lights_on(browser_page)) == (keys, "", -1)
    # Typed in a hurry: Shift comes up before the letter does.
    for _ in range(4):
        browser_page.keyboard.down("Shift")
        browser_page.keyboard.down("E")
        browser_page.keyboard.up("Shift")
        browser_page.keyboard.up("E")
    for _ in range(4):
        field.click(modifiers=["Shift"])
    # Held down, a keyboard repeats it.
    for _ in range(5):
        browser_page.keyboard.down("Shift")
    assert (said(browser_page), lights_on(browser_page)) == ("", -1)
    browser_page.keyboard.up("Shift")
    assert said(browser_page) == TWO_MORE
    assert outside.asked == []
    assert "A" in field.input_value()


@pytest.mark.parametrize(
    ("address", "frame", "inside"),
    [
        ("/", "iframe[src*='st_folium']", ".leaflet-marker-icon"),
        ("/", "iframe[src*='location_button']", "button"),
        ("/missing", "iframe[src='/missing/list']", "textarea"),
    ],
)
def test_shift_is_heard_in_frames_too(
    browser_page: Any, server: str, outside: Outside, address: str, frame: str, inside: str
) -> None:
    asked: list[str] = []
    browser_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    browser_page.goto(server + address)
    held = browser_page.frame_locator(frame).locator(inside).first
    held.wait_for()
    held.focus()
    if inside == "textarea":
        held.fill("Zebedee Quux")
    press_shift(browser_page, 1)
    assert said(browser_page) == TWO_MORE
    press_shift(browser_page, 2)
    browser_page.wait_for_url(EXIT)
    assert asked == []


def test_the_list_in_its_frame_shows_no_second_exit(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/missing")
    frame = browser_page.frame_locator("iframe[src='/missing/list']")
    frame.locator("html.framed textarea").first.wait_for()
    assert [link.is_visible() for link in frame.locator("[data-exit]").all()] == [False, False]


def test_in_another_sites_frame_all_of_that_site_goes(
    browser_page: Any, server: str, outside: Outside
) -> None:
    """As when a borough shows the plain pages within its own, which our policy has to allow."""
    elsewhere = server.replace("127.0.0.1", "localhost")

    def without_policy(route: Any) -> None:
        answer = route.fetch()
        forbids = ("content-security-policy", "x-frame-options")
        headers = {k: v for k, v in answer.headers.items() if k not in forbids}
        route.fulfill(response=answer, headers=headers)

    browser_page.route(f"{server}/plain", without_policy)
    browser_page.route(
        f"{elsewhere}/host",
        lambda route: route.fulfill(
            body=f"<iframe src='{server}/plain' width=380 height=700></iframe>",
            content_type="text/html",
        ),
    )
    browser_page.goto(f"{elsewhere}/host")
    browser_page.frame_locator("iframe").locator("#exit").click()
    browser_page.wait_for_url(EXIT)


def test_nothing_can_stop_it(browser_page: Any, server: str, outside: Outside) -> None:
    asked: list[str] = []
    browser_page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    browser_page.goto(f"{server}/plain")
    browser_page.locator("#where").click()
    browser_page.evaluate("""() => {
        window.addEventListener("beforeunload", (event) => event.preventDefault());
        document.addEventListener("click", (event) => event.stopImmediatePropagation(), true);
        Storage.prototype.clear = () => { throw new Error("forbidden"); };
        Object.defineProperty(document, "cookie", { set() { throw new Error("forbidden"); } });
        document.body.appendChild = () => { throw new Error("broken"); };
    }""")
    browser_page.locator("#exit").click()
    browser_page.wait_for_url(EXIT)
    assert asked == []


@pytest.fixture(scope="module")
def keeping_browser(browser: Any) -> Iterator[Any]:
    """Start a browser that keeps pages for the Back button, as people's own do."""
    started = browser.browser_type.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--disable-gpu"],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield started
    started.close()


@pytest.fixture
def searched(keeping_browser: Any, server: str) -> Iterator[Any]:
    """Give a page from which somebody searched, and went on to another page of ours."""
    page = keeping_browser.new_page()
    page.add_init_script(
        "addEventListener('pageshow', (e) => e.persisted && console.log('from the cache'))"
    )
    page.goto(f"{server}/plain")
    page.fill("#where", "SE13 7PP")
    page.get_by_role("button", name="Find", exact=True).click()
    page.get_by_role("heading", name="near SE13 7PP").wait_for()
    page.goto(f"{server}/plain/talk")
    yield page
    page.close()


def test_back_after_an_exit_finds_nothing_typed_and_nothing_found(
    searched: Any, server: str
) -> None:
    told: list[str] = []
    searched.on("console", lambda message: told.append(message.text))
    Outside(searched)
    searched.locator("#exit").click()
    searched.wait_for_url(EXIT)
    with searched.expect_event("load"):
        searched.go_back(wait_until="commit")
    searched.locator("body:not(:has(> [role=alert])) #where").wait_for()
    assert searched.url == f"{server}/plain"
    assert searched.locator("#where").input_value() == ""
    assert "SE13 7PP" not in searched.locator("body").inner_text()
    assert told == ["from the cache"]


def test_a_kept_page_stays_where_there_is_no_signal(searched: Any, server: str) -> None:
    searched.context.set_offline(True)
    searched.evaluate("history.back()")
    searched.wait_for_url(f"{server}/plain", wait_until="commit")
    searched.locator("a[href='tel:999']:visible").first.wait_for()
    assert searched.locator("#where").input_value() == ""
    searched.context.set_offline(False)


def test_the_page_on_what_stays_can_be_read(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/plain/private")
    text = guide("private")
    assert browser_page.locator("h1").inner_text() == text.title
    for section in text.sections:
        assert browser_page.get_by_role("heading", name=section.title, exact=True).is_visible()
    browser_page.goto(f"{server}/about")
    link = browser_page.get_by_role("link", name="What else it can't clear, and what you can do")
    link.click()
    browser_page.wait_for_url(f"{server}/plain/private")
    assert Path(browser_page.url).name == "private"
