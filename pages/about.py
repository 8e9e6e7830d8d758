"""About this site."""

from __future__ import annotations

from pages.parts.guide import draw_title


def draw() -> None:
    """Draw the page."""
    draw_title("About this site")


draw()
