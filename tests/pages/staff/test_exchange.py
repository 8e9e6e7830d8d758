"""Import and export as staff see them: a file looked at, rows chosen, sent, and led on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data import database, live
from data.exchange_columns import TableKind
from data.hours_clock import LONDON
from data.load import Seed
from data.planting import plant
from data.records import Place, Scheme
from data.roles import Actor, Role
from data.store import Store
from pages.staff import exchange_out
from tests.made_up_records import PLACE, SCHEME

NOW = datetime(2026, 11, 23, 12, tzinfo=LONDON)
VERA = Actor("vera@example.org", Role.VIEWER)
HOSTILE = "<script>alert(1)</script> **bold** :red[x]"
HEAD = "name,kind,tier,postcode,address,source name,phone\n"
SHEET = (
    HEAD + f"New Hall,shop,public building,E6 3RS,{HOSTILE},A council,\n"
    "Made-up Library,,,E16 1ZE,,,020 7946 0000\n"
    "Hope refuge,shop,public building,E6 3RS,1 Road,A council,\n"
)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    monkeypatch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{tmp_path / 'staff.sqlite3'}")
    monkeypatch.setenv("HAVENS_NOW", NOW.isoformat())
    draft = PLACE | {
        "id": "draft",
        "name": "Draft",
        "visibility": "draft",
        "internal_notes": "secret",
    }
    plant(
        database.current(), Seed((Place(**PLACE), Place(**draft)), (), (Scheme(**SCHEME),), ()), NOW
    )
    live.live().refresh()
    yield live.store()
    database.current().dispose()


def run(role: str) -> None:
    from data.roles import Actor, Role
    from pages.staff import exchange

    exchange.draw(Actor("anna@example.org", Role(role)))


def opened(role: str = "editor") -> AppTest:
    page = AppTest.from_function(run, kwargs={"role": role}, default_timeout=60).run()
    assert not page.exception
    return page


def looked(page: AppTest, *files: tuple[str, str | bytes]) -> AppTest:
    sent = [(n, b.encode() if isinstance(b, str) else b, "text/csv") for n, b in files]
    page.file_uploader(key="exchange-files").set_value(sent).run()
    page.button(key="exchange-look").click().run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def test_a_file_is_looked_at_chosen_sent_and_leads_to_what_waits(store: Store) -> None:
    page = looked(opened(), ("sheet.csv", SHEET))
    assert store.waiting(VERA) == []
    assert "<strong>1</strong> new" in said(page)
    assert "<strong>1</strong> wrong" in said(page)
    assert "“020 7946 0000”" in said(page)
    assert page.button(key="exchange-send").label == "Send 2 rows for approval"
    page.checkbox(key="exchange-row-1").uncheck().run()
    assert page.button(key="exchange-send").label == "Send 1 row for approval"
    page.text_area(key="exchange-reason").input("Their e-mail of 3 November.").run()
    page.button(key="exchange-send").click().run()
    assert not page.exception
    (waiting,) = store.waiting(VERA)
    assert (waiting.author, waiting.reason) == ("anna@example.org", "Their e-mail of 3 November.")
    assert f"batch {waiting.batch}" in page.success[0].value
    page.button(key="exchange-to-approve").click().run()
    assert page.query_params == {"view": "approve", "batch": str(waiting.batch)}


def test_without_a_reason_nothing_is_sent_and_nothing_is_lost(store: Store) -> None:
    page = looked(opened(), ("sheet.csv", SHEET))
    page.checkbox(key="exchange-row-1").uncheck().run()
    page.button(key="exchange-send").click().run()
    assert "Say why" in page.error[0].value
    assert store.waiting(VERA) == []
    assert page.button(key="exchange-send").label == "Send 1 row for approval"


def test_what_a_file_holds_is_text_and_never_markup(store: Store) -> None:
    page = looked(
        opened(),
        (
            "<b>sheet.csv",
            SHEET.replace("New Hall", f"Hall {HOSTILE}").replace(
                "source name", "source name,*Officer*"
            ),
        ),
    )
    everything = said(page) + "".join(m.value for m in page.markdown)
    assert "<script>" not in everything
    assert r"\*\*bold\*\*" in page.checkbox(key="exchange-row-0").label
    assert r"\*Officer\*" in " ".join(i.value for i in page.info)


def test_rows_by_what_they_do_and_all_or_none_of_them(store: Store) -> None:
    rows = "".join(f"Hall {n},shop,public building,E6 3RS,{n} Road,A council,\n" for n in range(60))
    page = looked(opened(), ("sheet.csv", SHEET + rows))
    assert page.button(key="exchange-send").label.startswith("Send 62")
    page.radio(key="exchange-filter").set_value("New").run()
    page.button(key="exchange-all-False").click().run()
    assert page.button(key="exchange-send").label == "Send 1 row for approval"
    assert not page.checkbox(key="exchange-row-0").value
    page.number_input(key="exchange-page-New").set_value(3).run()
    page.button(key="exchange-all-True").click().run()
    assert page.button(key="exchange-send").label.startswith("Send 62")
    page.radio(key="exchange-filter").set_value("Wrong").run()
    assert "Hope refuge" in said(page)
    assert "never listed" in said(page)


def test_another_choice_asks_to_look_again(store: Store) -> None:
    page = looked(opened(), ("sheet.csv", SHEET))
    page.checkbox(key="exchange-clears").check().run()
    assert "Look at the file" in page.info[-1].value
    with pytest.raises(KeyError):
        page.button(key="exchange-send")


def test_what_holds_for_the_whole_file(store: Store) -> None:
    page = opened()
    page.text_input(key="exchange-source-name").input("A council")
    page.selectbox(key="exchange-tier").select("declared_haven")
    page.selectbox(key="exchange-scheme").select("made-up-scheme")
    page.selectbox(key="exchange-kind").select("shop").run()
    looked(page, ("a.csv", "Name of place,Post code\nNew Hall,E6 3RS\n"))
    assert "<strong>1</strong> new" in said(page), said(page)
    page.text_area(key="exchange-reason").input("Mail.").run()
    page.button(key="exchange-send").click().run()
    (waiting,) = store.waiting(VERA)
    after = {field: change.after for field, change in waiting.changes.items()}
    assert (after["tier"], after["scheme"], after["kind"]) == (
        "declared_haven",
        "made-up-scheme",
        "shop",
    )
    assert (after["source_name"], after["visibility"]) == ("A council", "draft")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("a.xls", b"\xd0\xcf\x11\xe0" + bytes(20))], "old Excel file"),
        ([("a.csv", "name,website\nA,https://example.org\n")], "Choose what the rows are"),
        (
            [("a.csv", SHEET), ("b.csv", "service,kind,contact\na,phone,1\n")],
            "Choose what the rows are",
        ),
    ],
)
def test_what_cannot_be_read_is_told(store: Store, files: list[Any], words: str) -> None:
    page = looked(opened(), *files)
    assert words in page.error[0].value
    assert "exchange-held" not in page.session_state


def test_a_viewer_brings_nothing_in(store: Store) -> None:
    page = opened("viewer")
    assert len(page.file_uploader) == 0
    assert "editor or more" in page.info[0].value


def test_what_goes_out(store: Store) -> None:
    page = opened("viewer")
    names = {button.proto.label for button in page.get("download_button")}
    assert {"Places (CSV)", "Places (GeoJSON)", "Places: template"} <= names
    assert not any("drafts" in name for name in names)
    public = exchange_out._public(TableKind.PLACE)().decode("utf-8-sig")
    assert "made-up-library" in public
    assert "draft" not in public
    assert "internal_notes" not in public
    assert b"draft" not in exchange_out._public_geojson()


@pytest.mark.parametrize("choice", ["Places (CSV)", "Places (GeoJSON)"])
def test_everything_is_made_when_asked_for(store: Store, choice: str) -> None:
    page = opened("viewer")
    page.selectbox(key="exchange-everything").select(choice).run()
    page.button(key="exchange-make").click().run()
    (made,) = [b for b in page.get("download_button") if "drafts" in b.proto.label]
    assert made.proto.label == f"Save {choice} with drafts"
    assert {place.id for place in exchange_out.everything(VERA).places} == {
        "made-up-library",
        "draft",
    }
    page.run()
    assert not any("drafts" in b.proto.label for b in page.get("download_button"))
