"""Finding and seeing a record, and what one person does to it with one press."""

from __future__ import annotations

import pytest

from data import clock, database, reports
from data.live import live
from data.quick_actions import LABELS, QuickAction
from data.reports import ReportKind, What
from data.revisions import RecordKind
from data.roles import Actor, Role
from pages.staff import record, record_actions, records
from pages.staff.record_actions import Subject, check, do
from tests.pages.staff.editing import PLACE_KEY, open_view, plant, values, waiting, words

BOB = Actor("bob", Role.EDITOR)
VIEWER = Actor("eve", Role.VIEWER)
LIBRARY = {"kind": "place", "id": "made-up-library"}
SCHEME_KEY = (RecordKind.SCHEME, "made-up-scheme")


@pytest.fixture
def made(monkeypatch, tmp_path):
    return plant(monkeypatch, tmp_path)


def press(page, action, reason="A neighbour rang.", warning=None):
    (box,) = [w for w in page.text_input if w.key.startswith(f"reason-{action}-")]
    box.set_value(reason)
    if warning is not None:
        page.text_area[0].set_value(warning)
    page.button(key=f"do-{action}").click().run()
    assert not page.exception
    return words(page)


def public_ids():
    return [place.id for place in live().directory().places]


def test_search_and_open(made):
    page = open_view("records")
    page.text_input[0].set_value("libary").run()
    assert "1 record</h2>" in words(page)
    page.button(key="open-place-made-up-library").click().run()
    said = words(page)
    assert '<h1 class="title" id="title">Made-up Library</h1>' in said
    assert "Place · Public." in said
    assert "1 Nowhere Street" in said
    page.button(key="record-back").click().run()
    assert page.text_input[0].value == "libary"
    assert "1 record</h2>" in words(page)


def test_filters_of_a_link_are_chosen_and_others_are_ignored(made):
    made.amend(BOB, PLACE_KEY, {"visibility": "draft"}, "Not sure.", clock.now())
    page = open_view("records", visibility="draft", borough="Newham", tier="nonsense")
    assert page.selectbox(key="records-visibility").value == "draft"
    assert page.selectbox(key="records-tier").value is None
    said = words(page)
    assert "1 record</h2>" in said
    assert "Draft: only staff see it." in said


def test_nothing_found_says_what_to_do(made):
    page = open_view("records")
    page.text_input[0].set_value("zzzz").run()
    assert records.NOTHING in words(page)


def test_what_waits_is_counted_in_the_list(made):
    made.amend(BOB, PLACE_KEY, {"phone": "020 1"}, "They said so.", clock.now())
    assert "1 change waiting" in words(open_view("records"))


def test_fifty_a_page(monkeypatch, tmp_path):
    plant(
        monkeypatch,
        tmp_path,
        *({"id": f"place-{n:03}", "name": f"Place {n:03}"} for n in range(107)),
    )
    page = open_view("records", kind="place")
    assert "107 records, 1 to 50 shown" in words(page)
    page.button(key="records-Next 50").click().run()
    page.button(key="records-Next 50").click().run()
    assert "107 records, 101 to 107 shown" in words(page)
    assert page.button(key="records-Next 50").disabled
    page.text_input[0].set_value("place").run()
    assert "107 records, 1 to 50 shown" in words(page)


def test_hide_now_takes_a_place_off_the_map_at_once(made):
    page = open_view("record", **LIBRARY)
    live().refresh()
    assert public_ids() == ["made-up-library"]
    said = press(page, QuickAction.HIDE)
    assert public_ids() == []
    assert "Done: Who may see it." in said
    assert "What the public sees now: Draft: only staff see it." in said
    assert made.history(BOB, PLACE_KEY)[0].reason == "A neighbour rang."
    assert QuickAction.HIDE not in {b.key.removeprefix("do-") for b in page.button}


def test_close_for_good(made):
    said = press(open_view("record", **LIBRARY), QuickAction.CLOSE)
    assert public_ids() == []
    held = values(made)
    assert (held["status"], held["visibility"]) == ("closed", "closed")
    assert "Closed: kept, but not shown to the public." in said


def test_closed_for_now_stays_listed_and_is_not_open(made):
    said = press(open_view("record", **LIBRARY), QuickAction.CLOSE_FOR_NOW)
    (place,) = live().directory().places
    assert place.status == "temporarily_closed"
    assert "What the public sees now: Public, as closed for now." in said


def test_a_warning_stands_first(made):
    said = press(open_view("record", **LIBRARY), QuickAction.WARN, warning="Use the side door.")
    (place,) = live().directory().places
    assert place.alert == "Use the side door."
    assert "Public. With a warning." in said


@pytest.mark.parametrize(
    ("warning", "said"), [(" ", "Write the warning first."), ("x" * 305, "Take 5 away.")]
)
def test_a_warning_that_can_not_be_shown_says_why_and_stays(made, warning, said):
    page = open_view("record", **LIBRARY)
    assert said in press(page, QuickAction.WARN, warning=warning)
    assert values(made)["alert"] is None
    assert page.text_area[0].value == warning
    assert "A neighbour rang." in [w.value for w in page.text_input]


def test_every_action_needs_a_reason(made):
    page = open_view("record", **LIBRARY)
    assert "Say why" in press(page, QuickAction.HIDE, reason="  ")
    assert values(made)["visibility"] == "public"


