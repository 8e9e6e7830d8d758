"""Free text: what it is taken for, what is asked back, and that nothing breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import names
from geo.boroughs import NAMES, borough_at
from geo.gazetteer import find

PLACES = (
    ("City Hall (Royal Docks)", 51.5072, 0.0162),
    ("Stratford Library", 51.5432, 0.0036),
    ("Made-up Library", 51.5, -0.1),
    ("Made-up Library", 51.6, -0.1),
)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("e16 1ze", "postcode", "E16 1ZE"),
        ("E16", "outward", "E16"),
        ("sw1", "outward", "SW1"),
        ("E16 1", "outward", "E16 1"),
        ("Stratford", "area", "Stratford"),
        ("near stratford station", "area", "Stratford"),
        ("STRATFORD, LONDON", "area", "Stratford"),
        ("Barking", "area", "Barking"),
        ("Chelsea", "area", "Chelsea"),
        ("king’s cross", "area", "King's Cross"),
        ("Kings Cross", "area", "King's Cross"),
        ("Saint Helier", "area", "St. Helier"),
        ("Knightsbridge", "area", "Knightsbridge and Belgravia"),
        ("Highbury and Islington", "station", "Highbury & Islington"),
        ("elephant & castle", "station", "Elephant & Castle"),
        ("London Bridge", "station", "London Bridge"),
        ("Euston", "station", "Euston"),
        ("hackney", "borough", "Hackney"),
        ("Hackney (area)", "area", "Hackney (area)"),
        ("London Borough of Newham", "borough", "Newham"),
        ("Westminster", "borough", "Westminster"),
        ("city", "borough", "City of London"),
        ("RBKC", "borough", "Kensington and Chelsea"),
        ("K&C", "borough", "Kensington and Chelsea"),
        ("ken and chelsea", "borough", "Kensington and Chelsea"),
        ("LBBD", "borough", "Barking and Dagenham"),
        ("H&F", "borough", "Hammersmith and Fulham"),
        ("LBTH", "borough", "Tower Hamlets"),
        ("Kingston", "borough", "Kingston upon Thames"),
        ("richmond", "borough", "Richmond upon Thames"),
        ("Stratford Library", "place", "Stratford Library"),
    ],
)
def test_what_is_plain_needs_no_message(text: str, kind: str, name: str) -> None:
    found = find(text, PLACES)
    assert (found.kind, found.name, found.message) == (kind, name, None)
    assert found.confidence == 1
    assert found.lat is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("12 High Street, E17 7JN", "E17 7JN"),
        ("flat 3 near e177jn please", "E17 7JN"),
        ("E1 6AN Whitechapel", "E1 6AN"),
        ("i am in brixton", "Brixton"),
        ("Westfield Stratford", "Stratford"),
        ("East Ham, Newham", "East Ham"),
        ("12 High Street, Croydon", "Croydon"),
        ("Hayes, Hillingdon", "Hayes (Hillingdon)"),
        ("Hayes in the borough of Bromley", "Hayes (Bromley)"),
        ("Hayes UB3", "Hayes (Hillingdon)"),
    ],
)
def test_found_among_other_words(text: str, name: str) -> None:
    found = find(text, PLACES)
    assert found.name == name
    assert found.lat is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Startford", "Stratford"),
        ("Hackny", "Hackney"),
        ("peckam", "Peckham"),
        ("isligton", "Islington"),
        ("greenwhich", "Greenwich"),
        ("Wolwich", "Woolwich"),
        ("nottinghill", "Notting Hill"),
        ("Canary Warf", "Canary Wharf"),
        ("Dalston", "Dalston Junction"),
        ("Shoreditch", "Shoreditch High Street"),
        ("City Hall", "City Hall (Royal Docks)"),
    ],
)
def test_a_guess_says_that_it_is_one(text: str, name: str) -> None:
    found = find(text, PLACES)
    assert found.name == name
    assert found.confidence < 1
    assert found.message is not None
    assert name in found.message


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("Hayes", {"Hayes (Bromley)", "Hayes (Hillingdon)"}),
        ("Belmont", {"Belmont (Harrow)", "Belmont (Sutton)"}),
        ("Clapham", {"Clapham Junction", "Clapham High Street"}),
        ("Watfod", {"Catford"}),
        ("Made-up Library", {"Made-up Library (Southwark)", "Made-up Library (Haringey)"}),
    ],
)
def test_what_can_be_two_places_is_asked(text: str, suggestions: set[str]) -> None:
    found = find(text, PLACES)
    assert found.lat is None
    assert set(found.suggestions) == suggestions
    assert found.message is not None
    assert found.message.endswith("?")


@pytest.mark.parametrize("text", ["London", "greater london", "East London", "i am in london"])
def test_london_is_too_big(text: str) -> None:
    found = find(text)
    assert found.lat is None
    assert found.message == "Which part of London? Type a postcode, an area or a borough."
    assert found.suggestions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("M1 1AE", "M1 1AE"),
        ("M1", "M1"),
        ("Watford", "Watford"),
        ("Brighton", "Brighton"),
        ("Nottingham", "Nottingham"),
        ("i am in manchester", "Manchester"),
    ],
)
def test_outside_london(text: str, name: str) -> None:
    found = find(text)
    assert found.lat is None
    assert found.message.startswith(f"{name} is not in London. This map only has places in")
    assert "999" in found.message


def test_unknown_postcode_offers_its_district() -> None:
    found = find("e16 9qq")
    assert found.lat is None
    assert found.suggestions == ("E16",)
    assert found.message == (
        "We can't find the postcode E16 9QQ. "
        "Check the letters and numbers, or type an area, such as Stratford."
    )


def test_retired_postcode_is_found_and_said() -> None:
    found = find("SE1 2AA")
    assert found.lat is not None
    assert found.message == "SE1 2AA is an old postcode, or a very new one. We show places near it."


@pytest.mark.parametrize(
    "text",
    [
        "Leicester Square",
        "Edgware Road",
        "12 Stratford Road, Plaistow",
        "asdfghjkl",
        "Oxford Circus",
    ],
)
def test_no_wrong_guess(text: str) -> None:
    found = find(text)
    assert (found.kind, found.lat) == ("nothing", None)
    assert found.message is not None
    assert text in found.message


@pytest.mark.parametrize("text", ["", "   ", "\n", "😀", "...", "?", "\u200b", "\x00", "نجدة"])
def test_nothing_typed_says_what_to_type(text: str) -> None:
    assert find(text).message == "Type a postcode, an area or a borough, such as Stratford."


@pytest.mark.parametrize(
    "text",
    ["'; DROP TABLE places;--", "<script>alert(1)</script>", "a" * 10_000, "E16 1ZE " * 2_000],
)
def test_hostile_and_endless_text_gets_a_short_answer(text: str) -> None:
    found = find(text, PLACES)
    assert found.message is None or len(found.message) < 250
    assert len(found.name) <= 40


def test_a_borough_offers_the_area_of_its_name() -> None:
    assert find("Hackney").suggestions == ("Hackney (area)",)


def test_a_borough_is_asked_near_its_town_centre() -> None:
    found = find("Lewisham")
    assert found.lat == pytest.approx(51.4657, abs=0.002)
    assert found.lon == pytest.approx(-0.0137, abs=0.002)


@pytest.mark.parametrize("spelling", sorted(names.index(PLACES)))
def test_every_name_finds_itself_and_lies_in_london(spelling: str) -> None:
    found = find(spelling, PLACES)
    for suggestion in found.suggestions:
        assert find(suggestion, PLACES).lat is not None, suggestion
    if found.lat is None or found.lon is None:
        assert len(found.suggestions) > 1
    else:
        assert found.message is None
        assert borough_at(found.lat, found.lon) in NAMES


def test_no_town_elsewhere_hides_a_part_of_london() -> None:
    assert not set(names.towns()) & set(names.index(()))


@given(st.text())
def test_any_text_has_a_kind_answer(text: str) -> None:
    found = find(text, PLACES)
    assert (found.lat is None) == (found.lon is None)
    assert found.lat is not None or found.message
    assert len(found.suggestions) <= 5


@given(
    st.lists(
        st.sampled_from(
            ["stratford", "hayes", "e16", "1ze", "road", "near", "london", "city", "st", "&", "m1"]
        ),
        max_size=8,
    )
)
def test_any_mix_of_words_has_a_kind_answer(words: list[str]) -> None:
    found = find(" ".join(words), PLACES)
    assert found.lat is not None or found.message
