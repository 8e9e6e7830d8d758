"""The hours editor in Streamlit's own test harness."""

from __future__ import annotations

from datetime import time

import pytest
from streamlit.testing.v1 import AppTest

from pages.staff.hours_model import Way, as_form, opened


def page_of_hours():
    import streamlit as st

    from pages.staff.hours_editor import draw_hours_editor

    if st.session_state.get("hidden"):
        st.write("another page")
    else:
        text = st.session_state.get("record")
        st.session_state["result"] = draw_hours_editor("Opening hours", text, "hours")


@pytest.fixture
def edit(monkeypatch):
    def opens(text):
        monkeypatch.setenv("HAVENS_NOW", "2026-12-21T12:00")
        page = AppTest.from_function(page_of_hours, default_timeout=30)
        page.session_state["record"] = text
        return run(page)

    return opens


def run(page):
    page.run()
    assert not page.exception
    return page


def result(page):
    return page.session_state["result"]


def choose(page, way):
    page.radio(key="hours-way").set_value(way)
    return run(page)


def press(page, label):
    next(button for button in page.button if button.label.partition(" *")[0] == label).click()
    return run(page)


def tick(page, line, *days):
    for day in days:
        page.checkbox(key=f"hours-{line}-day{day}").check()
    return run(page)


def times(page, line, start, end):
    page.time_input(key=f"hours-{line}-start").set_value(start)
    page.time_input(key=f"hours-{line}-end").set_value(end)
    return run(page)


def html(page):
    return "\n".join(element.proto.body for element in page.get("html"))


def test_a_text_is_shown_as_lines_and_comes_back_the_same(edit):
    page = edit("Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-14:00; PH off")
    assert page.radio(key="hours-way").value == Way.CLICKING
    assert len(page.time_input) == 6
    assert result(page) == ("Mo-Fr 09:00-12:00,13:00-17:00; Sa 10:00-14:00; PH off", ())


def test_from_nothing_by_clicking(edit):
    page = choose(edit(None), Way.CLICKING)
    assert result(page)[0] is None
    assert "Tick days and give times" in result(page)[1][0]
    page = tick(page, 1, 0)
    assert result(page)[1] == ("Line 1: say from when to when.",)
    page = times(press(page, "Tick Monday to Friday"), 1, time(9), time(17))
    assert result(page) == ("Mo-Fr 09:00-17:00", ())
    page = press(page, "Add a line of days")
    page = press(tick(page, 2, 5, 6), "Tick Monday to Friday")
    assert "Line 2: say from when to when." in result(page)[1]


def test_a_second_line_with_24_hours_and_bank_holidays(edit):
    page = edit("Mo-Fr 09:00-17:00")
    page = press(page, "Add a line of days")
    page = tick(page, 2, 5)
    page.button(key="hours-2-all-day").click()
    run(page)
    page.radio(key="hours-holidays").set_value("closed")
    run(page)
    assert result(page) == ("Mo-Fr 09:00-17:00; Sa 00:00-24:00; PH off", ())
    page = press(page, "Remove line 1")
    assert result(page) == ("Sa 00:00-24:00; PH off", ())


def test_a_night_goes_on_to_the_next_morning(edit):
    page = times(edit("Fr,Sa 20:00-22:00; PH off"), 1, time(22), time(3))
    assert result(page) == ("Fr,Sa 22:00-03:00; PH off", ())
    assert any("03:00 the next morning" in caption.value for caption in page.caption)


def test_bank_holidays_with_hours_of_their_own(edit):
    page = edit("Mo-Fr 09:00-17:00")
    page.radio(key="hours-holidays").set_value("own")
    run(page)
    assert result(page)[1] == ("Bank holidays: say from when to when.",)
    page = times(page, 2, time(10), time(12))
    assert result(page) == ("Mo-Fr 09:00-17:00; PH 10:00-12:00", ())
    page = press(page, "Add a time")
    page = times(page, 3, time(14), time(16))
    assert result(page) == ("Mo-Fr 09:00-17:00; PH 10:00-12:00,14:00-16:00", ())


def test_what_cannot_be_said_of_bank_holidays_is_not_given(edit):
    page = edit("Mo-Fr 09:00-17:00")
    page.radio(key="hours-holidays").set_value("as_usual")
    run(page)
    assert result(page)[0] is None
    assert "differ from day to day" in result(page)[1][0]
    assert "staff-days" not in html(page)


