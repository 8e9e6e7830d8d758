"""Print what answers of the API cost: ``python -m tests.benchmarks.api_speed``.

Each question is asked again and again of the routes themselves, without a network. Every place is
made up. Machines differ: compare the two columns of one run with each other.
"""

from __future__ import annotations

import random
import time
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles

import httpx
import numpy as np
from starlette.applications import Starlette
from starlette.testclient import TestClient

from data import api
from data.database import DatabaseError
from data.directory import Directory
from data.hours_clock import LONDON
from data.live import Live
from data.load import Seed
from data.records import Confidence, Kind, Place, Status, Tier, Visibility
from data.reference.grid import to_wgs84
from data.store import Store
from tests.benchmarks.made_up import made_up_hours

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
SIZES = (600, 100_000)
TIMES = 300
WORDS = ("Oak", "Elm", "River", "Station", "Hill", "Park", "Market", "Green", "Church", "Mill")


def made_up_places(count: int) -> tuple[Place, ...]:
    """Scatter places over Greater London's box, with a fixed seed."""
    draw = np.random.default_rng(20261125)
    lats, lons = to_wgs84(
        draw.uniform(510_000, 555_000, count), draw.uniform(160_000, 198_000, count)
    )
    texts, kinds, tiers = made_up_hours(), tuple(Kind), tuple(Tier)
    return tuple(
        Place.model_construct(
            id=f"made-up-{number}",
            name=f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number}",
            visibility=Visibility.PUBLIC,
            confidence=Confidence.HIGH,
            kind=kinds[number % len(kinds)],
            tier=tiers[number % len(tiers)],
            status=Status.ACTIVE,
            address=f"{number} {WORDS[number // 7 % 10]} Street",
            postcode="E16 1ZE",
            borough="Newham",
            lat=float(lat),
            lon=float(lon),
            source_name="Nowhere Council",
            source_url="https://example.org/",
            source_date="2026-06",
            opening_hours=texts[number % len(texts)],
        )
        for number, (lat, lon) in enumerate(zip(lats, lons, strict=True))
    )


def follow(count: int) -> float:
    """Let the API follow so many places; give the seconds until its first answer."""
    directory = Directory.of(Seed(made_up_places(count), (), (), ()))

    def away() -> Store:
        raise DatabaseError("Not needed here.")

    live = Live(away, lambda: Seed((), (), (), ()), Path("/nonexistent"), lambda: NOW)
    live.directory = lambda: directory  # type: ignore[method-assign]
    api.live = lambda: live  # type: ignore[attr-defined]
    began = time.perf_counter()
    client = TestClient(Starlette(routes=list(api.routes)))
    client.get("/api/services?search=oak&day=MO&minimum_age=1")
    client.get("/api/service_at_locations?postcode=E16+1ZE")
    return time.perf_counter() - began


def questions(count: int) -> dict[str, list[str]]:
    """Give addresses of each sort, all different."""
    draw = random.Random(20261125)  # noqa: S311
    pages = max(1, count // 50)
    ids = [one.id for one in api.newest.index().listed]
    codes = ("E16 1ZE", "SE1 2AA", "N1 9AG", "W5 2BS", "CR0 1EA", "SW1A 1AA")
    places = "service_at_locations"
    return {
        "a page of 50": [f"services?page={draw.randint(1, pages)}" for _ in range(TIMES)],
        "one service": [f"services/{draw.choice(ids)}" for _ in range(TIMES)],
        "search for two words": [
            f"services?search={draw.choice(WORDS)}+{draw.choice(WORDS)[:3]}" for _ in range(TIMES)
        ],
        "open on a day, within hours": [
            f"services?day={draw.choice(('MO', 'SA'))}&start_time={draw.randint(10, 12)}:00"
            for _ in range(TIMES)
        ],
        "50 nearest to a postcode": [
            f"{places}?postcode={draw.choice(codes)}&proximity={draw.randint(500, 5000)}"
            for _ in range(TIMES)
        ],
    }


def milliseconds(addresses: list[str]) -> tuple[float, float]:
    """Give the median and the 99th percentile."""
    transport = TestClient(Starlette(routes=list(api.routes)))
    taken = []
    for address in addresses:
        began = time.perf_counter()
        answer: httpx.Response = transport.get(f"/api/{address}")
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
    return median(taken), quantiles(taken, n=100)[98]


def main() -> None:
    """Measure, and print one table."""
    rows: dict[str, list[str]] = {}
    for count in SIZES:
        seconds = follow(count)
        rows.setdefault("the first answer after a change", []).append(f"{seconds:.1f} s")
        rows.setdefault("the test's own client alone", []).append(
            "{:.1f}, {:.1f} ms".format(*milliseconds([""] * TIMES))
        )
        for name, addresses in questions(count).items():
            rows.setdefault(name, []).append("{:.1f}, {:.1f} ms".format(*milliseconds(addresses)))
    print("| median, 99th percentile |", " | ".join(f"{count:,} services" for count in SIZES), "|")
    print("|---" * (len(SIZES) + 1) + "|")
    for name, figures in rows.items():
        print(f"| {name} |", " | ".join(figures), "|")


if __name__ == "__main__":
    main()
