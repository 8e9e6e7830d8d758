"""The service card: who it is, each way to reach it with its own hours, and what stays private."""

from __future__ import annotations

from collections.abc import Sequence

from data.channel_state import Line
from data.records import Service, Status
from data.service_search import Found
from data.service_words import MEANWHILE, NO_WAY_IN, facts, for_whom, line_text
from data.words import listed_words
from pages.parts.place_card import MARK
from pages.parts.templating import render


def service_html(found: Found, *, now: bool = True) -> str:
    """Draw a card; ``now`` False when another time was asked about."""
    service = found.service
    lines = [(line_text(service, line, now=now), *MARK[line.state.state]) for line in found.lines]
    return render(
        "service_card.html",
        service=service,
        whom=for_whom(service),
        lines=lines,
        facts=tuple(facts(service)),
        listed=listed_words(service),
        meanwhile=MEANWHILE if service.status is Status.UNKNOWN else None,
        no_way_in=None if lines else NO_WAY_IN,
    )


def first_help_html(ways: Sequence[tuple[Service, Line]]) -> str:
    """Draw the ways to get help at once, each in a line or two."""
    texts = [(service, line_text(service, line), *MARK[line.state.state]) for service, line in ways]
    return render("first_help.html", ways=[way for way in texts if way[1].action])
