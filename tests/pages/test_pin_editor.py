"""The pin editor without a browser: what it gives, keeps and says. The map is tests/browser's."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from geo.postcodes import find
from pages.staff.pin_editor import _Pin, take_click

HOME = (51.508, 0.016)


def page_of_pin():
    import streamlit as st

    from pages.staff.pin_editor import draw_pin_editor

    if st.session_state.get("hidden"):
        st.write("another page")
    else:
        lat, lon = st.session_state["record"]
        source = st.session_state.get("source")
        postcode = st.session_state["postcode"]
        st.session_state["choice"] = draw_pin_editor("pin", lat, lon, postcode, source)


@pytest.fixture
def edit(monkeypatch):
    def opens(lat, lon, postcode, source=None):
        monkeypatch.setenv("HAVENS_TILES_URL", "")
        page = AppTest.from_function(page_of_pin, default_timeout=60)
        page.session_state["record"] = (lat, lon)
        page.session_state["postcode"] = postcode
        page.session_state["source"] = source
        return run(page)

    return opens


def run(page):
    page.run()
    assert not page.exception
    return page


def choice(page):
    return page.session_state["choice"]


def on_the_map(page):
    arguments = json.loads(page.get("component_instance")[0].proto.json_args)
    return json.loads(arguments["feature_group"].split("SafeMapPin.show(")[1].split(");")[0])


def test_what_the_record_says_is_given_back(edit):
    found = choice(edit(*HOME, "E16 1ZE", "source"))
    assert (found.lat, found.lon, found.point_source) == (*HOME, "source")
    assert (found.borough, found.problems) == ("Newham", ())


def test_the_postcode_sets_the_pin(edit):
    page = edit(None, None, "e161ze")
    assert "There is no pin yet" in choice(page).problems[0]
    assert choice(page).point_source is None
    page.button(key="pin-at-postcode").click()
    run(page)
    point = find("E16 1ZE")
    assert (choice(page).lat, choice(page).lon) == (point.lat, point.lon)
    assert (choice(page).point_source, choice(page).problems) == ("postcode", ())
    assert page.number_input(key="pin-lat").value == point.lat
    assert on_the_map(page)["at"] == [point.lat, point.lon]


def test_numbers_set_the_pin_and_move_the_map(edit):
    page = edit(*HOME, None, "postcode")
    view = on_the_map(page)["view"]
    page.number_input(key="pin-lat").set_value(51.6)
    run(page)
    assert (choice(page).lat, choice(page).lon) == (51.6, HOME[1])
    assert choice(page).point_source == "source"
    assert on_the_map(page)["view"] != view


def test_what_was_chosen_survives_another_page_until_the_record_changes(edit):
    page = edit(*HOME, "E16 1ZE")
    page.number_input(key="pin-lon").set_value(0.02)
    run(page)
    for hidden in (True, False):
        page.session_state["hidden"] = hidden
        run(page)
    assert choice(page).lon == 0.02
    page.session_state["record"] = (HOME[0], 0.02)
    assert choice(run(page)).point_source == "source"
    page.session_state["record"] = (51.6, -0.1)
    assert (choice(run(page)).lat, choice(page).lon) == (51.6, -0.1)


@pytest.mark.parametrize(
    ("lat", "lon", "postcode", "said"),
    [
        (*HOME, "nonsense", "not written like a postcode"),
        (*HOME, "M1 1AE", "M1 1AE is not in London"),
        (*HOME, "E16 9QQ", "We don't know E16 9QQ"),
        (*HOME, "NW1 5DB", "is in Westminster, but the pin is in Newham"),
        (*HOME, "NW1 5DB", "km from the postcode NW1 5DB"),
        (51.5135, 0.016, "E16 1ZE", "metres from the postcode E16 1ZE"),
        (
            51.7,
            0.3,
            None,
            "The pin is outside London, or on the river. The nearest borough is Havering",
        ),
        (51.5, None, None, "both needed"),
        (None, None, "E16 1ZE", "There is no pin yet"),
    ],
)
def test_what_does_not_fit_is_said(edit, lat, lon, postcode, said):
    page = edit(lat, lon, postcode)
    assert any(said in problem for problem in choice(page).problems), choice(page).problems
    assert len(page.warning) == len(choice(page).problems)


def test_a_retired_postcode_is_said(edit):
    retired = next(
        code
        for code in (f"E16 1{a}{b}" for a in "ABDEFGHJLNPQRSTUWXYZ" for b in "ABDEFGHJLNPQRSTUWXYZ")
        if find(code).status == "retired"
    )
    problems = choice(edit(*HOME, retired)).problems
    assert f"{retired} is given up, or very new. Check the postcode." in problems


def test_typed_text_is_never_markup(edit):
    page = edit(*HOME, "**x** ![i](y)")
    assert "\\*\\*x\\*\\*" in page.warning[0].value


def test_a_click_counts_once():
    pin = _Pin(HOME, *HOME, None)
    click = {"lat": 51.520000001, "lng": -0.1}
    take_click(pin, click)
    assert (pin.lat, pin.lon, pin.source) == (51.52, -0.1, "source")
    pin.lat, pin.lon = HOME
    take_click(pin, dict(click))
    take_click(pin, None)
    assert (pin.lat, pin.lon) == HOME
    take_click(pin, click | {"lat": 51.520000002})
    assert (pin.lat, pin.lon) == (51.52, -0.1)
