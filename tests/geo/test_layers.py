import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest
from streamlit_folium import _get_feature_group_string, _get_map_string

from data.places_geojson import PlacesFile, PlaceText
from data.records import Place
from data.state import State
from geo.assets import ASSETS
from geo.layers import OutlineMap, PlacesLayer, Shown, base_map, places_layer

OUTLINE = "/data/outline-1.geojson"
OPEN = ("Listed as open until 5pm.",)
MakeFile = Callable[[int], PlacesFile]


@pytest.fixture
def make_file(make_place: Callable[..., Place]) -> MakeFile:
    def make(count: int) -> PlacesFile:
        said = PlaceText("building", "Public building", "Library", "", "https://e.org", (), "")
        places = [make_place(id=f"made-up-library-number-{n}") for n in range(count)]
        return PlacesFile.of(places, lambda place: said)

    return make


def script(layer: PlacesLayer) -> str:
    return _get_feature_group_string(layer, base_map(outline=OUTLINE, tiles=True))


def message(layer: PlacesLayer) -> dict:
    return json.loads(layer.said)


def shown(file: PlacesFile, count: int, **changes: object) -> list[Shown]:
    return [
        Shown(id=name, **({"state": State.OPEN, "lines": OPEN} | changes))
        for name in list(file.rows)[:count]
    ]


@pytest.mark.parametrize("tiles", [True, False])
def test_the_base_map_is_the_same_every_time(tiles: bool, make_file: MakeFile) -> None:
    scripts = set()
    for count in (0, 3):
        file = make_file(3)
        folium_map = base_map(outline=OUTLINE, tiles=tiles)
        folium_map.render()
        scripts.add(_get_map_string(folium_map))
        places_layer(file, shown(file, count), view=str(count)).add_to(folium_map)
    [only] = scripts
    assert OUTLINE in only
    assert ("/tiles/{z}/{x}/{y}.png" in only) is tiles


