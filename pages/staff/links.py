"""Ways between the views of the staff page: the view and what it shows stand in the address."""

from __future__ import annotations

import streamlit as st


def go(view: str, **shown: str) -> None:
    """Lead to a view; for ``on_click``. ``shown`` names what it shows, such as a record's id."""
    st.query_params.from_dict({"view": view, **shown})


def shown(name: str) -> str:
    """Give what the address says under a name; empty where it says nothing."""
    return st.query_params.get(name, "")
