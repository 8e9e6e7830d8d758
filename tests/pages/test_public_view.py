"""What staff see of the public's view is what the public's pages draw."""

from __future__ import annotations

from datetime import datetime

import pytest
from streamlit.testing.v1 import AppTest

from data.hours_clock import LONDON
from data.place_text import place_text
from data.records import BoroughContact
from geo.search import Search, When, search
from pages.parts.place_card import card_html, card_of
from pages.staff.public_view import public_view

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def contact():
    def make(**changes):
        values = {
            "id": "newham",
            "visibility": "public",
            "confidence": "high",
            "borough": "Newham",
            "gss_code": "E09000025",
            "day_phone": "020 8430 2000",
            "source_date": "2026-06",
        }
        return BoroughContact.model_validate(values | changes)

    return make


def test_a_public_place_is_drawn_as_on_the_find_page(make_place, make_scheme, make_directory):
    scheme = make_scheme(what_happens="Staff sit with you.")
    place = make_place(scheme=scheme.id, tier="declared_haven", internal_notes="Ask for Ann.")
    directory = make_directory(place, schemes=(scheme,))
    result = search(directory, Search(NOON, when=When.ANY)).found[0]
    view = public_view(place, scheme, NOON)
    assert view.hidden == ()
    assert view.html == card_html(card_of(result, place_text(result.place, scheme)))
    assert "Staff sit with you." in view.html
    assert "Ann" not in view.html


def test_the_state_is_that_of_the_moment(make_place):
    place = make_place(opening_hours="Mo-Su 09:00-17:00; PH off")
    assert "Listed as open until 5pm." in public_view(place, None, NOON).html
    assert "Listed as closed now." in public_view(place, None, NOON.replace(hour=18)).html


@pytest.mark.parametrize(
    ("changes", "words", "would_read"),
    [
        ({"visibility": "draft"}, "It is a draft.", True),
        ({"visibility": "closed"}, "It is closed.", True),
        ({"status": "closed"}, "Its status is closed.", False),
        ({"lat": None, "lon": None}, "It has no pin.", False),
        ({"visibility": "draft", "lat": None}, "It has no pin.", False),
        ({"checked_on": "2024-01-01"}, "not checked it for too long", False),
    ],
)
def test_a_place_that_is_not_seen_says_why(make_place, changes, words, would_read):
    view = public_view(make_place(**changes), None, NOON)
    assert words in " ".join(view.hidden)
    assert bool(view.html) is would_read


@pytest.mark.parametrize("status", ["closed", "temporarily_closed"])
def test_a_suspended_scheme_hides_its_places(make_place, make_scheme, status):
    scheme = make_scheme(status=status)
    view = public_view(make_place(scheme=scheme.id), scheme, NOON)
    assert view.hidden == ("Its scheme, Made-up Havens, is closed or suspended.",)
    assert view.html == ""
    assert public_view(make_place(), scheme, NOON).hidden == ()


def test_a_draft_scheme_says_nothing_of_itself(make_place, make_scheme):
    scheme = make_scheme(visibility="draft", what_happens="Staff sit with you.")
    assert "Staff sit" not in public_view(make_place(scheme=scheme.id), scheme, NOON).html


def test_hidden_and_shown_agree_with_the_directory(make_place, make_scheme, make_directory):
    for status in ("active", "closed", "proposed", "temporarily_closed", "unknown"):
        for visibility in ("public", "draft", "closed"):
            place = make_place(status=status, visibility=visibility)
            seen = bool(make_directory(place).places)
            assert bool(public_view(place, None, NOON).hidden) is not seen, (status, visibility)


def test_services(make_service):
    service = make_service({"how_to": "Press 1."}, {"kind": "email", "source_url": None})
    view = public_view(service, None, NOON)
    assert view.hidden == ()
    assert "Made-up Line" in view.html
    assert "Press 1." in view.html
    assert "Listed as open until 5pm." in view.html
    for audience in (["parent"], ["professional"], []):
        only = make_service({}, audience=audience)
        assert "Made-up Line" in public_view(only, None, NOON).html
    police = make_service({}, topics=["police"])
    assert public_view(police, None, NOON).html.count("<article") == 1
    closed = public_view(make_service({}, status="closed", successor="other"), None, NOON)
    assert "led to the one that followed" in closed.hidden[0]
    assert closed.html == ""


def test_schemes_and_contacts(make_scheme, contact):
    assert "Made-up Havens" in public_view(make_scheme(), None, NOON).html
    inactive = public_view(make_scheme(status="unknown"), None, NOON)
    assert (inactive.hidden, inactive.html) == (
        ("The scheme is not active, so it is on no page.",),
        "",
    )
    assert "020 8430 2000" in public_view(contact(), None, NOON).html
    draft = public_view(contact(visibility="draft"), None, NOON)
    assert draft.hidden == ("It is a draft.",)
    assert "020 8430 2000" in draft.html


def test_text_is_never_markup(make_place, make_scheme, make_service, contact):
    for record in (
        make_place(name=HOSTILE, alert=HOSTILE),
        make_scheme(name=HOSTILE, who_for=HOSTILE),
        make_service({"how_to": HOSTILE}, name=HOSTILE),
        contact(team_name=HOSTILE, how_to=HOSTILE),
    ):
        html = public_view(record, None, NOON).html
        assert "<img src=x" not in html
        assert "&lt;img src=x" in html


def page_of_view():
    import streamlit as st

    from pages.staff.public_view import draw_public_view

    draw_public_view(st.session_state["record"], None, st.session_state["now"])


@pytest.mark.parametrize(
    ("changes", "words", "not_there"),
    [
        ({}, "What the public will see</h2>", "does not see"),
        (
            {"visibility": "draft"},
            "The public does not see this</h2>",
            "What the public will see</h2>",
        ),
        ({"name": HOSTILE}, "&lt;img src=x", "<img src=x"),
    ],
)
def test_it_is_framed(make_place, changes, words, not_there):
    page = AppTest.from_function(page_of_view, default_timeout=30)
    page.session_state["record"] = make_place(**changes)
    page.session_state["now"] = NOON
    page.run()
    assert not page.exception
    html = page.get("html")[0].proto.body
    assert words in html
    assert not_there not in html
    assert "Made-up Library" in html or HOSTILE in str(changes)
