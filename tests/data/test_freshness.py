from __future__ import annotations

from datetime import date

import pytest

from data.freshness import firm_until, last_day_of, may_turn_away_under_18s

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
    ("changes", "firm"),
    [
        ({"source_date": "2025-10"}, True),
        ({"source_date": "2024-11"}, True),
        ({"source_date": "2024-10"}, False),
        ({"source_date": None}, False),
        ({"source_date": None, "read_on": date(2026, 11, 1)}, True),
        ({"source_date": None, "read_on": date(2025, 11, 1)}, False),
        ({"source_date": "2023-12", "read_on": date(2026, 11, 1)}, False),
        ({"source_date": "2026-01", "hours_date": "2022-03"}, False),
        ({"source_date": "2022-01", "hours_date": "2026-03"}, True),
        ({"hours_in_doubt": "yes"}, False),
        ({"hours_in_doubt": "yes", "checked_on": date(2026, 11, 1)}, False),
        ({"hours_in_doubt": "unknown"}, False),
        ({"hours_in_doubt": "unknown", "checked_on": date(2026, 11, 1)}, True),
        ({"checked_on": date(2026, 11, 1)}, True),
        ({"checked_on": date(2026, 1, 1)}, False),
        ({"checked_on": date(2026, 10, 30), "tier": "declared_haven"}, True),
        ({"checked_on": date(2026, 10, 20), "tier": "declared_haven"}, False),
        ({"checked_on": date(2026, 11, 1), "source_date": "2012"}, True),
    ],
)
def test_firm_until(make_place, changes, firm):
    assert (firm_until(make_place(**changes)) >= TODAY) is firm


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
