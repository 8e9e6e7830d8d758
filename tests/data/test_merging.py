"""Two people change one record: nothing of either is lost without a choice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.merging import Merge, onto

FIELDS = st.dictionaries(st.sampled_from("abcd"), st.none() | st.integers(0, 2))


def test_both_and_only_theirs():
    merge = Merge.of({"a": 1, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 2}, {"a": 3, "b": 2, "c": 2})
    assert (merge.both, merge.only_theirs) == (("a",), ("b",))
    assert merge.result(()) == {"a": 2, "b": 2, "c": 2}
    assert merge.result({"a"}) == {"a": 3, "b": 2, "c": 2}


@given(FIELDS, FIELDS, FIELDS)
def test_a_field_that_one_side_changed_is_that_sides(base, mine, theirs):
    merge = Merge.of(base, mine, theirs)
    kept, taken = merge.result(()), merge.result(merge.both)
    for field in "abcd":
        was, i, they = base.get(field), mine.get(field), theirs.get(field)
        if i == was:
            assert kept.get(field) == taken.get(field) == they
        elif they in (was, i):
            assert kept.get(field) == taken.get(field) == i
        else:
            assert field in merge.both
            assert (kept.get(field), taken.get(field)) == (i, they)


@given(FIELDS, FIELDS)
def test_nobody_else_changed_anything(base, mine):
    merge = Merge.of(base, mine, base)
    assert not merge.both
    assert {f: v for f, v in merge.result(()).items() if v is not None} == {
        f: v for f, v in mine.items() if v is not None
    }


@pytest.mark.parametrize(
    ("base", "mine", "later", "result"),
    [
        ({"h": 1, "p": 1}, {"h": 1, "p": 2}, {"h": 9, "p": 1}, {"h": 9, "p": 2}),
        ({"h": 1}, {"h": None}, {"h": 9}, {"h": None}),
        ({}, {"h": 1}, {}, {"h": 1}),
    ],
)
def test_a_change_is_laid_over_what_is_planned(base, mine, later, result):
    assert onto(base, mine, later) == result
