"""A shared cache as RFC 9111, RFC 5861 and RFC 9213 describe it, for tests; its clock is theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import httpx2 as httpx

Ask = Callable[[str, dict[str, str]], httpx.Response]
"""Asks the server for an address with headers; raises ConnectionError where none answers."""


class Sort(Enum):
    """How a cache takes ``s-maxage`` together with ``stale-if-error``."""

    NGINX = "goes on with what is stale, whatever else is said"
    STRICT = "s-maxage forbids to use what is stale"
    CDN = "CDN-Cache-Control comes before Cache-Control"


@dataclass
class Answer:
    """What a visitor gets, and from where."""

    status: int
    body: str
    how: str


@dataclass
class _Stored:
    body: str
    tag: str
    at: float
    fresh: float
    stale: float


class SharedCache:
    """Keeps answers to GET by address. Seconds are counted in whole ones, the worst way round."""

    def __init__(self, ask: Ask, sort: Sort) -> None:
        self._ask = ask
        self.sort = sort
        self.stored: dict[str, _Stored] = {}

    def get(self, address: str, now: float) -> Answer:
        """Answer a visitor at a moment."""
        kept = self.stored.get(address)
        # Who counts whole seconds may think that an answer is up to one younger than it is.
        age = max(0.0, now - kept.at - 0.99) if kept else 0.0
        if kept and age <= kept.fresh:
            return Answer(200, kept.body, "fresh")
        headers = {"if-none-match": kept.tag} if kept and kept.tag else {}
        try:
            answer = self._ask(address, headers)
        except ConnectionError:
            answer = None
        if answer is None or answer.status_code >= 500:
            if kept and age <= kept.fresh + kept.stale:
                return Answer(200, kept.body, "stale")
            return Answer(504, "", "standby")
        if answer.status_code == 304:
            assert kept is not None
            self._store(address, answer, kept.body, now)
            return Answer(200, kept.body, "asked")
        self._store(address, answer, answer.text, now)
        return Answer(answer.status_code, answer.text, "new")

    def _store(self, address: str, answer: httpx.Response, body: str, now: float) -> None:
        self.stored.pop(address, None)
        said = _directives(answer.headers.get("cache-control", ""))
        revalidates = "s-maxage" in said
        if self.sort is Sort.CDN and (own := answer.headers.get("cdn-cache-control")):
            said, revalidates = {**_directives(own), "public": ""}, False
        if answer.status_code not in (200, 304) or {"no-store", "private", "no-cache"} & set(said):
            return
        if "set-cookie" in answer.headers:
            return
        fresh = float(said.get("s-maxage") or said.get("max-age") or 0)
        stale = float(said.get("stale-if-error") or 0)
        if self.sort is Sort.STRICT and revalidates:
            stale = 0
        if fresh:
            self.stored[address] = _Stored(body, answer.headers.get("etag", ""), now, fresh, stale)


def _directives(text: str) -> dict[str, str]:
    pairs = (part.strip().partition("=") for part in text.split(",") if part.strip())
    return {name: value for name, _, value in pairs}
