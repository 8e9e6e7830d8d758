"""Reports without a script: kept with their words cleaned, limited, and with a way back to the list."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from data import database
from data.live import current
from data.private_words import LONGEST
from data.report_desk import ReportDesk
from data.reports import WORDS, ReportKind, What, names_of, queue
from pages.parts import report
from pages.plain import wrong
from tests.hostile import TEXTS
from tests.plain.conftest import APP
from tests.plain.reading import Node, assert_sound, fields_of, read

pytestmark = pytest.mark.usefixtures("own_database")


def a_place() -> str:
    return f"place:{current().places[0].id}"


def send(client: TestClient, about: str, what: str = "hours", words: str = "", **more: Any) -> Any:
    sent = {"about": about, "what": what, "words": words, "send": "yes"} | more
    return client.post("/plain/wrong", data=sent)


def kept() -> list[tuple[str, str, str, str, int]]:
    return [(r.kind, r.record_id, r.what, r.words, r.times) for r in queue(database.current())]


def form_of(page: Node) -> dict[str, str]:
    return dict(fields_of(page.one("form", action="/plain/wrong")))


@pytest.mark.parametrize("kind", ReportKind)
def test_every_sort_of_record_has_its_form(client: TestClient, kind: ReportKind) -> None:
    record_id, name = next(iter(names_of(current(), kind).items()))
    page = assert_sound(client.post("/plain/wrong", data={"about": f"{kind.value}:{record_id}"}))
    assert name in page.one("h1").text
    assert [i["value"] for i in page.all("input", name="what")] == [w.value for w in WORDS[kind]]
    assert not [i for i in page.all("input", name="what") if "checked" in i.attrs]
    assert kept() == []
    sent = form_of(page) | {"what": "other", "words": "odd", "send": "yes"}
    answer = client.post("/plain/wrong", data=sent)
    assert answer.status_code == 200
    assert report.THANKS in assert_sound(answer).text
    assert kept() == [(kind, record_id, "other", "odd", 1)]


def test_words_are_cleaned_and_their_lines_stay_apart(client: TestClient) -> None:
    words = "The door was shut.\r\nRing 07700 900123\r\nI live at SE9 2UG, me@example.org"
    assert send(client, a_place(), words=words).status_code == 200
    (row,) = kept()
    assert row[3] == "The door was shut. Ring [taken out] I live at [taken out], [taken out]"


def test_nothing_chosen_is_asked_again_with_the_words_as_they_were(client: TestClient) -> None:
    answer = send(client, a_place(), what="", words="first line\r\nsecond <b>")
    assert answer.status_code == 400
    page = assert_sound(answer)
    assert report.CHOOSE in page.text
    assert form_of(page)["words"] == "first line\nsecond <b>"
    assert kept() == []


def test_the_first_line_break_of_the_words_stays(client: TestClient) -> None:
    """HTML drops one line break right after <textarea>, so words never begin with one."""
    page = read(send(client, a_place(), what="", words="\r\n\r\nfirst").text)
    assert form_of(page)["words"] == "first"


def test_not_safe_is_answered_with_help_first(client: TestClient) -> None:
    page = assert_sound(send(client, a_place(), what="not_safe"))
    said = [p.text for p in page.all("p", class_="said")]
    assert said == [report.NOT_SAFE, report.THANKS]
    assert "tel:999" in {a["href"] for a in page.all("p", class_="said")[0].all("a")}


def test_a_flood_is_told_to_wait_and_not_safe_never_is(client: TestClient) -> None:
    statuses = [send(client, a_place(), words=str(n)).status_code for n in range(41)]
    assert statuses == [200] * 40 + [429]
    refused = send(client, a_place(), words="one more")
    assert report.TOO_MANY in assert_sound(refused).text
    assert form_of(read(refused.text))["words"] == "one more"
    unsafe = send(client, a_place(), what="not_safe", words="he followed me")
    page = assert_sound(unsafe)
    assert report.NOT_SAFE in page.text
    assert report.WITHOUT_WORDS in page.text
    assert form_of(page)["words"] == "he followed me"
    assert (ReportKind.PLACE, a_place().partition(":")[2], "not_safe", "", 1) in kept()
    assert send(client, a_place(), what="not_safe").status_code == 200


def test_another_address_has_limits_of_its_own() -> None:
    for number in range(41):
        send(TestClient(APP, client=("192.0.2.1", 1)), a_place(), words=str(number))
    assert send(TestClient(APP, client=("192.0.2.1", 2)), a_place()).status_code == 429
    assert send(TestClient(APP, client=("192.0.2.2", 1)), a_place()).status_code == 200


def test_nothing_of_who_sent_it_is_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    visitor = TestClient(APP, client=("192.0.2.77", 4711), headers={"user-agent": "qzxvbrowser"})
    searched = {"page": "find", "where": "SE9 2UG", "lat": "51.45133777", "lon": "0.05244888"}
    assert send(visitor, a_place(), words="odd", **searched).status_code == 200
    database.current().dispose()
    files = b"".join(path.read_bytes() for path in tmp_path.glob("reports.sqlite3*"))
    assert b"odd" in files
    for mark in (b"192.0.2.77", b"qzxvbrowser", b"SE9 2UG", b"51.45133777", b"0.05244888"):
        assert mark not in files
    assert "SE9" not in caplog.text


@pytest.mark.parametrize(
    ("about", "status", "said"),
    [
        ("place:gone", 404, wrong.GONE),
        ("castle:x", 404, wrong.GONE),
        ("place", 400, wrong.CHOOSE_RECORD),
        ("place:", 400, wrong.CHOOSE_RECORD),
        ("", 400, wrong.CHOOSE_RECORD),
        (":" * 200, 404, wrong.GONE),
    ],
)
def test_what_is_no_record_is_said(client: TestClient, about: str, status: int, said: str) -> None:
    for answer in (client.post("/plain/wrong", data={"about": about}), send(client, about)):
        assert answer.status_code == status
        assert said in assert_sound(answer).text
    page = assert_sound(send(client, about, what="not_safe"))
    assert [p.text for p in page.all("p", class_="said")] == [report.NOT_SAFE, said]
    assert kept() == []


def test_a_hidden_place_can_t_be_asked_about(
    client: TestClient, make_place: Callable[..., Any], public: Any
) -> None:
    public(places=(make_place(id="hidden", name="A hidden one", visibility="draft"),))
    answer = client.post("/plain/wrong", data={"about": "place:hidden"})
    assert answer.status_code == 404
    assert "A hidden one" not in answer.text


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text[:24]))
def test_hostile_words_come_back_only_as_text(client: TestClient, text: str) -> None:
    short = text[:1000]
    assert_sound(send(client, a_place(), what="", words=short))
    assert_sound(client.post("/plain/wrong", data={"about": f"place:{short}"}))
    assert_sound(send(client, a_place(), what=short, page=short, where=short, borough=short))


def test_long_words_are_cut_and_that_is_said(client: TestClient) -> None:
    page = assert_sound(send(client, a_place(), words="long " * 300))
    assert report.CUT in page.text
    assert len(kept()[0][3]) <= LONGEST
    form = read(client.post("/plain/wrong", data={"about": a_place()}).text)
    assert form.one("textarea")["maxlength"] == str(LONGEST)


def test_a_database_that_is_damaged_is_told_and_nothing_typed_is_lost(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"broken" * 1000)
    about = a_place()
    with monkeypatch.context() as patch:
        patch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{path}")
        answer = send(client, about, what="closed", words="my words")
    assert answer.status_code == 503
    page = assert_sound(answer)
    assert report.NOT_WORKING in page.text
    assert form_of(page)["words"] == "my words"
    assert form_of(page)["what"] == "closed"


def test_a_form_of_another_site_reports_nothing(client: TestClient) -> None:
    sent = {"about": a_place(), "what": "closed", "send": "yes"}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert client.post("/plain/wrong", data=sent, headers=headers).status_code == 403
    assert kept() == []


def test_the_address_by_itself_leads_to_the_places(client: TestClient) -> None:
    answer = client.get(f"/plain/wrong?about={a_place()}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/plain")


SEARCHES = [
    ("/plain", {"where": "E16 1ZE", "when": "any", "tier": ["emergency_point"], "under18": "yes"}),
    ("/plain", {"lat": "51.508", "lon": "0.016", "when": "any"}),
    ("/plain", {"where": "Hayes", "pick": "Hayes (Bromley)", "when": "any"}),
    ("/plain/talk", {"who": "parent", "topic": ["mind", "home"], "borough": "Camden"}),
    ("/plain/missing", {"typed": "E16 1ZE"}),
    ("/plain/missing", {"borough": "Camden"}),
]


def names(page: Node) -> list[str]:
    return [node.text for node in page.all() if node.tag in ("h2", "h3")]


@pytest.mark.parametrize(("address", "sent"), SEARCHES, ids=str)
def test_the_way_back_leads_to_the_same_list(
    client: TestClient, address: str, sent: dict[str, Any]
) -> None:
    """A report from a list, sent, and back: as the browser would, button by button."""
    listed = read(client.post(address, data=sent).text)
    button = listed.all("button", name="about")[0]
    form = listed.one("form", id=button["form"])
    fields = [*fields_of(form), ("about", button["value"])]
    asked = assert_sound(client.post(button["formaction"], data=grouped(fields)))
    fields = [
        *fields_of(asked.one("form", action="/plain/wrong")),
        ("what", "other"),
        ("send", "yes"),
    ]
    thanked = assert_sound(client.post("/plain/wrong", data=grouped(fields)))
    assert report.THANKS in thanked.text
    for page in (asked, thanked):
        (back,) = [f for f in page.all("form") if f["action"] != "/plain/wrong"]
        again = client.post(back["action"].split("#")[0], data=grouped(fields_of(back)))
        assert names(assert_sound(again)) == names(listed)


def grouped(fields: list[tuple[str, str]]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for name, value in fields:
        made.setdefault(name, []).append(value)
    return made


@pytest.mark.parametrize(
    ("sent", "back"),
    [
        ({}, "/plain"),
        ({"page": "textsafe"}, "/plain/textsafe"),
        ({"page": "borough", "borough": "city-of-london"}, "/plain/borough/city-of-london"),
        ({"page": "borough", "borough": "atlantis"}, "/plain"),
        ({"page": "https://evil.example"}, "/plain"),
        ({"page": "//evil.example"}, "/plain"),
        ({"page": "../staff"}, "/plain"),
    ],
    ids=str,
)
def test_the_way_back_to_pages_that_were_not_searched(
    client: TestClient, sent: dict[str, str], back: str
) -> None:
    page = assert_sound(client.post("/plain/wrong", data=sent | {"about": a_place()}))
    (link,) = [a for a in page.all("a") if a.text == "Back to the page"]
    assert link["href"] == back


def test_only_what_a_search_has_is_sent_on(client: TestClient) -> None:
    sent = {"page": "find", "where": "E16", "words": "secret", "password": "p", "x": "<b>"}
    sent |= {"kind": ["library"] * 250}
    page = assert_sound(client.post("/plain/wrong", data=sent | {"about": a_place()}))
    (back,) = [f for f in page.all("form") if f["action"] != "/plain/wrong"]
    assert {name for name, _ in fields_of(back)} <= {"page", "where", "kind"}
    assert len(fields_of(back)) <= 101


@pytest.mark.parametrize("address", ["/plain/borough/camden", "/plain/textsafe"])
def test_other_pages_can_be_reported_from_too(client: TestClient, address: str) -> None:
    page = read(client.get(address).text)
    form = page.one("form", id="search")
    buttons = page.all("button", name="about")
    about = buttons[0]["value"] if buttons else page.one("select").all("option")[1]["value"]
    sent = grouped([*fields_of(form), ("about", about)])
    asked = assert_sound(client.post("/plain/wrong", data=sent))
    (link,) = [a for a in asked.all("a") if a.text == "Back to the page"]
    assert link["href"] == address


def test_every_card_has_its_own_button(client: TestClient) -> None:
    for address, sent in SEARCHES:
        page = read(client.post(address, data=sent).text)
        buttons = page.all("button", name="about")
        spoken = [b.text for b in buttons]
        assert len(spoken) == len(set(spoken))
        assert all(re.fullmatch("Something is wrong here: .+", text) for text in spoken)
        known = {k.value: set(names_of(current(), k)) for k in ReportKind}
        for button in buttons:
            kind, _, record_id = button["value"].partition(":")
            assert record_id in known[kind]


def test_reasons_have_words() -> None:
    assert {w for words in WORDS.values() for w in words} == set(What)


def test_a_database_that_hangs_takes_no_page_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on = threading.Event()

    def hangs() -> Any:
        assert goes_on.wait(60)
        return database.current()

    monkeypatch.setattr(wrong, "desk", lambda: ReportDesk(hangs))
    monkeypatch.setattr(wrong, "WAIT_SECONDS", 0.5)
    about = a_place()
    with TestClient(APP) as client, ThreadPoolExecutor(60) as people:
        try:
            waiting = [people.submit(send, client, about, words="the same") for _ in range(50)]
            turned_away = [one.result() for one in islice(as_completed(waiting, 30), 46)]
            assert {one.status_code for one in turned_away} == {503}
            page = assert_sound(turned_away[0])
            assert report.NOT_WORKING in page.text
            assert "the same" in page.one("textarea").text
            assert client.get("/plain").status_code == 200
            assert client.post("/plain/wrong", data={"about": about}).status_code == 200
        finally:
            goes_on.set()
        assert sorted({one.result().status_code for one in waiting}) == [200, 503]
