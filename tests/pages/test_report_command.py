"""The report as a page and as a PDF: the same words, nothing run, a side for each recommendation."""

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser

import pypdfium2
import pytest

from data.directory import Directory
from data.hours_clock import LONDON
from data.load import read_seed
from geo.report import Report, report
from pages.report import main, report_html, report_pdf

NOW = datetime(2026, 11, 25, 12, tzinfo=LONDON)
BAD = '<script>alert("x")</script> #panic("x") \\ *x* "&'


@pytest.fixture(scope="module")
def made() -> Report:
    return report(Directory.of(read_seed(), NOW.date()), NOW)


def texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)


def test_the_pdf_has_a_side_for_each_recommendation_and_one_for_how(made: Report) -> None:
    sides = texts(report_pdf(made))
    assert len(sides) == 4
    for side, page in zip(sides, made.pages, strict=False):
        assert f"Recommendation {page.number}" in side
        assert "25 November 2026" in side
    assert "Westminster" in sides[1]
    assert "How this was counted" in sides[3]


def test_the_page_says_all_that_the_report_holds(made: Report) -> None:
    html = report_html(made)
    assert html.count("<section") == 4
    assert html.count("data:image/png") == 2
    for page in made.pages:
        for table in page.tables:
            for row in table.rows:
                assert f">{row.cells[0].replace(chr(39), '&#39;')}</th>" in html
    assert 'src="http' not in html


def test_words_of_a_record_stay_words(made: Report) -> None:
    first = made.pages[0]
    worse = replace(made, pages=(replace(first, found=(*first.found, BAD)), *made.pages[1:]))
    assert "script" not in Tags(report_html(worse)).seen
    assert 'alert("x")' in texts(report_pdf(worse))[0].replace("“", '"').replace("”", '"')


def test_the_command_writes_both_and_says_where(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("HAVENS_NOW", "2026-11-25T12:00")
    folder = tmp_path / "new" / "folder"
    assert main([str(folder)]) == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "report-2026-11-25.html",
        "report-2026-11-25.pdf",
    ]
    assert str(folder) in capsys.readouterr().out
    assert (folder / "report-2026-11-25.pdf").read_bytes().startswith(b"%PDF")


def test_the_command_says_what_is_missing_or_in_the_way(tmp_path, capsys) -> None:
    assert main([]) == 2
    assert "Name the folder" in capsys.readouterr().err
    (tmp_path / "file").write_text("")
    assert main([str(tmp_path / "file")]) == 1
    assert "could not be made" in capsys.readouterr().err
