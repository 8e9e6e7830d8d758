"""Editing a record: what is said while one types, what a save does, and what is never lost."""

from __future__ import annotations

from html import escape

import pytest
import sqlalchemy as sa

from data import clock, database
from data.live import live
from data.records import Visibility
from data.revisions import RecordKind, RevisionState
from data.roles import Actor, Role
from data.tables import REVISIONS
from pages.staff import edit, edit_conflict, edit_judge, record
from tests.pages.staff.editing import (
    PLACE_KEY,
    field,
    fill,
    html,
    open_view,
    plant,
    save,
    type_hours,
    typed_of,
    values,
    waiting,
    words,
)

HOSTILE = "<img src=x onerror=alert(1)> **b** [l](javascript:x) :red[x] $x$ \"'"
BOB = Actor("bob", Role.EDITOR)


@pytest.fixture
def made(monkeypatch, tmp_path):
    return plant(monkeypatch, tmp_path)


def open_library(**more):
    return open_view("edit", kind="place", id="made-up-library", **more)


def public_hours():
    live().refresh()
    (place,) = live().directory().places
    return place.opening_hours


def test_shorter_hours_are_public_at_once(made):
    page = type_hours(open_library(), "Mo-Fr 09:00-17:00; PH off")
    assert "At once when you save: Opening hours." in words(page)
    fill(page, **{"same-source": True})
    save(page, "The library told me.")
    assert public_hours() == "Mo-Fr 09:00-17:00; PH off"
    assert waiting(made) == []
    said = words(page)
    assert "Saved." in said
    assert "Done: Opening hours." in said
    assert "What the public sees now: Public." in said
    assert page.query_params["view"] == "record" or page.query_params["view"] == ["record"]


def test_longer_hours_wait_and_say_why(made):
    page = type_hours(open_library(), "Mo-Su 08:00-17:00; PH off")
    assert "Waits for a second person: Opening hours. It would be open longer" in words(page)
    fill(page, **{"same-source": True})
    save(page)
    assert public_hours() == "Mo-Su 09:00-17:00; PH off"
    (waits,) = waiting(made)
    assert set(waits.changes) == {"opening_hours"}
    assert "Waits for a second person: Opening hours. It would be open longer" in words(page)


def test_part_is_at_once_and_part_waits(made):
    page = type_hours(open_library(), "Mo-Fr 09:00-17:00; PH off")
    fill(page, name="Other Library", **{"same-source": True})
    said = words(page)
    assert "At once when you save: Opening hours." in said
    assert "Waits for a second person: Name." in said
    save(page)
    assert public_hours() == "Mo-Fr 09:00-17:00; PH off"
    assert [set(r.changes) for r in waiting(made)] == [{"name"}]


@pytest.mark.parametrize(
    ("cells", "slot", "sentence"),
    [
        ({"postcode": "e161zee"}, "postcode", "use capitals and one space"),
        ({"website": "example.org"}, "website", "It starts with https://"),
        ({"source_date": "June"}, "source_date", "write a year, a month or a day"),
        ({"hours_date": "2031"}, "hours_date", "is in the future"),
        ({"alert": "x" * 301}, "alert", "at most 300"),
        ({"name": "The women's refuge"}, "name", "reads like a refuge"),
        ({"name": "x"}, "name", "at least 2"),
        ({"name": ""}, "name", edit.FILL_IN),
    ],
)
def test_what_is_wrong_is_said_under_its_field_and_nothing_is_saved(made, cells, slot, sentence):
    page = open_library()
    before = values(made)
    fill(page, **cells)
    save(page)
    said = words(page)
    under = [part for part in said.split("\n") if part.startswith('<div class="staff-problem">')]
    assert len(under) == 1
    assert sentence in under[0]
    assert "Not saved yet: one thing is missing or wrong." in said
    (name, cell), *_ = cells.items()
    assert field(page, name).value == cell
    assert values(made) == before
    assert waiting(made) == []


def test_a_new_place_with_wrong_fields_says_so_at_each(made):
    page = open_view("edit", kind="place")
    assert "staff-problem" not in html(page)
    fill(page, postcode="nowhere", website="www", kind="library")
    save(page)
    said = words(page)
    for sentence in (
        "Postcode: 'nowhere' can't be used",
        "Web page: write the whole web address",
    ):
        assert sentence in said
    assert said.count(edit.FILL_IN) == 4
    assert waiting(made) == []
    assert page.query_params["view"] in ("edit", ["edit"])


def fill_new(page, name="St Mary's Café", visibility="public", at=(51.515, -0.05)):
    typed = typed_of(page)
    typed.cells |= {"lat": at[0], "lon": at[1]}
    typed.round += 1000
    page.run()
    return fill(
        page,
        name=name,
        kind="community_centre",
        tier="public_building",
        status="active",
        confidence="high",
        source_name="Nowhere Council",
        visibility=visibility,
    )


