"""The sentences beside a trial: what it changes, what is assumed, and what is not known."""

from __future__ import annotations

from geo.coverage import REACH_MINUTES, Basis, Counted
from geo.hour_spans import Span
from geo.what_if import BoroughChange, Change

LIMITS = (
    f'"Within reach" means an open place at most {REACH_MINUTES} minutes away on foot, at 4.5 km '
    "an hour: a straight line, taken to be 1.3 times as long in the streets, over the Thames only "
    "by bridges and foot tunnels. Railways, motorways and the Lea are not known.",
    "Children are people aged 10 to 17 (ONS, mid-2023): those of each borough, spread evenly over "
    "its postcodes. A figure for a few streets says little; one for a borough says more.",
    "School holidays are not known. An hour counts only where a place is open for the whole of it.",
)
BASIS = {
    Basis.FIRM: "Only places that are firmly listed as open",
    Basis.LISTED: "Also places to check first",
    Basis.POSSIBLE: "Also places of unknown hours: the most that could be true",
}


def change_words(change: Change, span: Span) -> str:
    """Say how many children a trial brings within reach, or takes out of it."""
    count = abs(change.gained)
    if not count:
        return f"Nothing changes over {span.words}: as many children are within reach as before."
    which = "more" if change.gained > 0 else "fewer"
    child = "child" if count == 1 else "children"
    return (
        f"On average over {span.words}, {count:,} {which} {child} would be within reach: "
        f"{percent(change.after)} of London's children, where it is {percent(change.before)} now."
    )


def unsure_words(change: Change, basis: Basis) -> str:
    """Say for how many of today's places nobody can be sure, and how they count."""
    known, unknown = percent(change.unsure - change.unknown), percent(change.unknown)
    check_first = "count as closed" if basis is Basis.FIRM else "count as open"
    nobody = "count as open" if basis is Basis.POSSIBLE else "count as closed"
    return (
        f"In these hours {known} of the public places are listed as open but should be checked "
        f"first: they {check_first} here. Of {unknown} nobody knows the hours: they {nobody}."
    )


def unsure_places_words(found: Counted, basis: Basis) -> str:
    """Say of how many places nobody can be sure in one hour, and how they count."""
    check_first = "count as closed" if basis is Basis.FIRM else "count as open"
    nobody = "count as open" if basis is Basis.POSSIBLE else "count as closed"
    return (
        f"Of {found.places:,} public places {found.firm:,} are firmly listed as open then. "
        f"{found.check_first:,} are listed as open but should be checked first "
        f"({percent(found.check_first / max(found.places, 1))}): they {check_first} here. Of "
        f"{found.unknown:,} nobody knows the hours ({percent(found.unknown_share)}): they {nobody}."
    )


def borough_row(change: BoroughChange) -> tuple[str, str, str, str]:
    """Give one row of the table: borough, share now, share then, children more or fewer."""
    return (
        change.borough,
        percent(change.before / change.of),
        percent(change.after / change.of),
        f"{round(change.gained):+,}",
    )


def percent(share: float) -> str:
    """Write a share, with one digit where it is small change.

    >>> percent(0.4126), percent(0.0), percent(1.0)
    ('41.3%', '0%', '100%')
    """
    text = f"{share * 100:.1f}".removesuffix(".0")
    return f"{text}%"
