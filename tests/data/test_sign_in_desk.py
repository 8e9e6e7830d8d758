"""The sign-in desk: limits that a person never meets, and nothing kept of where they are."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from data import sign_in_desk
from data.hours_clock import LONDON
from data.sign_in import SignInError
from data.sign_in_desk import SignInDesk, TooManyError

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
Try = Callable[..., str]
TICKS = [0.0]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> SignInDesk:
    def never(*_asked: object) -> str:
        raise SignInError

    monkeypatch.setattr(sign_in_desk, "sign_in", never)
    made: Any = lambda: None  # noqa: E731
    return SignInDesk(made, lambda: TICKS[0])


@pytest.fixture
def tries(desk: SignInDesk) -> Try:
    def tried(address: str | None = "192.0.2.1", after: float = 0, now: datetime = NOW) -> str:
        TICKS[0] = after
        try:
            return desk.sign_in("eve", "wrong", address, now)
        except (SignInError, TooManyError) as error:
            return type(error).__name__

    return tried


def test_an_address_has_a_few_and_more_with_time(tries: Try) -> None:
    assert [tries() for _ in range(21)] == ["SignInError"] * 20 + ["TooManyError"]
    assert tries("192.0.2.2") == "SignInError"
    assert tries(None) == "SignInError"
    assert tries(after=15) == "SignInError"


def test_everybody_together_has_a_limit_too(tries: Try) -> None:
    answers = [tries(f"192.0.2.{n}") for n in range(101)]
    assert answers == ["SignInError"] * 100 + ["TooManyError"]
    assert tries("new", 1) == "SignInError"


def test_a_clock_that_is_set_turns_nobody_away(tries: Try) -> None:
    for _ in range(21):
        tries(now=NOW + timedelta(days=1))
    assert tries(after=15) == "SignInError"


def test_no_address_stands_anywhere_in_memory(desk: SignInDesk, tries: Try) -> None:
    tries("192.0.2.99")
    kept = [vars(part) for part in vars(desk).values() if hasattr(part, "__dict__")]
    assert "192.0.2.99" not in str(kept)
