"""What somebody has typed into the hours editor so far, kept apart from the widgets that show it.

Streamlit forgets a widget that is not drawn, so what was typed lives here: lines of days with one
time each, the choice for bank holidays, the text, and which of the ways is in use.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

import streamlit as st

from data.hours import lint
from data.hours_form import BankHolidays, Span, Spans, WeekForm, span
from data.hours_rules import DAY, WEEKDAYS


class Way(StrEnum):
    """How the hours are put in; the values are what is read on the buttons."""

    CLICKING = "By clicking"
    TEXT = "As text"
    NOT_KNOWN = "Not known"


@dataclass
class Line:
    """Days that share one time. ``number`` names its widgets and never changes."""

    number: int
    days: set[int] = field(default_factory=set)
    start: time | None = None
    end: time | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been put in yet."""
        return not self.days and self.start is None and self.end is None


@dataclass
class Typed:
    """All that has been put in.

    ``opened_with`` is the text it started from, ``given`` what the editor gave last. ``edited``
    says whether the lines or the text are the newer; ``form_before`` and ``text_before`` are what
    they said when that way was entered.
    """

    opened_with: str | None
    way: Way
    text: str
    lines: list[Line] = field(default_factory=list)
    bank_holidays: BankHolidays = BankHolidays.NOT_KNOWN
    own: list[Line] = field(default_factory=list)
    last_number: int = 0
    given: str | None = None
    edited: Way = Way.CLICKING
    form_before: WeekForm | None = None
    text_before: str = ""

    @property
    def says_too_much(self) -> bool:
        """Whether the text can be used, but says more than lines of days can hold."""
        text = self.text.strip()
        return bool(text) and WeekForm.from_text(text) is None and not lint(text)

    def go(self, way: Way) -> None:
        """Change the way, taking along what was changed as far as it can be read.

        What can't be read in the other way stays where it was typed.
        """
        self.way = way
        if way in (Way.NOT_KNOWN, self.edited):
            return
        if way is Way.TEXT:
            form, _ = as_form(self)
            if form is not None and form != self.form_before:
                self.text = form.to_text()
        elif self.text != self.text_before:
            self.take_text()
        self._enter(way)

    def _enter(self, way: Way) -> None:
        self.edited = way
        self.form_before, _ = as_form(self)
        self.text_before = self.text

    def new_line(self) -> Line:
        """Make a line with a number of its own; the caller puts it where it belongs."""
        self.last_number += 1
        return Line(self.last_number)

    def take_text(self) -> None:
        """Fill the lines from the text, where a week can hold what it says."""
        form = WeekForm.from_text(self.text.strip())
        if form is None:
            return
        self.lines = [self._line(days, times) for times, days in _by_time(form)]
        self.own = [self._line(set(), times) for times in form.own]
        self.bank_holidays = form.bank_holidays

    def _line(self, days: set[int], times: Span) -> Line:
        line = self.new_line()
        line.days, line.start, line.end = days, _clock(times[0]), _clock(times[1])
        return line


def typed(key: str, text: str | None) -> Typed:
    """Give what was typed under a key; begin anew where the record now says something else."""
    place = f"{key}-typed"
    kept: Typed | None = st.session_state.get(place)
    if kept is None or text not in (kept.opened_with, kept.given):
        last = kept.last_number if kept else 0
        kept = st.session_state[place] = opened(text, last)
    kept.opened_with = text
    return kept


def opened(text: str | None, last_number: int = 0) -> Typed:
    """Start from a text, None for not known.

    Lines are numbered after ``last_number``, so that widgets of before bring nothing back.
    """
    new = Typed(text, Way.NOT_KNOWN, text or "", last_number=last_number, given=text)
    if text is not None:
        new.take_text()
        new.way = Way.CLICKING if new.lines or new.own else Way.TEXT
    if not new.lines:
        new.lines = [new.new_line()]
    new._enter(Way.TEXT if new.way is Way.TEXT else Way.CLICKING)
    return new


def as_form(now: Typed) -> tuple[WeekForm | None, tuple[str, ...]]:
    """Give the week that the lines say, or what is missing to make one."""
    missing: list[str] = []
    week: list[list[Span]] = [[] for _ in WEEKDAYS]
    filled = [line for line in now.lines if not line.is_empty]
    for place, line in enumerate(now.lines, 1):
        if line.is_empty:
            continue
        if not line.days:
            missing.append(f"Line {place}: tick the days that it is for.")
        times = _times(line)
        if times is None:
            missing.append(f"Line {place}: say from when to when.")
            continue
        for day in line.days:
            week[day].append(times)
    own = _own_times(now, missing)
    if not filled and not own:
        missing.append("Tick days and give times, or choose “Not known”.")
    if missing:
        return None, tuple(missing)
    form = WeekForm(tuple(tuple(spans) for spans in week), now.bank_holidays, own)
    return (None, faults) if (faults := form.faults()) else (form, ())


def _own_times(now: Typed, missing: list[str]) -> Spans:
    if now.bank_holidays is not BankHolidays.OWN:
        return ()
    times = [_times(line) for line in now.own]
    if not times or None in times:
        missing.append("Bank holidays: say from when to when.")
    return tuple(one for one in times if one is not None)


def _times(line: Line) -> Span | None:
    if line.start is None or line.end is None:
        return None
    return span(f"{line.start:%H:%M}", f"{line.end:%H:%M}")


def _by_time(form: WeekForm) -> list[tuple[Span, set[int]]]:
    """Give each time with its days, the times of a day's second half after those of its first."""
    groups: dict[tuple[int, Span], set[int]] = {}
    for day, spans in enumerate(form.days):
        for place, times in enumerate(spans):
            groups.setdefault((place, times), set()).add(day)
    ordered = sorted(groups.items(), key=lambda item: (min(item[1]), item[0]))
    return [(times, days) for (_, times), days in ordered]


def _clock(minute: int) -> time:
    return time(minute % DAY // 60, minute % 60)
