"""The noticeboard sheet: one A4 side, tagged, true on a day, and hard to abuse."""

import re
import time
from dataclasses import replace
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote_plus

import anyio
import pypdfium2
import pytest
import segno
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.testclient import TestClient

from data.borough_summary import slug_of, summary
from data.hours_clock import LONDON
from data.live import current
from data.poster import places_on, poster
from geo.borough_map import borough_map, marks_of
from geo.boroughs import NAMES
from pages import poster_route
from pages.poster_pdf import poster_pdf, qr_svg, shown_url
from pages.poster_route import routes

NOON = datetime(2026, 11, 23, 12, tzinfo=LONDON)
CLIENT = TestClient(Starlette(routes=routes), base_url="https://places.example")
URL = "https://places.example/borough?borough=Camden"


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_NOW", "2026-11-23T12:00")


def read(pdf: bytes) -> tuple[int, str]:
    """Count the pages and give the words of the first."""
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text = page.get_textpage().get_text_bounded()
    assert page.get_size() == pytest.approx((595.3, 841.9), abs=0.5)
    count = len(document)
    document.close()
    return count, re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def made(about: Any, at: datetime = NOON) -> tuple[int, str]:
    svg = borough_map(about.borough, marks_of(places_on(about)), 62, 70)
    return read(poster_pdf(poster(about, at), svg, URL))


@pytest.mark.parametrize("borough", NAMES)
def test_every_borough_is_one_a4_side(borough: str) -> None:
    answer = CLIENT.get(f"/poster/{slug_of(borough)}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    pages, text = read(answer.content)
    assert pages == 1
    for words in ("999", "0800 1111", "116 000", "True on 23 November 2026", borough):
        assert words in text
    assert "open now" not in text.lower()
    listed = [p for p in current().places if p.borough == borough and p.status != "proposed"]
    for place in listed:
        assert place.name.split()[0] in text


@pytest.mark.parametrize("count", [0, 1, 13, 80])
@pytest.mark.parametrize("name", ["A Library", "A very long name " * 6])
def test_any_number_of_places_fits_on_one_side(make_directory: Any, count: int, name: str) -> None:
    places = [
        {
            "id": f"p-{n}",
            "name": f"{name} {n}"[:120],
            "borough": "Newham",
            "address": "Long Street " * 12,
        }
        for n in range(count)
    ]
    about = summary(make_directory(*places), "Newham", NOON)
    pages, text = made(about)
    assert pages == 1
    assert "True on 23 November 2026" in text
    if count == 0:
        assert "We know no place here" in text
    if count == 80:
        assert re.search(r"And \d+ more\. See the web page\.", text)


@pytest.mark.parametrize(
    "nasty",
    [
        '#panic("no")',
        "*bold* _it_ $x$",
        '"quoted" \\ back',
        "<b>tag</b> & more",
        "@cite #set page()",
    ],
)
def test_record_text_never_becomes_markup(make_directory: Any, nasty: str) -> None:
    about = summary(make_directory({"name": nasty, "borough": "Newham"}), "Newham", NOON)
    assert nasty in made(about)[1]


def test_thousands_of_places_take_no_longer_than_a_sheet_full(
    make_directory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = make_directory(*({"id": f"p-{n}", "borough": "Newham"} for n in range(1000)))
    monkeypatch.setattr(poster_route, "current", lambda: many)
    start = time.process_time()
    pages, text = read(CLIENT.get("/poster/newham.pdf").content)
    html = CLIENT.get("/poster/newham").text
    assert time.process_time() - start < 5
    assert pages == 1
    for sheet in (text, html):
        assert re.search(r"And 9\d\d more\. See the web page\.", sheet)


@pytest.mark.parametrize("odd", ["🙂", "日本語", "\x07"])
def test_a_sign_that_the_font_lacks_costs_no_sheet(make_directory: Any, odd: str) -> None:
    about = summary(make_directory({"name": f"Library {odd}", "borough": "Newham"}), "Newham", NOON)
    pages, text = made(about)
    assert pages == 1
    for words in ("Library", "999", "True on 23 November 2026"):
        assert words in text


def test_hours_that_need_a_check_say_so(make_directory: Any) -> None:
    about = summary(make_directory({"borough": "Newham", "source_date": "2019"}), "Newham", NOON)
    assert "Bank holidays: closed. Check first." in made(about)[1]


def test_it_is_tagged_titled_and_in_english() -> None:
    pdf = CLIENT.get("/poster/camden.pdf").content
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang" in pdf
    assert b"pdfuaid" in pdf
    document = pypdfium2.PdfDocument(pdf)
    assert document.get_metadata_value("Title") == "Places to go for help in Camden"
    document.close()


def test_the_code_leads_to_the_page_of_the_borough() -> None:
    url = f"https://places.example/borough?borough={quote_plus('Kingston upon Thames')}"
    html = CLIENT.get("/poster/kingston-upon-thames").text
    assert f'alt="QR code: {url}"' in html
    modules = segno.make(url, error="m", micro=False).matrix
    drawn = qr_svg(url)
    assert f'width="{len(modules) + 6}"' in drawn


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (URL, "places.example/borough"),
        ("http://localhost:8501/borough?borough=Camden", "localhost:8501/borough"),
        (f"https://{'a' * 70}.example/borough", f"{'a' * 60}"),
    ],
)
def test_the_address_is_written_as_people_type_it(url: str, shown: str) -> None:
    assert shown_url(url) == shown


