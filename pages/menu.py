"""The pages there are: file, address and name in the menu, in the menu's order."""

from __future__ import annotations

START = "find"
MENU = {
    "find": "Places",
    "talk": "Talk",
    "missing": "Missing",
    "textsafe": "TextSafe",
    "borough": "Boroughs",
    "about": "About",
}
PLAIN = "/plain"
"""Where the pages are that need no script; they have the same names."""
STAFF = "staff"
"""The page of staff: in no menu, and not one of those for the public."""


def address(page: str) -> str:
    """Give the address of a page, from the site's root."""
    return "/" if page == START else f"/{page}"


def counterpart(page: str) -> str:
    """Give the address of the plain page that holds the same, and needs no script."""
    return PLAIN if page == START else f"{PLAIN}/{page}"
