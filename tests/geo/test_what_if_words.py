"""What is said beside a trial and a choice: exact, and never more than is proven."""

import numpy as np
import pytest
from scipy.sparse import csr_array

from geo.candidates import Candidates, Openings
from geo.cells import cells
from geo.choice_words import first_words, how_good, left_out
from geo.cover_choice import Answer, Choice
from geo.coverage import Basis
from geo.hour_spans import SPANS
from geo.what_if import BoroughChange, Change
from geo.what_if_words import borough_row, change_words, percent, unsure_words

NIGHTS = SPANS["nights"]


def change(*boroughs: tuple[str, float, float, float]) -> Change:
    return Change(tuple(BoroughChange(*one) for one in boroughs), unsure=0.3, unknown=0.1)


def test_more_fewer_and_nothing_are_told_apart() -> None:
    more = change(("Camden", 100.0, 1_400.0, 4_000.0), ("Sutton", 0.0, 0.0, 6_000.0))
    assert change_words(more, NIGHTS) == (
        "On average over every night, 22:00 to 06:00, 1,300 more children would be within reach: "
        "14% of London's children, where it is 1% now."
    )
    one_fewer = change(("Camden", 5.0, 4.0, 10.0))
    assert "1 fewer child would" in change_words(one_fewer, NIGHTS)
    assert "Nothing changes" in change_words(change(("Camden", 5.0, 5.2, 10.0)), NIGHTS)


def test_the_boroughs_that_change_most_come_first_whichever_way() -> None:
    found = change(
        ("Barnet", 10.0, 10.4, 100.0), ("Camden", 10.0, 15.0, 100.0), ("Sutton", 50.0, 10.0, 100.0)
    )
    assert [one.borough for one in found.most] == ["Sutton", "Camden"]
    assert borough_row(found.most[0]) == ("Sutton", "50%", "10%", "-40")
    assert borough_row(found.most[1])[3] == "+5"


@pytest.mark.parametrize(
    ("basis", "check_first", "nobody"),
    [
        (Basis.FIRM, "closed", "closed"),
        (Basis.LISTED, "open", "closed"),
        (Basis.POSSIBLE, "open", "open"),
    ],
)
def test_how_the_unsure_count_follows_the_basis(basis, check_first, nobody) -> None:
    said = unsure_words(change(("Camden", 0.0, 0.0, 1.0)), basis)
    assert "20% of the public places are listed as open but should be checked first: " in said
    assert f"they count as {check_first} here. Of 10% nobody knows" in said
    assert said.endswith(f"they count as {nobody}.")


def test_at_least_is_rounded_down_and_at_most_up() -> None:
    said = how_good(Answer((0, 1), (900.0, 99.96), 1_000.0), 2)
    assert "at least 99.9% of what the best choice of 2 places could" in said
    assert "no choice reaches more than 1,001" in said
    proven = how_good(Answer((0,), (10.0,), 10.0, proven=True), 1)
    assert "no other choice of 1 place would" in proven
    assert percent(0.07) == "7%"


def test_a_choice_says_of_how_many_and_how_many_are_left() -> None:
    none = Candidates((), (), without_point=2, may_turn_away=1)
    choice = Choice(csr_array(np.ones((1, 2))), np.array([30.0, 70.0]))
    here = cells()
    openings = Openings(none, choice, here, [0, 1])
    answer = Answer((0,), (100.0,), 100.0, proven=True)
    said = first_words(answer, openings, NIGHTS, None)
    assert said.startswith("This 1 place would bring 100 more children within reach")
    assert said.endswith("Out of reach now: 100.")
    assert "None of these places" in first_words(Answer((), (), 0.0), openings, NIGHTS, None)
    assert left_out(none) == (
        "Chosen from 0 places. 2 more have no pin on the map, so they can't be counted. 1 more may "
        "turn away somebody under 18."
    )
