"""The frame of the plain pages: one small response each, which needs no script and no other file.

The style sheet stands in the page itself. Scripts only add comfort: exit by keyboard, "use my
location", answers without a new entry in the browser's history.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from markupsafe import Markup

from data import settings
from data.borough_summary import slug_of
from data.settings import Settings
from geo.assets import asset_url
from geo.boroughs import named
from pages.menu import MENU, PLAIN, START, address, counterpart
from pages.packing import PackedPage, packed
from pages.parts.templating import render
from pages.shell import template, top_bar

ROOT = PLAIN
BUDGET = 14_000
"""Bytes that a page may take, gzipped: what can be sent before a phone has answered once."""
_STYLE = Path(__file__).parent / "plain.css"
_COMFORT = "plain.js"
_SCRIPTS = ("plain.js", "away.js")
_INTERNAL = re.compile(
    rf'href="/(?P<page>{"|".join(name for name in MENU if name != START)})?(?=[?#"])'
    r'(?:\?borough=(?P<borough>[^"&]*)(?="))?'
)


def plain_address(page: str, borough: str | None = None) -> str:
    """Give the plain counterpart of a page of the menu."""
    if page == "borough" and borough:
        return f"{ROOT}/borough/{slug_of(borough)}"
    return counterpart(page)


def plain_links(html: str) -> Markup:
    """Lead the links of parts that all pages share to the plain pages.

    ``html`` must be made by our own templates, and is safe as it is.
    """

    def lead(found: re.Match[str]) -> str:
        page, borough = found["page"] or START, named(found["borough"] or "")
        query = f"?borough={slug_of(borough)}" if borough and page != "borough" else ""
        return f'href="{plain_address(page, borough)}{query}'

    return Markup(_INTERNAL.sub(lead, html))  # noqa: S704


def page(
    name: str,
    /,
    active: str = "",
    full: str = "",
    own_scripts: Sequence[str] = (),
    **values: object,
) -> str:
    """Fill a template that extends ``plain.html``.

    ``active`` is the page's name in the menu; ``full`` the address of its counterpart, if that is
    of more than the name. A page with scripts of its own goes without the comfort of those that
    the server answers.
    """
    scripts = [script for script in _SCRIPTS if not own_scripts or script != _COMFORT]
    return render(
        name,
        active=active,
        menu=[(plain_address(key), title, key) for key, title in MENU.items()],
        full=full or address(active if active in MENU else START),
        bars=_bars(settings.current()),
        style=_style(),
        icon=_url("icon.svg"),
        scripts=[_url(script) for script in (*scripts, *own_scripts)],
        **values,
    )


def answer(html: str, status: int = 200, *, typed: bool = False) -> PackedPage:
    """Answer with a page; one made of what somebody ``typed`` is kept nowhere."""
    return PackedPage(
        html,
        status,
        {
            "Cache-Control": "no-store" if typed else "no-cache",
            "Content-Security-Policy": policy(),
            "X-Robots-Tag": "noindex" if typed else "all",
        },
    )


def fitting(make: Callable[[int], str], most: int) -> str:
    """Make a page with as many things in full, up to ``most``, as the budget allows."""
    html = make(most)
    while most > 1 and not _fits(html):
        most = most * 2 // 3
        html = make(most)
    return html


def with_data(html: str, data: str) -> str:
    """Put what a page says for search engines into it, where the budget leaves room for that.

    ``data`` is JSON that can't end the element that it stands in. It is never run.
    """
    block = f'<script type="application/ld+json">{data}</script>\n</head>'
    whole = html.replace("</head>", block, 1)
    return whole if _fits(whole) else html


def _fits(html: str) -> bool:
    return len(packed(html.encode())) <= BUDGET


@cache
def policy() -> str:
    """Give the content security policy: our own files only, and just this style sheet."""
    digest = hashlib.sha256(_style().encode()).digest()
    return (
        "default-src 'none'; script-src 'self'; "
        f"style-src 'sha256-{base64.b64encode(digest).decode()}'; img-src 'self'; "
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@dataclass(frozen=True)
class _Bars:
    """What stands at the top and at the end of each page."""

    top: Markup
    bottom: Markup


@lru_cache(maxsize=4)
def _bars(config: Settings) -> _Bars:
    # Ours, and no value in them but the checked address of the exit, which is escaped.
    return _Bars(Markup(top_bar(config)), Markup(template("shell_bottom.html")))  # noqa: S704


@cache
def _style() -> Markup:
    lines = _STYLE.read_text(encoding="utf-8").splitlines()
    return Markup("\n".join(line.strip() for line in lines if not line.startswith("/*")))  # noqa: S704


@cache
def _url(name: str) -> str:
    return asset_url(name)
