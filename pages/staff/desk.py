"""The one page of staff: who is signed in, a menu, and the view that the address names."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.database import DatabaseError
from data.roles import Actor, NotAllowedError, require
from pages.parts.guide import draw_title
from pages.staff.acting import draw_said
from pages.staff.links import go, shown
from pages.staff.views import HOME, VIEWS
from pages.staff.who import draw_sign_out, require_staff


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
    with st.container(key="staff-menu", horizontal=True):
        for name, view in VIEWS.items():
            if view.in_menu and actor.may(view.needs):
                st.button(
                    view.label,
                    key=f"staff-menu-{name}{'-chosen' if name == chosen else ''}",
                    type="tertiary",
                    on_click=go,
                    args=(name,),
                )
        st.html(f"<p>You are signed in as {escape(actor.name)}, {actor.role}.</p>", width="content")
        draw_sign_out()


draw(require_staff())
