"""Until when what is said of now stays true: held to a look at every minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.borough_help import borough_help
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import current
from data.load import Seed
from data.records import BoroughContact, Channel, Place, Service
from data.service_words import line_state_words
from data.stays_true import true_until
from data.words import state_words
from tests.made_up_records import CHANNEL, PLACE, SERVICE

REAL = [
    line
    for line in (Path(__file__).parent / "real_hours.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
CONTACT = {
    "id": "newham",
    "borough": "Newham",
    "gss_code": "E09000025",
    "visibility": "public",
    "confidence": "high",
    "day_phone": "020 7946 0000",
    "night_phone": "020 7946 0001",
    "source_date": "2026-06",
}
MINUTE = timedelta(minutes=1)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


def directory_of(
    *, place: str | None, channel: str | None = None, team: str | None = None, **changes: str
) -> Directory:
    line = Channel(**CHANNEL | {"opening_hours": channel})
    return Directory.of(
        Seed(
            places=(Place(**PLACE | {"opening_hours": place} | changes),),
            services=(Service(**SERVICE, channels=(line,)),),
            schemes=(),
            borough_contacts=(BoroughContact(**CONTACT | {"day_hours": team}),),
        )
    )


def said(directory: Directory, at: datetime) -> list[object]:
    """Give all that is said of a moment: of the places, the lines and the councils."""
    at = at.astimezone(LONDON)
    places = [
        state_words(place, directory.state(row, at)) for row, place in enumerate(directory.places)
    ]
    lines = [
        line_state_words(service, line)
        for service in directory.services
        for line in directory.channel_hours.lines(at)[service.id]
    ]
    teams = [borough_help(contact, at) for contact in directory.contacts.values()]
    return [at.date(), places, lines, teams]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(REAL), st.sampled_from(REAL), st.sampled_from(REAL), MOMENTS)
@example("24/7", "24/7", "24/7", datetime(2026, 3, 29, 0, 59, tzinfo=UTC))
@example("Mo-Su 00:00-02:00", "24/7", "24/7", datetime(2026, 10, 25, 0, 10, tzinfo=UTC))
@example("Mo-Su 09:00-17:00; PH off", "24/7", "24/7", datetime(2026, 12, 24, 23, 59, tzinfo=UTC))
def test_nothing_changes_before(place: str, channel: str, team: str, at: datetime) -> None:
    directory = directory_of(place=place, channel=channel, team=team)
    until = true_until(directory, at)
    assert timedelta() < until - at <= timedelta(hours=25)
    first = said(directory, at)
    minute = (at + MINUTE).replace(second=0, microsecond=0)
    for ahead in range(0, int((until - minute).total_seconds() // 60) + 1, 5):
        moment = minute + ahead * MINUTE
        if moment < until:
            assert said(directory, moment) == first, moment
    assert said(directory, until - timedelta(microseconds=1)) == first


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(REAL), MOMENTS)
def test_it_is_no_earlier_than_it_must_be(hours: str, at: datetime) -> None:
    """Of one place alone: something changes then, or it is one of the fixed times of a day."""
    directory = directory_of(place=hours)
    until = true_until(directory, at).astimezone(LONDON)
    fixed = {time(0), time(9), time(17)}
    before, after = (said(directory, until + step) for step in (-MINUTE, timedelta()))
    # What is closed for less than half an hour is not said to close soon twice.
    half_hour = said(directory, until + timedelta(minutes=30)) != before
    assert before != after or until.time() in fixed or half_hour


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-23T08:10", "2026-11-23T08:30"),  # It opens soon.
        ("2026-11-23T08:30", "2026-11-23T09:00"),
        ("2026-11-23T09:00", "2026-11-23T16:30"),  # It closes soon.
        ("2026-11-23T16:30", "2026-11-23T17:00"),
        ("2026-11-23T17:00", "2026-11-24T00:00"),
        ("2026-11-23T23:59:59", "2026-11-24T00:00"),
        ("2026-10-25T00:00", "2026-10-25T08:30"),  # The clocks go back in between.
    ],
)
def test_a_day(at: str, until: str) -> None:
    directory = directory_of(place="Mo-Su 09:00-17:00; PH off")
    moment = datetime.fromisoformat(at).replace(tzinfo=LONDON)
    assert true_until(directory, moment) == datetime.fromisoformat(until).replace(tzinfo=LONDON)


@pytest.mark.parametrize("who", ["channel", "team"])
def test_a_line_and_a_council_count_too(who: str) -> None:
    texts: dict[str, str | None] = {"place": None, "channel": None, "team": None}
    directory = directory_of(**texts | {who: "Mo-Su 10:00-11:00; PH off"})  # type: ignore[arg-type]
    at = datetime(2026, 11, 23, 9, 31, tzinfo=LONDON)
    assert true_until(directory, at) == datetime(2026, 11, 23, 10, tzinfo=LONDON)


def test_a_day_without_records_ends_at_midnight(make_directory: Callable[..., Directory]) -> None:
    at = datetime(2026, 11, 23, 18, tzinfo=LONDON)
    assert true_until(make_directory(), at) == datetime(2026, 11, 24, tzinfo=LONDON)


def test_the_real_records_over_a_day() -> None:
    """Every state of every place and line, at each change and just before it."""
    directory, day = current(), date(2026, 12, 24)
    at = datetime.combine(day, time(), LONDON)
    seen = 0
    while at.date() == day:
        until = true_until(directory, at)
        if seen % 7 == 0:
            assert said(directory, at) == said(directory, until - timedelta(seconds=1)), at
        at, seen = until, seen + 1
    assert 10 < seen < 200


def test_it_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        true_until(current(), datetime(2026, 11, 23, 12))
