from __future__ import annotations

from datetime import date

import pytest

from data.freshness import assurance, firm_until, last_day_of, may_turn_away_under_18s

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("partial", "last"),
    [
        ("2023", date(2023, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2023-02", date(2023, 2, 28)),
        ("2025-10", date(2025, 10, 31)),
        ("2025-10-05", date(2025, 10, 5)),
    ],
)
def test_last_day_of(partial, last):
    assert last_day_of(partial) == last


@pytest.mark.parametrize(
    ("changes", "trust"),
    [
        ({"source_date": "2025-10"}, "listed"),
        ({"source_date": None}, "listed"),
        ({"source_date": "2023-12"}, "check_first"),
        ({"source_date": "2026-01", "hours_date": "2022-03"}, "check_first"),
        ({"source_date": "2022-01", "hours_date": "2026-03"}, "listed"),
        ({"checked_on": date(2026, 11, 1)}, "checked"),
        ({"checked_on": date(2026, 1, 1)}, "check_first"),
        ({"checked_on": date(2026, 10, 30), "tier": "declared_haven"}, "checked"),
        ({"checked_on": date(2026, 10, 20), "tier": "declared_haven"}, "check_first"),
        ({"checked_on": date(2026, 11, 1), "source_date": "2012"}, "checked"),
    ],
)
def test_assurance(make_place, changes, trust):
    assert assurance(make_place(**changes), TODAY) == trust


def test_a_lapsed_check_is_not_rescued_by_a_new_source(make_place):
    place = make_place(checked_on=date(2025, 1, 1), source_date="2026-11")
    assert firm_until(place) < TODAY


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, False),
        ({"kind": "pub"}, True),
        ({"kind": "pub", "under_18_alone": "yes"}, False),
        ({"under_18_alone": "no"}, True),
        ({"age_min": 18}, True),
        ({"age_min": 13}, False),
        ({"kind": "hospital_ae", "paediatric_ae": "no"}, True),
        ({"kind": "hospital_ae", "paediatric_ae": "unknown"}, False),
    ],
)
def test_may_turn_away_under_18s(make_place, changes, may):
    assert may_turn_away_under_18s(make_place(**changes)) is may