def test_suspending_a_scheme_says_how_many_places_go_and_takes_them(monkeypatch, tmp_path):
    made = plant(
        monkeypatch,
        tmp_path,
        *(
            {"id": f"place-{n}", "name": f"Place {n}", "scheme": s, "tier": "declared_haven"}
            for n, s in enumerate(("made-up-scheme", "made-up-scheme", None))
        ),
    )
    page = open_view("record", kind="scheme", id="made-up-scheme")
    assert any("2 places would go off the map." in c.value for c in page.caption)
    said = press(page, QuickAction.SUSPEND)
    assert public_ids() == ["place-2"]
    assert "2 places left the map." in said
    assert "Suspended: none of its places is on the map." in said
    back = press(page, QuickAction.BRING_BACK)
    assert (
        "Waits for a second person: Is it running. The places of the scheme would come back."
        in back
    )
    assert public_ids() == ["place-2"]
    assert [r.key for r in waiting(made)] == [SCHEME_KEY]


def test_bring_back_is_a_proposal_that_somebody_else_approves(made):
    made.amend(BOB, PLACE_KEY, {"visibility": "closed", "status": "closed"}, "Gone.", clock.now())
    said = press(open_view("record", **LIBRARY), QuickAction.BRING_BACK)
    assert "It would become public." in said
    assert public_ids() == []
    (waits,) = waiting(made)
    approver = Actor("cat", Role.APPROVER)
    made.approve(approver, [waits.id], clock.now(), seen=made.version())
    live().refresh()
    assert public_ids() == ["made-up-library"]
    assert values(made)["status"] == "active"


def test_checked_today(made):
    page = open_view("record", **LIBRARY)
    page.button(key="do-check").click().run()
    assert "Say how you checked" in words(page)
    page.radio[0].set_value("visit")
    page.button(key="do-check").click().run()
    assert values(made)["checked_how"] == "visit"
    assert "Last checked" in words(page)


def test_what_somebody_changed_since_it_was_drawn_is_not_checked_unseen(made):
    page = open_view("record", **LIBRARY)
    made.amend(BOB, PLACE_KEY, {"alert": "Shut."}, "Bob was there.", clock.now())
    page.radio[0].set_value("visit")
    page.button(key="do-check").click().run()
    assert "bob changed this record after you opened it." in words(page)
    assert values(made)["checked_on"] is None


def test_open_reports_notes_and_what_waits_are_shown(made):
    live().refresh()
    engine = database.current()
    for what, said in ((What.NOT_SAFE, "A man <b>shouted</b>"), (What.HOURS, "")):
        directory = live().directory()
        reports.keep(
            engine, directory, ReportKind.PLACE, "made-up-library", what, said, clock.now()
        )
    made.amend(
        BOB, PLACE_KEY, {"internal_notes": "Ask for Jo.", "phone": "1"}, "Rang.", clock.now()
    )
    said = words(open_view("record", role="viewer", name="eve", **LIBRARY))
    assert "I did not feel safe. A man <b>shouted</b>" in said
    assert "The times are wrong" in said
    assert "Ask for Jo." in said
    assert "Waits for a second person" in said
    assert "A change by bob, 23 November 2026: Rang." in said


def test_a_record_that_only_waits_is_shown_as_not_public(made):
    from data.changes import Draft

    new = {**values(made), "id": "other", "name": "Other <Place>"}
    made.propose(BOB, [Draft(RecordKind.PLACE, "other", new)], "New.", clock.now())
    said = words(open_view("record", kind="place", id="other"))
    assert record.NOT_YET in said
    assert '<h1 class="title" id="title">Other <Place></h1>' in said


@pytest.mark.parametrize("query", [{}, {"kind": "place", "id": "x"}, {"kind": "x", "id": "y"}])
def test_a_wrong_link_says_so(made, query):
    assert record.NOT_THERE in words(open_view("record", **query))


def test_a_viewer_sees_everything_and_no_button_that_changes(made):
    page = open_view("record", role="viewer", name="eve", **LIBRARY)
    assert "All that we keep" in words(page)
    assert [b.key for b in page.button] == ["record-back"]
    found = open_view("records", role="viewer", name="eve")
    assert not any(b.key.startswith("add-") for b in found.button)


@pytest.mark.parametrize("action", list(QuickAction))
def test_a_forced_call_of_a_viewer_is_refused(made, action):
    place = live().directory().places[0]
    before = made.version()
    done, said = do(VIEWER, Subject(PLACE_KEY, place, 1), action, "Because.", "Warning.")
    assert not done
    assert "To change records, somebody must be editor or more." in said[0]
    assert made.version() == before
    assert not check(VIEWER, Subject(PLACE_KEY, place, 1), "visit", "")[0]
    assert made.version() == before


def test_a_button_pressed_after_the_role_was_taken_does_nothing(made):
    page = open_view("record", **LIBRARY)
    page.session_state["role"] = "viewer"
    page.button(key=f"do-{QuickAction.HIDE}").click().run()
    assert values(made)["visibility"] == "public"
    assert made.log(BOB, author="ann") == []


def test_every_action_says_what_it_does(made):
    page = open_view("record", **LIBRARY)
    labels = [e.label for e in page.expander]
    assert record_actions.CHECKED in labels
    assert labels.count(LABELS[QuickAction.HIDE]) == 1
