"""The changes that staff can try, each worked out from the records as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

import numpy as np

from data.hours import lint
from data.records import Kind, Place, Scheme, Status
from data.reference.grid import to_grid
from data.state import State, is_in
from data.timed import Bools, Listing, TimedColumns
from data.timelines import Codes
from data.week import Week, week_codes
from data.words import KIND
from geo.boroughs import borough_at
from geo.coverage import Basis
from geo.postcodes import find as find_postcode
from geo.what_if import Added, Today, Trial, no_hours

ROUND_THE_CLOCK = "24/7"
_DAY = 24
_HAVE_NO_POINT = "{} no point on the map, so {} not counted: {}."


def codes_of_text(text: str, week: Week) -> Codes:
    """Give what a text of hours alone says, as State codes: (168,).

    Raises ValueError for hours that can't be worked out, with the reasons.
    """
    if reasons := lint(text):
        raise ValueError(" ".join(str(reason) for reason in reasons))
    listing = Listing(text, date.max, None, temporarily_closed=False)
    return week_codes(TimedColumns.of([listing]), week)[:, 0]


def open_in(text: str, week: Week) -> Bools:
    """Say in which whole hours a text says open: (168,). Raises ValueError as above."""
    return is_in(codes_of_text(text, week), [State.OPEN])


def open_as_listed(places: Iterable[Place], week: Week) -> Bools:
    """Say of places in which whole hours their own texts say open, old or not: (places, 168).

    Never, where nobody knows their hours.
    """
    listings = [
        Listing(place.opening_hours, date.max, None, temporarily_closed=False) for place in places
    ]
    codes = week_codes(TimedColumns.of(listings), week)
    opened: Bools = is_in(codes, [State.OPEN]).T
    return opened


def pin(today: Today, lat: float, lon: float, hours: str, called: str = "a new place") -> Trial:
    """Try a place at a point of London. Raises ValueError for one outside, or for bad hours."""
    borough = borough_at(lat, lon)
    if borough is None:
        msg = "This point is not in Greater London. Choose one that is."
        raise ValueError(msg)
    codes = codes_of_text(hours, today.week.week)
    easting, northing = to_grid(lat, lon)
    words = (
        f"If {called} in {borough} let in anybody under 18 in these hours: {hours}, and everybody "
        "could rely on it."
    )
    notes = []
    if unknown := int((codes == State.UNKNOWN).sum()):
        notes.append(
            f"In {unknown} hours of this week these hours are not known, and count as closed."
        )
    added = Added(float(easting), float(northing), codes == State.OPEN)
    return Trial(words, 1, (added,), notes=tuple(notes))


def point_of(text: str) -> tuple[float, float]:
    """Read a postcode, or latitude and longitude with a comma between them.

    Raises ValueError, in words, for anything else, and for a postcode that is not in London.
    """
    if not text.strip():
        msg = "Say where: write a postcode, or latitude and longitude."
        raise ValueError(msg)
    if "," in text:
        try:
            lat, lon = (float(part) for part in text.split(","))
        except ValueError:
            msg = "Write latitude and longitude like this: 51.508, 0.016."
            raise ValueError(msg) from None
        return lat, lon
    found = find_postcode(text)
    if found.lat is None or found.lon is None:
        msg = f"{text} is not a postcode of London that we know. Write one like E16 1ZE."
        raise ValueError(msg)
    return found.lat, found.lon


def city_hall(places: Iterable[Place]) -> Place | None:
    """Give the record of the City Hall that is in use, None where there is none with a point."""
    return next(
        (
            place
            for place in places
            if place.kind is Kind.CITY_HALL
            and place.status is not Status.CLOSED
            and place.lat is not None
        ),
        None,
    )


def later(
    today: Today,
    kind: Kind,
    until: int,
    borough: str | None = None,
    *,
    every_day: bool = False,
    take_listed: bool = False,
) -> Trial:
    """Try all public places of a kind open until an hour, 1 to 24, on the days that they open.

    ``every_day`` opens them on the other days too, from the hour at which each begins most
    often. ``take_listed`` takes their listed hours as true where our pages say to check first.
    """
    if not 1 <= until <= _DAY:
        msg = "Give the hour that they would be open until as a number from 1 to 24."
        raise ValueError(msg)
    chosen = _rows(today, lambda place: place.kind is kind and _is_in(place, borough))
    basis = Basis.LISTED if take_listed and today.basis is Basis.FIRM else today.basis
    known = today.week.open(basis).T
    counts = [row for row in chosen if known[row].any()]
    changed = {row: _until(known[row], until, every_day=every_day) for row in counts}
    where = borough or "London"
    days = "every day" if every_day else "on the days that they open"
    words = (
        f"If {len(counts)} of the {len(chosen)} public places of the kind {KIND[kind]} in "
        f"{where} stayed open until {until:02}:00, {days}."
    )
    if every_day:
        words += " On other days each is taken to begin when it mostly does."
    if take_listed:
        words += " Their listed hours are taken as true, even where they should be checked first."
    notes = _left_out(len(chosen) - len(counts))
    if basis is not today.basis:
        notes += (
            "A part of this comes from taking listed hours as true, without anybody staying open "
            "later: try asking the places to check first, to see how much.",
        )
    elif listed := _would_count(today, chosen) - len(counts):
        notes += (f"{listed} more would count if their listed hours were taken as true.",)
    return Trial(words, len(counts), changed=changed, notes=notes)


def counter_hours(places: Iterable[Place]) -> str | None:
    """Give the hours that most police counters have that are open to the public now."""
    texts = Counter(
        place.opening_hours
        for place in places
        if place.kind is Kind.POLICE_STATION
        and place.status is Status.ACTIVE
        and place.opening_hours
    )
    return texts.most_common(1)[0][0] if texts else None


def closed_counters(places: Iterable[Place]) -> tuple[Place, ...]:
    """Give the police counters that were closed, whether or not they have a point."""
    return tuple(
        place
        for place in places
        if place.kind is Kind.POLICE_STATION and place.status is Status.CLOSED
    )


def counters_back(today: Today, places: Iterable[Place], hours: str) -> Trial:
    """Try the closed police counters open again. ``places`` are all records, public or not."""
    closed = closed_counters(places)
    opened = open_in(hours, today.week.week)
    points = [(p.lat, p.lon) for p in closed if p.lat is not None and p.lon is not None]
    easting, northing = to_grid([lat for lat, _ in points], [lon for _, lon in points])
    added = tuple(
        Added(east, north, opened)
        for east, north in zip(easting.tolist(), northing.tolist(), strict=True)
    )
    missing = [place.name for place in closed if place.lat is None or place.lon is None]
    notes: tuple[str, ...] = ()
    if missing:
        has, it_is = (
            ("1 has", "it is") if len(missing) == 1 else (f"{len(missing)} have", "they are")
        )
        notes = (_HAVE_NO_POINT.format(has, it_is, ", ".join(missing)),)
    words = (
        f"If {len(added)} of the {len(closed)} closed police counters opened again, each with "
        f"these hours: {hours}."
    )
    return Trial(words, len(added), added, notes=notes)


def checked(today: Today, kind: Kind | None = None, borough: str | None = None) -> Trial:
    """Try that City Hall asks the places to check first, and all their listed hours are true."""
    chosen = _rows(
        today, lambda place: (kind is None or place.kind is kind) and _is_in(place, borough)
    )
    codes = today.week.codes.T
    first = is_in(codes, [State.CHECK_FIRST]) & today.week.counts[:, None]
    asked = [row for row in chosen if first[row].any()]
    changed = {row: today.open[row] | first[row] for row in asked}
    what = f"of the kind {KIND[kind]} " if kind else ""
    words = (
        f"If City Hall asked the {len(asked)} places {what}in {borough or 'London'} that our pages "
        "say to check first, and every one had the hours that are listed for it."
    )
    notes = []
    if today.basis is not Basis.FIRM:
        notes.append("These places count already here, so nothing changes.")
    unknown = [row for row in chosen if _unknown_only(codes[row]) and today.week.counts[row]]
    if unknown:
        notes.append(
            f"Of {len(unknown)} more the hours are not known. To ask them would help too; how much "
            "nobody can say before."
        )
    return Trial(words, len(asked), changed=changed, notes=tuple(notes))


def closes(today: Today, place: Place) -> Trial:
    """Try that one public place closes."""
    rows = _rows(today, lambda other: other.id == place.id)
    return _closing(today, rows, f"If {place.name} ({place.borough}) closed for good.")


def scheme_words(scheme: Scheme) -> str:
    """Name a scheme with its area: some have the same name in two boroughs."""
    return f"{scheme.name} ({', '.join(scheme.area)})" if scheme.area else scheme.name


def scheme_ends(today: Today, scheme: Scheme) -> Trial:
    """Try that a scheme ends, and all its public places leave the map."""
    rows = _rows(today, lambda place: place.scheme == scheme.id)
    its = "1 public place" if len(rows) == 1 else f"{len(rows)} public places"
    words = f"If {scheme_words(scheme)} ended and its {its} left the map."
    return _closing(today, rows, words)


def _closing(today: Today, rows: list[int], words: str) -> Trial:
    idle = sum(not today.open[row].any() for row in rows)
    return Trial(words, len(rows), changed=dict.fromkeys(rows, no_hours()), notes=_left_out(idle))


def _would_count(today: Today, rows: list[int]) -> int:
    """Count the places that are open at some time, if what is listed for them is true."""
    basis = Basis.LISTED if today.basis is Basis.FIRM else today.basis
    return int(today.week.open(basis)[:, rows].any(axis=0).sum())


def _left_out(count: int) -> tuple[str, ...]:
    """Say how many places change nothing, because they count as closed anyhow."""
    if not count:
        return ()
    change, their = ("changes", "its") if count == 1 else ("change", "their")
    return (
        f"{count} of them {change} nothing here: {their} hours are not known, must be checked "
        "first, or a child alone may be turned away.",
    )


def _until(opened: Bools, until: int, *, every_day: bool) -> Bools:
    """Give the hours of a place that stays open until an hour on each day that it opens on."""
    begins = np.flatnonzero(opened & ~np.roll(opened, 1))
    found = opened.copy()
    if not len(begins):
        return found
    usual = Counter((begins % _DAY).tolist()).most_common(1)[0][0]
    for day in range(7):
        own = begins[begins // _DAY == day]
        if len(own):
            hours = opened[day * _DAY : (day + 1) * _DAY]
            start = int(np.flatnonzero(hours)[-1])
        elif every_day:
            start = usual
        else:
            continue
        found[day * _DAY + start : day * _DAY + until] = True
    return found


def _unknown_only(codes: Codes) -> bool:
    return bool((codes == State.UNKNOWN).any() and not is_in(codes, [State.CHECK_FIRST]).any())


def _rows(today: Today, wanted: Callable[[Place], bool]) -> list[int]:
    return [row for row, place in enumerate(today.places) if wanted(place)]


def _is_in(place: Place, borough: str | None) -> bool:
    return borough is None or place.borough == borough