def test_dates_can_only_be_changed_as_text(edit):
    page = edit("Mo-Fr 09:00-17:00; Dec 25 off")
    assert page.radio(key="hours-way").options == ["As text", "Not known"]
    assert page.text_input(key="hours-text").value == "Mo-Fr 09:00-17:00; Dec 25 off"
    assert result(page) == ("Mo-Fr 09:00-17:00; Dec 25 off", ())


def test_a_wrong_text_says_what_to_write_and_takes_it(edit):
    page = choose(edit("Mo-Fr 09:00-17:00"), Way.TEXT)
    page.text_input(key="hours-text").set_value("Mon to Fri 9am to 5pm")
    run(page)
    assert result(page)[0] is None
    assert page.warning
    assert "You could write: <code>Mo-Fr 09:00-17:00</code>" in html(page)
    page = press(page, "Use this")
    assert result(page) == ("Mo-Fr 09:00-17:00", ())
    assert page.text_input(key="hours-text").value == "Mo-Fr 09:00-17:00"


def test_what_is_typed_survives_the_other_way_and_another_page(edit):
    page = choose(edit("Mo-Fr 09:00-17:00"), Way.TEXT)
    page.text_input(key="hours-text").set_value("Mo-Fr nine")
    page = choose(choose(choose(run(page), Way.CLICKING), Way.NOT_KNOWN), Way.TEXT)
    assert page.text_input(key="hours-text").value == "Mo-Fr nine"
    page.session_state["hidden"] = True
    run(page)
    page.session_state["hidden"] = False
    run(page)
    assert page.text_input(key="hours-text").value == "Mo-Fr nine"
    page = press(choose(page, Way.CLICKING), "Add a line of days")
    page = tick(page, 2, 6)
    page.session_state["hidden"] = True
    run(page)
    page.session_state["hidden"] = False
    run(page)
    assert page.checkbox(key="hours-2-day6").value
    assert page.time_input(key="hours-1-start").value == time(9)


def test_changes_are_taken_along_to_the_other_way(edit):
    page = tick(edit("Mo-Fr 09:00-17:00"), 1, 5)
    page = choose(page, Way.TEXT)
    assert page.text_input(key="hours-text").value == "Mo-Sa 09:00-17:00"
    page.text_input(key="hours-text").set_value("Su 10:00-12:00; PH off")
    page = choose(run(page), Way.CLICKING)
    assert result(page) == ("Su 10:00-12:00; PH off", ())
    assert page.radio(key="hours-holidays").value == "closed"


def test_a_record_that_now_says_something_else_begins_anew(edit):
    page = tick(edit("Mo-Fr 09:00-17:00"), 1, 5)
    page.session_state["record"] = "Mo-Sa 09:00-17:00"
    assert result(run(page)) == ("Mo-Sa 09:00-17:00", ())
    page.session_state["record"] = "Su 10:00-12:00"
    assert result(run(page)) == ("Su 10:00-12:00", ())
    page.session_state["record"] = "Mo-Sa 09:00-17:00"
    assert result(run(page)) == ("Mo-Sa 09:00-17:00", ())
    page.session_state["record"] = None
    assert result(run(page)) == (None, ())


def test_two_weeks_are_shown_with_what_the_public_reads(edit):
    shown = html(edit("Mo-Fr 09:00-17:00"))
    assert "Monday to Friday 9am to 5pm." in shown
    assert shown.count('<th scope="row">') == 14
    assert "Friday 25 December<br><em>Bank holiday: Christmas Day</em>" in shown
    assert "It is a bank holiday. We don&#x27;t know if this place is open." in shown
    assert "Listed as open then until 5pm." in shown


def test_text_is_never_markup(edit):
    text = 'Mo 09:00-17:00 unknown "<img src=x>"'
    page = edit(text)
    assert result(page) == (text, ())
    assert "<img" not in html(page)


@pytest.mark.parametrize("text", [None, "", "nonsense", "24/7", "Mo-Su 22:00-03:00; PH off"])
def test_any_text_can_be_opened(edit, text):
    page = edit(text)
    for way in (Way.CLICKING, Way.TEXT, Way.NOT_KNOWN):
        page = choose(page, way)


def test_leaving_and_entering_changes_nothing_by_itself():
    now = opened("Mo-Fr 00:00-09:00,17:00-24:00; Sa-Su 00:00-24:00")
    for way in (Way.TEXT, Way.CLICKING, Way.NOT_KNOWN, Way.TEXT):
        now.go(way)
    assert now.text == "Mo-Fr 00:00-09:00,17:00-24:00; Sa-Su 00:00-24:00"
    assert as_form(now)[0].to_text() == "Mo-Fr 00:00-09:00,17:00-24:00; Sa,Su 00:00-24:00"
