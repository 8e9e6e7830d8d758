"""The HTML around Streamlit: 999, exit and helplines that need no script and no connection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import urlencode

from starlette.convertors import StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit import file_util

from data.settings import Settings
from data.settings import current as current_settings
from data.shared_caches import NOWHERE, is_known, not_modified, tag_of, while_up
from geo.assets import asset_url
from pages.menu import MENU, PLAIN, STAFF, START, address, counterpart

TITLE = "London places"
DESCRIPTION = "A list and map of places in London, with opening times."
PAGES = tuple(address(page) for page in MENU)
"""Addresses of the pages; any other is answered as unknown."""

STYLES = ("shell.css", "pages.css", "talk.css", "guides.css", "borough.css")
STAFF_STYLES = (*STYLES, "staff.css")
SCRIPTS = ("shell.js", "away.js")
STAFF_SCRIPTS = (*SCRIPTS, "staff.js")

LINKED = ("for", "topic", "borough", "service")
"""What a link to a page may say, and its plain counterpart understands too."""

_TEMPLATES = Path(__file__).parent / "parts" / "templates"
_THEIR_STYLE = '<link rel="stylesheet" crossorigin'
_COUNTERPART = "/address-of-the-plain-page"
"""Stands in the pages that are built at start, until somebody asks for one of them."""


class ShellError(RuntimeError):
    """Streamlit's page is not built as we know it, so ours can't be made from it."""


def installed_index() -> str:
    """Read the HTML page that the installed Streamlit would serve."""
    return (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")


def template(name: str, **values: str) -> str:
    """Fill a template of ours. Values must be HTML already.

    ``$help_now``, ``$exit_url`` and ``$exit_script`` are always known.
    """
    text = (_TEMPLATES / name).read_text(encoding="utf-8")
    known = {
        "help_now": (_TEMPLATES / "help_now.html").read_text(encoding="utf-8"),
        "exit_url": escape(current_settings().exit_url),
        "exit_script": _exit_script(),
    }
    return Template(text).substitute(known | values)


@cache
def _exit_script() -> str:
    return asset_url("exit.js")


def top_bar(settings: Settings) -> str:
    """Give the bar with 999 and the exit, which stands on every page."""
    return template("bar_top.html", exit_url=escape(settings.exit_url)).strip()


def build(
    index: str,
    settings: Settings,
    styles: Sequence[str] = STYLES,
    scripts: Sequence[str] = SCRIPTS,
    plain: str | None = PLAIN,
) -> str:
    """Make our page from Streamlit's ``index.html``, with style sheets and scripts of ours.

    ``plain`` is the address of the page that holds the same and needs no script, if there is one.

    Raises ``ShellError`` where a marker is missing or is there twice: then Streamlit has changed
    its page, and a page without 999 on it must not go out unseen.
    """
    page = _replace(index, '<html lang="en">', '<html lang="en-GB">')
    page = _replace(page, "<title>Streamlit</title>", f"<title>{TITLE}</title>")
    # Theirs holds fonts and formulas only, and until it came nothing would be seen.
    page = _replace(
        page, _THEIR_STYLE, '<link rel="preload" as="style" id="their-style" crossorigin'
    )
    page = _replace(page, "</head>", f"{_head(styles)}\n  </head>")
    page = _replace(page, "<head>", f"<head>\n    {_scripts(scripts)}")
    page = _between(page, '<link rel="shortcut icon"', "/>", "")
    page = _between(page, '<link rel="service-desc"', "/>", "")
    page = _between(
        page, '<link\n      rel="preload"', "crossorigin\n    />", "", holds='as="font"'
    )
    top = template(
        "shell_top.html",
        bar=top_bar(settings),
        menu=_menu(),
        plain=_link(plain, "Plain<span> page</span>", "data-counterpart"),
        instead=_link(plain, "Open the plain page"),
    )
    page = _between(page, "<noscript>", "</noscript>", top)
    if plain:
        page = _replace(page, "<head>", f"<head>\n    {_refresh(plain)}")
    root = '<div id="root"></div>'
    page = _replace(page, root, f"{root}\n{template('shell_bottom.html')}")
    # A page may lie deeper than the site's root, where relative addresses would miss.
    return page.replace('"./static/', '"/static/')


def routes(settings: Settings) -> list[Route]:
    """Return the routes of the shell: one a page, and one for every unknown page address.

    The last must come after all other routes; without it Streamlit would answer with its own page,
    which has no 999 on it.
    """
    index = installed_index()
    parts = build(index, settings, plain=_COUNTERPART).split(_COUNTERPART)
    for_staff = build(index, settings, STAFF_STYLES, STAFF_SCRIPTS, plain=None)

    def with_counterpart(plain: str) -> str:
        return escape(plain).join(parts)

    def known(page: str) -> Route:
        async def answer(request: Request) -> Response:
            plain = counterpart(page) + _linked(page, request)
            return _same_for_all(request, with_counterpart(plain))

        return Route(address(page), answer)

    async def staff(_request: Request) -> Response:
        return HTMLResponse(for_staff, headers=NOWHERE)

    async def unknown(_request: Request) -> Response:
        return HTMLResponse(with_counterpart(PLAIN), status_code=404, headers=NOWHERE)

    register_url_convertor("elsewhere", _Elsewhere())
    return [
        *(known(page) for page in MENU),
        Route(address(STAFF), staff),
        Route("/{path:elsewhere}", unknown),
    ]


def _same_for_all(request: Request, page: str) -> Response:
    """Answer with a page of the shell, which caches may keep where its address says nothing.

    When no server of ours answers they must not: it would only wait for one.
    """
    if request.url.query:
        return HTMLResponse(page, headers=NOWHERE)
    headers = {**while_up(), "ETag": tag_of(page.encode())}
    if is_known(headers["ETag"], request.headers):
        return not_modified(headers)
    return HTMLResponse(page, headers=headers)


class _Elsewhere(StringConvertor):
    """Any path that is not one of Streamlit's own routes or files."""

    regex = r"(?!(?:_stcore|static|media|component|auth)/|oauth2callback$).+"


