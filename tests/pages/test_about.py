"""The about page: its figures are counted, its promises are those of the other pages."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from data.figures import figures, rules
from data.freshness import LISTED_FOR
from data.hours_clock import LONDON
from data.live import current
from data.load import read_seed
from data.records import Visibility
from data.words import TIER_MEANS
from pages.plain import embed

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)


def test_all_three_recommendations_are_answered(open_page: Any, read: Any) -> None:
    words = read(open_page("about"))
    for number in (3, 8, 17):
        assert f"Recommendation {number}:" in words
    for means in TIER_MEANS.values():
        assert means in words


def test_figures_are_counted() -> None:
    counted = dict(figures(current(), NOW))
    seed = read_seed()
    tiers = list(counted.values())[:5]
    assert sum(tiers) == len(current().places)
    drafts = sum(p.visibility is Visibility.DRAFT for p in seed.places)
    assert counted["Places that wait until somebody has looked into them"] == drafts
    assert counted["Places that City Hall has checked"] == 0


def test_figures_follow_the_records(make_directory: Any) -> None:
    directory = make_directory(
        {"id": "a"}, {"id": "b", "checked_on": "2026-11-20"}, {"id": "c", "visibility": "draft"}
    )
    counted = dict(figures(directory, NOW))
    assert counted["Public building"] == 2
    assert counted["Places that City Hall has checked"] == 1
    assert counted["Places that wait until somebody has looked into them"] == 1


def test_times_that_grow_old_are_not_counted_as_sure(make_directory: Any) -> None:
    what = "Places whose times we are sure enough of"
    directory = make_directory({"id": "a"}, {"id": "b", "opening_hours": None})
    assert dict(figures(directory, NOW))[what] == 1
    assert dict(figures(directory, NOW.replace(year=2030)))[what] == 0


def test_the_rules_are_told_in_numbers() -> None:
    assert " ".join(rules()).startswith(
        "A check of a safe haven holds for 30 days, of a service 90"
    )


def test_the_page_shows_each_figure(open_page: Any, words_of: Any) -> None:
    words = words_of(open_page("about"))
    for what, many in figures(current(), NOW):
        assert f'<th scope="row">{what}</th><td>{many}</td>' in words


def test_each_sort_is_counted_as_the_pages_call_it(make_directory: Any) -> None:
    directory = make_directory(
        {"id": "a", "tier": "declared_haven"},
        {"id": "b", "tier": "declared_haven", "haven_confirmed": "unknown"},
        {"id": "c", "status": "proposed", "tier": "declared_haven"},
    )
    assert [many for _, many in figures(directory, NOW)][:5] == [1, 1, 0, 0, 1]


def test_times_are_sure_through_their_last_day(make_directory: Any) -> None:
    what = "Places whose times we are sure enough of"
    directory = make_directory({"source_date": "2024-11-23"})
    assert dict(figures(directory, NOW))[what] == 1
    assert dict(figures(directory, NOW + timedelta(days=1)))[what] == 0


def test_services_that_closed_are_not_counted(make_service: Any, directory_of: Any) -> None:
    directory = directory_of(
        make_service(id="a"), make_service(id="b", status="closed", successor="a")
    )
    assert dict(figures(directory, NOW))["Services to talk to"] == 1


def test_the_rules_name_the_years_that_the_pages_use() -> None:
    said = " ".join(rules())
    assert f"for {LISTED_FOR.days // 365} years" in said
    assert LISTED_FOR.days // 365 == 2
    assert "for 1 year after we read it" in said


def test_the_code_for_a_list_is_there_once_a_borough_is_chosen(
    open_page: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://havens.example.org")
    page = open_page("about")
    assert not page.code
    page.selectbox("list-borough").select("City of London").run()
    assert [code.value for code in page.code] == [
        embed.snippet("https://havens.example.org", "City of London")
    ]
    page.selectbox("list-which").select("Only what may be open now").run()
    assert "borough=city-of-london&amp;open=now" in page.code[0].value
    assert dict(page.query_params) == {}
