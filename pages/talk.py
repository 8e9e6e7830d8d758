"""Talk to someone."""

from __future__ import annotations

from pages.parts.guide import draw_title


def draw() -> None:
    """Draw the page."""
    draw_title("Talk to someone")


draw()
