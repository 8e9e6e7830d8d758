"""Guides: the longer texts that the public reads, kept as Markdown beside the records.

A charity can correct ``data/guides/NAME.md`` without reading code. The file starts with a table in
TOML between two lines of ``+++`` (title, written_on, checked_by, sources); each section starts
with ``## Its title {#its-id}``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from data.records import PartialDate, PastDay, Slug, WebAddress
from data.words import date_words

FOLDER = Path(__file__).parent / "guides"
_FENCE = "+++"
_SECTION = re.compile(r"^## +(?P<title>.+?) *\{#(?P<id>[a-z0-9-]+)\} *$", re.MULTILINE)


class GuideError(ValueError):
    """A guide can't be used. The message names the file and says what to write instead."""


class Source(BaseModel):
    """A page that a guide rests on; ``date`` is None where the page has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=2)
    url: WebAddress
    date: PartialDate | None = None


class _Front(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=2, max_length=80)
    written_on: PastDay
    checked_by: str = ""
    checked_on: PastDay | None = None
    sources: tuple[Source, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Section:
    """One part of a guide. ``html`` is safe to show: Markdown only, no HTML of its own."""

    id: Slug
    title: str
    html: str
    text: str


@dataclass(frozen=True)
class Guide:
    """A text, who wrote and checked it when, and what it rests on."""

    title: str
    written_on: date
    checked_by: str
    checked_on: date | None
    sources: tuple[Source, ...]
    sections: tuple[Section, ...]

    def section(self, name: str) -> Section:
        """Give the section with an id. Raises GuideError where there is none."""
        for section in self.sections:
            if section.id == name:
                return section
        raise GuideError(f"The guide {self.title!r} has no section {{#{name}}}. Put it back.")

    @property
    def signature(self) -> str:
        """Say when it was written and who checked it."""
        written = f"Written on {date_words(self.written_on.isoformat())}."
        if not self.checked_by:
            return f"{written} Nobody outside our team has checked it yet."
        when = f" on {date_words(self.checked_on.isoformat())}" if self.checked_on else ""
        return f"{written} Checked by {self.checked_by}{when}."


@lru_cache(maxsize=32)
def guide(name: str) -> Guide:
    """Read ``data/guides/NAME.md``, once per process. Raises GuideError."""
    path = FOLDER / f"{name}.md"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GuideError(f"{path.name} can't be read ({error}). Bring it back.") from error
    return parse(text, path.name)


def parse(text: str, file: str) -> Guide:
    """Make a guide of the text of a file. Raises GuideError naming ``file``."""
    parts = re.split(rf"^{re.escape(_FENCE)}[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise GuideError(f"{file} must start with a TOML table between two lines of {_FENCE}.")
    front = _front(parts[1], file)
    return Guide(
        front.title,
        front.written_on,
        front.checked_by,
        front.checked_on,
        front.sources,
        tuple(_sections(parts[2], file)),
    )


def _front(text: str, file: str) -> _Front:
    try:
        return _Front.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise GuideError(f"{file}: the table at the top is not TOML: {error}.") from error
    except ValidationError as error:
        said = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)
        )
        raise GuideError(f"{file}: the table at the top is wrong. {said}.") from error


def _sections(text: str, file: str) -> list[Section]:
    starts = list(_SECTION.finditer(text))
    if not starts or text[: starts[0].start()].strip():
        raise GuideError(f"{file}: the text must start with a heading: ## Its title {{#its-id}}.")
    if headings := len(re.findall(r"^## ", text, re.MULTILINE)) - len(starts):
        raise GuideError(f"{file}: {headings} heading(s) lack an id: ## Its title {{#its-id}}.")
    ids = [start["id"] for start in starts]
    if len(set(ids)) < len(ids):
        raise GuideError(f"{file}: two sections have the same id. Give each its own.")
    ends = [*(start.start() for start in starts[1:]), len(text)]
    sections = []
    for start, end in zip(starts, ends, strict=True):
        body = text[start.end() : end].strip()
        if not body:
            raise GuideError(f"{file}: the section {{#{start['id']}}} is empty.")
        sections.append(Section(start["id"], start["title"], to_html(body), to_text(body)))
    return sections


def to_html(markdown: str) -> str:
    """Render Markdown; HTML in it is shown as text, and unsafe link schemes stay text."""
    return str(_MARKDOWN.render(markdown))


def to_text(markdown: str) -> str:
    """Give the words alone, one block a line, for measuring how they read."""
    tokens = _MARKDOWN.parse(markdown)
    return "\n".join(
        "".join(" " if c.type == "softbreak" else c.content for c in token.children or ())
        for token in tokens
        if token.type == "inline"
    )


def _link_open(
    renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    options: OptionsDict,
    _env: EnvType,
) -> str:
    if str(tokens[at].attrGet("href")).startswith("http"):
        tokens[at].attrSet("target", "_blank")
        tokens[at].attrSet("rel", "noreferrer noopener")
    return renderer.renderToken(tokens, at, options, _env)


_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")
_MARKDOWN.add_render_rule("link_open", _link_open)
