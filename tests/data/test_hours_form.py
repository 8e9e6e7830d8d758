"""A week as a form holds it: its text means the same, and reading it back gives the same form."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from data.bank_holidays import is_bank_holiday
from data.hours import HoursError, OpeningHours, lint
from data.hours_clock import LONDON
from data.hours_form import BankHolidays, WeekForm, _sorts_of_day, hhmm, span
from data.hours_rules import WEEKDAYS
from data.load import read_seed

DAY = 1440
QUARTER = timedelta(minutes=15)
unhurried = settings(deadline=None, max_examples=150)


@st.composite
def times_of_a_day(draw):
    """No time, 24 hours, or up to three times; the last may run past midnight."""
    kind = draw(st.sampled_from(["closed", "all day", "times", "times", "night"]))
    if kind == "closed":
        return ()
    if kind == "all day":
        return ((0, DAY),)
    edges = sorted(draw(st.sets(st.integers(0, 96), min_size=2, max_size=6)))
    edges = [edge * 15 for edge in edges[: len(edges) // 2 * 2]]
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    if kind == "night" and spans[-1][0] > 15:
        spans[-1] = (spans[-1][0], DAY + draw(st.integers(1, spans[-1][0] // 15 - 1)) * 15)
    return tuple(spans)


@st.composite
def forms(draw):
    if draw(st.booleans()):
        days = (draw(times_of_a_day()),) * 7
    else:
        few = draw(st.lists(times_of_a_day(), min_size=1, max_size=4))
        days = tuple(draw(st.sampled_from(few)) for _ in range(7))
    form = WeekForm(days, draw(st.sampled_from(BankHolidays)), draw(times_of_a_day()))
    assume(not form.faults())
    return form


def as_text(seed):
    return sorted(
        {
            *(text for place in seed.places for text in (place.opening_hours, place.staffed_hours)),
            *(channel.opening_hours for service in seed.services for channel in service.channels),
            *(text for c in seed.borough_contacts for text in (c.day_hours, c.night_hours)),
        }
        - {None}
    )


def own_times(form):
    return form.days[6] if form.bank_holidays is BankHolidays.AS_SUNDAY else form.own


def naive_wall(form, day, minute):
    """What the form means at a minute of London's clock, without any text."""
    unsaid = form.bank_holidays is BankHolidays.NOT_KNOWN
    stated = not unsaid and form.bank_holidays is not BankHolidays.AS_USUAL
    yesterday = day - timedelta(days=1)
    today_is, yesterday_was = is_bank_holiday(day), is_bank_holiday(yesterday)
    evening = own_times(form) if stated and yesterday_was else form.days[yesterday.weekday()]
    late = any(start <= minute + DAY < end for start, end in evening)
    if stated and today_is and not yesterday_was:
        late = False
    if late:
        return "unknown" if unsaid and yesterday_was else "open"
    if unsaid and today_is:
        return "unknown"
    own = own_times(form) if stated and today_is else form.days[day.weekday()]
    return "open" if any(start <= minute < end for start, end in own) else "closed"


