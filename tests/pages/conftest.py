"""A page in Streamlit's own test harness, at a fixed time and without street tiles."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

PAGES = Path(__file__).resolve().parents[2] / "pages"


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run one page file at a moment (London), as a link with ``query`` would open it."""

    def opens(name: str, moment: str = "2026-11-23T12:00", **query: str) -> AppTest:
        monkeypatch.setenv("HAVENS_NOW", moment)
        monkeypatch.setenv("HAVENS_TILES_URL", "")
        page = AppTest.from_file(str(PAGES / f"{name}.py"), default_timeout=60)
        for key, value in query.items():
            page.query_params[key] = value
        page.run()
        assert not page.exception
        return page

    return opens


@pytest.fixture
def words_of() -> Callable[[AppTest], str]:
    """Give all HTML of a page, and what Streamlit wrote as text."""

    def words(page: AppTest) -> str:
        html = [element.proto.body for element in page.get("html")]
        return "\n".join([*html, *(m.value for m in page.markdown)])

    return words


@pytest.fixture
def read(words_of: Callable[[AppTest], str]) -> Callable[[AppTest], str]:
    """Give the same as a browser shows it, with & and ' in place of their codes."""
    return lambda page: unescape(words_of(page))


@pytest.fixture
def own_logs() -> Iterator[None]:
    """Put everything about logs back as it was, for a test that changes it."""
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    before = [(one, list(one.filters), list(one.handlers), one.level) for one in loggers]
    forms = [(handler, handler.formatter) for one in loggers for handler in one.handlers]
    factory, raises = logging.getLogRecordFactory(), logging.raiseExceptions
    hook, root = threading.excepthook, list(logging.root.handlers)
    yield
    for one, filters, handlers, level in before:
        one.filters, one.handlers = filters, handlers
        one.setLevel(level)
    for handler, form in forms:
        handler.setFormatter(form)
    logging.setLogRecordFactory(factory)
    logging.captureWarnings(False)
    logging.raiseExceptions = raises
    threading.excepthook, logging.root.handlers = hook, root
