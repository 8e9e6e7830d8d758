"""Print one table of what things cost: ``python -m tests.benchmarks.run``.

Beside each cost stands how many times it is what ``baseline.json`` holds; what grew by half or more
is marked. ``--save`` keeps this run there instead. See ``baseline.py`` for how runs on different
machines are compared. It takes about a minute and a half.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from data.hours import OpeningHours
from data.hours_clock import LONDON
from data.reference.grid import to_grid
from geo.search import Point, Search, search
from tests.benchmarks import baseline, rows_of_app, rows_of_plain
from tests.benchmarks.baseline import Row, best_of
from tests.benchmarks.made_up import made_up_directory
from tests.benchmarks.servers import AT_NOON, UNLIMITED

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
HERE = Point(51.508, 0.016)
SAMPLE = 20_000


def plain_way(count: int) -> tuple[float, float]:
    """Seconds for sjoin_nearest, and for asking the hours of every place in a Python loop.

    The loop over more than SAMPLE places is measured on SAMPLE of them and multiplied.
    """
    columns = made_up_directory(count).columns
    frame = gpd.GeoDataFrame(
        {"hours": columns.hours},
        geometry=shapely.points(columns.easting, columns.northing),
        crs="EPSG:27700",
    )
    easting, northing = to_grid(HERE.lat, HERE.lon)
    here = gpd.GeoDataFrame(geometry=[shapely.Point(easting, northing)], crs="EPSG:27700")
    looped = min(count, SAMPLE)

    def loop() -> list[str]:
        texts = (columns.texts[row] for row in columns.hours[:looped])
        return [OpeningHours(text).state(NOON) if text else "unknown" for text in texts]

    nearest = best_of(2, lambda: gpd.sjoin_nearest(here, frame))
    return nearest, best_of(2, loop) * count / looped


def search_rows() -> Iterator[Row]:
    """Search and state for 5,000 and 1,000,000 places, beside the plain way."""
    for count in (5_000, 1_000_000):
        directory = made_up_directory(count)
        asked = Search(NOON, HERE, under_18=True, limit=20)
        search(directory, asked)
        ours = best_of(15, lambda d=directory, a=asked: search(d, a))
        nearest, loop = plain_way(count)
        yield baseline.ms(f"search, filters and state, {count:,} places", ours)
        yield Row(
            "   the plain way: sjoin_nearest + a loop over hours",
            f"{nearest * 1000:.0f} + {loop * 1000:,.0f} ms = {(nearest + loop) / ours:,.0f} times",
        )


def groups(environ: dict[str, str]) -> Iterator[Iterator[Row]]:
    """Give what is measured, in groups of some seconds."""
    yield search_rows()
    yield rows_of_app.start_rows(environ)
    yield rows_of_app.page_rows("app:app", "real places", environ)
    yield rows_of_app.page_rows("tests.benchmarks.app_of_5000:app", "5,000 made-up places", environ)
    yield rows_of_plain.answered_rows(environ)
    yield rows_of_plain.inside_rows(environ)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table in Markdown, or keep it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.run", description=__doc__)
    parser.add_argument("--save", action="store_true", help="keep this run as the baseline")
    parser.add_argument("--against", type=Path, default=baseline.FILE, help="another baseline")
    options = parser.parse_args(arguments)
    before = None if options.save else baseline.read(options.against)
    if before:
        print(f"Beside {', '.join(f'{name} {is_}' for name, is_ in before.made.items())}.\n")
        print("| what | cost | times the baseline |\n|---|---|---|")
    else:
        print("| what | cost |\n|---|---|")
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        store = {"HAVENS_DATABASE_URL": f"sqlite:///{folder}/store.sqlite3"}
        for row, fixed in baseline.measured(groups(UNLIMITED | AT_NOON | store)):
            figures |= baseline.figures_of(row, fixed)
            print(baseline.line(row, fixed, before), flush=True)
    if options.save:
        baseline.save(options.against, baseline.Run(baseline.here(), figures))


if __name__ == "__main__":
    np.seterr(all="raise")
    main()