def naive(form, at):
    """The same at an instant: around a clock change open only where that is sure."""
    wall = at.astimezone(LONDON)
    day, minute = wall.date(), wall.hour * 60 + wall.minute
    states = [naive_wall(form, day, m) for m in range(0, 240, 15)]
    midnight = datetime(day.year, day.month, day.day, tzinfo=LONDON)
    change = (midnight + timedelta(hours=12)).utcoffset() - midnight.utcoffset()
    state = naive_wall(form, day, minute)
    if not change or state != "open":
        return state
    if change < timedelta(0) and wall.hour == 1:
        asked = states[4 : minute // 15 + 1] if wall.fold == 0 else states[minute // 15 : 8]
        before = states[3] if wall.fold == 0 else "open"
        return "open" if {*asked, before} == {"open"} else "closed"
    if change > timedelta(0) and 2 <= wall.hour < 3:
        run = minute // 15
        while run and states[run - 1] == "open":
            run -= 1
        skipped = 4 <= run < 8
        return "closed" if skipped and minute < run * 15 + 60 else "open"
    return state


def state_at(parts, at):
    return next(state for start, end, state in parts if start <= at < end)


starts = st.one_of(
    st.dates(date(2025, 1, 1), date(2031, 12, 1)),
    st.sampled_from([date(2026, 12, 21), date(2026, 3, 30), date(2027, 12, 24)]),
    st.sampled_from([date(2026, 10, 23), date(2026, 3, 27), date(2027, 3, 26)]),
)


@unhurried
@given(forms())
def test_the_text_is_free_of_faults_and_reads_back_as_the_same_form(form):
    text = form.to_text()
    assert lint(text) == []
    assert WeekForm.from_text(text) == form


@unhurried
@given(forms(), starts)
@example(WeekForm((((1320, 1620),),) * 7, BankHolidays.CLOSED), date(2026, 12, 22))
@example(WeekForm((((1320, 1620),),) * 7, BankHolidays.NOT_KNOWN), date(2026, 12, 22))
@example(WeekForm((((75, 105),),) * 7, BankHolidays.AS_USUAL), date(2026, 10, 23))
@example(WeekForm((((75, 105),),) * 7, BankHolidays.AS_USUAL), date(2026, 3, 27))
@example(WeekForm((((75, 150),),) * 7, BankHolidays.AS_USUAL), date(2026, 3, 27))
@example(WeekForm((((120, 135),),) * 7, BankHolidays.AS_USUAL), date(2026, 3, 27))
def test_the_text_means_what_the_form_says(form, start):
    first = datetime(start.year, start.month, start.day, tzinfo=LONDON).astimezone(UTC)
    steps = 10 * 24 * 4
    parts = [
        (left.astimezone(UTC), right.astimezone(UTC), state)
        for left, right, state in OpeningHours(form.to_text()).intervals(
            first, first + steps * QUARTER
        )
    ]
    for step in range(steps):
        at = first + step * QUARTER
        assert state_at(parts, at) == naive(form, at), at.astimezone(LONDON)


def test_every_seed_text_can_be_edited_by_clicking_with_the_same_hours():
    texts = as_text(read_seed())
    assert len(texts) > 100
    start = datetime(2026, 1, 1, tzinfo=LONDON)
    end = start + timedelta(days=731)
    for text in texts:
        form = WeekForm.from_text(text)
        assert form is not None, text
        again = OpeningHours(form.to_text()).intervals(start, end)
        assert again == OpeningHours(text).intervals(start, end), text


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 09:00-17:00; Dec 25 off",
        "Apr-Sep Mo-Fr 09:00-17:00; Oct-Mar Mo-Fr 10:00-16:00",
        'Mo-Fr 09:00-17:00 unknown "ring first"',
        'Mo-Fr 09:00-17:00 open "side door"',
        "Mo-Fr 09:00-17:00; 2027 Mar 01 10:00-12:00; PH off",
        "24/7; Sa,Su 10:00-16:00",
        "off",
        "PH off",
        "Mo,PH 08:00-19:00; Tu-Fr,PH 08:00-17:30",
        "Mon to Fri 9 to 5",
        "",
    ],
)
def test_what_a_form_cannot_hold_is_left_to_the_text(text):
    assert WeekForm.from_text(text) is None


