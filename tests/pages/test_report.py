"""Something is wrong here: the form under a card, what it keeps, and when it can't."""

from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from data import database, live
from data.reports import TABLE, ReportKind, What, queue
from pages.parts import report
from pages.parts.numbers import with_numbers

CHILDLINE = "service-childline"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Any:
    """An empty database, and a desk that has seen nobody."""
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path / 'reports.sqlite3'}")
    report.desk.cache_clear()
    yield
    report.desk.cache_clear()
    database.current().dispose()


def open_form(page: Any) -> Any:
    page.button(key=f"report-{CHILDLINE}").click().run()
    assert not page.exception
    return page


def send(page: Any, what: What | None, words: str = "") -> Any:
    if what:
        page.radio(key=f"what-{CHILDLINE}").set_value(what)
    page.text_area(key=f"words-{CHILDLINE}").set_value(words)
    page.button(key=f"send-{CHILDLINE}").click().run()
    assert not page.exception
    return page


def kept() -> list[tuple[str, str, str, int]]:
    return [(r.record_id, r.what, r.words, r.times) for r in queue(database.current())]


def test_only_the_form_that_is_asked_for_is_drawn(open_page: Any) -> None:
    page = open_page("talk")
    assert len(page.text_area) == 0
    assert len(open_form(page).text_area) == 1
    page.button(key="report-service-samaritans").click().run()
    assert [area.key for area in page.text_area] == ["words-service-samaritans"]
    page.button(key="report-service-samaritans").click().run()
    assert len(page.text_area) == 0


def test_a_report_is_kept_and_thanked_for(open_page: Any, words_of: Any) -> None:
    page = send(open_form(open_page("talk")), What.HOURS, "Ring 07700 900123")
    assert kept() == [("childline", "hours", "Ring [taken out]", 1)]
    assert report.THANKS in words_of(page)
    assert report.NOT_SAFE not in words_of(page)
    assert len(page.text_area) == 0
    assert dict(page.query_params) == {}


def test_not_safe_is_answered_with_help_first(open_page: Any, words_of: Any) -> None:
    words = words_of(send(open_form(open_page("talk")), What.NOT_SAFE))
    danger = with_numbers(report.NOT_SAFE)
    assert 'href="tel:999"' in danger
    assert words.index(danger) < words.index(report.THANKS)


def test_nothing_chosen_keeps_what_was_typed(open_page: Any, words_of: Any) -> None:
    page = send(open_form(open_page("talk")), None, "my words")
    assert kept() == []
    assert "Choose what is wrong first." in words_of(page)
    assert page.text_area[0].value == "my words"


def test_cancel_keeps_nothing(open_page: Any) -> None:
    page = open_form(open_page("talk"))
    page.text_area[0].set_value("secret")
    page.button(key=f"cancel-{CHILDLINE}").click().run()
    assert kept() == []
    assert len(page.text_area) == 0


def test_too_many_are_told_to_wait(open_page: Any, words_of: Any) -> None:
    page = open_page("talk")
    for number in range(6):
        page = send(open_form(page), What.OTHER, f"words {number}")
    assert len(kept()) == 5
    assert report.TOO_MANY in words_of(page)
    assert page.text_area[0].value == "words 5"


def test_not_safe_over_the_limit_is_counted_and_its_words_stay_on_the_page(
    open_page: Any, words_of: Any
) -> None:
    page = open_page("talk")
    for number in range(6):
        page = send(open_form(page), What.NOT_SAFE, f"words {number}")
    assert ("childline", "not_safe", "", 1) in kept()
    said = words_of(page)
    assert report.WITHOUT_WORDS in said
    assert report.THANKS not in said
    assert with_numbers(report.NOT_SAFE) in said
    assert page.text_area[0].value == "words 5"


def test_not_safe_of_what_is_gone_is_answered_with_help(
    open_page: Any, words_of: Any, monkeypatch: pytest.MonkeyPatch, directory_of: Any
) -> None:
    page = open_form(open_page("talk"))
    monkeypatch.setattr(report, "current", directory_of)
    said = words_of(send(page, What.NOT_SAFE, "my words"))
    assert said.index(with_numbers(report.NOT_SAFE)) < said.index("list that any more")
    assert kept() == []


def test_a_database_that_is_damaged_is_told_and_nothing_typed_is_lost(
    open_page: Any, words_of: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"broken" * 1000)
    with monkeypatch.context() as patch:
        patch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{path}")
        page = send(open_form(open_page("talk")), What.CLOSED, "my words")
    assert with_numbers(report.NOT_WORKING) in words_of(page)
    assert page.text_area[0].value == "my words"


def test_a_place_can_be_reported_from_its_card(monkeypatch: Any, open_page: Any) -> None:
    page = open_page("find")
    page.text_input(key="typed").input("E15 1BB")
    page.button(key="find").click().run()
    button = next(b for b in page.button if b.key and b.key.startswith("report-place-"))
    button.click().run()
    key = button.key.removeprefix("report-")
    page.radio(key=f"what-{key}").set_value(What.CLOSED)
    page.button(key=f"send-{key}").click().run()
    assert not page.exception
    assert kept() == [(key.removeprefix("place-"), "closed", "", 1)]
    with database.current().connect() as connection:
        everything = str(connection.execute(sa.select(TABLE)).all())
    assert "E15" not in everything


def test_every_reason_has_words() -> None:
    assert set(report.WORDS) == set(ReportKind)
    assert {what for words in report.WORDS.values() for what in words} == set(What)
    for words in report.WORDS.values():
        assert {What.NOT_SAFE, What.CLOSED, What.OTHER} <= set(words)


def test_the_same_refusal_is_spoken_again(open_page: Any, words_of: Any) -> None:
    page = open_form(open_page("talk"))
    said = []
    for _ in range(2):
        words = words_of(send(page, None))
        said.append(words[words.index("data-say=") :].split(">")[0])
    assert said[0] != said[1]


def test_a_long_text_is_cut_and_that_is_said(open_page: Any, words_of: Any) -> None:
    page = send(open_form(open_page("talk")), What.OTHER, "long " * 200)
    assert len(kept()[0][2]) <= report.LONGEST
    assert report.CUT in words_of(page)


def test_a_telephone_line_is_asked_about_as_one(open_page: Any) -> None:
    page = open_form(open_page("talk"))
    assert page.radio(key=f"what-{CHILDLINE}").options[:2] == [
        "Nobody answered",
        "The number or the link is wrong",
    ]


def test_a_name_can_t_style_the_button(
    open_page: Any, monkeypatch: pytest.MonkeyPatch, make_service: Any, directory_of: Any
) -> None:
    service = make_service({}, id="odd", name="**Bold** :red[x] [a](https://example.org)")
    monkeypatch.setattr(live, "current", lambda: directory_of(service))
    label = open_page("talk").button(key="report-service-odd").label
    assert "\\*\\*Bold" in label
    assert "[a](" not in label


def test_the_address_is_the_visitors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report.st, "context", SimpleNamespace(ip_address="192.0.2.1"))
    assert report._address() == "192.0.2.1"
    monkeypatch.setattr(report.st, "context", SimpleNamespace(ip_address=None))
    assert report._address() is None


def test_a_form_that_was_sent_already_sends_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    state = {report.OPEN: None, f"what-{CHILDLINE}": What.OTHER}
    monkeypatch.setattr(report.st, "session_state", state)
    report._send(ReportKind.SERVICE, "childline", CHILDLINE)
    assert kept() == []
