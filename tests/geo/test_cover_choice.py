"""Which places to open first: against trying every choice, and against the cover itself."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from data.directory import Directory
from data.load import Seed, read_seed
from data.records import Answer, Place
from data.week import HOURS, Week, hour_of
from geo.boroughs import NAMES
from geo.candidates import Assumed, Candidates, Openings, Pool
from geo.cells import cells
from geo.cover_choice import GUARANTEE, Choice, exact, greedy
from geo.hour_spans import SPANS
from geo.hourly import Sites, hourly_metres
from geo.reach import reach
from geo.what_if import Added, Today, Trial, WhatIf
from tests.made_up_records import PLACE

WEEK = Week(date(2026, 11, 30), date(2026, 11, 30))
NIGHTS = SPANS["nights"].hours


def choice_of(reached: list[list[int]], weights: list[float]) -> Choice:
    return Choice(csr_array(np.array(reached, float).reshape(len(reached), -1)), np.array(weights))


@st.composite
def choices(draw) -> Choice:
    places, things = draw(st.integers(1, 6)), draw(st.integers(1, 9))
    row = st.lists(st.integers(0, 1), min_size=things, max_size=things)
    reached = draw(st.lists(row, min_size=places, max_size=places))
    weights = draw(st.lists(st.integers(0, 9), min_size=things, max_size=things))
    return choice_of(reached, weights)


def best_by_trying(choice: Choice, count: int) -> float:
    few = min(count, len(choice))
    return max(choice.value(places) for places in combinations(range(len(choice)), few))


# The widest place first takes a part of both others, which together reach all.
WIDEST_IS_WRONG = choice_of(
    [[1, 1, 1, 0, 0, 0], [0, 0, 1, 1, 1, 1], [0, 1, 0, 0, 1, 1]], [4, 1, 3, 3, 1, 1]
)
MISLED = choice_of([[1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 1, 0], [0, 0, 1, 1, 0, 1]], [2, 2, 2, 2, 3, 3])


@settings(max_examples=150, deadline=None)
@given(choices(), st.integers(1, 4))
@example(WIDEST_IS_WRONG, 2)
@example(MISLED, 2)
def test_the_exact_answer_is_the_best_and_the_quick_one_keeps_its_guarantee(choice, count) -> None:
    best = best_by_trying(choice, count)
    quick, proven = greedy(choice, count), exact(choice, count)
    assert proven.proven
    assert proven.value == pytest.approx(best)
    assert proven.bound == pytest.approx(best)
    assert GUARANTEE * best - 1e-9 <= quick.value <= best + 1e-9
    assert quick.bound >= best - 1e-9
    assert quick.of_best >= GUARANTEE - 1e-9
    for answer in (quick, proven):
        assert len(answer.places) <= count
        assert len(set(answer.places)) == len(answer.places)
        assert choice.value(answer.places) == pytest.approx(answer.value)
        assert list(answer.gains) == sorted(answer.gains, reverse=True)
    if quick.proven:
        assert quick.value == pytest.approx(best)


def test_the_quick_answer_may_miss_the_best_and_says_so() -> None:
    quick, best = greedy(MISLED, 2), exact(MISLED, 2)
    assert quick.places == (0, 1)
    assert quick.value == 11
    assert not quick.proven
    assert quick.of_best < 1
    assert set(best.places) == {1, 2}
    assert best.value == 14
    assert best.of_best == 1


def test_a_place_that_adds_nothing_is_not_named() -> None:
    twins = choice_of([[1, 1], [1, 1], [0, 0]], [1, 2])
    assert greedy(twins, 3).places == (0,)
    assert exact(twins, 3).places == (0,)
    nothing = choice_of([[0, 0]], [1, 2])
    for answer in (greedy(nothing, 2), exact(nothing, 2)):
        assert answer.places == ()
        assert (answer.value, answer.of_best) == (0, 1)


def test_without_time_the_answer_is_not_called_the_best() -> None:
    random = np.random.default_rng(6)
    hard = Choice(
        csr_array((random.random((120, 1_500)) < 0.05).astype(float)), random.random(1_500)
    )
    found = exact(hard, 12, seconds=0.0)
    assert not found.proven
    assert found.value >= greedy(hard, 12).value
    assert found.bound > found.value
    assert found.of_best >= GUARANTEE


@settings(max_examples=60, deadline=None)
@given(choices(), st.integers(1, 3))
def test_what_equal_places_reach_is_merged_without_any_change(choice, count) -> None:
    small = choice.merged()
    assert small.reach.shape[1] <= choice.reach.shape[1]
    for places in combinations(range(len(choice)), min(count, len(choice))):
        assert small.value(places) == pytest.approx(choice.value(places))


@pytest.fixture(scope="module")
def seed() -> Seed:
    return read_seed()


@pytest.fixture(scope="module")
def today(seed: Seed) -> Today:
    return Today.of(Directory.of(seed, WEEK.known_on), WEEK)


@pytest.fixture(scope="module")
def openings(today: Today, seed: Seed) -> Openings:
    found = Candidates.of(today, seed.places, tuple(Pool), NIGHTS)
    return Openings.of(today, found, NIGHTS)


def test_reach_is_the_distance_of_the_cover(openings: Openings) -> None:
    east, north = openings.candidates.points()
    near = reach(cells(), east, north)
    always = np.ones((1, HOURS), np.bool_)
    # One on each side of the river at its bridges, and a few that are spread over London.
    by_water = np.argsort(np.abs(north - 180_300) + np.abs(east - 531_000))[:4]
    for row in {*by_water.tolist(), 0, 100, 200, 300}:
        site = Sites.at(east[[row]], north[[row]], always)
        metres = hourly_metres(cells(), site)[0]
        assert np.flatnonzero(metres <= 865).tolist() == sorted(near[[row]].indices.tolist())
    assert reach(cells(), np.empty(0), np.empty(0)).shape == (0, len(cells()))


def test_the_first_places_reach_what_the_cover_says_they_do(
    today: Today, openings: Openings
) -> None:
    answer = greedy(openings.choice, 10)
    assert len(answer.places) == 10
    assert 0.85 < answer.of_best <= 1
    east, north = openings.candidates.points()
    always = np.ones(HOURS, np.bool_)
    for many in (1, 10):
        rows = answer.places[:many]
        trial = Trial("", many, tuple(Added(east[r], north[r], always) for r in rows))
        gained = WhatIf.of(today, trial).over(NIGHTS).gained
        assert gained == pytest.approx(sum(answer.gains[:many]), rel=1e-4, abs=2)


def test_the_exact_answer_of_a_borough_counts_its_own_children(openings: Openings) -> None:
    choice = openings.for_borough("Croydon")
    best = exact(choice, 5)
    assert best.proven
    assert best.value >= greedy(choice, 5).value
    assert best.value < greedy(openings.choice, 5).value
    own = cells().young[cells().borough == NAMES.index("Croydon")].sum()
    assert choice.weights.sum() <= own * 1.001


def made(*changes) -> tuple[Place, ...]:
    base = {**PLACE, "opening_hours": "24/7"}
    return tuple(Place(**{**base, "id": f"p{row}", **change}) for row, change in enumerate(changes))


def today_of(places: tuple[Place, ...]) -> Today:
    return Today.of(Directory.of(Seed(places, (), (), ())), WEEK)


DRAFT = {"visibility": "draft", "lat": 51.55, "lon": 0.0}
RECORDS = made(
    {},
    {"opening_hours": "Mo 09:00-10:00; PH off"},
    DRAFT | {"opening_hours": "We 20:00-23:00; PH off"},
    DRAFT | {"opening_hours": None, "lat": 51.45},
    DRAFT | {"lat": None, "lon": None},
    DRAFT | {"kind": "pub"},
    DRAFT | {"status": "closed"},
    {"kind": "police_station", "status": "closed", "visibility": "closed", "lat": 51.6},
    {"kind": "library", "status": "closed", "visibility": "closed", "lat": 51.6},
)


def test_each_pool_gives_its_own_and_says_what_it_leaves_out() -> None:
    today = today_of(RECORDS)

    def ids(*pools: Pool) -> set[str]:
        return {p.id for p in Candidates.of(today, RECORDS, pools, [0, 1]).places}

    assert ids(Pool.PUBLIC) == {"p1"}
    assert ids(Pool.DRAFTS) == {"p2", "p3"}
    assert ids(Pool.COUNTERS) == {"p7"}
    every = Candidates.of(today, RECORDS, tuple(Pool), [0, 1])
    assert every.pools == (Pool.DRAFTS, Pool.DRAFTS, Pool.COUNTERS, Pool.PUBLIC)
    assert (every.without_point, every.may_turn_away) == (1, 1)


def test_by_its_listed_hours_a_place_of_unknown_hours_never_opens() -> None:
    today = today_of(RECORDS)
    hours = [hour_of(2, 20), hour_of(2, 21), hour_of(3, 20), hour_of(3, 21)]
    drafts = Candidates.of(today, RECORDS, [Pool.DRAFTS], hours)
    listed = Openings.of(today, drafts, hours, Assumed.LISTED)
    assumed = Openings.of(today, drafts, hours, Assumed.ALL)
    assert [p.id for p in drafts.places] == ["p2", "p3"]
    assert listed.choice.value((1,)) == 0
    assert assumed.choice.value((1,)) > 0
    assert listed.choice.value((0,)) == pytest.approx(assumed.choice.value((0,)) / 2)
    assert listed.out_of_reach == pytest.approx(assumed.out_of_reach)


def test_no_candidates_reach_nobody() -> None:
    today = today_of(RECORDS)
    none = Candidates.of(today, (), [Pool.DRAFTS], [0])
    for assumed in Assumed:
        openings = Openings.of(today, none, [0], assumed)
        assert greedy(openings.choice, 3).places == ()
        assert exact(openings.choice, 3).places == ()


def test_a_draft_that_says_no_to_children_is_no_candidate() -> None:
    away = RECORDS[2].model_copy(update={"under_18_alone": Answer.NO})
    found = Candidates.of(today_of(RECORDS), (away,), [Pool.DRAFTS], [0])
    assert (len(found), found.may_turn_away) == (0, 1)


def test_a_choice_of_a_borough_leaves_the_whole_as_it_was(openings: Openings) -> None:
    before = openings.choice.weights.copy()
    openings.for_borough("Sutton")
    assert np.array_equal(openings.choice.weights, before)
    assert openings.out_of_reach == pytest.approx(
        sum(openings.for_borough(name).weights.sum() for name in NAMES)
    )
