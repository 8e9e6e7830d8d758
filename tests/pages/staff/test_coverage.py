"""What staff can try, and what to open first: over the made-up records of a test."""

import pytest

from tests.pages.staff.helped import words


@pytest.fixture
def view(open_view):
    return open_view(view="coverage")


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception, page.exception


def try_out(page, what):
    page.selectbox(key="tries-what").set_value(what).run()
    press(page, "tries-go")
    return words(page)


def test_a_new_place_says_what_it_changes_and_what_is_assumed(view):
    view.text_input(key="tries-where").set_value("e161ze")
    press(view, "tries-go")
    said = words(view)
    assert "a new place in Newham" in said
    assert "more children would be within reach" in said
    assert "School holidays are not known" in said
    assert "Newham" in said.split("<caption>Boroughs that change most")[1]
    view.radio(key="tries-span").set_value("nights").run()
    assert "every night, 22:00 to 06:00" in words(view)


@pytest.mark.parametrize(
    ("where", "hours", "said"),
    [
        ("M1 1AE", "24/7", "not a postcode of London"),
        ("51.5, west", "24/7", "Write latitude and longitude"),
        ("52.5, 0.0", "24/7", "not in Greater London"),
        ("E16 1ZE", "some days", ""),
        (" ", "24/7", "Say where"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(view, where, hours, said):
    view.text_input(key="tries-where").set_value(where)
    view.text_input(key="tries-hours-24/7").set_value(hours)
    press(view, "tries-go")
    assert len(view.error) == 1
    assert said in view.error[0].value
    assert "would be within reach" not in words(view)


def test_every_other_change_can_be_tried(view):
    assert "If 1 of the 1 public places of the kind Library" in try_out(
        view, "All places of a kind stay open until later"
    )
    assert "If City Hall asked the 0 places" in try_out(
        view, "City Hall asks the places to check first"
    )
    assert "If Made-up Library (Newham) closed for good." in try_out(view, "A place closes")
    view.radio(key="tries-span").set_value("week").run()
    assert "fewer children would be within reach" in words(view)


def test_nothing_to_choose_is_said(view):
    view.selectbox(key="tries-what").set_value("A scheme ends").run()
    press(view, "tries-go")
    assert view.error[0].value == "There is nothing to choose here."
    view.selectbox(key="tries-what").set_value("The closed police counters come back").run()
    press(view, "tries-go")
    assert len(view.error) == 1


def test_what_was_tried_goes_with_the_records_it_was_tried_on(view):
    assert "within reach" in try_out(view, "A place closes")
    view.selectbox(key="basis").set_value("listed").run()
    assert "closed for good" not in words(view)


def test_the_drafts_are_ranked_with_what_is_assumed(view):
    press(view, "first-go")
    said = words(view)
    assert "This 1 place would bring" in said
    assert "1. Made-up Draft" in said
    assert "Draft: only staff see it." in said
    assert "Nobody has asked these places." in said
    assert "It is proven that no other choice of 10 places" in said
    view.radio(key="first-way").set_value("best")
    view.selectbox(key="first-borough").set_value("Newham")
    press(view, "first-go")
    assert "more children of Newham within reach" in words(view)
    press(view, "first-open-0")
    assert view.query_params["view"] == "record"
    assert view.query_params["id"] == "made-up-draft"


def test_no_pool_gives_no_place(view):
    view.checkbox(key="first-drafts").uncheck()
    press(view, "first-go")
    assert "None of these places would bring anybody new" in words(view)
