"""The list of what the police will ask, as a page of its own that can send nothing.

Its policy forbids every connection, so the browser itself keeps what is typed on the page.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from data import settings
from geo.assets import asset_url
from pages.parts.templating import render

ADDRESS = "/missing/list"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)


@dataclass(frozen=True)
class Question:
    """One thing to write down. ``lines`` is how tall its box is."""

    id: str
    words: str
    hint: str = ""
    lines: int = 1


@dataclass(frozen=True)
class Part:
    """Questions that belong together."""

    title: str
    questions: tuple[Question, ...]


PARTS = (
    Part(
        "About the child",
        (
            Question("name", "Full name, and any other name they use"),
            Question("born", "Age and date of birth"),
            Question("looks", "What they look like", "Height, build, hair, skin, marks", 2),
            Question("wears", "What they wore", "Coat, shoes, bag, colours", 2),
            Question("health", "Health", "Medicine, allergies, pregnancy, anything to know", 2),
            Question("talks", "Language, and how they like to be spoken to", "", 2),
        ),
    ),
    Part(
        "The last time",
        (
            Question("seen", "Seen last: when, where and by whom", "", 2),
            Question("mood", "How they were", "A quarrel, a worry, a plan?", 2),
            Question("before", "Gone before? Where were they then?", "", 2),
        ),
    ),
    Part(
        "How to find them",
        (
            Question("phone", "Their phone number, and a second one"),
            Question("online", "Names they use online, games and apps", "", 2),
            Question("friends", "Friends and family, with numbers", "", 3),
            Question("places", "Places they go", "School, work, park, shop, a friend's home", 2),
            Question("money", "Money, bank card, travel card, keys, passport", "", 2),
        ),
    ),
    Part(
        "What worries you",
        (
            Question("worry", "Who or what might hurt them", "People, debts, bullies, online", 3),
            Question("new", "Anything new", "New phone, clothes, money or older friends", 2),
        ),
    ),
    Part(
        "For you",
        (
            Question("photo", "A new photo: where is it?"),
            Question("officer", "Officer's name, and the number of your report"),
            Question("asked", "Who you asked, and when", "", 3),
        ),
    ),
)


def html() -> str:
    """Draw the page."""
    return render(
        "missing_list.html",
        parts=PARTS,
        style=asset_url("missing-list.css"),
        script=asset_url("missing-list.js"),
        exit_script=asset_url("exit.js"),
        exit_url=settings.current().exit_url,
        icon=asset_url("icon.svg"),
    )


async def _page(_request: Request) -> Response:
    return HTMLResponse(
        html(), headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
    )


routes = [Route(ADDRESS, _page)]
