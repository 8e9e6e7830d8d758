"""Ways to reach a service are open when, and only when, a place with the same hours would be."""

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.channel_state import ChannelHours
from data.columns import Columns
from data.freshness import Assurance
from data.hours_clock import LONDON
from data.records import Channel, Place, Service
from data.state import State, place_states
from tests.made_up_records import CHANNEL, PLACE, SERVICE

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
HOURS = (
    "24/7",
    "Mo-Su 09:00-17:00; PH off",
    "Mo-Fr 09:00-17:00",
    "Mo-Th 10:00-20:30; Fr 10:00-16:30",
    "Mo-Su 20:00-04:00",
    "Mo-Fr 00:00-09:00,17:00-24:00; Sa-Su 00:00-24:00",
    None,
)
MOMENTS = st.datetimes(datetime(2026, 3, 1), datetime(2027, 4, 30)).map(
    lambda naive: naive.replace(tzinfo=LONDON)
)


def state_of(service: Service, at: datetime = NOON) -> Any:
    return ChannelHours.of([service]).lines(at)[service.id][0].state


@given(
    hours=st.sampled_from(HOURS),
    at=MOMENTS,
    dated=st.sampled_from((None, "2023-05", "2024-04-02", "2026-01", "2026")),
    read_on=st.sampled_from((None, date(2025, 1, 1), date(2026, 3, 1))),
)
@settings(max_examples=300, deadline=None)
def test_a_place_with_the_same_hours_and_dates_is_in_the_same_state(
    hours: str | None, at: datetime, dated: str | None, read_on: date | None
) -> None:
    same = {"opening_hours": hours, "source_date": dated, "read_on": read_on}
    place = Place(**(PLACE | same))
    service = Service(**SERVICE, channels=(Channel(**(CHANNEL | same)),))
    (theirs,) = place_states(Columns.of([place]), np.array([0], np.int32), at)
    assert state_of(service, at) == theirs


@pytest.mark.parametrize("status", ["unknown", "closed", "proposed"])
def test_only_a_service_that_runs_is_called_open(make_service: Any, status: str) -> None:
    assert state_of(make_service({"opening_hours": "24/7"}, status=status)).state is State.UNKNOWN


def test_a_service_that_is_shut_for_now_is_said_to_be(make_service: Any) -> None:
    service = make_service({"opening_hours": "24/7"}, status="temporarily_closed")
    assert state_of(service).state is State.TEMPORARILY_CLOSED


def test_hours_that_nobody_gave_are_unknown(make_service: Any) -> None:
    assert state_of(make_service({"opening_hours": None})).state is State.UNKNOWN


@pytest.mark.parametrize(
    ("days_ago", "assurance", "state"),
    [
        (0, Assurance.CHECKED, State.OPEN),
        (90, Assurance.CHECKED, State.OPEN),
        (91, Assurance.CHECK_FIRST, State.CHECK_FIRST),
    ],
)
def test_a_check_of_a_service_holds_for_90_days(
    make_service: Any, days_ago: int, assurance: Assurance, state: State
) -> None:
    at = datetime(2026, 11, 20, 12, tzinfo=LONDON)
    service = make_service({}, checked_on=at.date() - timedelta(days=days_ago))
    found = state_of(service, at)
    assert (found.assurance, found.state) == (assurance, state)


def test_a_bank_holiday_that_hours_do_not_speak_of_is_not_open(make_service: Any) -> None:
    christmas = datetime(2026, 12, 25, 12, tzinfo=LONDON)
    assert state_of(make_service({"opening_hours": "Mo-Su 09:00-17:00"}), christmas).state is (
        State.UNKNOWN
    )


def test_each_line_has_hours_of_its_own(make_service: Any) -> None:
    bot = {"kind": "chatbot", "opening_hours": "24/7", "answered_by": "bot"}
    person = {"opening_hours": "Mo-Su 16:00-22:00; PH off", "answered_by": "person"}
    service = make_service(bot, person)
    night = datetime(2026, 11, 23, 3, tzinfo=LONDON)
    states = [line.state.state for line in ChannelHours.of([service]).lines(night)[service.id]]
    assert states == [State.OPEN, State.CLOSED]