def test_a_new_public_place_waits_under_an_id_made_from_borough_and_name(made):
    page = save(fill_new(open_view("edit", kind="place")))
    (waits,) = waiting(made)
    assert waits.record_id == "tower-hamlets-st-marys-cafe"
    assert waits.reason == "They told me."
    said = words(page)
    assert "It would become public." in said
    assert "The public sees nothing of it yet." in said
    again = save(fill_new(open_view("edit", kind="place")))
    assert next(r.record_id for r in waiting(made)) == "tower-hamlets-st-marys-cafe-2"
    assert "Saved." in words(again)


def test_a_new_draft_is_kept_at_once_and_not_public(made):
    page = save(fill_new(open_view("edit", kind="place"), visibility="draft"))
    key = (RecordKind.PLACE, "tower-hamlets-st-marys-cafe")
    assert values(made, key)["visibility"] == "draft"
    assert "What the public sees now: Draft: only staff see it." in words(page)


def test_ones_own_waiting_place_can_be_put_right_and_waits_once(made):
    save(fill_new(open_view("edit", kind="place")))
    query = {"kind": "place", "id": "tower-hamlets-st-marys-cafe"}
    page = fill(open_view("edit", **query), name="St Mary's Hall")
    save(page)
    (waits,) = waiting(made)
    assert waits.changes["name"].after == "St Mary's Hall"
    assert waits.record_id == "tower-hamlets-st-marys-cafe"
    assert edit.NOT_YOURS in words(open_view("edit", name="bob", **query))


def test_a_source_is_asked_for_when_facts_change(made):
    page = fill(open_library(), phone="020 1111 1111")
    assert edit_judge.SAY_SOURCE in words(page)
    save(page)
    assert waiting(made) == []
    fill(page, source_date="2026-11")
    assert edit_judge.SAY_SOURCE not in words(page)
    save(page)
    assert [set(r.changes) for r in waiting(made)] == [{"phone", "source_date"}]


@pytest.mark.parametrize("cells", [{"alert": "Closed today."}, {"status": "temporarily_closed"}])
def test_no_source_is_asked_for_a_warning_or_a_closing(made, cells):
    save(fill(open_library(), **cells))
    assert values(made).items() >= cells.items()


def test_a_new_record_needs_a_source_or_a_check(made):
    page = fill(fill_new(open_view("edit", kind="place")), source_name="")
    assert edit_judge.NEEDS_SOURCE in words(page)
    fill(page, checked="visit")
    assert edit_judge.NEEDS_SOURCE not in words(page)
    save(page)
    assert waiting(made)[0].changes["checked_how"].after == "visit"


def test_a_tick_alone_is_a_check_of_today_at_once(made):
    page = fill(open_library(), checked="telephone")
    assert "it is noted at once that you checked it today" in words(page)
    save(page, "Spoke to the desk.")
    held = values(made)
    assert (held["checked_on"], held["checked_how"]) == ("2026-11-23", "telephone")
    assert held["checked_by_role"] == "City Hall staff"
    assert waiting(made) == []


def test_a_reason_is_needed_and_the_form_stays(made):
    page = save(fill(open_library(), alert="Closed today."), reason=" ")
    assert "Say why" in words(page)
    assert field(page, "alert").value == "Closed today."
    assert values(made)["alert"] is None


@pytest.mark.parametrize(
    "hours",
    [
        "Mo-Fr 10:00-22:00; Sa-Su 09:00-19:00",
        "Mo-Su 09:00-17:00, Fr 22:00-02:00; PH off",
        "Mo,Tu,We 10:00-12:00, Mo 13:00-15:00; PH off",
        "24/7",
        "Mo-Su 08:00-20:00; PH off; Dec 24-26 off",
    ],
)
def test_opening_a_form_changes_nothing_by_itself(monkeypatch, tmp_path, hours):
    plant(monkeypatch, tmp_path, {"opening_hours": hours, "staffed_hours": hours})
    page = open_library()
    page.run()
    assert edit.NOTHING_YET in words(page)
    assert edit.KEPT not in words(page)


@pytest.mark.parametrize("typed", ["e161ze", "E16  1ZE", " e16 1ze "])
def test_a_postcode_is_spelt_as_it_should_be(made, typed):
    assert edit.NOTHING_YET in words(fill(open_library(), postcode=typed))


def test_nothing_changed_saves_nothing(made):
    page = save(open_library())
    assert words(page).count(edit.NOTHING_YET) == 2
    assert len(made.history(BOB, PLACE_KEY)) == 1


