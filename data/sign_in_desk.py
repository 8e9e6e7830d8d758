"""Signs staff in, as often as a person would try and no more."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from data.rate_limit import RateLimit
from data.sign_in import sign_in


class TooManyError(RuntimeError):
    """Too many tries from one network, or from all together."""

    def __init__(self) -> None:
        super().__init__("That was tried too often just now. Wait a minute, then try again.")


class SignInDesk:
    """Signs in within limits for each network address and all together.

    Addresses are hashed with a key that only this process has, and stay in memory. An office may
    share one address. What stops guessing at one account is the lock that ``sign_in`` keeps.
    ``ticks`` gives seconds of a clock that is never set.
    """

    def __init__(
        self, engine: Callable[[], Engine], ticks: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._ticks = ticks
        self._address = RateLimit(most=20, seconds=15)
        self._all = RateLimit(most=100, seconds=1)
        self._secret = secrets.token_bytes(16)

    def sign_in(self, name: str, password: str, address: str | None, now: datetime) -> str:
        """Give a token. Raises SignInError, TooManyError, DatabaseError."""
        hashed = hashlib.blake2b((address or "").encode(), key=self._secret).hexdigest()
        at = self._ticks()
        if not (self._address.allow(hashed, at) and self._all.allow("all", at)):
            raise TooManyError
        return sign_in(self._engine(), name, password, now)
