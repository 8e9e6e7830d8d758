"""Which files make the page that is kept on a phone, and the worker that answers with them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from data import settings
from data.guides import Section, guide
from data.kept_copy import FORMAT
from data.settings import Settings
from geo.assets import ASSETS
from pages import missing_list
from pages.menu import MENU, address
from pages.parts.guide import section_html
from pages.plain.frame import ROOT, page

KEEP = f"{ROOT}/keep"
PAGE = f"{ROOT}/kept"
DATA = f"{ROOT}/kept.json"
WORKER = f"{ROOT}/worker.js"
MANIFEST = f"{ROOT}/manifest.webmanifest"
SCRIPTS = ("keep.js", "kept-where.js", "kept-copy.js", "kept-parts.js", "kept.js")
_SOURCE = Path(__file__).parent / "worker.js"
_ASSET = re.compile(r'(?:href|src)="(/assets/([^"?]+)\?v=[^"]+)"')
_LINK_WITHIN = re.compile(r' *<a href="/[^"]*">[^<]*</a>')


def kept_page() -> str:
    """Draw the page that is kept. No record is in it, so that it changes with the program only."""
    return _drawn(settings.current())


def version() -> str:
    """Name what is kept beside the records: another name makes phones take all of it anew."""
    return _named(settings.current())


def worker() -> str:
    """Give the script that answers on a phone, with the only files and pages it may touch."""
    kept = {
        "version": version(),
        "format": FORMAT,
        "page": PAGE,
        "data": DATA,
        "files": {PAGE: "", DATA: "", missing_list.ADDRESS: "", **_assets(settings.current())},
        "alone": [missing_list.ADDRESS],
        "pages": [ROOT, *(address(name) for name in MENU)],
        "below": f"{ROOT}/",
    }
    return f"const KEPT = {json.dumps(kept, indent=1)};\n{_SOURCE.read_text(encoding='utf-8')}"


@lru_cache(maxsize=4)
def _drawn(_config: Settings) -> str:
    text = guide("missing")
    return page(
        "plain_kept.html",
        own_scripts=SCRIPTS,
        manifest=MANIFEST,
        keep=KEEP,
        list=missing_list.ADDRESS,
        title=text.title,
        now=_section(text.section("now")),
        after=[_section(text.section(name)) for name in ("hour", "wait", "back", "carers")],
        signature=text.signature,
    )


@lru_cache(maxsize=4)
def _assets(config: Settings) -> dict[str, str]:
    """Give each file that the kept pages need, by its address, with the hash it must have."""
    html = _drawn(config) + missing_list.html()
    return {address: _hash((ASSETS / name).read_bytes()) for address, name in _ASSET.findall(html)}


@lru_cache(maxsize=4)
def _named(config: Settings) -> str:
    parts = [_SOURCE.read_text(encoding="utf-8"), _drawn(config), missing_list.html(), str(FORMAT)]
    return hashlib.sha256("\n".join([*parts, *_assets(config).values()]).encode()).hexdigest()[:12]


def _hash(body: bytes) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(body).digest()).decode()}"


def _section(section: Section) -> Markup:
    """Give a part of a guide, below a title, without links to pages that are not kept."""
    html = _LINK_WITHIN.sub("", section_html(section))
    return Markup(html.replace("<h2", "<h3").replace("</h2>", "</h3>"))  # noqa: S704