def test_a_change_for_a_date_leaves_today_as_it_is_and_keeps_what_is_planned(made):
    page = fill(open_library(), alert="Shut for works.", when=edit.LATER)
    assert edit_judge.PAST in words(page)
    day = clock.now().date().replace(month=12, day=1)
    fill(page, day=day)
    assert edit_judge.PAST not in words(page)
    assert "At that time: Warning shown first." in words(page)
    save(page)
    assert values(made)["alert"] is None
    assert "Changes that are coming" in words(page)
    later = fill(open_library(), alert="", status="temporarily_closed", when=edit.LATER)
    assert "1 other change of this record" in next(e.label for e in later.expander)
    save(fill(later, day=day.replace(day=9)))
    planned = made.timeline().values(PLACE_KEY, clock.now().replace(month=12, day=10))
    assert planned["status"] == "temporarily_closed"
    assert planned["alert"] == "Shut for works."


def bob_changes(made, **fields):
    made.amend(BOB, PLACE_KEY, fields, "Bob was there.", clock.now())


def test_what_only_somebody_else_changed_is_taken_over(made):
    page = fill(open_library(), status="temporarily_closed")
    bob_changes(made, alert="Bob's warning.")
    save(page)
    said = words(page)
    assert "bob changed this record after you opened it." in said
    assert "Taken over from them, because you did not change it: Warning shown first." in said
    assert edit_conflict.AGAIN in said
    assert field(page, "alert").value == "Bob's warning."
    assert field(page, "status").value == "temporarily_closed"
    save(page, "Mine too.")
    held = values(made)
    assert (held["alert"], held["status"]) == ("Bob's warning.", "temporarily_closed")


@pytest.mark.parametrize(
    ("side", "alert"), [(edit_conflict.MINE, "My warning."), (edit_conflict.THEIRS, "Bob's.")]
)
def test_where_both_changed_a_field_one_is_chosen_and_nothing_typed_is_lost(made, side, alert):
    mine, theirs = open_library(), open_library(name="bob")
    fill(mine, alert="My warning.", internal_notes="My notes.")
    save(fill(theirs, alert="Bob's.", status="temporarily_closed"))
    save(mine)
    said = words(mine)
    assert "Both of you changed: Warning shown first." in said
    assert "My warning." in said
    assert "Bob's." in said
    assert field(mine, "alert").value == "My warning."
    assert values(made)["alert"] == "Bob's."
    field(mine, "save").click().run()
    assert "Not saved: choose first between yours and theirs." in words(mine)
    field(mine, "take-over").click().run()
    assert edit_conflict.CHOOSE in words(mine)
    field(mine, "which-alert").set_value(side).run()
    field(mine, "take-over").click().run()
    assert field(mine, "alert").value == alert
    assert field(mine, "status").value == "temporarily_closed"
    assert field(mine, "internal_notes").value == "My notes."
    save(mine)
    held = values(made)
    assert held["alert"] == alert
    assert held["internal_notes"] == "My notes."
    assert held["status"] == "temporarily_closed"


def test_what_was_typed_is_there_after_another_view_and_can_be_thrown_away(made):
    page = fill(open_library(), alert="Half written", age_min=11)
    page.query_params["view"] = "records"
    page.run()
    page.query_params["view"] = "edit"
    page.query_params["kind"] = "place"
    page.query_params["id"] = "made-up-library"
    page.run()
    assert field(page, "alert").value == "Half written"
    assert field(page, "age_min").value == 11
    page.button(key="edit-away").click().run()
    assert field(page, "alert").value == ""
    assert field(page, "age_min").value is None
    assert edit.NOTHING_YET in words(page)


def test_a_place_like_another_is_named_with_a_link_beside_the_form(made):
    page = fill_new(open_view("edit", kind="place"), name="Made-up Library", at=(51.508, 0.016))
    said = words(page)
    assert "Is it one of these?" in said
    assert 'href="?view=record&kind=place&id=made-up-library" target="_blank"' in said


def test_a_second_contact_of_a_borough_is_refused(made):
    page = open_view("edit", kind="contact")
    fill(page, borough="Newham", confidence="high", source_name="Newham Council")
    assert "Newham has a contact already." in words(page)
    fill(page, borough="Camden", visibility="public")
    save(page)
    (waits,) = waiting(made)
    assert (waits.record_id, waits.changes["gss_code"].after) == ("camden", "E09000007")


def test_ways_to_reach_a_service_are_added_moved_and_taken_away(made):
    key = (RecordKind.SERVICE, "made-up-line")
    page = open_view("edit", kind="service", id="made-up-line")
    field(page, "add").click().run()
    fill(page, **{"channel-1-kind": "sms", "channel-1-contact": "80000"})
    assert "How sure the research was, way 2" in words(page)
    fill(page, **{"channel-1-confidence": "high"})
    assert field(page, "channel-1-source_url").value == "https://example.org/"
    field(page, "channel-1-up").click().run()
    assert field(page, "channel-1-contact").label == "Number or address, way 1"
    save(fill(page, **{"same-source": True}))
    (waits,) = waiting(made)
    assert [c["contact"] for c in waits.changes["channels"].after] == ["80000", "0800 000 000"]
    less = open_view("edit", kind="service", id="made-up-line")
    field(less, "channel-0-away").click().run()
    assert "At once when you save: Ways to reach it." in words(less)
    field(less, "back").click().run()
    assert edit.NOTHING_YET in words(less)
    field(less, "channel-1-away").click().run()
    save(fill(less, **{"same-source": True}))
    assert values(made, key)["channels"] == []


