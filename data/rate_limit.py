"""How often somebody may do something: a bucket of tries that fills up again with time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass


@dataclass
class _Bucket:
    left: float
    at: float


class RateLimit:
    """Allows ``most`` tries at once, and one more every ``seconds`` after that, for each key.

    Keys stay in memory only, at most ``keys`` of them; the one not seen for longest is forgotten
    first. Safe to share between threads.
    """

    def __init__(self, most: int, seconds: float, keys: int = 10_000) -> None:
        self._most = most
        self._seconds = seconds
        self._keys = keys
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def allow(self, key: Hashable, at: float) -> bool:
        """Take one try of a key, at a time in seconds; say whether it had one left."""
        with self._lock:
            bucket = self._buckets.pop(key, None) or _Bucket(self._most, at)
            gained = max(at - bucket.at, 0.0) / self._seconds
            bucket.left = min(bucket.left + gained, float(self._most))
            bucket.at = max(at, bucket.at)
            allowed = bucket.left >= 1
            if allowed:
                bucket.left -= 1
            self._buckets[key] = bucket
            while len(self._buckets) > self._keys:
                self._buckets.popitem(last=False)
            return allowed

    def __len__(self) -> int:
        """Count the keys that are remembered."""
        return len(self._buckets)
