"""Made-up visitors of three kinds, who open, search, look and leave.

Their proportion (``SHARES``) is drawn up from who the site is for; nobody has counted yet:

- 7 of 10 are young people on phones. Half use the Streamlit page of places, half the plain one,
  which a phone with little signal, or without JavaScript, gets.
- 28 of 100 are parents or carers: whom to talk to, a missing child, the borough, TextSafe. Three of
  four use the Streamlit pages.
- 2 of 100 are programs: other sites that read the API and the files.

Staff are left out: they are a dozen people, and signing in is made slow on purpose.

Visitors are never here twice: whoever leaves is followed by somebody new, at another address. One
in three has nothing of the site kept and fetches what the page names; Streamlit's further files
never change, so a proxy or a CDN in front answers those. Nobody loads street tiles.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from tests.benchmarks.lines import Answer, Lines, Page, get, post
from tests.benchmarks.paced import Tally

TYPED = ("E16 1ZE", "Stratford", "Camden", "SW1A 1AA", "Croydon", "N1", "Lewisham", "W12 7RJ")
BOROUGHS = ("Camden", "Newham", "Croydon", "Barnet", "Lambeth", "Hackney", "Ealing", "Bexley")
TIMES = ("Right now", "Show all", "When I get there")
FAILURES = (OSError, TimeoutError, WebSocketException, ValueError, KeyError, LookupError)
_FILES = re.compile(r'(?:src|href)="(/(?:static|assets)/[^"]+)"')


@dataclass
class Crowd:
    """Who asks which servers. What they waited goes into ``tally``, which may be exchanged.

    ``hurry``: how many times as fast they read and think.
    """

    ports: Sequence[int]
    tally: Tally = field(default_factory=Tally)
    draw: random.Random = field(default_factory=lambda: random.Random(20261125))  # noqa: S311
    lines: dict[int, Lines] = field(default_factory=dict)
    hurry: float = 1.0
    came: int = 0
    waiting: set[Visitor] = field(default_factory=set)

    def arrive(self) -> Visitor:
        """Let somebody new come, who stays with one server, as a sticky balancer sees to."""
        self.came += 1
        port = self.ports[self.came % len(self.ports)]
        return Visitor(self, port, address_of(self.came))

    def ask_of(self, port: int) -> Lines:
        """Give the kept connections to a server: those of a proxy, not of one visitor."""
        return self.lines.setdefault(port, Lines(port))

    def begin(self) -> Tally:
        """Count from now on in a new tally; give it."""
        self.tally = Tally()
        return self.tally

    def end(self, slow: float) -> None:
        """Count no further; who has waited over ``slow`` seconds until now counts as answered now.

        Or the slowest of all would be left out.
        """
        now = time.perf_counter()
        for visitor in self.waiting:
            if now - visitor.due > slow:
                self.tally.answered(now - visitor.due, 0)
        self.tally = Tally()

    async def close(self) -> None:
        """Hang up all."""
        for lines in self.lines.values():
            lines.close()
        await asyncio.sleep(0)


def address_of(number: int) -> str:
    """Give an address of the network that is set aside for benchmarks (RFC 2544)."""
    return f"198.{18 + (number >> 16) % 2}.{number >> 8 & 255}.{number & 255}"


class Visitor:
    """One visit. ``due`` is when its next step is wanted; being late never moves it."""

    def __init__(self, crowd: Crowd, port: int, address: str) -> None:
        self.crowd = crowd
        self.port = port
        self.address = address
        self.draw = crowd.draw
        self.due = time.perf_counter()
        self.page: Page | None = None

    async def after(self, seconds: float) -> None:
        """Read for about so long, then go on."""
        self.due += seconds * self.draw.uniform(0.6, 1.4) / self.crowd.hurry
        await asyncio.sleep(max(self.due - time.perf_counter(), 0))

    async def opens(self, path: str, more: dict[str, str] | None = None) -> Answer:
        """Fetch a page or a file."""
        return await self._asked(get(path, self.address, more))

    async def sends(self, path: str, **form: str) -> Answer:
        """Send a form."""
        return await self._asked(post(path, self.address, form))

    async def _asked(self, request: bytes) -> Answer:
        with self._waiting():
            answer = await self.crowd.ask_of(self.port).ask(request)
        tally = self.crowd.tally
        if answer.status in (429, 503):
            tally.refused += 1
        elif answer.status >= 400:
            tally.broke(str(answer.status))
        else:
            tally.answered(time.perf_counter() - self.due, answer.size)
        return answer

    async def opens_app(self, path: str, *, anew: bool) -> None:
        """Open a page of Streamlit: its HTML, what that names if ``anew``, and the session."""
        lines = self.crowd.ask_of(self.port)
        with self._waiting():
            shell = await lines.ask(get(path, self.address))
            if anew:
                html = shell.text
                await asyncio.gather(
                    *(lines.ask(get(name, self.address)) for name in set(_FILES.findall(html)))
                )
            self.page = await Page.opened(self.port, self.address, path.strip("/"))
        await self.draws(self.page.talk.begin())

    async def draws(self, message: bytes) -> None:
        """Ask for the page to be drawn anew; counts from when that was wanted."""
        assert self.page is not None
        with self._waiting():
            drawn = await self.page.draw(message)
        self.crowd.tally.answered(time.perf_counter() - self.due, drawn.received)

    async def searches(self, text: str) -> None:
        """Type into the box of the page of places, and press Find."""
        assert self.page is not None
        await self.draws(self.page.talk.send("typed", text, "find"))

    async def filters(self, when: str) -> None:
        """Choose another time on the page of places."""
        assert self.page is not None
        await self.draws(self.page.talk.choose("open", when))

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        self.crowd.waiting.add(self)
        try:
            yield
        finally:
            self.crowd.waiting.discard(self)

    async def leaves(self) -> None:
        """Close the page."""
        page, self.page = self.page, None
        if page:
            await page.close()


async def young_on_plain(visitor: Visitor) -> None:
    """Search twice, then see who can be talked to."""
    await visitor.opens("/plain")
    await visitor.after(8)
    where = visitor.draw.choice(TYPED)
    await visitor.sends("/plain", where=where, when="there")
    await visitor.after(12)
    await visitor.sends("/plain", where=where, when="now")
    await visitor.after(15)
    await visitor.opens("/plain/talk")
    await visitor.after(5)


async def young_on_app(visitor: Visitor) -> None:
    """Search, change when, show all, then see who can be talked to."""
    await visitor.opens_app("/", anew=visitor.draw.random() < 1 / 3)
    await visitor.after(8)
    await visitor.searches(visitor.draw.choice(TYPED))
    for _ in range(2):
        await visitor.after(10)
        await visitor.filters(visitor.draw.choice(TIMES))
    await visitor.after(15)
    assert visitor.page is not None
    await visitor.draws(visitor.page.talk.turn_to("talk"))
    await visitor.after(10)


async def parent_on_app(visitor: Visitor) -> None:
    """Whom to talk to, as a parent; a missing child; the borough; TextSafe."""
    await visitor.opens_app("/talk", anew=visitor.draw.random() < 1 / 3)
    await visitor.after(10)
    assert visitor.page is not None
    talk = visitor.page.talk
    await visitor.draws(talk.choose("talk-who", "A parent or carer"))
    await visitor.after(20)
    await visitor.draws(talk.turn_to("missing"))
    await visitor.after(20)
    await visitor.draws(talk.turn_to("borough"))
    await visitor.after(8)
    await visitor.draws(talk.choose("borough", visitor.draw.choice(BOROUGHS)))
    await visitor.after(20)
    await visitor.draws(talk.turn_to("textsafe"))
    await visitor.after(15)


async def parent_on_plain(visitor: Visitor) -> None:
    """The same on the plain pages."""
    await visitor.opens("/plain/talk?for=parent")
    await visitor.after(10)
    await visitor.sends("/plain/talk", who="parent", when="now")
    await visitor.after(20)
    await visitor.opens("/plain/missing")
    await visitor.after(20)
    await visitor.opens(f"/plain/borough/{visitor.draw.choice(BOROUGHS).lower()}")
    await visitor.after(20)
    await visitor.opens("/plain/textsafe")
    await visitor.after(15)


async def program(visitor: Visitor) -> None:
    """Page through the API, ask for what is near a postcode, see if the files are new."""
    page = visitor.draw.randint(1, 5)
    listed = await visitor.opens(f"/api/services?page={page}")
    await visitor.after(2)
    names = [one["id"] for one in json.loads(listed.text)["contents"]]
    await visitor.opens(f"/api/services/{visitor.draw.choice(names)}")
    await visitor.after(2)
    near = visitor.draw.choice(("E16+1ZE", "SE1+2AA", "N1+9AG", "W5+2BS", "CR0+1EA"))
    await visitor.opens(f"/api/service_at_locations?postcode={near}&proximity=3000")
    await visitor.after(2)
    file = await visitor.opens("/data/places.geojson")
    await visitor.after(4)
    await visitor.opens("/data/places.geojson", {"If-None-Match": file.tag})
    await visitor.after(2)


Story = Callable[[Visitor], Awaitable[None]]
SHARES: dict[Story, int] = {
    young_on_app: 35,
    young_on_plain: 35,
    parent_on_app: 21,
    parent_on_plain: 7,
    program: 2,
}
CROWDS: dict[str, tuple[Story, ...]] = {
    "Streamlit": (young_on_app, parent_on_app),
    "plain": (young_on_plain, parent_on_plain),
    "API": (program,),
    "all": tuple(SHARES),
}


async def come_and_go(crowd: Crowd, stories: Sequence[Story], wait: float) -> None:
    """Be one visitor after another until cancelled; the first comes after up to ``wait``."""
    await asyncio.sleep(crowd.draw.uniform(0, wait))
    while True:
        (story,) = crowd.draw.choices(stories, [SHARES[story] for story in stories])
        await one_visit(crowd, story)


async def one_visit(crowd: Crowd, story: Story) -> None:
    """Be one visitor; whatever goes wrong is counted, and ends the visit."""
    visitor = crowd.arrive()
    try:
        await story(visitor)
    except FAILURES as error:
        crowd.tally.broke(error)
        # Or a server that is down would be asked without end.
        await asyncio.sleep(1)
    finally:
        await visitor.leaves()
