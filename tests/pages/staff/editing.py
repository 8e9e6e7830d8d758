"""The views that find, show and edit records, each for an actor whom the test chooses."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data import clock
from data.live import store
from data.load import Seed
from data.records import BoroughContact, Channel, Place, Scheme, Service
from data.revisions import MODEL, RecordKind, RevisionState, Values
from data.roles import Actor, Role
from data.store import Store
from tests.made_up_records import CHANNEL, PLACE, SCHEME, SERVICE

PLACE_KEY = (RecordKind.PLACE, "made-up-library")
CONTACT = {
    "id": "newham",
    "visibility": "public",
    "confidence": "high",
    "borough": "Newham",
    "gss_code": "E09000025",
    "day_phone": "020 0000 0000",
}
NOW = "2026-11-23T12:00"


def plant(
    patch: pytest.MonkeyPatch, folder: Path, *places: dict, scheme: dict | None = None
) -> Store:
    """Make a database with a few records, and let everything use it."""
    patch.setenv("HAVENS_DATABASE_URL", f"sqlite:///{folder / 'staff.sqlite3'}")
    patch.setenv("HAVENS_NOW", NOW)
    patch.setenv("HAVENS_TILES_URL", "")
    seed = Seed(
        places=tuple(Place(**(PLACE | one)) for one in places or ({},)),
        services=(Service(**SERVICE, channels=(Channel(**CHANNEL),)),),
        schemes=(Scheme(**(SCHEME | (scheme or {}))),),
        borough_contacts=(BoroughContact(**CONTACT),),
    )
    made = store()
    made.plant(seed, clock.now())
    return made


def script() -> None:
    """Draw the view that the address names, as desk.py does."""
    import streamlit as st

    from data.roles import Actor, Role
    from pages.staff import edit, record, records

    actor = Actor(st.session_state["name"], Role(st.session_state["role"]))
    views = {"records": records, "record": record, "edit": edit}
    views[st.query_params.get("view", "records")].draw(actor)


def open_view(view: str, role: str = "editor", name: str = "ann", **query: str) -> AppTest:
    """Open a view as a member of staff."""
    page = AppTest.from_function(script, default_timeout=60)
    page.session_state["role"] = role
    page.session_state["name"] = name
    for key, value in ({"view": view} | query).items():
        page.query_params[key] = value
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    """Give all HTML of a page as a browser shows it."""
    return unescape(html(page))


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html"))


def typed_of(page: AppTest):
    (typed,) = page.session_state["edit typed"].values()
    return typed


def field(page: AppTest, name: str):
    """Give the widget of a field of the form, or of what is asked beside it."""
    key = f"{typed_of(page).key}-{name}"
    sorts = (
        *("text_input", "text_area", "selectbox", "multiselect", "number_input"),
        *("date_input", "time_input", "radio", "checkbox", "button"),
    )
    (found,) = [w for sort in sorts for w in getattr(page, sort) if w.key == key]
    return found


def fill(page: AppTest, **cells: object) -> AppTest:
    """Type into fields, each with the run that it causes."""
    for name, cell in cells.items():
        field(page, name).set_value(cell).run()
        assert not page.exception
    return page


def type_hours(page: AppTest, text: str, name: str = "opening_hours") -> AppTest:
    """Put hours into the form as if they were typed before, whatever the editor looks like."""
    typed = typed_of(page)
    typed.cells[name] = text
    typed.round += 1000
    return page.run()


def save(page: AppTest, reason: str = "They told me.") -> AppTest:
    fill(page, reason=reason)
    field(page, "save").click().run()
    assert not page.exception
    return page


def values(made: Store, key=PLACE_KEY) -> Values:
    found = made.timeline().values(key, clock.now())
    assert found is not None
    return dict.fromkeys(MODEL[key[0]].model_fields) | dict(found)


def waiting(made: Store) -> list:
    return made.log(Actor("eve", Role.VIEWER), state=RevisionState.WAITING)
