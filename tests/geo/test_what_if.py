"""What would change: every trial against what a cover of changed records says."""

from datetime import date

import numpy as np
import pytest

from data.cover import young_people
from data.directory import Directory
from data.load import Seed, read_seed
from data.records import Answer, Kind, Place, Scheme
from data.week import HOURS, Week, hour_of
from geo.boroughs import NAMES
from geo.coverage import Basis
from geo.hour_spans import SPANS
from geo.trials import (
    ROUND_THE_CLOCK,
    checked,
    city_hall,
    closed_counters,
    closes,
    counter_hours,
    counters_back,
    later,
    open_in,
    pin,
    scheme_ends,
)
from geo.what_if import Today, WhatIf
from tests.made_up_records import PLACE, SCHEME

WEEK = Week(date(2026, 11, 30), date(2026, 11, 30))
CITY_HALL = (51.508, 0.016)


def made(*changes) -> list[Place]:
    return [Place(**{**PLACE, "id": f"p{row}", **change}) for row, change in enumerate(changes)]


def today_of(*changes, basis: Basis = Basis.FIRM, schemes=()) -> Today:
    seed = Seed(tuple(made(*changes)), (), tuple(schemes), ())
    return Today.of(Directory.of(seed), WEEK, basis)


@pytest.fixture(scope="module")
def real() -> Today:
    return Today.of(Directory.of(read_seed(), WEEK.known_on), WEEK)


@pytest.fixture(scope="module")
def empty() -> Today:
    return today_of()


def test_spans_are_the_hours_that_their_words_name() -> None:
    assert {key: len(span.hours) for key, span in SPANS.items()} == {
        "after-school": 15,
        "evenings": 28,
        "nights": 56,
        "weekend-nights": 16,
        "week": 168,
    }
    for span in SPANS.values():
        assert len(set(span.hours)) == len(span.hours)
        assert 0 <= min(span.hours) <= max(span.hours) < HOURS
    assert hour_of(6, 5) in SPANS["weekend-nights"].hours
    assert hour_of(6, 22) not in SPANS["weekend-nights"].hours
    assert hour_of(0, 0) in SPANS["nights"].hours


def test_city_hall_round_the_clock_reaches_those_around_it_in_every_hour(real: Today) -> None:
    found = WhatIf.of(real, pin(real, *CITY_HALL, ROUND_THE_CLOCK))
    change = found.over(SPANS["nights"].hours)
    assert change.most[0].borough == "Newham"
    assert 100 < change.gained < 5_000
    assert change.after > change.before
    assert 0 < change.unsure < 1
    assert (found.after >= found.before - 0.5).all()


def test_a_pin_counts_in_its_own_hours_only(empty: Today) -> None:
    found = WhatIf.of(empty, pin(empty, *CITY_HALL, "Fr 20:00-22:00; PH off"))
    gained = (found.after - found.before).sum(axis=1)
    assert np.flatnonzero(gained).tolist() == [hour_of(4, 20), hour_of(4, 21)]
    half = found.over([hour_of(4, 20), hour_of(4, 12)])
    assert half.gained == pytest.approx(gained[hour_of(4, 20)] / 2, abs=1)


def test_a_pin_says_what_is_assumed_and_what_is_not_known(empty: Today) -> None:
    trial = pin(empty, *CITY_HALL, 'Mo 09:00-17:00; Tu unknown "ask"; PH off')
    assert "Newham" in trial.words
    assert "under 18" in trial.words
    assert "24 hours" in trial.notes[0]
    assert WhatIf.of(empty, trial).over([hour_of(1, 10)]).gained == 0


@pytest.mark.parametrize(
    ("lat", "lon", "hours"),
    [(51.75, -1.25, "24/7"), (*CITY_HALL, "dawn-dusk"), (*CITY_HALL, "whenever")],
)
def test_a_pin_elsewhere_or_with_bad_hours_is_refused(empty: Today, lat, lon, hours) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        pin(empty, lat, lon, hours)


def test_the_city_hall_in_use_is_found(real: Today) -> None:
    found = city_hall(read_seed().places)
    assert found is not None
    assert found.postcode == "E16 1ZE"
    assert city_hall([]) is None