def test_what_is_wrong_with_one_way_is_said_there(made):
    page = open_view("edit", kind="service", id="made-up-line")
    fill(page, **{"channel-0-source_url": "nowhere"})
    problems = [p for p in words(page).split("\n") if 'class="staff-problem"' in p]
    assert len(problems) == 1
    assert "write the whole web address" in problems[0]


@pytest.mark.parametrize("kind", ["place", "service", "scheme", "contact"])
def test_hostile_text_is_never_markup(made, kind):
    ids = {"place": "made-up-library", "service": "made-up-line"} | {
        "scheme": "made-up-scheme",
        "contact": "newham",
    }
    page = open_view("edit", kind=kind, id=ids[kind])
    typed = typed_of(page)
    for name, cell in typed.cells.items():
        if isinstance(cell, str) and name not in (
            "id",
            "opening_hours",
            "day_hours",
            "night_hours",
        ):
            typed.cells[name] = HOSTILE
    typed.cells["visibility"] = "public"
    typed.round += 1000
    page.run()
    save(page, HOSTILE)
    assert not page.exception
    assert "<img src=x" not in html(page)
    assert all("<img" not in m.value for m in page.markdown)


def test_hostile_text_that_is_kept_is_escaped_in_every_view(made):
    cells = ("alert", "internal_notes", "at_the_door", "hours_public_note", "source_name")
    made.amend(
        BOB,
        PLACE_KEY,
        dict.fromkeys(cells, HOSTILE) | {"visibility": "draft", "name": HOSTILE},
        HOSTILE,
        clock.now(),
    )
    made.amend(BOB, PLACE_KEY, {"visibility": "public", "phone": HOSTILE}, HOSTILE, clock.now())
    query = {"kind": "place", "id": "made-up-library"}
    for view in ("records", "record", "edit"):
        page = open_view(view, **query)
        assert "<img src=x" not in html(page)
        assert escape(HOSTILE, quote=False)[:20] in html(page) or view == "edit"
        labels = [w.label for w in (*page.button, *page.expander)]
        assert not any("**b**" in label or "](" in label for label in labels)


def test_a_viewer_gets_no_form_and_a_forced_save_is_refused(made):
    page = open_library(role="viewer")
    assert "To change records, somebody must be editor or more." in words(page)
    assert page.text_input == page.text_area == []
    page = fill(open_library(), alert="Closed.", reason="Because.")
    page.session_state["role"] = "viewer"
    field(page, "save").click().run()
    assert "To change records" in words(page)
    assert values(made)["alert"] is None
    assert made.log(BOB, author="ann") == []


@pytest.mark.parametrize("query", [{"kind": "nothing"}, {"kind": "place", "id": "nowhere"}, {}])
def test_a_wrong_link_says_so(made, query):
    assert edit.NOT_THERE in words(open_view("edit", **query))


def test_values_of_enums_are_offered_in_plain_words(made):
    page = open_library()
    assert "Draft: only staff see it" in field(page, "visibility").options
    assert set(Visibility) == {field(page, "visibility").value, "draft", "closed"}
    assert made.log(BOB, state=RevisionState.WAITING) == []


def damage(made, good, bad):
    """Write into the database what the rules of today refuse."""
    with database.current().begin() as connection:
        done = connection.execute(
            sa.update(REVISIONS)
            .where(REVISIONS.c.kind == "place")
            .values(changes=sa.func.replace(REVISIONS.c.changes, good, bad))
        )
    assert done.rowcount == 1


def test_a_record_that_can_not_be_read_can_be_put_right(made):
    damage(made, "Mo-Su 09:00-17:00; PH off", "when we like")
    query = {"kind": "place", "id": "made-up-library"}
    assert record.NOT_READABLE in words(open_view("record", **query))
    assert live().directory().places == ()
    page = open_view("edit", **query)
    assert "Not right yet: We did not expect 'when' here." in words(page)
    type_hours(page, "Mo-Fr 10:00-12:00; PH off")
    save(fill(page, **{"same-source": True}))
    (waits,) = waiting(made)
    assert set(waits.changes) == {"opening_hours"}
    made.approve(Actor("cat", Role.APPROVER), [waits.id], clock.now(), seen=made.version())
    assert public_hours() == "Mo-Fr 10:00-12:00; PH off"
