"""Text of a record in a Streamlit label, which would otherwise be read as Markdown."""

from __future__ import annotations

import re

_SIGNS = re.compile(r"([\\`*_{}\[\]()#+.!|<>~$:^-])")


def plain(text: str) -> str:
    """Escape every sign that Markdown, emoji codes or formulas could take for their own."""
    return _SIGNS.sub(r"\\\1", text)


def with_heard(label: str, about: str) -> str:
    """Add to a label, in Markdown, words that staff pages let only a screen reader speak.

    They tell buttons apart that look the same because what they are about stands beside them.
    """
    return f"{label} *{plain(about)}*"
