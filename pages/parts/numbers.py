"""Telephone numbers within sentences, as links that a phone can press."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_NUMBER = re.compile(r"(?<![\d\w])(999|101|111|116 \d{3}|0\d{2,4}(?: \d{2,4}){1,3})(?![\d\w])")


def with_numbers(text: str | None) -> Markup:
    """Escape a text and make each UK telephone number in it a link; None gives nothing.

    >>> with_numbers("Call 101 <now>.")
    Markup('Call <a href="tel:101">101</a> &lt;now&gt;.')
    """
    parts = _NUMBER.split(text or "")
    return Markup("").join(
        Markup('<a href="tel:{}">{}</a>').format(part.replace(" ", ""), part)
        if row % 2
        else escape(part)
        for row, part in enumerate(parts)
    )
