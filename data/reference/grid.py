"""The one conversion between the National Grid (EPSG:27700) and latitude and longitude (WGS84)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from pyproj import Transformer

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# A fixed pipeline, not a search by EPSG code: the same answer on every machine, with or without
# PROJ's grid files, and 0.2 ms instead of 27 ms the first time a thread uses it.
_PIPELINE = (
    "+proj=pipeline"
    " +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717"
    " +x_0=400000 +y_0=-100000 +ellps=airy"
    " +step +proj=push +v_3"
    " +step +proj=cart +ellps=airy"
    " +step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842"
    " +s=-20.489 +convention=position_vector"
    " +step +inv +proj=cart +ellps=WGS84"
    " +step +proj=pop +v_3"
    " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)


@cache
def _transformer() -> Transformer:
    return Transformer.from_pipeline(_PIPELINE)


def to_wgs84(
    eastings: ArrayLike, northings: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return latitudes and longitudes in degrees, 2.03 m from OSTN15 at worst in London.

    What is not a number, or too far away to convert, comes back as nan or inf. Far from Britain
    the answer may be a number that means nothing: check that points are near London first.
    """
    lons, lats = _transformer().transform(np.asarray(eastings, float), np.asarray(northings, float))
    return np.asarray(lats), np.asarray(lons)


def to_grid(lats: ArrayLike, lons: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return eastings and northings in metres, as exactly as `to_wgs84`.

    What is not a number, or too far away to convert, comes back as nan or inf. Far from Britain
    the answer may be a number that means nothing: check that points are near London first.
    """
    eastings, northings = _transformer().transform(
        np.asarray(lons, float), np.asarray(lats, float), direction="INVERSE"
    )
    return np.asarray(eastings), np.asarray(northings)
