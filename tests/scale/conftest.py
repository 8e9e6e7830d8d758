"""A real browser for the tests of the whole site."""

from tests.browser.conftest import browser

__all__ = ["browser"]
