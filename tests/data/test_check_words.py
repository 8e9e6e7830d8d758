"""After a check staff read what the public reads now, and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from data.changes import Proposed
from data.check_words import AGAIN, NOT_PUBLIC, WAITS, after_check
from data.records import Place
from tests.made_up_timeline import place, revision

DONE = Proposed(at_once=revision(None))
CHECK = {"checked_on": date(2026, 11, 23), "checked_how": "telephone"}


def test_a_place_says_until_when() -> None:
    haven = place(tier="declared_haven", **CHECK)
    assert after_check(DONE, haven, "Open until 5pm.") == (
        "The public now reads: “Open until 5pm. City Hall checked this on 23 November 2026 by "
        "phone.” This check holds until 23 December 2026. Without another one it then reads "
        "“check first”, and after 22 January 2027 it leaves the map."
    )


def test_a_service_stays(make_service: Callable[..., Any]) -> None:
    words = after_check(DONE, make_service(**CHECK), "")
    assert words.endswith("This check holds until 21 February 2027.")
    assert "“City Hall checked" in words


def test_what_changes_nothing_says_so(make_place: Callable[..., Place]) -> None:
    assert after_check(DONE, make_place(visibility="draft", **CHECK), None) == NOT_PUBLIC
    assert after_check(Proposed(waiting=revision(None)), make_place(), None) == WAITS
    assert after_check(Proposed(), make_place(**CHECK), "Open.").startswith(AGAIN)


def test_a_check_alone_does_not_end_a_doubt(make_place: Callable[..., Place]) -> None:
    words = after_check(DONE, make_place(hours_in_doubt="yes", **CHECK), "Check first.")
    assert "holds until" not in words
    assert "second person" in words
