"""What City Hall could put before the Assembly: a page for each recommendation, all counted.

Only what is public goes in: no draft, no note of staff. Every sentence is made of figures of the
records on the day, so it is never older than they are.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from data.channel_state import ChannelHours
from data.directory import Directory
from data.figures import figures
from data.guides import guide
from data.hours_clock import LONDON
from data.records import Answer, BoroughContact, Service, Status
from data.state import SAID_TO_BE_OPEN, State
from data.topics import NAMES as TOPICS
from data.topics import groups_of
from data.week import Week
from data.words import date_words
from geo.boroughs import NAMES
from geo.cover_picture import NEAREST_FIRST, band_words, picture
from geo.cover_summary import TIMES, CoverSummary, Share, summary_of
from geo.coverage import Basis
from geo.hour_spans import SPANS, Span
from geo.trials import ROUND_THE_CLOCK, checked, city_hall, pin
from geo.what_if import Today, Trial, WhatIf
from geo.what_if_words import LIMITS, change_words

RECOMMENDATIONS = (3, 8, 17)
NOT_KNOWN = "not known"
_NIGHTS, _LATE = SPANS["nights"], "Friday, 10pm to 11pm"
_OPEN = frozenset(SAID_TO_BE_OPEN)
_MAPS = ("Tuesday, 4pm to 5pm", _LATE)
_MOST_GAPS, _FEWEST = 8, 8


@dataclass(frozen=True)
class Row:
    """One row of a table; ``bar`` is what to draw beside it: from, to, of 100."""

    cells: tuple[str, ...]
    bar: Share | None = None


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first cell of a row names it. Rows with bars have them last."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def has_bars(self) -> bool:
        """Whether bars stand beside the rows."""
        return any(row.bar for row in self.rows)


@dataclass(frozen=True)
class Map:
    """A map of London in one hour, as the bytes of a PNG in base64."""

    caption: str
    png: str


@dataclass(frozen=True)
class ReportPage:
    """One recommendation: what was asked, what was answered, and what the records say today."""

    number: int
    title: str
    asked: str
    answered: str
    found: tuple[str, ...]
    tables: tuple[Table, ...]
    unknown: tuple[str, ...]
    maps: tuple[Map, ...] = ()
    keys: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Report:
    """The whole report. ``version`` names the public records that it was made of."""

    counted_on: str
    week: str
    version: str
    pages: tuple[ReportPage, ...]
    limits: tuple[str, ...]
    sources: str


def report(directory: Directory, now: datetime) -> Report:
    """Make the report of what is public; ``now`` needs a time zone. Takes some seconds."""
    today = now.astimezone(LONDON).date()
    week = Week.ordinary(today)
    asked = dict(_asked())
    pages = (
        _havens(asked[3], directory, week, now),
        _missing(asked[8], directory),
        _services(asked[17], directory, week),
    )
    return Report(
        date_words(today.isoformat()),
        f"An ordinary week without a bank holiday: from {date_words(week.monday.isoformat())}.",
        directory.version,
        pages,
        LIMITS,
        "Places, services and contacts: each record names its source and its day, on the site. "
        "Children aged 10 to 17: Office for National Statistics, mid-2023. Boundaries and "
        "postcodes: GLA, ONS and Ordnance Survey (Open Government Licence v3.0; contains OS data © "
        "Crown copyright and database right, Royal Mail data © Royal Mail copyright and database "
        "right, National Statistics data © Crown copyright and database right). Bridges: © "
        "OpenStreetMap contributors (ODbL).",
    )


_Asked = tuple[int, str, str, str]


def _asked() -> Iterator[tuple[int, _Asked]]:
    """Read the title, what was asked and what was answered from the guide that the public reads."""
    text = guide("about").section("why").text
    for part in re.split(r"^Recommendation (?=\d)", text, flags=re.MULTILINE)[1:]:
        head, *lines = part.splitlines()
        number, title = head.split(": ", 1)
        said = dict(line.split(": ", 1) for line in lines if ": " in line)
        yield int(number), (int(number), title, said["Asked"], said["The Mayor's answer"])


def _havens(asked: _Asked, directory: Directory, week: Week, now: datetime) -> ReportPage:
    summary = summary_of(directory, week)
    today = Today.of(directory, week, Basis.FIRM)
    unknown, places = summary.not_known(Span("", tuple(TIMES.values())))
    counts = dict(figures(directory, now))
    found = [
        f"{_LATE}: {summary.share(TIMES[_LATE]).words} of every 100 Londoners aged 10 to 17 live "
        "within 15 minutes' walk of a public place that is open and takes them."
    ]
    kinds = "; ".join(f"{what.lower()}: {count}" for what, count in list(counts.items())[:5])
    found.append(f"Public places by kind. {kinds[:1].upper()}{kinds[1:]}.")
    found.append(f"City Hall has checked {counts['Places that City Hall has checked']} of them.")
    found += [_tried(today, trial) for trial in _trials(today, directory)]
    return ReportPage(
        *asked,
        tuple(found),
        (_over_the_week(summary), _lowest(summary), _gaps(today)),
        (
            f"Of {unknown} of {places} places nobody knows the hours at one of these four times. "
            "They count in the second number only, as do places to check first.",
            f"Whether a child may come alone is not known of {_alone_unknown(directory)} of "
            f"{len(directory.places)} places.",
        ),
        tuple(_map(today, name) for name in _MAPS),
        tuple(zip(NEAREST_FIRST, band_words(), strict=True)),
    )


def _map(today: Today, name: str) -> Map:
    png = b64encode(picture(today.cover, TIMES[name])).decode()
    return Map(f"{name}: walk to a place that is firmly listed as open", png)


def _alone_unknown(directory: Directory) -> int:
    return sum(place.under_18_alone is Answer.UNKNOWN for place in directory.places)


def _trials(today: Today, directory: Directory) -> Iterator[Trial]:
    hall = city_hall(directory.places)
    if hall and hall.lat is not None and hall.lon is not None:
        yield pin(today, hall.lat, hall.lon, ROUND_THE_CLOCK, "City Hall")
    yield checked(today)


def _tried(today: Today, trial: Trial) -> str:
    return f"{trial.words} {change_words(WhatIf.of(today, trial).over(_NIGHTS.hours), _NIGHTS)}"


def _over_the_week(summary: CoverSummary) -> Table:
    rows = tuple(
        Row((name, share.words), share)
        for name, share in ((name, summary.share(hour)) for name, hour in TIMES.items())
    )
    return Table(
        "London: of 100 children, how many have an open place near", ("Hour", "Of 100"), rows
    )


def _lowest(summary: CoverSummary) -> Table:
    hour = TIMES[_LATE]
    shares = [(summary.share(hour, name), name) for name in NAMES]
    shares.sort(key=lambda one: (one[0].low, one[0].high, one[1]))
    living = dict(zip(NAMES, summary.children.tolist(), strict=True))
    return Table(
        f"Boroughs with the fewest, {_LATE}",
        ("Borough", "Children aged 10 to 17", "Of 100"),
        tuple(
            Row((name, f"{round(living[name]):,}", share.words), share)
            for share, name in shares[:_FEWEST]
        ),
    )


def _gaps(today: Today) -> Table:
    rows = [
        Row((gap.district, ", ".join(gap.boroughs), f"{round(gap.children):,}"))
        for gap in today.cover.gaps(_NIGHTS.hours)[:_MOST_GAPS]
    ]
    return Table(
        f"Postcode districts with most children without one, on average over {_NIGHTS.words}",
        ("District", "Boroughs", "Children"),
        tuple(rows),
    )


def _missing(asked: _Asked, directory: Directory) -> ReportPage:
    contacts = {name: directory.contacts.get(name) for name in NAMES}
    known = [contact for contact in contacts.values() if contact]
    heads = ("Borough", "Police unit", "By day", "At night", "Interviews on return")
    without = [name for name, contact in contacts.items() if contact is None]
    nights = sum(contact.night_phone is not None for contact in known)
    checks = sum(contact.checked_on is not None for contact in known)
    found = (
        f"The children's team of {len(known)} of {len(NAMES)} boroughs is listed, "
        f"{_with_a_number(known)} of them with a number for the day and {nights} with one for "
        "nights and weekends.",
        f"The police unit (BCU) is named for {sum(c.bcu is not None for c in known)} boroughs.",
        "Who talks with a child after it came back (return home interviews) is known of "
        f"{sum(c.rhi_provider is not None for c in known)}.",
        f"City Hall has checked {checks} of these contacts.",
        "The site explains TextSafe to young people, families and staff. Nobody can send one "
        "from it.",
    )
    unknown = [f"No contact is listed for {', '.join(without)}."] if without else []
    unknown.append("How often the police asked for a TextSafe, and where, is not in our records.")
    rows = tuple(Row((name, *_contact_cells(contact))) for name, contact in contacts.items())
    return ReportPage(
        *asked, found, (Table("What is known of each borough", heads, rows),), tuple(unknown)
    )


def _with_a_number(contacts: list[BoroughContact]) -> int:
    return sum(contact.day_phone is not None for contact in contacts)


def _contact_cells(contact: BoroughContact | None) -> tuple[str, ...]:
    if contact is None:
        return (NOT_KNOWN,) * 4
    values = (contact.bcu, contact.day_phone, contact.night_phone, contact.rhi_provider)
    return tuple(value or NOT_KNOWN for value in values)


def _services(asked: _Asked, directory: Directory, week: Week) -> ReportPage:
    running = [s for s in directory.services if s.status is Status.ACTIVE]
    unsure = [s for s in directory.services if s.status not in (Status.ACTIVE, Status.CLOSED)]
    ended = [s for s in directory.services if s.status is Status.CLOSED]
    names = {s.id: s.name for s in directory.services}
    states = {name: _state_counts(running, week, hour) for name, hour in TIMES.items()}
    found = [
        f"{len(running)} services to talk to are listed as running, "
        f"{sum(s.checked_on is not None for s in running)} of them checked by City Hall.",
        f"{len(ended)} services closed and are still found by name, with what followed.",
    ]
    found += [
        f"Whether “{s.name}” still runs is not known; it is shown as to be confirmed."
        for s in unsure
    ]
    by_hour = Table(
        "Running services with a telephone, text or chat that is listed as open",
        ("Hour", "Firmly", "To check first", "Hours not known", "Of"),
        tuple(Row((name, *map(str, counts), str(len(running)))) for name, counts in states.items()),
    )
    late = _lines(running, week, TIMES[_LATE])
    by_topic = Table(
        "By what they help with",
        ("Worry", "Services", f"Of them open {_LATE}"),
        tuple(
            Row((title, str(len(those)), str(sum(bool(_OPEN & late[s.id]) for s in those))))
            for title, those in _by_topic(running)
        ),
    )
    gone = Table(
        "Closed services",
        ("Service", "Closed", "What followed"),
        tuple(
            Row(
                (
                    s.name,
                    date_words(s.ended_on) if s.ended_on else NOT_KNOWN,
                    names.get(s.successor or "", NOT_KNOWN),
                )
            )
            for s in ended
        ),
    )
    unknown = (
        "How long each service is paid for is not in our records.",
        "How many children they reach, and how long somebody waits for an answer, nobody told us.",
    )
    return ReportPage(*asked, tuple(found), (by_hour, by_topic, gone), unknown)


def _lines(services: list[Service], week: Week, hour: int) -> dict[str, set[State]]:
    day, begins = divmod(hour, 24)
    at = datetime.combine(week.monday + timedelta(days=day), time(begins, 30), LONDON)
    lines = ChannelHours.of(services).lines(at)
    return {s.id: {line.state.state for line in lines[s.id]} for s in services}


def _state_counts(services: list[Service], week: Week, hour: int) -> tuple[int, int, int]:
    """Count the services by the best state of their lines: open, to check first, not known."""
    found = _lines(services, week, hour).values()
    order = (_OPEN, {State.CHECK_FIRST}, {State.UNKNOWN})
    best = [next((n for n, of in enumerate(order) if of & states), None) for states in found]
    return best.count(0), best.count(1), best.count(2)


def _by_topic(services: list[Service]) -> Iterator[tuple[str, list[Service]]]:
    for key, title in TOPICS.items():
        yield title, [s for s in services if key in groups_of(s.topics)]


def file_name(today: date, ending: str) -> str:
    """Name a file of the report, such as report-2026-11-25.pdf."""
    return f"report-{today.isoformat()}.{ending}"
