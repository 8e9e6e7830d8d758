"""The plain pages' own words can be read by a 10-year-old, those of templates and scripts too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import standby
from pages import failures, standby_pages
from pages.plain import borough, find, guides, talk, wrong
from tests.data.test_reading_age import YOUNG, _syllables, grade, sentences_of
from tests.plain.reading import assert_has_help, read

__all__ = ["_syllables"]
"""The dictionary of syllables, a fixture that holds for this module too."""

FOLDER = Path(find.__file__).parent / "templates"
SCRIPT = FOLDER.parents[1] / "assets" / "plain.js"
_LOGIC = re.compile(r"{%.*?%}|{#.*?#}", re.DOTALL)
_VALUE = re.compile(r"{{.*?}}", re.DOTALL)
_ENDS = re.compile(r"</?(?:p|h[1-6]|li|dt|dd|legend|label|summary|button|option|title|a)\b")


def of_templates() -> Iterator[tuple[str, str]]:
    for path in sorted(FOLDER.glob("plain*.html")):
        text = _VALUE.sub("Ann", _LOGIC.sub(" ", path.read_text(encoding="utf-8")))
        parts = _ENDS.split(re.sub(r"<style>.*</style>", "", text))
        for number, part in enumerate(parts):
            words = re.sub(r"\s+", " ", re.sub(r"^[^<>]*>|<[^>]*>", " ", part)).strip()
            if len(words.split()) >= 5:
                yield f"{path.stem}-{number}", words


def of_modules() -> Iterator[tuple[str, str]]:
    for module in (borough, find, guides, talk, wrong, failures, standby, standby_pages):
        for name, text in sentences_of(module):
            yield f"{module.__name__}.{name}", re.sub(r"<[^>]*>", "", text)
    for number, text in enumerate(re.findall(r'"([A-Z][^"]{20,})"', SCRIPT.read_text())):
        yield f"script-{number}", text


WORDS = [*of_templates(), *of_modules()]


def test_words_were_found() -> None:
    names = {name.split("-")[0] for name, _ in WORDS}
    assert {"plain_find", "plain_missing", "plain_wrong", "script"} <= names
    assert len(WORDS) > 15
    assert not [text for _, text in WORDS if re.search("[<>{}]", text)]


@pytest.mark.parametrize(("name", "text"), WORDS, ids=lambda v: v[:40])
def test_each_can_be_read(name: str, text: str) -> None:
    # A short sentence swings with one long word, so each is measured more loosely.
    assert grade(text) <= YOUNG + 3, text


def test_together_they_can_be_read() -> None:
    assert grade("\n".join(text for _, text in WORDS)) <= YOUNG


@pytest.mark.parametrize("status", [400, 403, 404, 405, 408, 413, 414, 429, 503])
def test_refusals_can_be_read_and_lead_back(status: int) -> None:
    page = read(bytes(failures.refusal(status, {}, path="/plain").body).decode())
    words = page.one("main").all("p")[0]
    assert grade(f"{page.one('h1').text}. {words.text}") <= YOUNG
    assert words.one("a")["href"] == "/plain"
    assert_has_help(page)
