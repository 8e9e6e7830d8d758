"""When a child is missing."""

from __future__ import annotations

from pages.parts.guide import draw_title


def draw() -> None:
    """Draw the page."""
    draw_title("When a child is missing")


draw()
