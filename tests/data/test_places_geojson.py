import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from data.places_geojson import PlacesFile, PlaceText, places_geojson, version_of
from data.records import Place

TEXT = PlaceText(
    shape="building",
    tier="Public building",
    kind="Library",
    address="1 Nowhere Street, E16 1ZE",
    directions="https://example.org/to",
    facts=(("Steps", "We don't know."), ("Sign", "We don't know.")),
    listed="Listed by Nowhere Council.",
)
MakePlace = Callable[..., Place]


def text(place: Place) -> PlaceText:
    return TEXT


def test_a_feature_holds_its_public_facts_and_nothing_internal(make_place: MakePlace) -> None:
    place = make_place(
        phone="020 7946 0000",
        website="https://example.org/site",
        alert="Use the side door.",
        internal_notes="never public",
        checked_by_role="secret role",
        lat=51.50812345,
        lon=0.01612345,
    )
    body = places_geojson([place], text)
    collection = json.loads(body)
    [feature] = collection["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [0.01612, 51.50812]}
    assert feature["properties"] == {
        "id": "made-up-library",
        "name": "Made-up Library",
        "shape": "building",
        "tier": "Public building",
        "kind": "Library",
        "address": "1 Nowhere Street, E16 1ZE",
        "directions": "https://example.org/to",
        "phone": "020 7946 0000",
        "website": "https://example.org/site",
        "alert": "Use the side door.",
        "facts": [[0, 1], [2, 1]],
        "listed": "Listed by Nowhere Council.",
        "source": "https://example.org/",
    }
    assert collection["texts"] == ["Steps", "We don't know.", "Sign"]
    assert b"never public" not in body
    assert b"secret role" not in body


def test_what_is_not_known_is_left_out(make_place: MakePlace) -> None:
    body = places_geojson([make_place(source_url=None)], text)
    properties = json.loads(body)["features"][0]["properties"]
    assert properties.keys().isdisjoint({"phone", "website", "alert", "source"})


def test_no_places_is_an_empty_collection() -> None:
    assert json.loads(places_geojson([], text)) == {
        "type": "FeatureCollection",
        "features": [],
        "texts": [],
    }


@pytest.mark.parametrize("missing", ["lat", "lon"])
def test_a_place_without_a_point_is_refused_by_name(make_place: MakePlace, missing: str) -> None:
    with pytest.raises(ValueError, match="made-up-library has no point"):
        places_geojson([make_place(**{missing: None})], text)


def test_rows_follow_the_features(make_place: MakePlace) -> None:
    places = [make_place(id=name) for name in ("b", "a", "c")]
    file = PlacesFile.of(iter(places), text)
    features = json.loads(file.body)["features"]
    assert [features[file.rows[name]]["properties"]["id"] for name in "abc"] == ["a", "b", "c"]


def test_the_version_names_the_content(make_place: MakePlace) -> None:
    first = PlacesFile.of([make_place()], text)
    again = PlacesFile.of([make_place()], text)
    other = PlacesFile.of([make_place()], lambda place: replace(TEXT, kind="Café"))
    assert first.version == again.version == version_of(first.body)
    assert first.version != other.version
    assert first.version.isalnum()


def test_shared_sentences_keep_the_file_small(make_place: MakePlace) -> None:
    long = replace(TEXT, facts=(("What it is", "A place like a library. " * 10),))
    places = [make_place(id=f"made-up-{number}") for number in range(100)]
    one, many = (len(places_geojson(some, lambda place: long)) for some in (places[:1], places))
    assert many < 100 * one * 0.7
