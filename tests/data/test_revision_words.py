from datetime import UTC, datetime

import pytest

from data.revision_words import (
    ALONE,
    KIND_WORDS,
    STATE_WORDS,
    changes_words,
    decided_words,
    field_changes,
    made_words,
    moment_words,
    title,
    when_words,
)
from data.revisions import Change, RecordKind, Revision, RevisionState
from data.roles import MACHINE

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PHONE = {"kind": "phone", "label": None, "contact": "0800 1111", "free": "yes"}
CHAT = {"kind": "webchat", "label": None, "contact": "example.org", "free": "yes"}


def revision(changes=None, **more):
    values = {
        "id": 7,
        "kind": RecordKind.PLACE,
        "record_id": "x",
        "changes": {f: Change(*pair) for f, pair in (changes or {}).items()},
        "author": "ann",
        "reason": "told by the library",
        "made_at": NOW,
        "state": RevisionState.WAITING,
    }
    return Revision(**values | more)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"id": (None, "x"), "name": (None, "X")}, "New place: X"),
        ({"visibility": ("draft", "public"), "name": ("Y", "X")}, "Show X, and more"),
        ({"visibility": ("public", "draft")}, "Hide X"),
        ({"status": ("active", "closed")}, "Close X"),
        ({"status": ("active", "temporarily_closed")}, "Close for now: X"),
        ({"status": ("closed", "active")}, "Open again: X"),
        ({"status": ("unknown", "active")}, "Change the status of X"),
        ({"checked_on": (None, "2026-11-24"), "checked_how": (None, "visit")}, "Checked: X"),
        ({"lat": (51.5, 51.6), "lon": (0.0, 0.1)}, "Move X"),
        ({"lat": (51.5, 51.6), "address": ("1 A", "2 B")}, "Move X"),
        ({"lat": (51.5, 51.6), "opening_hours": (None, "24/7")}, "Move X, and more"),
        ({"phone": (None, "101")}, "Change “Telephone” of X"),
        ({"phone": (None, "101"), "alert": (None, "Mind")}, "Change 2 things of X"),
    ],
)
def test_a_title_says_what_it_does(changes, words):
    assert title(revision(changes), "X") == words


def test_an_undo_says_so():
    assert title(revision({"phone": ("101", None)}, undoes=3), "X") == (
        "Undo: change “Telephone” of X"
    )


def test_a_record_that_is_new_tells_what_is_filled_in():
    made = field_changes(revision({"id": (None, "x"), "name": (None, "X"), "phone": (None, None)}))
    assert [(c.label, c.before, c.after) for c in made] == [
        ("Id", "none", "x"),
        ("Name", "none", "X"),
    ]


def test_each_field_has_its_words_before_and_after():
    (change,) = field_changes(revision({"step_free": ("unknown", "yes")}))
    assert (change.label, change.before, change.after) == (
        "Way in without steps?",
        "not known",
        "yes",
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            [PHONE],
            [PHONE, CHAT],
            [("New way to reach it: Web chat", "none", "Web chat example.org\nFree to use?: yes")],
        ),
        (
            [PHONE, CHAT],
            [CHAT],
            [("Way to reach it: Telephone", "Telephone 0800 1111\nFree to use?: yes", "taken out")],
        ),
        (
            [PHONE, CHAT],
            [PHONE | {"free": "no"}, CHAT],
            [("Telephone 0800 1111: Free to use?", "yes", "no")],
        ),
        (
            [PHONE],
            [PHONE | {"contact": "0800 2222"}],
            [("Telephone 0800 1111: Number or address", "0800 1111", "0800 2222")],
        ),
        (
            [PHONE, CHAT],
            [CHAT, PHONE],
            [
                (
                    "Order of the ways to reach it",
                    "Telephone 0800 1111, Web chat example.org",
                    "Web chat example.org, Telephone 0800 1111",
                )
            ],
        ),
        (
            [PHONE, PHONE],
            [PHONE],
            [
                (
                    "Way to reach it: Telephone",
                    "Telephone 0800 1111\nFree to use?: yes",
                    "taken out",
                )
            ],
        ),
        (
            None,
            [PHONE],
            [("New way to reach it: Telephone", "none", "Telephone 0800 1111\nFree to use?: yes")],
        ),
    ],
)
def test_ways_to_reach_a_service_are_compared_one_by_one(before, after, said):
    found = changes_words({"channels": Change(before, after)})
    assert [(c.label, c.before, c.after) for c in found] == said


def test_a_number_that_changed_keeps_its_partner_when_another_goes_too():
    other = PHONE | {"contact": "0800 3333", "label": "At night"}
    found = changes_words({"channels": Change([PHONE, other], [other | {"contact": "0800 4444"}])})
    assert [c.label for c in found] == [
        "Telephone At night 0800 3333: Number or address",
        "Way to reach it: Telephone",
    ]


def test_moments_are_told_in_london_time():
    assert moment_words(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "2 July 2026, 00:30"


def test_who_made_it():
    assert made_words(revision()) == "Proposed by ann, 24 November 2026, 12:00."
    assert "set up" in made_words(revision(author=MACHINE))


LATER = datetime(2027, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "Takes effect as soon as it is approved."),
        ({"effective_from": LATER}, "Takes effect on 3 March 2027, 00:00, if it is approved."),
        (
            {"effective_from": datetime(2026, 1, 1, tzinfo=UTC)},
            "Was to take effect on 1 January 2026, 00:00: now as soon as it is approved.",
        ),
        (
            {"effective_from": LATER, "state": RevisionState.APPROVED},
            "Takes effect on 3 March 2027, 00:00.",
        ),
        (
            {"effective_from": NOW, "state": RevisionState.APPROVED},
            "Took effect on 24 November 2026, 12:00.",
        ),
        (
            {"effective_from": datetime(2000, 1, 1, tzinfo=UTC), "state": RevisionState.APPROVED},
            "Counts from the start.",
        ),
        (
            {"effective_from": LATER, "state": RevisionState.WITHDRAWN},
            "Was to take effect on 3 March 2027, 00:00.",
        ),
    ],
)
def test_from_when_it_counts(more, words):
    assert when_words(revision(**more), NOW) == words


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, ""),
        ({"decision": "Put back."}, "Put back."),
        (
            {
                "state": RevisionState.APPROVED,
                "decided_by": "bob",
                "decided_at": NOW,
                "decision": "rang",
            },
            "Approved by bob, 24 November 2026, 12:00. “rang”",
        ),
        ({"state": RevisionState.APPROVED, "decided_by": "ann", "decided_at": NOW}, ALONE),
        (
            {
                "state": RevisionState.SENT_BACK,
                "decided_by": "bob",
                "decided_at": NOW,
                "decision": "No.",
            },
            "Sent back by bob, 24 November 2026, 12:00. “No.”",
        ),
        (
            {"state": RevisionState.WITHDRAWN, "decided_by": "ann", "decided_at": NOW},
            "Taken back by ann, 24 November 2026, 12:00.",
        ),
        (
            {
                "author": MACHINE,
                "state": RevisionState.APPROVED,
                "decided_by": MACHINE,
                "decided_at": NOW,
            },
            "",
        ),
    ],
)
def test_what_became_of_it(more, words):
    assert decided_words(revision(**more)) == words


def test_every_state_and_kind_has_words():
    assert set(KIND_WORDS) == set(RecordKind)
    assert set(STATE_WORDS) == set(RevisionState)
