from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from html import escape
from pathlib import Path
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from data import live
from data.hours_clock import LONDON

NAVIGATION = str(Path(__file__).resolve().parents[2] / "pages" / "navigation.py")
MONDAY_NOON = "2026-11-23T12:00"
MONDAY_NIGHT = "2026-11-23T23:30"
NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)


@pytest.fixture
def page(monkeypatch):
    """The find page at noon on an ordinary Monday, without street tiles."""
    monkeypatch.setenv("HAVENS_NOW", MONDAY_NOON)
    monkeypatch.setenv("HAVENS_TILES_URL", "")
    return AppTest.from_file(NAVIGATION, default_timeout=60)


def look_for(page, text):
    page.text_input(key="typed").input(text)
    return page.button(key="find").click().run()


def words(page):
    return "\n".join(html.proto.body for html in page.get("html"))


def cards(page):
    return [html.proto.body for html in page.get("html") if "<article" in html.proto.body]


def on_the_map(page):
    """The message to the map: only its own script call, as the browser gets it."""
    frames = [f for f in page.get("component_instance") if "st_folium" in f.proto.component_name]
    said = json.loads(frames[0].proto.json_args)["feature_group"]
    text = said if isinstance(said, str) else json.dumps(said)
    start = text.index("SafeMapPlaces.show(") + len("SafeMapPlaces.show(")
    return json.JSONDecoder().raw_decode(text[start:].replace('\\"', '"'))[0]


def shown_on_the_map(page):
    """Row numbers of the places that the map shows."""
    return {row for row, state in enumerate(on_the_map(page)["states"]) if state != "-"}


def test_the_first_page_lists_what_is_open_in_london(page):
    page.run()
    assert not page.exception
    assert "places in London are listed as open now" in words(page)
    assert cards(page) == []
    assert "Type where you are to see what is near you." in words(page)
    assert len(shown_on_the_map(page)) == listed_rows(page)


def test_a_postcode_gives_the_nearest_first(page):
    look_for(page.run(), "e161ze")
    assert not page.exception
    assert "near E16 1ZE" in words(page)
    distances = [float(card.split("About ")[1].split(" ")[0]) for card in cards(page)[1:]]
    assert distances == sorted(distances)
    assert "(roughly)" in cards(page)[0]


@pytest.mark.parametrize("typed", ["", "E16 1ZE", "Newham", "Stratford", "zzzz", "M1 1AE"])
@pytest.mark.parametrize("when", ["When I get there", "Right now", "Show all"])
def test_list_and_map_hold_the_same_places(page, typed, when):
    page.query_params["open"] = when
    page.run()
    if typed:
        look_for(page, typed)
    assert not page.exception
    listed = words(page)
    on_map = shown_on_the_map(page)
    assert on_map
    for row in on_map:
        assert escape(live.current().places[row].name) in listed.replace("&#39;", "&#x27;")
    assert len(cards(page)) + listed_rows(page) == len(on_map)


def listed_rows(page):
    return words(page).split('<ul class="legend">')[0].count("<li><strong>")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("E16 9QQ", "We can't find the postcode E16 9QQ."),
        ("M1 1AE", "M1 1AE is not in London."),
        ("qqqqqq", "We can't find"),
        ("   ", "Type a postcode"),
        ("London", "Which part of London?"),
        ("<img src=x onerror=alert(1)>", "We can't find"),
    ],
)
def test_what_is_not_found_gets_a_kind_answer_and_still_a_list(page, typed, answer):
    look_for(page.run(), typed)
    assert not page.exception
    said = words(page).replace("&#x27;", "'")
    assert answer in said
    assert "<img src=x" not in said
    assert listed_rows(page)


def test_a_suggestion_can_be_taken(page):
    look_for(page.run(), "London")
    page.button(key="suggestion-0").click().run()
    assert "near Stratford" in words(page)


def test_what_was_searched_for_at_a_process_that_ended_is_searched_for_again(page):
    """The browser brings along what the box held, but no press of the button."""
    page.session_state["typed"] = "E16 1ZE"
    page.run()
    assert "near E16 1ZE" in words(page)
    assert "near SE9 2UG" in words(look_for(page, "SE9 2UG"))


def test_nothing_typed_reaches_the_address(page):
    look_for(page.run(), "SW1A 2AA")
    assert "SW1A" not in unquote(str(dict(page.query_params)))
    assert set(page.query_params) <= {
        "open",
        "borough",
        "tier",
        "kind",
        "under18",
        "stepfree",
        "day",
        "time",
    }


def test_filters_come_from_the_address(page):
    page.query_params["borough"] = "Newham"
    page.query_params["open"] = "Show all"
    page.run()
    assert "in Newham" in words(page)
    places = live.current().places
    assert {places[row].borough for row in shown_on_the_map(page)} == {"Newham"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("borough", "Atlantis"),
        ("open", "DROP TABLE"),
        ("tier", "<b>"),
        ("kind", "💥"),
        ("day", "32-13-2026"),
        ("time", "25:99"),
        ("under18", "maybe"),
        ("nonsense", "1"),
    ],
)
def test_a_strange_address_is_no_error(page, name, value):
    page.query_params[name] = value
    page.run()
    assert not page.exception
    assert listed_rows(page)