def hours_of(trial, row: int) -> dict[int, list[int]]:
    """Give the open hours of each day."""
    opened = np.flatnonzero(trial.changed[row])
    return {
        day: [hour % 24 for hour in opened.tolist() if hour // 24 == day]
        for day in range(7)
        if (opened // 24 == day).any()
    }


def test_later_keeps_the_morning_and_the_days() -> None:
    today = today_of({"opening_hours": "Mo,We 09:00-13:00; Sa 10:00-12:00,14:00-16:00; PH off"})
    days = hours_of(later(today, Kind.LIBRARY, 20), 0)
    assert days == {
        0: list(range(9, 20)),
        2: list(range(9, 20)),
        5: [10, 11, *range(14, 20)],
    }
    every = hours_of(later(today, Kind.LIBRARY, 20, every_day=True), 0)
    assert every[6] == list(range(9, 20))
    assert every[5] == days[5]


def test_later_never_shortens_and_leaves_the_end_of_a_night_alone() -> None:
    today = today_of({"opening_hours": "Fr 18:00-02:00; PH off"}, {"opening_hours": "24/7"})
    trial = later(today, Kind.LIBRARY, 20)
    assert hours_of(trial, 0) == {4: list(range(18, 24)), 5: [0, 1]}
    assert trial.changed[1].all()


def test_later_counts_only_the_kind_the_borough_and_hours_that_are_known() -> None:
    today = today_of(
        {},
        {"opening_hours": None},
        {"source_date": "2020-01"},
        {"borough": "Camden"},
        {"kind": "shop"},
    )
    trial = later(today, Kind.LIBRARY, 20, "Newham")
    assert set(trial.changed) == {0}
    assert trial.places == 1
    assert "1 of the 3" in trial.words
    assert trial.notes[0].startswith("2 of them change nothing")
    assert trial.notes[1] == "1 more would count if their listed hours were taken as true."
    taken = later(today, Kind.LIBRARY, 20, "Newham", take_listed=True)
    assert set(taken.changed) == {0, 2}
    assert "taken as true" in taken.words
    assert "without anybody staying open later" in taken.notes[-1]
    for until in (0, 25):
        with pytest.raises(ValueError, match="1 to 24"):
            later(today, Kind.LIBRARY, until)


def test_counters_come_back_with_the_hours_of_the_others(real: Today) -> None:
    records = read_seed().places
    hours = counter_hours(records)
    assert hours == "Mo-Fr 10:00-22:00; Sa-Su 09:00-19:00"
    trial = counters_back(real, records, hours)
    closed = closed_counters(records)
    missing = [place.name for place in closed if place.lat is None]
    assert (trial.places, len(closed), len(missing)) == (8, 10, 2)
    assert all(name in trial.notes[0] for name in missing)
    change = WhatIf.of(real, trial).over(SPANS["evenings"].hours)
    assert change.gained > 5_000
    assert {one.borough for one in change.most} & {"Harrow", "Merton", "Richmond upon Thames"}


def test_what_is_checked_is_what_listed_would_give(real: Today) -> None:
    listed = Today.of(Directory.of(read_seed(), WEEK.known_on), WEEK, Basis.LISTED)
    trial = checked(real)
    assert np.array_equal(WhatIf.of(real, trial).after, listed.cover.reached)
    assert trial.places > 90
    hospitals = checked(real, Kind.HOSPITAL_AE)
    assert 0 < hospitals.places < trial.places
    assert WhatIf.of(real, hospitals).over(SPANS["nights"].hours).gained > 0
    again = checked(listed, Kind.HOSPITAL_AE)
    assert WhatIf.of(listed, again).over(SPANS["week"].hours).gained == 0
    assert "nothing changes" in again.notes[0]


def test_unknown_hours_stay_unknown_when_somebody_asks() -> None:
    today = today_of({"opening_hours": None}, {"opening_hours": "24/7", "source_date": "2020-01"})
    trial = checked(today)
    assert set(trial.changed) == {1}
    assert trial.notes[0].startswith("Of 1 more the hours are not known")


def test_what_may_turn_away_a_child_never_counts() -> None:
    away = {"opening_hours": "24/7", "under_18_alone": Answer.NO}
    today = today_of(away, away | {"source_date": "2020-01"})
    for trial in (later(today, Kind.LIBRARY, 20, take_listed=True), checked(today)):
        assert not trial.changed
        assert WhatIf.of(today, trial).over([0]).gained == 0


def test_closing_loses_what_the_place_gave() -> None:
    today = today_of({"opening_hours": "24/7"}, {"opening_hours": "24/7", "lat": 51.55, "lon": 0.0})
    lost = WhatIf.of(today, closes(today, today.places[0])).over([0])
    alone = today_of({"opening_hours": "24/7", "lat": 51.55, "lon": 0.0})
    assert lost.gained < 0
    assert lost.after == pytest.approx(alone.cover.london()[0])
    assert lost.most[0].gained < 0


def test_a_scheme_that_ends_takes_its_places_with_it() -> None:
    scheme = Scheme(**SCHEME, area=("Newham",))
    today = today_of(
        {"opening_hours": "24/7", "scheme": scheme.id, "tier": "declared_haven"},
        {"opening_hours": None, "scheme": scheme.id, "tier": "declared_haven"},
        {"lat": 51.55, "lon": 0.0},
        schemes=[scheme],
    )
    trial = scheme_ends(today, scheme)
    assert trial.words == "If Made-up Havens (Newham) ended and its 2 public places left the map."
    assert set(trial.changed) == {0, 1}
    assert trial.notes[0].startswith("1 of them changes nothing")
    assert WhatIf.of(today, trial).over([0]).after == 0


def test_shares_and_children_are_of_the_same_people(empty: Today) -> None:
    change = WhatIf.of(empty, pin(empty, *CITY_HALL, ROUND_THE_CLOCK)).over([0, 1])
    young = sum(young_people().values())
    assert change.after * young == pytest.approx(change.gained, abs=1)
    assert change.before == 0
    assert [one.borough for one in change.boroughs] == list(NAMES)
    with pytest.raises(ValueError, match="at least one hour"):
        WhatIf.of(empty, pin(empty, *CITY_HALL, ROUND_THE_CLOCK)).over([])


def test_hours_are_judged_as_everywhere() -> None:
    assert open_in("Mo 09:30-12:00; PH off", WEEK).nonzero()[0].tolist() == [10, 11]
