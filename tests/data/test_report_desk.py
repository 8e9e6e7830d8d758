"""The desk: limits that a person never meets, and no "not safe" report turned away."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from data.database import DatabaseError
from data.directory import Directory
from data.hours_clock import LONDON
from data.report_desk import Answer, ReportDesk
from data.reports import ReportError, ReportKind, What, queue

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
Take = Callable[..., Answer]


@pytest.fixture
def directory(make_directory: Any) -> Directory:
    return make_directory({"id": "a-library"})


@pytest.fixture
def take(engine: sa.Engine, directory: Directory) -> Take:
    ticks = [0.0]
    desk = ReportDesk(lambda: engine, lambda: ticks[0])

    def taken(what: What = What.OTHER, after: float = 0, **changes: Any) -> Answer:
        ticks[0] = after
        given = {"words": "", "now": NOW, "visit": "a", "address": "192.0.2.1"} | changes
        return desk.take(directory, ReportKind.PLACE, "a-library", what, **given)

    return taken


def test_a_visit_has_a_few_and_more_with_time(take: Take) -> None:
    assert [take(words=str(n)) for n in range(6)] == [Answer.KEPT] * 5 + [Answer.TOO_MANY]
    assert take(visit="b") is Answer.KEPT
    assert take(after=600) is Answer.KEPT


def test_an_address_that_many_share_has_more(take: Take) -> None:
    answers = [take(visit=str(n)) for n in range(41)]
    assert answers == [Answer.KEPT] * 40 + [Answer.TOO_MANY]
    assert take(visit="other", address="192.0.2.2") is Answer.KEPT


def test_not_safe_is_always_counted_but_a_flood_leaves_no_words(
    take: Take, engine: sa.Engine
) -> None:
    answers = [take(What.NOT_SAFE, words=f"flood {n}") for n in range(50)]
    assert answers == [Answer.KEPT] * 5 + [Answer.WITHOUT_WORDS] * 45
    kept = queue(engine)
    assert sum(r.times for r in kept) == 50
    assert sorted(r.words for r in kept) == ["", *(f"flood {n}" for n in range(5))]


def test_not_safe_without_words_is_kept_whole(take: Take) -> None:
    assert {take(What.NOT_SAFE, words=" ") for _ in range(50)} == {Answer.KEPT}


def test_no_address_is_an_address_too(take: Take) -> None:
    assert take(address=None) is Answer.KEPT


def test_a_record_that_is_gone_is_said(engine: sa.Engine, directory: Directory) -> None:
    desk = ReportDesk(lambda: engine)
    with pytest.raises(ReportError):
        desk.take(directory, ReportKind.PLACE, "gone", What.OTHER, "", NOW, "a", None)


def test_a_database_that_fails_is_said_and_logged_without_the_words(
    directory: Directory, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> sa.Engine:
        raise DatabaseError("The database is away.")

    with caplog.at_level(logging.ERROR):
        answer = ReportDesk(away).take(
            directory,
            ReportKind.PLACE,
            "a-library",
            What.OTHER,
            "a secret",
            NOW,
            "visit",
            "192.0.2.7",
        )
    assert answer is Answer.NOT_WORKING
    assert "The database is away." in caplog.text
    assert "secret" not in caplog.text
    assert "192.0.2.7" not in caplog.text


def test_everybody_together_has_a_limit_too(take: Take) -> None:
    """A flood from many addresses at once; 300 stand before it."""
    answers = [take(visit=f"v{n}", address=f"192.0.2.{n}", words="flood") for n in range(301)]
    assert answers == [Answer.KEPT] * 300 + [Answer.TOO_MANY]
    assert take(visit="v", address="a", after=5) is Answer.KEPT


def test_limits_fill_up_again_at_their_own_pace(take: Take) -> None:
    for n in range(5):
        take(words=str(n))
    assert take(after=540) is Answer.TOO_MANY
    for n in range(41):
        take(visit=f"v{n}", address="b", after=540)
    assert take(visit="new", address="b", after=599) is Answer.TOO_MANY
    assert take(visit="new2", address="b", after=660) is Answer.KEPT


def test_a_clock_that_is_set_turns_nobody_away(take: Take) -> None:
    for n in range(6):
        take(words=str(n), now=NOW + timedelta(days=1))
    assert take(after=600) is Answer.KEPT


def test_no_address_stands_anywhere_in_memory(engine: sa.Engine, directory: Directory) -> None:
    desk = ReportDesk(lambda: engine)
    desk.take(directory, ReportKind.PLACE, "a-library", What.OTHER, "", NOW, "a", "192.0.2.99")
    assert "192.0.2.99" not in str(
        [vars(part) for part in vars(desk).values() if hasattr(part, "__dict__")]
    )
