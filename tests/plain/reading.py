"""Reads a plain page as a browser would: a small tree of elements, and what must hold of each."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import urlsplit

from httpx2 import Response

from pages import packing
from pages.plain.frame import BUDGET

NUMBERS = ("tel:999", "tel:101", "tel:08001111", "tel:116000")
FULL = re.compile(r"/(?:(?:talk|missing|textsafe|borough|about)(?:\?borough=[a-z-]+)?)?$")
STATED = re.compile(
    r"/(?:poster/[a-z-]+(?:\.pdf)?|missing/list|data/[a-z]+\.[a-z.-]+"
    r"|api/[a-z_.]+(?:\?taxonomy_id=[0-9a-f-]+)?)$"
)
"""What needs no script either: pages to print, and to fill in, open data, and what programs ask."""
_VOID = {"area", "br", "hr", "img", "input", "link", "meta", "wbr"}
_ALLOWED = {"http", "https", "tel", "sms", "mailto", ""}


@dataclass
class Node:
    """An element with what is in it."""

    tag: str
    attrs: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def all(self, tag: str = "", **attrs: str) -> list[Node]:
        """Give the elements inside with a tag and attributes (``class_`` is one word of it)."""
        return [node for node in self._inside() if node.fits(tag, attrs)]

    def one(self, tag: str = "", **attrs: str) -> Node:
        found = self.all(tag, **attrs)
        assert len(found) == 1, (tag, attrs, len(found))
        return found[0]

    def fits(self, tag: str, attrs: dict[str, str]) -> bool:
        if tag and self.tag != tag:
            return False
        words = self.attrs.get("class", "").split()
        return all(
            value in words if name == "class_" else self.attrs.get(name.replace("_", "-")) == value
            for name, value in attrs.items()
        )

    @property
    def text(self) -> str:
        parts = (c if isinstance(c, str) else c.text for c in self.children)
        return re.sub(r"\s+", " ", "".join(parts)).strip()

    def __getitem__(self, name: str) -> str:
        return self.attrs[name]

    def _inside(self) -> Iterator[Node]:
        for child in self.children:
            if isinstance(child, Node):
                yield child
                yield from child._inside()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), (tag, names)
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            assert self._open[-1].tag == tag, f"</{tag}> ends <{self._open[-1].tag}>"
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def read(self, html: str) -> Node:
        self.feed(html)
        self.close()
        assert self._open == [self.root], f"<{self._open[-1].tag}> is never closed"
        return self.root


def read(html: str) -> Node:
    """Read a page; every element must be closed where it should be."""
    return _Reader().read(html)


def packed(html: str) -> int:
    return len(packing.packed(html.encode()))


def forms_of(page: Node) -> dict[str, list[tuple[str, str]]]:
    """Give what the search form would send without a button, as (name, value)."""
    return {form.attrs.get("id", ""): fields_of(form) for form in page.all("form")}


def fields_of(form: Node) -> list[tuple[str, str]]:
    sent = []
    for node in form.all():
        name, kind = node.attrs.get("name"), node.attrs.get("type", "text")
        if not name:
            continue
        if node.tag == "textarea":
            sent.append((name, "".join(c for c in node.children if isinstance(c, str))))
        elif node.tag == "select":
            options = node.all("option")
            chosen = [o for o in options if "selected" in o.attrs] or options[:1]
            sent += [(name, o["value"]) for o in chosen]
        elif node.tag == "input" and (kind not in ("checkbox", "radio") or "checked" in node.attrs):
            sent.append((name, node.attrs.get("value", "")))
    return sent


def assert_has_help(page: Node) -> None:
    """999 and the helplines, as links that a phone can press."""
    hrefs = {link.attrs.get("href") for link in page.all("a")}
    assert set(NUMBERS) <= hrefs


def assert_sound(answer: Response, *, most: int = BUDGET) -> Node:
    """Check what must hold of every page, and give the page."""
    html = answer.text
    page = read(html)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert packed(html) <= most, packed(html)
    assert_has_help(page)
    _assert_needs_no_script(answer, page)
    _assert_named(page)
    _assert_leads(page)
    return page


def _assert_needs_no_script(answer: Response, page: Node) -> None:
    for script in page.all("script"):
        if script.attrs == {"type": "application/ld+json"}:
            # Data for search engines, which no browser runs.
            assert json.loads(script.text)["@context"] == "https://schema.org"
            continue
        assert script["src"].startswith("/assets/")
        assert script.text == ""
    for node in page.all():
        assert not [name for name in node.attrs if name.startswith("on") or name == "style"]
        assert node.tag not in ("iframe", "object", "embed", "base", "svg", "img"), node.tag
    style = "".join(c for c in page.one("style").children if isinstance(c, str))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}';" in policy
    assert "default-src 'none'; script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "url(" not in style
    assert "@import" not in style


def _assert_named(page: Node) -> None:
    assert page.one("html")["lang"] == "en-GB"
    assert page.one("title").text == "London places"
    assert len(page.all("h1")) == 1
    ids = [node["id"] for node in page.all() if "id" in node.attrs]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    for node in page.all():
        for name in ("for", "form", "aria-labelledby", "aria-describedby"):
            for target in node.attrs.get(name, "").split():
                assert target in ids, (node.tag, name, target)
    labelled = {label.attrs.get("for") for label in page.all("label")}
    inside = [field for label in page.all("label") for field in label.all()]
    for control in (*page.all("input"), *page.all("select"), *page.all("textarea")):
        hidden = control.attrs.get("type") == "hidden"
        assert hidden or control.attrs.get("id") in labelled or control in inside, control.attrs
    for group in page.all("fieldset"):
        assert group.one("legend").text
    for pressed in (*page.all("button"), *page.all("a"), *page.all("summary")):
        assert pressed.text, pressed.attrs
    levels = [int(node.tag[1]) for node in page.all() if re.fullmatch("h[1-6]", node.tag)]
    for before, after in pairwise(levels):
        assert after <= before + 1, levels


def _assert_leads(page: Node) -> None:
    ids = {node.attrs.get("id") for node in page.all()}
    for link in page.all("a"):
        to = urlsplit(link["href"])
        assert to.scheme in _ALLOWED, link["href"]
        if to.scheme in ("http", "https"):
            assert "noreferrer" in link["rel"], link["href"]
        elif link["href"].startswith("#"):
            assert to.fragment in ids, link["href"]
        elif not to.scheme and not to.path.startswith("/plain"):
            full = link.text.startswith("Go to the full page") and FULL.match(link["href"])
            assert full or STATED.match(link["href"]), link["href"]
    for form in page.all("form"):
        assert form["method"] == "post"
        assert urlsplit(form["action"]).query == ""
        assert form["action"].startswith("/plain")
    for button in page.all("button"):
        assert button.attrs.get("formaction", "/plain").startswith("/plain")