def test_at_night_near_the_border_the_far_open_place_is_named(page, monkeypatch):
    monkeypatch.setenv("HAVENS_NOW", MONDAY_NIGHT)
    look_for(page.run(), "RM14 2TD")
    said = words(page)
    assert "No place near RM14 2TD is listed as open when you get there" in said
    assert "The nearest place listed as open is" in said
    assert "call 999" in said


def test_city_hall_is_there_as_proposed(page):
    page.query_params["open"] = "Show all"
    look_for(page.run(), "City Hall")
    card = cards(page)[0]
    assert "City Hall (Royal Docks)" in card
    assert "Proposed" in card
    assert "Not a safe haven yet" in card


def test_a_card_button_moves_the_map(page):
    look_for(page.run(), "E16 1ZE")
    before = on_the_map(page)
    buttons = [button for button in page.button if str(button.key).startswith("map-")]
    buttons[3].click().run()
    after = on_the_map(page)
    assert after["selected"] is not None
    assert after["view"] != before["view"]
    assert after["states"] == before["states"]


def test_show_more_adds_to_list_and_map(page):
    look_for(page.run(), "E16 1ZE")
    assert len(shown_on_the_map(page)) == 10
    page.button(key="more").click().run()
    assert len(cards(page)) == len(shown_on_the_map(page)) == 20


def test_a_new_filter_goes_back_to_ten_cards(page):
    look_for(page.run(), "E16 1ZE")
    page.button(key="more").click().run()
    page.radio(key="open").set_value("now").run()
    assert len(cards(page)) == 10


def test_another_time_asks_the_hours_then(page):
    page.query_params["open"] = "At another time"
    page.run()
    page.time_input(key="time").set_value(time(3)).run()
    assert not page.exception
    assert "listed as open on Tuesday 24 November at 3am" in words(page)
    assert "so this is for tomorrow" in words(page)
    page.time_input(key="time").set_value(time(21)).run()
    assert "listed as open today at 9pm" in words(page)


def test_only_what_may_be_open_is_shown_when_open_is_asked(page):
    page.query_params["open"] = "Right now"
    page.run()
    assert set(on_the_map(page)["states"]) <= set("-135")


def test_another_time_comes_from_the_address(page):
    page.query_params["open"] = "At another time"
    page.query_params["day"] = "2026-11-28"
    page.query_params["time"] = "03:15"
    page.run()
    assert not page.exception
    assert "listed as open on Saturday 28 November at 3.15am" in words(page)


@pytest.mark.parametrize(
    ("widget", "value", "fits"),
    [
        ("borough", "Newham", lambda place: place.borough == "Newham"),
        ("tier", "Emergency point", lambda place: place.tier == "emergency_point"),
        ("kind", "Pub", lambda place: place.kind == "pub"),
        ("under18", "true", lambda place: place.kind != "pub" and place.paediatric_ae != "no"),
    ],
)
def test_every_filter_reaches_the_search(page, widget, value, fits):
    page.query_params["open"] = "Show all"
    page.query_params[widget] = value
    page.run()
    places = live.current().places
    assert shown_on_the_map(page) == {row for row, place in enumerate(places) if fits(place)}


def test_no_steps_is_known_of_no_place_and_the_page_says_so(page):
    page.query_params["stepfree"] = "true"
    page.run()
    assert "We don't know yet which places have no steps" in words(page).replace("&#x27;", "'")


def test_a_typed_borough_reaches_the_search(page):
    page.query_params["open"] = "Show all"
    look_for(page.run(), "Barnet")
    places = live.current().places
    assert {places[row].borough for row in shown_on_the_map(page)} == {"Barnet"}


def test_the_map_marks_where_you_are_and_stops_trusting_itself_at_the_first_closing(page):
    look_for(page.run(), "N1 2UD")
    said = on_the_map(page)
    assert said["here"] == pytest.approx([51.54, -0.10], abs=0.02)
    assert datetime.fromtimestamp(said["until"] / 1000, LONDON) <= NOON + timedelta(hours=12)
    assert datetime.fromtimestamp(said["until"] / 1000, LONDON) > NOON


def test_a_place_typed_by_name_is_shown_whatever_its_hours(page):
    look_for(page.run(), "AFC Wimbledon, Cherry Red Records Stadium")
    assert "We don&#39;t know when it is open" in cards(page)[0]
    assert "name-afc-wimbledon-stadium" in cards(page)[0]


@pytest.mark.parametrize("typed", ["help", "im scared", "i want to die", "I've been followed"])
def test_a_cry_for_help_is_answered(page, typed):
    look_for(page.run(), typed)
    assert "In danger now? Call 999." in words(page)
    assert "0800 1111" in words(page)


def test_a_long_walk_names_999_and_childline(page, monkeypatch):
    monkeypatch.setenv("HAVENS_NOW", MONDAY_NIGHT)
    look_for(page.run(), "E17 7JN")
    assert "is a long walk away. If you are in danger, call 999" in words(page)