def test_a_frame_gets_all_that_folium_would_have_given_it(
    make_file: MakeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page around a map is left out because nobody reads it; nothing else may be missing."""

    def given() -> dict[str, object]:
        file = make_file(3)
        frame = AppTest.from_function(_frame, args=(file, shown(file, 2))).run()
        assert not frame.exception
        said = json.loads(frame.get("component_instance")[0].proto.json_args)
        return said | {"header": " ".join(said["header"].split()), "id": ""}

    ours = given()
    monkeypatch.delattr(OutlineMap, "render")
    monkeypatch.delattr(PlacesLayer, "render")
    theirs = given()
    assert "SafeMapPlaces.show" in theirs["feature_group"]
    assert ours == theirs


def _frame(file, places):
    from streamlit_folium import st_folium

    from geo.layers import base_map, places_layer

    st_folium(
        base_map(outline="/data/outline-1.geojson", tiles=True),
        feature_group_to_add=places_layer(file, places, view="1"),
        returned_objects=[],
        use_container_width=True,
        key="places-map",
    )


def test_only_our_own_files_are_loaded_and_they_are_there() -> None:
    for _, address in [*OutlineMap.default_js, *OutlineMap.default_css]:
        assert re.fullmatch(r"/assets/[\w./-]+\?v=[0-9a-f]{8}", address)
        assert (ASSETS / address.removeprefix("/assets/").split("?")[0]).is_file()
    assert "//" not in base_map(outline=OUTLINE, tiles=True).said


def test_the_layer_loads_nothing_that_the_map_has_not_loaded() -> None:
    """The frame loads scripts only once, when it first appears."""
    assert not getattr(PlacesLayer, "default_js", [])


def test_visitors_may_zoom_the_page() -> None:
    folium_map = base_map(outline=OUTLINE, tiles=True)
    assert "user-scalable" not in folium_map.get_root().render()


def test_each_place_of_the_file_has_one_state_letter(make_file: MakeFile) -> None:
    file = make_file(4)
    names = list(file.rows)
    layer = places_layer(
        file,
        [
            Shown(names[3], State.CHECK_FIRST, ("Check first.",), 1234.0, 22),
            Shown(names[1], State.OPEN, OPEN, 449.0, 8),
        ],
        view="a",
    )
    said = message(layer)
    assert said["version"] == file.version
    assert said["states"] == "-1-5"
    assert [said["lines"][n] for n in said["line"]] == [list(OPEN), ["Check first."]]
    assert said["far"] == [4, 12]
    assert said["walk"] == [8, 22]


@pytest.mark.parametrize(
    ("metres", "hundreds"), [(0.0, 1), (49.0, 1), (951.0, 10), (1249.0, 12), (1251.0, 13)]
)
def test_metres_are_rounded_as_they_are_shown(
    make_file: MakeFile, metres: float, hundreds: int
) -> None:
    file = make_file(1)
    layer = places_layer(file, shown(file, 1, metres=metres, minutes=1), view="a")
    assert message(layer)["far"] == [hundreds]


def test_no_distance_is_told_unless_it_is_known_for_all(make_file: MakeFile) -> None:
    file = make_file(2)
    some = [*shown(file, 1, metres=100.0, minutes=2), shown(file, 2)[1]]
    said = message(places_layer(file, some, view="a"))
    assert said["far"] is None
    assert said["walk"] is None


def test_where_to_look_and_until_when(make_file: MakeFile) -> None:
    file = make_file(3)
    name = list(file.rows)[2]
    until = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
    layer = places_layer(
        file, shown(file, 3), view="b", selected=name, here=(51.50812345, 0.0), until=until
    )
    said = message(layer)
    assert said["selected"] == 2
    assert said["here"] == [51.50812, 0.0]
    assert said["until"] == 1795366800000


def test_a_warning_on_arrival_goes_with_its_own_place(make_file: MakeFile) -> None:
    file = make_file(3)
    names = list(file.rows)
    some = [
        Shown(names[0], State.OPEN, OPEN, arrival="It may be shut."),
        Shown(names[1], State.OPEN, OPEN),
        Shown(names[2], State.OPEN, OPEN, arrival="It may be shut."),
    ]
    said = message(places_layer(file, some, view="a"))
    assert [said["arrivals"][n] for n in said["line"]] == [
        "It may be shut.",
        None,
        "It may be shut.",
    ]
    assert len(said["lines"]) == len(said["arrivals"]) == 2


def test_a_selected_place_that_is_gone_is_nobody(make_file: MakeFile) -> None:
    file = make_file(1)
    assert message(places_layer(file, [], view="a", selected="gone"))["selected"] is None


def test_a_shown_place_that_is_not_in_the_file_is_an_error(make_file: MakeFile) -> None:
    with pytest.raises(KeyError):
        places_layer(make_file(1), [Shown("gone", State.OPEN, OPEN)], view="a")


@pytest.mark.parametrize(("places", "count", "most"), [(250, 100, 4_000), (5_000, 200, 9_000)])
def test_the_message_stays_small(make_file: MakeFile, places: int, count: int, most: int) -> None:
    file = make_file(places)
    some = [
        Shown(name, State(n % 7), (f"Listed as open until {n % 20}pm.",), 137.0 * n, 2 * n)
        for n, name in enumerate(list(file.rows)[:count])
    ]
    assert len(script(places_layer(file, some, view="a")).encode()) < most


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--", "\u2028\u2029", "'\"`${1}\\", "{{ 7*7 }}",
     "\u202eright to left", "{{'map_div'}}", "\x00", "feature_group_0 _0 map_div"],
)  # fmt: skip
def test_no_text_gets_out_of_the_script(make_file: MakeFile, text: str) -> None:
    file = make_file(1)
    layer = places_layer(file, shown(file, 1, lines=(text,)), view=text)
    sent = re.search(r"SafeMapPlaces\.show\((.*)\);", script(layer))
    assert sent
    assert not set(sent[1]) & set("<>&'\u2028\u2029\n")
    assert not re.search(r"{[{%#]", sent[1])
    assert json.loads(sent[1])["lines"] == [[text]]


@given(st.text())
def test_any_text_comes_back_as_it_was(text: str) -> None:
    layer = places_layer(PlacesFile(b"", "v", {}), [], view=text)
    assert json.loads(layer.said)["view"] == text
    assert layer.said.isascii()
    assert not set(layer.said) & set("<>&'")
