"""A running copy of the app and a real browser, for tests that need both."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.servers import ROOT, serving

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(reason: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI must run this test: {reason}")
    pytest.skip(reason)


@contextmanager
def _running(
    arguments: list[str], log: Path, folder: Path = ROOT, environ: dict[str, str] | None = None
) -> Iterator[str]:
    """Run ``python -m *arguments`` ("{port}" is filled in) until it answers; give its address."""
    with serving(log, arguments, folder, environ) as server:
        yield server.url


@pytest.fixture
def needs() -> Callable[[str], None]:
    """Skip with a reason; fail instead where CI must run everything."""
    return missing


@pytest.fixture(scope="session")
def running() -> Callable[..., AbstractContextManager[str]]:
    """Run a server of the test's own."""
    return _running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the whole app, served by uvicorn, without street tiles."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    with _running(["uvicorn", "app:app", "--port", "{port}"], log) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Start Debian's chromium once for a module."""
    if not CHROMIUM.exists():
        missing(f"{CHROMIUM} is not there: install Debian's chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed: pip install -e .[test]")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def browser_page(browser: Any) -> Iterator[Any]:
    """Open a fresh page at a phone's size."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()
