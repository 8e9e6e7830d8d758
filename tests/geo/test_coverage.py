"""Children and open places: whole numbers that add up, and never more than is known."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from data.columns import Columns
from data.cover import young_people
from data.directory import Directory
from data.load import read_seed
from data.records import Place, Tier
from data.state import State
from data.week import HOURS, Week, hour_of
from geo.boroughs import NAMES
from geo.cells import cells
from geo.coverage import BANDS, Basis, Cover, WeekOfPlaces, children_of, counted
from tests.made_up_records import PLACE

WEEK = Week(date(2026, 11, 30), date(2026, 11, 30))


@pytest.fixture(scope="module")
def real() -> WeekOfPlaces:
    return WeekOfPlaces.of(Directory.of(read_seed(), WEEK.known_on).columns, WEEK)


@pytest.fixture(scope="module")
def firm(real: WeekOfPlaces) -> Cover:
    return Cover.of(real.sites(Basis.FIRM))


def places(*changes) -> WeekOfPlaces:
    made = [Place(**{**PLACE, "id": f"p{n}", **change}) for n, change in enumerate(changes)]
    return WeekOfPlaces.of(Columns.of(made), WEEK)


def test_the_cells_hold_every_child_of_every_borough_once() -> None:
    found = children_of(cells())
    assert found.round().tolist() == [young_people()[name] for name in NAMES]
    assert len(cells()) > 75_000
    assert (np.diff(cells().south.astype(int)) >= 0).all()


def test_a_borough_lies_on_its_bank() -> None:
    here = cells()
    for row, name in enumerate(NAMES):
        share = here.south[here.borough == row].mean()
        if name == "Richmond upon Thames":
            assert 0.3 < share < 0.7
        else:
            assert share in (0.0, 1.0), name


def test_nobody_is_counted_twice(firm: Cover) -> None:
    assert firm.reached.shape == (HOURS, len(NAMES))
    assert (firm.reached <= children_of(firm.cells) * 1.0001).all()
    by_band = [firm.within(minutes).sum() for minutes in BANDS]
    assert by_band == sorted(by_band)
    assert 0 < firm.london().min() <= firm.london().max() < 1


def test_more_that_counts_as_open_never_reaches_fewer(real: WeekOfPlaces, firm: Cover) -> None:
    listed, possible = (Cover.of(real.sites(basis)) for basis in (Basis.LISTED, Basis.POSSIBLE))
    assert (firm.metres >= listed.metres).all()
    assert (listed.metres >= possible.metres).all()
    assert listed.london().sum() > firm.london().sum()


def test_the_tiers_together_are_all(real: WeekOfPlaces, firm: Cover) -> None:
    covers = [Cover.of(real.sites(Basis.FIRM, tier)) for tier in Tier]
    joined = covers[0].nearer_of(covers[1]).nearer_of(covers[2])
    assert np.array_equal(joined.metres, firm.metres)


def test_unknown_hours_and_old_ones_reach_nobody_firmly() -> None:
    unknown = places({"opening_hours": None})
    assert not Cover.of(unknown.sites(Basis.FIRM)).reached.any()
    assert not Cover.of(unknown.sites(Basis.LISTED)).reached.any()
    assert Cover.of(unknown.sites(Basis.POSSIBLE)).reached.all(axis=0)[NAMES.index("Newham")]
    old = places({"source_date": "2020-01", "opening_hours": "24/7"})
    assert not Cover.of(old.sites(Basis.FIRM)).reached.any()
    assert Cover.of(old.sites(Basis.LISTED)).reached.any()


@pytest.mark.parametrize(
    "change",
    [
        {"status": "proposed"},
        {"status": "temporarily_closed"},
        {"under_18_alone": "no"},
    ],
)
def test_what_is_not_there_for_a_child_reaches_nobody(change) -> None:
    week = places({"opening_hours": "24/7", **change})
    assert not Cover.of(week.sites(Basis.LISTED)).reached.any()


def test_an_open_place_reaches_those_around_it_while_it_is_open() -> None:
    week = places({"opening_hours": "Tu 10:00-12:00; PH off"})
    cover = Cover.of(week.sites(Basis.FIRM))
    reached = cover.reached[:, NAMES.index("Newham")]
    assert np.flatnonzero(reached).tolist() == [hour_of(1, 10), hour_of(1, 11)]
    assert 0 < reached[hour_of(1, 10)] < young_people()["Newham"] / 10


def test_what_is_open_is_counted_beside_what_nobody_knows() -> None:
    week = places(
        {"opening_hours": "24/7"},
        {"opening_hours": None},
        {"opening_hours": "24/7", "source_date": "2020-01"},
        {"opening_hours": "Mo 09:00-10:00; PH off"},
    )
    found = counted(week, hour_of(1, 3))
    assert (found.places, found.firm, found.check_first, found.unknown) == (4, 1, 1, 1)
    assert (found.unsure_share, found.unknown_share) == (0.5, 0.25)
    assert counted(week, 0, "Newham") == counted(week, 0)
    assert counted(week, 0, "Camden").places == 0


def test_gaps_name_where_most_children_are_out_of_reach(firm: Cover) -> None:
    nights = [hour_of(4, 22), hour_of(4, 23)]
    gaps = firm.gaps(nights)
    children = [gap.children for gap in gaps]
    assert children == sorted(children, reverse=True)
    assert all(0 < gap.children <= gap.of * 1.001 for gap in gaps)
    away = children_of(firm.cells).sum() - firm.reached[nights].sum(axis=1).mean()
    assert sum(children) == pytest.approx(away, rel=0.01)
    assert gaps[0].metres
    assert gaps[0].metres > 865
    only = firm.gaps(nights, "Sutton")
    assert all("Sutton" in gap.boroughs for gap in only)


def test_where_nothing_is_open_there_is_no_distance() -> None:
    week = places({"opening_hours": "Mo 09:00-10:00; PH off"})
    assert Cover.of(week.sites(Basis.FIRM)).gaps([hour_of(3, 3)])[0].metres is None


def test_one_more_site_only_adds(real: WeekOfPlaces, firm: Cover) -> None:
    always = replace(real.sites(Basis.FIRM).rows([0]), open=np.ones((1, HOURS), np.bool_))
    after = firm.with_sites(always)
    assert (after.metres <= firm.metres).all()
    assert (after.reached >= firm.reached - 0.5).all()


def test_states_are_those_of_the_pages(real: WeekOfPlaces) -> None:
    assert set(np.unique(real.codes).tolist()) <= {
        State.CLOSED,
        State.OPEN,
        State.UNKNOWN,
        State.CHECK_FIRST,
        State.TEMPORARILY_CLOSED,
    }
