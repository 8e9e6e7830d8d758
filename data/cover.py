"""How many public places each borough has, and for how many young people."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from data.load import SEED_FOLDER
from data.records import Place

AGES = "10-17"


@lru_cache(maxsize=2)
def young_people(folder: Path = SEED_FOLDER) -> Mapping[str, int]:
    """Give the residents aged 10 to 17 of each borough (mid-2023, see the file)."""
    with (folder / "population.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType(
            {
                row["borough"]: int(row["population"])
                for row in csv.DictReader(file)
                if row["age_band"] == AGES
            }
        )


@dataclass(frozen=True)
class Cover:
    """Public places and young people by borough."""

    places: Mapping[str, int]
    young: Mapping[str, int]

    @classmethod
    def of(cls, places: Iterable[Place], young: Mapping[str, int]) -> Cover:
        """Count the places that the public sees."""
        return cls(Counter(place.borough for place in places if place.borough), young)

    def least_first(self, borough: str) -> tuple[float, float]:
        """Give what boroughs are sorted by: public places, then public places per young person."""
        places = self.places.get(borough, 0)
        young = self.young.get(borough, 0)
        return float(places), places / young if young else 0.0

    def words(self, borough: str) -> str:
        """Say how well a borough is covered, as a sentence."""
        places = self.places.get(borough, 0)
        if not places:
            return f"{borough} has no public place yet."
        count = "1 public place" if places == 1 else f"{places} public places"
        young = self.young.get(borough, 0)
        if not young:
            return f"{borough} has {count}."
        return f"{borough} has {count}, one for {round(young / places):,} people aged 10 to 17."