@pytest.mark.parametrize("slug", ["nowhere", "..%2f..%2fetc", "camden.svg", "%00", "a" * 3000])
@pytest.mark.parametrize("end", ["", ".pdf"])
def test_a_sheet_that_is_none_still_has_999(slug: str, end: str) -> None:
    answer = CLIENT.get(f"/poster/{slug}{end}")
    assert answer.status_code == 404
    if slug in ("nowhere", "camden.svg"):
        assert "tel:999" in answer.text


@pytest.mark.parametrize("slug", ["Camden", "CAMDEN", "City%20of%20London"])
def test_a_borough_spelt_otherwise_leads_to_its_sheet(slug: str) -> None:
    answer = CLIENT.get(f"/poster/{slug}", follow_redirects=False)
    assert answer.status_code == 308
    assert CLIENT.get(answer.headers["location"]).status_code == 200


def test_the_screen_has_a_way_out_back_and_to_print() -> None:
    html = CLIENT.get("/poster/camden").text
    assert 'href="/borough?borough=camden">Back to the page</a>' in html
    assert re.search(r'<a id="exit" href="https://[^"]+" data-exit [^>]*>Exit this page', html)


def test_long_rows_leave_fewer_places_on_the_print_view(
    make_directory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = {"borough": "Camden", "address": "Long Street " * 16, "alert": "A warning. " * 25}
    directory = make_directory(*({**long, "id": f"p-{n}", "name": f"P {n}"} for n in range(30)))
    monkeypatch.setattr(poster_route, "current", lambda: directory)
    html = CLIENT.get("/poster/camden").text
    shown = html.count('<span class="number">')
    assert 0 < shown < 12
    assert f"And {30 - shown} more. See the web page." in html


@pytest.mark.parametrize(
    "host", ['a"b', "a b", "x" * 300, "<script>", "evil.example/path", "a@b", ""]
)
@pytest.mark.parametrize("end", ["", ".pdf"])
def test_an_odd_host_gets_no_sheet(host: str, end: str) -> None:
    answer = CLIENT.get(f"/poster/camden{end}", headers={"host": host})
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_set_address_is_used_whatever_the_host_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_PUBLIC_URL", "https://safe.example/")
    html = CLIENT.get("/poster/camden", headers={"host": "evil.example"}).text
    assert "https://safe.example/borough?borough=Camden" in html
    assert "evil.example" not in html


def test_it_is_not_sent_twice_to_who_has_it() -> None:
    first = CLIENT.get("/poster/camden.pdf")
    again = CLIENT.get("/poster/camden.pdf", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["cache-control"] == "private, no-cache"
    assert 'filename="places-camden-2026-11-23.pdf"' in first.headers["content-disposition"]


def test_it_is_of_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAVENS_NOW", "2026-12-25T23:59")
    assert "True on 25 December 2026" in read(CLIENT.get("/poster/camden.pdf").content)[1]
    assert "True on 25 December 2026" in CLIENT.get("/poster/camden").text


def test_the_print_view_has_the_same_places_and_no_script_but_ours() -> None:
    answer = CLIENT.get("/poster/hounslow")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self';" in policy
    assert "connect-src" not in policy
    scripts = re.findall("<script[^>]*>", answer.text)
    own = r'<script src="/assets/(\w+\.js)\?v=[^"]+" (?:defer|async)>'
    assert [re.fullmatch(own, script)[1] for script in scripts] == ["poster.js", "exit.js"]
    assert "style=" not in answer.text
    names = re.findall(r"<b>([^<]+)</b> <small>", answer.text)
    about = summary(current(), "Hounslow", NOON)
    every = [escape(p.name).replace("&#x27;", "&#39;") for p in places_on(about)]
    assert names == every[: len(names)]
    assert len(names) >= 12
    more = f"And {len(every) - len(names)} more. See the web page."
    assert (more in answer.text) is (len(names) < len(every))


def test_a_sheet_without_contact_or_schemes() -> None:
    about = replace(summary(current(), "Camden", NOON), contact=None, schemes=())
    assert "We have no number for the council" in made(about)[1]


def test_a_changed_record_changes_the_sheet_at_once(
    make_directory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("First Library", "Second Library"):
        directory = make_directory({"name": name, "borough": "Newham"})
        monkeypatch.setattr(poster_route, "current", lambda directory=directory: directory)
        assert name in read(CLIENT.get("/poster/newham.pdf").content)[1]


def test_a_sheet_is_made_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    made_at: list[str] = []
    real = poster_route.poster_pdf
    monkeypatch.setattr(poster_route, "poster_pdf", lambda *a: made_at.append("") or real(*a))
    poster_route._pdf_of.cache_clear()
    tags = set()
    for moment in ("2026-11-23T08:00", "2026-11-23T22:00", "2026-11-24T08:00"):
        monkeypatch.setenv("HAVENS_NOW", moment)
        tags.add(CLIENT.get("/poster/camden.pdf").headers["etag"])
    assert (len(made_at), len(tags)) == (2, 2)


def test_no_sheet_is_made_for_whoever_hung_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # Many that ask and hang up at once would keep the one who waits from its sheet.
    monkeypatch.setattr(poster_route, "_pdf_of", lambda *_: pytest.fail("made for nobody"))
    messages = iter([{"type": "http.request", "body": b""}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    asked = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/poster/camden.pdf",
        "query_string": b"",
        "path_params": {"slug": "camden"},
        "headers": [(b"host", b"a.example")],
    }
    answer = anyio.run(poster_route._pdf, Request(asked, receive))
    assert answer.body == b""


def test_what_is_no_sheet_is_not_kept_by_a_cache() -> None:
    assert CLIENT.get("/poster/nowhere").headers["cache-control"] == "no-store"
