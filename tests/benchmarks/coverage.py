"""Print what the coverage of a week costs: ``python -m tests.benchmarks.coverage``.

600 made-up places, all 168 hours, every populated square of London; beside it, in the same run,
geopandas' sjoin_nearest for each hour, which knows of no river. Machines differ and are noisy:
compare within one run.
"""

from __future__ import annotations

import resource
from datetime import date

import geopandas as gpd
import numpy as np
import shapely

from data.columns import Columns
from data.week import HOURS, Week
from geo.cells import cells
from geo.coverage import Basis, Cover, WeekOfPlaces
from geo.hourly import Sites
from tests.benchmarks.baseline import best_of
from tests.benchmarks.made_up import made_up_columns

PLACES = 600
WEEK = Week(date(2026, 11, 30), date(2026, 11, 30))
SAMPLE = range(0, HOURS, 12)
"""The hours in which the plain way is measured; the sum is multiplied."""


def main() -> None:
    """Measure and print."""
    columns = made_up_columns(PLACES)
    print(f"{len(cells()):,} squares, {PLACES} places, {HOURS} hours")
    judged = WeekOfPlaces.of(columns, WEEK)
    told("each place judged in each hour", best_of(3, lambda: WeekOfPlaces.of(columns, WEEK)))
    sites = judged.sites(Basis.LISTED)
    whole = Cover.of(sites)
    first = best_of(3, lambda: Cover.of(sites))
    told("all hours, the first time", first)
    fewer = without_one(sites)
    told("after one place is gone", best_of(3, lambda: Cover.of(fewer, whole)))
    less = Cover.of(fewer)
    told("after one place came", best_of(3, lambda: Cover.of(sites, less)))
    told(
        "children of each borough and hour",
        best_of(3, lambda: Cover(whole.cells, sites, whole.metres).reached),
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'most memory of the process':44}{peak:8.0f} MB")
    plain = sum(best_of(1, lambda h=hour: by_join(columns, judged, h)) for hour in SAMPLE)
    told("the plain way, without the river", plain * HOURS / len(SAMPLE), first)


def told(what: str, seconds: float, against: float | None = None) -> None:
    times = f"  {seconds / against:.0f} times the first" if against else ""
    print(f"{what:44}{seconds:8.2f} s{times}")


def without_one(sites: Sites) -> Sites:
    """Leave out a place in the middle of the list."""
    kept = np.arange(len(sites)) != len(sites) // 2
    return Sites.at(sites.easting[kept], sites.northing[kept], sites.open[kept])


def by_join(columns: Columns, judged: WeekOfPlaces, hour: int) -> None:
    """Find the nearest open place of each square in one hour, as most would write it."""
    chosen = judged.open(Basis.LISTED)[hour]
    places = gpd.GeoDataFrame(
        geometry=shapely.points(columns.easting[chosen], columns.northing[chosen]),
        crs="EPSG:27700",
    )
    here = cells()
    squares = gpd.GeoDataFrame(
        geometry=shapely.points(here.easting, here.northing), crs="EPSG:27700"
    )
    gpd.sjoin_nearest(squares, places, distance_col="metres")


if __name__ == "__main__":
    main()
