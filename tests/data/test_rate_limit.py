"""Rate limits: never more than allowed, never refused for good, and bounded memory."""

from hypothesis import given
from hypothesis import strategies as st

from data.rate_limit import RateLimit


def test_so_many_at_once_then_one_more_with_time() -> None:
    limit = RateLimit(most=3, seconds=10)
    assert [limit.allow("a", 0) for _ in range(4)] == [True, True, True, False]
    assert not limit.allow("a", 9)
    assert limit.allow("a", 10)
    assert not limit.allow("a", 11)


def test_keys_do_not_share() -> None:
    limit = RateLimit(most=1, seconds=10)
    assert limit.allow("a", 0)
    assert limit.allow("b", 0)
    assert not limit.allow("a", 0)


def test_a_flood_of_keys_takes_bounded_memory() -> None:
    limit = RateLimit(most=1, seconds=10, keys=100)
    for number in range(1000):
        limit.allow(str(number), 0)
    assert len(limit) == 100
    assert not limit.allow("999", 0)


def test_a_clock_that_runs_backwards_gives_nothing_away() -> None:
    limit = RateLimit(most=1, seconds=10)
    assert limit.allow("a", 1000)
    assert not limit.allow("a", 0)
    assert not limit.allow("a", 1005)
    assert limit.allow("a", 1010)


@given(
    most=st.integers(1, 5),
    seconds=st.integers(1, 60),
    gaps=st.lists(st.integers(0, 30), max_size=60),
)
def test_never_more_than_allowed_in_any_span(most: int, seconds: int, gaps: list[int]) -> None:
    limit = RateLimit(most, seconds)
    at, passed = 0, []
    for gap in gaps:
        at += gap
        if limit.allow("a", at):
            passed.append(at)
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            span = passed[last] - passed[first]
            assert last - first + 1 <= most + span / seconds + 1e-6


@given(st.integers(1, 5), st.integers(1, 60), st.integers(0, 50))
def test_who_waits_may_again(most: int, seconds: int, tries: int) -> None:
    limit = RateLimit(most, seconds)
    for _ in range(tries):
        limit.allow("a", 0)
    assert limit.allow("a", seconds)
