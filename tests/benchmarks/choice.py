"""Print what trying a change and choosing places costs: ``python -m tests.benchmarks.choice``.

Over the records of the seed. Machines differ and are noisy: compare within one run.
"""

from __future__ import annotations

from datetime import date

from data.directory import Directory
from data.load import read_seed
from data.week import Week
from geo.candidates import Assumed, Candidates, Openings, Pool
from geo.cover_choice import exact, greedy
from geo.hour_spans import SPANS
from geo.trials import ROUND_THE_CLOCK, checked, pin
from geo.what_if import Today, WhatIf
from tests.benchmarks.baseline import best_of

WEEK = Week(date(2026, 11, 30), date(2026, 11, 30))
PLACES = 10


def main() -> None:
    """Measure and print."""
    seed = read_seed()
    directory = Directory.of(seed, WEEK.known_on)
    today = Today.of(directory, WEEK)
    print(f"{'':44}{'seconds':>8}  {'proven, of the best':>20}")

    def told(what: str, seconds: float, of_best: float | None = None) -> None:
        share = "" if of_best is None else f"{of_best:.1%}"
        print(f"{what:44}{seconds:8.2f}  {share:>20}")

    told("today, measured afresh", best_of(3, lambda: Today.of(directory, WEEK)))
    one = pin(today, 51.508, 0.016, ROUND_THE_CLOCK)
    told("one new place", best_of(3, lambda: WhatIf.of(today, one)))
    many = checked(today)
    told(f"{many.places} places checked", best_of(3, lambda: WhatIf.of(today, many)))
    for assumed in Assumed:
        for name in ("nights", "week"):
            hours = SPANS[name].hours
            found = Candidates.of(today, seed.places, tuple(Pool), hours)
            openings = Openings.of(today, found, hours, assumed)
            what = f"{name}, hours {assumed}, {len(found)} places: "
            seconds = best_of(3, lambda f=found, h=hours, a=assumed: Openings.of(today, f, h, a))
            told(f"{what}reach", seconds)
            for label, way in (("greedy", greedy), ("exact", exact)):
                answer = way(openings.choice, PLACES)
                seconds = best_of(3, lambda w=way, o=openings: w(o.choice, PLACES))
                told(f"{what}{label}", seconds, answer.of_best)


if __name__ == "__main__":
    main()
