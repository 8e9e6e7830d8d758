"""The report: counted from what is public, and nothing else in it."""

import json
from dataclasses import asdict
from datetime import date, datetime

import pytest

from data.directory import Directory
from data.hours_clock import LONDON
from data.load import Seed, read_seed
from data.records import Place, Service
from data.week import Week
from geo.boroughs import NAMES
from geo.cover_summary import TIMES, summary_of
from geo.report import RECOMMENDATIONS, Report, file_name, report
from tests.made_up_records import CHANNEL, PLACE, SERVICE

NOW = datetime(2026, 11, 25, 12, tzinfo=LONDON)


def directory(places=(), services=()) -> Directory:
    made = [Place(**{**PLACE, "id": f"p{n}", **change}) for n, change in enumerate(places)]
    talk = [Service(**{**SERVICE, "id": f"s{n}", **change}) for n, change in enumerate(services)]
    return Directory.of(Seed(tuple(made), tuple(talk), (), ()), NOW.date())


def real_directory() -> Directory:
    return Directory.of(read_seed(), NOW.date())


@pytest.fixture(scope="module")
def real() -> Report:
    return report(real_directory(), NOW)


def table(made: Report, page: int, caption: str) -> dict[str, tuple[str, ...]]:
    found = next(t for t in made.pages[page].tables if caption in t.caption)
    assert {len(row.cells) for row in found.rows} <= {len(found.heads)}
    return {row.cells[0]: row.cells[1:] for row in found.rows}


def words(made: Report) -> str:
    return json.dumps(asdict(made), ensure_ascii=False)


def test_a_page_for_each_recommendation_with_what_was_asked_and_answered(real: Report) -> None:
    assert tuple(page.number for page in real.pages) == RECOMMENDATIONS
    assert all(page.title and page.asked and page.answered and page.unknown for page in real.pages)
    assert "Centralised Vulnerability Hub" in real.pages[1].answered
    assert real.counted_on == "25 November 2026"
    assert "23 November 2026" in real.week


def test_the_shares_are_those_of_the_summary(real: Report) -> None:
    summary = summary_of(real_directory(), Week.ordinary(NOW.date()))
    found = table(real, 0, "London: of 100 children")
    assert found == {name: (summary.share(hour).words,) for name, hour in TIMES.items()}
    assert len(real.pages[0].maps) == 2
    assert len({shown.png for shown in real.pages[0].maps}) == 2
    assert any("If City Hall in Newham" in said for said in real.pages[0].found)


def test_every_borough_stands_once_with_its_numbers_or_not_known(real: Report) -> None:
    found = table(real, 1, "each borough")
    assert list(found) == list(NAMES)
    contacts = real_directory().contacts
    for name, cells in found.items():
        contact = contacts.get(name)
        assert cells[1] == ((contact and contact.day_phone) or "not known")
    assert any("Havering" in said for said in real.pages[1].unknown)


def test_what_closed_names_what_followed(real: Report) -> None:
    found = table(real, 2, "Closed services")
    assert found["Empower"][0] == "June 2024"
    assert "VESS" in found["Empower"][1]
    assert any("Is This OK?" in said and "not known" in said for said in real.pages[2].found)


def test_services_are_counted_by_the_best_that_is_known_of_them() -> None:
    lines = [
        {"channels": [{**CHANNEL, "opening_hours": "24/7", "source_date": "2026-11"}]},
        {"channels": [{**CHANNEL, "opening_hours": None}]},
        {
            "channels": [
                {**CHANNEL, "opening_hours": "Mo-Fr 09:00-17:00; PH off", "source_date": "2026-11"}
            ]
        },
        {"channels": [{**CHANNEL, "opening_hours": "24/7", "source_date": "2010"}]},
        {"status": "closed", "ended_on": "2024"},
    ]
    found = table(report(directory(services=lines), NOW), 2, "listed as open")
    assert found["Tuesday, 4pm to 5pm"] == ("2", "1", "1", "4")
    assert found["Sunday, 3am to 4am"] == ("1", "1", "1", "4")


def test_nothing_that_is_not_public_is_in_it() -> None:
    hidden = "Zqx"
    places = [
        {"name": f"{hidden} Draft", "visibility": "draft", "opening_hours": "24/7"},
        {
            "name": "Seen",
            "internal_notes": hidden,
            "checked_by_role": hidden,
            "checked_on": "2026-11-01",
        },
    ]
    services = [
        {"name": f"{hidden} Line", "visibility": "draft", "status": "unknown"},
        {"name": "Seen Line", "status": "unknown", "internal_notes": hidden},
    ]
    made = report(directory(places, services), NOW)
    assert "Seen Line" in words(made)
    assert hidden not in words(made)
    assert any(said == "City Hall has checked 1 of them." for said in made.pages[0].found)


def test_it_is_made_of_nothing_too() -> None:
    made = report(directory(), NOW)
    assert table(made, 0, "London: of 100 children")["Friday, 10pm to 11pm"] == ("0",)
    assert not any("If City Hall in" in said for said in made.pages[0].found)
    assert set(table(made, 1, "each borough").values()) == {("not known",) * 4}


def test_the_name_of_a_file() -> None:
    assert file_name(date(2026, 11, 25), "pdf") == "report-2026-11-25.pdf"
