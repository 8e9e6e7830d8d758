"""Remakes every file of reference data: ``python -m data.reference.build``."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data.reference import make_boundaries, make_names, make_postcodes

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "source"


def build(folder: Path) -> None:
    """Write the reference files into ``folder``, the same bytes for the same sources."""
    frame = make_boundaries.boroughs(SOURCE / "london_boroughs.gpkg")
    frame.to_parquet(folder / "boroughs.parquet", compression="zstd", index=False)
    banks = make_boundaries.banks(frame)
    banks.to_parquet(folder / "banks.parquet", compression="zstd", index=False)
    _write(folder / "outline.geojson", make_boundaries.outline(frame))
    _write(folder / "areas.csv", make_names.areas(frame))
    stations = make_names.stations(frame, SOURCE / "uk_railway_stations.csv")
    _write(folder / "stations.csv", stations)
    _write(folder / "towns.txt", make_names.towns(frame))

    everything = make_postcodes.directory()
    _save(folder / "postcodes.parquet", make_postcodes.london(everything))
    _save(folder / "postcodes_shared.parquet", make_postcodes.shared(everything))
    _write(folder / "districts.txt", make_postcodes.districts(everything))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _save(path: Path, table: pa.Table) -> None:
    encodings = {
        "postcode": "DELTA_BYTE_ARRAY",
        "easting": "DELTA_BINARY_PACKED",
        "northing": "DELTA_BINARY_PACKED",
        "borough": "PLAIN",
    }
    columns = {name: kind for name, kind in encodings.items() if name in table.column_names}
    pq.write_table(
        table, path, compression="zstd", compression_level=19,
        use_dictionary=False, column_encoding=columns,
    )  # fmt: skip


if __name__ == "__main__":
    build(HERE)
    sys.stdout.write(f"Remade the reference data in {HERE}.\n")
