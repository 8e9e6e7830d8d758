"""Opening hours put in by hand in a real browser, on a phone."""

import pytest

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser
HERE = ROOT / "tests" / "browser" / "editor_server"


@pytest.fixture(scope="module")
def editor_url(running, tmp_path_factory):
    log = tmp_path_factory.mktemp("hours") / "log.txt"
    arguments = ["uvicorn", "app:app", "--app-dir", str(HERE), "--port", "{port}"]
    environ = {"PYTHONPATH": str(ROOT), "HAVENS_NOW": "2026-12-21T12:00"}
    with running(arguments, log, environ=environ) as url:
        yield f"{url}/?part=hours"


def test_from_nothing_to_a_night_with_bank_holidays(browser_page, editor_url):
    page, said = browser_page, []
    page.on("console", lambda message: said.append(message.text))
    page.goto(editor_url)

    def given(text):
        page.get_by_text(f"given {text} ()", exact=True).wait_for(timeout=20_000)

    def press(what):
        # What still comes in while a run goes on would move it from under the mouse.
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
        what.click()

    given("None")
    press(page.get_by_text("By clicking", exact=True))
    page.get_by_role("button", name="Tick Monday to Friday").wait_for()
    press(page.get_by_role("button", name="Tick Monday to Friday"))
    page.get_by_text("Line 1: Monday to Friday").wait_for()
    press(page.get_by_role("button", name="24 hours"))
    given("Mo-Fr 00:00-24:00")
    for name, hour in (("From (line 1)", "22"), ("To (line 1)", "03")):
        page.get_by_role("spinbutton", name=f"hour, {name}").focus()
        page.keyboard.type(hour)
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
    given("Mo-Fr 22:00-03:00")
    press(page.get_by_text("Sat", exact=True))
    given("Mo-Sa 22:00-03:00")
    press(page.get_by_text("Closed", exact=True))
    given("Mo-Sa 22:00-03:00; PH off")
    assert page.get_by_text("Bank holiday: Christmas Day").is_visible()
    press(page.get_by_text("As text", exact=True))
    box = page.get_by_label("Opening hours, as text")
    box.wait_for()
    assert box.input_value() == "Mo-Sa 22:00-03:00; PH off"
    box.fill("Mon to Fri 9am to 5pm")
    box.press("Enter")
    page.get_by_role("button", name="Use this").click()
    given("Mo-Fr 09:00-17:00")
    assert box.input_value() == "Mo-Fr 09:00-17:00"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert [words for words in said if "Content Security Policy" in words] == []
