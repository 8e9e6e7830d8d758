"""The app with 5,000 made-up places instead of the seed's: only for tests/benchmarks/run.py."""

from __future__ import annotations

from data import directory, live
from tests.benchmarks.made_up import made_up_directory

made_up = made_up_directory(5_000)
made_up = directory.Directory(tuple(made_up.places), (), {}, {}, made_up.version)
made_up.__dict__["columns"] = made_up_directory(5_000).columns
live.current = lambda: made_up

from app import app  # noqa: E402, F401