def _linked(page: str, request: Request) -> str:
    """Give what a link said, for the plain page to be of the same borough, service or reader."""
    query = request.query_params
    said = {key: query[key][:80] for key in LINKED if key in query and page != START}
    return f"?{urlencode(said)}" if said else ""


def _menu() -> str:
    return "\n".join(
        f'<a href="{address(page)}" data-page="{page}" data-plain="{counterpart(page)}">'
        f"{escape(name)}</a>"
        for page, name in MENU.items()
    )


def _link(address: str | None, words: str, more: str = "") -> str:
    return f'<a href="{escape(address)}" {more}>{words}</a>' if address else ""


def _refresh(plain: str) -> str:
    """Lead a browser without script on, before it has loaded anything else."""
    return f'<noscript><meta http-equiv="refresh" content="0; url={escape(plain)}"></noscript>'


def _scripts(names: Sequence[str]) -> str:
    """Give our scripts, which must run before Streamlit's: they keep that from storing anything."""
    return "".join(f'<script src="{asset_url(name)}" defer></script>' for name in names)


def _head(styles: Sequence[str]) -> str:
    return "\n".join(
        [
            f'<meta name="description" content="{DESCRIPTION}" />',
            '<meta name="color-scheme" content="light dark" />',
            f'<link rel="icon" type="image/svg+xml" href="{asset_url("icon.svg")}" />',
            *(f'<link rel="stylesheet" href="{asset_url(name)}" />' for name in styles),
        ]
    )


def _replace(page: str, marker: str, new: str) -> str:
    if page.count(marker) != 1:
        raise ShellError(
            f"Streamlit's index.html has {page.count(marker)} of {marker!r} where one was expected."
            " Adapt pages/shell.py to this version, or install the version that was tested."
        )
    return page.replace(marker, new)


def _between(page: str, start: str, end: str, new: str, holds: str = "") -> str:
    _replace(page, start, new)
    rest = page[page.index(start) :]
    stop = rest.find(end)
    if stop < 0 or holds not in rest[:stop]:
        raise ShellError(
            f"Streamlit's index.html has no {holds or end!r} after {start!r}."
            " Adapt pages/shell.py to this version, or install the version that was tested."
        )
    return page.replace(rest[: stop + len(end)], new)
