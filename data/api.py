"""The API below ``/api``: Open Referral UK 3.0, read only, for programs and pages of other sites.

Answers come from an index that is made anew when what is public changes, and each London day.
Answers to words that somebody typed are kept nowhere.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from data import clock, settings
from data.api_document import document
from data.api_query import Query, QueryError, read
from data.hours_clock import LONDON
from data.live import live, middle_of
from data.load import SeedError
from data.open_licence import LICENCE_URL
from data.open_referral_index import TAXONOMIES, TERMS, Index, encoded

ROOT = "/api"
VERSION = "HSDS-UK-3.0"
PROFILE = "https://open-referral-uk-profile.readthedocs.io/en/latest/"
CACHE = "public, max-age=300, stale-if-error=86400"
MOST_SENT = 10_000
"""Bytes of a question sent by POST."""
_PLACES = "service_at_locations"
_LISTS = ("services", _PLACES, "taxonomies", "taxonomy_terms")
_METHODS = ["GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"]
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Link": f'<{LICENCE_URL}>; rel="license"',
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "no-store",
}
_ASK_POST = 'Send a JSON object of the parameters, such as {"proximity": 2000}.'


class _Newest:
    """The index of what is public now."""

    def __init__(self) -> None:
        self._index: Index | None = None
        self._making = threading.Lock()

    def index(self) -> Index:
        """Make it anew where something changed, or a day ended. Raises SeedError."""
        directory, now = live().directory(), clock.shared()
        wanted = directory.version, now.astimezone(LONDON).date().isoformat()
        with self._making:
            index = self._index
            if index is None or (index.version, index.day) != wanted:
                index = self._index = Index.of(directory, now)
        return index


newest = _Newest()
# Threads of its own: where all wait for a new index, the pages for people must not.
_threads = CapacityLimiter(8)


async def _in_thread(work: Callable[..., Response], *given: object) -> Response:
    return await to_thread.run_sync(work, *given, limiter=_threads)


def _answer(
    body: bytes, status: int = 200, *, kept: bool = True, asked: Request | None = None
) -> Response:
    headers = {**_OPEN, "Cache-Control": CACHE if kept else "no-store"}
    if kept and asked is not None:
        # Weak: the same answer may be sent packed.
        tag = f'W/"{hashlib.sha256(body).hexdigest()[:20]}"'
        headers["ETag"] = tag
        known = asked.headers.get("if-none-match", "")
        if known.strip() == "*" or tag in (one.strip() for one in known.split(",")):
            return Response(status_code=304, headers=headers)
    return Response(body, status, headers, "application/json")


def problem(
    status: int,
    message: str,
    problems: Mapping[str, str] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer that something can't be answered: ``problems`` are words by parameter."""
    body = encoded({"message": message, "problems": dict(problems or {})})
    answer = _answer(body, status, kept=False)
    answer.headers.update(headers or {})
    return answer


def _not_there() -> Response:
    lists = ", ".join(f"{ROOT}/{name}" for name in _LISTS)
    return problem(404, f"There is nothing here. The lists are {lists}.")


async def _any(request: Request) -> Response:
    path = request.url.path.removeprefix(ROOT).strip("/")
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={**_OPEN, **_PREFLIGHT})
    if request.method == "POST" and path == _PLACES:
        return await _posted(request)
    if request.method not in ("GET", "HEAD"):
        allowed = {"Allow": "GET, HEAD, OPTIONS"}
        return problem(405, "The API can only be read: ask by GET.", headers=allowed)
    return await _in_thread(_got, request, path)


def _got(request: Request, path: str) -> Response:
    name, _, one = path.partition("/")
    if not path:
        about = {
            "version": VERSION,
            "profile": PROFILE,
            "openapi_url": f"{_site(request)}{ROOT}/openapi.json",
        }
        return _answer(encoded(about), kept=False)
    if path == "openapi.json":
        return _answer(encoded(document(_site(request))), kept=False)
    if name not in _LISTS:
        return _not_there()
    if one:
        return _guarded(lambda: _one(request, name, one))
    return _guarded(lambda: _list(name, request.query_params.multi_items(), request))


async def _posted(request: Request) -> Response:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_SENT:
            return problem(413, f"Send at most {MOST_SENT} bytes.")
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return problem(400, _ASK_POST)
    if not isinstance(asked, dict):
        return problem(400, _ASK_POST)
    pairs = [
        (name, _text(one))
        for name, value in asked.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return await _in_thread(_guarded, lambda: _list(_PLACES, pairs, None))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    # What is neither a text nor a number is not what any parameter takes.
    return str(value) if isinstance(value, str | int | float) else "?"


def _guarded(answer: Callable[[], Response]) -> Response:
    try:
        return answer()
    except QueryError as error:
        return problem(400, "Some parameters can't be read.", error.problems)
    except SeedError:
        words = "The records can't be read right now. Try again in a minute."
        return problem(503, words, headers={"Retry-After": "60"})


def _one(request: Request, name: str, asked: str) -> Response:
    body = _found(name, asked)
    if body is None:
        return problem(404, "There is none with this id. It may have closed: ask the list.")
    return _answer(body, asked=request)


def _found(name: str, asked: str) -> bytes | None:
    key = asked.lower()
    if name == "taxonomies":
        return TAXONOMIES.get(key)
    if name == "taxonomy_terms":
        return TERMS[key][1] if key in TERMS else None
    index = newest.index()
    if name == _PLACES:
        row = index.row_of_link.get(key)
        return None if row is None else index.at_location(row, full=True)
    row = index.row_of.get(key)
    return None if row is None else index.service(row, full=True)


def _list(name: str, asked: Sequence[tuple[str, str]], request: Request | None) -> Response:
    query = read(name, asked)
    body = _page(query, *_contents(name, query))
    return _answer(body, kept=request is not None and not query.is_typed, asked=request)


def _contents(name: str, query: Query) -> tuple[int, list[bytes]]:
    """Give how many fit, and the JSON of those on the page."""
    here = slice((query.page - 1) * query.per_page, query.page * query.per_page)
    if name == "taxonomies":
        bodies = list(TAXONOMIES.values())
        return len(bodies), bodies[here]
    if name == "taxonomy_terms":
        wanted = set(query.taxonomies)
        bodies = [body for of, body in TERMS.values() if not wanted or wanted == {of}]
        return len(bodies), bodies[here]
    near = middle_of(query.postcode) if query.postcode else None
    if query.postcode and near is None:
        raise QueryError({"postcode": "We don't know this as a London postcode. E16 1ZE is one."})
    index = newest.index()
    rows = index.find(query, near, places=name == _PLACES)
    make = index.at_location if name == _PLACES else index.service
    return len(rows), [make(row, full=query.full) for row in rows[here].tolist()]


def _page(query: Query, total: int, contents: list[bytes]) -> bytes:
    pages = -(-total // query.per_page)
    about: dict[str, Any] = {
        "total_items": total,
        "total_pages": pages,
        "page_number": query.page,
        "size": len(contents),
        "first_page": query.page == 1,
        "last_page": query.page >= pages,
        "empty": not contents,
    }
    return encoded(about)[:-1] + b',"contents":[' + b",".join(contents) + b"]}"


def _site(request: Request) -> str:
    return settings.current().public_url.rstrip("/") or str(request.base_url).rstrip("/")


routes = [
    Route(ROOT, _any, methods=_METHODS),
    Route(f"{ROOT}/{{rest:path}}", _any, methods=_METHODS),
]
