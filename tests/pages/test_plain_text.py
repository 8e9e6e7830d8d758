"""Labels: what a record says stays text in them, also the part that only a screen reader speaks."""

from __future__ import annotations

import pytest

from pages.parts.plain_text import with_heard


@pytest.mark.parametrize(
    ("about", "label"),
    [
        ("Camden Library", "Edit *Camden Library*"),
        ("*Star* (new)", r"Edit *\*Star\* \(new\)*"),
        ("[a](javascript:b)", r"Edit *\[a\]\(javascript\:b\)*"),
    ],
)
def test_what_a_button_is_about_is_added_as_text(about: str, label: str) -> None:
    assert with_heard("Edit", about) == label
