"""Files out: templates to fill in, what is public, and for staff everything."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType

import streamlit as st

from data import clock
from data.exchange_columns import TableKind
from data.exchange_write import (
    all_records,
    columns_of,
    csv_of,
    geojson_of,
    public_records,
    template_of,
)
from data.live import current, timeline
from data.load import Seed
from data.roles import Action, Actor, require

SORTS = MappingProxyType(
    {
        TableKind.PLACE: "Places",
        TableKind.SERVICE: "Services",
        TableKind.CHANNEL: "Ways to reach services",
        TableKind.SCHEME: "Schemes",
        TableKind.CONTACT: "Council contacts",
    }
)
GEOJSON = "application/geo+json"
_GEOJSON = "Places (GeoJSON)"
_FILES = MappingProxyType(
    {
        TableKind.PLACE: "places",
        TableKind.SERVICE: "services",
        TableKind.CHANNEL: "channels",
        TableKind.SCHEME: "schemes",
        TableKind.CONTACT: "boroughs",
    }
)


def for_excel(text: str) -> bytes:
    """Write CSV the way Excel needs it to know its letters."""
    return text.encode("utf-8-sig")


def draw_templates() -> None:
    """Draw a template for each sort of record, and what its columns hold."""
    with st.expander("Templates to fill in"):
        st.write(
            "Each template is an empty sheet. The columns may stand in any order; leave out those "
            "that you have nothing for."
        )
        for kind, label in SORTS.items():
            with st.container(horizontal=True):
                _button(
                    f"{label}: template",
                    f"{_FILES[kind]}-template.csv",
                    _template(kind),
                    "text/csv",
                )
                _button(
                    f"{label}: what the columns hold",
                    f"{_FILES[kind]}-columns.csv",
                    _columns(kind),
                    "text/csv",
                )


def draw_exports(actor: Actor) -> None:
    """Draw the files of what is public, and of everything for who may read drafts."""
    with st.expander("Take records out"):
        st.subheader("What the public sees", anchor=False)
        for kind, label in SORTS.items():
            _button(f"{label} (CSV)", f"{_FILES[kind]}.csv", _public(kind), "text/csv")
        _button("Places (GeoJSON)", "places.geojson", _public_geojson, GEOJSON)
        if not actor.may(Action.READ):
            return
        st.subheader("Everything, for staff only", anchor=False)
        st.write(
            "With drafts, closed records and internal notes. Keep these files inside City Hall. "
            "What you correct in one can be brought in again here."
        )
        _draw_everything(actor)


def _draw_everything(actor: Actor) -> None:
    """Draw the way to the files for staff: made only while the page knows who is signed in."""
    files = {f"{label} (CSV)": kind for kind, label in SORTS.items()}
    chosen = st.selectbox("Which records", [*files, _GEOJSON], key="exchange-everything")
    if not st.button("Make the file", key="exchange-make"):
        return
    kind = files.get(chosen)
    seed = everything(actor)
    if kind is None:
        body, name, mime = geojson_of(seed.places, staff=True).encode(), "places.geojson", GEOJSON
    else:
        body = for_excel(csv_of(kind, all_records(seed, kind), staff=True))
        name, mime = f"{_FILES[kind]}.csv", "text/csv"
    st.download_button(
        f"Save {chosen} with drafts",
        body,
        file_name=f"staff-{name}",
        mime=mime,
        key="exchange-made",
        on_click="ignore",
    )


def everything(actor: Actor) -> Seed:
    """Give all records as they are now. Raises NotAllowedError, DatabaseError or SeedError."""
    require(actor, Action.READ)
    return timeline().records(clock.now())


def _button(label: str, name: str, make: Callable[[], bytes], mime: str) -> None:
    """Draw a button that makes its file only when somebody asks for it."""
    st.download_button(
        label, make, file_name=name, mime=mime, key=f"exchange-{name}", on_click="ignore"
    )


def _template(kind: TableKind) -> Callable[[], bytes]:
    return lambda: for_excel(template_of(kind))


def _columns(kind: TableKind) -> Callable[[], bytes]:
    return lambda: for_excel(columns_of(kind))


def _public(kind: TableKind) -> Callable[[], bytes]:
    return lambda: for_excel(csv_of(kind, public_records(current(), kind)))


def _public_geojson() -> bytes:
    return geojson_of(current().places).encode()
