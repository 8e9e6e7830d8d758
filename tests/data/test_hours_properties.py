"""What must hold for any text and any time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from opening_hours import validate

from data.hours import HoursError, OpeningHours, lint
from data.hours_clock import LONDON
from data.hours_tidy import tidy

unhurried = settings(deadline=None)
DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]

days = st.one_of(
    st.sampled_from(["Mo-Fr", "Sa-Su", "Fr-Mo", "Mo-Su", "PH", "Mo-Fr,PH", "Sa,PH"]),
    st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True).map(",".join),
)
quarters = st.integers(0, 95).map(lambda step: step * 15)


def hhmm(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


spans = st.tuples(quarters, quarters).map(lambda pair: f"{hhmm(pair[0])}-{hhmm(pair[1])}")
dates = st.sampled_from(
    ["Dec 25", "Dec 24-Jan 02", "2026 Dec 24-2027 Jan 02", "Oct 25", "Mar 28-31", "Jun-Aug"]
)
rules = st.one_of(
    st.builds("{} {}".format, days, spans),
    st.builds('{} {} unknown "ring first"'.format, days, spans),
    st.builds("{} {}".format, dates, st.one_of(spans, st.just("off"), st.just("unknown"))),
    st.builds("{} {} {}".format, dates, days, spans),
    st.sampled_from(["24/7", "PH off", "Sa off", "10:00-12:00"]),
)


@st.composite
def dialect(draw):
    first, *others = draw(st.lists(rules, min_size=1, max_size=4))
    return first + "".join(draw(st.sampled_from(["; ", ", "])) + rule for rule in others)


@st.composite
def safe_texts(draw):
    text = draw(dialect())
    reasons = lint(text)
    if reasons:
        text = reasons[0].suggestion
    assume(text is not None)
    return text


around_the_clock_changes = st.sampled_from(
    [datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 3, 28, 22, tzinfo=UTC)]
)
moments = st.one_of(
    st.datetimes(datetime(2024, 1, 1), datetime(2033, 1, 1)).map(lambda at: at.replace(tzinfo=UTC)),
    st.builds(
        lambda start, minutes: start + timedelta(minutes=minutes),
        around_the_clock_changes,
        st.integers(0, 480),
    ),
)
lengths = st.timedeltas(timedelta(seconds=1), timedelta(days=21))


@unhurried
@given(safe_texts(), moments, lengths)
def test_intervals_cover_the_time_asked_for(text, start, length):
    end = start + length
    parts = OpeningHours(text).intervals(start, end)
    assert parts[0][0].astimezone(UTC) == start
    assert parts[-1][1].astimezone(UTC) == end
    assert all(left.astimezone(UTC) < right.astimezone(UTC) for left, right, _ in parts)
    for before, after in pairwise(parts):
        assert before[1].astimezone(UTC) == after[0].astimezone(UTC)
        assert before[2] != after[2]


@unhurried
@given(safe_texts(), moments, lengths, st.floats(0, 0.99))
def test_state_is_that_of_the_interval(text, start, length, share):
    hours = OpeningHours(text)
    at = start + length * share
    (state,) = (
        state
        for left, right, state in hours.intervals(start, start + length)
        if left.astimezone(UTC) <= at < right.astimezone(UTC)
    )
    assert hours.state(at) == hours.state(at.astimezone(LONDON)) == state


@unhurried
@given(safe_texts(), moments, lengths, lengths)
def test_intervals_do_not_depend_on_where_they_start(text, start, length, earlier):
    hours = OpeningHours(text)
    end = start + length
    long = hours.intervals(start - earlier, end)
    cut = [
        (max(left.astimezone(UTC), start), right.astimezone(UTC), state)
        for left, right, state in long
        if right.astimezone(UTC) > start
    ]
    short = hours.intervals(start, end)
    assert cut == [
        (left.astimezone(UTC), right.astimezone(UTC), state) for left, right, state in short
    ]


@unhurried
@given(safe_texts(), moments)
def test_next_change_is_the_end_of_the_first_interval(text, at):
    hours = OpeningHours(text)
    change = hours.next_change(at)
    if change is None:
        assert len(hours.intervals(at, at + timedelta(days=366))) == 1
    else:
        assert change.tzinfo is LONDON
        (only,) = hours.intervals(at, change)
        assert hours.state(change) != only[2] == hours.state(at)


@unhurried
@given(safe_texts())
def test_a_safe_text_can_be_said_and_read_by_others(text):
    assert OpeningHours(text).describe().endswith(".")
    assert validate(text)


@unhurried
@given(st.one_of(st.text(), st.text('MoTuPH-,; 0123456789:/+"offDec'), dialect()))
def test_any_text_is_read_or_refused_with_reasons(text):
    reasons = lint(text)
    if not reasons:
        OpeningHours(text)
        return
    with pytest.raises(HoursError) as caught:
        OpeningHours(text)
    assert list(caught.value.reasons) == reasons
    for reason in reasons:
        assert reason.suggestion is None or lint(reason.suggestion) == []


@unhurried
@given(st.text(max_size=200))
def test_tidying_twice_changes_nothing_more(text):
    assert tidy(tidy(text)) == tidy(text)
