"""What the public reads of coverage: never more than is sure, never less than could be."""

from datetime import date

import numpy as np
import pytest

from data.directory import Directory
from data.load import Seed, read_seed
from data.records import Place
from data.state import State
from data.week import HOURS, Week, hour_of
from geo.boroughs import NAMES
from geo.cover_summary import TIMES, CoverSummary, Share, summary_of
from geo.coverage import WeekOfPlaces
from geo.hour_spans import SPANS
from tests.made_up_records import PLACE

WEEK = Week(date(2026, 11, 30), date(2026, 11, 30))


@pytest.fixture(scope="module")
def real() -> CoverSummary:
    return summary_of(Directory.of(read_seed(), WEEK.known_on), WEEK)


def of(*changes) -> CoverSummary:
    return summary_of(directory(*changes), WEEK)


def directory(*changes) -> Directory:
    made = [Place(**{**PLACE, "id": f"p{n}", **change}) for n, change in enumerate(changes)]
    return Directory.of(Seed(tuple(made), (), (), ()), WEEK.known_on)


def test_each_basis_holds_the_one_before(real: CoverSummary) -> None:
    assert real.firm.shape == (HOURS, len(NAMES))
    assert (real.firm <= real.listed + 1e-3).all()
    assert (real.listed <= real.possible + 1e-3).all()
    assert (real.firm < real.listed - 1).any()


def test_a_share_is_of_100_children_rounded_down(real: CoverSummary) -> None:
    for hour in TIMES.values():
        for row, name in enumerate(NAMES):
            share = real.share(hour, name)
            assert 0 <= share.low <= share.high <= 100
            assert share.low <= 100 * real.firm[hour, row] / real.children[row] + 1e-3
        london = real.share(hour)
        shares = [real.share(hour, name) for name in NAMES]
        assert min(one.low for one in shares) <= london.low <= max(one.low for one in shares)


def test_london_is_all_its_boroughs_together(real: CoverSummary) -> None:
    hour = hour_of(1, 16)
    whole = 100 * real.firm[hour].sum() / real.children.sum()
    assert real.share(hour).low == int(whole)
    assert real.share(hour).low > 0


@pytest.mark.parametrize(
    ("hours", "low", "high"),
    [("24/7", True, True), (None, False, True), ("Mo-Fr 09:00-17:00; PH off", False, False)],
)
def test_hours_that_nobody_knows_are_only_in_the_most(hours, low, high) -> None:
    night = hour_of(4, 22)
    found = of({"opening_hours": hours})
    share = found.share(night, PLACE["borough"])
    assert (share.low > 0, share.high > 0) == (low, high)
    unknown = (found.places.codes[night] == State.UNKNOWN).sum()
    assert found.not_known(SPANS["nights"]) == (unknown, 1)
    assert found.not_known(SPANS["nights"], "Barnet") == (0, 0)


def test_what_is_not_public_counts_nowhere() -> None:
    for change in ({"visibility": "draft"}, {"status": "proposed"}):
        found = of({"opening_hours": "24/7", **change})
        assert not found.possible.any(), change
        assert found.not_known(SPANS["week"]) == (0, 0), change


def test_the_words_of_a_share() -> None:
    assert Share(4, 4).words == "4"
    assert Share(4, 9).words == "4 to 9"


def test_it_is_made_once_for_the_same_records_and_anew_for_others() -> None:
    one, gone = directory({"opening_hours": "24/7"}), directory()
    first = summary_of(one, WEEK)
    assert summary_of(one, WEEK) is first
    assert not summary_of(gone, WEEK).possible.any()
    assert np.any(summary_of(one, WEEK).firm)
    later = Week(date(2026, 12, 7), WEEK.known_on)
    assert summary_of(one, later).week == later


def test_it_agrees_with_the_week_it_was_made_of(real: CoverSummary) -> None:
    assert isinstance(real.places, WeekOfPlaces)
    assert real.week == WEEK
