"""The bars around Streamlit, the headers and the start of the app, in a real browser."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
CONTENT = '#root [data-testid="stElementContainer"]:not(.st-key-menu *):not(:has([data-testid="stAppSkeleton"]))'
SLOW = 4_000
NUMBERS = ["999", "08001111", "116000", "101"]

Run = Callable[..., AbstractContextManager[str]]
pytestmark = pytest.mark.browser


def open_app(page: Any, url: str) -> None:
    page.goto(url)
    page.wait_for_selector(CONTENT)


def assert_numbers_on(page: Any) -> None:
    links = page.locator("a[href^='tel:']")
    seen = {link.get_attribute("href") for link in links.all() if link.is_visible()}
    assert {f"tel:{number}" for number in NUMBERS} <= seen


def test_nothing_is_asked_of_another_origin_and_no_policy_is_broken(
    browser_page: Any, server: str
) -> None:
    origins: set[str] = set()
    said: list[str] = []
    browser_page.on("request", lambda request: origins.add(request.url))
    browser_page.on("websocket", lambda socket: origins.add(socket.url))
    browser_page.on("console", lambda message: said.append(message.text))
    browser_page.on("pageerror", lambda error: said.append(str(error)))
    open_app(browser_page, server)
    frame = browser_page.frame_locator("iframe[src*='st_folium']")
    frame.locator(".leaflet-marker-icon").first.wait_for()
    browser_page.get_by_label("Show all").check(force=True)
    browser_page.wait_for_timeout(1000)

    ours = urlsplit(server).netloc
    local = ("data:", "blob:")
    foreign = {u for u in origins if not u.startswith(local) and urlsplit(u).netloc != ours}
    assert foreign == set()
    assert any(u.startswith("ws://") for u in origins)
    assert [text for text in said if re.search("Content Security Policy|Refused|Error", text)] == []


def test_the_policy_is_enforced(browser_page: Any, server: str) -> None:
    said: list[str] = []
    browser_page.on("console", lambda message: said.append(message.text))
    open_app(browser_page, server)
    browser_page.evaluate("""() => {
        const script = document.createElement("script");
        script.textContent = "window.injected = true";
        document.body.append(script);
        return fetch("https://example.invalid/").catch(() => null);
    }""")
    assert browser_page.evaluate("window.injected") is None
    refused = [text for text in said if "Content Security Policy" in text]
    assert any("inline script" in text for text in refused)
    assert any("example.invalid" in text for text in refused)


def test_streamlit_does_not_fetch_its_text_fonts(browser_page: Any, server: str) -> None:
    paths: list[str] = []
    browser_page.on("request", lambda request: paths.append(request.url))
    open_app(browser_page, server)
    browser_page.wait_for_load_state("networkidle")
    assert [path for path in paths if re.search(r"Source(Sans|Serif|Code)", path)] == []


@pytest.mark.parametrize(
    ("size", "top", "bottom"), [((390, 844), 52, 48), ((320, 640), 68, 48), ((1280, 800), 52, 48)]
)
def test_the_bars_are_small_and_the_page_has_the_rest(
    browser_page: Any, server: str, size: tuple[int, int], top: int, bottom: int
) -> None:
    width, height = size
    browser_page.set_viewport_size({"width": width, "height": height})
    open_app(browser_page, server)
    upper, menu, lower, main = (
        browser_page.locator(name).bounding_box()
        for name in (".bar--top", ".menu", ".bar--bottom", '[data-testid="stMain"]')
    )
    assert menu["height"] <= 46
    assert upper["height"] <= top
    assert lower["height"] <= bottom
    assert lower["y"] + lower["height"] == height
    above = upper["height"] + menu["height"]
    assert main["y"] == pytest.approx(above, abs=1)
    assert main["height"] == pytest.approx(height - above - lower["height"], abs=1)
    assert browser_page.evaluate("document.documentElement.scrollWidth") == width
    for link in browser_page.locator(".bar a:not(.skip)").all():
        box = link.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["x"] + box["width"] <= width


def test_much_zoom_keeps_only_999_and_exit_in_sight(browser_page: Any, server: str) -> None:
    browser_page.set_viewport_size({"width": 320, "height": 256})
    open_app(browser_page, server)
    browser_page.mouse.move(160, 200)
    browser_page.mouse.wheel(0, 500)
    browser_page.wait_for_timeout(500)
    upper = browser_page.locator(".bar--top").bounding_box()
    assert upper["y"] == 0
    assert upper["height"] <= 48
    assert browser_page.locator(".menu").bounding_box()["y"] < 0
    assert browser_page.locator(".bar--bottom").bounding_box()["y"] > 256
    for name in ("Call 999", "Exit this page"):
        link = browser_page.get_by_role("link", name=name)
        link.click(trial=True)


def test_words_twice_as_large_still_show_every_number(browser_page: Any, server: str) -> None:
    browser_page.set_viewport_size({"width": 390, "height": 844})
    open_app(browser_page, server)
    browser_page.add_style_tag(content="html { font-size: 200% !important; }")
    browser_page.wait_for_timeout(200)
    for link in browser_page.locator(".bar a:not(.skip)").all():
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["y"] + box["height"] <= 844


def test_a_lost_connection_leaves_999_and_exit_to_press(
    browser_page: Any, running: Any, tmp_path: Path
) -> None:
    arguments = ["uvicorn", "app:app", "--port", "{port}"]
    with running(arguments, tmp_path / "log.txt") as url:
        open_app(browser_page, url)
    notice = browser_page.locator("#slow")
    notice.filter(has_text="We lost the connection.").wait_for()
    for link in browser_page.locator(".bar a:not(.skip), .menu a").all():
        link.click(trial=True, timeout=2000)
    assert browser_page.get_by_role("dialog").count() == 0
    assert browser_page.get_by_role("link", name="Call 999").count() == 1


def test_an_unknown_address_leaves_999_and_exit_to_press(browser_page: Any, server: str) -> None:
    browser_page.goto(f"{server}/nothere")
    browser_page.locator("#slow").filter(has_text="We have no page of that name.").wait_for()
    for link in browser_page.locator(".bar a:not(.skip), .menu a").all():
        link.click(trial=True, timeout=2000)
    assert browser_page.get_by_role("dialog").count() == 0


def test_a_jump_on_the_page_is_not_in_the_history(browser_page: Any, server: str) -> None:
    open_app(browser_page, f"{server}/borough?borough=Camden")
    before = browser_page.evaluate("history.length")
    browser_page.locator("#ring").wait_for()
    # While the page still runs, what is taken out by hand would come back, or its parent go.
    browser_page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
    browser_page.get_by_role("link", name="Who to call about a child here").click()
    assert browser_page.evaluate("document.activeElement.id") == "ring"
    assert browser_page.locator("#ring").bounding_box()["y"] < 844
    assert browser_page.url.endswith("/borough?borough=Camden")
    assert browser_page.evaluate("history.length") == before
    browser_page.evaluate("ring.replaceWith(ring.cloneNode(true))")
    browser_page.locator("#ring:focus").wait_for()


def test_a_jump_to_what_is_still_to_come_gets_there(browser_page: Any, server: str) -> None:
    open_app(browser_page, f"{server}/borough?borough=Camden")
    browser_page.locator("#ring").wait_for()
    # While the page still runs, what is taken out by hand would come back, or its parent go.
    browser_page.locator('[data-test-script-state="notRunning"]').wait_for(state="attached")
    browser_page.evaluate(
        "[window.later, window.around] = [ring, ring.parentNode]; window.later.remove()"
    )
    browser_page.get_by_role("link", name="Who to call about a child here").click()
    browser_page.evaluate("window.around.append(window.later)")
    browser_page.locator("#ring:focus").wait_for()
    assert browser_page.url.endswith("/borough?borough=Camden")


@pytest.mark.parametrize(
    ("path", "plain"),
    [
        ("/", "/plain"),
        ("/talk?service=childline", "/plain/talk?service=childline"),
        ("/borough?borough=Camden", "/plain/borough/camden"),
    ],
)
def test_without_javascript_the_plain_page_of_the_same_name_comes_at_once(
    browser: Any, server: str, path: str, plain: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + path)
    page.wait_for_url(server + plain)
    assert_numbers_on(page)
    page.go_back()
    assert page.url == "about:blank"
    context.close()


def test_the_numbers_are_there_without_javascript(browser: Any, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    # The plain page, where a browser without script goes at once, does not come.
    page.route("**/plain*", lambda route: route.fulfill(status=204))
    page.goto(server)
    assert_numbers_on(page)
    more = page.locator("noscript .help-now")
    assert more.is_visible()
    assert "press 55 when asked" in more.text_content()
    assert page.get_by_role("link", name="Open the plain page").get_attribute("href") == "/plain"
    context.close()


@pytest.mark.parametrize("failing", ["**/static/js/index*", "**/static/js/src*"])
def test_a_script_that_fails_is_said_at_once_with_a_way_on(
    browser_page: Any, server: str, failing: str
) -> None:
    browser_page.clock.install()
    browser_page.route(failing, lambda route: route.abort())
    browser_page.goto(f"{server}/talk?service=childline")
    browser_page.locator("#slow").filter(has_text="The page did not load.").wait_for()
    assert_numbers_on(browser_page)
    assert browser_page.evaluate("document.activeElement === document.body")
    browser_page.locator("#slow").get_by_role("link", name="Open the plain page").click()
    browser_page.wait_for_url(f"{server}/plain/talk?service=childline")


def test_a_socket_that_is_refused_is_said_at_once(browser_page: Any, server: str) -> None:
    browser_page.clock.install()
    browser_page.route_web_socket("**/_stcore/stream", lambda socket: socket.close())
    browser_page.goto(server)
    notice = browser_page.locator("#slow").filter(has_text="The page did not load.")
    notice.wait_for()
    assert notice.get_by_role("link").get_attribute("href") == "/plain"


def test_a_connection_that_never_comes_is_said_and_taken_back(
    browser_page: Any, server: str
) -> None:
    browser_page.clock.install()
    # Neither answered nor refused.
    browser_page.route("**/_stcore/**", lambda route: None)
    browser_page.goto(server)
    slow = browser_page.locator("#slow")
    browser_page.clock.run_for(SLOW // 4)
    assert slow.inner_text() == ""
    browser_page.clock.run_for(SLOW)
    assert "The page is slow to load. In danger? Call 999." in slow.inner_text()
    assert slow.get_attribute("role") == "status"
    box = slow.get_by_role("link", name="Open the plain page").bounding_box()
    assert box["height"] >= 44
    assert browser_page.evaluate("document.documentElement.scrollWidth") == 390
    assert_numbers_on(browser_page)

    browser_page.evaluate("""() => {
        const shown = document.createElement("div");
        shown.dataset.testid = "stElementContainer";
        document.getElementById("root").append(shown);
    }""")
    browser_page.locator("#slow:empty").wait_for(state="attached")


def test_a_style_sheet_of_streamlit_that_never_comes_holds_nothing_up(
    browser_page: Any, server: str
) -> None:
    browser_page.route("**/static/css/**", lambda route: None)
    browser_page.goto(server, wait_until="commit")
    browser_page.wait_for_selector(CONTENT)
    assert_numbers_on(browser_page)


def test_a_page_that_came_in_time_is_not_called_slow(browser_page: Any, server: str) -> None:
    browser_page.clock.install()
    open_app(browser_page, server)
    browser_page.clock.run_for(SLOW + 1000)
    assert browser_page.locator("#slow").inner_text() == ""


def test_a_changed_result_is_spoken_and_the_first_is_not(browser_page: Any, server: str) -> None:
    browser_page.route("**/_stcore/**", lambda route: route.abort())
    browser_page.goto(server)
    browser_page.wait_for_selector('[data-testid="stMain"]')

    def draw(text: str) -> None:
        browser_page.evaluate(
            """text => {
                document.querySelector("#root [data-announce]")?.remove();
                const heading = document.createElement("h2");
                heading.dataset.announce = "";
                heading.textContent = text;
                document.getElementById("root").append(heading);
            }""",
            text,
        )
        browser_page.wait_for_timeout(700)

    spoken = browser_page.locator("#announcer")
    draw("6 places")
    assert spoken.inner_text() == ""
    draw("2 places")
    assert spoken.inner_text() == "2 places"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_shell(
    browser_page: Any, server: str, scheme: str, needs: Callable[[str], None]
) -> None:
    if not AXE.exists():
        needs("axe-core is not installed: npm ci in tests/browser")
    browser_page.emulate_media(color_scheme=scheme)
    open_app(browser_page, server)
    # Chromium's own console runs it, so the page's policy needs no exception.
    browser_page.evaluate(AXE.read_text(encoding="utf-8") + "; undefined")
    found = browser_page.evaluate(
        """() => axe.run({include: [["body"]], exclude: [["#root"]]})
            .then(result => result.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"""
    )
    assert found == []
    landmarks = browser_page.evaluate(
        """() => axe.run({runOnly: ["region", "landmark-unique", "landmark-one-main",
            "landmark-no-duplicate-banner", "landmark-no-duplicate-contentinfo", "bypass"]})
            .then(result => result.violations.map(v => [v.id, v.nodes.map(n => n.html)]))"""
    )
    assert landmarks == []


def test_focus_is_seen_on_every_link_of_the_bars(browser_page: Any, server: str) -> None:
    open_app(browser_page, server)
    for link in browser_page.locator(".bar a:not(.skip)").all():
        link.focus()
        browser_page.keyboard.press("Shift+Tab")
        browser_page.keyboard.press("Tab")
        assert link.evaluate("e => e === document.activeElement")
        assert link.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


@pytest.mark.parametrize(
    ("script", "leaks"), [("pages/navigation.py", False), ("navigation.py", True)]
)
def test_a_page_that_is_not_listed_is_not_run_for_the_first_visitor(
    browser_page: Any, tmp_path: Path, running: Run, script: str, leaks: bool
) -> None:
    """The second case shows what this guards against: a script with pages/ beside it."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "home.py").write_text("import streamlit as st\nst.write('Home')\n")
    (tmp_path / "pages" / "staff.py").write_text("import streamlit as st\nst.write('Secret')\n")
    (tmp_path / script).write_text(
        "from pathlib import Path\nimport streamlit as st\n"
        f"st.navigation([st.Page(Path({str(tmp_path)!r}) / 'pages' / 'home.py')]).run()\n"
    )
    (tmp_path / "app.py").write_text(
        f"import streamlit as st\napp = st.App({str(tmp_path / script)!r})\n"
    )
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    command = ["uvicorn", "app:app", "--port", "{port}"]
    with running(command, tmp_path / "log", tmp_path) as url:
        browser_page.goto(f"{url}/staff")
        browser_page.get_by_text(re.compile("^(Home|Secret)$")).first.wait_for()
        assert browser_page.get_by_text("Secret", exact=True).is_visible() is leaks


def test_the_app_has_no_pages_folder_beside_its_script() -> None:
    import app

    script = Path(app.app.script_path)
    assert script.is_absolute()
    assert script.is_file()
    assert not (script.parent / "pages").exists()


def test_an_unlisted_file_is_not_run_for_the_first_visitor_of_the_app(
    browser_page: Any, tmp_path: Path, running: Run
) -> None:
    command = ["uvicorn", "app:app", "--port", "{port}"]
    with running(command, tmp_path / "log") as url:
        answer = browser_page.goto(f"{url}/readiness")
        assert answer.status == 404
        browser_page.wait_for_selector(CONTENT)
        browser_page.get_by_role("heading", name="Find a safe place").wait_for()


@pytest.mark.parametrize(
    "command",
    [
        ["streamlit", "run", "app.py", "--server.port", "{port}", "--server.address", "127.0.0.1"],
        ["uvicorn", "app:app", "--port", "{port}", "--workers", "2"],
    ],
    ids=["streamlit run", "two workers"],
)
def test_other_ways_to_start_serve_the_same(
    tmp_path: Path, running: Run, command: list[str]
) -> None:
    with running(command, tmp_path / "log") as url:
        page = httpx.get(url)
        assert "Exit this page" in page.text
        assert "geolocation=(self)" in page.headers["permissions-policy"]
        assert page.headers["content-encoding"] == "gzip"
        ready = httpx.get(f"{url}/readyz", timeout=20)
        assert (ready.status_code, set(ready.json().values())) == (200, {True})


def test_elsewhere_uvicorn_refuses_to_start_without_our_configuration(tmp_path: Path) -> None:
    """From another folder Streamlit would not find .streamlit/config.toml."""
    started = subprocess.run(
        [sys.executable, "-m", "uvicorn", "--app-dir", str(ROOT), "app:app", "--port", "0"],
        cwd=tmp_path,
        env=os.environ | {"HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode != 0
    assert "Start the app from the project's folder" in started.stderr


def test_the_log_keeps_no_visitor_and_no_place(tmp_path: Path, running: Run) -> None:
    log = tmp_path / "log"
    tiles = {"HAVENS_TILES_URL": "http://127.0.0.1:9/{z}/{x}/{y}.png"}
    environ = tiles | {"HAVENS_CACHE_DIR": str(tmp_path / "cache")}
    with running(["uvicorn", "app:app", "--port", "{port}"], log, environ=environ) as url:
        assert httpx.get(f"{url}/tiles/12/2046/1362.png").status_code == 204
        httpx.get(f"{url}/?near=E161ZE")
        httpx.get(f"{url}/tiles/12/1/1362.png")
    text = log.read_text()
    assert "Street tiles are left alone" in text
    assert not re.search(r"2046|1362|E161ZE|GET|127\.0\.0\.1:(?!\d+ \(Press)", text), text


def test_a_page_that_fails_says_so_and_logs_nothing_that_was_typed(
    browser_page: Any, tmp_path: Path, running: Run
) -> None:
    (tmp_path / "broken.py").write_text("raise ValueError('E16 1ZE')\n")
    (tmp_path / "app.py").write_text(
        "import streamlit as st\nfrom pages.failures import on_script_error\n"
        "from pages.startup import lifespan\n"
        f"app = st.App({str(tmp_path / 'broken.py')!r}, on_script_error=on_script_error,\n"
        "    lifespan=lifespan({}, []))\n"
    )
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    log = tmp_path / "log"
    ours = {"PYTHONPATH": str(ROOT)}
    with running(["uvicorn", "app:app", "--port", "{port}"], log, tmp_path, ours) as url:
        browser_page.goto(url)
        browser_page.get_by_text("Sorry, part of this page did not work").wait_for()
        assert browser_page.get_by_text("ValueError").count() == 0
    assert "A page failed with ValueError" in log.read_text()
    assert "E16" not in log.read_text()
