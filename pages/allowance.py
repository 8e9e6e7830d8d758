"""How much one client may ask for, and all together: the numbers of every limit, in one place.

They are loose, because a school or a library shares one address. They stop a flood, not a crowd.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from data.settings import Settings

HEALTH = frozenset({"/healthz", "/readyz", "/_stcore/health"})
"""Never limited: who asks there decides whether this server gets visitors at all."""
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Sort(Enum):
    """Sorts of requests that are counted apart, by what they cost."""

    SENT = "sent"
    API = "api"
    PDF = "pdf"
    FILE = "file"
    MADE = "made"
    PAGE = "page"
    SOCKET = "socket"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many at once, and so many a second after that."""

    at_once: float
    a_second: float

    def times(self, factor: float) -> Rate:
        """Give a multiple of it."""
        return Rate(self.at_once * factor, self.a_second * factor)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Every limit. Sizes are bytes, times are seconds.

    A plain page is one request. A Streamlit page and its scripts are about 100 for somebody who was
    never here, its map about 30 tiles. In use it sends a few messages a second, of a few kilobytes.
    """

    each: dict[Sort, Rate] = field(
        default_factory=lambda: {
            Sort.SENT: Rate(300, 15),
            Sort.API: Rate(600, 20),
            Sort.PDF: Rate(120, 2),
            Sort.FILE: Rate(3_000, 100),
            Sort.MADE: Rate(1_000, 20),
            Sort.PAGE: Rate(10_000, 200),
            Sort.SOCKET: Rate(300, 3),
        }
    )
    together: Rate = field(default_factory=lambda: Rate(40_000, 2_000))
    sent_together: Rate = field(default_factory=lambda: Rate(2_000, 500))
    address: int = 8_192
    body: int = 16_384
    body_seconds: float = 20
    file_seconds: float = 600
    message: int = 1_000_000
    messages: Rate = field(default_factory=lambda: Rate(200, 10))
    open_pages: int = 2_000
    open_pages_each: int = 500

    def times(self, factor: float) -> Allowance:
        """Give a multiple of it; sizes and times only grow, so that no page stops working."""
        more = max(factor, 1)
        return Allowance(
            each={sort: rate.times(factor) for sort, rate in self.each.items()},
            together=self.together.times(factor),
            sent_together=self.sent_together.times(factor),
            address=int(self.address * more),
            body=int(self.body * more),
            body_seconds=self.body_seconds * more,
            file_seconds=self.file_seconds * more,
            message=int(self.message * more),
            messages=self.messages.times(more),
            open_pages=max(int(self.open_pages * factor), 1),
            open_pages_each=max(int(self.open_pages_each * factor), 1),
        )


def allowance(config: Settings) -> Allowance | None:
    """Give the limits that are set; None for none. One client may open a quarter of all pages."""
    if config.limits is None:
        return None
    most = config.open_pages
    return Allowance(open_pages=most, open_pages_each=max(most // 4, 1)).times(config.limits)


def sort_of(method: str, path: str) -> Sort:
    """Say as what a request counts."""
    if method not in _READS:
        return Sort.SENT
    if path.startswith("/api/") or path == "/api":
        return Sort.API
    if path.startswith("/poster/") and path.endswith(".pdf"):
        return Sort.PDF
    if path.startswith(("/tiles/", "/data/")):
        return Sort.FILE
    if path.startswith(("/plain", "/poster/", "/staff/")):
        # Made afresh for each who asks, in some milliseconds.
        return Sort.MADE
    return Sort.PAGE
