"""What the results say as a whole: the heading over the list, and what to do when it is thin."""

from __future__ import annotations

from datetime import datetime

from data.hours_clock import LONDON
from data.words import clock_words, distance_words, state_words
from geo.search import NEAR_METRES, Result, Results, Search, When

CALL = "If you are in danger, call 999. To talk, call Childline on 0800 1111, any time, free."

LONG_WALK_MINUTES = 20
NEAR_WORDS = f"Near means up to {NEAR_METRES / 1000:.0f} km in a straight line."


def moment_words(asked: Search, now: datetime) -> str:
    """Name the moment asked about: "now", "when you get there", "on Friday at 10pm"."""
    if asked.at.timestamp() != now.timestamp():
        at = asked.at.astimezone(LONDON)
        day = (
            "today"
            if at.date() == now.astimezone(LONDON).date()
            else f"on {at:%A} {at.day} {at:%B}"
        )
        return f"{day} at {clock_words(at)}"
    if asked.when is When.ARRIVAL and asked.point:
        return "when you get there"
    return "now"


def heading(results: Results, asked: Search, place_name: str | None, now: datetime) -> str:
    """Count what is listed as open, near or in the borough, in one short line."""
    where = _where_words(asked, place_name)
    moment = moment_words(asked, now)
    if asked.when is When.ANY and results.near:
        return f"{_places(results.near)} {where}, {results.open or 'none'} listed as open {moment}"
    if results.open:
        verb = "is" if results.open == 1 else "are"
        return f"{_places(results.open)} {where} {verb} listed as open {moment}"
    return f"No place {where} is listed as open {moment}"


def _where_words(asked: Search, place_name: str | None) -> str:
    if asked.point:
        near = f"near {place_name or 'you'}"
        return f"in {_and(sorted(asked.boroughs))} {near}" if asked.boroughs else near
    if asked.boroughs:
        return f"in {_and(sorted(asked.boroughs))}"
    return "in London"


def _and(names: list[str]) -> str:
    if len(names) > 3:
        return f"{len(names)} boroughs"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


def notes(results: Results, asked: Search, now: datetime) -> list[str]:
    """Say what must be read before the list: nothing near, nearer elsewhere, nothing fits."""
    said: list[str] = []
    if not asked.point and not asked.boroughs:
        said.append("Type where you are to see what is near you.")
    same_time = asked.at.timestamp() == now.timestamp()
    if results.nearest_open:
        said += [_nearest_words(results.nearest_open, same_time), CALL]
    elif not results.open:
        said.append(CALL)
    elif _is_long_walk(results):
        said.append(f"The nearest place listed as open is a long walk away. {CALL}")
    if results.check_first:
        said.append(_check_first_words(results))
    if results.outside:
        near = results.outside
        state = state_words(near.place, near.state, now=same_time)
        said.append(
            f"Nearer, but outside the boroughs you chose: {near.place.name} in "
            f"{near.place.borough}. {_far(near)}{state}"
        )
    if not results.fit_but_for_hours:
        said.append(_nothing_fits(asked))
    return said


def footnotes(results: Results, asked: Search) -> list[str]:
    """Say what can be read after the list: what was left out, and what near means."""
    said: list[str] = []
    if results.unknown_hours and asked.when is not When.ANY:
        said.append(
            f"We left out {_places(results.unknown_hours)} because we don't know the hours. "
            "Choose “Show all” to see every place."
        )
    if asked.point:
        said.append(NEAR_WORDS)
    return said


def _is_long_walk(results: Results) -> bool:
    first = next((r for r in results.found if r.state.said_to_be_open), None)
    return first is not None and (first.minutes or 0) > LONG_WALK_MINUTES


def _check_first_words(results: Results) -> str:
    count = results.check_first
    whose = "its" if count == 1 else "their"
    more = f"{count} more" if results.open else _places(count)
    return f"{more} may be open, but we are not sure of {whose} times. Look for “Check first”."


def _far(result: Result) -> str:
    if result.metres is None or result.minutes is None:
        return ""
    return f"{distance_words(result.metres, result.minutes)}. "


def _nearest_words(nearest: Result, same_time: bool) -> str:
    state = nearest.on_arrival or nearest.state
    return (
        f"The nearest place listed as open is {nearest.place.name}. "
        f"{_far(nearest)}{state_words(nearest.place, state, now=same_time)}"
    )


def _nothing_fits(asked: Search) -> str:
    if asked.step_free:
        return (
            "We don't know yet which places have no steps, so this filter leaves none. "
            "Untick it, then call a place to ask."
        )
    if asked.kinds or asked.tiers or asked.boroughs or asked.under_18:
        return "No place fits all your filters. Take one off to see more."
    return "We have no places to show. Call 999 if you are in danger."
