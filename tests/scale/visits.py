"""Visitors who go on asking while a test stops and starts what answers them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

from tests.scale.nginx import Nginx

SEARCH = {"where": "SE9 2UG", "when": "any"}
"""The postcode of the search is made up of nothing but what is in data/reference."""
EVERY = 0.15
_PAGES = ("/plain", "/plain/talk", "/plain/borough/lewisham", "/plain/missing")


@dataclass
class Visits:
    """What they asked, and what went wrong; ``check`` looks at each answer's text."""

    check: Callable[[str], str | None] = lambda _text: None
    asked: int = 0
    searched: int = 0
    slowest: float = 0.0
    failed: list[str] = field(default_factory=list)

    def note(self, answer: httpx.Response, seconds: float) -> None:
        self.asked += 1
        self.searched += answer.request.method == "POST"
        self.slowest = max(self.slowest, seconds)
        wrong = None if answer.status_code == 200 else f"status {answer.status_code}"
        if wrong := wrong or self.check(answer.text):
            self.failed.append(f"{answer.request.method} {answer.request.url.path}: {wrong}")


@contextmanager
def visiting(
    front: Nginx, check: Callable[[str], str | None] = lambda _text: None, people: int = 5
) -> Iterator[Visits]:
    """Let several people ask for plain pages and search, some 30 times a second in all."""
    visits = Visits(check)
    over = threading.Event()

    def visit(number: int) -> None:
        # Half of them keep their connection open, as a browser does.
        client = front.client()
        turn = number
        while not over.wait(EVERY):
            turn += 1
            if number % 2:
                client.close()
                client = front.client()
            began = time.monotonic()
            try:
                if turn % 2:
                    answer = client.post("/plain", data=SEARCH)
                else:
                    answer = client.get(_PAGES[turn // 2 % len(_PAGES)])
            except httpx.HTTPError as error:
                visits.failed.append(f"{type(error).__name__}: {error}")
            else:
                visits.note(answer, time.monotonic() - began)
        client.close()

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(people)]
    for thread in threads:
        thread.start()
    try:
        yield visits
    finally:
        over.set()
        for thread in threads:
            thread.join(40)
