"""The public page of coverage: the numbers of the summary, what is unknown, and what they hide."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from starlette.testclient import TestClient

from data.live import current
from data.week import Week
from geo.boroughs import NAMES
from geo.cover_summary import TIMES, summary_of
from tests.plain.reading import Node, assert_has_help, assert_sound

ADDRESS = "/plain/coverage"


def rows(page: Node) -> dict[str, list[str]]:
    return {
        row.all("th")[0].text: [cell.text for cell in row.all("td")]
        for row in page.all("tr")
        if row.all("td")
    }


def test_every_borough_and_london_with_the_numbers_of_the_summary(
    client: TestClient, at: Callable[[str], None]
) -> None:
    at("2026-11-23T12:00")
    found = rows(assert_sound(client.get(ADDRESS)))
    assert list(found) == ["All of London", *NAMES]
    summary = summary_of(current(), Week.ordinary(date(2026, 11, 23)))
    for title, cells in found.items():
        borough = None if title == "All of London" else title
        assert cells[:-1] == [summary.share(hour, borough).words for hour in TIMES.values()]
        assert cells[-1].split(" of ")[0].isdigit()
    assert found["Camden"] != found["Brent"]


@pytest.mark.parametrize(
    ("moment", "monday"),
    [
        ("2026-11-23T12:00", "23 November 2026"),
        ("2026-11-29T23:59", "23 November 2026"),
        ("2026-12-22T12:00", "4 January 2027"),
    ],
)
def test_an_ordinary_week_is_counted_and_named(
    client: TestClient, at: Callable[[str], None], moment: str, monday: str
) -> None:
    at(moment)
    page = assert_sound(client.get(ADDRESS))
    assert f"the one from Monday {monday}" in page.text


def test_it_says_what_it_hides_and_helps_who_needs_help_now(client: TestClient) -> None:
    answer = client.get(ADDRESS)
    page = assert_sound(answer)
    assert_has_help(page)
    for words in (
        "straight line",
        "bridge",
        "railways",
        "hours nobody knows",
        "2023",
        "safe to walk",
    ):
        assert words in page.text
    assert "Find a place near you" in page.text


def test_about_leads_to_it(client: TestClient) -> None:
    page = assert_sound(client.get("/plain/about"))
    assert ADDRESS in [link["href"] for link in page.all("a")]
