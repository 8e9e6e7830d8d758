"""What waits: looked at, approved, sent back, taken back, by the right people only."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from data import clock
from data.revisions import RevisionState
from data.roles import Actor, Role
from pages.staff import approve
from pages.staff import sent_back as back_parts
from tests.data.staff import DRAFT, HAVENS, LIBRARY, LINE, draft_of
from tests.made_up_records import CHANNEL, PLACE
from tests.pages.staff.helped import (
    APPROVER,
    EDITOR,
    keys,
    press,
    propose,
    words,
)

HOSTILE = "<img src=x onerror=alert(1)> **bold** $x$ :red[y]"


def state(store, number):
    return next(r for r in store.log(APPROVER) if r.id == number).state


def test_nothing_waits(open_view):
    assert approve.NOTHING in words(open_view())


def test_an_approver_sees_what_why_and_old_and_new_and_approves(store, open_view):
    waiting = propose(store, phone="020 1", opening_hours="24/7").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    said = words(page)
    for text in (
        "Proposed by amina@example.org",
        "Why: I rang them.",
        "It would be open longer",
        "Telephone",
        "24/7<br>Open all day, every day",
    ):
        assert text in said
    press(page, f"approve-r{waiting.id}")
    assert approve.APPROVED in words(page)
    assert state(store, waiting.id) is RevisionState.APPROVED
    assert store.timeline().values(LIBRARY, clock.now())["opening_hours"] == "24/7"


def test_nobody_is_offered_to_approve_their_own_and_the_store_refuses_it(store, open_view):
    waiting = propose(store, actor=APPROVER, phone="020 1").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    assert f"approve-r{waiting.id}" not in keys(page)
    assert f"back-r{waiting.id}" not in keys(page)
    forged = AppTest.from_string(
        "import streamlit as st\n"
        "from pages.staff import approve\n"
        "from pages.staff.acting import act, draw_said\n"
        "draw_said()\n"
        f"st.button('x', key='x', on_click=act, args=(approve._approve, 'r', [{waiting.id}], 999))"
    ).run()
    press(forged, "x")
    assert "You proposed this yourself" in words(forged)
    assert state(store, waiting.id) is RevisionState.WAITING


def test_an_editor_and_a_viewer_may_look_but_not_decide(store, open_view):
    waiting = propose(store, actor=APPROVER, phone="020 1").waiting
    for actor in (EDITOR, Actor("vera@example.org", Role.VIEWER)):
        page = press(open_view(actor), f"open-r{waiting.id}")
        assert not {f"approve-r{waiting.id}", f"back-r{waiting.id}"} & keys(page)
        assert "020 1" in words(page)


def test_sending_back_needs_words_and_keeps_what_was_typed(store, open_view):
    waiting = propose(store, phone="020 1").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    press(page, f"back-r{waiting.id}")
    assert "Say what should be different" in words(page)
    assert state(store, waiting.id) is RevisionState.WAITING
    page.text_area(key=f"decide-words-r{waiting.id}").set_value("Which number is it?")
    press(page, f"back-r{waiting.id}")
    assert state(store, waiting.id) is RevisionState.SENT_BACK


def test_who_proposed_it_takes_it_back(store, open_view):
    waiting = propose(store, phone="020 1").waiting
    page = press(open_view(EDITOR), f"open-r{waiting.id}")
    press(page, f"withdraw-r{waiting.id}")
    assert state(store, waiting.id) is RevisionState.WITHDRAWN


def test_what_changed_after_the_page_was_drawn_is_looked_at_again(store, open_view):
    waiting = propose(store, phone="020 1").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    store.amend(EDITOR, LIBRARY, {"alert": "Unsafe"}, "seen", clock.now())
    press(page, f"approve-r{waiting.id}")
    assert "Look again" in words(page)
    assert state(store, waiting.id) is RevisionState.WAITING
    press(page, f"approve-r{waiting.id}")
    assert state(store, waiting.id) is RevisionState.APPROVED


def test_a_clash_can_only_be_sent_back_and_says_both_values(store, open_view):
    waiting = propose(store, opening_hours="24/7").waiting
    store.amend(EDITOR, LIBRARY, {"opening_hours": None}, "wrong", clock.now())
    page = press(open_view(), f"open-r{waiting.id}")
    assert "has changed since this was proposed" in words(page)
    assert f"approve-r{waiting.id}" not in keys(page)
    page.text_area(key=f"decide-words-r{waiting.id}").set_value("The hours are gone.")
    press(page, f"back-r{waiting.id}")
    assert state(store, waiting.id) is RevisionState.SENT_BACK


def test_a_moved_pin_is_shown_on_a_map_with_the_distance(store, open_view):
    waiting = propose(store, lat=PLACE["lat"] + 0.01).waiting
    page = press(open_view(), f"open-r{waiting.id}")
    assert "The pin would move 1,112 metres." in words(page)
    (component,) = page.get("component_instance")
    sent = json.loads(component.proto.json_args)
    assert "51.518" in sent["feature_group"]
    assert "51.508" in sent["feature_group"]
    assert not [url for url in sent["js_links"] + sent["css_links"] if url.startswith("http")]


def test_a_record_that_comes_back_tells_what_changed_since_the_public_saw_it(store, open_view):
    store.amend(EDITOR, LIBRARY, {"visibility": "draft"}, "works", clock.now())
    propose(store, phone="020 1", at_the_door="Ring twice")
    waiting = propose(store, visibility="public").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    said = words(page)
    assert "Since the public saw it last" in said
    assert "Ring twice" in said
    assert "The public saw" in said


def test_what_the_public_never_saw_says_so_and_shows_the_whole_card(store, open_view):
    waiting = propose(store, DRAFT, visibility="public").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    assert "The public has never seen it." in words(page)
    assert 'class="place' in words(page)


@pytest.mark.parametrize(
    ("key", "changes", "said"),
    [
        (LINE, {"channels": [CHANNEL | {"contact": "0800 999"}]}, "0800 999"),
        (HAVENS, {"what_happens": "They ring somebody."}, "They ring somebody."),
    ],
)
def test_services_and_schemes_are_shown_too(store, open_view, key, changes, said):
    waiting = propose(store, key, **changes).waiting
    page = press(open_view(), f"open-r{waiting.id}")
    assert words(page).count(said) >= 2, "in the table and on the public's card"


def test_text_of_a_record_is_no_markup(store, open_view):
    propose(store, DRAFT, name=HOSTILE)
    waiting = propose(store, DRAFT, visibility="public").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    assert "<img src=x" not in words(page)
    assert all("**bold**" not in button.label for button in page.button)


def batch_of(store, many, actor=EDITOR):
    keys_of = [(LIBRARY[0], f"made-up-{n}") for n in range(many)]
    drafts = [
        draft_of(store, key, **PLACE | {"id": key[1], "name": f"Place {n}"})
        for n, key in enumerate(keys_of)
    ]
    return store.propose(actor, drafts, "A borough's list.", clock.now(), batch="Newham's list")


def test_a_batch_is_one_entry_that_is_approved_together(store, open_view):
    done = batch_of(store, 40)
    page = open_view()
    assert "Newham&#x27;s list (40 records)" in words(page)
    (key,) = [k for k in keys(page) if k.startswith("open-b")]
    press(page, key)
    assert words(page).count('class="staff-row"') == 25
    press(page, f"batch-{key.removeprefix('open-')}-Next")
    assert words(page).count('class="staff-row"') == 15
    press(page, key.replace("open-", "approve-"))
    assert {state(store, d.waiting.id) for d in done} == {RevisionState.APPROVED}
    assert approve.NOTHING in words(page)


def test_one_row_of_a_batch_is_sent_back_and_the_rest_approved(store, open_view):
    done = batch_of(store, 3)
    page = open_view()
    (key,) = [k for k in keys(page) if k.startswith("open-b")]
    press(page, key)
    odd = done[1].waiting.id
    press(page, f"row-{odd}")
    page.text_area(key=f"decide-words-r{odd}").set_value("Not this one.")
    press(page, f"back-r{odd}")
    assert state(store, odd) is RevisionState.SENT_BACK
    assert "(2 records)" in words(page)
    press(page, key.replace("open-", "approve-"))
    assert state(store, done[0].waiting.id) is RevisionState.APPROVED


def test_the_urgent_come_first_and_then_the_oldest(store, open_view):
    old = propose(store, phone="020 1").waiting
    soon = propose(store, DRAFT, start=clock.now() + timedelta(days=2), visibility="public").waiting
    page = open_view()
    order = [k for k in (b.key for b in page.button) if k and k.startswith("open-")]
    assert order == [f"open-r{soon.id}", f"open-r{old.id}"]
    assert "Urgent." in words(page)


def test_what_was_sent_back_is_edited_again_with_the_same_values(store, open_view):
    waiting = propose(store, phone="020 1").waiting
    store.send_back(APPROVER, [waiting.id], "Which number?", clock.now())
    page = open_view(EDITOR)
    assert "Which number?" in words(page)
    press(page, f"again-{waiting.id}")
    assert page.session_state[back_parts.AGAIN] == ("place", LIBRARY[1], {"phone": "020 1"})
    assert page.query_params["view"] in ("edit", ["edit"])
    propose(store, phone="020 2")
    assert f"again-{waiting.id}" not in keys(open_view(EDITOR))


def test_an_approval_is_seen_by_the_public_of_this_process_at_once(store, open_view):
    from data.live import live

    live().refresh()
    waiting = propose(store, DRAFT, visibility="public").waiting
    page = press(open_view(), f"open-r{waiting.id}")
    press(page, f"approve-r{waiting.id}")
    assert DRAFT[1] in live()._directory.index
