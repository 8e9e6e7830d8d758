"""The sentences beside a choice of what to open first: how good it is, and what is assumed."""

from __future__ import annotations

from geo.candidates import Assumed, Candidates, Openings, Pool
from geo.cover_choice import Answer
from geo.hour_spans import Span
from geo.what_if_words import percent

POOL = {
    Pool.DRAFTS: "Drafts with a pin",
    Pool.COUNTERS: "Police counters that were closed",
    Pool.PUBLIC: "Public places that don't count as open in all of these hours",
}
ASSUMED = {
    Assumed.ALL: "Each would be open through all of these hours",
    Assumed.LISTED: "Each would be open in the hours of its record, if it has any",
}
NOBODY_ASKED = (
    "Nobody has asked these places. That they would open in these hours, and let in somebody under "
    "18 alone, is assumed."
)


def first_words(answer: Answer, openings: Openings, span: Span, borough: str | None) -> str:
    """Say how many children the chosen places bring within reach."""
    count = len(answer.places)
    if not count:
        return "None of these places would bring anybody new within reach in these hours."
    places = "This 1 place" if count == 1 else f"These {count} places together"
    whose = f"children of {borough}" if borough else "children"
    out = openings.for_borough(borough).weights.sum() if borough else openings.out_of_reach
    return (
        f"{places} would bring {round(answer.value):,} more {whose} within reach, on average over "
        f"{span.words}. Out of reach now: {round(float(out)):,}."
    )


def how_good(answer: Answer, count: int) -> str:
    """Say how near to the best possible a choice is proven to be."""
    places = "1 place" if count == 1 else f"{count} places"
    if answer.proven:
        return f"It is proven that no other choice of {places} would reach more of them."
    # Rounded down: "at least" must stay true.
    share = percent(int(answer.of_best * 1000) / 1000)
    return (
        f"It is proven that this reaches at least {share} of what the best choice of {places} "
        f"could: no choice reaches more than {int(answer.bound) + 1:,}."
    )


def left_out(candidates: Candidates) -> str:
    """Say from how many places was chosen, and which could not be."""
    said = f"Chosen from {len(candidates)} places."
    if candidates.without_point:
        said += (
            f" {candidates.without_point} more have no pin on the map, so they can't be counted."
        )
    if candidates.may_turn_away:
        said += f" {candidates.may_turn_away} more may turn away somebody under 18."
    return said
