"""The one page of staff: who is signed in, a menu, and the view that the address names."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from data.database import DatabaseError
from data.roles import Actor, NotAllowedError, require
from pages.menu import STAFF
from pages.parts.guide import draw_title
from pages.staff.acting import draw_said
from pages.staff.links import shown
from pages.staff.views import HOME, VIEWS
from pages.staff.who import SIGN_OUT, require_staff


def draw(actor: Actor) -> None:
    """Draw the page for who is signed in."""
    name = shown("view")
    chosen = name if name in VIEWS else HOME
    _draw_menu(actor, chosen)
    draw_said()
    view = VIEWS[chosen]
    try:
        require(actor, view.needs)
    except NotAllowedError as error:
        draw_title(view.label)
        st.error(str(error))
        return
    try:
        view.draw(actor)
    except (NotAllowedError, DatabaseError) as error:
        st.error(str(error))


def _draw_menu(actor: Actor, chosen: str) -> None:
    here = st.Page(Path(__file__), url_path=STAFF)
    with st.container(key="staff-menu", horizontal=True):
        for name, view in VIEWS.items():
            if view.in_menu and actor.may(view.needs):
                label = f"**{view.label}**" if name == chosen else view.label
                st.page_link(here, label=label, query_params={"view": name})
        st.html(f'<a href="{SIGN_OUT}">Sign out</a>')


draw(require_staff())
