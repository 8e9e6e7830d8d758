"""Topics: every one that a service has is in a group, and every group has a service."""

import pytest

from data.load import read_seed
from data.records import Visibility
from data.topics import NAMES, groups_named, groups_of, is_known

PUBLIC = [s for s in read_seed().services if s.visibility is Visibility.PUBLIC]


def test_every_topic_of_a_public_service_is_in_a_group() -> None:
    assert {t for s in PUBLIC for t in s.topics if not is_known(t)} == set()


@pytest.mark.parametrize("group", list(NAMES))
def test_every_group_leads_to_more_than_one_service(group: str) -> None:
    assert sum(group in groups_of(s.topics) for s in PUBLIC) > 1


@pytest.mark.parametrize(
    ("topics", "groups"),
    [
        ((), set()),
        (("county lines",), {"used", "crime"}),
        (("a topic of tomorrow",), {"any"}),
        (("any worry",), set(NAMES)),
    ],
)
def test_groups(topics: tuple[str, ...], groups: set[str]) -> None:
    assert groups_of(topics) == groups


@pytest.mark.parametrize(
    ("topic", "group"),
    [
        ("rape", "sexual"),
        ("suicide", "mind"),
        ("county lines", "used"),
        ("running away", "missing"),
        ("sextortion", "online"),
        ("forced marriage", "forced"),
        ("homelessness", "stay"),
        ("LGBTQ+", "lgbt"),
        ("abuse", "hurt"),
    ],
)
def test_a_topic_is_found_under_the_name_a_child_would_press(topic: str, group: str) -> None:
    assert group in groups_of([topic])


@pytest.mark.parametrize("text", ["", "   ", "xyzzy", "diet", "budget", "London", "x" * 5000])
def test_words_that_are_no_worry(text: str) -> None:
    assert groups_named(text) == frozenset()


@pytest.mark.parametrize("group", [name for name in NAMES if name != "any"])
def test_every_group_is_found_by_its_own_name(group: str) -> None:
    assert group in groups_named(NAMES[group])
