"""The pages that stand when no server of ours answers: files that a proxy sends by itself.

They need nothing else of us: no script, no style sheet, no state of now. What they name may be
missing then: exit is a plain link that also works without its script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from markupsafe import Markup

from data.borough_help import WHAT_TO_SAY
from data.borough_summary import in_words, summary
from data.guides import guide
from data.standby import Standby
from data.words import date_words
from geo.boroughs import NAMES, neighbours
from pages.menu import PLAIN, counterpart
from pages.parts.borough_parts import NO_PLACE, groups
from pages.parts.guide import section_html, signature_html
from pages.plain.frame import page, plain_address, plain_links, policy
from pages.shell import template

INDEX = "index.html"
GUIDES = ("missing", "textsafe")
TITLE = "You can still get help"
NOT_HERE = (
    "The list to write on is not here for now. A council's number is on the page of its borough."
)
TALK = "People you can talk to"
LEADS = (
    (PLAIN, "Places"),
    (counterpart("talk"), "People to talk to"),
    (counterpart("missing"), "A child is missing"),
    (counterpart("textsafe"), "TextSafe"),
)
_LINK_WITHIN = re.compile(r'<a href="(?P<to>/[^"]*)">(?P<words>[^<]*)</a>')


def standby_pages(known: Standby) -> Iterator[tuple[str, str]]:
    """Draw the pages one after another: the file of each, from the folder, and its HTML.

    ``index.html`` is for every address that has no file of its own.
    """
    for borough in NAMES:
        yield _file(plain_address("borough", borough)), _borough(known, borough)
    talk = _drawn(known, "talk", counterpart("talk"), TALK, services=known.services())
    yield from _both("talk", talk)
    for name in GUIDES:
        yield from _both(name, _guide(known, name))
    yield (
        INDEX,
        _drawn(
            known,
            "index",
            PLAIN,
            TITLE,
            help_now=Markup(template("help_now.html")),  # noqa: S704 (ours)
            boroughs=[(plain_address("borough", name), name) for name in NAMES],
        ),
    )


def _file(address: str) -> str:
    return f"{address.strip('/')}.html"


def _both(name: str, html: str) -> Iterator[tuple[str, str]]:
    """Give the file of a plain page, and that of the page with a script, which is the same."""
    yield _file(counterpart(name)), html
    yield _file(name), html


def _borough(known: Standby, borough: str) -> str:
    about = summary(known.directory, borough, known.at)
    return _drawn(
        known,
        "borough",
        plain_address("borough", borough),
        borough,
        kinds=[
            ([known.place(place) for place in places], key, title, means)
            for places, key, title, means in groups(about)
            # One that is only proposed is nowhere to go.
            if places and key != "proposed"
        ],
        nothing=NO_PLACE,
        name=in_words(borough),
        team=known.team(borough),
        what_to_say=WHAT_TO_SAY,
        neighbours=[(plain_address("borough", name), name) for name in neighbours(borough)],
    )


def _guide(known: Standby, name: str) -> str:
    text = guide(name)
    lead = partial(_LINK_WITHIN.sub, _kept_link)
    return _drawn(
        known,
        "guide",
        counterpart(name),
        text.title,
        note=NOT_HERE if name == "missing" else "",
        boroughs=f"{PLAIN}/borough",
        # Ours, and Markdown without HTML of its own.
        parts=[Markup(lead(plain_links(section_html(one)))) for one in text.sections],  # noqa: S704
        signature=Markup(signature_html(text)),  # noqa: S704
    )


def _kept_link(found: re.Match[str]) -> str:
    """Keep a link to a page that has a file too; of any other only the words."""
    to = found["to"].partition("#")[0]
    return found[0] if to in dict(LEADS) or to.startswith(f"{PLAIN}/borough/") else found["words"]


def _drawn(known: Standby, name: str, here: str, title: str, /, **values: object) -> str:
    return page(
        f"plain_standby_{name}.html",
        title=title,
        here=here,
        again=here,
        leads=LEADS,
        made=_words(known.day),
        last=_words(known.last_day),
        allowed=_policy(),
        **values,
    )


def _words(day: date) -> str:
    return date_words(day.isoformat())


def _policy() -> str:
    """Give the policy of plain pages as it can stand in a page: who may frame it is a header's."""
    kept = policy().replace("form-action 'self'", "form-action 'none'")
    kept = kept.replace("connect-src 'self'; worker-src 'self'; manifest-src 'self'; ", "")
    return kept.replace("; frame-ancestors 'none'", "")
