"""A damaged file stops no page: 999 stays, a sentence says so, the log tells staff what to mend."""

from __future__ import annotations

import shutil

import httpx
import pytest

from tests.browser.conftest import ROOT

pytestmark = pytest.mark.browser
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "node_modules", "__pycache__", "tests", ".*_cache"
)


@pytest.fixture
def damaged(tmp_path, running):
    """Run a copy of the project in which one file was changed."""

    def run(file, change):
        copy = tmp_path / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        target = copy / file
        target.write_bytes(change(target.read_bytes()))
        environ = {"HAVENS_DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}"}
        command = ["uvicorn", "app:app", "--port", "{port}"]
        return running(command, tmp_path / "log.txt", copy, environ)

    return run


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("places.csv", lambda old: old.replace(b"police_station", b"police_sta", 1)),
        ("places.csv", lambda old: old.replace(b"Mo-Fr 10:00-22:00", b"Mo-Fr 10-22", 1)),
        ("places.csv", lambda _old: b"\x00\xff not a table"),
        ("schemes.csv", lambda _old: b""),
    ],
)
def test_damaged_records(damaged, browser_page, tmp_path, file, change):
    with damaged(f"data/seed/{file}", change) as url:
        assert httpx.get(f"{url}/healthz").status_code == 200
        assert httpx.get(f"{url}/readyz").status_code == 503
        browser_page.goto(url)
        browser_page.get_by_role("link", name="Call 999").wait_for()
        browser_page.get_by_text("call 999. To talk, call Childline").first.wait_for()
        assert "Traceback" not in browser_page.content()
        assert httpx.get(f"{url}/healthz").status_code == 200
    assert file in (tmp_path / "log.txt").read_text()


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("channels.csv", lambda old: old.replace(b"Mo-Th 10:00-20:30", b"Apr 31 10:00-25:99", 1)),
        ("channels.csv", lambda old: old.replace(b"emergency-999,phone", b"nobody,phone", 1)),
        ("channels.csv", lambda _old: b"\x00\xff not a table"),
        ("services.csv", lambda old: old.replace(b",active,", b",acting,", 3)),
    ],
)
def test_damaged_services_leave_the_rest(damaged, browser_page, tmp_path, file, change):
    with damaged(f"data/seed/{file}", change) as url:
        assert httpx.get(f"{url}/readyz").json()["places"] is True
        browser_page.goto(f"{url}/talk")
        browser_page.get_by_role("heading", name="Talk to someone").wait_for()
        browser_page.locator("h2.found").wait_for()
        assert browser_page.locator("article.service").count() > 0
        browser_page.get_by_role("link", name="Call 999").first.wait_for()
    log = (tmp_path / "log.txt").read_text()
    assert "Some rows of the seed are damaged, and are left out" in log
    assert file in log


@pytest.mark.parametrize("file", ["boroughs.parquet", "postcodes.parquet"])
def test_damaged_reference_data_leaves_the_list(damaged, browser_page, tmp_path, file):
    with damaged(f"data/reference/{file}", lambda old: old[:5000]) as url:
        assert httpx.get(f"{url}/readyz", timeout=30).status_code == 503
        browser_page.goto(url)
        box = browser_page.get_by_label("Postcode, area or borough")
        box.fill("SW1A 2AA" if file.startswith("postcodes") else "Newham")
        box.press("Enter")
        browser_page.get_by_text("We can't look that up right now.").wait_for()
        assert browser_page.locator("ul.rows li").count() > 0
        browser_page.get_by_role("link", name="Call 999").wait_for()
    log = (tmp_path / "log.txt").read_text()
    assert "data.reference.build" in log
    assert "SW1A 2AA" not in log
