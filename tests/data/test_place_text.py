from __future__ import annotations

from urllib.parse import parse_qs, urlparse

import pytest

from data.place_text import directions_to, place_text


def facts(text):
    return dict(text.facts)


def test_the_scheme_gives_its_promise_and_its_sign(make_place, make_scheme):
    place = make_place(tier="declared_haven", scheme="made-up-scheme")
    scheme = make_scheme(what_happens="Staff let you in.", how_to_recognise="A blue sticker.")
    said = facts(place_text(place, scheme))
    assert said["What Made-up Havens says"] == "Staff let you in."
    assert said["Sign to look for"] == "A blue sticker."


def test_what_is_not_known_is_said_to_be_unknown(make_place):
    said = facts(place_text(make_place(opening_hours=None), None))
    assert said["If you are under 18"].startswith("We don't know")
    assert said["Steps"].startswith("We don't know")
    assert "Opening hours" not in said
    assert "At the door" not in said


def test_a_proposed_place_has_its_own_shape_and_words(make_place):
    text = place_text(make_place(status="proposed", kind="city_hall"), None)
    assert (text.shape, text.tier) == ("proposed", "Proposed")
    assert facts(text)["What it is"].startswith("Not a safe haven yet.")


@pytest.mark.parametrize(
    ("answer", "words"), [("yes", "children"), ("no", "adults"), ("unknown", "don't know")]
)
def test_childrens_a_and_e(make_place, answer, words):
    place = make_place(kind="hospital_ae", tier="emergency_point", paediatric_ae=answer)
    assert words in facts(place_text(place, None))["If you are under 18"]


def test_directions_name_the_place_and_never_the_visitor(make_place):
    query = parse_qs(urlparse(directions_to(make_place(name="A & B's <Library>"))).query)
    assert query["destination"] == ["A & B's <Library>, 1 Nowhere Street, Newham, E16 1ZE, London"]
    assert set(query) == {"api", "travelmode", "destination"}
