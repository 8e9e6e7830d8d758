"""A page in Streamlit's own test harness, at a fixed time and without street tiles."""

from __future__ import annotations

from collections.abc import Callable
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
