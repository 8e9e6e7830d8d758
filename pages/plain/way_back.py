"""The way back from a report to the list that somebody came from, with nothing to type again.

What was searched for is sent along by the browser and sent back to it: nothing of it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from data.borough_summary import slug_of
from geo.boroughs import named
from pages.plain.forms import Form
from pages.plain.frame import ROOT, plain_address

_SEARCHED = {
    "find": (
        *("where", "pick", "lat", "lon", "when", "day", "time", "under18", "stepfree"),
        *("tier", "kind", "borough"),
    ),
    "talk": ("who", "topic", "when", "day", "time", "how", "age", "borough", "text"),
    "missing": ("borough", "typed"),
}
_MOST = 100


@dataclass(frozen=True)
class WayBack:
    """Where to go back to; ``fields`` must be sent there again where it was ``posted`` to."""

    address: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def posted(self) -> bool:
        """Whether it answers a form."""
        return bool(self.fields)


def way_back(form: Form) -> WayBack:
    """Read where somebody came from; the page of places where that is not told."""
    page = form.one("page")
    if page in _SEARCHED:
        sent = [(name, form.all_of(name)) for name in _SEARCHED[page]]
        fields = [(name, value) for name, values in sent for value in values if value]
        return WayBack(plain_address(page), (("page", page), *fields[:_MOST]))
    if page == "borough" and (borough := named(form.one("borough"))):
        return WayBack(f"{ROOT}/borough/{slug_of(borough)}")
    return WayBack(plain_address("textsafe") if page == "textsafe" else ROOT)