@pytest.mark.parametrize(
    ("days", "kind", "own", "text"),
    [
        ({"Mo": [("09:00", "17:00")]}, "not_known", [], "Mo 09:00-17:00"),
        ({"Sa": [("22:00", "03:00")]}, "closed", [], "Sa 22:00-03:00; PH off"),
        (
            {"Fr": [("20:00", "02:00")], "Sa": [("10:00", "16:00")]},
            "as_sunday",
            [],
            "Fr 20:00-02:00, Sa 10:00-16:00; PH off",
        ),
        (
            {"Mo": [("09:00", "12:00"), ("13:00", "17:00")], "Su": [("10:00", "16:00")]},
            "as_sunday",
            [],
            "Mo 09:00-12:00,13:00-17:00; Su 10:00-16:00; PH 10:00-16:00",
        ),
        (
            {"Mo": [("18:00", "00:00")]},
            "own",
            [("10:00", "12:00")],
            "Mo 18:00-24:00; PH 10:00-12:00",
        ),
        (
            {day: [("00:00", "24:00")] for day in WEEKDAYS},
            "as_usual",
            [],
            "24/7",
        ),
        (
            {day: [("09:00", "17:00")] for day in WEEKDAYS},
            "as_usual",
            [],
            "Mo-Su,PH 09:00-17:00",
        ),
        ({}, "own", [("10:00", "12:00")], "PH 10:00-12:00"),
    ],
)
def test_texts(days, kind, own, text):
    assert WeekForm.of(days, kind, own).to_text() == text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        (WeekForm(), "No day has any hours"),
        (WeekForm.of({}, "closed"), "No day has any hours"),
        (WeekForm.of({"Mo": [("09:00", "13:00"), ("12:00", "17:00")]}), "Monday: one time starts"),
        (WeekForm.of({"Mo": [("09:00", "09:00")]}), "Monday: 09:00 to 09:00 could mean"),
        (
            WeekForm.of({"Mo": [("20:00", "10:00")], "Tu": [("09:00", "17:00")]}),
            "Tuesday opens before that",
        ),
        (
            WeekForm.of({"Su": [("20:00", "10:00")], "Mo": [("09:00", "17:00")]}),
            "Monday opens before that",
        ),
        (WeekForm.of({"Mo": [("09:00", "17:00")]}, "as_usual"), "differ from day to day"),
        (
            WeekForm.of({"Mo": [(f"{h:02}:00", f"{h:02}:30") for h in range(5)]}),
            "more than 4 times",
        ),
        (
            WeekForm.of(
                {"Mo": [("09:00", "17:00")]}, "own", [("09:00", "11:00"), ("10:00", "12:00")]
            ),
            "Bank holidays: one time starts",
        ),
    ],
)
def test_what_cannot_be_used_is_said(form, words):
    assert any(words in fault for fault in form.faults())
    with pytest.raises(HoursError, match=words):
        form.to_text()


def test_forms_that_say_the_same_are_equal():
    week = {"Mo": [("09:00", "17:00")], "Su": [("10:00", "16:00")]}
    assert WeekForm.of(week, "own", [("10:00", "16:00")]) == WeekForm.of(week, "as_sunday")
    assert WeekForm.of({"Mo": week["Mo"]}, "as_sunday") == WeekForm.of({"Mo": week["Mo"]}, "closed")


@pytest.mark.parametrize(
    "times", [("9", "17:00"), ("09:60", "17:00"), ("09:00", "25:00"), ("", "")]
)
def test_what_is_no_time_is_refused(times):
    with pytest.raises(ValueError, match=r"is not (a time|on the clock)"):
        span(*times)


@pytest.mark.parametrize(("minute", "written"), [(0, "00:00"), (DAY, "24:00"), (1620, "03:00")])
def test_minutes_are_written_as_on_a_clock(minute, written):
    assert hhmm(minute) == written


def test_a_week_has_seven_days():
    with pytest.raises(ValueError, match="7 days"):
        WeekForm(((),))
    with pytest.raises(KeyError, match="Mo, Tu"):
        WeekForm.of({"Monday": []})


def test_there_is_one_day_of_every_sort():
    """The proof that two texts are alike looks at one day of each sort: none may be missing."""
    sorts = {
        (d.weekday(), is_bank_holiday(d), is_bank_holiday(d - timedelta(days=1)))
        for d in _sorts_of_day()
    }
    first = date(2015, 1, 1)
    every = [first + timedelta(days=step) for step in range(365 * 15)]
    assert {
        (b.weekday(), is_bank_holiday(b), is_bank_holiday(a)) for a, b in pairwise(every)
    } <= sorts
