"""Takes reports from the public, as many as a person would send and no more."""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from enum import Enum

from sqlalchemy import Engine

from data.database import DatabaseError
from data.directory import Directory
from data.rate_limit import RateLimit
from data.reports import ReportKind, What, keep

logger = logging.getLogger(__name__)


class Answer(Enum):
    """What became of a report."""

    KEPT = "kept"
    WITHOUT_WORDS = "without_words"
    TOO_MANY = "too_many"
    NOT_WORKING = "not_working"


class ReportDesk:
    """Keeps reports within limits for each visit, each network address and all together.

    Addresses are hashed with a key that only this process has, and stay in memory. Many people
    may share one address, so its limit is loose. A "not safe" report is never turned away: over
    the limit its words are left out, so that it only adds to that day's count of its record; the
    answer says so. ``ticks`` gives seconds of a clock that is never set: one that is put right
    by a day would turn everybody away for a day.
    """

    def __init__(
        self, engine: Callable[[], Engine], ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._ticks = ticks
        self._visit = RateLimit(most=5, seconds=600)
        self._address = RateLimit(most=40, seconds=60)
        self._all = RateLimit(most=300, seconds=5)
        self._secret = secrets.token_bytes(16)

    def take(
        self,
        directory: Directory,
        kind: ReportKind,
        record_id: str,
        what: What,
        words: str,
        now: datetime,
        visit: str | None,
        address: str | None,
    ) -> Answer:
        """Keep a report or say why not. Raises ReportError for a record that is not public.

        ``visit`` is None where there is no visit to tell from others: then the address counts.
        """
        kept, answer = words, Answer.KEPT
        if not self._allowed(visit, address, self._ticks()):
            if what is not What.NOT_SAFE:
                return Answer.TOO_MANY
            kept, answer = "", Answer.WITHOUT_WORDS if words.strip() else Answer.KEPT
        try:
            keep(self._engine(), directory, kind, record_id, what, kept, now)
        except DatabaseError as error:
            logger.error("A report could not be kept: %s", error)
            return Answer.NOT_WORKING
        return answer

    def _allowed(self, visit: str | None, address: str | None, at: float) -> bool:
        hashed = hashlib.blake2b((address or "").encode(), key=self._secret).hexdigest()
        return (
            (visit is None or self._visit.allow(visit, at))
            and self._address.allow(hashed, at)
            and self._all.allow("all", at)
        )
