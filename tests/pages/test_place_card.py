from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from data.place_text import place_text
from geo.search import Point, Search, When, search
from pages.parts import place_card
from pages.parts.place_card import card_html, card_of
from pages.parts.plain_text import plain

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Europe/London"))
HERE = Point(51.508, 0.016)
HOSTILE = "<img src=x onerror=alert(1)>\"'{{ 7*7 }}</script>"


@pytest.fixture
def draw(make_directory, make_place):
    def html(at=NOON, point=HERE, scheme=None, **changes):
        directory = make_directory(make_place(**changes))
        result = search(directory, Search(at, point, when=When.ANY)).found[0]
        return card_html(card_of(result, place_text(result.place, scheme)))

    return html


def test_the_card_says_all_that_counts(draw):
    html = draw(
        alert="Mind the dog.",
        phone="020 7946 0000",
        website="https://example.org/library",
        hours_public_note="Ring the bell.",
        at_the_door="Ask at the desk.",
    )
    for words in (
        "Made-up Library",
        "Public building · Library",
        "Listed as open until 5pm.",
        "Mind the dog.",
        "Ring the bell.",
        "About 100 metres away",
        "1 Nowhere Street, Newham, E16 1ZE",
        'href="tel:02079460000"',
        "Ask at the desk.",
        "Listed by Nowhere Council, June 2026. Not yet checked by City Hall.",
        'href="https://example.org/"',
        'href="https://example.org/library"',
        "Google Maps",
    ):
        assert words in html


def test_arriving_after_closing_is_said(draw):
    html = draw(at=NOON.replace(hour=16, minute=40), lat=51.526)
    assert "You would get there at about 5.15pm. It is listed as closed then." in html


def test_every_link_out_tells_nobody_where_from(draw):
    html = draw(website="https://example.org/library")
    links = [link for link in html.split("<a ")[1:] if 'href="http' in link]
    assert len(links) == 3
    assert all('rel="noreferrer noopener"' in link for link in links)


@pytest.mark.parametrize(
    "field",
    [
        "name",
        "address",
        "alert",
        "hours_public_note",
        "at_the_door",
        "entrance",
        "phone",
        "source_name",
    ],
)
def test_text_of_a_record_is_never_markup(draw, field):
    html = draw(**{field: HOSTILE})
    assert "<img src=x" not in html
    assert "</script>" not in html
    assert "49" not in html.replace("0.49", "")


def test_police_and_hospitals_say_what_to_do(draw):
    police = draw(kind="police_station", tier="emergency_point")
    hospital = draw(kind="hospital_ae", tier="emergency_point", paediatric_ae="yes")
    assert "You can say: I need help. I don&#39;t feel safe." in police.split("<details>")[0]
    assert "hurt or very ill" in hospital.split("<details>")[0]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("St John's", "St John's"),
        ("![i](https://e.example/p.png)", "\\!\\[i\\]\\(https\\://e\\.example/p\\.png\\)"),
        ("5 * 3 $x$ :smile:", "5 \\* 3 \\$x\\$ \\:smile\\:"),
    ],
)
def test_labels_are_not_markdown(text, escaped):
    assert plain(text) == escaped


@pytest.mark.parametrize("name", ["Made-up Library", "<strong>distance</strong>", "distance"])
def test_each_reads_their_own_distance_on_a_card_that_is_drawn_once(draw, name):
    near, far = draw(name=name), draw(name=name, lat=51.55)
    assert near.count("About 100 metres away") == far.count("About 4.7 km away") == 1
    assert "100 metres" not in far
    assert draw(name=name) == near
    nowhere = draw(name=name, point=None)
    assert "away" not in nowhere
    assert "(roughly)" not in nowhere


def test_a_record_that_changed_is_drawn_anew(draw):
    assert "Mind the dog." in draw(alert="Mind the dog.")
    assert "Mind the dog." not in draw(alert="Mind the cat.")


def test_what_is_kept_drawn_does_not_tell_where_somebody_was(draw, monkeypatch):
    drawn = []
    keep = place_card._drawn
    monkeypatch.setattr(place_card, "_drawn", lambda *given: drawn.append(given) or keep(*given))
    late = {"at": NOON.replace(hour=16, minute=40), "lat": 51.526}
    texts = [draw(), draw(point=Point(51.52, 0.02)), draw(point=None), draw(**late)]
    assert len(set(texts)) == 4
    assert "You would get there" in texts[-1]
    assert len(drawn) == 3
    for card, *rest in drawn:
        assert card.distance in (None, place_card._GAP)
        assert card.arrival is None
        assert not any(words in keep(card, *rest) for words in ("metres away", "km away"))


@pytest.mark.parametrize("links", [str, Markup])
def test_the_distance_is_drawn_and_not_written_out_as_markup(make_directory, make_place, links):
    directory = make_directory(make_place())
    result = search(directory, Search(NOON, HERE, when=When.ANY)).found[0]
    html = card_html(card_of(result, place_text(result.place, None)), links=links)
    assert "<strong>About 100 metres away" in html
    assert "&lt;" not in html
